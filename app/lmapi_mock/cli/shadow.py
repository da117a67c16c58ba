"""`lmapi-mock shadow`: a proxy before a dialer, and the double beside it.

What the command alone needs is imported in it, for the others start without.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lmapi_mock.cli.parser import Parser
from lmapi_mock.errors import SettingError
from lmapi_mock.non_agent_api.core.outgoing import CallUrls
from lmapi_mock.settings import OF_A_PROFILE, Settings
from lmapi_mock.signals import ENDS, when_told_to_end

if TYPE_CHECKING:
    import asyncio
    import socket

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
_CATCH_UP_S: Final = 120

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


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Do what the command line says until the process is told to end; returns the exit status.

    Raises:
        LmapiMockError: a setting is not accepted, or something cannot be listened on.
    """
    import asyncio  # noqa: PLC0415  see above

    from lmapi_mock.shadow.apart import Apart  # noqa: PLC0415  see above
    from lmapi_mock.shadow.tunnel import Tunnel, listen, upstream_of  # noqa: PLC0415  see above
    from lmapi_mock.shadow.waiting import Waiting  # noqa: PLC0415  see above

    upstream = upstream_of(arguments.upstream)
    host, port = _place(arguments.listen)
    if settings.journal == 0:
        raise SettingError("--journal is 0, and the journal is what tells where the answers part.")
    taken: dict[str, Any] = {name: getattr(settings, name) for name in SETTINGS - {"profile"}}
    own = Settings(**{**taken, "database": ":memory:", "call_urls": CallUrls.RECORD})
    with listen(host, port) as listening:
        apart = Apart(own, arguments.record)
        try:
            waiting = Waiting(apart.compare)
            tunnel = Tunnel(upstream, waiting.put)
            with asyncio.Runner(loop_factory=_fast_loop()) as runner:
                runner.run(_pass(tunnel, upstream, listening, apart.base_url))
            if len(waiting):
                print(
                    f"The double is {len(waiting):,} requests behind; told to end once more, it "
                    "leaves them.",
                    file=sys.stderr,
                )
            when_told_to_end(waiting.give_up)
            waiting.stop(_CATCH_UP_S)
        finally:
            recorded = apart.end()
    print(waiting.counts)
    if tunnel.unreached:
        print(f"{tunnel.unreached:,} connections found no dialer, and were answered 502.")
    if recorded is not None:
        print(f"{arguments.record} holds {recorded.steps:,} of them.")
        for why, count in recorded.left_out:
            print(f"  left out {count:,}: {why}")
    return 0


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where there is one."""
    try:
        import uvloop  # noqa: PLC0415  not on every system
    except ImportError:
        return None
    make: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return make


def _place(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise SettingError(f"--listen is {listen!r}. Accepted: host and port, as {LISTEN}.")
    return host.strip("[]"), int(port)


async def _pass(tunnel: Tunnel, upstream: Upstream, listening: socket.socket, double: str) -> None:
    """Pass on what comes until the process is told to end."""
    import asyncio  # noqa: PLC0415  see above

    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, told.set)
    await tunnel.start(listening)
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    print(
        f"Passing: http://{shown}:{port} to {upstream.url}\nThe double beside: {double}/__admin",
        flush=True,
    )
    await told.wait()
    await tunnel.stop(_GRACE_S)
