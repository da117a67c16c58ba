"""Database servers for a whole run of the tests, in memory, which never wait for a disk.

The tests create hundreds of databases; on a disk the servers spend most of that time waiting for
it. The tests of durability stop and kill servers of their own, on a disk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from own_servers import OwnMariaDB, OwnPostgreSQL, OwnServer, missing_programs, running

MEMORY: Final = Path("/dev/shm")


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
    """The variables that name the servers: of those that are not named, and can be started."""
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    urls = {}
    with ExitStack() as stack:
        for engine, (kind, drivername) in _KINDS.items():
            variable = f"LMAPI_TEST_{engine.upper()}_URL"
            if variable not in os.environ and not missing_programs(engine):
                server = stack.enter_context(running(engine, kind, where))
                urls[variable] = str(server.url.set(drivername=drivername))
        yield urls
