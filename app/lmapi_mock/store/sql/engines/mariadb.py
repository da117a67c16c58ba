"""MariaDB and MySQL: the dialer's own engine."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.schema.columns import METADATA
from lmapi_mock.store.sql.engines.base import (
    ABSENT,
    CONNECT_TIMEOUT_S,
    CROWDED,
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
    few_and_many,
    lock_number,
    lock_timeout,
    patience_of,
    shut,
    unquoted,
)

_AWAY: Final[Mapping[int, str]] = {
    # Disk full, table full.
    **dict.fromkeys((1021, 1114), FULL),
    # Too many connections, of the server or of a user.
    **dict.fromkeys((1040, 1203, 1226), CROWDED),
    # Shutdown, a killed connection or statement, one that took too long, and the client's own:
    # not reached, gone, lost. A node of a cluster that has no part in it now: Galera's says 1047,
    # one of MySQL's group replication 3100.
    **dict.fromkeys((1047, 1053, 1317, 1927, 1969, 2002, 2003, 2006, 2013, 2055), SILENT),
    **dict.fromkeys((3024, 3100), SILENT),
    # Read-only by a setting, by its user's wish, or in a transaction that is.
    **dict.fromkeys((1290, 1792, 1836), READ_ONLY),
    # A cluster whose nodes have changed the same rows says it at the commit: Galera as a deadlock,
    # group replication by 3101.
    **dict.fromkeys((1205, 1213, 3101), HELD),
    **dict.fromkeys((1044, 1045, 1130), REFUSED),
    # SIGNAL, of its own SQL.
    **dict.fromkeys((1643, 1644), TRIGGERED),
    1049: ABSENT,
    1146: LACKING,
}
"""Why it cannot be used, by the server's code, or the client's."""


_BESIDE: Final = 5
"""So many connections more make a space's tables: with twice as many it takes as long."""

_HAS_MORE: Final = threading.Lock()
"""Held by who uses them: others might wait for connections that each of them has some of."""

_NOT_GRANTED: Final = frozenset({1044, 1142, 1227})
"""Access denied: to a database, to a table, for want of a privilege."""

_OWN_NAME: Final = 27
"""How much of the database's own name those of its spaces begin with: they may be 64 long."""

_STAND_IN: Final = "lmapi_mock_new_"
_REPLACED: Final = "lmapi_mock_old_"


