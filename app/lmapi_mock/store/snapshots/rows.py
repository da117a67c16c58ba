"""Snapshots of a server's database: compressed documents in a table of this project's own.

The first snapshot makes the table, no migration does: it is none of VICIdial's, and no state.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.clock import ClockState
from lmapi_mock.store.schema.columns import MARIADB_OPTIONS, MariaDBType
from lmapi_mock.store.snapshots.document import Document, document_of, put_document
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.place import MEMORY
from lmapi_mock.store.sql.transaction import STATE, Transaction
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
    **MARIADB_OPTIONS,
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
        # Held by another transaction: this one's sight of the rows begins with its first statement.
        with self._database.transaction() as keeper, self._database.transaction() as tx:
            keeper.hold([STATE])
            tx.connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            document = document_of(tx, clock)
        return self._store(name, document)

    def restore(self, name: str) -> ClockState | None:
        """Put a snapshot's rows back; returns where its clock stood."""
        return put_document(self._database, self.read(name), with_clock=self._database.shared)

    def write(self, name: str, document: Document) -> Snapshot:
        """Keep a document, once it has been found to fit."""
        trial = Database(MEMORY)
        try:
            create_schema(trial)
            put_document(trial, document, with_clock=False)
        finally:
            trial.close()
        return self._store(name, document)

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

    def read(self, name: str) -> dict[str, Any]:
        """Its document."""
        query = sa.select(SNAPSHOTS.c.content).where(SNAPSHOTS.c.name == name)
        with self._database.transaction() as tx:
            parts = tx.connection.execute(query.order_by(SNAPSHOTS.c.part)).scalars().all()
        document: dict[str, Any] = json.loads(zlib.decompress(b"".join(map(bytes, parts))))
        return document

    def close(self) -> None:
        """They stay where they are."""

    def _store(self, name: str, document: Document) -> Snapshot:
        content = zlib.compress(json.dumps(document).encode(), level=1)
        leads = len(document.get("tables", {}).get("vicidial_list", ()))
        made = Snapshot(name, dt.datetime.now(dt.UTC), leads)
        with self._database.transaction() as tx:
            tx.hold(["snapshots"])
            SNAPSHOTS.create(tx.connection, checkfirst=True)
            tx.connection.execute(sa.delete(SNAPSHOTS).where(SNAPSHOTS.c.name == name))
            for part, start in enumerate(range(0, len(content), PART_BYTES)):
                tx.connection.execute(
                    sa.insert(SNAPSHOTS).values(
                        name=name,
                        part=part,
                        saved_at=made.saved_at.isoformat(),
                        leads=leads,
                        content=content[start : start + PART_BYTES],
                    )
                )
        return made


def _is_there(tx: Transaction) -> bool:
    return sa.inspect(tx.connection).has_table(SNAPSHOTS.name)
