"""lookup_state: the state from the phone number's area code (step 12)."""

from __future__ import annotations

from collections.abc import Mapping

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.store.lookup import phone_codes


def is_asked(value: Mapping[str, str]) -> bool:
    """Whether there is a state to look up."""
    return value["lookup_state"] == "Y" and not value["state"]


def look_up_state(call: Call) -> None:
    """Fill an empty state, if asked to and if the area code is known."""
    value = call.value
    if is_asked(value):
        row = phone_codes.by_areacode(call.tx, value["phone_code"], call.areacode)
        if row is not None:
            value["state"] = row["state"] or ""