class MariaDB(Engine):
    """MariaDB and MySQL, the dialer's own engine: it compares text itself."""

    answers_later = True
    folds = False
    transactional_ddl = False
    unsigned = True

    def create(
        self, url: sa.URL, patience: int | None = None, *, in_place: bool = False
    ) -> sa.Engine:
        """A pool of connections without strict mode, whose dates and decimals come as text."""
        import pymysql.converters  # noqa: PLC0415  needed by few

        from lmapi_mock.store.sql.engines.mariadb_connection import (  # noqa: PLC0415  likewise
            connect_quickly,
        )
        from lmapi_mock.store.sql.engines.mariadb_literals import (  # noqa: PLC0415  likewise
            RememberingCursor,
        )

        convert = dict(pymysql.converters.conversions)
        field = pymysql.constants.FIELD_TYPE
        for kind in (
            field.DATE,
            field.NEWDATE,
            field.DATETIME,
            field.TIMESTAMP,
            field.DECIMAL,
            field.NEWDECIMAL,
            field.TIME,
        ):
            convert[kind] = str
        convert[field.BLOB] = _text_of
        engine = sa.create_engine(
            url.set(drivername="mysql+pymysql").update_query_dict({"charset": "utf8mb4"}),
            isolation_level="READ COMMITTED",
            **POOL,
            # Every transaction is ended by whoever began it: to end it once more takes a round
            # trip, which PostgreSQL's driver does without.
            pool_reset_on_return=None,
            execution_options={PATIENCE: patience},
            connect_args={
                "conv": convert,
                "cursorclass": RememberingCursor,
                "connect_timeout": CONNECT_TIMEOUT_S,
                # A second more than any of the server's own waits.
                "read_timeout": READ_TIMEOUT_S if patience is None else patience + 2,
                "write_timeout": READ_TIMEOUT_S if patience is None else patience + 2,
                # MySQL 8 alone reads the last part: counters are then the present ones.
                "init_command": f"{_waits(patience, in_place=in_place)},"
                " sql_mode = 'NO_ENGINE_SUBSTITUTION',"
                " collation_connection = 'utf8mb4_unicode_ci'"
                " /*!80000 , information_schema_stats_expiry = 0 */",
            },
        )
        return connect_quickly(engine)

    def cut(self, driver: Any) -> None:
        """Shut its socket."""
        shut(getattr(driver, "_sock", None))

    def url_within(self, url: sa.URL, space: str) -> sa.URL:
        """A space is a database of the server's."""
        return url.set(database=space)

    def _stand_in(self, driver: Any, space: str, url: sa.URL) -> None:
        driver.select_db(space or url.database)

    def name_of_space(self, url: sa.URL, name: str, lot: str) -> str:
        """Begin with the database's own name, so that a grant by a pattern holds for all."""
        return _begins(url) + super().name_of_space(url, name, lot).removeprefix("lmapi")

    def make_space(
        self,
        connection: sa.Connection,
        space: str,
        tables: Iterable[sa.Table],
        another: Callable[[], AbstractContextManager[sa.Connection]],
    ) -> None:
        """Make each table like the database's own: that takes half the time, and ends nothing.

        Every statement is for good once it is done. The server waits for its disk with each, but
        with those of several connections at once: a process has some more while it makes a space,
        and makes a second one meanwhile with its one connection.
        """
        quote = connection.dialect.identifier_preparer.quote_identifier
        own = set(sa.inspect(connection).get_table_names())
        connection.exec_driver_sql(f"CREATE DATABASE {quote(space)}")
        # Taken from its end, by threads of which each takes another.
        left = deque(tables)

        failed: list[sa.exc.DBAPIError] = []

        def make(on: sa.Connection) -> None:
            with suppress(IndexError):
                while True:
                    table = left.pop()
                    try:
                        _make_like(on, table, space, is_own=table.name in own)
                    except sa.exc.DBAPIError as error:
                        failed.append(error)
                        left.clear()

        def make_beside() -> None:
            with another() as on:
                make(on)

        if not _HAS_MORE.acquire(blocking=False):
            make(connection)
        else:
            try:
                with ThreadPoolExecutor(_BESIDE) as threads:
                    beside = [threads.submit(make_beside) for _ in range(_BESIDE)]
                    make(connection)
                for one in beside:
                    # Who gets no connection has left its share to the others.
                    with suppress(DatabaseError):
                        one.result()
            finally:
                _HAS_MORE.release()
        if failed:
            raise failed[0]

    def drop_space(self, connection: sa.Connection, space: str) -> None:
        """Drop the database."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {quote(space)}")

    def what_to_grant(self, error: BaseException | None, url: sa.URL) -> str | None:
        """All rights on the databases whose names begin as those of spaces do."""
        if error is None or not error.args or error.args[0] not in _NOT_GRANTED:
            return None
        # `_` stands for any character in a grant.
        begins = f"{_begins(url)}_ns_".replace("_", "\\_")
        return f"GRANT ALL ON `{begins}%`.* TO ..."

    def custom_tables(self, connection: sa.Connection) -> dict[str, Columns]:
        """The types as the server spells them."""
        rows = connection.exec_driver_sql(
            "SELECT table_name, column_name, column_type FROM information_schema.columns"
            " WHERE table_schema = database() AND table_name REGEXP '^custom_[0-9]+$'"
            " ORDER BY table_name, ordinal_position"
        )
        return by_table(rows)

    def column_defaults(self, connection: sa.Connection, table: str) -> dict[str, str | None]:
        """As the server keeps them: MySQL does not quote."""
        rows = connection.exec_driver_sql(
            "SELECT column_name, column_default FROM information_schema.columns"
            " WHERE table_schema = database() AND table_name = %s",
            (table,),
        )
        return {
            str(name): None if default is None or default == "NULL" else unquoted(str(default))
            for name, default in rows
        }

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

    def empty(
        self, connection: sa.Connection, tables: Iterable[sa.Table], staged: Mapping[str, str]
    ) -> dict[str, str]:
        """A table of many rows gets an empty one as its stand-in.

        A million leads take a minute to delete, and TRUNCATE cannot be taken back.
        """
        _drop_replaced(connection, but=staged.values())
        others = [table for table in tables if table.name not in staged]
        few, many = few_and_many(connection, others)
        # First, for each ends a transaction.
        names = [*staged, *(table.name for table in many)]
        if any(name not in METADATA.tables for name in names):
            # A custom table may be put that is not there yet.
            there = self.custom_tables(connection)
            names = [name for name in names if name in METADATA.tables or name in there]
        if names:
            # Whoever keeps the tables from being renamed is met before anything has changed.
            listed = ", ".join(f"{name} WRITE" for name in names)
            connection.exec_driver_sql(f"LOCK TABLES {listed}")
            connection.exec_driver_sql("UNLOCK TABLES")
        stand_ins = self._made_like(connection, many)
        super().empty(connection, few, {})
        return {**staged, **stand_ins}

    def make_stand_ins(
        self, connection: sa.Connection, tables: Iterable[sa.Table]
    ) -> dict[str, str]:
        """Each ends a transaction."""
        _drop_replaced(connection)
        return self._made_like(connection, tables)

    def _made_like(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> dict[str, str]:
        stand_ins = {table.name: f"{_STAND_IN}{table.name}" for table in tables}
        for name, stand_in in stand_ins.items():
            connection.exec_driver_sql(f"CREATE TABLE {stand_in} LIKE {name}")
        return stand_ins

    def leftovers(self, connection: sa.Connection) -> list[str]:
        """By their names."""
        return [f"DROP TABLE {name}" for name in _replaced(connection)]

    def put_in_place(self, connection: sa.Connection, stand_ins: Mapping[str, str]) -> None:
        """Rename all at once, which ends the transaction."""
        if stand_ins:
            renamed = ", ".join(
                f"{name} TO {_REPLACED}{name}, {stand_in} TO {name}"
                for name, stand_in in stand_ins.items()
            )
            connection.exec_driver_sql(f"RENAME TABLE {renamed}")

    def restart_identities(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """Alter only counters that stand elsewhere: each ALTER waits for the disk."""
        tables = list(tables)
        keys = {
            table.name: table.autoincrement_column.name
            for table in tables
            if table.autoincrement_column is not None
        }
        counters = self.next_identifiers(connection, tables)
        moved = [table for table, counter in counters.items() if counter != 1]
        if not moved:
            return
        highest = connection.exec_driver_sql(
            " UNION ALL ".join([f"SELECT '{one}', max({keys[one]}) FROM {one}" for one in moved])
        )
        for table, found in highest.all():
            if counters[table] != (found or 0) + 1:
                # The server goes on after the highest when it is told to begin at 1.
                connection.exec_driver_sql(f"ALTER TABLE {table} AUTO_INCREMENT = 1")

    def fingerprint(self, table: str) -> str:
        """The server's own."""
        return f"CHECKSUM TABLE {table}"

    def _known_by(self, table: sa.Table, quote: Callable[[str], str]) -> str:
        """A sum of what each row is known by; CHECKSUM TABLE is often the same for values that two
        rows have exchanged.
        """
        values = ", ".join([f"quote({quote(column.name)})" for column in self.columns(table)])
        return f"sum(CAST(conv(left(md5(concat_ws(',', {values})), 15), 16, 10) AS UNSIGNED))"

    def next_identifiers(
        self, connection: sa.Connection, tables: Iterable[sa.Table]
    ) -> dict[str, int]:
        """The counters as the server knows them."""
        names = [table.name for table in tables if table.autoincrement_column is not None]
        marks = ", ".join(["%s"] * len(names))
        rows = connection.exec_driver_sql(
            "SELECT table_name, auto_increment FROM information_schema.tables"
            f" WHERE table_schema = database() AND table_name IN ({marks})",
            tuple(names),
        )
        return {str(name): int(number) for name, number in rows}

    def go_on_with(self, connection: sa.Connection, identifiers: Mapping[str, int]) -> None:
        """Alter only counters that stand elsewhere: each ALTER waits for the disk."""
        tables = [METADATA.tables[table] for table in identifiers]
        present = self.next_identifiers(connection, tables) if tables else {}
        for table, number in identifiers.items():
            if present[table] != number:
                connection.exec_driver_sql(f"ALTER TABLE {table} AUTO_INCREMENT = {number:d}")

    def wait_without_end(self, connection: sa.Connection) -> None:
        """The driver itself gives up on a server that is silent."""
        driver: Any = connection.connection.driver_connection
        driver._read_timeout = None  # noqa: SLF001  no public way to change it

    def gather_statistics(self, engine: sa.Engine, table: sa.Table) -> None:
        """The server would do it by itself, some seconds later."""
        with engine.connect() as connection:
            self.enter(connection)
            connection.exec_driver_sql(f"ANALYZE TABLE {table.name}").close()

    def rolls_back(self, connection: sa.Connection) -> bool:
        """A dialer's own tables may be MyISAM's."""
        names = tuple(METADATA.tables)
        marks = ", ".join(["%s"] * len(names))
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM information_schema.tables"
            " WHERE table_schema = database() AND table_type = 'BASE TABLE'"
            f" AND engine <> 'InnoDB' AND (table_name IN ({marks}) OR table_name LIKE 'custom%%')",
            names,
        )
        return int(found.scalar_one()) == 0

    def hold(
        self, connection: sa.Connection, names: Iterable[str], reading: Sequence[str] = ()
    ) -> Sequence[Any]:
        """Named locks of the server, which work on tables without transactions too."""
        values: Sequence[Any] = ()
        database = connection.engine.url.database
        # What needs nothing of the lock would be read before it is waited for.
        read = "".join(
            [f", (SELECT one.value FROM ({one}) AS one WHERE held.got = 1)" for one in reading]
        )
        for name in sorted(set(names)):
            # All databases of the server share its names.
            lock = lock_name(f"{database}|{name}")
            patience = patience_of(connection) or LOCK_TIMEOUT_S
            got, *values = connection.exec_driver_sql(
                f"SELECT held.got{read} FROM (SELECT GET_LOCK(%s, %s) AS got) AS held",
                (lock, patience),
            ).one()
            if got != 1:
                raise lock_timeout(patience)
        return values

    def release(self, connection: sa.Connection) -> None:
        """Named locks outlive a transaction, but not their connection."""
        _send_apart(connection, "DO RELEASE_ALL_LOCKS()")

    def wait_in_place(self, connection: sa.Connection, *, waits: bool) -> None:
        """By the session's variables."""
        patience = patience_of(connection)
        if patience is None:
            return
        sql = _waits(patience, in_place=waits)
        if waits:
            connection.exec_driver_sql(sql)
        else:
            # Its transaction has ended.
            _send_apart(connection, sql)

    def why_away(self, error: BaseException | None) -> str | None:
        """Not reached, shut down, out of connections or disk, or waited for too long."""
        return _AWAY.get(error.args[0]) if error is not None and error.args else None


