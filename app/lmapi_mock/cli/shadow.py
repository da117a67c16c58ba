"""`lmapi-mock shadow`: a proxy before a dialer, and the double beside it.

What the command alone needs is imported in it, for the others start without.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lmapi_mock.cli.parser import Parser
from lmapi_mock.errors import SettingError
from lmapi_mock.settings import OF_A_PROFILE, Settings
from lmapi_mock.signals import ENDS

if TYPE_CHECKING:
    from lmapi_mock.shadow.beside import Beside
    from lmapi_mock.shadow.tunnel import Tunnel, Upstream

SETTINGS: Final = frozenset(
    {
        *OF_A_PROFILE,
        *("profile", "seed", "lenient", "host", "port", "admin_token", "open_admin"),
        *("allowed_hosts", "journal", "journal_memory", "event_queue", "max_body", "body_timeout"),
        *("log_level", "log_format"),
    }
) - {"call_urls"}
"""The double's own; it stores in memory and calls nobody."""

LISTEN: Final = "127.0.0.1:8090"

_GRACE_S: Final = 5
_CATCH_UP_S: Final = 30
_SWITCH_S: Final = 0.0005
"""How long the double may keep what passes from being passed on, in seconds."""

_DESCRIPTION: Final = """\
Hand each request to a dialer, answer with what it says, byte for byte, and run the same request
in a double beside it. The double's journal has both answers:
GET /__admin/requests?finding=dialer-differs lists the requests where they part.

  lmapi-mock shadow --upstream https://staging.example --seed dialer/

Clients call --listen; the double, with its journal and page, is at --host and --port. Whatever
happens to the double, the dialer's answers go on. It ends with SIGINT or SIGTERM, exit status 0.
"""


def add_parser(commands: argparse._SubParsersAction[Parser]) -> Parser:
    """Add the command; returns its parser."""
    parser = commands.add_parser(
        "shadow",
        help="stand before a dialer, and tell where the double parts from it",
        usage="lmapi-mock shadow --upstream URL [FLAG ...]",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--upstream",
        metavar="URL",
        required=True,
        help="The dialer, as https://staging.example; each request goes to the path it came to.",
    )
    parser.add_argument(
        "--listen",
        metavar="HOST:PORT",
        default=LISTEN,
        help=f"Where clients call in place of the dialer; port 0 picks one. Default: {LISTEN}.",
    )
    parser.add_argument(
        "--record",
        metavar="FILE",
        type=Path,
        help="Write what passes as a corpus, passwords and personal data replaced; `lmapi-mock "
        "conform --corpus FILE` plays it.",
    )
    return parser


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Do what the command line says until the process is told to end; returns the exit status.

    Raises:
        LmapiMockError: a setting is not accepted, or something cannot be listened on.
    """
    from lmapi_mock.non_agent_api.core.outgoing import CallUrls  # noqa: PLC0415  see above
    from lmapi_mock.serving.server import Server  # noqa: PLC0415  see above
    from lmapi_mock.shadow.beside import Beside  # noqa: PLC0415  see above
    from lmapi_mock.shadow.recording import Recording  # noqa: PLC0415  see above
    from lmapi_mock.shadow.tunnel import Tunnel, upstream_of  # noqa: PLC0415  see above

    upstream = upstream_of(given.upstream)
    host, port = _place(given.listen)
    if settings.journal == 0:
        raise SettingError("--journal is 0, and the journal is what tells where the answers part.")
    taken: dict[str, Any] = {name: getattr(settings, name) for name in SETTINGS - {"profile"}}
    own = Settings(**{**taken, "database": ":memory:", "call_urls": CallUrls.RECORD})
    sys.setswitchinterval(_SWITCH_S)
    with Server(own) as server:
        recording = None
        if given.record is not None:
            recording = Recording(given.record, own.all_doors())
        beside = Beside(server, own, recording)
        tunnel = Tunnel(upstream, beside.put)
        asyncio.run(_pass(tunnel, upstream, host, port, server.base_url))
        beside.stop(_CATCH_UP_S)
    _tell(beside, tunnel)
    if recording is not None:
        recording.close()
        print(f"{given.record} holds {recording.steps:,} of them.")
        for why, count in recording.left_out.most_common():
            print(f"  left out {count:,}: {why}")
    return 0


def _place(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise SettingError(f"--listen is {listen!r}. Accepted: host and port, as {LISTEN}.")
    return host.strip("[]"), int(port)


async def _pass(tunnel: Tunnel, upstream: Upstream, host: str, port: int, double: str) -> None:
    """Pass on what comes until the process is told to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, told.set)
    host, port = await tunnel.start(host, port)
    shown = f"[{host}]" if ":" in host else host
    print(
        f"Passing: http://{shown}:{port} to {upstream.url}\nThe double beside: {double}/__admin",
        flush=True,
    )
    await told.wait()
    await tunnel.stop(_GRACE_S)


def _tell(beside: Beside, tunnel: Tunnel) -> None:
    print(beside.counts)
    if tunnel.unreached:
        print(f"{tunnel.unreached:,} connections found no dialer, and were answered 502.")
