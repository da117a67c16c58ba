"""All leads of a list reset or deleted, however many there are (lists.md, 4, 8 and 10)."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_list_archive
from lmapi_mock.store.sql.pieces import Step, in_pieces
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Transaction

DEARER: Final = 4
"""A lead that is deleted costs its commit this much more than one that is changed or counted."""


def reset(call: Call, list_id: int) -> int:
    """Let all leads of a list be called again; returns how many could not be before."""
    return _all(call, "reset_list", list_id, _reset, 1)


def delete(call: Call, list_id: int) -> int:
    """Delete all leads of a list; returns how many there were."""
    return _all(call, "delete_leads", list_id, _delete, DEARER)


def _all(call: Call, name: str, list_id: int, change: Any, dear: int) -> int:
    table = vicidial_list_archive if call.value["archived_lead"] == "Y" else vicidial_list
    if not call.tx.columns(table):
        # A dialer's own database has no archive until something is archived.
        return 0
    number = call.tx.engine.unsigned64(list_id)
    step = _step(_some(table), change(table), number, dear)
    count: int = in_pieces(call.tx, name, step)[0]
    return count


@cache
def _some(table: sa.Table) -> Statement:
    """How many the next leads of a list are, and which is the last of them."""
    chosen = (
        sa.select(table.c.lead_id)
        .where(table.c.list_id == sa.bindparam("list"), table.c.lead_id > sa.bindparam("after"))
        .order_by(table.c.lead_id)
        .limit(sa.bindparam("size"))
        .subquery()
    )
    return Statement(
        lambda _: sa.select(
            sa.func.count().label("how_many"), sa.func.max(chosen.c.lead_id).label("last")
        )
    )


def _of_piece(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        table.c.list_id == sa.bindparam("list"),
        table.c.lead_id > sa.bindparam("after"),
        table.c.lead_id <= sa.bindparam("last"),
    )


@cache
def _reset(table: sa.Table) -> Statement:
    called = table.c.called_since_last_reset
    return Statement(
        lambda _: (
            sa.update(table)
            .where(*_of_piece(table), sa.or_(called != "N", called.is_(None)))
            .values(called_since_last_reset="N")
        )
    )


@cache
def _delete(table: sa.Table) -> Statement:
    return Statement(lambda _: sa.delete(table).where(*_of_piece(table)))


def _step(some: Statement, change: Statement, list_id: int, dear: int) -> Step:
    def step(tx: Transaction, done: Any, size: int) -> tuple[Any, bool]:
        count, after = done or (0, 0)
        size = max(size // dear, 1)
        found = tx.first(some, list=list_id, after=after, size=size)
        assert found is not None, "a count is always told"
        if not found["how_many"]:
            return (count, after), False
        last = int(found["last"])
        count += tx.run(change, list=list_id, after=after, last=last)
        return (count, last), int(found["how_many"]) == size

    return step
