"""Every ERROR, SUCCESS and NOTICE of add_lead, in both dialects side by side (sections 5 to 12).

The names and texts are the field's own, so that an answer seen in production is found with one
search. `logged` is the `data` of vicidial_api_log; `cause` and `remedy` are for people.
"""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

_LEAD: Final = "{phone_number}|{list_id}"

# Section 5: source, permission, list and phone number.

_LONGER_SOURCE: Final = "Send a source of at least 2 letters or digits."

INVALID_SOURCE: Final = Message(
    "ERROR",
    "Invalid Source",
    " - {source}",
    logged="",
    stage="check_permission",
    cause="source is shorter than 2 characters; only its letters and digits are kept.",
    remedy=_LONGER_SOURCE,
)
INVALID_SOURCE_ECHO: Final = Message(
    "ERROR",
    "Invalid Source",
    ": |{source}|",
    stage="check_permission",
    cause="The second line of the same refusal.",
    remedy=_LONGER_SOURCE,
)
FUNCTION_NOT_ALLOWED: Final = Message(
    "ERROR",
    "auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION",
    ": |{user}|add_lead|",
    documented=" - {user}|add_lead",
    logged="",
    stage="check_permission",
    cause="The user's api_allowed_functions hold neither add_lead nor ALL_FUNCTIONS.",
    remedy="Give {user} add_lead or ALL_FUNCTIONS in vicidial_users.api_allowed_functions, with a"
    " space between names.",
)
MAY_NOT_ADD_LEADS: Final = Message(
    "ERROR",
    "add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM",
    ": |{user}|0|",
    documented=" - {user}|0",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: vdc_agent_api_access 1, modify_leads 1 to 4, user_level 8 or"
    " more, active Y.",
    remedy="In vicidial_users give {user} vdc_agent_api_access 1, modify_leads 1, 2, 3 or 4,"
    " user_level 8 or more, and active Y.",
)
LIST_NOT_ALLOWED: Final = Message(
    "ERROR",
    "add_lead NOT AN ALLOWED LIST ID",
    f" - {_LEAD}",
    logged=_LEAD,
    stage="check_list",
    cause="The user has api_list_restrict 1, and list_id, as sent, is no list of the campaigns in"
    " their group's allowed_campaigns; left out it is none either.",
    remedy="Send, without leading zeros, a list_id of those campaigns (vicidial_lists), or add the"
    " list's campaign to vicidial_user_groups.allowed_campaigns.",
)
LIST_NOT_DEFINED: Final = Message(
    "ERROR",
    "add_lead NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED",
    f" - {_LEAD}",
    logged=_LEAD,
    stage="check_list",
    cause="list_exists_check holds a Y, and list_id, as sent, is not in vicidial_lists; left out"
    " it is not either, as its default comes later.",
    remedy="Send a list_id that is in vicidial_lists, or leave list_exists_check out.",
)
NANPA_DISABLED: Final = Message(
    "NOTICE",
    "add_lead NANPA options disabled, NANPA prefix data not loaded",
    " - {rows}|{user}",
    logged="|",
    stage="check_phone_number",
    cause="nanpa_ac_prefix_check is Y or tz_method names NANPA, and vicidial_nanpa_prefix_codes has"
    " under 10 rows; the request goes on without them.",
    remedy="Load 10 or more rows into vicidial_nanpa_prefix_codes (it has {rows}), or leave"
    " nanpa_ac_prefix_check and NANPA out.",
)
INVALID_LENGTH: Final = Message(
    "ERROR",
    "add_lead INVALID PHONE NUMBER LENGTH",
    " - {phone_number}|{user}",
    logged="{phone_number}",
    stage="check_phone_number",
    cause="phone_number is shorter than 6 or longer than 16; only its digits and commas count.",
    remedy="Send a phone_number of 6 to 16 digits.",
)
INVALID_PREFIX: Final = Message(
    "ERROR",
    "add_lead INVALID PHONE NUMBER PREFIX",
    " - {phone_number}|{user}",
    logged="{phone_number}",
    stage="check_phone_number",
    cause="usacan_prefix_check is Y, and the fourth digit of phone_number is 0 or 1.",
    remedy="Send a phone_number whose fourth digit is 2 to 9, without country code, or leave"
    " usacan_prefix_check out.",
)
INVALID_AREACODE: Final = Message(
    "ERROR",
    "add_lead INVALID PHONE NUMBER AREACODE",
    " - {phone_number}|{user}",
    logged="{phone_number}",
    stage="check_phone_number",
    cause="usacan_areacode_check is Y, and the first three digits of phone_number are no areacode"
    " of country_code 1 in vicidial_phone_codes; in the documented dialect also when it is not"
    " 10 digits long.",
    remedy="Send a phone_number of 10 digits that starts with an area code of vicidial_phone_codes,"
    " without country code, or leave usacan_areacode_check out.",
)
INVALID_NANPA: Final = Message(
    "ERROR",
    "add_lead INVALID PHONE NUMBER NANPA AREACODE PREFIX",
    " - {phone_number}|{user}",
    logged="{phone_number}",
    stage="check_phone_number",
    cause="nanpa_ac_prefix_check is Y, and digits 1-3 and 4-6 of phone_number are no areacode and"
    " prefix of vicidial_nanpa_prefix_codes.",
    remedy="Send a phone_number whose areacode and prefix are in vicidial_nanpa_prefix_codes, or"
    " leave nanpa_ac_prefix_check out.",
)
IN_DNC: Final = Message(
    "ERROR",
    "add_lead PHONE NUMBER IN DNC",
    " - {phone_number}|{user}",
    logged="{phone_number}",
    stage="check_dnc",
    cause="dnc_check is Y or AREACODE, and phone_number is in vicidial_dnc; with AREACODE also when"
    " its area code is, as 727XXXXXXX.",
    remedy="Take {phone_number}, or its area code, out of vicidial_dnc, or leave dnc_check out.",
)
IN_CAMPAIGN_DNC: Final = Message(
    "ERROR",
    "add_lead PHONE NUMBER IN CAMPAIGN DNC",
    " - {phone_number}|{campaign_id}|{user}",
    logged="{phone_number}|{campaign_id}",
    stage="check_dnc",
    cause="campaign_dnc_check is Y or AREACODE, and phone_number (with AREACODE also its area code)"
    " is in vicidial_campaign_dnc for campaign_id, or for its use_other_campaign_dnc if set.",
    remedy="Take {phone_number}, or its area code, out of vicidial_campaign_dnc for {campaign_id}"
    " or its use_other_campaign_dnc, or leave campaign_dnc_check out.",
)

