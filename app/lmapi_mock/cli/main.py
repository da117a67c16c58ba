"""The command line: `lmapi-mock serve`, `ready`, `seed`, `import`, `export` and `backup`.

What a command alone needs is imported in it, for the others start without.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from lmapi_mock.cli import backup as backup_command
from lmapi_mock.cli import bulk as bulk_cli
from lmapi_mock.cli import seed as seed_command
from lmapi_mock.errors import LmapiMockError
from lmapi_mock.serving.logs import configure as configure_logs
from lmapi_mock.settings import (
    DEFINITIONS,
    DOCUMENTED_DOOR,
    LOOPBACK,
    Definition,
    Settings,
    read_settings,
)
from lmapi_mock.signals import when_told_to_end
from lmapi_mock.version import __version__

CURL = (
    "curl '{url}" + DOCUMENTED_DOOR + "?source=test&user=6666&pass=1234"
    "&function=add_lead&phone_number=7275551212'"
)
"""A first request that the demo data answers with SUCCESS."""


READY: Final = frozenset({"host", "port", "tls_cert"})
"""Settings that say where the server answers, and how."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the process's exit status."""
    parser = _parser()
    parsed, rest = parser.parse_known_args(arguments)
    if len(rest) == 1 and parsed.command == "export" and not parsed.file and rest[0][:1] != "-":
        # argparse gives up on an optional file once it has met a flag.
        parsed.file = Path(rest.pop())
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        settings = read_settings(vars(parsed))
        configure_logs(settings)
        if parsed.command == "ready":
            return ready(settings, wait=parsed.wait)
        if parsed.command == "import":
            return bulk_cli.import_rows(settings, parsed.kind, parsed.file, again=parsed.again)
        if parsed.command == "backup":
            return backup_command.run(settings, parsed.file, force=parsed.force)
        if parsed.command == "seed":
            return seed_command.run(settings, parsed)
        if parsed.command == "export":
            return bulk_cli.export_file(settings, parsed.kind, parsed.file)
        return serve(settings)
    except LmapiMockError as error:
        print(f"lmapi-mock: {error}", *filter(None, [error.hint]), sep="\n", file=sys.stderr)
        return 2


def serve(settings: Settings) -> int:
    """Serve until the process is told to end; all ways to tell it are a good end."""
    when_told_to_end(sys.exit)

    # What a start makes is there to stay: to look through it for garbage, again and again while
    # it grows, is a tenth of a start.
    gc.disable()
    # Loaded only now, so that --help and a wrong setting answer at once.
    from lmapi_mock.serving.server import Server  # noqa: PLC0415  see above

    if settings.workers > 1:
        from lmapi_mock.serving.workers import Workers  # noqa: PLC0415  see above

        workers = Workers(settings, on_ready=lambda url: say_ready(url, settings))
        _collect_garbage_from_now_on()
        return workers.run()
    server = Server(settings, on_ready=lambda: say_ready(server.base_url, settings))
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


def ready(settings: Settings, *, wait: float) -> int:
    """Say whether the server at the settings' host and port answers; 0 if it does, else 1.

    Args:
        settings: where the server listens.
        wait: how many seconds to wait for it.
    """
    import http.client  # noqa: PLC0415  whoever serves has no use for it, and starts sooner

    host = LOOPBACK.get(settings.host, settings.host)
    deadline = time.monotonic() + wait

    def connect() -> http.client.HTTPConnection:
        if settings.tls_cert is None:
            return http.client.HTTPConnection(host, settings.port, timeout=5)
        import ssl  # noqa: PLC0415  as above

        # Who answers is not asked: nothing is told to it, and the name is the loopback's.
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(host, settings.port, timeout=5, context=context)

    while True:
        connection = connect()
        try:
            connection.request("GET", "/__admin/health")
            answer = connection.getresponse()
            found, said = answer.status == 200, answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            found, said = False, f"Nothing answers at {host}, port {settings.port}: {error}."
        finally:
            connection.close()
        if found or time.monotonic() >= deadline:
            print(said, file=sys.stdout if found else sys.stderr)
            return 0 if found else 1
        time.sleep(0.1)


def say_ready(url: str, settings: Settings) -> None:
    """Print the one line that says the server answers, with a request to try.

    On a dialer's own database there is none to try: its dialer would call the lead.
    """
    if settings.existing:
        print(f"Ready: {url}", flush=True)
        return
    curl = CURL.format(url=url)
    if url.startswith("https:"):
        # Test certificates are signed by nobody.
        curl = curl.replace("curl ", "curl -k ", 1)
    print(f"Ready: {url}  Try: {curl}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lmapi-mock", description="A test double of the lead API of VICIdial-family dialers."
    )
    parser.add_argument("--version", action="version", version=f"lmapi-mock {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    _add_flags(
        commands.add_parser(
            "serve",
            help="start the server",
            description="Start the server. Each flag can be given as an environment variable too.",
        ),
        DEFINITIONS,
    )
    ready_parser = commands.add_parser(
        "ready",
        help="say whether a server answers",
        description="Say whether a server answers: exit status 0 if it does, 1 if not.",
    )
    _add_flags(ready_parser, [one for one in DEFINITIONS if one.name in READY])
    ready_parser.add_argument(
        "--wait", type=float, default=0, metavar="SECONDS", help="Wait so long for it. Default: 0."
    )
    _add_flags(
        seed_command.add_parser(commands),
        [one for one in DEFINITIONS if one.name in {"database", "admin_token"}],
    )
    _add_flags(
        backup_command.add_parser(commands), [one for one in DEFINITIONS if one.name == "database"]
    )
    for bulk_parser in bulk_cli.add_parsers(commands):
        _add_flags(bulk_parser, [one for one in DEFINITIONS if one.name in {"database", "seed"}])
    return parser


def _add_flags(parser: argparse.ArgumentParser, definitions: Iterable[Definition]) -> None:
    for definition in definitions:
        default = f" Default: {definition.default}." if definition.default else ""
        parser.add_argument(
            definition.flag,
            dest=definition.name,
            metavar=definition.metavar,
            nargs="?" if definition.is_switch else None,
            const="yes" if definition.is_switch else None,
            help=f"{definition.meaning}{default} [{definition.variable}]".replace("%", "%%"),
        )
