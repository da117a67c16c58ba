"""Rows of a table from and to CSV files of any length, in constant memory.

A cell is stored as its column stores it; an empty one is the column's empty value, an identifier's
the next number, and `\\N` is NULL, as MariaDB's own files have it.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import Final, Self, TextIO

import sqlalchemy as sa

from lmapi_mock.errors import FileError
from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.encoding import stored_text
from lmapi_mock.store import imports
from lmapi_mock.store import tables as t
from lmapi_mock.store.database import Database, Transaction
from lmapi_mock.store.engines import Engine
from lmapi_mock.store.state import Scalar, shown_as, table_layout

BATCH: Final = 20_000
"""Rows of one transaction: some tenths of a second in which SQLite serves nobody else."""

NULL: Final = "\\N"
REASON: Final = "reason"

_SQLITE_CACHE_KIB: Final = 128 * 1024
"""Room for the indexes' pages; with SQLite's own 2 MiB a million leads take thrice as long."""

_INTEGER: Final = re.compile(r" *[+-]?[0-9]{1,30} *")
_DECIMAL: Final = re.compile(r" *[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+) *")
_NO_DATE: Final = re.compile(r"[0 :T.-]*")
_STRAY_BYTE: Final = re.compile("[\udc80-\udcff]")

Cells = list[str]
Convert = Callable[[str], Scalar]


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be imported and exported.

    Attributes:
        table: where its rows are.
        required: columns that a row cannot be without.
        is_set: the table holds each of its keys once, so that one that is there already is done.
    """

    table: sa.Table
    required: tuple[str, ...]
    is_set: bool = False


KINDS: Final = {
    "leads": Kind(t.vicidial_list, ("phone_number",)),
    "dnc": Kind(t.vicidial_dnc, ("phone_number",), is_set=True),
    "campaign-dnc": Kind(t.vicidial_campaign_dnc, ("phone_number", "campaign_id"), is_set=True),
    "nanpa": Kind(t.vicidial_nanpa_prefix_codes, ("areacode", "prefix")),
    "phone-codes": Kind(t.vicidial_phone_codes, ("country_code",)),
}
"""By the name that the command line gives them."""


@dataclass(frozen=True, slots=True)
class Count:
    """What an import has come to.

    Attributes:
        read: rows of the file that were looked at, in this run.
        imported: those of them that are stored now.
        already: those that were there before.
        rejected: those that are in the file of rejected lines.
        line: the last line of the file that is dealt with, in this run or before.
        share: how much of the file that is, from 0 to 1.
        resumed: the line after which this run began, 0 for the first one.
        finished: the whole file is dealt with.
    """

    read: int = 0
    imported: int = 0
    already: int = 0
    rejected: int = 0
    line: int = 0
    share: float = 0.0
    resumed: int = 0
    finished: bool = False


class _Unfit(Exception):
    """A line is to be rejected; the text says why."""


def import_file(
    database: Database, kind: Kind, file: Path, *, again: bool = False
) -> Iterator[Count]:
    """Store a file's rows; gives the count after each transaction, and may be left after any.

    Args:
        database: where to.
        kind: what the rows are.
        file: UTF-8 with a header of VICIdial's column names.
        again: import it even if all of it has been imported.

    Raises:
        FileError: the file cannot be read, its header does not fit, or its rejected lines cannot
            be written.
        DatabaseError: the database cannot be used.
    """
    try:
        with (
            file.open("rb") as raw,
            io.TextIOWrapper(
                raw, encoding="utf-8-sig", errors="surrogateescape", newline=""
            ) as lines,
        ):
            yield from _import(database, kind, file, raw, lines, again=again)
    except OSError as error:
        raise FileError(f"{error.filename or file}: {error.strerror}.") from error
    except sa.exc.IntegrityError as error:
        raise FileError(
            f"A row came into {kind.table.name} from elsewhere at the same moment: {error.orig}.",
            "What was imported before stays; run the same command again.",
        ) from error


