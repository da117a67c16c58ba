"""What update_lead and batch_update_lead alone say (update_lead.md).

`phone_number` is always the request's, mostly empty; `list_id` and `lead_id` are the lead's where a
lead is spoken of. `logged` follows U8.
"""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

MAY_NOT_UPDATE: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO UPDATE LEADS IN THE SYSTEM",
    ": |{user}|0|",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: vdc_agent_api_access 1, modify_leads 1 to 4, user_level 8 or"
    " more, active Y.",
    remedy="In vicidial_users give {user} vdc_agent_api_access 1, modify_leads 1, 2, 3 or 4,"
    " user_level 8 or more, and active Y.",
)

_SEARCHED: Final = "{search_method}|{lead_id}|{vendor_lead_code}|{phone_number}"
_KEYS: Final = "{lead_id}|{vendor_lead_code}|{phone_number}"

NO_SEARCH_METHOD: Final = Message(
    "ERROR",
    "NO VALID SEARCH METHOD",
    f" - {{user}}|{_SEARCHED}",
    logged=_SEARCHED,
    stage="check_search",
    cause="Nothing that search_method names was sent: lead_id for LEAD_ID, vendor_lead_code for"
    " VENDOR_LEAD_CODE, a phone_number of 6 to 18 for PHONE_NUMBER.",
    remedy="Send search_method in capitals, and what it searches for; {search_method} found"
    " nothing to search for.",
)
SEARCH_LIST_NOT_ALLOWED: Final = Message(
    "ERROR",
    "NOT AN ALLOWED LIST ID, SEARCH",
    " - {phone_number}|{list_id}",
    logged="{phone_number}|{list_id}",
    stage="check_lists",
    cause="The user has api_list_restrict 1, and list_id, as written, is no list of the campaigns"
    " in their group's allowed_campaigns.",
    remedy="Send a list_id of those campaigns, without leading zeros; {list_id} is none.",
)
LIST_NOT_DEFINED: Final = Message(
    "ERROR",
    "NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED",
    " - {phone_number}|{list_id_field}",
    logged="{phone_number}|{list_id_field}",
    stage="check_lists",
    cause="list_exists_check holds a Y, and list_id_field is not in vicidial_lists.",
    remedy="Send a list_id_field that is in vicidial_lists ({list_id_field} is not), or leave"
    " list_exists_check out.",
)
LEADS_FOUND: Final = Message(
    "NOTICE",
    "LEADS FOUND IN THE SYSTEM",
    f": |{{user}}|{_KEYS}|{{found_list}}|{{found_entry_list}}",
    logged=f"{_KEYS}|{{found_list}}|{{found_entry_list}}",
    stage="tell_found",
    cause="no_update is Y, and at least one lead was found; nothing is changed. The lists are those"
    " of the first lead found, the newest.",
    remedy="Nothing to mend: the lead is lead_id {lead_id}.",
)
NO_MATCHES_TOLD: Final = Message(
    "NOTICE",
    "NO MATCHES FOUND IN THE SYSTEM",
    f": |{{user}}|{_KEYS}",
    logged=_KEYS,
    stage="search",
    cause="No lead was found, and no_update or insert_if_not_found is Y.",
    remedy="Nothing to mend: with insert_if_not_found=Y, and without no_update, the lead is added.",
)
NO_MATCHES: Final = Message(
    "ERROR",
    "NO MATCHES FOUND IN THE SYSTEM",
    f": |{{user}}|{_KEYS}",
    logged=_KEYS,
    stage="search",
    cause="No lead has what was searched for where it was looked for.",
    remedy="Look at vicidial_list, and at search_location and records; insert_if_not_found=Y adds"
    " a lead that is not found.",
)
RESULT_LIST_NOT_ALLOWED: Final = Message(
    "ERROR",
    "NOT AN ALLOWED LIST ID, RESULTS",
    " - {list_id}",
    logged="{list_id}",
    stage="change_leads",
    cause="The user has api_list_restrict 1, and a lead that was found is in a list that their"
    " group is not allowed; what was done to the leads before it stays.",
    remedy="Let the allowed_campaigns of the user's group name the campaign of list {list_id}.",
)
CUSTOM_DATA_DELETED: Final = Message(
    "NOTICE",
    "CUSTOM FIELDS DATA HAS BEEN DELETED",
    " - {user}|{lead_id}|{custom_list}|{changed}|{deleted}",
    logged="{phone_number}|{list_id}|{lead_id}|{custom_list}|{changed}|{deleted}",
    stage="change_leads",
    cause="delete_cf_data is Y: the lead's row of the custom table is gone, and its entry_list_id"
    " is 0.",
    remedy="Nothing to mend: lead {lead_id} has no custom fields any more.",
)
LEAD_DELETED: Final = Message(
    "SUCCESS",
    "LEAD HAS BEEN DELETED {deleted}|{archived}",
    " - {user}|{lead_id}|1|{archived}|{archived}|",
    logged="{phone_number}|{list_id}|{lead_id}|",
    stage="change_leads",
    cause="delete_lead is Y: the lead is deleted, its callbacks are in the archive; hopper,"
    " alternative phones and, without custom_fields=Y, its custom fields stay.",
    remedy="Nothing to mend: lead {lead_id} is gone.",
)
LEAD_UPDATED: Final = Message(
    "SUCCESS",
    "LEAD HAS BEEN UPDATED",
    " - {user}|{lead_id}|{changed}|{archived}|{archived}|",
    logged="{phone_number}|{list_id}|{lead_id}|",
    stage="change_leads",
    cause="The lead's columns are set; the number is 1 where any of them is another than before.",
    remedy="Nothing to mend: it is lead_id {lead_id} of vicidial_list.",
)
CALLBACK_UPDATED: Final = Message(
    "NOTICE",
    "SCHEDULED CALLBACK UPDATED",
    " - {lead_id}|{campaign_id}|{callback_datetime}|{callback_type}|{callback_user}"
    "|{callback_status}",
    logged="{lead_id}|{campaign_id}|{callback_datetime}|{callback_type}|{callback_user}"
    "|{callback_status}",
    stage="change_leads",
    cause="callback is Y, and the lead has a callback already, whatever its status: what was sent"
    " is set in it, unchecked.",
    remedy="Nothing to mend: it is in vicidial_callbacks, under lead_id {lead_id}.",
)
CALLBACK_NOT_UPDATED: Final = Message(
    "NOTICE",
    "SCHEDULED CALLBACK NOT UPDATED, NO FIELDS SPECIFIED",
    " - {lead_id}|",
    logged="{lead_id}|",
    stage="change_leads",
    cause="callback is Y, the lead has a callback already, and nothing to set in it was sent.",
    remedy="Send callback_datetime, callback_status, campaign_id, callback_type, callback_user or"
    " callback_comments; lead {lead_id} has a callback.",
)
CALLBACK_DELETED: Final = Message(
    "NOTICE",
    "SCHEDULED CALLBACK DELETED",
    " - {user}|{lead_id}|{deleted}|{archived}",
    logged="{user}|{lead_id}|{deleted}|{archived}",
    stage="change_leads",
    cause="callback is REMOVE: the lead's callbacks are in vicidial_callbacks_archive.",
    remedy="Nothing to mend: lead {lead_id} has no callback any more.",
)
CUSTOM_ENTRY_DELETED: Final = Message(
    "NOTICE",
    "CUSTOM FIELDS ENTRY DELETED",
    " - {phone_number}|{lead_id}|{list_id}|{entry_list}|{custom_list}|1",
    logged="{phone_number}|{lead_id}|{list_id}|1",
    stage="change_leads",
    cause="delete_lead and custom_fields are Y: the lead's row of the custom table is gone too.",
    remedy="Nothing to mend: lead {lead_id} has no custom fields any more.",
)
CUSTOM_UPDATED: Final = Message(
    "NOTICE",
    "CUSTOM FIELDS VALUES UPDATED",
    " - {phone_number}|{lead_id}|{list_id}|{entry_list}|{custom_list}|{changed}",
    logged="{phone_number}|{lead_id}|{list_id}",
    stage="change_leads",
    cause="custom_fields is Y, and the fields that were sent are stored; the number is 1 where any"
    " of them is another than before.",
    remedy="Nothing to mend: they are in custom_{custom_list}, under lead_id {lead_id}.",
)

