"""The hopper, of the one lead that a request is about (update_lead.md, U7)."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead.call_time import call_time_of, is_dialable
from lmapi_mock.non_agent_api.lead.hopper import HOPPER
from lmapi_mock.non_agent_api.lead.printed import printed
from lmapi_mock.non_agent_api.update_lead import messages
from lmapi_mock.non_agent_api.update_lead.columns import table_of
from lmapi_mock.non_agent_api.update_lead.search import Found, found_of
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import (
    vicidial_hopper,
    vicidial_list,
    vicidial_list_archive,
)
from lmapi_mock.store.sql.changes import Delete
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

_BUSY: Final = frozenset({"INCALL", "DONE", "HOLD", "DNC"})
"""Rows of these statuses stay in the hopper."""

_GREATEST_ID: Final = (1 << 32) - 1
_IN_HOPPER: Final = Statement(
    lambda _: (
        sa.select(vicidial_hopper.c.hopper_id, vicidial_hopper.c.status)
        .where(vicidial_hopper.c.lead_id == sa.bindparam("lead_id"))
        .order_by(vicidial_hopper.c.hopper_id.desc())
    )
)
_DELETE: Final = Delete(vicidial_hopper, ("hopper_id",))


def _of_lead(table: sa.Table) -> Statement:
    names = ("state", "vendor_lead_code", "gmt_offset_now")
    return Statement(
        lambda _: sa.select(*(table.c[name] for name in names)).where(
            table.c.lead_id == sa.bindparam("lead_id")
        )
    )


_LEAD: Final = {table.name: _of_lead(table) for table in (vicidial_list, vicidial_list_archive)}


def change_hopper(call: Call) -> None:
    """Put the lead into the hopper, or take it out; taking out goes before putting in."""
    found = found_of(call)
    if not found.leads and not found.was_inserted:
        return
    if call.value["remove_from_hopper"] == "Y":
        _remove(call, found)
    elif call.value["add_to_hopper"] == "Y":
        _add(call, found)


def _rows(call: Call, lead_id: int) -> list[Row]:
    return call.tx.all(_IN_HOPPER, lead_id=lead_id) if lead_id <= _GREATEST_ID else []


def _add(call: Call, found: Found) -> None:
    lead_id = configuration.number(found.lead_id)
    told = {"lead_id": found.lead_id}
    if _rows(call, lead_id):
        call.say(messages.ALREADY_IN_HOPPER, **told)
        return
    lead = (
        call.tx.first(_LEAD[table_of(call).name], lead_id=lead_id)
        if lead_id <= _GREATEST_ID
        else None
    )
    if lead is None:
        call.say(messages.HOPPER_LEAD_NOT_FOUND, **told)
        return
    stored = {name: printed(vicidial_list, lead, name) for name in lead}
    gmt_offset, state = stored["gmt_offset_now"], stored["state"]
    lead_list = configuration.list_(call.tx, found.list_id)
    campaign_id = str((lead_list["campaign_id"] if lead_list else "") or "")
    campaign = configuration.campaign(call.tx, campaign_id)
    if call.value["hopper_local_call_time_check"] == "Y" and not is_dialable(
        call, call_time_of(lead_list, campaign), gmt_offset, state
    ):
        call.say(messages.OUTSIDE_LOCAL_TIME, **told, gmt_offset=gmt_offset, state=state)
        return
    hopper_id = call.tx.insert(
        HOPPER,
        {
            "lead_id": lead_id,
            "campaign_id": campaign["campaign_id"] if campaign else "",
            "status": "READY",
            "user": "",
            "list_id": found.list_id,
            "gmt_offset_now": gmt_offset,
            "state": state,
            "priority": call.value["hopper_priority"],
            "source": "P",
            "vendor_lead_code": stored["vendor_lead_code"],
        },
    )
    call.say(shared.ADDED_TO_HOPPER, **told, hopper_id=hopper_id)


def _remove(call: Call, found: Found) -> None:
    rows = _rows(call, configuration.number(found.lead_id))
    told = {"lead_id": found.lead_id}
    if not rows:
        call.say(messages.NOT_IN_HOPPER, **told)
        return
    gone = [row for row in rows if row["status"] not in _BUSY]
    for row in gone:
        call.tx.delete(_DELETE, hopper_id=row["hopper_id"])
    message = messages.REMOVED_FROM_HOPPER if gone else messages.NOT_REMOVED
    call.say(message, **told, status=str(rows[0]["status"] or ""))
