"""Spaces: where a namespace that several processes share has its tables, apart from all others.

On PostgreSQL a space is a schema of the same database, on MariaDB a database of the same server,
and beside an SQLite file another file.
"""

from __future__ import annotations

import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError, NamespaceError
from lmapi_mock.store.own_tables.seeded import SEEDED
from lmapi_mock.store.schema.shared_tables import BORROWED, CLOCK, OF_THE_WHOLE, SHARED
from lmapi_mock.store.schema.stored_order import STORED_ORDER
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import Engine
from lmapi_mock.store.state.seed import Seed
from lmapi_mock.store.upkeep.migrate import VERSION, mark, schema

_LOT_BYTES: Final = 4


class Spaces(ABC):
    """The spaces of one database.

    Args:
        home: the database itself.
        seed: what each is filled with.
    """

    def __init__(self, home: Database, seed: Seed) -> None:
        self._home = home
        self._seed = seed

    def name_of(self, name: str) -> str:
        """What a new space for a namespace is called: no two are called the same, ever."""
        lot = secrets.token_hex(_LOT_BYTES)
        return self._home.kind.name_of_space(self._home.url, name, lot)

    @abstractmethod
    def make(self, space: str) -> None:
        """Make a space that holds the seed.

        Raises:
            DatabaseError: the database cannot be used.
            NamespaceError: its user may not make any.
        """

    @abstractmethod
    def opened(self, space: str) -> Database:
        """A space that is there; to be closed."""

    def _borrowing(self, database: Database) -> Database:
        """Let it read the rows that all have alike where they are in this process's memory."""
        database.lent = self._seed.lent()
        return database

    @abstractmethod
    def drop(self, space: str) -> None:
        """Drop a space with all that it holds, or as much as there is of it.

        Raises:
            DatabaseError: the database cannot be used, or somebody still holds a table of it.
        """


class OnServer(Spaces):
    """Schemas or databases."""

    def make(self, space: str) -> None:
        """Make the tables, then put the rows."""
        home = self._home
        try:
            with home.transaction() as tx:
                tx.engine.make_space(tx.connection, space, _tables(home.kind), self._another)
        except (sa.exc.DBAPIError, DatabaseError) as error:
            grant = self._what_to_grant(error)
            if grant is None:
                raise
            raise NamespaceError(
                "namespace_not_granted",
                "A namespace cannot be made: the database's user may not make the "
                f"{home.kind.space} that it needs.",
                f"Let an administrator of the database grant it to that user: {grant}",
            ) from error
        opened = self.opened(space)
        with opened.transaction() as tx:
            mark(tx)
        self._seed.restore(opened, alone=True)

    @contextmanager
    def _another(self) -> Iterator[sa.Connection]:
        with self._home.transaction() as tx:
            yield tx.connection

    def opened(self, space: str) -> Database:
        """On the same connections as all others."""
        return self._borrowing(self._home.within(space))

    def drop(self, space: str) -> None:
        """Whoever works in it is waited for."""
        try:
            with self._home.transaction() as tx:
                tx.engine.drop_space(tx.connection, space)
        except (sa.exc.DBAPIError, DatabaseError) as error:
            # Who may not make it has made nothing of it.
            if self._what_to_grant(error) is None:
                raise

    def _what_to_grant(self, error: sa.exc.DBAPIError | DatabaseError) -> str | None:
        """The SQL that lets the user do what this error says he may not, if it says that."""
        cause = error if isinstance(error, sa.exc.DBAPIError) else error.__cause__
        return self._home.kind.what_to_grant(getattr(cause, "orig", None), self._home.url)


class InFiles(Spaces):
    """Files in a folder beside the database's own: `leads.sqlite3.namespaces`."""

    def make(self, space: str) -> None:
        """A copy of the seed, page by page."""
        self._file(space).parent.mkdir(exist_ok=True)
        database = self.opened(space)
        try:
            self._seed.restore(database, alone=True)
        finally:
            database.close()

    def opened(self, space: str) -> Database:
        """On a connection of its own."""
        url = f"sqlite:///{self._file(space)}"
        return self._borrowing(Database(url, shared=True, like=self._home))

    def drop(self, space: str) -> None:
        """Delete the file, and what is beside it."""
        file = self._file(space)
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{file}{ending}").unlink(missing_ok=True)
        shutil.rmtree(f"{file}.snapshots", ignore_errors=True)

    def _file(self, space: str) -> Path:
        return Path(f"{self._home.url.database}.namespaces") / f"{space}.sqlite3"


def spaces_of(home: Database, seed: Seed) -> Spaces:
    """Where the namespaces of a database have their tables."""
    return InFiles(home, seed) if home.kind.single else OnServer(home, seed)


@cache
def _tables(engine: Engine) -> tuple[sa.Table, ...]:
    """All that a namespace needs on a server; what is made later ends a transaction on MariaDB."""
    shared = (table for name, table in SHARED.tables.items() if name not in OF_THE_WHOLE)
    own = (*schema(engine).tables.values(), STORED_ORDER, VERSION)
    return (*own, *shared, BORROWED, SEEDED, CLOCK)
