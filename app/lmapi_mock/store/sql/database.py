"""The database: opening it, its transactions, and what is cached of it."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError, RefusedRowError, RowsHeldError
from lmapi_mock.store.schema.shared_tables import CLOCK, GENERATION, SHARED
from lmapi_mock.store.schema.tables import vicidial_api_log, vicidial_hopper, vicidial_list
from lmapi_mock.store.sql.address import identity, read_url, shown_url
from lmapi_mock.store.sql.changes import Delete, PreparedDelete, PreparedUpdate, Update
from lmapi_mock.store.sql.checkpoints import Checkpoints
from lmapi_mock.store.sql.engines import ENGINES, Engine
from lmapi_mock.store.sql.engines.base import (
    ADVICE,
    CLOSED,
    CROWDED,
    HELD,
    MOST_CONNECTIONS,
    PATIENT,
    READ_ONLY,
    REPLACED,
    SILENT,
    TRIGGERED,
    BusyError,
)
from lmapi_mock.store.sql.generation import NAME, READ, renew
from lmapi_mock.store.sql.group import Left
from lmapi_mock.store.sql.lending import (
    PAGE,
    Lent,
    borrowed,
    borrows,
    copy_without,
    let_borrow,
)
from lmapi_mock.store.sql.place import MEMORY, place_of
from lmapi_mock.store.sql.refilling import Filled, Rest, filled, refill, version
from lmapi_mock.store.sql.statements import Insert, Prepared, PreparedInsert, Statement
from lmapi_mock.store.sql.transaction import STATE, Transaction

CACHED_FOR_S: Final = 0.5
"""How long configuration is taken from memory where others may change it unseen: a dialer, or a
person with a client of the database's own. What processes of ours change is known at once."""

MOST_SETS: Final = 512
"""Of how many sets of columns the compiled INSERT, or UPDATE, is kept; each request, or call of the
admin API, may bring another."""

PATIENCE_S: Final = 10
"""How long a request waits for a server's database, unless a setting says otherwise."""

_NONE: Final[frozenset[str]] = frozenset()

_OFTEN: Final = (vicidial_list, vicidial_hopper, vicidial_api_log)
"""What most requests add rows to."""

HALVES: Final = (
    "What this request had stored by then is stored: not all of the database's tables are of an "
    "engine with transactions."
)
"""What is true of a request that fails on a database which cannot take back what was written."""

CHANGED_TABLES: Final = (
    "What this request had stored by then is stored: the server commits a change of a table by "
    "itself."
)
"""The same of one that has changed tables where that is so."""


