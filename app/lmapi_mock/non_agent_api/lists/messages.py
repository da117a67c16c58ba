"""What the functions say that add, change and tell of lists (lists.md, 3 to 7)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

_NOTHING: Final = "Nothing to mend."


def _may_not(reason: str) -> Message:
    return Message(
        "ERROR",
        reason,
        ": |{user}|0",
        logged="0",
        stage="check_permission",
        cause="The user lacks one of: modify_lists 1, vdc_agent_api_access 1, user_level 8 or more,"
        " active Y.",
        remedy="In vicidial_users give {user} modify_lists 1, vdc_agent_api_access 1, user_level 8"
        " or more, and active Y.",
    )


def _refused(
    reason: str, data: str, stage: str, cause: str, remedy: str, result: str = "ERROR"
) -> Message:
    return Message(
        result,
        reason,
        f": |{{user}}|{data}",
        logged=data,
        stage=stage,
        cause=cause,
        remedy=remedy,
    )


def _incomplete(stage: str) -> Message:
    return _refused(
        "YOU MUST USE ALL REQUIRED FIELDS",
        "{list_id}|{list_name}|{campaign_id}",
        stage,
        "list_id is shorter than 2 or longer than 14.",
        "Send the list_id of a list, 2 to 14 digits.",
    )


def _not_allowed(stage: str) -> Message:
    return Message(
        "ERROR",
        "NOT AN ALLOWED LIST ID",
        " - {list_id}",
        logged="{list_id}",
        stage=stage,
        cause="The user has api_list_restrict 1, and the list is of no campaign that their group"
        " allows; it has to be spelt as it is stored, without zeros before it.",
        remedy="Send a list_id of an allowed campaign in place of {list_id}, or call as a user with"
        " api_list_restrict 0.",
    )


def _unknown(stage: str) -> Message:
    return _refused(
        "LIST DOES NOT EXIST",
        "{list_id}",
        stage,
        "list_id is not in vicidial_lists, or its campaign is not among the allowed_campaigns of"
        " the caller's group.",
        "Send a list_id of vicidial_lists whose campaign {user}'s group allows.",
    )


MAY_NOT_GET_LIST: Final = _may_not("USER DOES NOT HAVE PERMISSION TO MODIFY LISTS")
LIST_INFO_INCOMPLETE: Final = _incomplete("find_list")
LIST_INFO_NOT_ALLOWED: Final = _not_allowed("find_list")
LIST_INFO_UNKNOWN: Final = _unknown("find_list")
LIST_TOLD: Final = Message(
    "SUCCESS",
    "LIST INFORMATION SENT",
    "{output}",
    logged="{list_id}",
    stage="tell_list",
    cause="The list's line, after a header if that was asked for.",
    remedy=_NOTHING,
    prints_result=False,
    ends_line=False,
)

MAY_NOT_GET_FIELDS: Final = MAY_NOT_GET_LIST
CUSTOM_FIELDS_DISABLED: Final = Message(
    "ERROR",
    "CUSTOM LIST FIELDS ARE NOT ENABLED ON THIS SYSTEM",
    ": |{user}|{function}|",
    logged="",
    stage="check_permission",
    cause="system_settings.custom_fields_enabled is 0.",
    remedy="Set system_settings.custom_fields_enabled to 1; {user} may then call {function}.",
    names_function=False,
)
LIST_FIELDS_INCOMPLETE: Final = _incomplete("find_lists")
LIST_FIELDS_NOT_ALLOWED: Final = _not_allowed("find_lists")
LIST_FIELDS_UNKNOWN: Final = _unknown("find_lists")
FIELDS_TOLD: Final = Message(
    "SUCCESS",
    "LIST CUSTOM FIELDS INFORMATION SENT",
    "{output}",
    logged="{list_id}",
    stage="tell_fields",
    cause="A line for each list, after a header if that was asked for.",
    remedy=_NOTHING,
    prints_result=False,
    ends_line=False,
)

MAY_NOT_ADD_LISTS: Final = _may_not("USER DOES NOT HAVE PERMISSION TO ADD LISTS")
ADD_LIST_INCOMPLETE: Final = _refused(
    "YOU MUST USE ALL REQUIRED FIELDS",
    "{list_id}|{list_name}|{campaign_id}",
    "check_parameters",
    "list_id is not 2 to 14 digits long, campaign_id not 1 to 8 characters, or list_name not 2 to"
    " 30.",
    "Send list_id, list_name and campaign_id, each within these lengths.",
)
CAMPAIGN_UNKNOWN: Final = _refused(
    "CAMPAIGN DOES NOT EXIST",
    "{campaign_id}",
    "check_parameters",
    "campaign_id is not in vicidial_campaigns, or not among the allowed_campaigns of the caller's"
    " group.",
    "Send a campaign_id of vicidial_campaigns that {user}'s group allows.",
)
LIST_EXISTS: Final = _refused(
    "LIST ALREADY EXISTS",
    "{list_id}",
    "check_new_list",
    "There is a list of this number already.",
    "Send another list_id, or change the list with update_list.",
)


def _not_valid(reason: str, name: str, good: str) -> Message:
    return _refused(
        f"{reason}, THIS IS AN OPTIONAL FIELD",
        "{value}",
        "check_settings",
        f"{name} is sent, and is not {good}.",
        f"Send {name} as {good}, or leave it out.",
    )


_SCRIPT: Final = ("SCRIPT DOES NOT EXIST", "script", "a script_id of vicidial_scripts")
_IN_GROUP: Final = (
    "IN-GROUP DOES NOT EXIST",
    "drop_inbound_group",
    "a group_id of vicidial_inbound_groups",
)
_RESET_TIME: Final = ("RESET TIME IS NOT VALID", "reset_time", "times of 4 digits, as 0900-1700")
_TZ_METHOD: Final = (
    "TIME ZONE METHOD IS NOT VALID",
    "tz_method",
    "COUNTRY_AND_AREA_CODE, POSTAL_CODE, NANPA_PREFIX or OWNER_TIME_ZONE_CODE",
)
_CALL_TIME: Final = (
    "LOCAL CALL TIME DOES NOT EXIST",
    "local_call_time",
    "campaign or a call_time_id of vicidial_call_times",
)


def _transfer(number: str) -> tuple[str, str, str]:
    return (
        f"TRANSFER CONF OVERRIDE {number} IS NOT VALID",
        f"xferconf_{number.lower()}",
        "up to 50 characters",
    )


NEW_SCRIPT_NOT_VALID: Final = _not_valid(*_SCRIPT)
NEW_IN_GROUP_NOT_VALID: Final = _not_valid(*_IN_GROUP)
NEW_RESET_TIME_NOT_VALID: Final = _not_valid(*_RESET_TIME)
NEW_TZ_METHOD_NOT_VALID: Final = _not_valid(*_TZ_METHOD)
NEW_CALL_TIME_NOT_VALID: Final = _not_valid(*_CALL_TIME)
NEW_TRANSFER_ONE_NOT_VALID: Final = _not_valid(*_transfer("ONE"))
NEW_TRANSFER_TWO_NOT_VALID: Final = _not_valid(*_transfer("TWO"))
NEW_TRANSFER_THREE_NOT_VALID: Final = _not_valid(*_transfer("THREE"))
NEW_TRANSFER_FOUR_NOT_VALID: Final = _not_valid(*_transfer("FOUR"))
NEW_TRANSFER_FIVE_NOT_VALID: Final = _not_valid(*_transfer("FIVE"))


def _of_copy(
    reason: str, cause: str, remedy: str, result: str = "ERROR", stage: str = "check_settings"
) -> Message:
    return _refused(
        f"{reason}, THIS IS AN OPTIONAL FIELD",
        "{list_id}|{custom_fields_copy}|0",
        stage,
        cause,
        remedy,
        result,
    )


_FROM_UNKNOWN: Final = (
    "CUSTOM FIELDS LIST ID TO COPY FROM DOES NOT EXIST",
    "custom_fields_copy is not in vicidial_lists.",
    "Send as custom_fields_copy a list that has custom fields; {custom_fields_copy} is none.",
)
_FROM_WITHOUT: Final = (
    "CUSTOM FIELDS LIST ID TO COPY FROM HAS NO CUSTOM FIELDS",
    "The list of custom_fields_copy has no row in vicidial_lists_fields.",
    "Send as custom_fields_copy a list that has custom fields; {custom_fields_copy} has none.",
)
_NO_FIELDS: Final = (
    "USER DOES NOT HAVE PERMISSION TO MODIFY CUSTOM FIELDS",
    "The user's custom_fields_modify is not 1.",
    "Set vicidial_users.custom_fields_modify of {user} to 1.",
)
COPY_FROM_UNKNOWN: Final = _of_copy(*_FROM_UNKNOWN)
COPY_FROM_WITHOUT_FIELDS: Final = _of_copy(*_FROM_WITHOUT)
COPYING_NOT_ALLOWED: Final = _of_copy(*_NO_FIELDS)
LIST_ADDED: Final = Message(
    "SUCCESS",
    "LIST HAS BEEN ADDED",
    " - {user}|{list_id}|{list_name}|{campaign_id}",
    logged="{list_id}|{list_name}|{campaign_id}",
    stage="insert_list",
    cause="The list is stored; whether its fields were copied, vicidial_admin_log alone tells.",
    remedy=_NOTHING,
)

MAY_NOT_UPDATE_LISTS: Final = _may_not("USER DOES NOT HAVE PERMISSION TO UPDATE LISTS")
UPDATE_LIST_INCOMPLETE: Final = _incomplete("find_list")
UPDATE_LIST_NOT_ALLOWED: Final = _not_allowed("find_list")
SENT_TO_ADD_LIST: Final = _refused(
    "LIST DOES NOT EXIST, SENDING TO add_list FUNCTION",
    "{list_id}",
    "find_list",
    "The list is not there, or the caller does not see its campaign; insert_if_not_found is Y, so"
    " what follows is add_list's answer.",
    _NOTHING,
    "NOTICE",
)
ADD_LIST_NOT_ALLOWED: Final = Message(
    "ERROR",
    "auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION",
    ": |{user}|add_list|",
    logged="1",
    stage="find_list",
    cause="insert_if_not_found is Y, and the user's api_allowed_functions do not hold add_list.",
    remedy="Add add_list to vicidial_users.api_allowed_functions of {user}, with a space before"
    " and after it.",
    names_function=False,
)
UPDATE_LIST_UNKNOWN: Final = _unknown("find_list")


def _notice(reason: str, data: str, cause: str, remedy: str, stage: str) -> Message:
    return _refused(reason, data, stage, cause, remedy, "NOTICE")


def _has_no_fields(verb: str) -> Message:
    return _notice(
        f"CUSTOM FIELDS LIST ID TO {verb} TO HAS NO CUSTOM FIELDS, THIS IS AN OPTIONAL FIELD",
        "{list_id}|0",
        "The list is not there, or the caller does not see its campaign; and it has no row in"
        " vicidial_lists_fields.",
        "Send a list_id of vicidial_lists whose campaign {user}'s group allows.",
        "change_fields",
    )


def _field_incomplete(done: str, data: str, needed: str) -> Message:
    return _notice(
        f"REQUIRED CUSTOM FIELDS VARIABLES ARE MISSING, FIELD NOT {done}, THIS IS AN OPTIONAL"
        " FIELD",
        data,
        f"One of these is empty: {needed}.",
        f"Send {needed}.",
        "change_fields",
    )


def _field_unknown(done: str, data: str) -> Message:
    return _notice(
        f"FIELD DOES NOT EXIST, FIELD NOT {done}, THIS IS AN OPTIONAL FIELD",
        data,
        "The list has no field of this field_label.",
        "Send a field_label of the list's; {field_label} is none.",
        "change_fields",
    )


def _sent(reason: str, data: str, stage: str = "change_fields") -> Message:
    return Message(
        "NOTICE",
        reason,
        f" - {{user}}|{data}",
        logged=data,
        stage=stage,
        cause="The dialer's page of custom fields was asked; what it said stands last: NONE where"
        " it did nothing.",
        remedy="Read the verdict: only one that begins with SUCCESS is good.",
    )


_FIELD: Final = "{list_id}|{field_label}|{field_name}|{field_size}|{field_type}|{field_rank}|"

ADDED_TO_UNKNOWN: Final = _has_no_fields("ADD")
UPDATED_TO_UNKNOWN: Final = _has_no_fields("UPDATE")
DELETED_TO_UNKNOWN: Final = _has_no_fields("DELETE")
FIELDS_NOT_ALLOWED: Final = _of_copy(*_NO_FIELDS, "NOTICE", "change_fields")
ADDED_FIELD_INCOMPLETE: Final = _field_incomplete(
    "ADDED", _FIELD, "field_label, field_name, field_size, field_type, field_rank"
)
UPDATED_FIELD_INCOMPLETE: Final = _field_incomplete("UPDATED", "{list_id}||", "field_label")
DELETED_FIELD_INCOMPLETE: Final = _field_incomplete("DELETED", "{list_id}||", "field_label")
UPDATED_FIELD_UNKNOWN: Final = _field_unknown("UPDATED", _FIELD)
DELETED_FIELD_UNKNOWN: Final = _field_unknown("DELETED", "{list_id}|{field_label}|")
FIELD_ADDED: Final = _sent(
    "ADD CUSTOM FIELD COMMAND SENT", "{list_id}|{field_label}|{field_type}|{verdict}|"
)
FIELD_UPDATED: Final = _sent(
    "UPDATE CUSTOM FIELD COMMAND SENT", "{list_id}|{field_label}|{field_type}|{verdict}|"
)
FIELD_DELETED: Final = _sent(
    "DELETE CUSTOM FIELD COMMAND SENT", "{list_id}|{field_label}||{verdict}|"
)

CAMPAIGN_NOT_VALID: Final = _not_valid(
    "CAMPAIGN DOES NOT EXIST", "campaign_id", "a campaign_id of vicidial_campaigns"
)
SCRIPT_NOT_VALID: Final = _not_valid(*_SCRIPT)
IN_GROUP_NOT_VALID: Final = _not_valid(*_IN_GROUP)
LIST_NAME_NOT_VALID: Final = _not_valid(
    "LIST NAME MUST BE FROM 6 TO 30 CHARACTERS", "list_name", "6 to 30 characters"
)
ACTIVE_NOT_VALID: Final = _not_valid("ACTIVE MUST BE Y OR N", "active", "Y or N")
OUTBOUND_CID_NOT_VALID: Final = _not_valid(
    "OUTBOUND CID MUST BE FROM 6 TO 18 DIGITS", "outbound_cid", "6 to 18 digits"
)
AM_MESSAGE_NOT_VALID: Final = _not_valid(
    "ANSWERING MACHINE MESSAGE MUST LESS THAN 101 DIGITS", "am_message", "up to 100 characters"
)
RESET_TIME_NOT_VALID: Final = _not_valid(*_RESET_TIME)
TZ_METHOD_NOT_VALID: Final = _not_valid(*_TZ_METHOD)
CALL_TIME_NOT_VALID: Final = _not_valid(*_CALL_TIME)
TRANSFER_ONE_NOT_VALID: Final = _not_valid(*_transfer("ONE"))
TRANSFER_TWO_NOT_VALID: Final = _not_valid(*_transfer("TWO"))
TRANSFER_THREE_NOT_VALID: Final = _not_valid(*_transfer("THREE"))
TRANSFER_FOUR_NOT_VALID: Final = _not_valid(*_transfer("FOUR"))
TRANSFER_FIVE_NOT_VALID: Final = _not_valid(*_transfer("FIVE"))

NO_LIST_UPDATES: Final = Message(
    "NOTICE",
    "NO UPDATES DEFINED",
    ": |{user}|",
    logged="",
    stage="update_row",
    cause="No setting was sent; resets, deletions and custom fields, which are done all the same,"
    " are none.",
    remedy="Nothing to mend, if none was to be changed.",
)


def _done(reason: str, data: str, stage: str, cause: str, result: str = "NOTICE") -> Message:
    return Message(
        result,
        reason,
        f" - {{user}}|{data}",
        logged=data,
        stage=stage,
        cause=cause,
        remedy=_NOTHING,
    )


LIST_UPDATED: Final = _done(
    "LIST HAS BEEN UPDATED",
    "{list_id}",
    "update_row",
    "The settings are stored; it is said of a list that is not there too, if custom fields were"
    " asked for.",
    "SUCCESS",
)
LEADS_RESET: Final = _done(
    "LEADS IN LIST HAVE BEEN RESET",
    "{list_id}|",
    "reset_leads",
    "reset_list is Y: all leads of the list have called_since_last_reset N; how many there were is"
    " not told.",
)
RESET_FAILED: Final = Message(
    "NOTICE",
    "LIST RESET FAILED, daily reset limit reached: {resets} / {limit}",
    " - {user}|{list_id}",
    logged="{list_id}",
    stage="reset_leads",
    cause="resets_today has reached daily_reset_limit; or the caller does not see the list.",
    remedy="Set vicidial_lists.daily_reset_limit of {list_id} to -1, or wait until tomorrow.",
)
DELETING_LISTS_NOT_ALLOWED: Final = _notice(
    "USER DOES NOT HAVE PERMISSION TO DELETE LISTS",
    "0",
    "delete_list is Y, and the user's delete_lists is not 1.",
    "Set vicidial_users.delete_lists of {user} to 1, or leave delete_list out.",
    "delete_list",
)
LIST_DELETED: Final = _done(
    "LIST HAS BEEN DELETED",
    "{list_id}|{count}",
    "delete_list",
    "delete_list is Y: the list is gone; its leads, hopper and custom fields stay.",
)
DELETING_LEADS_NOT_ALLOWED: Final = _notice(
    "USER DOES NOT HAVE PERMISSION TO DELETE LEADS",
    "0",
    "delete_leads is Y, and the user lacks delete_lists 1 or modify_leads 1 to 4.",
    "In vicidial_users give {user} delete_lists 1 and modify_leads 1, or leave delete_leads out.",
    "delete_leads",
)
LEADS_DELETED: Final = _done(
    "LEADS IN LIST HAVE BEEN DELETED",
    "{list_id}|{count}",
    "delete_leads",
    "delete_leads is Y: the list's leads are gone; hopper, callbacks, further numbers and custom"
    " values stay.",
)
UPDATE_COPY_FROM_UNKNOWN: Final = _of_copy(*_FROM_UNKNOWN, "NOTICE", "copy_from_list")
UPDATE_COPY_FROM_WITHOUT_FIELDS: Final = _of_copy(*_FROM_WITHOUT, "NOTICE", "copy_from_list")
UPDATE_COPYING_NOT_ALLOWED: Final = _of_copy(*_NO_FIELDS, "NOTICE", "copy_from_list")
FIELDS_COPIED: Final = _sent(
    "COPY CUSTOM FIELDS COMMAND SENT",
    "{list_id}|{custom_fields_copy}|{method}|{verdict}|",
    "copy_from_list",
)
