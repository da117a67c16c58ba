"""The engines: what SQLite, MariaDB (and MySQL) and PostgreSQL each do in their own way.

Everything else in the package speaks to all of them alike.
"""

from __future__ import annotations

import hashlib
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.mariadb.types import ColumnType, LongText, parse_type
from lmapi_mock.store.columns import is_fold, is_unsigned64, signed64, sql_type

BUSY_TIMEOUT_MS: Final = 5_000
"""How long SQLite waits for another process that holds the file."""

LOCK_TIMEOUT_S: Final = 10
"""How long a request waits for another that checks for the same duplicate."""

CONNECT_TIMEOUT_S: Final = 3
"""How long a server may take to answer a new connection."""

READ_TIMEOUT_S: Final = 60
"""How long a server may be silent, longer than any statement takes, before it counts as gone."""

_POOL: Final[Mapping[str, Any]] = {
    "pool_size": 10,
    "max_overflow": 10,
    "pool_timeout": CONNECT_TIMEOUT_S,
    # A connection that died in the pool, at a restart or of idleness, is no request's affair.
    "pool_pre_ping": True,
}

_SQLITE_AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_MARIADB_AWAY: Final = frozenset(
    {1021, 1040, 1053, 1114, 1205, 1213, 1290, 2002, 2003, 2006, 2013, 2055}
)
"""Disk full, too many connections, shutdown, table full, lock wait, deadlock, read-only, and the
client's own: not reached, gone, lost."""

_POSTGRESQL_AWAY: Final = ("08", "40", "53", "55P03", "57P")
"""Connection, rollback (deadlock), resources, lock not available, operator's intervention."""

Columns = Mapping[str, ColumnType]


class _Folded(sa.Text):
    """Marks a bound text that is folded before it goes to the engine."""


