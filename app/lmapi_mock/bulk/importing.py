"""From a CSV file to a table, in constant memory and in transactions of some thousands of rows."""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import Final, TextIO

import sqlalchemy as sa

from lmapi_mock.bulk.cells import INTEGER, NULL, STRAY_BYTE, Unfit, convert_of, identity_of
from lmapi_mock.bulk.kinds import Kind
from lmapi_mock.bulk.plain_leads import IDENTITY, MEANT, PlainLeads, PlainRows
from lmapi_mock.bulk.rejects import REASON, Rejects, rejected_file
from lmapi_mock.errors import FileError
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.own_tables import imports
from lmapi_mock.store.schema.stored_order import ORDERED
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import Engine
from lmapi_mock.store.sql.stored_order import last_place, note_stored
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import Scalar, table_layout

BATCH: Final = 20_000
"""Rows of one transaction: some tenths of a second in which SQLite serves nobody else."""

_SQLITE_CACHE_KIB: Final = 128 * 1024
"""Room for the indexes' pages; with SQLite's own 2 MiB a million leads take thrice as long."""

Cells = list[str]


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
        odd: imported leads whose phone number add_lead would have refused for its length.
        resumed: the line after which this run began, 0 for the first one.
        finished: the whole file is dealt with.
    """

    read: int = 0
    imported: int = 0
    already: int = 0
    rejected: int = 0
    line: int = 0
    share: float = 0.0
    odd: int = 0
    resumed: int = 0
    finished: bool = False


def import_file(
    database: Database,
    kind: Kind,
    file: Path,
    *,
    again: bool = False,
    plain: PlainLeads | None = None,
) -> Iterator[Count]:
    """Store a file's rows; gives the count after each transaction, and may be left after any.

    Args:
        database: where to.
        kind: what the rows are.
        file: UTF-8 with a header of VICIdial's column names.
        again: import it even if all of it has been imported.
        plain: what is stored beside the cells of a file without lead_id; None where a column that
            is left out gets its default.

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
            yield from _import(database, kind, file, raw, lines, again=again, plain=plain)
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
    plain: PlainLeads | None,
) -> Iterator[Count]:
    size = file.stat().st_size
    digest = hashlib.file_digest(raw, "sha256").hexdigest()
    raw.seek(0)
    reader = csv.reader(lines)
    header = _header(file, reader)
    plan = _Plan(kind, header, file, database.kind, plain)
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
    with Rejects(rejected_file(file), plan.header, progress.rejected_size) as rejects:
        while not count.finished:
            batch = list(itertools.islice(records, BATCH))
            with database.transaction() as tx:
                tx.configures()
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
                odd=plan.odd,
                line=progress.lines_done,
                share=raw.tell() / size,
                resumed=done,
                finished=bool(progress.finished),
            )
            if count.finished and count.imported:
                database.kind.gather_statistics(database.engine, kind.table)
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
    if any(map(STRAY_BYTE.search, header)):
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

    def __init__(
        self,
        kind: Kind,
        header: Cells,
        file: Path,
        engine: Engine,
        plain: PlainLeads | None,
    ) -> None:
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
        self._cells = len(self._names)
        self._plain: PlainRows | None = None
        if plain is not None and IDENTITY not in self._names:
            self._plain = PlainRows(plain, self._names)
            self._names = [*self._names, *self._plain.further]
        self._identity = (
            self._names.index(layout.identity) if layout.identity in self._names else None
        )
        self._converts = [
            identity_of(name, layout.columns[name])
            if name == layout.identity
            else convert_of(name, layout.columns[name], engine.store_of(layout.columns[name]))
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

    @property
    def odd(self) -> int:
        """Leads so far whose phone number is of a length that add_lead refuses."""
        return 0 if self._plain is None else self._plain.odd

    def _row(self, tx: Transaction, cells: Cells) -> list[Scalar]:
        """The row as it is stored, folds last."""
        if self._skipped:
            cells = cells[1:]
        if len(cells) != self._cells:
            raise Unfit(f"{len(cells)} cells, where the header has {self._cells}")
        for place, name in self._required:
            if cells[place] == NULL or not cells[place].strip():
                raise Unfit(f"{name} is empty")
        if self._plain is not None:
            cells = self._plain.whole(tx, cells)
        row = [
            null if cell == NULL else convert(cell)
            for convert, null, cell in zip(self._converts, self._nulls, cells, strict=True)
        ]
        for place in self._folded:
            text = row[place]
            row.append(None if text is None else fold(str(text)))
        return row

    def store(
        self, tx: Transaction, records: Sequence[Cells | csv.Error], rejects: Rejects
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
                    raise Unfit(f"it cannot be read: {record}")
                if not record:
                    blank += 1
                    continue
                row = self._row(tx, record)
                if self._identity is not None and row[self._identity] is not None:
                    if row[self._identity] in taken:
                        name = self._names[self._identity]
                        raise Unfit(f"{name} {row[self._identity]} is there already")
                    taken.add(row[self._identity])
                rows.append(row)
            except Unfit as unfit:
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
            and INTEGER.fullmatch(record[place])
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
        is_leads = self._kind.table is ORDERED
        behind = last_place(tx) if is_leads else 0
        self._insert_into(tx, self._stored_names, numbered)
        if is_leads:
            note_stored(tx, [int(row[place] or 0) for row in numbered], behind)
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
    unknown = [given for given in header if given.lower() not in by_lower]
    if unknown:
        raise FileError(
            f"{file}: there is no column {', '.join([f'{given!r:.60}' for given in unknown])}.",
            _meant(unknown, by_lower),
        )
    for given in header:
        name = by_lower[given.lower()]
        if name in columns:
            raise FileError(f"{file} has two columns {name}.")
        columns.append(name)
    return columns


def _meant(unknown: Cells, by_lower: Mapping[str, str]) -> str:
    """What unknown names of columns were perhaps meant to be."""
    if any(mark in given for given in unknown for mark in ";\t"):
        return "Cells are separated by commas."
    found = []
    for given in unknown:
        spelt = re.sub(r"[^a-z0-9]+", "_", given.lower()).strip("_")
        near = [MEANT[spelt]] if spelt in MEANT else []
        near = [one for one in near if one in by_lower]
        near = near or difflib.get_close_matches(spelt, by_lower, n=1)
        if near:
            found.append(by_lower[near[0]])
    if not found:
        return f"Known: {', '.join(by_lower.values())}."
    return f"Did you mean {', '.join(dict.fromkeys(found))}?"
