"""PostgreSQL."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from lmapi_mock.store.schema.columns import METADATA, sql_type
from lmapi_mock.store.schema.shared_tables import as_in_postgresql
from lmapi_mock.store.sql.engines.base import (
    ABSENT,
    CONNECT_TIMEOUT_S,
    CROWDED,
    CUSTOM_STAND_IN,
    FULL,
    HELD,
    LACKING,
    LOCK_TIMEOUT_S,
    PATIENCE,
    POOL,
    READ_ONLY,
    READ_TIMEOUT_S,
    REFUSED,
    SILENT,
    TRIGGERED,
    Columns,
    Engine,
    by_table,
    failure,
    few_and_many,
    lock_number,
    lock_timeout,
    patience_of,
    shut,
    space_of,
    unquoted,
)

_LOCK_NOT_AVAILABLE: Final = "55P03"
_NOT_GRANTED: Final = "42501"

_NEW: Final = "lmapi_mock_new"
_OLD: Final = "lmapi_mock_old"
"""The schemas of tables that are to take others' places, and of those that have been replaced."""

_AWAY: Final[Mapping[str, str]] = {
    "08": SILENT,
    "25006": READ_ONLY,
    "28": REFUSED,
    "3D000": ABSENT,
    "40": HELD,
    "42P01": LACKING,
    "53100": FULL,
    "53": CROWDED,
    _LOCK_NOT_AVAILABLE: HELD,
    "57014": SILENT,
    # RAISE, of its own SQL.
    "P0001": TRIGGERED,
    "57P": SILENT,
}
"""Why it cannot be used, by what its codes begin with: connection, a read-only transaction,
rollback (deadlock), no such table, resources, lock not available, cancelled, shut down."""


_NOBODY_MS: Final = 10
"""How long connections of the endpoint wait for rows that another holds; 0 is without end."""


def _wait_for_nobody(driver: Any, patience: int) -> None:
    """Set the waits of a new connection of the endpoint's, and how it plans.

    A plan that is to do for any value takes each phone number for a rare one.
    """
    driver.autocommit = True
    driver.execute("SET plan_cache_mode = force_custom_plan")
    driver.execute(f"SET lock_timeout = {_NOBODY_MS}")
    driver.execute(f"SET statement_timeout = {(patience + 1) * 1000}")
    driver.autocommit = False


