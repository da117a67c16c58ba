"""`lmapi-mock run -- COMMAND`: a server for as long as a command runs."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from types import FrameType
from typing import Final

from lmapi_mock.cli.parser import Parser
from lmapi_mock.errors import SettingError
from lmapi_mock.settings import Settings
from lmapi_mock.signals import ENDS

_DESCRIPTION: Final = """\
Start a server on a free port, run a command with its address in LMAPI_URL, and end the server.

  lmapi-mock run --strict warning -- npm test

The exit status is the command's; 3 if that was 0 and --strict has met a finding, 127 if there is
no such command, 128 and a signal's number if one ended it. A token that is set for the admin API
is in LMAPI_ADMIN_TOKEN.
"""

_NOT_FOUND: Final = 127


def add_parser(commands: argparse._SubParsersAction[Parser]) -> Parser:
    """Add the command; returns its parser."""
    return commands.add_parser(
        "run",
        help="run a command with a server of its own",
        usage="lmapi-mock run [FLAG ...] -- COMMAND [ARGUMENT ...]",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def run(settings: Settings, command: Sequence[str] | None, *, port_is_given: bool) -> int:
    """Run the command beside a server; returns its exit status.

    Args:
        settings: what the server is told.
        command: what is run, with its arguments.
        port_is_given: by a flag; else the server takes a free port.

    Raises:
        LmapiMockError: no command is given, or the server cannot start.
    """
    if not command:
        raise SettingError(
            "Which command? None is given.", "lmapi-mock run -- pytest: it stands after `--`."
        )
    if settings.workers > 1:
        raise SettingError(
            f"--workers is {settings.workers}, and the server of a command is one process.",
            "Start `lmapi-mock serve --workers N` by itself, or leave it out.",
        )
    from lmapi_mock.serving.server import Server  # noqa: PLC0415  --help answers without

    if not port_is_given:
        settings = replace(settings, port=0)
    with Server(settings) as server:
        status = _run(command, _environment(settings, server.base_url))
    return status or server.strict.end()


def _environment(settings: Settings, url: str) -> dict[str, str]:
    told = {"LMAPI_URL": url}
    if settings.admin_token:
        told["LMAPI_ADMIN_TOKEN"] = settings.admin_token
    return {**os.environ, **told}


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run it to its end; signals that end this process go to it first."""
    told: list[int] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        told.append(number)
        if process is not None and process.poll() is None:
            process.send_signal(number)

    process: subprocess.Popen[bytes] | None = None
    before = [(number, signal.signal(number, pass_on)) for number in ENDS]
    try:
        try:
            process = subprocess.Popen(list(command), env=environment)  # noqa: S603  asked for
        except OSError as error:
            print(f"lmapi-mock: {command[0]} cannot be run: {error.strerror}.", file=sys.stderr)
            return _NOT_FOUND
        if told:
            # It came while the command was being started.
            process.send_signal(told[0])
        status = process.wait()
    finally:
        for number, handler in before:
            signal.signal(number, handler)
    return 128 - status if status < 0 else status
