"""The hopper: is the place inside its call time, then the row (section 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead import messages
from lmapi_mock.non_agent_api.wire.php import php_float
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_hopper
from lmapi_mock.store.sql.statements import Insert
from lmapi_mock.store.sql.transaction import Row

WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)

_HOPPER: Final = Insert(
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
    """Whether the lead is to go into the hopper."""
    return value["add_to_hopper"] == "Y"


def add_to_hopper(call: Call) -> None:
    """Put the lead into the hopper of its list's campaign, if the time there allows."""
    value = call.value
    if not is_asked(value):
        return
    lead_list = configuration.list_(call.tx, value["list_id"])
    campaign = _campaign(call, lead_list)
    if value["hopper_local_call_time_check"] == "Y" and not _is_dialable(
        call, _call_time_id(lead_list, campaign)
    ):
        call.say(messages.OUTSIDE_LOCAL_TIME, lead_id=call.lead_id, gmt_offset=call.gmt_offset)
        return
    hopper_id = call.tx.insert(
        _HOPPER,
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


def _call_time_id(lead_list: Row | None, campaign: Row | None) -> str:
    """The list's own call time, or its campaign's."""
    if lead_list is None or campaign is None:
        return ""
    own = str(lead_list["local_call_time"] or "")
    return own if own and own.lower() != "campaign" else str(campaign["local_call_time"] or "")


def _is_dialable(call: Call, call_time_id: str) -> bool:
    """An undefined call time is never dialable."""
    call_time = configuration.call_time(call.tx, call_time_id)
    if call_time is None:
        return False
    place = call.now.utc + dt.timedelta(hours=php_float(call.gmt_offset))
    hhmm = place.hour * 100 + place.minute
    start, stop = _hours(call_time, "ct", WEEKDAYS[place.weekday()])
    state_rule = _state_rule(call, call_time)
    if state_rule is not None:
        start, stop = _hours(state_rule, "sct", WEEKDAYS[place.weekday()])
    return start <= hhmm < stop


def _hours(call_time: Row, prefix: str, weekday: str) -> tuple[int, int]:
    """The weekday's start and stop, or the default ones where both are 0."""
    start, stop = call_time[f"{prefix}_{weekday}_start"], call_time[f"{prefix}_{weekday}_stop"]
    if not start and not stop:
        start, stop = call_time[f"{prefix}_default_start"], call_time[f"{prefix}_default_stop"]
    return int(start or 0), int(stop or 0)


def _state_rule(call: Call, call_time: Row) -> Row | None:
    """The state rule, of those that the call time names, for the lead's state."""
    state = fold(call.value["state"])
    for rule_id in str(call_time["ct_state_call_times"] or "").split("|")[1:-1]:
        rule = configuration.state_call_time(call.tx, rule_id) if rule_id else None
        if rule is not None and fold(str(rule["state_call_time_state"])) == state:
            return rule
    return None
