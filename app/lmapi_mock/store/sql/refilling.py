"""Putting a file back to the image that it was copied of, without the rows that stand as they did.

An image has every ZIP code there is, ten times as much as all the rest, and copied page by page
all of it goes through the write-ahead log. What is left out is left out only where nobody can have
changed it: this connection's own writes are seen by triggers, which are its own and not the file's,
and whether any other connection has written, whichever program's, SQLite itself tells.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any, Final, NamedTuple

MORE_PAGES: Final = 2_500
"""How much larger than its image a file may be: to delete more rows takes longer than a copy."""

_UNTOUCHED: Final = "lmapi_mock_untouched"
"""A table of the connection's own, which has a row for as long as the rows are as they were."""


class Definition(NamedTuple):
    """A table, index, view or trigger, as it was made."""

    kind: str
    name: str
    table: str
    sql: str | None


def watch(driver: Any, tables: Iterable[str]) -> int:
    """Have this connection note whether it writes rows of these tables.

    Args:
        driver: the driver's own connection; no transaction has begun.
        tables: their names.

    Returns:
        What `is_untouched` is to be given.
    """
    driver.execute(f"CREATE TEMP TABLE IF NOT EXISTS {_UNTOUCHED} (is_so)")
    driver.execute(f"DELETE FROM temp.{_UNTOUCHED}")
    driver.execute(f"INSERT INTO temp.{_UNTOUCHED} VALUES (1)")
    for table in tables:
        for event in ("INSERT", "UPDATE", "DELETE"):
            driver.execute(
                f"CREATE TEMP TRIGGER IF NOT EXISTS {_UNTOUCHED}_{table}_{event} "
                f"AFTER {event} ON main.{quoted(table)} "
                f"BEGIN DELETE FROM {_UNTOUCHED}; END"
            )
    return version(driver)


def is_untouched(driver: Any, seen: int) -> bool:
    """Whether nobody can have written those rows since; in a transaction, which keeps others out.

    Args:
        driver: the driver's own connection.
        seen: what `watch` returned.
    """
    is_own = driver.execute(f"SELECT count(*) FROM temp.{_UNTOUCHED}").fetchone() == (1,)
    return is_own and version(driver) == seen


def touch(driver: Any) -> None:
    """Say that this connection has written such rows by a way that fires no trigger."""
    driver.execute(f"CREATE TEMP TABLE IF NOT EXISTS {_UNTOUCHED} (is_so)")
    driver.execute(f"DELETE FROM temp.{_UNTOUCHED}")


def version(driver: Any) -> int:
    """A number that is another once another connection has changed the file."""
    (number,) = driver.execute("PRAGMA data_version").fetchone()
    return int(number)


class Rest:
    """What an image holds beside some tables; nobody changes it.

    Args:
        driver: the driver's connection to the image.
        without: the tables, whose rows are many.

    Attributes:
        without: likewise.
    """

    def __init__(self, driver: Any, without: frozenset[str]) -> None:
        self.without = without
        self._definitions = _definitions(driver)
        (self._pages,) = driver.execute("PRAGMA page_count").fetchone()
        tables = [one.name for one in self._definitions if one.kind == "table"]
        self._rows = {
            name: driver.execute(_all_of(name)).fetchall() for name in tables if name not in without
        }

    def put(self, driver: Any, kept: Container[str]) -> bool:
        """Make a file hold exactly this beside those tables; in a transaction.

        Args:
            driver: the driver's connection to the file.
            kept: further tables of the file that stay as they are.

        Returns:
            Whether it was done: not where it would take longer than a copy, or where a definition
            is another, or one is there that is nobody's of this project.
        """
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
        found = _definitions(driver)
        further = found - self._definitions
        tables = {one.name for one in further if _is_ours(one)}
        if (
            pages > self._pages + MORE_PAGES
            or self._definitions - found
            or not all(one.table in tables for one in further)
        ):
            return False
        for name in tables:
            if name not in kept:
                driver.execute(f"DROP TABLE {quoted(name)}")
        # What counts identifiers comes last: the others' rows move it.
        for name in sorted(self._rows, key="sqlite_sequence".__eq__):
            rows = self._rows[name]
            # Most tables are as they were, and one that is only read is not written ahead.
            if driver.execute(f"{_all_of(name)} LIMIT {len(rows) + 1}").fetchall() == rows:
                continue
            driver.execute(f"DELETE FROM {quoted(name)}")
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                driver.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows)
        return True


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _all_of(table: str) -> str:
    return f"SELECT * FROM {quoted(table)} ORDER BY rowid"


def _definitions(driver: Any) -> frozenset[Definition]:
    found = driver.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return frozenset([Definition(*one) for one in found])


def _is_ours(one: Definition) -> bool:
    """Whether it is a table that processes or requests of this project make."""
    return one.kind == "table" and one.name.startswith(("custom_", "lmapi_mock_"))
