"""The database: opening it, one transaction a request, and what is cached of it.

SQLite runs on one connection that requests take in turn: it allows one writer at a time
anyway, and a transaction takes well under a millisecond. A transaction begins IMMEDIATE, so
that a duplicate check and the insert that follows it are one (section 13 of the spec).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.mariadb.encoding import stored_text
from lmapi_mock.store.statements import (
    Comparison,
    Insert,
    Prepared,
    PreparedInsert,
    Statement,
)

T = TypeVar("T")
Row = Mapping[str, Any]

_BUSY_TIMEOUT_MS = 5_000


class Transaction:
    """One unit of work: all of it is stored, or none of it."""

    def __init__(self, database: Database, connection: sa.Connection) -> None:
        self._database = database
        self.connection = connection
        self.non_latin = False
        """use_non_latin = 1: the engine then speaks 3-byte UTF-8 to its database (section 12)."""

    def run(self, statement: Statement, **values: Any) -> sa.CursorResult[Any]:
        """Execute a prepared statement; text is compared as its columns compare it."""
        prepared = self._database.prepare(statement)
        return self.connection.exec_driver_sql(
            prepared.sql, prepared.parameters(values, self.encode)
        )

    def first(self, statement: Statement, **values: Any) -> Row | None:
        """The first row of a prepared SELECT, if there is one."""
        row = self.run(statement, **values).mappings().first()
        return None if row is None else dict(row)

    def insert(self, insert: Insert, values: Mapping[str, Any]) -> int:
        """Store a row as its columns store it; returns the identifier that it was given."""
        prepared = self._database.prepare_insert(insert)
        result = self.connection.exec_driver_sql(
            prepared.sql, prepared.parameters(values, self.encode)
        )
        if prepared.returns_id:
            return int(result.scalar_one())
        return int(result.lastrowid or 0)

    def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        """Every row of a table in its own order, each a dict by column name."""
        return [dict(row) for row in self.connection.execute(sa.select(table)).mappings()]

    def cached(self, build: Callable[[Transaction], T]) -> T:
        """What `build` makes of configuration tables, made anew when they have changed."""
        cache = self._database.cache_of(self.connection)
        if build not in cache:
            cache[build] = build(self)
        value: T = cache[build]
        return value

    def text(self, value: Any) -> Any:
        """A value as the connection hands it to a column; numbers as they are."""
        if isinstance(value, str) and (not value.isascii() or "\0" in value):
            return self.encode(value)
        return value

    def encode(self, text: str) -> str:
        """A request's text as the connection's character set hands it to a column."""
        return stored_text(text.encode("utf-8", "surrogateescape"), non_latin=self.non_latin)


class Database:
    """An open database, whichever engine it runs on.

    Args:
        url: an SQLAlchemy URL; `sqlite://` alone is a database in memory.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url = sa.engine.make_url(url)
            self.url.get_dialect()
        except sa.exc.ArgumentError as error:
            # What stands before an @ may be a password.
            raise DatabaseError(
                f"{url.rpartition('@')[2]!r} is no URL of a database.",
                "Give --database a file name or :memory:.",
            ) from error
        if self.url.get_backend_name() != "sqlite":
            raise DatabaseError(
                f"The database {self.url.render_as_string()} is not SQLite, the only engine "
                "that this version runs on.",
                "Give --database a file name or :memory:.",
            )
        self.is_memory = self.url.database in (None, "", ":memory:")
        self.comparison = Comparison(folds=True)
        self._lock = threading.RLock()
        self._prepared: dict[Statement, Prepared] = {}
        self._inserts: dict[Insert, PreparedInsert] = {}
        self._cache: dict[Any, Any] = {}
        self._data_version = -1
        self.engine = sa.create_engine(
            self.url, creator=self._connect, poolclass=sa.pool.StaticPool
        )
        sa.event.listen(self.engine, "begin", _begin_immediate)
        try:
            self._connection = self.engine.connect()
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            raise DatabaseError(
                f"The database file {self.url.database} cannot be opened: "
                f"{getattr(error, 'orig', error)}.",
                "Check that the folder exists and that you may write to it.",
            ) from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.url.database or ":memory:",
            timeout=_BUSY_TIMEOUT_MS / 1000,
            check_same_thread=False,
            isolation_level=None,
            cached_statements=512,
        )
        # WAL with synchronous=NORMAL: what was committed survives the death of the process.
        try:
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "temp_store=MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Do all of a unit of work or none of it; other transactions wait."""
        with self._lock, self._begin():
            yield Transaction(self, self._connection)

    def _begin(self) -> sa.RootTransaction:
        try:
            return self._connection.begin()
        except sa.exc.OperationalError as error:
            raise DatabaseError(
                f"The database file {self.url.database} cannot be written to: {error.orig}.",
                "Another process may be holding it; it is waited for no longer than "
                f"{_BUSY_TIMEOUT_MS // 1000} seconds.",
            ) from error

    def prepare(self, statement: Statement) -> Prepared:
        """The statement compiled for this engine."""
        prepared = self._prepared.get(statement)
        if prepared is None:
            prepared = Prepared(statement, self.comparison, self.engine.dialect)
            self._prepared[statement] = prepared
        return prepared

    def prepare_insert(self, insert: Insert) -> PreparedInsert:
        """The insert compiled for this engine."""
        prepared = self._inserts.get(insert)
        if prepared is None:
            prepared = PreparedInsert(insert, self.comparison, self.engine.dialect)
            self._inserts[insert] = prepared
        return prepared

    def cache_of(self, connection: sa.Connection) -> dict[Any, Any]:
        """What was made of the configuration tables, empty when they may have changed."""
        if not self.is_memory:
            driver: Any = connection.connection.driver_connection
            (version,) = driver.execute("PRAGMA data_version").fetchone()
            if version != self._data_version:
                self.forget()
                self._data_version = version
        return self._cache

    def forget(self) -> None:
        """Configuration tables have been written: what was made of them no longer holds."""
        self._cache = {}

    def copy_of(self, image: Database) -> None:
        """Hold exactly what another database holds, schema and all."""
        with self._lock, image._lock:
            source: Any = image._connection.connection.driver_connection
            target: Any = self._connection.connection.driver_connection
            source.backup(target)
            self.forget()

    def close(self) -> None:
        """Close the connection; a file database is left without its journal files."""
        with self._lock:
            self._connection.close()
            self.engine.dispose()


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