# Section 6: the twelve duplicate checks.

_DUPLICATE: Final = "{duplicate_lead_id}"
_DUPLICATE_AND_LIST: Final = "{duplicate_lead_id}|{duplicate_list_id}"
_TITLE: Final = "{title}|{alt_phone}|{list_id}"
_NAME: Final = "{first_name}|{last_name}|{phone_number}|{list_id}"
_SAME: Final = {
    "PHONE NUMBER": "this phone_number",
    "TITLE ALT_PHONE": "this title and alt_phone",
    "NAME PHONE": "this first_name, last_name and phone_number",
}
_AS_EITHER: Final = " as its phone_number or alt_phone"
_PLACES: Final = {
    "LIST": "the same list",
    "CAMPAIGN LISTS": "a list of the same campaign",
    "SYSTEM": "any list",
}


def _duplicate(
    check: str, what: str, where: str, data: str, documented: str | None = None
) -> Message:
    same = _SAME[what] + (_AS_EITHER if "PHONEALT" in check else "")
    return Message(
        "ERROR",
        f"add_lead DUPLICATE {what} IN {where}",
        f" - {data}",
        documented=documented and f" - {documented}",
        logged=data,
        stage="check_duplicates",
        cause=f"duplicate_check asks for {check}, and a lead in {_PLACES[where]} has {same}.",
        remedy=f"Send a lead of other values, remove lead {_DUPLICATE} from vicidial_list, leave"
        f" {check} out, or let it look at recent leads only, as {check}30DAY.",
    )


