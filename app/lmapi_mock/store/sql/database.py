"""The database: opening it, its transactions, and what is cached of it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.sql.checkpoints import Checkpoints
from lmapi_mock.store.sql.engines import ENGINES, Engine
from lmapi_mock.store.sql.engines.base import PATIENT, BusyError
from lmapi_mock.store.sql.statements import Insert, Prepared, PreparedInsert, Statement
from lmapi_mock.store.sql.transaction import Transaction

CACHED_FOR_S: Final = 0.5
"""How long configuration is taken from memory on a server, where others may change it unseen."""


class Database:
    """An open database, whichever engine it runs on.

    Args:
        url: an SQLAlchemy URL; `sqlite://` alone is a database in memory.
        shared: other processes of ours work on it too, and follow one clock.
        like: another on the same engine, whose compiled statements serve this one too.

    Raises:
        DatabaseError: the URL is none of a database that can be used, or it does not open.
    """

    def __init__(self, url: str, *, shared: bool = False, like: Database | None = None) -> None:
        self.url = _read_url(url)
        self.shared = shared
        self.kind: Engine = ENGINES[self.url.get_backend_name()]
        self.is_memory = self.kind.single and self.url.database in (None, "", ":memory:")
        self._lock = threading.RLock()
        self.prepared: dict[Statement, Prepared] = {} if like is None else like.prepared
        self.inserts: dict[Insert, PreparedInsert] = {} if like is None else like.inserts
        self._cache: dict[Any, Any] = {}
        self._seen: dict[Any, Any] = {}
        self._rolls_back: bool | None = None
        self._data_version = -1
        self._cached_until = 0.0
        self._connection: sa.Connection | None = None
        self._checkpoints: Checkpoints | None = None
        try:
            self.engine = self.kind.create(self.url)
            connection = self.engine.connect()
        except ImportError as error:
            raise DatabaseError(
                f"The {self._shown} needs a driver that is not installed: {error.name}.",
                "It comes with lmapi-mock: install that once more.",
            ) from error
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            raise DatabaseError(
                f"The {self._shown} cannot be opened: {getattr(error, 'orig', error)}.",
                "Check that the folder exists and that you may write to it."
                if self.kind.single
                else "Check that the server runs, that the database exists, and the password.",
            ) from error
        if self.kind.single:
            self._connection = connection
            if not self.is_memory:
                self._checkpoints = Checkpoints(str(self.url.database))
        else:
            connection.close()

    @property
    def _shown(self) -> str:
        """The database for a message, without its password."""
        if self.kind.single:
            return f"database file {self.url.database}"
        return f"database {self.url.render_as_string()}"

    @contextmanager
    def transaction(self, *, patient: bool = True) -> Iterator[Transaction]:
        """Do all of a unit of work or none of it.

        Args:
            patient: wait for others that hold the database; on SQLite alone may it be false.

        Raises:
            DatabaseError: the database does not answer, or is held by another process.
            BusyError: it is held by another, and the caller is not patient.
        """
        try:
            if self._connection is not None:
                with self._turn(patient=patient), self._connection.begin():
                    yield Transaction(self, self._connection)
                if self._checkpoints is not None:
                    self._checkpoints.committed()
            else:
                with self._pooled() as tx:
                    yield tx
        except sa.exc.TimeoutError as error:
            raise DatabaseError(
                f"All connections to the {self._shown} are in use.", self.kind.advice
            ) from error
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
            lost = isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated
            if not lost and not self.kind.is_away(cause):
                raise
            raise DatabaseError(
                f"The {self._shown} cannot be used: {cause}.", self.kind.advice
            ) from error

    @contextmanager
    def _turn(self, *, patient: bool) -> Iterator[None]:
        """Hold the one connection that SQLite has."""
        assert self._connection is not None, "only SQLite has but one"
        if not self._lock.acquire(blocking=patient):
            raise BusyError
        try:
            self._connection.info[PATIENT] = patient
            yield
        finally:
            self._lock.release()

    @contextmanager
    def _pooled(self) -> Iterator[Transaction]:
        with self.engine.connect() as connection:
            tx = Transaction(self, connection)
            try:
                with connection.begin():
                    yield tx
                    tx.finish()
            finally:
                if tx.holds_names and not connection.invalidated:
                    self.kind.release(connection)

    def prepare(self, statement: Statement) -> Prepared:
        """The statement compiled for this engine."""
        prepared = self.prepared.get(statement)
        if prepared is None:
            prepared = Prepared(statement, self.kind, self.engine.dialect)
            self.prepared[statement] = prepared
        return prepared

    def prepare_insert(self, insert: Insert) -> PreparedInsert:
        """The insert compiled for this engine."""
        prepared = self.inserts.get(insert)
        if prepared is None:
            prepared = PreparedInsert(insert, self.kind, self.engine.dialect)
            self.inserts[insert] = prepared
        return prepared

    def cache_of(self, tx: Transaction) -> dict[Any, Any]:
        """What was made of the configuration tables, empty when they may have changed."""
        self._check_once(tx)
        return self._cache

    def seen_by(self, tx: Transaction) -> dict[Any, Any]:
        """What has been seen of the rows, empty when they may have been changed."""
        self._check_once(tx)
        return self._seen

    def _check_once(self, tx: Transaction) -> None:
        if not tx.cache_is_checked:
            self._check_cache(tx.connection)
            tx.cache_is_checked = True

    def _check_cache(self, connection: sa.Connection) -> None:
        if self.shared or not self.kind.single:
            now = time.monotonic()
            if now >= self._cached_until:
                self.forget()
                self._cached_until = now + CACHED_FOR_S
        elif not self.is_memory:
            driver: Any = connection.connection.driver_connection
            (version,) = driver.execute("PRAGMA data_version").fetchone()
            if version != self._data_version:
                self.forget()
                self._data_version = version

    def rolls_back(self, tx: Transaction) -> bool:
        """Whether nothing stays of a transaction that fails, whatever table it has written."""
        if self._rolls_back is None:
            self._rolls_back = self.kind.rolls_back(tx.connection)
        return self._rolls_back

    def forget(self) -> None:
        """Somebody other than the endpoint has written: what is known may no longer hold."""
        self._cache = {}
        self._seen = {}

    def copy_of(self, image: Database) -> None:
        """Hold exactly what another SQLite database holds, schema and all."""
        assert self._connection is not None, "copied page by page, as only SQLite does"
        assert image._connection is not None, "copied page by page, as only SQLite does"
        # SQLite waits without end for a file that another process holds; here an end is known.
        with self.transaction():
            pass
        with self._lock, image._lock:
            source: Any = image._connection.connection.driver_connection
            target: Any = self._connection.connection.driver_connection
            source.backup(target)
            # What has been made of the image's tables holds for the same rows here.
            self._cache = dict(image._cache)
            self._seen = {}

    @property
    def connections_in_use(self) -> int:
        """How many connections transactions hold at the moment."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, sa.pool.QueuePool) else 1

    def close(self) -> None:
        """Close all connections; an SQLite file is left without its journal files."""
        with self._lock:
            if self._checkpoints is not None:
                self._checkpoints.close()
            if self._connection is not None:
                self._connection.close()
            self.engine.dispose()


def _read_url(url: str) -> sa.URL:
    try:
        read = sa.engine.make_url(url)
        if read.get_backend_name() == "sqlite":
            read.get_dialect()
    except sa.exc.ArgumentError as error:
        # What stands before an @ may be a password.
        raise DatabaseError(
            f"{url.rpartition('@')[2]!r} is no URL of a database.",
            "Give --database a file name, :memory:, or a URL as mysql://user@host/database.",
        ) from error
    if read.get_backend_name() not in ENGINES:
        raise DatabaseError(
            f"The database {read.render_as_string()} is of no kind that lmapi-mock runs on.",
            f"Accepted: URLs that begin with {', '.join(ENGINES)}; a file name; :memory:.",
        )
    return read
