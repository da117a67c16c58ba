"""SQLite: the embedded engine."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.types import parse_type
from lmapi_mock.store.sql.engines.base import (
    FULL,
    LACKING,
    PATIENT,
    READ_ONLY,
    BusyError,
    Columns,
    Engine,
    unquoted,
)
from lmapi_mock.store.sql.lending import let_borrow
from lmapi_mock.store.sql.refilling import Watched

BUSY_TIMEOUT_MS: Final = 5_000
"""How long SQLite waits for another process that holds the file."""

_STAND_IN: Final = "lmapi_mock_new_"
"""What the name of a table, or of its index, begins with that is to take another's place."""

_AUTOMATIC: Final = "sqlite_autoindex_"
"""What the name of an index begins with that SQLite itself makes for a key."""

WAL_KEPT: Final = 64 * 1024 * 1024
"""How large the file of what is written ahead stays, in bytes, once that is in the file itself."""

CHECKPOINT_PAGES: Final = 32_000
"""How much is written ahead, in pages of 4 KiB, before it is all in the file itself.

Then the connection that writes waits for the disk three times, and every request with it: twice to
bring in what `Checkpoints` has left, and once to begin to write from the start again.
"""

_AWAY: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_BUSY: "another process holds its file",
    sqlite3.SQLITE_LOCKED: "another process holds its file",
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: "its file cannot be read or written",
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: "its file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "its file is damaged",
    sqlite3.SQLITE_NOTADB: "its file is no database any more",
}
"""Why it cannot be used, by SQLite's code."""


_FOLD: Final = "lmapi_fold"
"""The SQL function that folds a text."""


