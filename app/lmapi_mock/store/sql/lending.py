"""Databases that are many: small, with rows that they share until they write them.

A namespace begins with every ZIP code there is, ten times as much as all the rest, and hardly ever
changes one. So it holds none of them, and reads them where they stand once for all: in the memory
of the process, also where the namespace is a schema or database of a server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.store.schema.columns import METADATA
from lmapi_mock.store.schema.shared_tables import BORROWED

if TYPE_CHECKING:
    from lmapi_mock.store.sql.database import Database
    from lmapi_mock.store.sql.transaction import Transaction

PAGE: Final = 512
"""How large a page of such a database is, in bytes: most of its hundred tables are empty, and take
one each."""


class Lent(NamedTuple):
    """Tables whose rows others read.

    Attributes:
        tables: their names.
        to_requests: the database that holds the rows, for requests, which may not wait.
        to_others: another that holds the same, for those who read all of them.
    """

    tables: frozenset[str]
    to_requests: Database
    to_others: Database


def borrows(driver: Any) -> bool:
    """Whether a connection's database reads what was lent to it: a mark that its pages hold.

    So it goes with every copy of them, and comes back when a transaction is rolled back.
    """
    (mark,) = driver.execute("PRAGMA user_version").fetchone()
    return bool(mark)


def let_borrow(driver: Any, *, borrows: bool) -> None:
    """Set the mark."""
    driver.execute(f"PRAGMA user_version = {int(borrows)}")


def borrowed(tx: Transaction) -> frozenset[str]:
    """The tables of a server whose rows are lent to it, to be cached."""
    return frozenset(tx.connection.execute(sa.select(BORROWED.c.name)).scalars())


def set_borrowed(tx: Transaction, tables: Iterable[str]) -> None:
    """Let these tables of a server, and no others, be read where they are lent."""
    tx.configures()
    tx.connection.execute(sa.delete(BORROWED))
    names = [{"name": name} for name in sorted(tables)]
    if names:
        tx.connection.execute(sa.insert(BORROWED), names)


def copy_all_lent(tx: Transaction, lent: Lent) -> None:
    """Copy the rows of all lent tables into a database of SQLite's."""
    with lent.to_others.transaction() as other:
        for table in sorted(lent.tables):
            found = other.connection.exec_driver_sql(
                f"SELECT * FROM {tx.quoted(table)} ORDER BY rowid"
            )
            rows = [tuple(row) for row in found]
            if rows:
                tx.connection.exec_driver_sql(
                    f"INSERT INTO {tx.quoted(table)} VALUES ({tx.marks(len(rows[0]))})", rows
                )


def copy_lent(tx: Transaction, lent: Lent, tables: Iterable[str]) -> None:
    """Copy the rows of some into a server's, whose columns are others than the lender's."""
    rest = set(tx.cached(borrowed)) - set(tables)
    for name in tables:
        table = METADATA.tables[name]
        columns = [column.name for column in tx.columns(table)]
        with lent.to_others.transaction() as other:
            rows = [tuple(row[one] for one in columns) for row in other.rows(table)]
        if rows:
            tx.connection.exec_driver_sql(
                f"INSERT INTO {tx.quoted(name)} ({tx.listed(columns)})"
                f" VALUES ({tx.marks(len(columns))})",
                rows,
            )
    set_borrowed(tx, rest)


_VARCHAR: Final = re.compile(r" VARCHAR\(\d+\)")

_DEFAULT: Final = re.compile(r" DEFAULT '(?:[^']|'')*'")


def _briefly(name: str, sql: str) -> str:
    """A table's SQL in fewer words, for SQLite keeps it in memory, once as text and once as read.

    To SQLite all texts are one. Defaults go, but those of custom tables: every INSERT says what
    the columns hold that it does not name (`Engine.says_defaults`).
    """
    brief = _VARCHAR.sub(" TEXT", sql).replace(", \n\t", ",").replace("\n", "").replace("\t", "")
    return brief if name.startswith("custom_") else _DEFAULT.sub("", brief)


def copy_without(source: Any, target: Any, without: frozenset[str]) -> None:
    """Make the tables of another database in an empty one, and all rows but those of some tables.

    Args:
        source: a driver's connection to the one.
        target: to the other, which may have pages of another size.
        without: the tables that stay empty.
    """
    target.execute("BEGIN")
    made = source.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE "
        "'sqlite|_%' ESCAPE '|' ORDER BY rowid"
    ).fetchall()
    for _, name, sql in made:
        target.execute(_briefly(name, sql))
    tables = [name for kind, name, _ in made if kind == "table" and name not in without]
    for table in [*tables, "sqlite_sequence"]:
        quoted = '"' + table.replace('"', '""') + '"'
        rows = source.execute(f"SELECT * FROM {quoted} ORDER BY rowid").fetchall()
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            if table == "sqlite_sequence":
                target.execute(f"DELETE FROM {quoted}")
            target.executemany(f"INSERT INTO {quoted} VALUES ({marks})", rows)
    target.execute("COMMIT")
