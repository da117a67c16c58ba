"""The hopper: is the place inside its call time, then the row (section 10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead import messages
from lmapi_mock.non_agent_api.lead.call_time import call_time_of, is_dialable
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_hopper
from lmapi_mock.store.sql.statements import Insert
from lmapi_mock.store.sql.transaction import Row

HOPPER: Final = Insert(
    vicidial_hopper,
    (
        "lead_id",
        "campaign_id",
        "status",
        "user",
        "list_id",
        "gmt_offset_now",
        "state",
        "priority",
        "source",
        "vendor_lead_code",
    ),
)


def is_asked(value: Mapping[str, str]) -> bool:
    """Whether the lead is to go into the hopper; remove_from_hopper takes that back."""
    return value["add_to_hopper"] == "Y" and value.get("remove_from_hopper") != "Y"


def add_to_hopper(call: Call) -> None:
    """Put the lead into the hopper of its list's campaign, if the time there allows."""
    value = call.value
    if not is_asked(value):
        return
    lead_list = configuration.list_(call.tx, value["list_id"])
    campaign = _campaign(call, lead_list)
    if value["hopper_local_call_time_check"] == "Y" and not is_dialable(
        call, call_time_of(lead_list, campaign), call.gmt_offset, value["state"]
    ):
        call.say(messages.OUTSIDE_LOCAL_TIME, lead_id=call.lead_id, gmt_offset=call.gmt_offset)
        return
    hopper_id = call.tx.insert(
        HOPPER,
        {
            "lead_id": call.lead_id,
            "campaign_id": campaign["campaign_id"] if campaign else "",
            "status": "READY",
            "user": "",
            "list_id": value["list_id"],
            "gmt_offset_now": call.gmt_offset,
            "state": value["state"],
            "priority": value["hopper_priority"],
            "source": "P",
            "vendor_lead_code": value["vendor_lead_code"],
        },
    )
    call.say(messages.ADDED_TO_HOPPER, lead_id=call.lead_id, hopper_id=hopper_id)


def _campaign(call: Call, lead_list: Row | None) -> Row | None:
    """The list's campaign; a list of a campaign that is gone has none."""
    if lead_list is None:
        return None
    return configuration.campaign(call.tx, str(lead_list["campaign_id"] or ""))
