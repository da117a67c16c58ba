"""MariaDB and MySQL: the dialer's own engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.engines.base import (
    CONNECT_TIMEOUT_S,
    LOCK_TIMEOUT_S,
    POOL,
    READ_TIMEOUT_S,
    Columns,
    Engine,
    by_table,
    lock_number,
)

_MARIADB_AWAY: Final = frozenset(
    {1021, 1040, 1053, 1114, 1205, 1213, 1290, 2002, 2003, 2006, 2013, 2055}
)
"""Disk full, too many connections, shutdown, table full, lock wait, deadlock, read-only, and the
client's own: not reached, gone, lost."""


class MariaDB(Engine):
    """MariaDB and MySQL, the dialer's own engine: it compares text itself."""

    folds = False
    transactional_ddl = False
    unsigned = True

    def create(self, url: sa.URL) -> sa.Engine:
        """A pool of connections without strict mode, whose dates and decimals come as text."""
        import pymysql.converters  # noqa: PLC0415  needed by few

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
            **POOL,
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
        return by_table(rows)

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
            lock = lock_name(f"{database}|{name}")
            got = connection.exec_driver_sql(
                "SELECT GET_LOCK(%s, %s)", (lock, LOCK_TIMEOUT_S)
            ).scalar_one()
            if got != 1:
                raise lock_timeout()

    def release(self, connection: sa.Connection) -> None:
        """Named locks outlive a transaction."""
        connection.exec_driver_sql("DO RELEASE_ALL_LOCKS()")

    def is_away(self, error: sa.exc.DBAPIError) -> bool:
        """Not reached, shut down, out of connections or disk, or waited for too long."""
        code = error.orig.args[0] if error.orig is not None and error.orig.args else 0
        return error.connection_invalidated or code in _MARIADB_AWAY


def lock_name(name: str) -> str:
    return f"lmapi-mock-{lock_number(name):x}"


def lock_timeout() -> DatabaseError:
    return DatabaseError(
        f"Another request has been holding what this one needs for {LOCK_TIMEOUT_S} seconds.",
        "Try again.",
    )
