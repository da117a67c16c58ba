"""What every engine answers for: comparing, ordering, custom tables, locks, and being away."""

from __future__ import annotations

import hashlib
import re
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from copy import copy
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.mariadb.types import ColumnType, LongText, parse_type
from lmapi_mock.store.schema.columns import is_fold, is_unsigned64, signed64

LOCK_TIMEOUT_S: Final = 10
"""How long a request waits for another that checks for the same duplicate."""

CONNECT_TIMEOUT_S: Final = 3
"""How long a server may take to answer a new connection."""

READ_TIMEOUT_S: Final = 60
"""How long a server may be silent, longer than any statement takes, before it counts as gone."""

MOST_CONNECTIONS: Final = 20
"""How many connections a pool may have."""

POOL: Final[Mapping[str, Any]] = {
    # By position, parameters of several rows can go into one statement.
    "paramstyle": "format",
    "pool_size": 10,
    "max_overflow": MOST_CONNECTIONS - 10,
    "pool_timeout": CONNECT_TIMEOUT_S,
    # A connection that died in the pool, at a restart or of idleness, is no request's affair.
    "pool_pre_ping": True,
}

FEW: Final = 2_000
"""The most rows that are deleted one by one where a table can be emptied as a whole: all requests
wait for that."""

CUSTOM_STAND_IN: Final = "lmapi_mock_new_"
"""What the name of a custom table begins with that is to take its place."""

_READABLE: Final = 24
"""How much of a namespace's name stands in that of its space: an engine takes 63 characters."""

Columns = Mapping[str, ColumnType]


class _Folded(sa.Text):
    """Marks a bound text that is folded before it goes to the engine."""


PATIENT: Final = "lmapi_patient"
"""Where `Connection.info` says whether a transaction may wait for its turn."""


class BusyError(Exception):
    """Another holds what is needed, and the caller would not wait."""


SILENT: Final = "it does not answer"
FULL: Final = "its disk is full"
READ_ONLY: Final = "it is read-only"
CROWDED: Final = "it has no connection left"
HELD: Final = "another session holds rows or tables that are needed"
ABSENT: Final = "it is not there any more"
REFUSED: Final = "it does not let this server in"
LACKING: Final = "it lacks a table"
TRIGGERED: Final = "a trigger or a routine of its own refuses what is stored"
REPLACED: Final = "its file has been deleted, or another put in its place"
CLOSED: Final = "it has been closed"
"""Why a database cannot be used: the words that callers are told."""

ADVICE: Final = {
    REPLACED: "Start the server anew.",
    CLOSED: "A namespace's is closed when that is dropped, whose next use makes it anew.",
    FULL: "It goes on once there is room.",
    READ_ONLY: "It goes on once it can be written to.",
}
"""What to do, where the cause says it; else `Engine.advice` tells what may help."""


