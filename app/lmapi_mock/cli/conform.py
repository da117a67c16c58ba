"""`lmapi-mock conform`: a dialer and its double side by side.

What the command alone needs is imported in it, for the others start without.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lmapi_mock.cli.parser import Parser
from lmapi_mock.errors import FileError, SettingError
from lmapi_mock.settings import OF_A_PROFILE, Settings
from lmapi_mock.signals import when_told_to_end

if TYPE_CHECKING:
    from lmapi_mock.conform.asking import Endpoint
    from lmapi_mock.conform.probes import Probe
    from lmapi_mock.conform.suite import Result

VARIABLE: Final = "LMAPI_CONFORM_PASSWORD"

SETTINGS: Final = frozenset({*OF_A_PROFILE, "profile", "seed", "lenient"})
"""The double's own."""

_WIDE: Final = 150
"""How many characters of a request the plan shows."""

_DESCRIPTION: Final = """\
Send the same requests to a dialer and to a double in this process, and tell where their answers
part, to the byte, and which settings make the double agree. Each request is refused before
anything is stored, or only reads. What is sent is shown first, and sent when you say yes.

The exit status is 0 where all answers are alike, 1 where some differ, 2 where it could not be
done. The password is asked for, or comes from LMAPI_CONFORM_PASSWORD.
"""


