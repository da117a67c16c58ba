"""Snapshots of a server's database: compressed documents in a table of this project's own.

The first snapshot makes the table, no migration does: it is none of VICIdial's, and no state.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from tempfile import TemporaryFile
from typing import IO, Any, Final

import sqlalchemy as sa

from lmapi_mock.clock import ClockState
from lmapi_mock.pace import Pace
from lmapi_mock.store.schema.columns import AS_IN_MARIADB, MariaDBType
from lmapi_mock.store.snapshots.document import (
    Document,
    Opened,
    Tables,
    document_of,
    put_document,
)
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.place import MEMORY
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.spooled import read_document
from lmapi_mock.store.upkeep.migrate import create_schema

PART_BYTES: Final = 1 << 18
"""How much of a document goes into one row: MariaDB takes no statement over max_allowed_packet."""

SNAPSHOTS: Final = sa.Table(
    "lmapi_mock_snapshots",
    sa.MetaData(),
    sa.Column(
        "name",
        sa.String(64).with_variant(sa.VARCHAR(64, collation="utf8mb3_bin"), "mysql", "mariadb"),
        primary_key=True,
    ),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("saved_at", sa.String(40), nullable=False),
    sa.Column("leads", sa.BigInteger, nullable=False),
    sa.Column(
        "content",
        sa.LargeBinary().with_variant(MariaDBType("MEDIUMBLOB"), "mysql", "mariadb"),
        nullable=False,
    ),
    **AS_IN_MARIADB,
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What there is to say of a snapshot.

    Attributes:
        name: by which it is restored.
        saved_at: when it was saved, in real time, UTC.
        leads: how many rows vicidial_list holds in it.
    """

    name: str
    saved_at: dt.datetime
    leads: int


class Rows:
    """The snapshots in the table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, name: str, clock: ClockState) -> Snapshot:
        """Keep the database as it is at one moment, whatever is written meanwhile."""
        self._database.forget()
        with self._database.reading() as tx:
            document = document_of(tx, clock)
            with TemporaryFile() as packed:
                leads = _pack(document.tables, document.rest, packed)
                saved = self._store(name, packed, leads)
        return saved

    def restore(self, name: str) -> ClockState | None:
        """Put a snapshot's rows back; returns where its clock stood."""
        with self._unpacked(name) as document:
            return put_document(self._database, document, with_clock=self._database.shared)

    def write(self, name: str, document: Document) -> Snapshot:
        """Keep a document, once it has been found to fit."""
        trial = Database(MEMORY)
        try:
            create_schema(trial)
            put_document(trial, document, with_clock=False)
        finally:
            trial.close()
        tables: Mapping[str, Any] = document.get("tables", {})
        rest = {name: value for name, value in document.items() if name != "tables"}
        with TemporaryFile() as packed:
            leads = _pack(tables.items(), rest, packed)
            return self._store(name, packed, leads)

    def has(self, name: str) -> bool:
        """Whether there is one of that name."""
        return any(one.name == name for one in self.listed())

    def listed(self) -> list[Snapshot]:
        """All that there are."""
        with self._database.transaction() as tx:
            if not _is_there(tx):
                return []
            rows = tx.connection.execute(
                sa.select(SNAPSHOTS.c.name, SNAPSHOTS.c.saved_at, SNAPSHOTS.c.leads).where(
                    SNAPSHOTS.c.part == 0
                )
            ).all()
        return [
            Snapshot(row.name, dt.datetime.fromisoformat(row.saved_at), row.leads) for row in rows
        ]

    def delete(self, name: str) -> None:
        """Delete its rows."""
        with self._database.transaction() as tx:
            tx.connection.execute(sa.delete(SNAPSHOTS).where(SNAPSHOTS.c.name == name))

    @contextmanager
    def reading(self, name: str) -> Iterator[Opened]:
        """Its document, for as long as it is looked through."""
        with self._unpacked(name) as document:
            rest = {name: value for name, value in document.items() if name != "tables"}
            yield Opened(document["tables"].items(), rest)

    @contextmanager
    def _unpacked(self, name: str) -> Iterator[dict[str, Any]]:
        """Its document, whose rows are in a file for as long as this is open."""
        query = sa.select(SNAPSHOTS.c.content).where(SNAPSHOTS.c.name == name)
        unpack = zlib.decompressobj()
        pace = Pace()
        with TemporaryFile() as file:
            with self._database.transaction() as tx:
                for number in count():
                    part = tx.connection.execute(query.where(SNAPSHOTS.c.part == number)).scalar()
                    if part is None:
                        break
                    left = _bytes_of(part)
                    while left:
                        file.write(unpack.decompress(left, PART_BYTES))
                        left = unpack.unconsumed_tail
                        pace()
            file.write(unpack.flush())
            file.flush()
            yield read_document(file.fileno(), pace)

    def close(self) -> None:
        """They stay where they are."""

    def _store(self, name: str, packed: IO[bytes], leads: int) -> Snapshot:
        packed.seek(0)
        made = Snapshot(name, dt.datetime.now(dt.UTC), leads)
        with self._database.transaction() as tx:
            tx.hold(["snapshots"])
            SNAPSHOTS.create(tx.connection, checkfirst=True)
            tx.connection.execute(sa.delete(SNAPSHOTS).where(SNAPSHOTS.c.name == name))
            for part in count():
                content = packed.read(PART_BYTES)
                if not content:
                    break
                tx.connection.execute(
                    sa.insert(SNAPSHOTS).values(
                        name=name,
                        part=part,
                        saved_at=made.saved_at.isoformat(),
                        leads=leads,
                        content=content,
                    )
                )
        return made


def _pack(tables: Tables, rest: Mapping[str, Any], into: IO[bytes]) -> int:
    """Write a document, compressed, row by row; returns how many leads it holds."""
    pack = zlib.compressobj(level=1)
    pace = Pace()
    leads = 0

    def write(text: str) -> None:
        into.write(pack.compress(text.encode()))
        pace()

    write('{"tables": {')
    for number, (table, rows) in enumerate(tables):
        write(f"{', ' if number else ''}{json.dumps(table)}: [")
        place = -1
        for place, row in enumerate(rows):
            write(f"{', ' if place else ''}{json.dumps(row)}")
        write("]")
        if table == "vicidial_list":
            leads = place + 1
    write("}")
    for name, value in rest.items():
        write(f", {json.dumps(name)}: {json.dumps(value)}")
    write("}")
    into.write(pack.flush())
    return leads


def _bytes_of(part: Any) -> bytes:
    """What a driver makes of a column of bytes; MariaDB's takes it for a text's."""
    return part.encode("utf-8", "surrogateescape") if isinstance(part, str) else bytes(part)


def _is_there(tx: Transaction) -> bool:
    return sa.inspect(tx.connection).has_table(SNAPSHOTS.name)
