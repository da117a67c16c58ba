"""The scheduled callback (section 11)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.lead import messages
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_callbacks
from lmapi_mock.store.schema.tables import vicidial_users as users
from lmapi_mock.store.sql.statements import Insert, Statement
from lmapi_mock.store.sql.transaction import Transaction

_CALLBACK: Final = Insert(
    vicidial_callbacks,
    (
        "lead_id",
        "list_id",
        "campaign_id",
        "status",
        "entry_time",
        "callback_time",
        "modify_date",
        "user",
        "recipient",
        "comments",
        "user_group",
        "lead_status",
    ),
)
_USER_GROUP: Final = Statement(
    lambda compare: sa.select(users.c.user_group).where(compare.matches(users.c.user, "user"))
)
_DAYS: Final = re.compile(r"[0-9]DAYS$", re.IGNORECASE)

RECKONING: Final = Fragile(
    "the reckoning of the callback's date",
    breaks_by="a `callback_datetime` of 19 digits or more and DAYS, or as an array",
)
FRAGILE: Final = (RECKONING,)
_GREATEST: Final = 10**18
"""So many days and more PHP does not reckon with."""


def is_asked(value: Mapping[str, str]) -> bool:
    """Whether a callback is to be scheduled."""
    return value["callback"] == "Y"


def schedule_callback(call: Call) -> None:
    """Store the callback, or say why there is none; the lead stays held either way."""
    if is_asked(call.value):
        add_callback(call, call.lead_id, call.value["list_id"])


def add_callback(call: Call, lead_id: int, list_id: str) -> None:
    """Store a callback of a lead, or say why there is none.

    What is not given gets its default in the request's own values, for whoever comes later.

    Args:
        call: the request, with the callback's parameters.
        lead_id: the lead.
        list_id: the list that the callback is stored with.
    """
    value = call.value
    if configuration.campaign(call.tx, value["campaign_id"]) is None:
        call.say(messages.CALLBACK_CAMPAIGN_NOT_VALID, lead_id=lead_id)
        return
    user_group = ""
    if value["callback_type"] == "USERONLY":
        group = group_of_user(call.tx, value["callback_user"])
        if group is None:
            call.say(messages.CALLBACK_USER_NOT_VALID, lead_id=lead_id)
            return
        user_group = group
    else:
        value["callback_type"], value["callback_user"] = "ANYONE", ""
    value["callback_status"] = value["callback_status"] or "CALLBK"
    value["callback_datetime"] = callback_datetime(call)
    call.tx.insert(
        _CALLBACK,
        {
            "lead_id": lead_id,
            "list_id": list_id,
            "campaign_id": value["campaign_id"],
            "status": "ACTIVE",
            "entry_time": call.now.text,
            "callback_time": value["callback_datetime"],
            "modify_date": call.now.text,
            "user": value["callback_user"],
            "recipient": value["callback_type"],
            "comments": value["callback_comments"],
            "user_group": user_group,
            "lead_status": value["callback_status"],
        },
    )
    call.say(messages.CALLBACK_ADDED, lead_id=lead_id)


def group_of_user(tx: Transaction, user: str) -> str | None:
    """The group of a user, active or not; None for one that is not there."""
    row = tx.first(_USER_GROUP, user=user)
    return None if row is None else str(row["user_group"] or "")


def callback_datetime(call: Call) -> str:
    """`NOW` and `xDAYS` as a date and time, anything else as given."""
    text = call.value["callback_datetime"]
    if "callback_datetime" in call.arrays:
        call.runs(RECKONING, Culprit("callback_datetime"))
    if text == "NOW":
        return call.now.text
    if _DAYS.search(text):
        digits = "".join(c for c in text if c.isdigit())
        days = configuration.number(digits)
        if days >= _GREATEST:
            call.runs(RECKONING, Culprit("callback_datetime"))
        return call.now.days_ahead(days)
    return text