INVALID_FOR_INSERTION: Final = Message(
    "ERROR",
    "INVALID DATA FOR LEAD INSERTION",
    " - {user}|{phone_number}|{phone_code}|{list_id}|Y",
    logged="{phone_number}|{phone_code}|{list_id}|Y",
    stage="insert_lead",
    cause="insert_if_not_found is Y, and phone_number is not 6 to 18 long, phone_code is empty, or"
    " list_id is shorter than 3.",
    remedy="Send phone_number, phone_code and list_id; {phone_number}, {phone_code} and {list_id}"
    " will not do.",
)
INSERT_LIST_NOT_ALLOWED: Final = Message(
    "ERROR",
    "NOT AN ALLOWED LIST ID, INSERT",
    " - {phone_number}|{list_id}",
    logged="{phone_number}|{list_id}",
    stage="insert_lead",
    cause="The user has api_list_restrict 1, and the list that the lead would go to is not"
    " allowed.",
    remedy="Send a list_id of the campaigns in the allowed_campaigns of the user's group;"
    " {list_id} is none.",
)
LEAD_INSERTED: Final = Message(
    "SUCCESS",
    "LEAD HAS BEEN ADDED",
    " - {phone_number}|{list_id}|{lead_id}|{gmt_offset}|{user}",
    logged="{phone_number}|{list_id}|{lead_id}|{gmt_offset}",
    stage="insert_lead",
    cause="insert_if_not_found is Y, no lead was found, and one is added, without any check for"
    " duplicates or do-not-call numbers.",
    remedy="Nothing to mend: it is lead_id {lead_id} of vicidial_list.",
)

