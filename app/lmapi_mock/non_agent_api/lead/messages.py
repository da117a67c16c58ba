"""What several functions say of a lead, in both dialects side by side (sections 5 to 12).

The names and texts are the field's own, so that an answer seen in production is found with one
search: after the result stands the name of the function that says it, which is no part of the
text here. `logged` is the `data` of vicidial_api_log; `cause` and `remedy` are for people.
"""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

_LONGER_SOURCE: Final = "Send a source of at least 2 letters or digits."
INVALID_SOURCE: Final = Message(
    "ERROR",
    "Invalid Source",
    " - {source}",
    logged="",
    stage="check_permission",
    cause="source is shorter than 2 characters; only its letters and digits are kept.",
    remedy=_LONGER_SOURCE,
    names_function=False,
)
INVALID_SOURCE_ECHO: Final = Message(
    "ERROR",
    "Invalid Source",
    ": |{source}|",
    stage="check_permission",
    cause="The second line of the same refusal.",
    remedy=_LONGER_SOURCE,
    names_function=False,
)
FUNCTION_NOT_ALLOWED: Final = Message(
    "ERROR",
    "auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION",
    ": |{user}|{function}|",
    documented=" - {user}|{function}",
    logged="",
    stage="check_permission",
    cause="The user's api_allowed_functions hold neither the function's name, between spaces, nor"
    " ALL_FUNCTIONS.",
    remedy="Give {user} ALL_FUNCTIONS or {function} in vicidial_users.api_allowed_functions, each"
    " name with a space before and after it.",
    names_function=False,
)
NANPA_DISABLED: Final = Message(
    "NOTICE",
    "NANPA options disabled, NANPA prefix data not loaded",
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
    "INVALID PHONE NUMBER LENGTH",
    " - {phone_number}|{user}",
    logged="{phone_number}",
    stage="check_phone_number",
    cause="phone_number is shorter than 6 or longer than 16; only its digits and commas count.",
    remedy="Send a phone_number of 6 to 16 digits.",
)
INVALID_PREFIX: Final = Message(
    "ERROR",
    "INVALID PHONE NUMBER PREFIX",
    " - {phone_number}|{user}",
    logged="{phone_number}",
    stage="check_phone_number",
    cause="usacan_prefix_check is Y, and the fourth digit of phone_number is 0 or 1.",
    remedy="Send a phone_number whose fourth digit is 2 to 9, without country code, or leave"
    " usacan_prefix_check out.",
)
INVALID_AREACODE: Final = Message(
    "ERROR",
    "INVALID PHONE NUMBER AREACODE",
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
    "INVALID PHONE NUMBER NANPA AREACODE PREFIX",
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
    "PHONE NUMBER IN DNC",
    " - {phone_number}|{user}",
    logged="{phone_number}",
    stage="check_dnc",
    cause="dnc_check is Y or AREACODE, and phone_number is in vicidial_dnc; with AREACODE also when"
    " its area code is, as 727XXXXXXX.",
    remedy="Take {phone_number}, or its area code, out of vicidial_dnc, or leave dnc_check out.",
)
IN_CAMPAIGN_DNC: Final = Message(
    "ERROR",
    "PHONE NUMBER IN CAMPAIGN DNC",
    " - {phone_number}|{campaign_id}|{user}",
    logged="{phone_number}|{campaign_id}",
    stage="check_dnc",
    cause="campaign_dnc_check is Y or AREACODE, and phone_number (with AREACODE also its area code)"
    " is in vicidial_campaign_dnc for campaign_id, or for its use_other_campaign_dnc if set.",
    remedy="Take {phone_number}, or its area code, out of vicidial_campaign_dnc for {campaign_id}"
    " or its use_other_campaign_dnc, or leave campaign_dnc_check out.",
)
ALT_PHONES_LOADED: Final = Message(
    "NOTICE",
    "MULTI-ALT-PHONE NUMBERS LOADED",
    " - {rows}|{lead_id}|{user}",
    documented=" - {rows}|{user}|{lead_id}",
    logged="{rows}|{lead_id}",
    vicidial_prefix="{records}",
    stage="load_alt_phones",
    cause="multi_alt_phones is longer than 5 characters, and each of its records is stored.",
    remedy="Nothing to mend: they are in vicidial_list_alt_phones, under lead_id {lead_id}.",
)
_CUSTOM: Final = "{phone_number}|{lead_id}|{list_id}"
CUSTOM_FIELDS_DISABLED: Final = Message(
    "NOTICE",
    "CUSTOM FIELDS NOT ADDED, CUSTOM FIELDS DISABLED",
    " - {phone_number}|{lead_id}|Y|{custom_fields_enabled}",
    documented=" - {phone_number}|Y|{custom_fields_enabled}",
    logged="{phone_number}|{lead_id}|Y|{custom_fields_enabled}",
    stage="add_custom_fields",
    cause="custom_fields is Y, and system_settings.custom_fields_enabled is 0; the lead is stored.",
    remedy="Set system_settings.custom_fields_enabled to 1, or leave custom_fields out.",
)
NO_CUSTOM_FIELDS_FOR_LIST: Final = Message(
    "NOTICE",
    "CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST",
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
    "CUSTOM FIELDS NOT ADDED, NO FIELDS DEFINED",
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
    "CUSTOM FIELDS NOT ADDED, NO FIELDS TO UPDATE DEFINED",
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
    "CUSTOM FIELDS VALUES ADDED",
    f" - {_CUSTOM}|{{changed_leads}}",
    documented=f" - {_CUSTOM}",
    logged=_CUSTOM,
    stage="add_custom_fields",
    cause="custom_fields is Y, and the values are stored.",
    remedy="Nothing to mend: they are in custom_{list_id}, under lead_id {lead_id}.",
)
OUTSIDE_LOCAL_TIME: Final = Message(
    "NOTICE",
    "NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME",
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
    "ADDED TO HOPPER",
    " - {phone_number}|{lead_id}|{hopper_id}|{user}",
    documented=" - {phone_number}|{user}|{lead_id}|{hopper_id}",
    logged="{phone_number}|{lead_id}|{hopper_id}",
    stage="add_to_hopper",
    cause="add_to_hopper is Y, and the lead is in the hopper of its list's campaign.",
    remedy="Nothing to mend: it is hopper_id {hopper_id} of vicidial_hopper.",
)
CALLBACK_CAMPAIGN_NOT_VALID: Final = Message(
    "NOTICE",
    "SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID",
    " - {lead_id}|{campaign_id}",
    logged="{lead_id}|{campaign_id}",
    stage="schedule_callback",
    cause="callback is Y, and campaign_id is not in vicidial_campaigns, or was left out; the lead"
    " is stored, held as CBHOLD.",
    remedy="Send a campaign_id that is in vicidial_campaigns.",
)
CALLBACK_USER_NOT_VALID: Final = Message(
    "NOTICE",
    "SCHEDULED CALLBACK NOT ADDED, USER NOT VALID",
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
    "SCHEDULED CALLBACK ADDED",
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

OF_PERMISSION: Final = ("INVALID_SOURCE", "INVALID_SOURCE_ECHO", "FUNCTION_NOT_ALLOWED")
"""What every function says that looks at source and rights (`permission.rights`)."""