def _import(
    database: Database,
    kind: Kind,
    file: Path,
    raw: BufferedReader,
    lines: TextIO,
    *,
    again: bool,
) -> Iterator[Count]:
    size = file.stat().st_size
    digest = hashlib.file_digest(raw, "sha256").hexdigest()
    raw.seek(0)
    reader = csv.reader(lines)
    header = _header(file, reader)
    plan = _Plan(kind, header, file, database.kind)
    progress = imports.Progress(kind.table.name, digest, file.name[:255], size)
    if not kind.is_set:
        with database.transaction() as tx:
            progress = imports.begin(tx, progress, again=again)
    done = progress.lines_done
    if progress.finished:
        yield Count(line=done, share=1.0, resumed=done, finished=True)
        return
    records = _records(reader)
    while reader.line_num < done:
        next(records)
    count = Count(line=done, resumed=done)
    with _Rejects(rejected_file(file), plan.header, progress.rejected_size) as rejects:
        while not count.finished:
            batch = list(itertools.islice(records, BATCH))
            with database.transaction() as tx:
                stored = plan.store(tx, batch, rejects)
                after = replace(
                    progress,
                    lines_done=reader.line_num,
                    rejected_size=rejects.size(),
                    finished=int(len(batch) < BATCH),
                )
                if not kind.is_set:
                    imports.save(tx, progress, after)
            progress = after
            count = Count(
                read=count.read + stored.read,
                imported=count.imported + stored.imported,
                already=count.already + stored.already,
                rejected=count.rejected + stored.rejected,
                line=progress.lines_done,
                share=raw.tell() / size,
                resumed=done,
                finished=bool(progress.finished),
            )
            yield count


def _header(file: Path, reader: Iterator[Cells]) -> Cells:
    try:
        header = next(reader, [])
    except csv.Error as error:
        raise FileError(f"{file} is no CSV file: {error}.") from error
    if not header:
        raise FileError(
            f"{file} does not begin with a header.", "Its first line names the columns."
        )
    if any(map(_STRAY_BYTE.search, header)):
        raise FileError(f"{file} is not UTF-8.", "Save it as CSV in UTF-8.")
    return [name.strip() for name in header]


def _records(reader: Iterator[Cells]) -> Iterator[Cells | csv.Error]:
    """The records of a file; where one cannot be read, the reason."""
    while True:
        try:
            yield from reader
        except csv.Error as error:
            yield error
        else:
            return