DUPLIST: Final = _duplicate("DUPLIST", "PHONE NUMBER", "LIST", f"{_LEAD}|{_DUPLICATE}")
DUPCAMP: Final = _duplicate(
    "DUPCAMP", "PHONE NUMBER", "CAMPAIGN LISTS", f"{_LEAD}|{_DUPLICATE_AND_LIST}"
)
DUPSYS: Final = _duplicate("DUPSYS", "PHONE NUMBER", "SYSTEM", f"{_LEAD}|{_DUPLICATE_AND_LIST}")
DUPPHONEALTLIST: Final = _duplicate(
    "DUPPHONEALTLIST", "PHONE NUMBER", "LIST", f"{_LEAD}|{_DUPLICATE}|{{matched}}"
)
DUPPHONEALTCAMP: Final = _duplicate(
    "DUPPHONEALTCAMP",
    "PHONE NUMBER",
    "CAMPAIGN LISTS",
    f"{_LEAD}|{_DUPLICATE_AND_LIST}|{{matched}}",
)
DUPPHONEALTSYS: Final = _duplicate(
    "DUPPHONEALTSYS", "PHONE NUMBER", "SYSTEM", f"{_LEAD}|{_DUPLICATE_AND_LIST}|{{matched}}"
)
DUPTITLEALTPHONELIST: Final = _duplicate(
    "DUPTITLEALTPHONELIST", "TITLE ALT_PHONE", "LIST", f"{_TITLE}|{_DUPLICATE}"
)
DUPTITLEALTPHONECAMP: Final = _duplicate(
    "DUPTITLEALTPHONECAMP", "TITLE ALT_PHONE", "CAMPAIGN LISTS", f"{_TITLE}|{_DUPLICATE_AND_LIST}"
)
DUPTITLEALTPHONESYS: Final = _duplicate(
    "DUPTITLEALTPHONESYS", "TITLE ALT_PHONE", "SYSTEM", f"{_TITLE}|{_DUPLICATE_AND_LIST}"
)
DUPNAMEPHONELIST: Final = _duplicate(
    "DUPNAMEPHONELIST",
    "NAME PHONE",
    "LIST",
    f"{_NAME}|{_DUPLICATE}",
    documented=f"{_NAME}|{_DUPLICATE_AND_LIST}",
)
DUPNAMEPHONECAMP: Final = _duplicate(
    "DUPNAMEPHONECAMP", "NAME PHONE", "CAMPAIGN LISTS", f"{_NAME}|{_DUPLICATE_AND_LIST}"
)
DUPNAMEPHONESYS: Final = _duplicate(
    "DUPNAMEPHONESYS", "NAME PHONE", "SYSTEM", f"{_NAME}|{_DUPLICATE_AND_LIST}"
)

# Sections 7 and 8: the lead and its further numbers.

LEAD_ADDED: Final = Message(
    "SUCCESS",
    "add_lead LEAD HAS BEEN ADDED",
    " - {phone_number}|{list_id}|{lead_id}|{gmt_offset}|{user}",
    documented=" - {phone_number}|{user}|{list_id}|{lead_id}|{gmt_offset}",
    logged="{phone_number}|{list_id}|{lead_id}|{gmt_offset}",
    stage="insert_lead",
    cause="Every check passed, and the lead is stored.",
    remedy="Nothing to mend: it is lead_id {lead_id} of vicidial_list.",
)
ALT_PHONES_LOADED: Final = Message(
    "NOTICE",
    "add_lead MULTI-ALT-PHONE NUMBERS LOADED",
    " - {rows}|{lead_id}|{user}",
    documented=" - {rows}|{user}|{lead_id}",
    logged="{rows}|{lead_id}",
    vicidial_prefix="{records}",
    stage="load_alt_phones",
    cause="multi_alt_phones is longer than 5 characters, and each of its records is stored.",
    remedy="Nothing to mend: they are in vicidial_list_alt_phones, under lead_id {lead_id}.",
)

# Section 9: custom fields.

_CUSTOM: Final = "{phone_number}|{lead_id}|{list_id}"

