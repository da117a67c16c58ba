"""`lmapi-mock ready`: whether a server answers, waited for as long as that makes sense."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from lmapi_mock.cli.parser import Parser
from lmapi_mock.errors import SettingError
from lmapi_mock.settings import LOOPBACK, Settings

if TYPE_CHECKING:
    import http.client

SETTINGS: Final = frozenset({"host", "port", "tls_cert"})
"""Settings that say where the server answers, and how."""

_EVERY_S: Final = 0.1
_TIMEOUT_S: Final = 5.0
_OWN_HEADER: Final = "x-lmapi-mock"
_AWAY: Final = frozenset({502, 503, 504})
"""What a proxy says while the server behind it is not there yet."""

_DESCRIPTION: Final = """\
Say whether a server answers: exit status 0 once it does, 1 if it does not, or not in time.

The wait ends at once where it would be in vain: when the process of --pid has ended, when a server
that has answered is gone, and when another program answers at the address.

  lmapi-mock serve & lmapi-mock ready --wait 30 --pid $!
"""


class _Answer(NamedTuple):
    """What was met at the address.

    Attributes:
        is_ready: a server that answers requests.
        is_ours: a lmapi-mock, ready or not.
        is_other: another program, which no wait makes one of ours.
        said: a sentence, or the server's own words.
    """

    is_ready: bool
    is_ours: bool
    is_other: bool
    said: str


class _Where(NamedTuple):
    """Where a server is asked.

    Attributes:
        is_tls: by https.
        address: host and port, as a connection takes them.
        path: what stands before /__admin.
        shown: for people.
    """

    is_tls: bool
    address: tuple[str, int]
    path: str
    shown: str


def add_parser(commands: argparse._SubParsersAction[Parser]) -> Parser:
    """Add the command; returns its parser."""
    parser = commands.add_parser(
        "ready",
        help="say whether a server answers",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--url",
        metavar="URL",
        help="Where it is, as http://127.0.0.1:8080, in place of --host and --port.",
    )
    parser.add_argument(
        "--wait", type=float, default=0, metavar="SECONDS", help="Wait so long for it. Default: 0."
    )
    parser.add_argument(
        "--pid",
        type=int,
        metavar="PID",
        help="The server's process, $! in a shell: when it has ended, nothing is waited for.",
    )
    return parser


def run(settings: Settings, *, url: str | None, wait: float, pid: int | None) -> int:
    """Say whether the server answers; 0 if it does, else 1.

    Args:
        settings: where it listens, if no URL is given.
        url: where it is.
        wait: how many seconds to wait for it.
        pid: its process; there is nothing to wait for once that has ended.

    Raises:
        SettingError: the URL is none.
    """
    where = _where(settings, url)
    deadline = time.monotonic() + wait
    was_there = False
    while True:
        # Asked before the server is: one that ends between the two has not answered.
        has_ended = pid is not None and not _is_alive(pid)
        found = _ask(where)
        if found.is_ready:
            print(found.said)
            return 0
        if has_ended:
            found = found._replace(
                is_other=True, said=f"The server (process {pid}) has ended. {found.said}"
            )
        elif was_there and not (found.is_ours or found.is_other):
            found = found._replace(is_other=True, said=f"The server has ended. {found.said}")
        if found.is_other or time.monotonic() >= deadline:
            print(found.said, file=sys.stderr)
            return 1
        was_there = was_there or found.is_ours
        time.sleep(_EVERY_S)


def _where(settings: Settings, url: str | None) -> _Where:
    if url is None:
        host = LOOPBACK.get(settings.host, settings.host)
        shown = f"{host}, port {settings.port}"
        return _Where(settings.tls_cert is not None, (host, settings.port), "", shown)
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == -1:
        raise SettingError(
            f"--url is {url.rpartition('@')[2]!r}. Accepted: an address as http://127.0.0.1:8080."
        )
    is_tls = parts.scheme == "https"
    place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
    address = (parts.hostname, port or (443 if is_tls else 80))
    return _Where(is_tls, address, parts.path.rstrip("/"), place)


def _ask(where: _Where) -> _Answer:
    import http.client  # noqa: PLC0415  --help answers without

    connection = _connection(where)
    try:
        connection.request("GET", f"{where.path}/__admin/health")
        answer = connection.getresponse()
        body = answer.read(1 << 16).decode("utf-8", "replace")
    except OSError as error:
        # A connection that was closed without an answer is one of them.
        said = f"Nothing answers at {where.shown}: {error}."
        return _Answer(False, False, False, said)
    except http.client.HTTPException:
        return _Answer(False, False, True, _other(where, "what it speaks is not HTTP"))
    finally:
        connection.close()
    if answer.getheader(_OWN_HEADER) is not None:
        return _Answer(answer.status == 200, True, False, body)
    who = answer.getheader("server")
    told = f"status {answer.status}" + (f", server {who:.40}" if who else "")
    return _Answer(False, False, answer.status not in _AWAY, _other(where, told))


def _other(where: _Where, told: str) -> str:
    return (
        f"Another program answers at {where.shown} ({told}), not lmapi-mock: end it, or choose "
        "another port for both commands with --port."
    )


def _connection(where: _Where) -> http.client.HTTPConnection:
    import http.client  # noqa: PLC0415  as above

    if not where.is_tls:
        return http.client.HTTPConnection(*where.address, timeout=_TIMEOUT_S)
    import ssl  # noqa: PLC0415  as above

    # Who answers is not asked: nothing is told to it, and test certificates are signed by nobody.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(*where.address, timeout=_TIMEOUT_S, context=context)


def _is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent to notice does not."""
    status = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            # The name between parentheses may hold anything.
            return status.read_text(errors="replace").rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            return False
    asked = subprocess.run(  # noqa: S603  a number
        ["ps", "-o", "stat=", "-p", str(pid)],  # noqa: S607  where there is no /proc
        capture_output=True,
        text=True,
        check=False,
    )
    return bool(asked.stdout.strip()) and not asked.stdout.startswith("Z")
