"""add_dnc_phone and delete_dnc_phone: the system's and the campaigns' do-not-call lists (9).

Quirks: the campaign need not exist, `system_internal` is one; a number of an area code
(`312XXXXXXX`) can be neither added nor deleted, for its letters are dropped; a number or a campaign
longer than its column is stored cut, and not found again under the name given.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import NOT_RUN, Culprit, Fragile, SqlFailures
from lmapi_mock.non_agent_api.dnc_phone import messages
from lmapi_mock.non_agent_api.lead.admin_log import log_change
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.later_tables import vicidial_dnc_log
from lmapi_mock.store.schema.tables import vicidial_campaign_dnc, vicidial_dnc
from lmapi_mock.store.sql.changes import Delete
from lmapi_mock.store.sql.statements import Insert, Statement

ADDING: Final = Fragile(
    "the insert of the number",
    breaks_by="a number or a campaign that, cut to its column, is there already",
)

SYSTEM: Final = "SYSTEM_INTERNAL"
"""The campaign_id that stands for the system's own list, in exactly this spelling."""

_IN_SYSTEM: Final = Statement(
    lambda compare: (
        sa.select(vicidial_dnc.c.phone_number)
        .where(compare.matches(vicidial_dnc.c.phone_number, "phone_number"))
        .limit(sa.literal_column("1"))
    )
)
_IN_CAMPAIGN: Final = Statement(
    lambda compare: (
        sa.select(vicidial_campaign_dnc.c.phone_number)
        .where(
            compare.matches(vicidial_campaign_dnc.c.phone_number, "phone_number"),
            compare.matches(vicidial_campaign_dnc.c.campaign_id, "campaign_id"),
        )
        .limit(sa.literal_column("1"))
    )
)
_ADD_TO_SYSTEM: Final = Insert(vicidial_dnc, ("phone_number",))
_ADD_TO_CAMPAIGN: Final = Insert(vicidial_campaign_dnc, ("phone_number", "campaign_id"))
_OF_SYSTEM: Final = Delete(vicidial_dnc, ("phone_number",))
_OF_CAMPAIGN: Final = Delete(vicidial_campaign_dnc, ("phone_number", "campaign_id"))
_LOG: Final = Insert(
    vicidial_dnc_log, ("phone_number", "campaign_id", "action", "action_date", "user")
)


def check_fields(call: Call) -> None:
    """Refuse a request without a number of some length or without a campaign."""
    if php_strlen(call.value["phone_number"]) < 6 or not call.value["campaign_id"]:
        raise call.refusal(messages.DNC_FIELDS_MISSING)


def add_number(call: Call) -> None:
    """Put the number on the list, unless it is there."""
    value = call.value
    call.tx.hold([f"dnc|{value['phone_number']}"])
    if _is_there(call, **_pair(call)):
        raise call.refusal(messages.DNC_EXISTS)
    added = _insert(call)
    campaign = configuration.campaign(call.tx, value["campaign_id"])
    call.noted["campaign_exists"] = campaign is not None
    call.noted["asks_campaign"] = str(campaign["use_other_campaign_dnc"] or "") if campaign else ""
    _log(call, "add", "ADD", added)
    call.say(messages.DNC_ADDED)


def _insert(call: Call) -> int:
    """Store the number; returns how many rows that is, as PHP counts them."""
    value = call.value
    in_system = value["campaign_id"] == SYSTEM
    stored = {"phone_number": value["phone_number"][:18]}
    if not in_system:
        stored["campaign_id"] = value["campaign_id"][:8]
    if _is_there(call, **stored):
        # Stored cut it would be there twice; the engine fails on that.
        call.runs(ADDING, Culprit("phone_number"))
        if call.sql_failures is SqlFailures.NONE:
            raise call.refusal(messages.DNC_EXISTS)
        return NOT_RUN
    call.tx.insert(_ADD_TO_SYSTEM if in_system else _ADD_TO_CAMPAIGN, _pair(call))
    return 1


def delete_number(call: Call) -> None:
    """Take the number off the list, if it is there."""
    if not _is_there(call, **_pair(call)):
        raise call.refusal(messages.DNC_ABSENT)
    delete = _OF_SYSTEM if call.value["campaign_id"] == SYSTEM else _OF_CAMPAIGN
    call.tx.delete(delete, **_pair(call))
    _log(call, "delete", "DELETE")
    call.say(messages.DNC_DELETED)


def _pair(call: Call) -> dict[str, str]:
    """What finds the number: it alone in the system's list, with the campaign in the others'."""
    value = call.value
    if value["campaign_id"] == SYSTEM:
        return {"phone_number": value["phone_number"]}
    return {"phone_number": value["phone_number"], "campaign_id": value["campaign_id"]}


def _is_there(call: Call, **pair: Any) -> bool:
    statement = _IN_CAMPAIGN if "campaign_id" in pair else _IN_SYSTEM
    return call.tx.first(statement, **pair) is not None


def _log(call: Call, action: str, kind: str, rows: int = 1) -> None:
    value = call.value
    campaign_id = value["campaign_id"]
    call.tx.insert(
        _LOG,
        {
            "phone_number": value["phone_number"],
            "campaign_id": "-SYSINT-" if campaign_id == SYSTEM else campaign_id,
            "action": action,
            "action_date": call.now.text,
            "user": call.user,
        },
    )
    log_change(
        call,
        section="LISTS",
        kind=kind,
        record=value["phone_number"],
        code=f"ADMIN API {kind} DNC NUMBER",
        sql=f"{kind} {value['phone_number']}",
        notes=f"{value['phone_number']}|{campaign_id}|{rows}|1",
    )
