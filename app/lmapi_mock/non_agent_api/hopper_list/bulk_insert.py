"""hopper_bulk_insert: many leads into the hopper of their lists' campaigns (leads.md, 13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile, is_sql_text
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.hopper_list import messages
from lmapi_mock.non_agent_api.lead.call_time import STATE_RULES, call_time_of, is_dialable
from lmapi_mock.non_agent_api.lead.hopper import HOPPER
from lmapi_mock.non_agent_api.lead.printed import printed
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.columns import unsigned64
from lmapi_mock.store.schema.tables import vicidial_hopper
from lmapi_mock.store.schema.tables import vicidial_list as lead
from lmapi_mock.store.sql.statements import Statement

SEARCH: Final = Fragile(
    "the search for the leads", breaks_by="`lead_ids` that are empty or hold an empty part"
)
INSERT: Final = Fragile(
    "the insert into the hopper",
    breaks_by='a lead whose vendor_lead_code holds a `"`, or whose state holds an apostrophe',
)
FRAGILE: Final = (SEARCH, STATE_RULES, INSERT)

MOST: Final = 1000
"""More leads the engine does not look up."""

_AT_ONCE: Final = 500
_GREATEST: Final = (1 << 32) - 1
_COLUMNS: Final = (
    "lead_id",
    "list_id",
    "gmt_offset_now",
    "state",
    "vendor_lead_code",
    "phone_number",
)
_IN_HOPPER: Final = Statement(
    lambda _: (
        sa.select(vicidial_hopper.c.hopper_id)
        .where(vicidial_hopper.c.lead_id == sa.bindparam("lead_id"))
        .limit(sa.literal_column("1"))
    )
)


def insert_leads(call: Call) -> None:
    """Put what can be put there, a line for each part, and say how many there were."""
    call.tx.hold(["hopper"])
    parts = call.value["lead_ids"].split(",")
    runs = call.runs(SEARCH, None if all(parts) else Culprit("lead_ids"))
    found = _leads(call, parts) if runs else {}
    added = errors = not_found = 0
    hopper_id = 0
    for part in parts:
        row = found.get(part)
        if row is None:
            call.say(messages.LEAD_NOT_FOUND, part=part)
            not_found += 1
            continue
        outcome = _insert(call, part, row)
        if isinstance(outcome, int):
            hopper_id = outcome
            added += 1
            continue
        errors += 1
        if outcome is messages.LIST_WITHOUT_CAMPAIGN:
            # Quirk: such a lead is told and counted twice.
            call.say(messages.LEAD_NOT_FOUND, part=part)
            not_found += 1
    counts: dict[str, Any] = {"errors": errors, "not_found": not_found}
    if not added:
        raise call.refusal(messages.NO_LEADS_INSERTED, **counts)
    call.say(messages.LEADS_INSERTED, added=added, hopper_id=hopper_id, **counts)


def _insert(call: Call, part: str, row: Any) -> int | Message:
    """The identifier of a lead's new row in the hopper, or what was said in its place."""
    told = {"part": part, **{name: printed(lead, row, name) for name in _COLUMNS}}
    if call.tx.first(_IN_HOPPER, lead_id=row["lead_id"]) is not None:
        return _said(call, messages.ALREADY_IN_HOPPER, **told)
    lead_list = configuration.list_(call.tx, told["list_id"])
    campaign_id = str((lead_list["campaign_id"] if lead_list else "") or "")
    campaign = configuration.campaign(call.tx, campaign_id)
    if campaign is None:
        return _said(call, messages.LIST_WITHOUT_CAMPAIGN, **told)
    if call.value["hopper_local_call_time_check"] == "Y" and not is_dialable(
        call,
        call_time_of(lead_list, campaign),
        told["gmt_offset_now"],
        told["state"],
    ):
        return _said(call, messages.BULK_OUTSIDE_LOCAL_TIME, **told)
    if not call.runs(INSERT, _breaks(part, told)):
        return _said(call, messages.INSERT_FAILED, **told)
    hopper_id = call.tx.insert(
        HOPPER,
        {
            "lead_id": row["lead_id"],
            "campaign_id": campaign["campaign_id"],
            "status": "READY",
            "user": "",
            "list_id": told["list_id"],
            "gmt_offset_now": told["gmt_offset_now"] or "0.00",
            "state": told["state"],
            "priority": call.value["hopper_priority"],
            "source": "P",
            "vendor_lead_code": told["vendor_lead_code"],
        },
    )
    if lead_list is not None and fold(str(lead_list["active"] or "")) != "y":
        call.noted.setdefault("of_inactive_lists", []).append(part)
    call.say(messages.LEAD_ADDED_TO_HOPPER, hopper_id=hopper_id, **told)
    return hopper_id


def _breaks(part: str, told: Mapping[str, str]) -> Culprit | None:
    if not is_sql_text(told["vendor_lead_code"], '"'):
        return Culprit("", f"the vendor_lead_code of lead {part}")
    return None if is_sql_text(told["state"], "'") else Culprit("", f"the state of lead {part}")


def _said(call: Call, message: Message, **fields: Any) -> Message:
    call.say(message, **fields)
    return message


def _leads(call: Call, parts: Sequence[str]) -> dict[str, Any]:
    """The leads that the caller may see, by their lead_id as text."""
    may = allowed(call)
    found: dict[str, Any] = {}
    for rows in _in_parts(call, sorted({int(part) for part in parts if 0 < len(part) < 20})):
        for row in rows:
            if may.is_open or may.has_list(call.tx, unsigned64(int(row["list_id"]))):
                found[str(row["lead_id"])] = row
                if len(found) == MOST:
                    call.noted["looked_up_most"] = True
                    return found
    return found


def _in_parts(call: Call, lead_ids: Sequence[int]) -> Iterator[Any]:
    known = [one for one in lead_ids if one <= _GREATEST]
    for start in range(0, len(known), _AT_ONCE):
        asked = sa.select(*(lead.c[name] for name in _COLUMNS)).where(
            lead.c.lead_id.in_(known[start : start + _AT_ONCE])
        )
        yield call.tx.connection.execute(asked.order_by(lead.c.lead_id)).mappings().all()
