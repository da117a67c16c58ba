"""The command line: `lmapi-mock serve`, `run`, `ready`, `seed`, `import`, `export`, `backup`,
`conform`, `shadow`.

What a command alone needs is imported in it, for the others start without.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import threading
from collections.abc import Container, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lmapi_mock.cli import backup as backup_command
from lmapi_mock.cli import bulk as bulk_cli
from lmapi_mock.cli import completion as completion_command
from lmapi_mock.cli import conform as conform_command
from lmapi_mock.cli import ready as ready_command
from lmapi_mock.cli import run as run_command
from lmapi_mock.cli import seed as seed_command
from lmapi_mock.cli import shadow as shadow_command
from lmapi_mock.cli.parser import Parser
from lmapi_mock.errors import LmapiMockError
from lmapi_mock.serving.colours import coloured
from lmapi_mock.serving.logs import configure as configure_logs
from lmapi_mock.settings import DEFINITIONS, Settings, read_settings, unknown_variables
from lmapi_mock.signals import when_told_to_end
from lmapi_mock.version import __version__

if TYPE_CHECKING:
    from lmapi_mock.serving.start import Start

log = logging.getLogger("lmapi_mock.cli")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the process's exit status."""
    asked = list(sys.argv[1:] if arguments is None else arguments)
    after: list[str] | None = None
    if asked[:1] == ["run"] and "--" in asked:
        # What follows is the other command's own.
        place = asked.index("--")
        asked, after = asked[:place], asked[place + 1 :]
    parser, commands = _parsers()
    parsed, rest = parser.parse_known_args(asked)
    if len(rest) == 1 and parsed.command == "export" and not parsed.file and rest[0][:1] != "-":
        # argparse gives up on an optional file once it has met a flag.
        parsed.file = Path(rest.pop())
    if rest:
        commands[parsed.command].refuse(rest)
    if parsed.command == "completion":
        sys.stdout.write(completion_command.script(parsed.shell, commands))
        return 0
    try:
        settings = read_settings(vars(parsed))
        configure_logs(settings)
        return _run(parsed, settings, after)
    except LmapiMockError as error:
        said = coloured("lmapi-mock:", "red", sys.stderr)
        print(f"{said} {error}", *filter(None, [error.hint]), sep="\n", file=sys.stderr)
        return 2


def _run(parsed: argparse.Namespace, settings: Settings, after: list[str] | None) -> int:
    if parsed.command == "ready":
        return ready_command.run(settings, url=parsed.url, wait=parsed.wait, pid=parsed.pid)
    if parsed.command == "import":
        return bulk_cli.import_rows(settings, parsed)
    if parsed.command == "backup":
        return backup_command.run(settings, parsed.file, force=parsed.force)
    if parsed.command == "seed":
        return seed_command.run(settings, parsed)
    if parsed.command == "conform":
        return conform_command.run(settings, parsed)
    if parsed.command == "export":
        return bulk_cli.export_file(settings, parsed.kind, parsed.file)
    if parsed.command == "shadow":
        return shadow_command.run(settings, parsed)
    for sentence in unknown_variables():
        log.warning("%s", sentence)
    if parsed.command == "run":
        return run_command.run(settings, after, port_is_given=parsed.port is not None)
    return serve(settings)


def serve(settings: Settings) -> int:
    """Serve until the process is told to end; all ways to tell it are a good end."""
    # Nothing is open yet that would have to be closed; and an exception may get lost in a callback
    # of Python's own import, which prints it and goes on.
    when_told_to_end(lambda: os._exit(0))

    # What a start makes is there to stay: to look through it for garbage, again and again while
    # it grows, is a tenth of a start.
    gc.disable()
    # Loaded only now, so that --help and a wrong setting answer at once.
    from lmapi_mock.serving.server import Server  # noqa: PLC0415  see above
    from lmapi_mock.store.sql.engines.sqlite_memory import count_no_memory  # noqa: PLC0415  likewise

    count_no_memory()
    if settings.workers > 1:
        from lmapi_mock.serving.workers import Workers  # noqa: PLC0415  see above

        when_told_to_end(sys.exit)
        workers = Workers(settings, on_ready=lambda url, start: say_ready(url, start, settings))
        _collect_garbage_from_now_on()
        return workers.run()
    when_told_to_end(sys.exit)
    server = Server(settings, on_ready=lambda: say_ready(server.base_url, server.start, settings))
    _collect_garbage_from_now_on()
    server.run_until_told()
    status = server.strict.end()
    _end_if_something_hangs(status)
    return status


def _end_if_something_hangs(status: int) -> None:
    """End the process where a thread waits for a database that does not answer.

    Python would wait for the thread, and nothing ends a driver that opens a connection.
    """
    others = [one for one in threading.enumerate() if one is not threading.main_thread()]
    if any(one.is_alive() and not one.daemon for one in others):
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


THRESHOLDS: Final = (10_000, 50, 100)
"""How many new objects, then how many times that, before old ones are looked through too.

The journal holds some hundred thousand objects, none of them garbage: to look through them all
takes 50 to 90 ms, for which every request waits, and with Python's own thresholds it is done once
in a second under load.
"""


def _collect_garbage_from_now_on() -> None:
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()


def say_ready(url: str, start: Start, settings: Settings) -> None:
    """Print where the server answers, what to try, and on which database it works."""
    from lmapi_mock.serving.start import ready_lines  # noqa: PLC0415  --help answers without

    told = ready_lines(url, start, existing=settings.existing)
    print(told.replace("Ready:", coloured("Ready:", "green", sys.stdout), 1), flush=True)


def _parsers() -> tuple[Parser, dict[str, Parser]]:
    """The command line's parser, and those of the commands by name."""
    parser = Parser(
        prog="lmapi-mock", description="A test double of the lead API of VICIdial-family dialers."
    )
    parser.add_argument("--version", action="version", version=f"lmapi-mock {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    serve_parser = commands.add_parser(
        "serve",
        help="start the server",
        usage="lmapi-mock serve [FLAG ...]",
        description="Start the server. Each flag can be given as an environment variable too.",
    )
    _add_flags(serve_parser)
    _add_flags(run_command.add_parser(commands))
    _add_flags(ready_command.add_parser(commands), ready_command.SETTINGS)
    _add_flags(seed_command.add_parser(commands), {"database", "admin_token", "lenient"})
    _add_flags(backup_command.add_parser(commands), {"database"})
    _add_flags(conform_command.add_parser(commands), conform_command.SETTINGS)
    _add_flags(shadow_command.add_parser(commands), shadow_command.SETTINGS)
    for bulk_parser in bulk_cli.add_parsers(commands):
        _add_flags(bulk_parser, {"database", "seed", "timezone"})
    completion_command.add_parser(commands)
    return parser, dict(commands.choices)


def _add_flags(parser: Parser, names: Container[str] | None = None) -> None:
    """Add the flags of these settings, or of all."""
    for definition in DEFINITIONS:
        if names is not None and definition.name not in names:
            continue
        default = f" Default: {definition.default}." if definition.default else ""
        parser.add_argument(
            definition.flag,
            dest=definition.name,
            metavar=definition.metavar,
            nargs="?" if definition.is_switch else None,
            const="yes" if definition.is_switch else None,
            help=f"{definition.meaning}{default} [{definition.variable}]".replace("%", "%%"),
        )