def _begins(url: sa.URL) -> str:
    return (url.database or "")[:_OWN_NAME]


def _text_of(value: str | bytes) -> str:
    """The text in a BLOB; TEXT, which comes as one, is text already."""
    return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")


def _drop_replaced(connection: sa.Connection, but: Collection[str] = ()) -> None:
    """Drop tables that have been replaced, and stand-ins that something kept from their places."""
    for name in _replaced(connection):
        if name not in but:
            connection.exec_driver_sql(f"DROP TABLE {name}")


def _replaced(connection: sa.Connection) -> list[str]:
    left = connection.exec_driver_sql(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = database()"
        " AND (left(table_name, %s) = %s OR left(table_name, %s) = %s)",
        (len(_STAND_IN), _STAND_IN, len(_REPLACED), _REPLACED),
    )
    return [str(name) for name in left.scalars()]


def _waits(patience: int | None, *, in_place: bool) -> str:
    """A SET of how long a connection waits: most of the endpoint's wait for no row.

    Those that wait in place are told what they wait for before all is given up as silent. MySQL
    waits for a second at least, and knows a statement's time in milliseconds, of SELECTs.
    """
    others = f"SET lock_wait_timeout = {LOCK_TIMEOUT_S}"
    if patience is None:
        return others
    for_locks = max(patience - 1, 1)
    return (
        f"{others} /*M!100300 , innodb_lock_wait_timeout = {for_locks if in_place else 0},"
        f" lock_wait_timeout = {for_locks if in_place else 0},"
        f" max_statement_time = {patience + 1} */"
        f" /*!80000 , innodb_lock_wait_timeout = {for_locks if in_place else 1},"
        f" lock_wait_timeout = {for_locks if in_place else 1},"
        f" max_execution_time = {(patience + 1) * 1000} */"
    )


def _send_apart(connection: sa.Connection, sql: str) -> None:
    """Send what belongs to the connection, and to no transaction; whatever is next finds it done.

    A connection that does not take it is not used again.
    """
    driver: Any = connection.connection.driver_connection
    try:
        # By the driver: SQLAlchemy would begin another transaction, and end that.
        driver.query_later(sql)
    except connection.dialect.loaded_dbapi.Error as error:
        connection.invalidate(error)


def lock_name(name: str) -> str:
    return f"lmapi-mock-{lock_number(name):x}"


def _make_like(connection: sa.Connection, table: sa.Table, space: str, *, is_own: bool) -> None:
    """Make an empty table in a space, like the database's own if that has it."""
    if is_own:
        quote = connection.dialect.identifier_preparer.quote_identifier
        name = quote(table.name)
        connection.exec_driver_sql(f"CREATE TABLE {quote(space)}.{name} LIKE {name}")
    else:
        table.to_metadata(sa.MetaData(), schema=space).create(connection, checkfirst=False)