class _Plan:
    """How the lines of one file become rows."""

    def __init__(self, kind: Kind, header: Cells, file: Path, engine: Engine) -> None:
        layout = table_layout(kind.table)
        self._kind = kind
        # A file of rejected lines, set right, is imported as it is.
        self._skipped = int(header[0] == REASON)
        self.header = header[self._skipped :]
        self._names = _columns(self.header, list(layout.columns), file)
        self._required = [
            (place, name) for place, name in enumerate(self._names) if name in kind.required
        ]
        if missing := set(kind.required) - set(self._names):
            raise FileError(
                f"{file} has no column {', '.join(sorted(missing))}.",
                f"A row of {kind.table.name} cannot be without.",
            )
        self._identity = (
            self._names.index(layout.identity) if layout.identity in self._names else None
        )
        self._converts = [
            _identity_of(name, layout.columns[name])
            if name == layout.identity
            else _convert_of(name, layout.columns[name], engine.store_of(layout.columns[name]))
            for name in self._names
        ]
        self._nulls = [
            layout.defaults[name] if name in layout.required else None for name in self._names
        ]
        # A column that is compared by its fold is required or NULL, so the others need none.
        folds = {
            companion: self._names.index(name)
            for companion, name in layout.folds.items()
            if engine.folds and name in self._names
        }
        self._folded = list(folds.values())
        self._stored_names = [*self._names, *folds]

    def _row(self, cells: Cells) -> list[Scalar]:
        """The row as it is stored, folds last."""
        if self._skipped:
            cells = cells[1:]
        if len(cells) != len(self._names):
            raise _Unfit(f"{len(cells)} cells, where the header has {len(self._names)}")
        for place, name in self._required:
            if cells[place] == NULL or not cells[place].strip():
                raise _Unfit(f"{name} is empty")
        row = [
            null if cell == NULL else convert(cell)
            for convert, null, cell in zip(self._converts, self._nulls, cells, strict=True)
        ]
        for place in self._folded:
            text = row[place]
            row.append(None if text is None else fold(str(text)))
        return row

    def store(
        self, tx: Transaction, records: Sequence[Cells | csv.Error], rejects: _Rejects
    ) -> Count:
        """Store what can be stored of these lines, and put the others into the file for them."""
        if tx.engine.single:
            tx.connection.exec_driver_sql(f"PRAGMA cache_size = -{_SQLITE_CACHE_KIB}")
        rows: list[list[Scalar]] = []
        # The identifiers that are there; rows of other tables cannot be there yet.
        taken = set() if self._identity is None else self._taken(tx, records)
        rejected = blank = 0
        for record in records:
            try:
                if isinstance(record, csv.Error):
                    raise _Unfit(f"it cannot be read: {record}")
                if not record:
                    blank += 1
                    continue
                row = self._row(record)
                if self._identity is not None and row[self._identity] is not None:
                    if row[self._identity] in taken:
                        name = self._names[self._identity]
                        raise _Unfit(f"{name} {row[self._identity]} is there already")
                    taken.add(row[self._identity])
                rows.append(row)
            except _Unfit as unfit:
                cells = [] if isinstance(record, csv.Error) else record[self._skipped :]
                rejects.add(str(unfit), cells)
                rejected += 1
        imported = self._insert(tx, rows)
        return Count(len(records) - blank, imported, len(rows) - imported, rejected)

    def _taken(self, tx: Transaction, records: Sequence[Cells | csv.Error]) -> set[Scalar]:
        """Which of the identifiers in these lines the table holds."""
        assert self._identity is not None
        place = self._identity + self._skipped
        numbers = [
            str(int(record[place]))
            for record in records
            if not isinstance(record, csv.Error)
            and len(record) > place
            and _INTEGER.fullmatch(record[place])
        ]
        if not numbers:
            return set()
        table = self._kind.table
        name = tx.quoted(self._names[self._identity])
        # Numbers stand in the statement itself: there are more than can be bound.
        found = tx.connection.exec_driver_sql(
            f"SELECT {name} FROM {tx.quoted(table.name)} WHERE {name} IN ({', '.join(numbers)})"
        )
        return set(found.scalars())

    def _insert(self, tx: Transaction, rows: list[list[Scalar]]) -> int:
        """Insert rows, except those that a set holds already; returns how many."""
        if self._identity is None:
            return self._insert_into(tx, self._stored_names, rows)
        place = self._identity
        numbered = [row for row in rows if row[place] is not None]
        others = [row[:place] + row[place + 1 :] for row in rows if row[place] is None]
        self._insert_into(tx, self._stored_names, numbered)
        if numbered and tx.engine.transactional_ddl:
            # MariaDB goes on after the highest by itself, and could be told only by DDL.
            tx.engine.restart_identities(tx.connection, [self._kind.table])
        names = self._stored_names[:place] + self._stored_names[place + 1 :]
        self._insert_into(tx, names, others)
        return len(rows)

    def _insert_into(self, tx: Transaction, names: list[str], rows: list[list[Scalar]]) -> int:
        if not rows:
            return 0
        ignore = conflict = ""
        if self._kind.is_set and tx.engine.folds:
            conflict = " ON CONFLICT DO NOTHING"
        elif self._kind.is_set:
            ignore = " IGNORE"
        result = tx.connection.exec_driver_sql(
            f"INSERT{ignore} INTO {tx.quoted(self._kind.table.name)} ({tx.listed(names)})"
            f" VALUES ({tx.marks(len(names))}){conflict}",
            list(map(tuple, rows)),
            execution_options={"preserve_rowcount": True},
        )
        return result.rowcount if self._kind.is_set else len(rows)


def _columns(header: Cells, known: list[str], file: Path) -> list[str]:
    """The columns that a header names, upper and lower case being one, as MariaDB has it."""
    by_lower = {name.lower(): name for name in known}
    columns: list[str] = []
    for given in header:
        name = by_lower.get(given.lower())
        if name is None:
            near = difflib.get_close_matches(given.lower(), by_lower, n=1)
            hint = f"Did you mean {by_lower[near[0]]}?" if near else f"Known: {', '.join(known)}."
            if ";" in given or "\t" in given:
                hint = "Cells are separated by commas."
            raise FileError(f"{file}: there is no column {given!r:.60}.", hint)
        if name in columns:
            raise FileError(f"{file} has two columns {name}.")
        columns.append(name)
    return columns


def _convert_of(
    name: str, kind: mariadb.ColumnType, store: Callable[[str | int], str | int]
) -> Convert:
    """What makes of a cell what its column stores; raises `_Unfit` for what is no such value."""
    match kind:
        case mariadb.Int():
            return lambda cell: store(_integer(name, kind, cell)) if cell else store("")
        case mariadb.Decimal():
            return _checked(name, store, _DECIMAL.fullmatch, "no number")
        case mariadb.Date() | mariadb.DateTime():
            return _checked(
                name,
                store,
                lambda cell: (
                    not str(kind.store(cell)).startswith("0000-00-00") or _NO_DATE.fullmatch(cell)
                ),
                "no date",
            )
        case mariadb.Enum():
            accepted = f"none of {', '.join(filter(None, kind.members))}"
            return _checked(
                name, store, lambda cell: kind.store(cell) or not cell.strip(), accepted
            )
    return _text_of(name, store)


