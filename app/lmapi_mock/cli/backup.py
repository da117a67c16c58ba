"""`lmapi-mock backup`: a copy of an SQLite database, also of one that a server works on.

What a command alone needs is imported in it, for the others start without.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lmapi_mock.cli.parser import Parser
from lmapi_mock.errors import FileError
from lmapi_mock.settings import Settings
from lmapi_mock.signals import ENDS

if TYPE_CHECKING:
    import sqlalchemy as sa

_DESCRIPTION: Final = """\
Copy an SQLite database into a file, also while servers work on it: they do not wait, and the copy
holds what was stored at one moment, as a whole. Nobody but its owner can read the file. It is a
database as any: serve it with --database FILE, or put it in the place of the other while no server
runs. Snapshots are files of their own, in the folder beside the database's, and not in it.
"""

_DUMP: Final = "mariadb-dump --single-transaction --host={host} --user={user} -p {name} > {file}"
_TOOLS: Final = {
    "mysql": _DUMP,
    "mariadb": _DUMP,
    "postgresql": "pg_dump --format=custom --host={host} --username={user} --file={file} {name}",
}


def add_parser(
    commands: argparse._SubParsersAction[Parser],
) -> Parser:
    """Add the command; returns its parser."""
    parser = commands.add_parser(
        "backup",
        help="copy a database while it is in use",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="The copy.")
    parser.add_argument("--force", action="store_true", help="Replace FILE, if it is there.")
    return parser


def run(settings: Settings, file: Path, *, force: bool) -> int:
    """Make the copy; returns the exit status.

    Raises:
        LmapiMockError: the database is none of a file, or a file cannot be used.
    """
    from lmapi_mock.store.sql.address import read_url  # noqa: PLC0415  --help answers at once
    from lmapi_mock.store.upkeep.backup import back_up  # noqa: PLC0415  see above

    place = settings.place
    if place.is_server:
        url = read_url(place.url)
        raise FileError(
            "Only a database file is copied: of a server's database its own tool makes a backup.",
            _filled(_TOOLS[url.get_backend_name()], url, file),
        )
    if place.file is None:
        raise FileError(
            "A database in memory is known to its server alone.",
            "Ask that for a snapshot: GET /__admin/snapshots/NAME?secrets=yes, or start it with "
            "--database FILE.",
        )
    began = time.monotonic()
    shown = _Shown(sys.stderr.isatty())
    try:
        with _ended_by_signals():
            leads = back_up(place.file, file, force=force, told=shown.tell)
    finally:
        shown.clear()
    size = file.stat().st_size / (1 << 20)
    print(f"{file}: {leads:,} leads, {size:.1f} MiB, {time.monotonic() - began:.1f} seconds.")
    return 0


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let what is half made be taken away, whoever ends it."""

    def end(number: int, _: object) -> None:
        sys.exit(128 + number)

    before = [signal.signal(number, end) for number in ENDS]
    try:
        yield
    finally:
        for number, handler in zip(ENDS, before, strict=True):
            signal.signal(number, handler)


def _filled(tool: str, url: sa.URL, file: Path) -> str:
    import shlex  # noqa: PLC0415  only for those whose database is a server's

    told = {"host": url.host or "localhost", "user": url.username or "USER", "name": url.database}
    quoted = {name: shlex.quote(value or "") for name, value in told.items()}
    return tool.format(**quoted, file=shlex.quote(str(file)))


class _Shown:
    """How far the copy is, on a terminal."""

    def __init__(self, is_terminal: bool) -> None:
        self._is_terminal = is_terminal

    def tell(self, share: float) -> None:
        """Write it anew."""
        if self._is_terminal:
            print(f"\r{share:4.0%}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave the line empty."""
        if self._is_terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