class Database:
    """An open database, whichever engine it runs on.

    Args:
        url: an SQLAlchemy URL; `sqlite://` alone is a database in memory.
        shared: other processes of ours work on it too, and follow one clock.
        like: another on the same engine, whose compiled statements serve this one too.
        patience: how many seconds a request waits for a server's database.
        is_lean: it is in memory, and one of many.
        reads_only: it is only read, and keeps nobody from writing.
        space: a whole set of tables of its own, on the server and the connections of `like`.

    Attributes:
        errors: how often the database could not be used, by the reason.
        keeps_halves: not all that requests write is taken back when they fail, for some of the
            tables are of an engine without transactions.
        lent: what it reads in another database, until it writes it.
        space: the name of the schema or database that it is, beside that of its URL; nothing for
            that itself.
        lacking: tables, as `table`, and columns, as `table.column`, that a dialer's own database
            has not, and that add_lead can do without.
        cache: what was made of the configuration tables; `cache_of` looks whether it still holds.
        has_clock_table: it is a server's, and is known to have the table of the clock.
        stood: what is known of tables since rows were put into them, by name (`store/state`).
        pool_waits: how often a transaction found all connections in use.

    Raises:
        DatabaseError: the URL is none of a database that can be used, or it does not open.
    """

    def __init__(
        self,
        url: str,
        *,
        shared: bool = False,
        like: Database | None = None,
        patience: int = PATIENCE_S,
        is_lean: bool = False,
        reads_only: bool = False,
        space: str = "",
    ) -> None:
        place = place_of(url)
        self.url = read_url(place.url)
        self.space = space
        self._home = like if space else None
        self.patience: int = patience if self._home is None else self._home.patience
        self._reads_only = reads_only
        self.errors: Counter[str] = Counter() if self._home is None else self._home.errors
        self.keeps_halves: bool = self._home is not None and self._home.keeps_halves
        self.pool_waits = 0
        self.shared = shared
        self.read_at_turn: dict[str, str] = {NAME: READ} if shared else {}
        """What requests read when they have their turn, by name: SELECTs of one `value` each."""
        self.is_lean = is_lean
        self.has_clock_table = False
        self.lent: Lent | None = None
        self.kind: Engine = ENGINES[self.url.get_backend_name()]
        self.last_keys: dict[str, str] = self._last_keys() if shared else {}
        """SELECTs of tables' last identifiers, which several requests read at their turn too."""
        self.is_memory = place.is_memory
        self._lock = threading.RLock()
        self.prepared: dict[Statement, Prepared] = {} if like is None else like.prepared
        self.inserts: dict[Insert, PreparedInsert] = {} if like is None else like.inserts
        self.updates: dict[tuple[Update, frozenset[str]], PreparedUpdate] = (
            {} if like is None else like.updates
        )
        self.deletes: dict[Delete, PreparedDelete] = {} if like is None else like.deletes
        self.lacking: frozenset[str] = frozenset() if like is None else like.lacking
        self.cache: dict[Any, Any] = {}
        self._seen: dict[Any, Any] = {}
        self._made: dict[Any, tuple[Any, Any]] = {}
        self.stood: dict[str, Any] = {}
        self._rolls_back: bool | None = None
        self._file: tuple[int, int] | None = None
        self._sockets: WeakSet[Any] = WeakSet()
        self._opening = threading.Lock()
        self._for_requests: sa.Engine | None = None
        self._data_version = -1
        self._filled: Filled | None = None
        self._waits = True
        self._is_closed = False
        self._generation: int | None = None
        self._left: Left | None = None
        self._cached_until = 0.0
        self._connection: sa.Connection | None = None
        self._checkpoints: Checkpoints | None = None
        if self._home is not None:
            self.url = self.kind.url_within(self.url, space)
            self.has_clock_table = True
            self.engine: sa.Engine = self._within(self._home.engine)
            return
        self.engine, connection = self._opened()
        if self.kind.single:
            self._connection = connection
            if is_lean:
                assert self.is_memory, "one of many in memory"
                self._driver.executescript(f"PRAGMA page_size = {PAGE}")
            if not self.is_memory:
                self._file = identity(str(self.url.database))
                self._checkpoints = Checkpoints(str(self.url.database))
        else:
            connection.close()

    def _last_keys(self) -> dict[str, str]:
        told = {
            table: self.kind.last_key(table.name, next(iter(table.primary_key)).name)
            for table in _OFTEN
        }
        return {table.name: sql for table, sql in told.items() if sql is not None}

    def within(self, space: str) -> Database:
        """A space of a server's database, which may be yet to be made; on the same connections.

        To be closed as any other, and before this one.
        """
        return Database(
            self.url.render_as_string(hide_password=False), shared=True, like=self, space=space
        )

    def _within(self, engine: sa.Engine) -> sa.Engine:
        assert self._home is not None, "a space is one of another database"
        return self.kind.within(engine, self._home.engine.dialect, self.space)

    def _opened(self) -> tuple[sa.Engine, sa.Connection]:
        try:
            engine = self.kind.create_reader(self.url) if self._reads_only else self._create()
            return engine, engine.connect()
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
        except (sa.exc.ArgumentError, TypeError, ValueError, LookupError) as error:
            # A driver is handed what stands in the query, and knows only some of it.
            raise DatabaseError(
                f"The {self._shown} cannot be opened, for its URL is not understood: {error}.",
                "Give --database a URL as mysql://user:password@host/database, and after a `?` "
                "only what the driver knows.",
            ) from error

    def _create(self, patience: int | None = None, *, in_place: bool = False) -> sa.Engine:
        engine = self.kind.create(self.url, patience, in_place=in_place)
        if not self.kind.single:
            sa.event.listen(engine, "connect", lambda driver, _: self._sockets.add(driver))
            sa.event.listen(engine, "checkin", self._come_back)
        return engine

    def _come_back(self, driver: Any, _: object) -> None:
        """A connection that was in use while the database was closed goes to a pool of nobody's."""
        if self._is_closed and driver is not None:
            driver.close()

    @property
    def _shown(self) -> str:
        """The database for a message, without its password."""
        if self.kind.single:
            return f"database file {self.url.database}"
        return f"database {shown_url(self.url)}"

    @contextmanager
    def transaction(
        self, *, patient: bool = True, for_requests: bool = False
    ) -> Iterator[Transaction]:
        """Do all of a unit of work or none of it.

        Args:
            patient: wait for others that hold the database; on SQLite alone may it be false.
            for_requests: of the endpoint. On a server it does not wait for rows that another
                session holds, and for nothing longer than the database's patience.

        Raises:
            DatabaseError: the database does not answer, or is held by another process.
            RowsHeldError: another session holds rows; it may be tried once more.
            BusyError: it is held by another, and the caller is not patient.
        """
        tx: Transaction | None = None
        try:
            if self._connection is not None:
                self._check_file()
                with self._turn(patient=patient) as connection, connection.begin():
                    tx = Transaction(self, connection)
                    tx.is_for_requests = for_requests
                    yield tx
                    tx.finish()
                    self._renew(tx)
                if self._checkpoints is not None:
                    self._checkpoints.committed()
            else:
                with self._pooled(for_requests=for_requests) as tx:
                    yield tx
        except sa.exc.TimeoutError as error:
            raise self.away("has all its connections in use", CROWDED) from error
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
            why = self.kind.why_away(cause)
            if why is None and isinstance(error, sa.exc.DBAPIError):
                why = SILENT if error.connection_invalidated else None
            if why is None:
                raise
            kept = self._kept(tx) if for_requests and tx is not None else ""
            is_for_good = bool(kept) or self.keeps_halves
            happened = f"cannot be used: {cause}"
            if for_requests and why == HELD and not is_for_good:
                raise RowsHeldError(f"The {self._shown} {happened}.", self.kind.advice) from error
            raise self.away(happened, why, kept) from error
        finally:
            if tx is not None and tx.has_configured:
                # Till now others may have read the rows as they were before.
                self.forget()

    def _kept(self, tx: Transaction) -> str:
        """What is to be said of a transaction that fails, and has written what stays."""
        if tx.commits_tables:
            return CHANGED_TABLES
        return HALVES if self.keeps_halves and tx.has_written else ""

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read all that the database holds at one moment, for as long as it takes.

        Requests go on meanwhile: one in memory is copied, which takes it a second for a gigabyte,
        and of a file or a server the rows are seen as they were. A state is put only afterwards.

        Raises:
            DatabaseError: the database does not answer, or is held by another process.
        """
        if not self.kind.single:
            # Held by another transaction: this one's sight begins with its first statement.
            with self.transaction() as keeper, self.transaction() as tx:
                keeper.hold([STATE])
                tx.connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                # What it makes of rows as they were is for nobody else.
                tx.own_cache = {}
                yield tx
            return
        if self.is_memory:
            apart = Database(MEMORY, like=self, is_lean=self.is_lean)
            apart.copy_of(self)
        else:
            apart = self.beside()
        try:
            with apart.transaction() as tx:
                yield tx
        finally:
            apart.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder of a database's file, for which others that ask for it wait.

        Not the file itself: whoever closes it gives up SQLite's own locks on it.
        """
        folder = os.open(Path(self.url.database or "").parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def beside(self) -> Database:
        """A database file opened once more, to be read beside those who write; to be closed."""
        self._check_file()
        apart = Database(str(self.url), like=self, reads_only=True)
        apart.lent = self.lent
        return apart

    def settle(self) -> None:
        """After much has been written, and before more is: have it where it belongs.

        Whoever comes next would otherwise have to wait until the disk has it.
        """
        if self._checkpoints is not None:
            self._checkpoints.now()

    def away(self, happened: str, why: str, more: str = "") -> DatabaseError:
        """The error that says that the database cannot be used, which is counted.

        Args:
            happened: what follows the database's name in the log.
            why: for callers.
            more: likewise, sentences.
        """
        self.errors[why] += 1
        told = f"The database cannot be used now: {why}. {more}".rstrip()
        advice = ADVICE.get(why, self.kind.advice)
        error = RefusedRowError if why == TRIGGERED else DatabaseError
        return error(f"The {self._shown} {happened}.", advice, told=told)

    def _check_file(self) -> None:
        """Refuse to store where nobody would find it again."""
        if self._file is not None and identity(str(self.url.database)) != self._file:
            raise self.away(
                "has been deleted, or another put in its place, since it was opened: what is "
                "stored now would be lost",
                REPLACED,
            )

    @property
    def requests_engine(self) -> sa.Engine:
        """The engine of the endpoint's own connections, which wait for nobody for long."""
        if self.kind.single:
            return self.engine
        with self._opening:
            if self._for_requests is None and self._home is not None:
                self._for_requests = self._within(self._home.requests_engine)
            elif self._for_requests is None:
                # What cannot be taken back is not tried once more, so it waits where it is.
                self._for_requests = self._create(self.patience, in_place=self.keeps_halves)
            return self._for_requests

    def must_answer(self) -> None:
        """Ask a server's database for nothing, in a thread, before it is asked for what takes long.

        Raises:
            DatabaseError: it has not answered within the time that a request waits for it.
        """
        if self.kind.single:
            return
        late = threading.Timer(self.patience, self.cut)
        late.daemon = True
        late.start()
        try:
            self.ask_nothing()
        finally:
            late.cancel()

    def ask_nothing(self) -> None:
        """Wait for a server's database to answer, or for who is to `cut` it.

        Raises:
            DatabaseError: it is away.
        """
        with self.transaction(for_requests=True):
            # Whoever takes a connection from the pool asks whether it is still there.
            pass

    def cut(self) -> None:
        """Break the connections to a server that does not answer: who waits for it is told so."""
        for driver in list(self._sockets):
            self.kind.cut(driver)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Hold an SQLite database for work that is short, without waiting for anybody.

        Raises:
            BusyError: another thread holds it; or another process its file, when a transaction is
                begun. What was done before that is done.
        """
        if not self._lock.acquire(blocking=False):
            raise BusyError
        self._waits = False
        try:
            yield
        finally:
            self._waits = True
            self._lock.release()

    @contextmanager
    def _turn(self, *, patient: bool) -> Iterator[sa.Connection]:
        """Hold the one connection that SQLite has."""
        if not self._lock.acquire(blocking=patient):
            raise BusyError
        try:
            # Only now, for it may just have been changed for another: see `become`.
            connection = self._connection
            assert connection is not None, "only SQLite has but one"
            if connection.closed:
                # It may be a namespace's, which is dropped while others look at it.
                raise self.away("has been closed", CLOSED)
            connection.info[PATIENT] = patient and self._waits
            yield connection
        finally:
            self._lock.release()

    @contextmanager
    def _pooled(self, *, for_requests: bool) -> Iterator[Transaction]:
        engine = self.requests_engine if for_requests else self.engine
        pool = engine.pool
        if isinstance(pool, sa.pool.QueuePool) and pool.checkedout() >= MOST_CONNECTIONS:
            self.pool_waits += 1
        with engine.connect() as connection, self._using(connection):
            self.kind.enter(connection)
            tx = Transaction(self, connection)
            try:
                with connection.begin():
                    yield tx
                    tx.finish()
                    self._renew(tx)
                # Others of this process have no turn, and tell nobody.
                self._left = tx.leave() if for_requests else None
            except sa.exc.DBAPIError as error:
                if self.kind.why_away(error.orig) == READ_ONLY:
                    # To a primary of old, which goes on as a replica: the next connection, to the
                    # same address, may reach the new one.
                    connection.invalidate(error)
                raise
            finally:
                if tx.commits_tables and not (self.keeps_halves or connection.invalidated):
                    self.kind.wait_in_place(connection, waits=False)
                if tx.holds_names and not connection.invalidated:
                    self.kind.release(connection)

    @contextmanager
    def _using(self, connection: sa.Connection) -> Iterator[None]:
        """Know the connections that a space uses: only those are cut with it."""
        if self._home is None:
            yield
            return
        driver = connection.connection.driver_connection
        self._sockets.add(driver)
        try:
            yield
        finally:
            self._sockets.discard(driver)

    def columns(self, table: sa.Table) -> list[sa.Column[Any]]:
        """The columns of a table that the database has; none where it lacks the table."""
        return [
            column
            for column in self.kind.columns(table)
            if not self.lacking & {table.name, f"{table.name}.{column.name}"}
        ]

    def lacks_table(self, table: sa.Table) -> bool:
        """Whether the database has not a table."""
        return table.name in self.lacking

    def lacks(self, table: sa.Table, column: str) -> bool:
        """Whether the database has not a column of a table, or not the table."""
        return bool(self.lacking & {table.name, f"{table.name}.{column}"})

    def lacking_of(self, table: sa.Table) -> frozenset[str]:
        """The columns of a table that the database has not."""
        if not self.lacking:
            return _NONE
        return frozenset([one.name for one in table.columns if self.lacks(table, one.name)])

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
            if len(self.inserts) >= MOST_SETS:
                self.inserts.clear()
            prepared = PreparedInsert(insert, self.kind, self.engine.dialect)
            self.inserts[insert] = prepared
        return prepared

    def prepare_update(self, update: Update, columns: Iterable[str]) -> PreparedUpdate:
        """The update of these columns compiled for this engine."""
        chosen = frozenset(columns)
        prepared = self.updates.get((update, chosen))
        if prepared is None:
            if len(self.updates) >= MOST_SETS:
                self.updates.clear()
            ordered = [one.name for one in update.table.columns if one.name in chosen]
            assert len(ordered) == len(chosen), "columns that the table has"
            prepared = PreparedUpdate(update, ordered, self.kind, self.engine.dialect)
            self.updates[update, chosen] = prepared
        return prepared

    def prepare_delete(self, delete: Delete) -> PreparedDelete:
        """The delete compiled for this engine."""
        prepared = self.deletes.get(delete)
        if prepared is None:
            prepared = PreparedDelete(delete, self.kind, self.engine.dialect)
            self.deletes[delete] = prepared
        return prepared

    def cache_of(self, tx: Transaction) -> dict[Any, Any]:
        """What was made of the configuration tables, empty when they may have changed."""
        if not tx.cache_is_checked:
            self._check_cache(tx)
        return self.cache

    def seen_by(self, tx: Transaction) -> dict[Any, Any]:
        """What has been seen of the rows, empty when they may have been changed."""
        if not tx.cache_is_checked:
            self._check_cache(tx)
        return self._seen

    def taken_left(self) -> Left | None:
        """What the last that did requests have left; nothing to whoever asks after that."""
        left, self._left = self._left, None
        return left

    def made_of(self, tx: Transaction) -> dict[Any, tuple[Any, Any]]:
        """What was made of whole tables that others may have changed, with their fingerprints."""
        if not tx.cache_is_checked:
            self._check_cache(tx)
        return self._made

    def _check_cache(self, tx: Transaction) -> None:
        """Forget what others may have changed; once for a transaction is enough."""
        if self.shared:
            generation = tx.generation
            if generation is None or generation != self._generation:
                self.forget()
                self._generation = generation
        if self.shared or not self.kind.single:
            now = time.monotonic()
            if now >= self._cached_until:
                made = self._made
                self.forget()
                # Whoever uses it looks whether the table has changed.
                self._made = made
                self._cached_until = now + CACHED_FOR_S
        elif not self.is_memory:
            driver: Any = tx.connection.connection.driver_connection
            (version,) = driver.execute("PRAGMA data_version").fetchone()
            if version != self._data_version:
                self.forget()
                self._data_version = version
        tx.cache_is_checked = True

    def _renew(self, tx: Transaction) -> None:
        """At the end of a transaction, let other processes know what it has changed."""
        if tx.has_configured and (self.shared or self._is_shared_by_others(tx)):
            renew(tx)

    def _is_shared_by_others(self, tx: Transaction) -> bool:
        """Whether several processes serve a file that this one, a command, does not share."""
        return self.kind.single and not self.is_memory and tx.has_table(GENERATION.name)

    def share(self) -> None:
        """Once, at the start: have the tables of processes that share it."""
        with self.transaction() as tx:
            # Of two that start at once, the second finds what the first has made.
            tx.hold(["schema"])
            SHARED.create_all(tx.connection)
            if not self.kind.single:
                CLOCK.create(tx.connection, checkfirst=True)
            tx.configures()
        self.has_clock_table = not self.kind.single

    def learn(self) -> None:
        """Find out once, at the start, what is true of a request that fails."""
        if not self.kind.single:
            with self.transaction() as tx:
                self.keeps_halves = not self.rolls_back(tx)

    def rolls_back(self, tx: Transaction) -> bool:
        """Whether nothing stays of a transaction that fails, whatever table it has written."""
        if self._rolls_back is None:
            self._rolls_back = self.kind.rolls_back(tx.connection)
        return self._rolls_back

    def forget_connections(self) -> None:
        """Close those of a server that nobody uses: one has been told to wait without end."""
        if not self.kind.single:
            self.engine.dispose()

    @property
    def keeps_clock(self) -> bool:
        """Whether others may work on it, who follow one clock: in a row of the database's own.

        Several servers may be started on one file.
        """
        return self.shared or (self.kind.single and not self.is_memory)

    def forget(self) -> None:
        """Somebody other than the endpoint has written: what is known may no longer hold."""
        self.cache = {}
        self._seen = {}
        self._made = {}

    def copy_of(self, image: Database, rest: Rest | None = None) -> None:
        """Hold exactly what another SQLite database holds, schema and all.

        What processes share that work on this one stays as it is.

        Args:
            image: the other.
            rest: what it holds, for `refill` to go back to.
        """
        # SQLite waits without end for a file that another process holds; here an end is known.
        with self.transaction() as tx:
            kept = _shared_rows(tx) if self.shared else {}
        with self._lock, image._lock:
            before = version(self._driver)
            image._driver.backup(self._driver)
            self._filled = None
            if rest is not None and version(self._driver) == before:
                self._filled = filled(self._driver, rest)
            self.lent = image.lent
            # What has been made of the image's tables holds for the same rows here.
            self.cache = dict(image.cache)
            self._seen = {}
        if self.shared:
            self.share()
            with self.transaction() as tx:
                for table, rows in kept.items():
                    tx.connection.execute(sa.delete(table))
                    if rows:
                        tx.connection.execute(sa.insert(table), rows)
                tx.configures()

        if self._checkpoints is not None:
            self._checkpoints.soon()

    def rest(self, without: frozenset[str]) -> Rest:
        """What an image holds beside some tables; nobody changes an image."""
        with self._lock:
            return Rest(self._driver, without)

    def refill(self, image: Database, rest: Rest) -> bool:
        """Hold once more what the image holds that it was made a copy of with this rest.

        What stands as it did is not written again. Processes' own tables stay as they are.

        Returns:
            Whether it does now: not where somebody may have changed more than the rest.
        """
        if self._filled is None or self._filled.rest is not rest:
            return False
        with self._lock:
            with self.transaction() as tx:
                kept = {CLOCK.name, *(SHARED.tables if self.shared else ())}
                if not refill(self._driver, self._filled, kept):
                    return False
                tx.configures()
            # What has been made of the image's tables holds for the same rows here, until the next
            # one writes, who has to wait for this.
            self.cache = dict(image.cache)
            self._seen = {}
        return True

    @property
    def is_refilled_soon(self) -> bool:
        """Whether to `refill` it takes a few milliseconds at most; to be asked in `at_once`."""
        filled = self._filled
        if filled is None or self.shared:
            return False
        # Asked for its pages, one that has just been made would read its definitions. A file may be
        # larger though we have not written it.
        is_as_made = self.is_memory and not self._driver.has_written
        return is_as_made or filled.rest.is_near(self._driver)

    def begin_as(self, file: Path) -> None:
        """In memory, and empty yet: hold what a file of SQLite's holds, which nobody writes."""
        # Nothing is written beside it: it may be where nobody may write.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as image:
            image.backup(self._driver)

    def small_copy(self, lent: Lent, *, is_lean: bool) -> Database:
        """A small database in memory that holds the same, but for what is lent to it."""
        copy = Database(MEMORY, like=self, is_lean=is_lean)
        with self._lock, copy._lock:
            copy_without(self._driver, copy._driver, lent.tables)
            let_borrow(copy._driver, borrows=True)
        copy.lent = lent
        return copy

    def lender(self, table: str, tx: Transaction) -> Database | None:
        """The database that a table's rows are read in; None where that is this one."""
        if self.lent is None or table not in self.lent.tables:
            return None
        if self.kind.single:
            if not borrows(self._driver):
                return None
        elif table not in tx.cached(borrowed):
            return None
        return self.lent.to_requests if tx.is_for_requests else self.lent.to_others

    @property
    def _driver(self) -> Any:
        """The driver's own connection, of which SQLite has but one."""
        assert self._connection is not None, "only SQLite has but one"
        return self._connection.connection.driver_connection

    def become(self, made: Database) -> None:
        """Hold what another database in memory holds, at once, and close what was held before."""
        assert self.is_memory, "no other database is known by its connection alone"
        assert made.is_memory, "likewise"
        with self._lock, made._lock:
            self.engine, made.engine = made.engine, self.engine
            self._connection, made._connection = made._connection, self._connection
            self.forget()
        made.close()

    @property
    def connections_in_use(self) -> int:
        """How many connections transactions hold at the moment."""
        return sum([pool.checkedout() for pool in self._pools()]) if not self.kind.single else 1

    @property
    def connections_open(self) -> int:
        """How many connections there are, in use or ready for it."""
        if self.kind.single:
            return 1
        return sum([pool.checkedout() + pool.checkedin() for pool in self._pools()])

    @property
    def most_connections(self) -> int:
        """How many there may be."""
        return 1 if self.kind.single else 2 * MOST_CONNECTIONS

    def _pools(self) -> list[sa.pool.QueuePool]:
        engines = [self.engine, self._for_requests]
        pools = [engine.pool for engine in engines if engine is not None]
        return [pool for pool in pools if isinstance(pool, sa.pool.QueuePool)]

    def close(self) -> None:
        """Close all connections; an SQLite file is left without its journal files.

        On a server one that a transaction still uses is closed at its end. A space has none of its
        own.
        """
        if self._home is not None:
            return
        self._is_closed = True
        with self._lock:
            if self._checkpoints is not None:
                self._checkpoints.close()
            if self._connection is not None:
                self._connection.close()
            self.engine.dispose()
            if self._for_requests is not None:
                self._for_requests.dispose()


def _shared_rows(tx: Transaction) -> dict[sa.Table, list[dict[str, Any]]]:
    """What the tables hold that processes share, as far as they are there."""
    there = sa.inspect(tx.connection).get_table_names()
    return {
        table: [dict(row) for row in tx.connection.execute(sa.select(table)).mappings()]
        for name, table in SHARED.tables.items()
        if name in there
    }