def failure(connection: sa.Connection, driver: Any, sql: str, error: Any) -> Exception:
    """A driver's error as SQLAlchemy raises it; a lost connection is not used again."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, driver, None)
    if lost:
        connection.invalidate(error)
    raised: Exception = sa.exc.DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        connection_invalidated=lost,
        dialect=dialect,
    )
    return raised


class Engine(ABC):
    """One kind of database.

    Attributes:
        folds: text is compared by companion columns, for the engine cannot compare it as
            utf8_unicode_ci does.
        single: one connection serves all requests in turn.
        transactional_ddl: tables can be made and dropped inside a transaction.
        returns_id: an INSERT has to be asked for the identifier that it gave.
        most_parameters: what a statement of several rows is to hold.
        copies: rows are stored sooner by COPY than by an INSERT.
        answers_later: an INSERT need not wait for its answer, which is read before the commit.
        takes_several: several statements without parameters may be sent as one.
        unsigned: it has numbers without sign, BIGINT UNSIGNED too.
        says_defaults: an INSERT says what the columns hold that it does not name, for the tables
            of a database may have been made without their defaults.
        row_number: the column that numbers the rows of a table without a key, where rows are put
            wherever there is room.
        table_order: what a table without a key is ordered by to get its rows as they were put.
        nulls_first: its indexes have NULL before all values.
        advice: what to do when it does not answer.
        seconds: its own clock as SQL, in seconds since 1970.
        space: what a space of a database is called here.
    """

    folds = True
    single = False
    transactional_ddl = True
    returns_id = False
    most_parameters = 1_000
    copies = False
    answers_later = False
    takes_several = False
    unsigned = False
    says_defaults = False
    row_number: str | None = None
    table_order: str | None = None
    nulls_first = True
    advice = "It is tried again with the next request."
    seconds = "unix_timestamp()"
    space = "database"

    @abstractmethod
    def create(
        self, url: sa.URL, patience: int | None = None, *, in_place: bool = False
    ) -> sa.Engine:
        """An SQLAlchemy engine whose connections are set up as they are needed.

        Args:
            url: of the database.
            patience: how many seconds the endpoint's own wait for a server. Rows that another
                session holds they do not wait for: whoever needs them tries again, and nobody
                else is kept from the database meanwhile. None for all other connections.
            in_place: they do wait for rows, for what they have written cannot be taken back.
        """

    def folded(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any] | None:
        """A text without a companion as it compares; None where the engine cannot fold it."""
        del column
        return None

    def contains(self, column: sa.ColumnElement[Any], text: str) -> sa.ColumnElement[bool]:
        """Whether a text, which is folded, or a number has this in it, letter by letter."""
        return column.contains(text, autoescape=True)

    def create_reader(self, url: sa.URL) -> sa.Engine:
        """One that only reads, beside those who write."""
        return self.create(url)

    def cut(self, driver: Any) -> None:
        """Break a driver's connection, whatever it waits for; the thread that waits is told so."""
        del driver

    def within(self, engine: sa.Engine, dialect: sa.Dialect, space: str) -> sa.Engine:
        """An engine on the same connections that works in a space of the database.

        A space is a whole set of tables beside the database's own: a schema of PostgreSQL, a
        database of MariaDB's server.

        Args:
            engine: whose pool of connections it shares.
            dialect: of an engine that has been connected.
            space: its name.
        """
        own = copy(dialect)
        own.default_schema_name = space
        options = {**engine.get_execution_options(), SPACE: space}
        url = self.url_within(engine.url, space)
        return sa.Engine(engine.pool, own, url, execution_options=options)

    def url_within(self, url: sa.URL, space: str) -> sa.URL:
        """The URL of a space, as far as there is one."""
        del space
        return url

    def enter(self, connection: sa.Connection) -> None:
        """Have a connection from the pool, before its transaction, work in its engine's space.

        Whoever had it last may have worked in another; to change costs a round trip.
        """
        space = space_of(connection)
        if connection.info.get(SPACE, "") == space:
            return
        # Unknown, if it breaks meanwhile.
        connection.info[SPACE] = None
        driver: Any = connection.connection.driver_connection
        try:
            self._stand_in(driver, space, connection.engine.url)
        except connection.dialect.loaded_dbapi.Error as error:
            raise failure(connection, driver, f"to work in {space!r}", error) from error
        connection.info[SPACE] = space

    def _stand_in(self, driver: Any, space: str, url: sa.URL) -> None:
        """Have a driver's connection work in a space, or in the database's own tables."""
        raise NotImplementedError  # SQLite has no spaces.

    def name_of_space(self, url: sa.URL, name: str, lot: str) -> str:
        """What the space of a namespace is called: known again by people, and given only once.

        Args:
            url: of the database.
            name: the namespace's.
            lot: some characters that no other has.
        """
        del url
        readable = re.sub(r"[^a-z0-9]+", "_", name.lower())[:_READABLE].strip("_")
        return f"lmapi_ns_{readable}_{lot}"

    def make_space(
        self,
        connection: sa.Connection,
        space: str,
        tables: Iterable[sa.Table],
        another: Callable[[], AbstractContextManager[sa.Connection]],
    ) -> None:
        """Make a space with empty tables; on PostgreSQL in the connection's transaction.

        Args:
            connection: of the database itself.
            space: its name.
            tables: those that it is to have, as the engine has them.
            another: a further connection to the database, for any thread.
        """
        raise NotImplementedError  # SQLite has no spaces.

    def drop_space(self, connection: sa.Connection, space: str) -> None:
        """Drop a space with all that it holds; nothing happens where it is not there."""
        raise NotImplementedError  # SQLite has no spaces.

    def what_to_grant(self, error: BaseException | None, url: sa.URL) -> str | None:
        """The SQL that lets a user make spaces, if this error says that ours may not.

        It names no user, for it is told to callers.
        """
        del error, url
        return None

    @abstractmethod
    def custom_tables(self, connection: sa.Connection) -> dict[str, Columns]:
        """Every `custom_<list_id>` table with its columns' MariaDB types."""

    @abstractmethod
    def column_defaults(self, connection: sa.Connection, table: str) -> dict[str, str | None]:
        """What a custom table's columns hold where a row leaves them out; None for NULL."""

    @abstractmethod
    def create_custom_table(self, connection: sa.Connection, table: str, columns: Columns) -> None:
        """Create a custom table, whose key is lead_id."""

    def empty(
        self, connection: sa.Connection, tables: Iterable[sa.Table], staged: Mapping[str, str]
    ) -> dict[str, str]:
        """Delete every row of tables, but of those that `staged` has stand-ins for.

        Returns:
            The tables that are to take another's place, by its name: new rows of that one are put
            into its stand-in, and seen once `put_in_place` is called. Those of `staged` too.
        """
        quote = connection.dialect.identifier_preparer.quote_identifier
        for table in tables:
            if table.name not in staged:
                connection.exec_driver_sql(f"DELETE FROM {quote(table.name)}")
        return dict(staged)

    def insert(self, connection: sa.Connection, into: str, rows: Sequence[Sequence[Any]]) -> None:
        """Store rows as they are: values by position, each as the engine stores it.

        Args:
            connection: the transaction's.
            into: the table and its columns, as SQL has them.
            rows: at least one.
        """
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        marks = ", ".join([mark] * len(rows[0]))
        connection.exec_driver_sql(
            f"INSERT INTO {into} VALUES ({marks})", [tuple(row) for row in rows]
        )

    @abstractmethod
    def make_stand_ins(
        self, connection: sa.Connection, tables: Iterable[sa.Table]
    ) -> dict[str, str]:
        """Make empty tables like these, which nobody sees until they are put in place.

        Returns:
            Their names, by the names of those that they stand in for; none where none can be made.
        """

    @abstractmethod
    def put_in_place(self, connection: sa.Connection, stand_ins: Mapping[str, str]) -> None:
        """Let stand-ins take their tables' places, each quickly whatever it holds.

        What they replace is left for `leftovers`: to drop many rows may take long.
        """

    @abstractmethod
    def leftovers(self, connection: sa.Connection) -> list[str]:
        """The statements, to be done one by one, that drop stand-ins and what they replaced."""

    @abstractmethod
    def restart_identities(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """Let identifiers go on after the highest there is, or start at 1."""

    def keys_ahead(self, tables: Mapping[str, str]) -> str:
        """SQL that gives identifiers of tables, each with its table's place among them.

        Args:
            tables: their keys, by their names; for each a parameter says how many.
        """
        raise NotImplementedError  # Only sequences give some that no row has.

    def last_key(self, table: str, key: str) -> str | None:
        """SELECT of the `value` that the last identifier was which a table has given.

        None, as its NULL, where that is not known.
        """
        del table, key
        return None

    def has_table(self, connection: sa.Connection, name: str) -> bool:
        """Whether the database has a table of this name."""
        return bool(sa.inspect(connection).has_table(name))

    def fingerprint(self, table: str) -> str | None:
        """SQL of one row that is another one when a table holds other rows.

        None where the engine tells in another way that somebody has written.

        Args:
            table: its name, quoted.
        """
        del table
        return None

    def fingerprints(
        self, connection: sa.Connection, tables: Mapping[sa.Table, int]
    ) -> dict[str, tuple[Any, ...]]:
        """What rows of tables are known by, whoever has written them; one round trip for all.

        Args:
            connection: which sees them.
            tables: how many rows each has, if they are to be known at all: of one with more no
                more are looked at than tells so.
        """
        if not tables:
            return {}
        names = [table.name for table in tables]
        quote = connection.dialect.identifier_preparer.quote_identifier
        asked = " UNION ALL ".join(
            f"SELECT {place}, count(*), {self._known_by(table, quote)}"
            f" FROM {quote(table.name)} AS one WHERE {count} ="
            f" (SELECT count(*) FROM (SELECT 1 FROM {quote(table.name)} LIMIT {count + 1}) AS few)"
            for place, (table, count) in enumerate(tables.items())
        )
        return {names[place]: tuple(told) for place, *told in connection.exec_driver_sql(asked)}

    def _known_by(self, table: sa.Table, quote: Callable[[str], str]) -> str:
        """SQL of what rows of a table, each of which is `one`, are known by together."""
        raise NotImplementedError  # SQLite's are looked at themselves.

    @abstractmethod
    def next_identifiers(
        self, connection: sa.Connection, tables: Iterable[sa.Table]
    ) -> dict[str, int]:
        """The identifier that the next row gets, by table, for each table that gives any."""

    @abstractmethod
    def go_on_with(self, connection: sa.Connection, identifiers: Mapping[str, int]) -> None:
        """Let identifiers go on there, each beyond the highest that its table holds."""

    @abstractmethod
    def hold(
        self, connection: sa.Connection, names: Iterable[str], reading: Sequence[str] = ()
    ) -> Sequence[Any]:
        """Let only one transaction at a time go on that holds any of these names.

        Args:
            connection: the transaction's.
            names: at least one.
            reading: SELECTs of one `value` each, which tell what it is once the names are held.

        Returns:
            Those values as a server gives them; none on SQLite, where nothing is asked.
        """

    @abstractmethod
    def release(self, connection: sa.Connection) -> None:
        """Give back what `hold` took, after the transaction has ended."""

    def wait_in_place(self, connection: sa.Connection, *, waits: bool) -> None:
        """Have the endpoint's connection wait for what others hold, or for nobody again.

        Where a change of a table is committed by itself.
        """
        del connection, waits

    def wait_without_end(self, connection: sa.Connection) -> None:
        """Let this connection's statements take as long as they take."""
        del connection

    @abstractmethod
    def gather_statistics(self, engine: sa.Engine, table: sa.Table) -> None:
        """Let the engine look at a table that has grown at once, so that it plans for that."""

    def rolls_back(self, connection: sa.Connection) -> bool:
        """Whether all tables that requests write are ones with transactions."""
        del connection
        return True

    def store_of(self, column_type: ColumnType) -> Callable[[str | int], str | int]:
        """What the engine is handed for a value of a column of this type."""
        if not is_unsigned64(column_type):
            return column_type.store
        return lambda value: self.unsigned64(int(column_type.store(value)))

    def unsigned64(self, number: int) -> int:
        """What the engine is handed for a BIGINT UNSIGNED."""
        return number if self.unsigned else signed64(number)

    @abstractmethod
    def why_away(self, error: BaseException | None) -> str | None:
        """Why the database cannot be used now, by a driver's error; None if that is a defect.

        The reason is for anybody's eyes: it names no address, no user and no table's row.
        """

    def columns(self, table: sa.Table) -> list[sa.Column[Any]]:
        """The columns that a table has here."""
        return [column for column in table.columns if self.folds or not is_fold(column)]

    def matches(self, column: sa.Column[Any], name: str) -> sa.ColumnElement[bool]:
        """`column` equals the text bound as `name`."""
        if not self.folds:
            return column == sa.bindparam(name, type_=sa.String())
        companion = column.table.c[f"{column.name}_fold"]
        return companion == sa.bindparam(name, type_=_Folded())

    def is_folded(self, bind: sa.BindParameter[Any]) -> bool:
        """Whether a bound text is to be folded first."""
        return isinstance(bind.type, _Folded)

    def starts_with(self, column: sa.Column[Any], name: str) -> sa.ColumnElement[bool]:
        """`column` may begin with the text bound as `name`; the caller looks once more."""
        if not self.folds:
            return column.startswith(sa.bindparam(name, type_=sa.String()))
        companion = column.table.c[f"{column.name}_fold"]
        first = sa.bindparam(name, type_=_Folded())
        return sa.and_(companion >= first, companion < first + sa.literal_column("'\uffff'"))

    def as_put(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """A query of a table without a key, its rows in the order in which they were put."""
        return query.order_by(sa.literal_column(self.table_order)) if self.table_order else query


def few_and_many(
    connection: sa.Connection, tables: Iterable[sa.Table]
) -> tuple[list[sa.Table], list[sa.Table]]:
    """Tables with no more than FEW rows, and those with more; the empty ones are neither.

    One round trip: to ask each table, or to delete nothing from each, takes longer.
    """
    tables = list(tables)
    counted = " UNION ALL ".join(
        f"SELECT {number}, count(*) FROM (SELECT 1 FROM {table.name} LIMIT {FEW + 1}) AS found"
        for number, table in enumerate(tables)
    )
    few: list[sa.Table] = []
    many: list[sa.Table] = []
    for number, count in connection.exec_driver_sql(counted):
        if count:
            (many if count > FEW else few).append(tables[number])
    return few, many


PATIENCE: Final = "lmapi_patience"
"""Where an engine's execution options say how many seconds its connections wait."""

SPACE: Final = "lmapi_space"
"""Where an engine's execution options name the space that its connections work in, and where
`Connection.info` says in which one a connection stands; neither for the database's own."""


def space_of(connection: sa.Connection) -> str:
    """The space that a connection's engine works in; nothing for the database's own."""
    space: str = connection.engine.get_execution_options().get(SPACE, "")
    return space


def patience_of(connection: sa.Connection) -> int | None:
    """How many seconds the endpoint's own connection waits; None for another one."""
    patience: int | None = connection.engine.get_execution_options().get(PATIENCE)
    return patience


def by_table(rows: Iterable[Any]) -> dict[str, Columns]:
    tables: dict[str, dict[str, ColumnType]] = {}
    for table, column, spelling in rows:
        tables.setdefault(table, {})[column] = known_type(spelling)
    return dict(tables)


def known_type(spelling: str) -> ColumnType:
    """The type of a column; of one that a dialer made, of whatever type, the server knows best."""
    try:
        return parse_type(spelling)
    except ValueError:
        return LongText()


def unquoted(literal: str) -> str:
    """The text that a literal of SQL stands for."""
    if len(literal) > 1 and literal[0] == literal[-1] == "'":
        return literal[1:-1].replace("''", "'")
    return literal


def shut(connected: socket.socket | None) -> None:
    """End a connection both ways: a thread that waits for something to come reads its end."""
    if connected is not None:
        with suppress(OSError):
            connected.shutdown(socket.SHUT_RDWR)


def lock_number(name: str) -> int:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def lock_timeout(seconds: int) -> DatabaseError:
    """What to say when a lock was not to be had."""
    said = (
        "Another request, or another lmapi-mock that starts on this database, has been holding "
        f"what this one needs for {seconds} seconds."
    )
    return DatabaseError(said, "Try again.", told=said)
