"""Every ERROR, SUCCESS and NOTICE of add_lead, in both dialects side by side (sections 5 to 12).

The names and texts are the field's own, so that an answer seen in production is found with one
search. `logged` is the `data` of vicidial_api_log.
"""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.outcome import Message

_LEAD: Final = "{phone_number}|{list_id}"

# Section 5: source, permission, list and phone number.

INVALID_SOURCE: Final = Message("ERROR", "Invalid Source", " - {source}", logged="")
INVALID_SOURCE_ECHO: Final = Message("ERROR", "Invalid Source", ": |{source}|")
FUNCTION_NOT_ALLOWED: Final = Message(
    "ERROR",
    "auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION",
    ": |{user}|add_lead|",
    documented=" - {user}|add_lead",
    logged="",
)
MAY_NOT_ADD_LEADS: Final = Message(
    "ERROR",
    "add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM",
    ": |{user}|0|",
    documented=" - {user}|0",
    logged="0",
)
LIST_NOT_ALLOWED: Final = Message(
    "ERROR", "add_lead NOT AN ALLOWED LIST ID", f" - {_LEAD}", logged=_LEAD
)
LIST_NOT_DEFINED: Final = Message(
    "ERROR",
    "add_lead NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED",
    f" - {_LEAD}",
    logged=_LEAD,
)
NANPA_DISABLED: Final = Message(
    "NOTICE",
    "add_lead NANPA options disabled, NANPA prefix data not loaded",
    " - {rows}|{user}",
    logged="|",
)
INVALID_LENGTH: Final = Message(
    "ERROR",
    "add_lead INVALID PHONE NUMBER LENGTH",
    " - {phone_number}|{user}",
    logged="{phone_number}",
)
INVALID_PREFIX: Final = Message(
    "ERROR",
    "add_lead INVALID PHONE NUMBER PREFIX",
    " - {phone_number}|{user}",
    logged="{phone_number}",
)
INVALID_AREACODE: Final = Message(
    "ERROR",
    "add_lead INVALID PHONE NUMBER AREACODE",
    " - {phone_number}|{user}",
    logged="{phone_number}",
)
INVALID_NANPA: Final = Message(
    "ERROR",
    "add_lead INVALID PHONE NUMBER NANPA AREACODE PREFIX",
    " - {phone_number}|{user}",
    logged="{phone_number}",
)
IN_DNC: Final = Message(
    "ERROR", "add_lead PHONE NUMBER IN DNC", " - {phone_number}|{user}", logged="{phone_number}"
)
IN_CAMPAIGN_DNC: Final = Message(
    "ERROR",
    "add_lead PHONE NUMBER IN CAMPAIGN DNC",
    " - {phone_number}|{campaign_id}|{user}",
    logged="{phone_number}|{campaign_id}",
)

# Section 6: the twelve duplicate checks.

_DUPLICATE: Final = "{duplicate_lead_id}"
_DUPLICATE_AND_LIST: Final = "{duplicate_lead_id}|{duplicate_list_id}"
_TITLE: Final = "{title}|{alt_phone}|{list_id}"
_NAME: Final = "{first_name}|{last_name}|{phone_number}|{list_id}"


def _duplicate(what: str, where: str, data: str, documented: str | None = None) -> Message:
    return Message(
        "ERROR",
        f"add_lead DUPLICATE {what} IN {where}",
        f" - {data}",
        documented=documented and f" - {documented}",
        logged=data,
    )


DUPLIST: Final = _duplicate("PHONE NUMBER", "LIST", f"{_LEAD}|{_DUPLICATE}")
DUPCAMP: Final = _duplicate("PHONE NUMBER", "CAMPAIGN LISTS", f"{_LEAD}|{_DUPLICATE_AND_LIST}")
DUPSYS: Final = _duplicate("PHONE NUMBER", "SYSTEM", f"{_LEAD}|{_DUPLICATE_AND_LIST}")
DUPPHONEALTLIST: Final = _duplicate("PHONE NUMBER", "LIST", f"{_LEAD}|{_DUPLICATE}|{{matched}}")
DUPPHONEALTCAMP: Final = _duplicate(
    "PHONE NUMBER", "CAMPAIGN LISTS", f"{_LEAD}|{_DUPLICATE_AND_LIST}|{{matched}}"
)
DUPPHONEALTSYS: Final = _duplicate(
    "PHONE NUMBER", "SYSTEM", f"{_LEAD}|{_DUPLICATE_AND_LIST}|{{matched}}"
)
DUPTITLEALTPHONELIST: Final = _duplicate("TITLE ALT_PHONE", "LIST", f"{_TITLE}|{_DUPLICATE}")
DUPTITLEALTPHONECAMP: Final = _duplicate(
    "TITLE ALT_PHONE", "CAMPAIGN LISTS", f"{_TITLE}|{_DUPLICATE_AND_LIST}"
)
DUPTITLEALTPHONESYS: Final = _duplicate(
    "TITLE ALT_PHONE", "SYSTEM", f"{_TITLE}|{_DUPLICATE_AND_LIST}"
)
DUPNAMEPHONELIST: Final = _duplicate(
    "NAME PHONE", "LIST", f"{_NAME}|{_DUPLICATE}", documented=f"{_NAME}|{_DUPLICATE_AND_LIST}"
)
DUPNAMEPHONECAMP: Final = _duplicate(
    "NAME PHONE", "CAMPAIGN LISTS", f"{_NAME}|{_DUPLICATE_AND_LIST}"
)
DUPNAMEPHONESYS: Final = _duplicate("NAME PHONE", "SYSTEM", f"{_NAME}|{_DUPLICATE_AND_LIST}")

