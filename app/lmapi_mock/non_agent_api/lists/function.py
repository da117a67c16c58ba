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
from lmapi_mock.non_agent_api.lists import list_custom_fields, list_info, messages, parameters
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
    )


def _messages(*names: str) -> Mapping[str, Message]:
    return chosen(shared, shared.OF_PERMISSION) | chosen(messages, names)


_FIRST: Final = (login.USER, login.PASSWORD, login.FUNCTION)

FUNCTIONS: Final = (
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
            Stage("tell_fields", list_custom_fields.tell_fields, "Their columns", "7, 4-6"),
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
