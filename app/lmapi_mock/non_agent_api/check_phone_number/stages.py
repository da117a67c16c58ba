"""The stages of check_phone_number that are its own (leads.md, 8)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.check_phone_number import messages
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead import phone_number
from lmapi_mock.non_agent_api.lead.call_time import is_dialable
from lmapi_mock.non_agent_api.lead.time_zone import offset_by
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration

METHODS: Final = ("AREACODE", "POSTAL", "TZCODE", "NANPA")
"""The order in which the answer has them, whatever the order asked."""


def check_call_time(call: Call) -> None:
    """Refuse a call time that is not there, whatever else was sent."""
    if configuration.call_time(call.tx, call.value["local_call_time"]) is None:
        raise call.refusal(messages.CALL_TIME_UNKNOWN)


def set_defaults(call: Call) -> None:
    """Phone code 1, and the time zone by area code."""
    value = call.value
    value["phone_code"] = value["phone_code"] or "1"
    value["tz_method"] = value["tz_method"] or "AREACODE"


def check_nanpa_data(call: Call) -> None:
    """Refuse NANPA options without NANPA data, where add_lead goes on without them."""
    rows = phone_number.nanpa_rows_lacking(call)
    if rows is not None:
        raise call.refusal(messages.NANPA_NOT_LOADED, rows=rows)


def tell(call: Call) -> None:
    """Print a part for each method that tz_method names, and the number."""
    asked = call.value["tz_method"].upper()
    parts = "".join(_part(call, method) for method in METHODS if method in asked)
    call.say(messages.CHECKED, parts=parts)


def _part(call: Call, method: str) -> str:
    value = call.value
    if (method == "POSTAL" and php_strlen(value["postal_code"]) != 5) or (
        method == "TZCODE" and not 1 <= php_strlen(value["owner"]) <= 6
    ):
        return f"{method}: 0|#"
    offset = offset_by(call, method)
    if not offset:
        call.noted.setdefault("without_offset", []).append(method)
    may = is_dialable(call, value["local_call_time"], offset, value["state"])
    return f"{method}: {int(may)}|{offset}#"
