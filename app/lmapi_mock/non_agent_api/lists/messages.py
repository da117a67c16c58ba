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
        remedy="Send a list of an allowed campaign in place of {list_id}, or call as a user with"
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
