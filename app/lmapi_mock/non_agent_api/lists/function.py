"""add_list, update_list, list_info and list_custom_fields as data (lists.md, 3 to 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Findings, Function, chosen
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.lead.permission import rights
from lmapi_mock.non_agent_api.lists import (
    add_list,
    change_fields,
    list_custom_fields,
    list_info,
    messages,
    parameters,
    update_list,
)
from lmapi_mock.non_agent_api.login import parameters as login


def _examples(name: str) -> Mapping[str, Example]:
    from lmapi_mock.non_agent_api.lists import examples  # noqa: PLC0415  read by few

    return examples.EXAMPLES[name]


def _findings() -> Findings:
    from lmapi_mock.non_agent_api.lists import findings  # noqa: PLC0415  read by few

    return findings.FINDINGS


def _may(may_not: Message, first: Callable[[Call], None] | None = None) -> Stage:
    return Stage(
        "check_permission",
        rights(may_not, {"vdc_agent_api_access": "1", "modify_lists": "1"}, first=first),
        "Source and the user's rights",
        "1",
        texts=("source",),
    )


def _messages(*names: str) -> Mapping[str, Message]:
    return chosen(shared, shared.OF_PERMISSION) | chosen(messages, names)


_FIRST: Final = (login.USER, login.PASSWORD, login.FUNCTION)

_NEW_SETTINGS: Final = (
    "NEW_SCRIPT_NOT_VALID",
    "NEW_IN_GROUP_NOT_VALID",
    "NEW_RESET_TIME_NOT_VALID",
    "COPY_FROM_UNKNOWN",
    "COPY_FROM_WITHOUT_FIELDS",
    "COPYING_NOT_ALLOWED",
    "NEW_TZ_METHOD_NOT_VALID",
    "NEW_CALL_TIME_NOT_VALID",
    "NEW_TRANSFER_ONE_NOT_VALID",
    "NEW_TRANSFER_TWO_NOT_VALID",
    "NEW_TRANSFER_THREE_NOT_VALID",
    "NEW_TRANSFER_FOUR_NOT_VALID",
    "NEW_TRANSFER_FIVE_NOT_VALID",
)
_UPDATED: Final = (
    "MAY_NOT_UPDATE_LISTS",
    "UPDATE_LIST_INCOMPLETE",
    "UPDATE_LIST_NOT_ALLOWED",
    "SENT_TO_ADD_LIST",
    "ADD_LIST_NOT_ALLOWED",
    "UPDATE_LIST_UNKNOWN",
    "ADDED_TO_UNKNOWN",
    "UPDATED_TO_UNKNOWN",
    "DELETED_TO_UNKNOWN",
    "FIELDS_NOT_ALLOWED",
    "ADDED_FIELD_INCOMPLETE",
    "FIELD_ADDED",
    "UPDATED_FIELD_INCOMPLETE",
    "UPDATED_FIELD_UNKNOWN",
    "FIELD_UPDATED",
    "DELETED_FIELD_INCOMPLETE",
    "DELETED_FIELD_UNKNOWN",
    "FIELD_DELETED",
    "CAMPAIGN_NOT_VALID",
    "SCRIPT_NOT_VALID",
    "IN_GROUP_NOT_VALID",
    "LIST_NAME_NOT_VALID",
    "ACTIVE_NOT_VALID",
    "OUTBOUND_CID_NOT_VALID",
    "AM_MESSAGE_NOT_VALID",
    "RESET_TIME_NOT_VALID",
    "TZ_METHOD_NOT_VALID",
    "CALL_TIME_NOT_VALID",
    "TRANSFER_ONE_NOT_VALID",
    "TRANSFER_TWO_NOT_VALID",
    "TRANSFER_THREE_NOT_VALID",
    "TRANSFER_FOUR_NOT_VALID",
    "TRANSFER_FIVE_NOT_VALID",
    "NO_LIST_UPDATES",
    "LIST_UPDATED",
    "LEADS_RESET",
    "RESET_FAILED",
    "DELETING_LISTS_NOT_ALLOWED",
    "LIST_DELETED",
    "DELETING_LEADS_NOT_ALLOWED",
    "LEADS_DELETED",
    "UPDATE_COPY_FROM_UNKNOWN",
    "UPDATE_COPY_FROM_WITHOUT_FIELDS",
    "UPDATE_COPYING_NOT_ALLOWED",
    "FIELDS_COPIED",
)

ADD_LIST: Final = Function(
    "add_list",
    "Adds a list.",
    (
        _may(messages.MAY_NOT_ADD_LISTS),
        Stage("check_parameters", add_list.check_parameters, "What has to be sent", "3, 1-2"),
        Stage("check_new_list", add_list.check_new_list, "Whether the list is new", "3, 3"),
        Stage("check_settings", add_list.check_settings, "The settings", "3, 4-12"),
        Stage(
            "insert_list",
            add_list.insert_list,
            "The list and its fields",
            "3, 13",
            fragile=(add_list.INSERT,),
        ),
    ),
    (
        *_FIRST,
        parameters.NEW_LIST_ID,
        replace(
            parameters.LIST_NAME,
            group=login.REQUIRED,
            needed=True,
            accepts="2 to 30 characters",
        ),
        replace(parameters.CAMPAIGN_ID, group=login.REQUIRED, needed=True),
        login.SOURCE,
        *parameters.SETTINGS,
        *parameters.COPY,
        login.AGENT_USER,
    ),
    _messages(
        "MAY_NOT_ADD_LISTS",
        "ADD_LIST_INCOMPLETE",
        "CAMPAIGN_UNKNOWN",
        "LIST_EXISTS",
        *_NEW_SETTINGS,
        "LIST_ADDED",
    ),
    lambda: _examples("add_list"),
    _findings,
)
UPDATE_LIST: Final = Function(
    "update_list",
    "Changes, resets or deletes a list, its leads and its custom fields.",
    (
        _may(messages.MAY_NOT_UPDATE_LISTS),
        Stage("find_list", update_list.finding_list(ADD_LIST), "The list", "4, 1-3"),
        Stage("change_fields", change_fields.change_fields, "Custom fields", "4, 4; 5"),
        Stage("check_settings", update_list.check_settings, "The settings", "4, 5"),
        Stage(
            "update_row",
            update_list.update_row,
            "The list's row",
            "4, 6-7",
            fragile=(update_list.UPDATING,),
        ),
        Stage("reset_leads", update_list.reset_leads, "Resetting", "4, 8"),
        Stage("delete_list", update_list.delete_list, "Deleting the list", "4, 9"),
        Stage("delete_leads", update_list.delete_leads, "Deleting its leads", "4, 10"),
        Stage("copy_from_list", update_list.copy_from_list, "Fields of another list", "4, 11"),
    ),
    (
        *_FIRST,
        parameters.NEW_LIST_ID,
        login.SOURCE,
        replace(parameters.LIST_NAME, accepts="6 to 30 characters"),
        parameters.CAMPAIGN_ID,
        *parameters.SETTINGS,
        *parameters.OF_UPDATES,
        login.AGENT_USER,
    ),
    _messages(*_UPDATED),
    lambda: _examples("update_list"),
    _findings,
    restricts_lists=True,
)

FUNCTIONS: Final = (
    ADD_LIST,
    UPDATE_LIST,
    Function(
        "list_info",
        "Tells of a list, and how many leads it has.",
        (
            _may(messages.MAY_NOT_GET_LIST),
            Stage("find_list", list_info.find_list, "The list", "6, 1-3"),
            Stage("tell_list", list_info.tell_list, "What is known of it", "6, 4-5"),
        ),
        (
            *_FIRST,
            parameters.LIST_ID,
            login.SOURCE,
            parameters.LEADS_COUNTS,
            parameters.DIALABLE_COUNT,
            replace(
                lead.ARCHIVED_LEAD,
                explains="Count the leads of vicidial_list_archive in place of vicidial_list.",
            ),
            lead.STAGE,
            lead.HEADER,
            *parameters.ONLY_SHOWN,
            login.AGENT_USER,
        ),
        _messages(
            "MAY_NOT_GET_LIST",
            "LIST_INFO_INCOMPLETE",
            "LIST_INFO_NOT_ALLOWED",
            "LIST_INFO_UNKNOWN",
            "LIST_TOLD",
        ),
        lambda: _examples("list_info"),
        _findings,
        restricts_lists=True,
    ),
    Function(
        "list_custom_fields",
        "Tells the columns of the custom table of a list, or of all lists.",
        (
            _may(messages.MAY_NOT_GET_FIELDS, list_custom_fields.check_enabled),
            Stage("find_lists", list_custom_fields.find_lists, "The list", "7, 1-3"),
            Stage(
                "tell_fields",
                list_custom_fields.tell_fields,
                "Their columns",
                "7, 4-6",
                fragile=(list_custom_fields.SORTING,),
            ),
        ),
        (
            *_FIRST,
            replace(
                parameters.LIST_ID,
                explains="The list, or ---ALL---.",
                accepts="2 to 14 digits, or ---ALL---",
            ),
            login.SOURCE,
            parameters.CUSTOM_ORDER,
            lead.STAGE,
            lead.HEADER,
            *parameters.ONLY_SHOWN,
            login.AGENT_USER,
        ),
        _messages(
            "MAY_NOT_GET_FIELDS",
            "CUSTOM_FIELDS_DISABLED",
            "LIST_FIELDS_INCOMPLETE",
            "LIST_FIELDS_NOT_ALLOWED",
            "LIST_FIELDS_UNKNOWN",
            "FIELDS_TOLD",
        ),
        lambda: _examples("list_custom_fields"),
        _findings,
        restricts_lists=True,
    ),
)