def _folded(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


class SQLite(Engine):
    """The embedded engine: one connection, which requests take in turn.

    It allows one writer at a time anyway, and a transaction takes well under a millisecond. A
    transaction begins IMMEDIATE, so that a duplicate check and the insert after it are one.
    """

    single = True
    # A compiled statement of 19 log rows is kept for each number of them: together 450 KiB.
    most_parameters = 250
    space = "file"
    seconds = "CAST(strftime('%s', 'now') AS INTEGER)"
    says_defaults = True
    table_order = "rowid"
    advice = (
        "Another process may be holding the file; it is waited for no longer than "
        f"{BUSY_TIMEOUT_MS // 1000} seconds."
    )

    def create(
        self, url: sa.URL, patience: int | None = None, *, in_place: bool = False
    ) -> sa.Engine:
        """An engine on one connection, in WAL mode."""
        del patience, in_place
        engine = sa.create_engine(
            url, creator=lambda: self._connect(url), poolclass=sa.pool.StaticPool
        )
        sa.event.listen(engine, "begin", self._begin_immediate)
        return engine

    def create_reader(self, url: sa.URL) -> sa.Engine:
        """An engine whose transactions see the file as it is at their first statement."""
        engine = sa.create_engine(
            url, creator=lambda: self._connect(url), poolclass=sa.pool.StaticPool
        )
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return engine

    def _connect(self, url: sa.URL) -> sqlite3.Connection:
        connection = sqlite3.connect(
            url.database or ":memory:",
            # `_begin_immediate` waits: nothing else ever has to.
            timeout=0,
            check_same_thread=False,
            isolation_level=None,
            cached_statements=512,
            factory=Watched,
        )
        # WAL with synchronous=NORMAL: what was committed survives the death of the process.
        try:
            _set_wal(connection)
            # A checkpoint waits for the disk: the default, 1000 pages, makes it one request in 40.
            # As a script, whose statements are not kept: each takes 1.5 kB.
            connection.executescript(
                "PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
                f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES};"
                f"PRAGMA journal_size_limit={WAL_KEPT};"
                # Debian has what is deleted overwritten: to drop many rows takes 20 times as long.
                "PRAGMA secure_delete=OFF"
            )
            connection.create_function(_FOLD, 1, _folded, deterministic=True)
        except BaseException:
            connection.close()
            raise
        return connection

    def folded(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """The text as it compares; most are plain, and folded by SQLite without calling Python."""
        is_plain = sa.and_(
            sa.not_(column.op("GLOB", is_comparison=True)("*[^ -~]*")),
            sa.func.instr(column, sa.func.char(0)) == 0,  # To GLOB a text ends there.
        )
        return sa.case(
            (column.is_(None), sa.null()),
            (is_plain, sa.func.lower(sa.func.rtrim(column, " "))),
            else_=sa.Function(_FOLD, column),
        )

    def contains(self, column: sa.ColumnElement[Any], text: str) -> sa.ColumnElement[bool]:
        """Without LIKE, which takes several times as long."""
        return sa.func.instr(column, text) > 0

    @staticmethod
    def _begin_immediate(connection: sa.Connection) -> None:
        """Begin; wait for another process that holds the file, unless told not to."""
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not _is_busy(error):
                raise
            if not connection.info.get(PATIENT, True):
                raise BusyError from error
        else:
            return
        _wait_to_begin(driver)

    def has_table(self, connection: sa.Connection, name: str) -> bool:
        """By the driver: SQLAlchemy asks for the table's columns, and wraps them."""
        driver: Any = connection.connection.driver_connection
        found = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        return driver.execute(found, (name,)).fetchone() is not None

    def custom_tables(self, connection: sa.Connection) -> dict[str, Columns]:
        """SQLite keeps a quoted type as it was written."""
        driver: Any = connection.connection.driver_connection
        names = driver.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'custom_[0-9]*'"
        ).fetchall()
        return {
            name: {
                row[1]: parse_type(row[2]) for row in driver.execute(f'PRAGMA table_info("{name}")')
            }
            for (name,) in names
        }

    def column_defaults(self, connection: sa.Connection, table: str) -> dict[str, str | None]:
        """As they were written."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        return {
            row[1]: None if row[4] is None else unquoted(row[4])
            for row in connection.exec_driver_sql(f"PRAGMA table_info({quote(table)})")
        }

    def create_custom_table(self, connection: sa.Connection, table: str, columns: Columns) -> None:
        """MariaDB's own spelling of a type, quoted, is found again by `custom_tables`."""
        quote = connection.dialect.identifier_preparer.quote_identifier
        parts = [f"{quote(name)} {quote(kind.sql)}" for name, kind in columns.items()]
        parts[0] += " PRIMARY KEY NOT NULL"
        connection.exec_driver_sql(f"CREATE TABLE {quote(table)} ({', '.join(parts)})")

    def empty(
        self, connection: sa.Connection, tables: Iterable[sa.Table], staged: Mapping[str, str]
    ) -> dict[str, str]:
        """AUTOINCREMENT remembers the highest identifier there ever was, unless told to forget."""
        # By the driver: for so many short statements SQLAlchemy takes longer than SQLite.
        driver: Any = connection.connection.driver_connection
        let_borrow(driver, borrows=False)
        for table in tables:
            driver.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
            if table.name not in staged:
                driver.execute(f'DELETE FROM "{table.name}"')
        return dict(staged)

    def make_stand_ins(
        self, connection: sa.Connection, tables: Iterable[sa.Table]
    ) -> dict[str, str]:
        """Tables and indexes by the statements that made those that they stand in for."""
        stand_ins = {table.name: f"{_STAND_IN}{table.name}" for table in tables}
        for name in stand_ins:
            made = connection.exec_driver_sql(
                "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
                " ORDER BY type = 'index'",
                (name,),
            ).all()
            for kind, own, sql in made:
                # Before the parenthesis stand names: an index's own, and the table's.
                head, parenthesis, rest = sql.partition("(")
                for one in {own, name}:
                    head = re.sub(rf'(?<=[\s"]){re.escape(one)}(?=[\s"]|$)', _STAND_IN + one, head)
                assert head.count(_STAND_IN) == (2 if kind == "index" else 1), sql
                connection.exec_driver_sql(f"{head}{parenthesis}{rest}")
        return stand_ins

    def put_in_place(self, connection: sa.Connection, stand_ins: Mapping[str, str]) -> None:
        """Change roots: where in the file a table begins, and each of its indexes.

        Names and definitions stay. To rename would take indexes along under the stand-in's names,
        which SQLite cannot rename.
        """
        if not stand_ins:
            return
        run = connection.exec_driver_sql
        driver: Any = connection.connection.driver_connection
        driver.written.update(stand_ins)
        run("PRAGMA writable_schema=ON")
        for name, stand_in in stand_ins.items():
            found = run(
                "SELECT name, rootpage FROM sqlite_master WHERE tbl_name IN (?, ?)",
                (name, stand_in),
            )
            roots = {str(one): int(root) for one, root in found}
            for one in [one for one in roots if _STAND_IN not in one]:
                other = one.replace(name, stand_in) if one.startswith(_AUTOMATIC) else None
                other = other or f"{_STAND_IN}{one}"
                for changed, root in ((one, roots[other]), (other, roots[one])):
                    run("UPDATE sqlite_master SET rootpage = ? WHERE name = ?", (root, changed))
            run("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
            run("UPDATE sqlite_sequence SET name = ? WHERE name = ?", (name, stand_in))
        # Every connection reads the definitions anew, this one too.
        version = run("PRAGMA schema_version").scalar_one()
        run(f"PRAGMA schema_version={int(version) + 1}")
        run("PRAGMA writable_schema=RESET")

    def leftovers(self, connection: sa.Connection) -> list[str]:
        """An index at a time: each takes as long as it is large."""
        found = connection.exec_driver_sql(
            "SELECT type, name FROM sqlite_master WHERE name GLOB ? ORDER BY type = 'table'",
            (f"{_STAND_IN}*",),
        )
        return [f'DROP {kind} "{name}"' for kind, name in found]

    def restart_identities(self, connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
        """AUTOINCREMENT goes on after rows that are put, and has to be told of those that stay."""
        keys = {table.name: table.autoincrement_column for table in tables}
        counted = connection.exec_driver_sql("SELECT name FROM sqlite_sequence")
        for name in counted.scalars().all():
            key = keys.get(name)
            if key is not None:
                connection.exec_driver_sql(
                    f'UPDATE sqlite_sequence SET seq = (SELECT max({key.name}) FROM "{name}")'
                    " WHERE name = ?",
                    (name,),
                )

    def fingerprints(
        self, connection: sa.Connection, tables: Mapping[sa.Table, int]
    ) -> dict[str, tuple[Any, ...]]:
        """Of the rows themselves, which come as soon as SQLite would tell of them."""
        driver: Any = connection.connection.driver_connection
        found = {}
        for table, count in tables.items():
            read = f'SELECT * FROM "{table.name}" ORDER BY rowid LIMIT {count + 1}'
            rows = repr(driver.execute(read).fetchall())
            found[table.name] = (hashlib.blake2b(rows.encode(), digest_size=16).digest(),)
        return found

    def next_identifiers(
        self, connection: sa.Connection, tables: Iterable[sa.Table]
    ) -> dict[str, int]:
        """The highest that there ever was, and one."""
        rows = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
        highest = {str(name): int(number) for name, number in rows}
        return {
            table.name: highest.get(table.name, 0) + 1
            for table in tables
            if table.autoincrement_column is not None
        }

    def go_on_with(self, connection: sa.Connection, identifiers: Mapping[str, int]) -> None:
        """The table that counts has no key, and no row for a table that never had any."""
        for table, number in identifiers.items():
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            connection.exec_driver_sql(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, number - 1)
            )

    def gather_statistics(self, engine: sa.Engine, table: sa.Table) -> None:
        """It plans by the indexes alone."""

    def hold(
        self, connection: sa.Connection, names: Iterable[str], reading: Sequence[str] = ()
    ) -> Sequence[Any]:
        """A transaction that has begun IMMEDIATE is the only one."""
        del connection, names, reading
        return ()

    def release(self, connection: sa.Connection) -> None:
        """Nothing was taken."""

    def why_away(self, error: BaseException | None) -> str | None:
        """Held by another process, on a full disk, gone, read-only, or without a table."""
        # The lowest byte of an extended code is the code that it extends.
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_ERROR and str(error).startswith("no such table"):
            return LACKING
        return _AWAY.get(code)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _wait_to_begin(connection: sqlite3.Connection) -> None:
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.001)
        else:
            return


def _set_wal(connection: sqlite3.Connection) -> None:
    """Set WAL mode; SQLite itself does not wait for another that sets it on a new file."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.executescript("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return
