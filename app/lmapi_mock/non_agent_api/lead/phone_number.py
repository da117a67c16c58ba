"""The phone number: length, prefix, area code and NANPA (steps 7 to 11)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.lead import messages
from lmapi_mock.store.lookup import configuration, phone_codes

FEWEST_NANPA_ROWS: Final = 10
USACAN_LENGTH: Final = 10


def check_phone_number(call: Call) -> None:
    """Refuse a number that fails a check which was asked for; length is always checked."""
    _drop_nanpa_without_data(call)
    check_number(call)


def check_number(call: Call) -> None:
    """The checks alone."""
    value = call.value
    phone = value["phone_number"]
    if not 6 <= len(phone) <= 16:
        raise call.refusal(messages.INVALID_LENGTH)
    call.areacode, call.prefix = phone[:3], phone[3:6]
    if value["usacan_prefix_check"] == "Y":
        # The engine keeps the one digit that it looked at as the prefix from here on.
        call.prefix = phone[3:4]
        if call.prefix < "2":
            raise call.refusal(messages.INVALID_PREFIX)
    if value["usacan_areacode_check"] == "Y" and not _areacode_is_good(call):
        raise call.refusal(messages.INVALID_AREACODE)
    if value["nanpa_ac_prefix_check"] == "Y" and not phone_codes.by_nanpa_prefix(
        call.tx, phone[:3], phone[3:6]
    ):
        raise call.refusal(messages.INVALID_NANPA)


def nanpa_rows_lacking(call: Call) -> int | None:
    """How many rows of NANPA data there are, where it is asked for and there are too few."""
    value = call.value
    if value["nanpa_ac_prefix_check"] != "Y" and "NANPA" not in value["tz_method"].upper():
        return None
    rows = configuration.nanpa_rows(call.tx)
    return rows if rows < FEWEST_NANPA_ROWS else None


def _drop_nanpa_without_data(call: Call) -> None:
    rows = nanpa_rows_lacking(call)
    if rows is None:
        return
    value = call.value
    value["nanpa_ac_prefix_check"] = "N"
    value["tz_method"] = value["tz_method"].replace("NANPA", "")
    call.say(messages.NANPA_DISABLED, rows=rows)


def _areacode_is_good(call: Call) -> bool:
    is_documented = call.dialect is Dialect.DOCUMENTED and call.function.stores_lead
    if is_documented and len(call.value["phone_number"]) != USACAN_LENGTH:
        return False
    return phone_codes.by_areacode(call.tx, "1", call.areacode) is not None