class Engine(ABC):
    """One kind of database.

    Attributes:
        folds: text is compared by companion columns, for the engine cannot compare it as
            utf8_unicode_ci does.
        single: one connection serves all requests in turn.
        transactional_ddl: tables can be made and dropped inside a transaction.
        returns_id: an INSERT has to be asked for the identifier that it gave.
        unsigned: it has numbers without sign, BIGINT UNSIGNED too.
        table_order: what a table without a key is ordered by to get its rows as they were put.
        advice: what to do when it does not answer.
        extra: the extra of the installation that brings its driver.
    """

    folds = True
    single = False
    transactional_ddl = True
    returns_id = False
    unsigned = False
    table_order: str | None = None
    advice = "It is tried again with the next request."
    extra = ""

    @abstractmethod
    def create(self, url: sa.URL) -> sa.Engine:
        """An SQLAlchemy engine whose connections are set up as the endpoint needs them."""

    @abstractmethod
    def custom_tables(self, connection: sa.Connection) -> dict[str, Columns]:
        """Every `custom_<list_id>` table with its columns' MariaDB types."""

    @abstractmethod
    def create_custom_table(self, connection: sa.Connection, table: str, columns: Columns) -> None:
        """Create a custom table, whose key is lead_id."""

    def empty(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """Delete every row."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        for table in tables:
            connection.exec_driver_sql(f"DELETE FROM {quote(table.name)}")

    @abstractmethod
    def restart_identities(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """Let identifiers go on after the highest there is, or start at 1."""

    @abstractmethod
    def hold(self, connection: sa.Connection, names: Iterable[str]) -> None:
        """Let only one transaction at a time go on that holds any of these names."""

    @abstractmethod
    def release(self, connection: sa.Connection) -> None:
        """Give back what `hold` took, after the transaction has ended."""

    def store_of(self, kind: ColumnType) -> Callable[[str | int], str | int]:
        """What the engine is handed for a value of a column of this type."""
        if not is_unsigned64(kind):
            return kind.store
        return lambda value: self.unsigned64(int(kind.store(value)))

    def unsigned64(self, number: int) -> int:
        """What the engine is handed for a BIGINT UNSIGNED."""
        return number if self.unsigned else signed64(number)

    @abstractmethod
    def is_away(self, error: sa.exc.DBAPIError) -> bool:
        """Whether an error says that the database cannot be used now, and is no defect."""

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


class SQLite(Engine):
    """The embedded engine: one connection, which requests take in turn.

    It allows one writer at a time anyway, and a transaction takes well under a millisecond. A
    transaction begins IMMEDIATE, so that a duplicate check and the insert after it are one.
    """

    single = True
    table_order = "rowid"
    advice = (
        "Another process may be holding the file; it is waited for no longer than "
        f"{BUSY_TIMEOUT_MS // 1000} seconds."
    )

    def create(self, url: sa.URL) -> sa.Engine:
        """An engine on one connection, in WAL mode."""
        engine = sa.create_engine(
            url, creator=lambda: self._connect(url), poolclass=sa.pool.StaticPool
        )
        sa.event.listen(engine, "begin", self._begin_immediate)
        return engine

    def _connect(self, url: sa.URL) -> sqlite3.Connection:
        connection = sqlite3.connect(
            url.database or ":memory:",
            timeout=BUSY_TIMEOUT_MS / 1000,
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

    @staticmethod
    def _begin_immediate(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def custom_tables(self, connection: sa.Connection) -> dict[str, Columns]:
        """SQLite keeps a quoted type as it was written."""
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'custom_[0-9]*'"
        ).scalars()
        return {
            name: {
                row[1]: parse_type(row[2])
                for row in connection.exec_driver_sql(f'PRAGMA table_info("{name}")')
            }
            for name in names.all()
        }

    def create_custom_table(self, connection: sa.Connection, table: str, columns: Columns) -> None:
        """MariaDB's own spelling of a type, quoted, is found again by `custom_tables`."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        parts = [f"{quote(name)} {quote(kind.sql)}" for name, kind in columns.items()]
        parts[0] += " PRIMARY KEY NOT NULL"
        connection.exec_driver_sql(f"CREATE TABLE {quote(table)} ({', '.join(parts)})")

    def empty(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """AUTOINCREMENT remembers the highest identifier there ever was, unless told to forget."""
        super().empty(connection, tables)
        connection.exec_driver_sql("DELETE FROM sqlite_sequence")

    def restart_identities(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """AUTOINCREMENT goes on after the rows that were put."""

    def hold(self, connection: sa.Connection, names: Iterable[str]) -> None:
        """A transaction that has begun IMMEDIATE is the only one."""

    def release(self, connection: sa.Connection) -> None:
        """Nothing was taken."""

    def is_away(self, error: sa.exc.DBAPIError) -> bool:
        """Held by another process, on a full disk, gone or read-only."""
        # The lowest byte of an extended code is the code that it extends.
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_AWAY


class MariaDB(Engine):
    """MariaDB and MySQL, the dialer's own engine: it compares text itself."""

    folds = False
    transactional_ddl = False
    unsigned = True
    extra = "mysql"

    def create(self, url: sa.URL) -> sa.Engine:
        """A pool of connections without strict mode, whose dates and decimals come as text."""
        import pymysql.converters  # noqa: PLC0415  an extra of the installation

        convert = dict(pymysql.converters.conversions)
        field = pymysql.constants.FIELD_TYPE
        for kind in (
            field.DATE,
            field.NEWDATE,
            field.DATETIME,
            field.TIMESTAMP,
            field.DECIMAL,
            field.NEWDECIMAL,
        ):
            convert[kind] = str
        return sa.create_engine(
            url.set(drivername="mysql+pymysql").update_query_dict({"charset": "utf8mb4"}),
            isolation_level="READ COMMITTED",
            **_POOL,
            connect_args={
                "conv": convert,
                "connect_timeout": CONNECT_TIMEOUT_S,
                "read_timeout": READ_TIMEOUT_S,
                "write_timeout": READ_TIMEOUT_S,
                # MySQL 8 alone reads the last part: counters are then the present ones.
                "init_command": "SET sql_mode = 'NO_ENGINE_SUBSTITUTION',"
                " collation_connection = 'utf8mb4_unicode_ci'"
                " /*!80000 , information_schema_stats_expiry = 0 */",
            },
        )

    def custom_tables(self, connection: sa.Connection) -> dict[str, Columns]:
        """The types as the server spells them."""
        rows = connection.exec_driver_sql(
            "SELECT table_name, column_name, column_type FROM information_schema.columns"
            " WHERE table_schema = database() AND table_name REGEXP '^custom_[0-9]+$'"
            " ORDER BY table_name, ordinal_position"
        )
        return _by_table(rows)

    def create_custom_table(self, connection: sa.Connection, table: str, columns: Columns) -> None:
        """Create it as VICIdial's own custom tables are."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        # The driver takes a lone % for a placeholder.
        parts = [f"{quote(name)} {kind.sql.replace('%', '%%')}" for name, kind in columns.items()]
        parts[0] += " PRIMARY KEY NOT NULL"
        connection.exec_driver_sql(
            f"CREATE TABLE {quote(table)} ({', '.join(parts)})"
            " ENGINE=InnoDB CHARSET=utf8mb3 COLLATE=utf8mb3_unicode_ci"
        )

    def restart_identities(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """Alter only counters that stand elsewhere: each ALTER waits for the disk."""
        keys = {
            table.name: table.autoincrement_column.name
            for table in tables
            if table.autoincrement_column is not None
        }
        counters = connection.exec_driver_sql(
            "SELECT table_name, auto_increment FROM information_schema.tables"
            f" WHERE table_schema = database() AND table_name IN ({', '.join(['%s'] * len(keys))})",
            tuple(keys),
        )
        for table, counter in counters.all():
            if counter == 1:
                continue
            highest = connection.exec_driver_sql(f"SELECT max({keys[table]}) FROM {table}")
            if counter != (highest.scalar() or 0) + 1:
                # The server goes on after the highest when it is told to begin at 1.
                connection.exec_driver_sql(f"ALTER TABLE {table} AUTO_INCREMENT = 1")

    def hold(self, connection: sa.Connection, names: Iterable[str]) -> None:
        """Named locks of the server, which work on tables without transactions too."""
        database = connection.engine.url.database
        for name in sorted(set(names)):
            # All databases of the server share its names.
            lock = _lock_name(f"{database}|{name}")
            got = connection.exec_driver_sql(
                "SELECT GET_LOCK(%s, %s)", (lock, LOCK_TIMEOUT_S)
            ).scalar_one()
            if got != 1:
                raise _lock_timeout()

    def release(self, connection: sa.Connection) -> None:
        """Named locks outlive a transaction."""
        connection.exec_driver_sql("DO RELEASE_ALL_LOCKS()")

    def is_away(self, error: sa.exc.DBAPIError) -> bool:
        """Not reached, shut down, out of connections or disk, or waited for too long."""
        code = error.orig.args[0] if error.orig is not None and error.orig.args else 0
        return error.connection_invalidated or code in _MARIADB_AWAY


class PostgreSQL(Engine):
    """PostgreSQL, which compares by folds."""

    returns_id = True
    table_order = "ctid"
    extra = "postgresql"

    def create(self, url: sa.URL) -> sa.Engine:
        """A pool of connections."""
        return sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="READ COMMITTED",
            **_POOL,
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_S,
                "tcp_user_timeout": READ_TIMEOUT_S * 1000,
            },
        )

    def custom_tables(self, connection: sa.Connection) -> dict[str, Columns]:
        """MariaDB's spelling of a type stands in the column's comment."""
        rows = connection.exec_driver_sql(
            "SELECT c.relname, a.attname, col_description(c.oid, a.attnum)"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
            " AND c.relname ~ '^custom_[0-9]+$' AND a.attnum > 0 AND NOT a.attisdropped"
            " ORDER BY c.relname, a.attnum"
        )
        return _by_table(rows)

    def create_custom_table(self, connection: sa.Connection, table: str, columns: Columns) -> None:
        """Create it, each column with MariaDB's spelling of its type as a comment."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        parts = [
            f"{quote(name)} {sql_type(kind).compile(connection.dialect)}"
            for name, kind in columns.items()
        ]
        parts[0] += " PRIMARY KEY NOT NULL"
        connection.exec_driver_sql(f"CREATE TABLE {quote(table)} ({', '.join(parts)})")
        for name, kind in columns.items():
            spelling = kind.sql.replace("'", "''").replace("%", "%%")
            connection.exec_driver_sql(
                f"COMMENT ON COLUMN {quote(table)}.{quote(name)} IS '{spelling}'"
            )

    def restart_identities(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """Sequences know nothing of identifiers that rows brought along."""
        for table in tables:
            key = table.autoincrement_column
            if key is not None:
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'),"
                    f" coalesce(max({key.name}), 0) + 1, false) FROM {table.name}"
                )

    def hold(self, connection: sa.Connection, names: Iterable[str]) -> None:
        """Advisory locks, which end with the transaction."""
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S}s'")
        for name in sorted(set(names)):
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(%(key)s)", {"key": _lock_number(name)}
            )

    def release(self, connection: sa.Connection) -> None:
        """Advisory locks of a transaction end with it."""

    def is_away(self, error: sa.exc.DBAPIError) -> bool:
        """Not reached, shut down, out of resources, or waited for too long."""
        state = getattr(error.orig, "sqlstate", None)
        if state is None:
            return isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError)
        return error.connection_invalidated or str(state).startswith(_POSTGRESQL_AWAY)


ENGINES: Final[Mapping[str, Engine]] = {
    "sqlite": SQLite(),
    "mysql": MariaDB(),
    "mariadb": MariaDB(),
    "postgresql": PostgreSQL(),
}
"""The engines by the name that a database's URL begins with."""


def _by_table(rows: Iterable[Any]) -> dict[str, Columns]:
    tables: dict[str, dict[str, ColumnType]] = {}
    for table, column, spelling in rows:
        tables.setdefault(table, {})[column] = _known_type(spelling)
    return dict(tables)


def _known_type(spelling: str) -> ColumnType:
    """The type of a column; of one that a dialer made, of whatever type, the server knows best."""
    try:
        return parse_type(spelling)
    except ValueError:
        return LongText()


def _lock_number(name: str) -> int:
    digest = hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _lock_name(name: str) -> str:
    return f"lmapi-mock-{_lock_number(name):x}"


def _lock_timeout() -> DatabaseError:
    return DatabaseError(
        f"Another request has been holding what this one needs for {LOCK_TIMEOUT_S} seconds.",
        "Try again.",
    )
