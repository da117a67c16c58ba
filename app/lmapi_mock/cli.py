"""The command line: `lmapi-mock serve`."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.settings import DEFINITIONS, DOCUMENTED_DOOR, Settings, read_settings
from lmapi_mock.version import __version__

if TYPE_CHECKING:
    from lmapi_mock.server import Server

CURL = (
    "curl '{url}" + DOCUMENTED_DOOR + "?source=test&user=6666&pass=1234"
    "&function=add_lead&phone_number=7275551212'"
)
"""A first request that the demo data answers with SUCCESS."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the process's exit status."""
    parsed = _parser().parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    try:
        serve(read_settings(vars(parsed)))
    except LmapiMockError as error:
        print(f"lmapi-mock: {error}", *filter(None, [error.hint]), sep="\n", file=sys.stderr)
        return 2
    return 0


def serve(settings: Settings) -> None:
    """Serve until the process is told to end; both ways to tell it are a good end."""
    # uvicorn has its own handlers while it runs, and passes the signal on afterwards to these.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)

    # Loaded only now, so that --help and a wrong setting answer at once.
    from lmapi_mock.server import Server  # noqa: PLC0415

    server = Server(settings, on_ready=lambda: print(ready_line(server), flush=True))
    server.run()


def ready_line(server: Server) -> str:
    """The one line that says the server answers, with a request to try."""
    url = server.base_url
    return f"Ready: {url}  Try: {CURL.format(url=url)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lmapi-mock", description="A test double of the lead API of VICIdial-family dialers."
    )
    parser.add_argument("--version", action="version", version=f"lmapi-mock {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve_parser = commands.add_parser(
        "serve",
        help="start the server",
        description="Start the server. Each flag can be given as an environment variable too.",
    )
    for definition in DEFINITIONS:
        default = f" Default: {definition.default}." if definition.default else ""
        serve_parser.add_argument(
            definition.flag,
            dest=definition.name,
            metavar=definition.metavar,
            help=f"{definition.meaning}{default} [{definition.variable}]".replace("%", "%%"),
        )
    return parser