def _text_of(name: str, store: Callable[[str | int], str | int]) -> Convert:
    def convert(cell: str) -> Scalar:
        if not cell.isascii() or "\0" in cell:
            if _STRAY_BYTE.search(cell):
                raise _Unfit(f"{name} is not UTF-8")
            return store(stored_text(cell.encode(), non_latin=False))
        return store(cell)

    return convert


def _checked(
    name: str,
    store: Callable[[str | int], str | int],
    fits: Callable[[str], object],
    otherwise: str,
) -> Convert:
    def convert(cell: str) -> Scalar:
        if cell and not fits(cell):
            raise _Unfit(f"{name} is {cell!r:.60}, {otherwise}")
        return store(cell)

    return convert


def _integer(name: str, kind: mariadb.Int, cell: str) -> int:
    if not _INTEGER.fullmatch(cell):
        raise _Unfit(f"{name} is {cell!r:.60}, not a whole number")
    number = int(cell)
    if kind.store(number) != number:
        raise _Unfit(f"{name} is {number}, more or less than the column holds")
    return number


def _identity_of(name: str, kind: mariadb.ColumnType) -> Convert:
    """An identifier, or nothing for the next one."""
    assert isinstance(kind, mariadb.Int)

    def convert(cell: str) -> Scalar:
        if not cell.strip():
            return None
        number = _integer(name, kind, cell)
        if number == 0:
            raise _Unfit(f"{name} is 0, which no row can have")
        return number

    return convert


def rejected_file(file: Path) -> Path:
    """Where the rejected lines of a file go: those of `leads.csv` to `leads.rejected.csv`."""
    return file.with_name(f"{file.stem}.rejected.csv")


class _Rejects:
    """The file of rejected lines, made when the first one is rejected.

    It goes on at the size that it had when the last transaction was committed.
    """

    def __init__(self, file: Path, header: Cells, size: int) -> None:
        self._file = file
        self._header = header
        self._size = size
        self._target: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._target is not None:
            self._target.close()

    def add(self, reason: str, cells: Cells) -> None:
        """Write a rejected line."""
        if self._target is None:
            self._target = self._opened()
        csv.writer(self._target).writerow([reason, *cells])

    def size(self) -> int:
        """How long the file is."""
        if self._target is not None:
            self._target.flush()
            self._size = self._file.stat().st_size
        return self._size

    def _opened(self) -> TextIO:
        target = self._file.open("a", encoding="utf-8", errors="surrogateescape", newline="")
        target.truncate(min(self._size, self._file.stat().st_size))
        if self._file.stat().st_size == 0:
            csv.writer(target).writerow([REASON, *self._header])
        return target


def export_rows(database: Database, kind: Kind, target: TextIO) -> Iterator[int]:
    """Write the rows as CSV, in primary-key order; gives their number after each thousand."""
    columns = table_layout(kind.table).columns
    writer = csv.writer(target)
    writer.writerow(columns)
    with _reading(database) as tx:
        shows = [shown_as(column, tx.engine) or _as_it_is for column in columns.values()]
        result = tx.connection.exec_driver_sql(
            f"SELECT {tx.listed(columns)} FROM {tx.quoted(kind.table.name)}"
            f"{tx.ordered(kind.table)}",
            execution_options={"stream_results": True},
        )
        count = 0
        for rows in result.partitions(1_000):
            writer.writerows(
                [
                    NULL if value is None else show(value)
                    for show, value in zip(shows, row, strict=True)
                ]
                for row in rows
            )
            count += len(rows)
            yield count


def _as_it_is(value: Scalar) -> Scalar:
    return value


@contextmanager
def _reading(database: Database) -> Iterator[Transaction]:
    """A transaction that only reads, for as long as it takes, and keeps nobody from writing."""
    if not database.kind.single:
        with database.transaction() as tx:
            yield tx
        return
    # One that begins IMMEDIATE would hold the file; a SELECT alone sees it as it was at first.
    engine = sa.create_engine(database.url)
    try:
        with engine.connect() as connection:
            yield Transaction(database, connection)
    finally:
        engine.dispose()