def add_parser(commands: argparse._SubParsersAction[Parser]) -> Parser:
    """Add the command; returns its parser."""
    parser = commands.add_parser(
        "conform",
        help="tell where a dialer and the double part",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--upstream",
        metavar="URL",
        help="The dialer's API, as https://dialer.example/vicidial/non_agent_api.php.",
    )
    parser.add_argument("--user", metavar="USER", help="Who logs in there.")
    parser.add_argument(
        "--corpus",
        metavar="FILE",
        type=Path,
        help="In place of a dialer, what one has answered: a file of `lmapi-mock shadow --record`, "
        "or any in the form of the golden corpus, as .jsonl or .jsonl.gz. No dialer is asked.",
    )
    parser.add_argument(
        "--write",
        metavar="LIST_ID",
        default="",
        help="Besides, add leads of fictitious numbers (727-555-01xx) to this list, which has to "
        "be inactive, change and read them, and take them away again.",
    )
    parser.add_argument("--yes", action="store_true", help="Send without being asked.")
    parser.add_argument(
        "--rate",
        metavar="NUMBER",
        type=float,
        default=5.0,
        help="How many requests a second the dialer gets at most. Default: 5.",
    )
    parser.add_argument(
        "--write-profile",
        metavar="FILE",
        type=Path,
        help="Write the settings that make the double agree, for --profile.",
    )
    parser.add_argument("--junit", metavar="FILE", type=Path, help="Write a report as JUnit XML.")
    parser.add_argument("--html", metavar="FILE", type=Path, help="Write a report as HTML.")
    return parser


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Do what the command line says; returns the exit status.

    Raises:
        LmapiMockError: the dialer does not answer, refuses the login, or a file cannot be written.
    """
    from lmapi_mock.conform import reports  # noqa: PLC0415  see above

    if not 0 < arguments.rate <= 1000:
        raise SettingError(f"--rate is {arguments.rate:g}. Accepted: a number above 0, to 1000.")

    def progress(told: str) -> None:
        print(told, file=sys.stderr)

    if arguments.corpus is not None:
        result = _played(arguments, settings, progress)
    else:
        asked = _asked(arguments, settings, progress)
        if asked is None:
            print("Nothing was sent.")
            return 2
        result = asked
        print()
    print(reports.text_report(result), end="")
    for file, report in (
        (arguments.junit, reports.junit_report),
        (arguments.html, reports.html_report),
    ):
        if file is not None:
            _write(file, report(result))
    if arguments.write_profile is not None:
        _write(arguments.write_profile, reports.profile(result.settled))
        print(f"These settings are a profile: lmapi-mock serve --profile {arguments.write_profile}")
    return 1 if result.differing else 0


def _played(
    arguments: argparse.Namespace, settings: Settings, progress: Callable[[str], None]
) -> Result:
    """What comes of a corpus."""
    from lmapi_mock.conform.corpus import hold  # noqa: PLC0415  see above

    if arguments.upstream is not None or arguments.user is not None or arguments.write:
        raise SettingError(
            "--corpus takes a dialer's place: give it without --upstream, --user and --write."
        )
    return hold(arguments.corpus, settings, progress)


def _asked(
    arguments: argparse.Namespace, settings: Settings, progress: Callable[[str], None]
) -> Result | None:
    """What comes of asking a dialer; None where that was not wanted."""
    from lmapi_mock.conform.asking import Endpoint  # noqa: PLC0415  see above
    from lmapi_mock.conform.suite import compare  # noqa: PLC0415  see above

    if arguments.upstream is None or arguments.user is None:
        raise SettingError(
            "Which dialer? Name it with --upstream URL and --user USER.",
            "Or give what one has answered, with --corpus FILE.",
        )
    if arguments.write and not _is_list(arguments.write, arguments.user):
        raise SettingError(
            f"--write is {arguments.write!r}. Accepted: the number of a list, from 100 on, that is "
            "not the user's name too.",
            "Where a dialer is asked for leads of a list below 99, it looks in all lists.",
        )
    Endpoint(arguments.upstream, "", "")
    password = _password(arguments.user)
    dialer = Endpoint(arguments.upstream, arguments.user, password, arguments.rate)
    _show_plan(dialer, settings, arguments.write)
    if not arguments.yes and not _is_confirmed():
        return None
    if arguments.write:
        # Told to end, it takes away first what it has added.
        when_told_to_end(lambda: sys.exit(2))
    return compare(dialer, settings, arguments.user, password, progress, arguments.write)


def _is_list(text: str, user: str) -> bool:
    return re.fullmatch("[1-9][0-9]{2,13}", text) is not None and text != user


def _show_plan(dialer: Endpoint, settings: Settings, list_id: str) -> None:
    from lmapi_mock.conform.probes import suite  # noqa: PLC0415  see above
    from lmapi_mock.conform.suite import MOST_FOR_LIMITS  # noqa: PLC0415  see above

    probes = suite(settings)
    print(f"To {dialer.url}, {len(probes)} requests:")
    _show(dialer, probes)
    print(
        f"and up to {MOST_FOR_LIMITS} more, to a path where nothing is, if the limits of its web "
        "server differ.\n"
        "None of them adds, changes or removes a lead. The dialer logs them in "
        "vicidial_api_log, vicidial_api_urls,\nvicidial_urls and vicidial_webservers, and notes "
        "the user's last login."
    )
    if not list_id:
        return
    from lmapi_mock.conform.writing import NUMBERS, plan  # noqa: PLC0415  see above

    print(
        f"Then, if list {list_id} is inactive and holds no lead of {' and '.join(NUMBERS)}, leads "
        "are added to it and\ntaken away again; an address that the dialer calls for new leads of "
        "this list is called:"
    )
    _show(dialer, plan(list_id))


def _show(dialer: Endpoint, probes: Iterable[Probe]) -> None:
    for probe in probes:
        sent = b" ".join(filter(None, (dialer.target(probe), probe.body)))
        shown = sent.decode("ascii", "backslashreplace")
        if len(shown) > _WIDE:
            shown = f"{shown[:_WIDE]}..."
        print(f"  {probe.name}: {probe.method} {shown}")


def _password(user: str) -> str:
    import getpass  # noqa: PLC0415  see above

    password = os.environ.get(VARIABLE)
    if password is not None:
        return password
    if not sys.stdin.isatty():
        raise SettingError(
            f"Which password has {user}? There is nobody to ask.", f"Give it in {VARIABLE}."
        )
    return getpass.getpass(f"Password of {user}: ")


def _is_confirmed() -> bool:
    if not sys.stdin.isatty():
        raise SettingError("Shall this be sent? There is nobody to ask.", "Say so with --yes.")
    return input("Send them? [y/N] ").strip().lower() in {"y", "yes"}


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise FileError(f"{file} cannot be written: {error.strerror}.") from error