# Sections 7 and 8: the lead and its further numbers.

LEAD_ADDED: Final = Message(
    "SUCCESS",
    "add_lead LEAD HAS BEEN ADDED",
    " - {phone_number}|{list_id}|{lead_id}|{gmt_offset}|{user}",
    documented=" - {phone_number}|{user}|{list_id}|{lead_id}|{gmt_offset}",
    logged="{phone_number}|{list_id}|{lead_id}|{gmt_offset}",
)
ALT_PHONES_LOADED: Final = Message(
    "NOTICE",
    "add_lead MULTI-ALT-PHONE NUMBERS LOADED",
    " - {rows}|{lead_id}|{user}",
    documented=" - {rows}|{user}|{lead_id}",
    logged="{rows}|{lead_id}",
    vicidial_prefix="{records}",
)

# Section 9: custom fields.

_CUSTOM: Final = "{phone_number}|{lead_id}|{list_id}"

CUSTOM_FIELDS_DISABLED: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS NOT ADDED, CUSTOM FIELDS DISABLED",
    " - {phone_number}|{lead_id}|Y|0",
    documented=" - {phone_number}|Y|0",
    logged="{phone_number}|{lead_id}|Y|0",
)
NO_CUSTOM_FIELDS_FOR_LIST: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST",
    f" - {_CUSTOM}",
    logged=_CUSTOM,
)
NO_FIELDS_DEFINED: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS NOT ADDED, NO FIELDS DEFINED",
    f" - {_CUSTOM}",
    logged=_CUSTOM,
)
NO_FIELDS_TO_UPDATE: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS NOT ADDED, NO FIELDS TO UPDATE DEFINED",
    f" - {_CUSTOM}",
    logged=_CUSTOM,
)
CUSTOM_VALUES_ADDED: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS VALUES ADDED",
    f" - {_CUSTOM}|{{changed_leads}}",
    documented=f" - {_CUSTOM}",
    logged=_CUSTOM,
)

# Section 10: the hopper.

OUTSIDE_LOCAL_TIME: Final = Message(
    "NOTICE",
    "add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME",
    " - {phone_number}|{lead_id}|{gmt_offset}|0|{user}",
    documented=" - {phone_number}|{user}|{lead_id}|{gmt_offset}|0",
    logged="{phone_number}|{lead_id}|{gmt_offset}|0|{state}",
)
ADDED_TO_HOPPER: Final = Message(
    "NOTICE",
    "add_lead ADDED TO HOPPER",
    " - {phone_number}|{lead_id}|{hopper_id}|{user}",
    documented=" - {phone_number}|{user}|{lead_id}|{hopper_id}",
    logged="{phone_number}|{lead_id}|{hopper_id}",
)

# Section 11: callbacks.

CALLBACK_CAMPAIGN_NOT_VALID: Final = Message(
    "NOTICE",
    "add_lead SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID",
    " - {lead_id}|{campaign_id}",
    logged="{lead_id}|{campaign_id}",
)
CALLBACK_USER_NOT_VALID: Final = Message(
    "NOTICE",
    "add_lead SCHEDULED CALLBACK NOT ADDED, USER NOT VALID",
    " - {lead_id}|{campaign_id}|{callback_user}|USERONLY",
    documented=" - {lead_id}|{campaign_id}|{callback_user}|",
    logged="{lead_id}|{campaign_id}|{callback_user}|USERONLY",
)
CALLBACK_ADDED: Final = Message(
    "NOTICE",
    "add_lead SCHEDULED CALLBACK ADDED",
    " - {lead_id}|{campaign_id}|{callback_datetime}|{callback_type}|{callback_user}"
    "|{callback_status}",
    documented=" - {lead_id}|{callback_datetime}|{campaign_id}|{callback_user}|{callback_type}"
    "|{callback_status}",
    logged="{lead_id}|{campaign_id}|{callback_datetime}|{callback_type}|{callback_user}"
    "|{callback_status}",
)
