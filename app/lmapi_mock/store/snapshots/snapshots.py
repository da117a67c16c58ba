"""Named snapshots: the database and the clock as they were, to go back to.

SQLite copies a snapshot page by page, in a few milliseconds: a database in memory keeps its
snapshots there, a file in a folder beside it (`leads.sqlite3.snapshots`). A server keeps them as
compressed documents in a table of this project's own, which belongs to no state. So those of a
file and of a server survive restarts, and a reset.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from lmapi_mock.clock import Clock
from lmapi_mock.errors import StateError, UnknownError
from lmapi_mock.store.own_tables.shared_clock import kept_clock
from lmapi_mock.store.snapshots.document import Document, Opened
from lmapi_mock.store.snapshots.images import Files, Images
from lmapi_mock.store.snapshots.rows import Rows, Snapshot
from lmapi_mock.store.sql.database import Database

_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")

__all__ = ["Snapshot", "Snapshots"]


class Snapshots:
    """The snapshots of one database.

    Every method raises a StateError for what is no name, and an UnknownError where there has to
    be a snapshot of that name and is none.

    Args:
        database: what is saved and restored.
        clock: likewise.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: Images | Rows
        if not database.kind.single:
            self._kept = Rows(database)
        elif database.is_memory:
            self._kept = Images(database)
        else:
            self._kept = Files(database)

    def save(self, name: str) -> Snapshot:
        """Keep everything as it is now; an older snapshot of that name is replaced."""
        _check(name)
        with self._lock:
            if self._database.keeps_clock:
                with self._database.transaction() as tx:
                    self._clock.take(kept_clock(tx))
            return self._kept.save(name, self._clock.state)

    def restore(self, name: str) -> None:
        """Go back to a snapshot, all or nothing; identifiers go on where they stood."""
        with self._lock:
            if not self._kept.has(name):
                raise self._unknown(name)
            stands = self._kept.restore(name)
            if stands is None:
                self._clock.reset()
            else:
                self._clock.take(stands)

    def list(self) -> list[Snapshot]:
        """Every snapshot, by name."""
        with self._lock:
            return sorted(self._kept.listed(), key=lambda one: one.name)

    def delete(self, name: str) -> None:
        """Forget a snapshot."""
        with self._lock:
            if not self._kept.has(name):
                raise self._unknown(name)
            self._kept.delete(name)

    @contextmanager
    def reading(self, name: str) -> Iterator[Opened]:
        """A snapshot as a document: `tables`, `custom_tables`, `clock` and what else it needs."""
        with self._lock:
            if not self._kept.has(name):
                raise self._unknown(name)
            with self._kept.reading(name) as document:
                yield document

    def upload(self, name: str, document: Document) -> Snapshot:
        """Keep a document, as downloaded or as put to `/__admin/state`, under a name.

        Raises:
            StateError: it is not of the form, or does not fit the tables.
        """
        _check(name)
        with self._lock:
            return self._kept.write(name, document)

    def close(self) -> None:
        """Give back the memory that snapshots take."""
        with self._lock:
            self._kept.close()

    def _unknown(self, name: str) -> UnknownError:
        names = ", ".join(sorted(one.name for one in self._kept.listed()))
        return UnknownError(
            "unknown_snapshot",
            f"There is no snapshot {name!r}.",
            f"There are: {names}." if names else "There is none yet.",
        )


def _check(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise StateError(
            "bad_name",
            f"{name!r} is no name of a snapshot.",
            "A name is 1 to 64 letters, digits, `.`, `-` or `_`.",
        )