_HOPPER: Final = "{phone_number}|{lead_id}|{user}"

ALREADY_IN_HOPPER: Final = Message(
    "NOTICE",
    "NOT ADDED TO HOPPER, LEAD IS ALREADY IN THE HOPPER",
    f" - {_HOPPER}",
    logged=_HOPPER,
    stage="change_hopper",
    cause="add_to_hopper is Y, and the lead is in vicidial_hopper, in any campaign and status.",
    remedy="Nothing to mend: lead {lead_id} is in the hopper.",
)
HOPPER_LEAD_NOT_FOUND: Final = Message(
    "NOTICE",
    "NOT ADDED TO HOPPER, LEAD NOT FOUND",
    f" - {_HOPPER}",
    logged=_HOPPER,
    stage="change_hopper",
    cause="add_to_hopper is Y, and no lead has the lead_id that was given: it is not the one that"
    " was found, or the lead was deleted.",
    remedy="Leave lead_id out where another key is searched by; {lead_id} is no lead.",
)
OUTSIDE_LOCAL_TIME: Final = Message(
    "NOTICE",
    "NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME",
    " - {phone_number}|{lead_id}|{gmt_offset}|0|{user}",
    logged="{phone_number}|{lead_id}|{gmt_offset}|0|{state}",
    stage="change_hopper",
    cause="add_to_hopper and hopper_local_call_time_check are Y, and the lead's local time is"
    " outside the call time of the list, its campaign or the lead's state.",
    remedy="Send it while the call time is open at UTC offset {gmt_offset}, or leave"
    " hopper_local_call_time_check out.",
)
NOT_IN_HOPPER: Final = Message(
    "NOTICE",
    "NOT REMOVED FROM HOPPER, LEAD IS NOT IN THE HOPPER",
    f" - {_HOPPER}",
    logged=_HOPPER,
    stage="change_hopper",
    cause="remove_from_hopper is Y, and the lead is not in vicidial_hopper.",
    remedy="Nothing to mend: lead {lead_id} is not in the hopper.",
)
REMOVED_FROM_HOPPER: Final = Message(
    "NOTICE",
    "REMOVED FROM HOPPER",
    " - {phone_number}|{lead_id}|{status}|{user}",
    logged="{phone_number}|{lead_id}|{status}",
    stage="change_hopper",
    cause="remove_from_hopper is Y, and the lead is not in vicidial_hopper any more.",
    remedy="Nothing to mend: lead {lead_id} is not in the hopper.",
)
NOT_REMOVED: Final = Message(
    "NOTICE",
    "NOT REMOVED FROM HOPPER",
    " - {phone_number}|{lead_id}|{status}|{user}",
    logged="{phone_number}|{lead_id}|{status}",
    stage="change_hopper",
    cause="remove_from_hopper is Y, and the lead's row in the hopper is INCALL, DONE, HOLD or DNC.",
    remedy="Wait until lead {lead_id} is not {status} in vicidial_hopper.",
)

NO_LEADS_DEFINED: Final = Message(
    "ERROR",
    "NO LEADS DEFINED",
    " - {user}|",
    logged="",
    stage="check_batch",
    cause="lead_ids is empty; lead_id is not read.",
    remedy="Send lead_ids, joined by commas.",
)
BATCH_LIST_NOT_ALLOWED: Final = Message(
    "ERROR",
    "NOT AN ALLOWED LIST ID",
    " - {user}|{list_id_field}",
    logged="{list_id_field}",
    stage="check_batch",
    cause="The user has api_list_restrict 1, and list_id_field, as written, is no list of the"
    " campaigns in their group's allowed_campaigns.",
    remedy="Send a list_id_field of those campaigns, without leading zeros; {list_id_field} is"
    " none.",
)
BATCH_LIST_NOT_DEFINED: Final = Message(
    "ERROR",
    "NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED",
    " - {user}|{list_id_field}",
    logged="{list_id_field}",
    stage="check_batch",
    cause="list_exists_check holds a Y, and list_id_field is not in vicidial_lists.",
    remedy="Send a list_id_field that is in vicidial_lists ({list_id_field} is not), or leave"
    " list_exists_check out.",
)
BATCH_NO_MATCHES: Final = Message(
    "ERROR",
    "NO MATCHES FOUND IN THE SYSTEM",
    ": |{user}|{lead_ids}",
    logged="{lead_ids}",
    stage="update_batch",
    cause="No lead of lead_ids is there, or none in a list that the caller is allowed.",
    remedy="Send lead_ids of vicidial_list; {lead_ids} are none.",
)
BATCH_UPDATED: Final = Message(
    "SUCCESS",
    "LEADS HAVE BEEN UPDATED",
    " - {user}|{changed}|{found}|{leads}",
    logged="{changed}|{found}|{leads}",
    stage="update_batch",
    cause="The columns are set in every lead that was found; the first number counts those in which"
    " any is another than before.",
    remedy="Nothing to mend: the leads are {leads}.",
)
