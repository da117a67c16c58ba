"""Database servers for a whole run of the tests, which never wait for a disk.

The tests create hundreds of databases; servers that flush spend most of that time waiting for it.
The tests of durability stop and kill servers of their own, which flush as an operator's do.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Final, NoReturn

from own_servers import OwnMariaDB, OwnPostgreSQL, OwnServer, missing_programs, running


class QuickMariaDB(OwnMariaDB):
    """MariaDB, its tables in one file, which it does not flush."""

    def command(self) -> list[str]:
        """What serves it."""
        return [
            *super().command(),
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            "--innodb-file-per-table=0",
            "--innodb-buffer-pool-size=128M",
            "--skip-sync-frm",
        ]


class QuickPostgreSQL(OwnPostgreSQL):
    """PostgreSQL, which asks for no flush."""

    def command(self) -> list[str]:
        """What serves it."""
        off = ("fsync", "synchronous_commit", "full_page_writes")
        return [*super().command(), *(part for name in off for part in ("-c", f"{name}=off"))]


_KINDS: Final[dict[str, tuple[type[OwnServer], str]]] = {
    "mariadb": (QuickMariaDB, "mysql"),
    "postgresql": (QuickPostgreSQL, "postgresql"),
}


@contextmanager
def quick_servers() -> Iterator[dict[str, str]]:
    """The variables that name the servers: of those that are not named, and can be started.

    They end when the process is told to, by SIGTERM too.
    """
    with ExitStack() as stack:
        before = signal.signal(signal.SIGTERM, _interrupt)
        stack.callback(signal.signal, signal.SIGTERM, before)

        def start(engine: str) -> tuple[str, str]:
            kind, drivername = _KINDS[engine]
            server = stack.enter_context(running(engine, kind))
            return _variable(engine), str(server.url.set(drivername=drivername))

        asked = [
            engine
            for engine in _KINDS
            if _variable(engine) not in os.environ and not missing_programs(engine)
        ]
        # Each makes its data folder first, for which it takes some seconds.
        with ThreadPoolExecutor() as at_once:
            urls = dict(at_once.map(start, asked))
        yield urls


def _variable(engine: str) -> str:
    return f"LMAPI_TEST_{engine.upper()}_URL"


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
