"""What the functions say that read leads back (leads.md, 4 to 7)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

_ACCESS: Final = "vdc_agent_api_access 1, user_level 7 or more, active Y"

MAY_NOT_GET_ALL_INFO: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO GET LEAD INFO",
    ": |{user}|0|",
    logged="0",
    stage="check_permission",
    cause=f"The user lacks one of: modify_leads 1 to 5, view_reports 1, {_ACCESS}.",
    remedy="In vicidial_users give {user} modify_leads 1, 2, 3, 4 or 5, view_reports 1,"
    " vdc_agent_api_access 1, user_level 7 or more, and active Y.",
)
MAY_NOT_GET_INFO: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO GET LEAD INFO",
    ": |{user}|0|",
    logged="0",
    stage="check_permission",
    cause=f"The user lacks one of: modify_leads 1 to 4, {_ACCESS}.",
    remedy="In vicidial_users give {user} modify_leads 1, 2, 3 or 4, vdc_agent_api_access 1,"
    " user_level 7 or more, and active Y.",
)
MAY_NOT_GET_CALLBACKS: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO GET LEAD INFO",
    ": |{user}|0|",
    logged="0",
    stage="check_permission",
    cause=f"The user lacks one of: view_reports 1, {_ACCESS}.",
    remedy="In vicidial_users give {user} view_reports 1, vdc_agent_api_access 1, user_level 7 or"
    " more, and active Y.",
)

# lead_all_info

_ASKED: Final = "{user}|{lead_id}|{phone_number}"

LEADS_NOT_FOUND: Final = Message(
    "ERROR",
    "LEAD NOT FOUND",
    f": {_ASKED}",
    logged=_ASKED,
    stage="find_leads",
    cause="lead_id is empty and phone_number is not 6 to 19 long, or there is no such lead.",
    remedy="Send the lead_id of a lead, or its whole phone_number.",
)
LIST_NOT_ALLOWED: Final = Message(
    "ERROR",
    "LIST NOT FOUND",
    f": {_ASKED}",
    logged=_ASKED,
    stage="tell_leads",
    cause="The user has api_list_restrict 1, and a lead is in a list of a campaign that their user"
    " group is not allowed.",
    remedy="Let the allowed_campaigns of {user}'s group name the campaign of the lead's list.",
)
NO_LIST_ALLOWED: Final = Message(
    "ERROR",
    "LIST NOT FOUND",
    f": {_ASKED}|{{list_id}}",
    logged=f"{_ASKED}|{{list_id}}",
    stage="tell_leads",
    cause="No lead that was found is in a list of a campaign that the user's group is allowed; a"
    " list without a row in vicidial_lists is none.",
    remedy="Give list {list_id} a row in vicidial_lists, and let the allowed_campaigns of {user}'s"
    " group name its campaign.",
)
LEAD_TOLD: Final = Message(
    "SUCCESS",
    "{output}",
    "",
    logged=f"{_ASKED}|{{told_stage}}",
    stage="tell_leads",
    cause="A lead is told: the log has a row for each, with all that is told so far.",
    remedy="Nothing to mend.",
    prints_result=False,
    ends_line=False,
)
LEADS_TOLD: Final = Message(
    "SUCCESS",
    "",
    "{output}",
    stage="tell_leads",
    cause="What is known of the leads, a line each.",
    remedy="Nothing to mend.",
    prints_result=False,
    ends_line=False,
)

# lead_field_info

INVALID_FIELD_SEARCH: Final = Message(
    "ERROR",
    "INVALID SEARCH PARAMETERS",
    ": {user}|{lead_id}|{field_name}",
    logged="{user}|{lead_id}|{field_name}",
    stage="check_parameters",
    cause="lead_id is empty or longer than 11, or field_name is empty.",
    remedy="Send the lead_id of a lead, and field_name: a column of vicidial_list, or of the custom"
    " table if custom_fields is Y.",
)
LEAD_NOT_FOUND: Final = Message(
    "ERROR",
    "LEAD NOT FOUND",
    ": {user}|{lead_id}",
    logged="{user}|{lead_id}",
    stage="find_lead",
    cause="There is no lead of this lead_id.",
    remedy="Send a lead_id of vicidial_list; {lead_id} is none.",
)
LIST_NOT_FOUND: Final = Message(
    "ERROR",
    "LIST NOT FOUND",
    ": {user}|{lead_id}|{list_id}",
    logged="{user}|{lead_id}|{list_id}",
    stage="find_lead",
    cause="The lead's list is not in vicidial_lists, or its campaign is none that the user's group"
    " is allowed.",
    remedy="Give list {list_id} a row in vicidial_lists, and let the allowed_campaigns of {user}'s"
    " group name its campaign.",
)
FIELD_NOT_FOUND: Final = Message(
    "ERROR",
    "LIST FIELD NOT FOUND",
    ": {user}|{lead_id}",
    logged="{user}|{lead_id}",
    stage="tell_field",
    cause="custom_fields is Y, and the custom table has no row of the lead; or field_name is no"
    " column (there a dialer fails).",
    remedy="Send a field_name that is there, and the list_id whose custom table has a row of lead"
    " {lead_id}.",
)
FIELD_TOLD: Final = Message(
    "SUCCESS",
    "{output}",
    "{output}",
    logged="{user}|{lead_id}|{stage}",
    stage="tell_field",
    cause="The field's value, without a line end.",
    remedy="Nothing to mend.",
    prints_result=False,
    ends_line=False,
)

# lead_status_search

INVALID_STATUS_SEARCH: Final = Message(
    "ERROR",
    "INVALID SEARCH PARAMETERS",
    ": {user}|{status}|{date}|{lead_id}",
    logged="{user}|{status}|{date}|{lead_id}",
    stage="check_parameters",
    cause="Neither status with a date of 10 characters, nor lead_id was sent.",
    remedy="Send status and date, as 2026-07-15, or lead_id.",
)
NO_RESULTS: Final = Message(
    "ERROR",
    "NO RESULTS FOUND",
    ": {user}|{lead_id}|{status}|",
    logged="{user}|{lead_id}|{status}|",
    stage="tell_records",
    cause="No call of vicidial_log or vicidial_closer_log fits whose lead is there and may be seen"
    " by the caller.",
    remedy="Look at vicidial_log for {status}{lead_id}; a lead that was never called is not found.",
)
RECORDS_TOLD: Final = Message(
    "SUCCESS",
    "{output}",
    "{output}",
    logged="{user}|{lead_id}|{stage}",
    stage="tell_records",
    cause="A record for each lead, a line for each of its fields.",
    remedy="Nothing to mend.",
    prints_result=False,
    ends_line=False,
)

# lead_callback_info

INVALID_CALLBACK_SEARCH: Final = Message(
    "ERROR",
    "INVALID SEARCH PARAMETERS",
    ": {user}|{lead_id}",
    logged="{user}|{lead_id}",
    stage="check_parameters",
    cause="lead_id is empty, or longer than 11.",
    remedy="Send the lead_id of a lead.",
)
CALLBACK_NOT_ALLOWED: Final = Message(
    "ERROR",
    "LEAD NOT FOUND",
    ": |{user}|1|",
    logged="1",
    stage="tell_callbacks",
    cause="The user has api_list_restrict 1 and a group that is not open, and a callback's list is"
    " not allowed, or it is the second of its table.",
    remedy="Take api_list_restrict from {user}, or name -ALL-CAMPAIGNS- in their group.",
)
CALLBACK_NOT_FOUND: Final = Message(
    "ERROR",
    "CALLBACK NOT FOUND",
    ": {user}|{lead_id}|{told_stage}|{search_location}",
    logged="{user}|{lead_id}|{told_stage}|{search_location}",
    stage="tell_callbacks",
    cause="The lead has no callback where search_location looks, or header is neither YES nor NO.",
    remedy="Look at vicidial_callbacks for lead_id {lead_id}; send header as YES or NO, if at all.",
)
CALLBACKS_TOLD: Final = Message(
    "SUCCESS",
    "{output}",
    "{output}",
    logged="{user}|{lead_id}|{told_stage}|{search_location}",
    stage="tell_callbacks",
    cause="The lead's callbacks, a line each.",
    remedy="Nothing to mend.",
    prints_result=False,
    ends_line=False,
)
