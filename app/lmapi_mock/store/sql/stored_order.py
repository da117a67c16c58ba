"""In which order leads were stored, where that is not the order of their lead_ids.

Whoever stores leads that bring their lead_ids along notes those that are lower than one before
them. `STORED_ORDER` is nearly always empty, and whether it is belongs to what is cached: who looks
for the first of equal leads asks for more only where it is not.

What a dialer's own database holds is in the order in which that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from lmapi_mock.store.schema.stored_order import ORDERED, STORED_ORDER

if TYPE_CHECKING:
    from lmapi_mock.store.sql.transaction import Transaction

_ROW = STORED_ORDER.c


def is_by_lead_id(tx: Transaction) -> bool:
    """Whether all leads are known to have been stored in the order of their lead_ids."""
    return tx.cached(_is_by_lead_id)


def _is_by_lead_id(tx: Transaction) -> bool:
    return not _is_kept(tx) or not _has_rows(tx, STORED_ORDER.name)


def _is_kept(tx: Transaction) -> bool:
    """Whether the database has the table: a dialer's own has not."""
    return bool(tx.columns(STORED_ORDER))


def _has_rows(tx: Transaction, name: str) -> bool:
    return tx.connection.exec_driver_sql(f"SELECT 1 FROM {name} LIMIT 1").first() is not None


def place() -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    """What the rows of `with_order` are ordered by, to be as they were stored."""
    at = sa.func.coalesce(_ROW.behind, ORDERED.c.lead_id).label("place")
    return at, sa.func.coalesce(_ROW.number, sa.literal_column("0")).label("number")


def with_order() -> sa.Join:
    """Leads, each with its row of STORED_ORDER if it has one."""
    return sa.outerjoin(ORDERED, STORED_ORDER, ORDERED.c.lead_id == _ROW.of_lead)


def select_as_stored(tx: Transaction, columns: Iterable[str]) -> str:
    """The SQL that gives columns of all leads as they were stored, and two more behind them.

    Those in the order of their lead_ids are read in that of the key, and only the others sorted:
    SQLite merges the two, and keeps no more in memory.
    """
    chosen = tx.listed(columns)
    order = STORED_ORDER.name
    leads = ORDERED.name
    return (
        f"SELECT {chosen}, lead_id AS lmapi_place, 0 AS lmapi_number FROM {leads}"
        f" WHERE lead_id NOT IN (SELECT of_lead FROM {order})"
        f" UNION ALL SELECT {chosen}, behind, number FROM {order} JOIN {leads} ON lead_id = of_lead"
        " ORDER BY lmapi_place, lmapi_number"
    )


def last_place(tx: Transaction) -> int:
    """The lead_id that a lead which is stored next stands behind."""
    if not _is_kept(tx):
        return 0
    found = tx.connection.execute(
        sa.union_all(sa.select(sa.func.max(ORDERED.c.lead_id)), sa.select(sa.func.max(_ROW.behind)))
    )
    return max(int(one or 0) for one in found.scalars())


def note_stored(
    tx: Transaction, lead_ids: Sequence[int], behind: int, into: str = STORED_ORDER.name
) -> None:
    """Note which leads, just stored in this order, are not in the order of their lead_ids.

    Args:
        tx: the transaction that stores them.
        lead_ids: theirs.
        behind: the highest lead_id of those before them (`last_place`).
        into: the table that the rows go into, where that is a stand-in of STORED_ORDER.
    """
    if not _is_kept(tx):
        return
    late = []
    for lead_id in lead_ids:
        if lead_id > behind:
            behind = lead_id
        else:
            late.append((lead_id, behind))
    if lead_ids and _has_rows(tx, into):
        # A lead of that lead_id may have been deleted. There may be more than can be bound.
        listed = ", ".join(map(str, map(int, lead_ids)))
        tx.connection.exec_driver_sql(f"DELETE FROM {into} WHERE of_lead IN ({listed})")
    if late:
        tx.reorders()
        tx.connection.exec_driver_sql(
            f"INSERT INTO {into} (of_lead, behind) VALUES ({tx.marks(2)})", late
        )


def note_renamed(tx: Transaction, before: int, after: int) -> None:
    """Let a lead keep its place whose lead_id was changed."""
    if before == after or not _is_kept(tx):
        return
    tx.reorders()
    tx.connection.execute(sa.delete(STORED_ORDER).where(_ROW.of_lead == after))
    moved = sa.update(STORED_ORDER).where(_ROW.of_lead == before).values(of_lead=after)
    if not tx.connection.execute(moved).rowcount:
        # Behind all that stand before the one that it was.
        tx.connection.execute(sa.insert(STORED_ORDER).values(of_lead=after, behind=before - 1))