CUSTOM_FIELDS_DISABLED: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS NOT ADDED, CUSTOM FIELDS DISABLED",
    " - {phone_number}|{lead_id}|Y|0",
    documented=" - {phone_number}|Y|0",
    logged="{phone_number}|{lead_id}|Y|0",
    stage="add_custom_fields",
    cause="custom_fields is Y, and system_settings.custom_fields_enabled is 0; the lead is stored.",
    remedy="Set system_settings.custom_fields_enabled to 1, or leave custom_fields out.",
)
NO_CUSTOM_FIELDS_FOR_LIST: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST",
    f" - {_CUSTOM}",
    logged=_CUSTOM,
    stage="add_custom_fields",
    cause="custom_fields is Y, and the list has no custom_ table (list 101: custom_101); the lead"
    " is stored.",
    remedy="Make the table custom_{list_id}, with a column for each field, or send a list_id that"
    " has one.",
)
NO_FIELDS_DEFINED: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS NOT ADDED, NO FIELDS DEFINED",
    f" - {_CUSTOM}",
    logged=_CUSTOM,
    stage="add_custom_fields",
    cause="custom_fields is Y, and vicidial_lists_fields has no field for the list, not counting"
    " field_duplicate Y, field_type DISPLAY, SCRIPT, BUTTON or SWITCH, and labels that are"
    " columns of vicidial_list.",
    remedy="Add a row to vicidial_lists_fields with list_id {list_id} and, as its field_label, a"
    " column of custom_{list_id}.",
)
NO_FIELDS_TO_UPDATE: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS NOT ADDED, NO FIELDS TO UPDATE DEFINED",
    f" - {_CUSTOM}",
    logged=_CUSTOM,
    stage="add_custom_fields",
    cause="custom_fields is Y, and a field_label of the list in vicidial_lists_fields is no column"
    " of its custom_ table (list 101: custom_101), or that table has a row of this lead_id.",
    remedy="Give custom_{list_id} a column for every field_label of the list, and let it hold no"
    " row of lead_id {lead_id}.",
)
CUSTOM_VALUES_ADDED: Final = Message(
    "NOTICE",
    "add_lead CUSTOM FIELDS VALUES ADDED",
    f" - {_CUSTOM}|{{changed_leads}}",
    documented=f" - {_CUSTOM}",
    logged=_CUSTOM,
    stage="add_custom_fields",
    cause="custom_fields is Y, and the values are stored.",
    remedy="Nothing to mend: they are in custom_{list_id}, under lead_id {lead_id}.",
)

# Section 10: the hopper.

OUTSIDE_LOCAL_TIME: Final = Message(
    "NOTICE",
    "add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME",
    " - {phone_number}|{lead_id}|{gmt_offset}|0|{user}",
    documented=" - {phone_number}|{user}|{lead_id}|{gmt_offset}|0",
    logged="{phone_number}|{lead_id}|{gmt_offset}|0|{state}",
    stage="add_to_hopper",
    cause="add_to_hopper and hopper_local_call_time_check are Y, and the lead's local time is"
    " outside the call time of its list, campaign or state, or that call time is not in"
    " vicidial_call_times; the lead is stored.",
    remedy="Send it while the call time is open at UTC offset {gmt_offset}, give the list or its"
    " campaign a longer local_call_time, or leave hopper_local_call_time_check out.",
)
ADDED_TO_HOPPER: Final = Message(
    "NOTICE",
    "add_lead ADDED TO HOPPER",
    " - {phone_number}|{lead_id}|{hopper_id}|{user}",
    documented=" - {phone_number}|{user}|{lead_id}|{hopper_id}",
    logged="{phone_number}|{lead_id}|{hopper_id}",
    stage="add_to_hopper",
    cause="add_to_hopper is Y, and the lead is in the hopper of its list's campaign.",
    remedy="Nothing to mend: it is hopper_id {hopper_id} of vicidial_hopper.",
)

# Section 11: callbacks.

CALLBACK_CAMPAIGN_NOT_VALID: Final = Message(
    "NOTICE",
    "add_lead SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID",
    " - {lead_id}|{campaign_id}",
    logged="{lead_id}|{campaign_id}",
    stage="schedule_callback",
    cause="callback is Y, and campaign_id is not in vicidial_campaigns, or was left out; the lead"
    " is stored, held as CBHOLD.",
    remedy="Send a campaign_id that is in vicidial_campaigns.",
)
CALLBACK_USER_NOT_VALID: Final = Message(
    "NOTICE",
    "add_lead SCHEDULED CALLBACK NOT ADDED, USER NOT VALID",
    " - {lead_id}|{campaign_id}|{callback_user}|USERONLY",
    documented=" - {lead_id}|{campaign_id}|{callback_user}|",
    logged="{lead_id}|{campaign_id}|{callback_user}|USERONLY",
    stage="schedule_callback",
    cause="callback is Y with callback_type USERONLY, and callback_user is not in vicidial_users;"
    " the lead is stored, held as CBHOLD.",
    remedy="Send a callback_user that is in vicidial_users, or callback_type=ANYONE.",
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
    stage="schedule_callback",
    cause="callback is Y, and the callback is stored.",
    remedy="Nothing to mend: it is in vicidial_callbacks, under lead_id {lead_id}.",
)
