"""What check_phone_number alone says (leads.md, 8)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

MAY_NOT_CHECK: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO CHECK PHONE NUMBERS",
    ": |{user}||",
    logged="",
    stage="check_permission",
    cause="The user lacks one of: vdc_agent_api_access 1, user_level 8 or more, active Y.",
    remedy="In vicidial_users give {user} vdc_agent_api_access 1, user_level 8 or more, and active"
    " Y.",
)
CALL_TIME_UNKNOWN: Final = Message(
    "ERROR",
    "THIS IS NOT A VALID CALL TIME",
    ": |{user}|{local_call_time}|",
    logged="0",
    stage="check_call_time",
    cause="local_call_time is no call_time_id of vicidial_call_times; the documentation's first"
    " example sends call_time, which is not read.",
    remedy="Send a local_call_time of vicidial_call_times, such as 24hours.",
)
NANPA_NOT_LOADED: Final = Message(
    "ERROR",
    "NANPA options disabled, NANPA prefix data not loaded",
    " - {rows}|{user}",
    logged="|",
    stage="check_nanpa_data",
    cause="nanpa_ac_prefix_check is Y or tz_method names NANPA, and vicidial_nanpa_prefix_codes has"
    " under 10 rows; add_lead would go on without them.",
    remedy="Load 10 or more rows into vicidial_nanpa_prefix_codes (it has {rows}), or leave"
    " nanpa_ac_prefix_check and NANPA out.",
)
CHECKED: Final = Message(
    "NOTICE",
    "{parts}PHONE: {phone_number}|{phone_code}|{postal_code}|{state}|{owner}|",
    "{parts}PHONE: {phone_number}|{phone_code}|{postal_code}|{state}|{owner}|",
    logged="",
    stage="tell",
    cause="The number passed every check that was asked for. Each part has 1 where local_call_time"
    " allows a call now at the offset from UTC behind it.",
    remedy="Nothing to mend.",
    names_function=False,
    prints_result=False,
)
