"""Putting a database of SQLite's back to the image that it was copied of, row by row.

To copy an image page by page makes SQLite read all definitions anew and prepare each statement once
more, which takes the next request longer than the copy took; and a file's copy goes through the
write-ahead log, with every ZIP code there is. So only tables that may have been written are looked
at, and the large ones have to be as they were. Which ones this connection may have written, and
which columns of them, SQLite tells when it prepares a statement; whether any other connection has,
whichever program's, too.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

MORE_PAGES: Final = 2_500
"""How much larger than its image a database may be: to delete more rows takes longer."""

FEW_PAGES: Final = 250
"""So many pages more are deleted in a millisecond or two, a megabyte of leads and log rows."""

_COMES_OR_GOES: Final = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE})
_COUNTERS: Final = "sqlite_sequence"
"""What counts identifiers, which SQLite writes with the tables."""


class Watched(sqlite3.Connection):
    """A connection that knows which tables it may have written.

    Whoever replaces all pages has both forgotten: SQLite then prepares every statement anew.

    Attributes:
        written: those that a statement was prepared for which inserts or deletes, a trigger's
            included.
        updated: likewise, which columns were to be set in rows that are there.
    """

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        written = self.written = {_COUNTERS}
        updated = self.updated = defaultdict[str, set[str]](set)

        def note(action: int, name: str | None, further: str | None, *_: str | None) -> int:
            if action in _COMES_OR_GOES and name is not None:
                written.add(name)
            elif action == sqlite3.SQLITE_UPDATE and name is not None and further is not None:
                updated[name].add(further)
            elif action == sqlite3.SQLITE_ALTER_TABLE and further is not None:
                # Another table may have its name next. The first name is the database's.
                written.add(further)
            return sqlite3.SQLITE_OK

        self.set_authorizer(note)

    @property
    def has_written(self) -> bool:
        """Whether any row may be another one since all pages were replaced."""
        # Counters go on with the rows of other tables.
        return bool(self.updated) or self.written != {_COUNTERS}

    def forget_written(self) -> None:
        """All pages have just been replaced."""
        self.written.clear()
        self.written.add(_COUNTERS)
        self.updated.clear()


@dataclass(slots=True)
class Filled:
    """What a database was made a copy of, and how it stood then.

    Attributes:
        rest: what the image holds.
        version: another once another connection has changed the file (`version`).
        definitions: SQLite's number of the definitions that were last found to be the image's.
        mark: what `lending.borrows` goes by.
    """

    rest: Rest
    version: int
    definitions: int
    mark: int


class Definition(NamedTuple):
    """A table, index, view or trigger, as it was made."""

    kind: str
    name: str
    table: str
    sql: str | None


def filled(driver: Watched, rest: Rest) -> Filled:
    """How a database stands that has just been made a copy of an image."""
    driver.forget_written()
    return Filled(rest, version(driver), _told(driver, "schema_version"), _mark(driver))


def refill(driver: Watched, filled: Filled, kept: Container[str]) -> bool:
    """Make a database hold what its image holds, in a transaction, which keeps others out.

    Args:
        driver: the driver's own connection.
        filled: how it stood when it was made a copy.
        kept: further tables that stay as they are.

    Returns:
        Whether it was done: not where it might take longer than a copy, where somebody may have
        written more than is looked at, or where a definition is nobody's of this project.
    """
    rest = filled.rest
    if (
        version(driver) != filled.version
        or not rest.without.isdisjoint(driver.written)
        or not rest.without.isdisjoint(driver.updated)
        or _mark(driver) != filled.mark
        or (driver.has_written and not rest.may_be_put(driver))
    ):
        return False
    if _told(driver, "schema_version") != filled.definitions:
        if not rest.put_definitions(driver, kept):
            return False
        filled.definitions = _told(driver, "schema_version")
    if driver.has_written:
        rest.put(driver)
    return True


def version(driver: Any) -> int:
    """A number that is another once another connection has changed the file."""
    return _told(driver, "data_version")


def _mark(driver: Any) -> int:
    return _told(driver, "user_version")


def _told(driver: Any, name: str) -> int:
    (number,) = driver.execute(f"PRAGMA {name}").fetchone()
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
        self._pages = _told(driver, "page_count")
        tables = [one.name for one in self._definitions if one.kind == "table"]
        self._rows = {name: _Rows(driver, name) for name in tables if name not in without}

    def may_be_put(self, driver: Any) -> bool:
        """Whether a database is small enough for it."""
        return _told(driver, "page_count") <= self._pages + MORE_PAGES

    def is_near(self, driver: Any) -> bool:
        """Whether a database is hardly larger."""
        return _told(driver, "page_count") <= self._pages + FEW_PAGES

    def put_definitions(self, driver: Any, kept: Container[str]) -> bool:
        """Make a database have exactly these tables; in a transaction.

        Args:
            driver: the driver's connection to it.
            kept: further tables that stay as they are.

        Returns:
            Whether it was done: not where a definition is another, or one is there that is nobody's
            of this project.
        """
        found = _definitions(driver)
        further = found - self._definitions
        tables = {one.name for one in further if _is_ours(one)}
        if self._definitions - found or not all(one.table in tables for one in further):
            return False
        for name in tables:
            if name not in kept:
                driver.execute(f"DROP TABLE {quoted(name)}")
        return True

    def put(self, driver: Watched) -> None:
        """Make the tables hold exactly these rows that a connection may have written.

        Args:
            driver: the driver's connection to the database, in a transaction.
        """
        for name in self._rows.keys() & driver.updated.keys() - driver.written:
            rows = self._rows[name]
            if not rows.put_columns(driver, frozenset(driver.updated[name])):
                rows.put(driver)
        # What counts identifiers comes last: the others' rows move it.
        for name in sorted(self._rows.keys() & driver.written, key=_COUNTERS.__eq__):
            self._rows[name].put(driver)


class _Rows:
    """The rows of a table of an image.

    Args:
        driver: the driver's connection to the image.
        table: the table's name.
    """

    def __init__(self, driver: Any, table: str) -> None:
        self._table = quoted(table)
        self._all = f"SELECT * FROM {self._table} ORDER BY rowid"
        found = driver.execute(self._all)
        self._columns = [str(name) for name, *_ in found.description]
        self._rows = found.fetchall()
        self._rowids = [
            rowid for (rowid,) in driver.execute(f"SELECT rowid FROM {self._table} ORDER BY rowid")
        ]
        self._chosen: dict[frozenset[str], _Columns] = {}

    def put(self, driver: Any) -> None:
        """Make a database's table hold exactly these; in a transaction."""
        rows = self._rows
        if not rows:
            if driver.execute(f"SELECT 1 FROM {self._table} LIMIT 1").fetchone() is not None:
                driver.execute(f"DELETE FROM {self._table}")
            return
        # Many are as they were, and what is only read is not written ahead.
        if driver.execute(f"{self._all} LIMIT {len(rows) + 1}").fetchall() == rows:
            return
        driver.execute(f"DELETE FROM {self._table}")
        marks = ", ".join("?" * len(rows[0]))
        driver.executemany(f"INSERT INTO {self._table} VALUES ({marks})", rows)

    def put_columns(self, driver: Any, columns: frozenset[str]) -> bool:
        """Make some columns hold what they hold here, where nothing else may be another.

        A login sets three columns of a user, whose row has a hundred and fifty.

        Returns:
            Whether it was done: not where the table has other rows than here, or SQLite's own name
            of a row, `rowid`, is set or that of a column.
        """
        if not columns.issubset(self._columns) or "rowid" in map(str.lower, self._columns):
            return False
        chosen = self._chosen.get(columns)
        if chosen is None:
            chosen = self._chosen[columns] = self._of(sorted(columns))
        found = driver.execute(f"{chosen.read} LIMIT {len(chosen.rows) + 1}").fetchall()
        if found == chosen.rows:
            return True
        if [row[0] for row in found] != self._rowids:
            return False
        for row, now in zip(chosen.rows, found, strict=True):
            if row != now:
                driver.execute(chosen.write, (*row[1:], row[0]))
        return True

    def _of(self, columns: list[str]) -> _Columns:
        places = [self._columns.index(name) for name in columns]
        names = [*map(quoted, columns)]
        return _Columns(
            f"SELECT {', '.join(['rowid', *names])} FROM {self._table} ORDER BY rowid",
            f"UPDATE {self._table} SET {', '.join([f'{name} = ?' for name in names])}"
            " WHERE rowid = ?",
            [
                (rowid, *[row[place] for place in places])
                for rowid, row in zip(self._rowids, self._rows, strict=True)
            ],
        )


class _Columns(NamedTuple):
    """Some columns of a table's rows.

    Attributes:
        read: reads them, behind what SQLite itself knows each row by.
        write: sets them in one row.
        rows: as they are read of the image.
    """

    read: str
    write: str
    rows: list[tuple[Any, ...]]


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _definitions(driver: Any) -> frozenset[Definition]:
    found = driver.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return frozenset([Definition(*one) for one in found])


def _is_ours(one: Definition) -> bool:
    """Whether it is a table that processes or requests of this project make."""
    return one.kind == "table" and one.name.startswith(("custom_", "lmapi_mock_"))