class PostgreSQL(Engine):
    """PostgreSQL, which compares by folds."""

    returns_id = True
    copies = True
    takes_several = True
    nulls_first = False
    # The driver reads the text of a statement with more of them anew each time.
    most_parameters = 50
    table_order = row_number = "lmapi_row"
    space = "schema"
    seconds = "floor(extract(epoch FROM clock_timestamp()))::bigint"

    def create(
        self, url: sa.URL, patience: int | None = None, *, in_place: bool = False
    ) -> sa.Engine:
        """A pool of connections; all that is written can be taken back."""
        del in_place
        # psycopg is needed by few.
        from lmapi_mock.store.sql.engines.postgresql_nul import (  # noqa: PLC0415  few need it
            NulCursor,
            nul_rows,
        )

        as_in_postgresql()
        engine = sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="READ COMMITTED",
            **POOL,
            execution_options={PATIENCE: patience},
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_S,
                "tcp_user_timeout": (patience or READ_TIMEOUT_S) * 1000,
                "cursor_factory": NulCursor,
                "row_factory": nul_rows,
            },
        )
        if patience is not None:
            sa.event.listen(engine, "connect", lambda driver, _: _wait_for_nobody(driver, patience))
        return engine

    def cut(self, driver: Any) -> None:
        """Shut its socket."""
        if not driver.closed:
            # libpq's own: a copy of its number can be closed without harm.
            with suppress(OSError), socket.socket(fileno=os.dup(driver.fileno())) as connected:
                shut(connected)

    def _stand_in(self, driver: Any, space: str, url: sa.URL) -> None:
        del url
        # Apart from any transaction: one that is rolled back would take it back.
        driver.autocommit = True
        driver.execute(f'SET search_path = "{space}"' if space else "RESET search_path")
        driver.autocommit = False

    def make_space(
        self,
        connection: sa.Connection,
        space: str,
        tables: Iterable[sa.Table],
        another: Callable[[], AbstractContextManager[sa.Connection]],
    ) -> None:
        """All in one round trip, and in the transaction."""
        del another
        quote = connection.dialect.identifier_preparer.quote_identifier
        statements = [
            f"CREATE SCHEMA {quote(space)}",
            f"SET LOCAL search_path = {quote(space)}",
        ]
        for table in tables:
            indexes = sorted(table.indexes, key=lambda index: str(index.name))
            made: list[sa.schema.ExecutableDDLElement] = [
                CreateTable(table),
                *map(CreateIndex, indexes),
            ]
            statements += [str(sql.compile(dialect=connection.dialect)) for sql in made]
        connection.exec_driver_sql("; ".join(statements).replace("%", "%%"))

    def drop_space(self, connection: sa.Connection, space: str) -> None:
        """Drop the schema, and those of its tables' stand-ins."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S}s'")
        for schema in (space, f"{_NEW}_{space}", f"{_OLD}_{space}"):
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {quote(schema)} CASCADE")

    def what_to_grant(self, error: BaseException | None, url: sa.URL) -> str | None:
        """The right to make schemas in the database."""
        if getattr(error, "sqlstate", None) != _NOT_GRANTED:
            return None
        return f'GRANT CREATE ON DATABASE "{url.database}" TO ...'

    def custom_tables(self, connection: sa.Connection) -> dict[str, Columns]:
        """MariaDB's spelling of a type stands in the column's comment."""
        rows = connection.exec_driver_sql(
            "SELECT c.relname, a.attname, col_description(c.oid, a.attnum)"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
            " AND c.relname ~ '^custom_[0-9]+$' AND a.attnum > 0 AND NOT a.attisdropped"
            " ORDER BY c.relname, a.attnum"
        )
        return by_table(rows)

    def column_defaults(self, connection: sa.Connection, table: str) -> dict[str, str | None]:
        """As the server spells them: `'A'::character varying`."""
        rows = connection.exec_driver_sql(
            "SELECT column_name, column_default FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s",
            (table,),
        )
        return {
            str(name): None
            if default is None or str(default).startswith("NULL::")
            else unquoted(str(default).rpartition("::")[0] or str(default))
            for name, default in rows
        }

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

    def empty(
        self, connection: sa.Connection, tables: Iterable[sa.Table], staged: Mapping[str, str]
    ) -> dict[str, str]:
        """A table of many rows is truncated, which is quick, and taken back like all else."""
        few, many = few_and_many(connection, [one for one in tables if one.name not in staged])
        if many:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(table.name for table in many)}")
        if few:
            # One round trip for all.
            deletes = "; ".join(f"DELETE FROM {table.name}" for table in few)
            connection.exec_driver_sql(deletes)
        return dict(staged)

    def insert(self, connection: sa.Connection, into: str, rows: Sequence[Sequence[Any]]) -> None:
        """By a COPY, which takes half of the time."""
        driver: Any = connection.connection.driver_connection
        statement = f"COPY {into} FROM STDIN"
        try:
            driver.cursor().copy_rows(statement, rows)
        except connection.dialect.loaded_dbapi.Error as error:
            raise failure(connection, driver, statement, error) from error

    def make_stand_ins(
        self, connection: sa.Connection, tables: Iterable[sa.Table]
    ) -> dict[str, str]:
        """In a schema of their own they and all that belongs to them have the same names."""
        may = "SELECT has_database_privilege(current_database(), 'CREATE')"
        if not connection.exec_driver_sql(may).scalar_one():
            return {}
        for drop in self.leftovers(connection):
            connection.exec_driver_sql(drop)
        new = _beside(_NEW, connection)
        connection.exec_driver_sql(f"CREATE SCHEMA {new}")
        own = sa.MetaData()
        made = [table.to_metadata(own, schema=new) for table in tables]
        own.create_all(connection, checkfirst=False)
        return {table.name: f"{new}.{table.name}" for table in made}

    def put_in_place(self, connection: sa.Connection, stand_ins: Mapping[str, str]) -> None:
        """Indexes, keys and sequences go with their tables from schema to schema."""
        if not stand_ins:
            return
        schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
        old = _beside(_OLD, connection)
        connection.exec_driver_sql(f"CREATE SCHEMA {old}")
        for name, stand_in in stand_ins.items():
            connection.exec_driver_sql(f"ALTER TABLE {name} SET SCHEMA {old}")
            connection.exec_driver_sql(f"ALTER TABLE {stand_in} SET SCHEMA {schema}")

    def leftovers(self, connection: sa.Connection) -> list[str]:
        """With their schemas; custom tables are in no other."""
        custom = connection.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
            " AND starts_with(tablename, %s)",
            (CUSTOM_STAND_IN,),
        )
        return [
            *(f"DROP TABLE {name}" for name in custom.scalars()),
            *(
                f"DROP SCHEMA IF EXISTS {_beside(name, connection)} CASCADE"
                for name in (_NEW, _OLD)
            ),
        ]

    def restart_identities(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """Sequences know nothing of identifiers that rows brought along."""
        keys = {
            table.name: table.autoincrement_column.name
            for table in tables
            if table.autoincrement_column is not None
        }
        # One round trip for all.
        told = ", ".join(
            f"setval(pg_get_serial_sequence('{name}', '{key}'),"
            f" coalesce((SELECT max({key}) FROM {name}), 0) + 1, false)"
            for name, key in keys.items()
        )
        if told:
            connection.exec_driver_sql(f"SELECT {told}")

    def keys_ahead(self, tables: Mapping[str, str]) -> str:
        """From the tables' sequences."""
        # Each is looked for once, not for each identifier.
        return " UNION ALL ".join(
            f"SELECT {place}, nextval(its.sequence) FROM"
            f" (SELECT pg_get_serial_sequence('{table}', '{key}')::regclass AS sequence OFFSET 0)"
            " AS its, generate_series(1, %s)"
            for place, (table, key) in enumerate(tables.items())
        )

    def last_key(self, table: str, key: str) -> str:
        """As the table's sequence tells it; of one that has given none it tells nothing."""
        sequence = f"pg_get_serial_sequence('{table}', '{key}')::regclass"
        return f"SELECT pg_sequence_last_value({sequence}) AS value"

    def fingerprint(self, table: str) -> str:
        """Of all columns, the one that numbers the rows too."""
        return f"SELECT count(*), sum(hashtextextended(one::text, 0)) FROM {table} AS one"

    def _known_by(self, table: sa.Table, quote: Callable[[str], str]) -> str:
        """Of all columns, the one that numbers the rows too."""
        del table, quote
        return "sum(hashtextextended(one::text, 0))"

    def next_identifiers(
        self, connection: sa.Connection, tables: Iterable[sa.Table]
    ) -> dict[str, int]:
        """Each sequence stands at the last that it gave, or at the first that it will give."""
        found = {}
        for table in tables:
            key = table.autoincrement_column
            if key is not None:
                sequence = connection.exec_driver_sql(
                    f"SELECT pg_get_serial_sequence('{table.name}', '{key.name}')"
                ).scalar_one()
                found[table.name] = connection.exec_driver_sql(
                    f"SELECT last_value + is_called::int FROM {sequence}"
                ).scalar_one()
        return found

    def go_on_with(self, connection: sa.Connection, identifiers: Mapping[str, int]) -> None:
        """Sequences are told."""
        for table, number in identifiers.items():
            (key,) = METADATA.tables[table].primary_key.columns
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{key.name}'), {number:d}, false)"
            )

    def gather_statistics(self, engine: sa.Engine, table: sa.Table) -> None:
        """Until then it reads a whole table where an index has all it wants."""
        with engine.connect() as connection:
            self.enter(connection)
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {table.name}")

    def hold(
        self, connection: sa.Connection, names: Iterable[str], reading: Sequence[str] = ()
    ) -> Sequence[Any]:
        """Advisory locks, which end with the transaction."""
        # All spaces of the database share its locks.
        space = space_of(connection)
        among = f"{space}|" if space else ""
        keys = tuple(lock_number(f"{among}{name}") for name in sorted(set(names)))
        locks = ", pg_advisory_xact_lock(%s)" * len(keys)
        patience = patience_of(connection)
        if patience is not None:
            locks += f", set_config('lock_timeout', '{_NOBODY_MS}', true)"
        seconds = patience or LOCK_TIMEOUT_S
        holding = f"SELECT set_config('lock_timeout', '{seconds}s', true){locks}"
        try:
            if not reading:
                connection.exec_driver_sql(holding, keys)
                return ()
            # A statement sees what was committed when it began, and the first one begins before it
            # waits.
            read = f"SELECT {', '.join([f'({one})' for one in reading])}"
            return _in_one_trip(connection, (holding, keys), (read, ()))
        except sa.exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            raise lock_timeout(seconds) from error

    def release(self, connection: sa.Connection) -> None:
        """Advisory locks of a transaction end with it."""

    def why_away(self, error: BaseException | None) -> str | None:
        """Not reached, shut down, out of resources, or waited for too long."""
        state = getattr(error, "sqlstate", None)
        if state is None:
            import psycopg  # noqa: PLC0415  needed by few

            lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
            return SILENT if lost else None
        return next((why for code, why in _AWAY.items() if str(state).startswith(code)), None)


def _in_one_trip(
    connection: sa.Connection, *statements: tuple[str, Sequence[Any]]
) -> Sequence[Any]:
    """Send statements one behind the other, and whatever begins the transaction before them.

    Each begins when the one before it has ended, as if its answer had been waited for.

    Returns:
        The row of the last.
    """
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            cursors = [driver.execute(sql, parameters) for sql, parameters in statements]
        row: Sequence[Any] = cursors[-1].fetchone()
    except connection.dialect.loaded_dbapi.Error as error:
        told = "; ".join(sql for sql, _ in statements)
        raise failure(connection, driver, told, error) from error
    return row


def _beside(name: str, connection: sa.Connection) -> str:
    """The schema of such tables, for the space that a connection works in."""
    space = space_of(connection)
    return f"{name}_{space}" if space else name
