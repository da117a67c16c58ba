"""batch_update_lead: the same values for many leads (update_lead.md, U9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import NOT_RUN, Culprit, Fragile
from lmapi_mock.non_agent_api.update_lead import messages
from lmapi_mock.non_agent_api.update_lead.columns import (
    UPDATE,
    UPDATING,
    as_read,
    columns_set,
    table_of,
)
from lmapi_mock.non_agent_api.update_lead.search import list_is_there, may_use
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.columns import unsigned64

SEARCH: Final = Fragile(
    "the search for the leads",
    breaks_by="a comma at either end of `lead_ids`, or two together; `records` above"
    " 18446744073709551615",
)

DEFAULT_RECORDS: Final = "1000"
_AT_ONCE: Final = 500
_TOLD: Final = 5
"""So many of the leads that are left out are named."""
_GREATEST_ID: Final = (1 << 32) - 1


def check_batch(call: Call) -> None:
    """Refuse a request without leads, and a list that is not the caller's or has to be there."""
    value = call.value
    if not value["lead_ids"]:
        raise call.refusal(messages.NO_LEADS_DEFINED)
    if not may_use(call, value["list_id_field"]):
        raise call.refusal(messages.BATCH_LIST_NOT_ALLOWED)
    if not list_is_there(call):
        raise call.refusal(messages.BATCH_LIST_NOT_DEFINED)


def update_batch(call: Call) -> None:
    """Set the columns in every lead; where nothing is set, nothing is said."""
    leads = _leads(call) if call.runs(SEARCH, _breaks(call)) else []
    if not leads:
        raise call.refusal(messages.BATCH_NO_MATCHES)
    columns = columns_set(call)
    if not columns:
        return
    update = UPDATE[table_of(call).name]
    changed = NOT_RUN
    if call.runs(UPDATING):
        columns |= as_read(call, columns)
        changed = sum(call.tx.update(update, columns, lead_id=one).changed for one in leads)
    call.say(
        messages.BATCH_UPDATED,
        changed=changed,
        found=len(leads),
        leads=",".join(map(str, leads)),
    )


def _breaks(call: Call) -> Culprit | None:
    if not all(call.value["lead_ids"].split(",")):
        return Culprit("lead_ids")
    many = configuration.number(call.value["records"]) >= 1 << 64
    return Culprit("records") if many else None


def _leads(call: Call) -> list[int]:
    """The leads, the highest lead_id first, as many as are asked for."""
    parts = call.value["lead_ids"].split(",")
    wanted = {configuration.number(part) for part in parts if part}
    # A user without a single allowed list is not restricted here.
    allowed = frozenset(map(int, call.allowed_lists or ()))
    there = {
        int(row["lead_id"]): unsigned64(int(row["list_id"]))
        for row in _rows(call, sorted(wanted, reverse=True))
    }
    found = [one for one, list_id in there.items() if not allowed or list_id in allowed]
    taken = found[: configuration.number(call.value["records"] or DEFAULT_RECORDS)]
    call.noted["wanted"] = len(wanted)
    call.noted["taken"] = len(taken)
    may = set(found)
    left_out = {
        "no lead": wanted - there.keys(),
        "in a list that the user may not use": there.keys() - may,
        "beyond records": may.difference(taken),
    }
    call.noted["left_out"] = {
        why: (len(leads), sorted(leads)[:_TOLD]) for why, leads in left_out.items() if leads
    }
    call.noted["restricts_nobody"] = call.allowed_lists is not None and not allowed
    return taken


def _rows(call: Call, lead_ids: Sequence[int]) -> Iterator[Any]:
    table = table_of(call)
    known = [one for one in lead_ids if one <= _GREATEST_ID]
    for start in range(0, len(known), _AT_ONCE):
        asked = sa.select(table.c.lead_id, table.c.list_id).where(
            table.c.lead_id.in_(known[start : start + _AT_ONCE])
        )
        yield from call.tx.connection.execute(asked.order_by(table.c.lead_id.desc())).mappings()
