"""PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import sqlalchemy as sa

from lmapi_mock.store.schema.columns import METADATA, sql_type
from lmapi_mock.store.sql.engines.base import (
    CONNECT_TIMEOUT_S,
    LOCK_TIMEOUT_S,
    POOL,
    READ_TIMEOUT_S,
    Columns,
    Engine,
    by_table,
    few_and_many,
    lock_number,
    lock_timeout,
)

_LOCK_NOT_AVAILABLE: Final = "55P03"

_POSTGRESQL_AWAY: Final = ("08", "40", "53", _LOCK_NOT_AVAILABLE, "57P")
"""Connection, rollback (deadlock), resources, lock not available, operator's intervention."""


class PostgreSQL(Engine):
    """PostgreSQL, which compares by folds."""

    returns_id = True
    # The driver reads the text of a statement with more of them anew each time.
    most_parameters = 50
    table_order = row_number = "lmapi_row"

    def create(self, url: sa.URL) -> sa.Engine:
        """A pool of connections."""
        return sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            isolation_level="READ COMMITTED",
            **POOL,
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
        return by_table(rows)

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

    def empty(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> dict[str, str]:
        """A table of many rows is truncated, which is quick, and taken back like all else."""
        few, many = few_and_many(connection, tables)
        if many:
            connection.exec_driver_sql(f"TRUNCATE {', '.join(table.name for table in many)}")
        return super().empty(connection, few)

    def restart_identities(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """Sequences know nothing of identifiers that rows brought along."""
        for table in tables:
            key = table.autoincrement_column
            if key is not None:
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'),"
                    f" coalesce(max({key.name}), 0) + 1, false) FROM {table.name}"
                )

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
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {table.name}")

    def hold(self, connection: sa.Connection, names: Iterable[str]) -> None:
        """Advisory locks, which end with the transaction."""
        keys = tuple(lock_number(name) for name in sorted(set(names)))
        locks = ", pg_advisory_xact_lock(%s)" * len(keys)
        try:
            connection.exec_driver_sql(
                f"SELECT set_config('lock_timeout', '{LOCK_TIMEOUT_S}s', true){locks}", keys
            )
        except sa.exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
            raise lock_timeout(LOCK_TIMEOUT_S) from error

    def release(self, connection: sa.Connection) -> None:
        """Advisory locks of a transaction end with it."""

    def is_away(self, error: BaseException | None) -> bool:
        """Not reached, shut down, out of resources, or waited for too long."""
        state = getattr(error, "sqlstate", None)
        if state is None:
            import psycopg  # noqa: PLC0415  needed by few

            return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        return str(state).startswith(_POSTGRESQL_AWAY)
