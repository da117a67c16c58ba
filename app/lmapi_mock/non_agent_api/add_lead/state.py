"""lookup_state: the state from the phone number's area code (step 12)."""

from __future__ import annotations

from lmapi_mock.non_agent_api.call import Call
from lmapi_mock.store import phone_codes


def look_up_state(call: Call) -> None:
    """Fill an empty state, if asked to and if the area code is known."""
    value = call.value
    if value["lookup_state"] == "Y" and not value["state"]:
        row = phone_codes.by_areacode(call.tx, value["phone_code"], call.areacode)
        if row is not None:
            value["state"] = row["state"] or ""
