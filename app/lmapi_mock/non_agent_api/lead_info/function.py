"""lead_all_info, lead_field_info, lead_status_search and lead_callback_info as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Findings, Function, chosen
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.lead.permission import rights
from lmapi_mock.non_agent_api.lead_info import (
    all_info,
    callback_info,
    field_info,
    messages,
    status_search,
)
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r

_STAGE: Final = replace(lead.STAGE, choices=("csv", "tab", "pipe", "newline"))
_IGNORED_STAGE: Final = replace(lead.STAGE, ignored="it only goes to the log")
_LIST_ID: Final = Parameter(
    "list_id",
    r.LETTERS_WORD,
    "The list whose custom table is read; without it the lead's entry_list_id.",
    group=lead.SETTINGS,
    accepts="2 or more digits",
)
_FIRST: Final = (login.USER, login.PASSWORD, login.FUNCTION)


def _may(may_not: Message, **columns: str) -> Stage:
    return Stage(
        "check_permission",
        rights(may_not, {"vdc_agent_api_access": "1", **columns}, level=7),
        "Source and the user's rights",
        "1.2",
        texts=("source",),
    )


def _messages(*own: str) -> Mapping[str, Message]:
    return chosen(shared, shared.OF_PERMISSION) | chosen(messages, own)


def _examples(name: str) -> Mapping[str, Example]:
    from lmapi_mock.non_agent_api.lead_info.examples import EXAMPLES  # noqa: PLC0415  read by few

    return EXAMPLES[name]


def _findings() -> Findings:
    from lmapi_mock.non_agent_api.lead_info.findings import FINDINGS  # noqa: PLC0415  read by few

    return FINDINGS


FUNCTIONS: Final = (
    Function(
        "lead_all_info",
        "Tells all fields of a lead, or of all leads with a phone number.",
        (
            _may(messages.MAY_NOT_GET_ALL_INFO, modify_leads="12345", view_reports="1"),
            Stage("find_leads", all_info.find_leads, "The leads", "4, 1-3"),
            Stage(
                "tell_leads",
                all_info.tell_leads,
                "What is known of them",
                "4, 4-6",
                fragile=(all_info.CUSTOM,),
            ),
        ),
        (
            *_FIRST,
            replace(lead.LEAD_ID, explains="The lead; phone_number is then ignored."),
            replace(
                lead.PHONE_NUMBER,
                explains="The number of the leads, whole; where lead_id is not sent.",
                accepts="6 to 19 digits",
                needed=False,
                column=None,
            ),
            login.SOURCE,
            _STAGE,
            lead.HEADER,
            lead.CUSTOM_FIELDS,
            lead.FORCE_ENTRY_LIST_ID,
            lead.ARCHIVED_LEAD,
            login.AGENT_USER,
        ),
        _messages(
            "MAY_NOT_GET_ALL_INFO",
            "LEADS_NOT_FOUND",
            "LIST_NOT_ALLOWED",
            "NO_LIST_ALLOWED",
            "LEAD_TOLD",
            "LEADS_TOLD",
        ),
        lambda: _examples("lead_all_info"),
        _findings,
    ),
    Function(
        "lead_field_info",
        "Tells one field of one lead, without a line end.",
        (
            _may(messages.MAY_NOT_GET_INFO, modify_leads="1234"),
            Stage("check_parameters", field_info.check_parameters, "What has to be sent", "5, 1"),
            Stage("find_lead", field_info.find_lead, "The lead", "5, 2-3"),
            Stage(
                "tell_field",
                field_info.tell_field,
                "The field",
                "5, 4-5",
                fragile=(field_info.READ,),
            ),
        ),
        (
            *_FIRST,
            lead.LEAD_ID,
            Parameter(
                "field_name",
                r.LETTERS_WORD,
                "A column of vicidial_list, or with custom_fields=Y of the custom table.",
                group=login.REQUIRED,
                needed=True,
            ),
            login.SOURCE,
            lead.CUSTOM_FIELDS,
            _LIST_ID,
            lead.ARCHIVED_LEAD,
            _IGNORED_STAGE,
            login.AGENT_USER,
        ),
        _messages(
            "MAY_NOT_GET_INFO",
            "INVALID_FIELD_SEARCH",
            "LEAD_NOT_FOUND",
            "LIST_NOT_FOUND",
            "FIELD_NOT_FOUND",
            "FIELD_TOLD",
        ),
        lambda: _examples("lead_field_info"),
        _findings,
    ),
    Function(
        "lead_status_search",
        "Tells the leads that had a call of a status on a day, or the calls of one lead.",
        (
            _may(messages.MAY_NOT_GET_INFO, modify_leads="1234"),
            Stage("check_parameters", status_search.check_parameters, "What has to be sent", "6"),
            Stage(
                "tell_records",
                status_search.tell_records,
                "The leads",
                "6",
                fragile=(status_search.DAY,),
            ),
        ),
        (
            *_FIRST,
            Parameter(
                "status",
                r.LETTERS_WORD,
                "The status of the calls, vicidial_log.status.",
                group=login.REQUIRED,
                accepts="1 to 6 characters",
            ),
            Parameter(
                "date",
                r.DIGITS_HYPHEN,
                "The day of the calls.",
                group=login.REQUIRED,
                accepts="YYYY-MM-DD",
            ),
            replace(lead.LEAD_ID, explains="The lead, in place of status and date."),
            login.SOURCE,
            lead.CUSTOM_FIELDS,
            replace(_LIST_ID, ignored="the custom table is that of the lead's own lists"),
            lead.ARCHIVED_LEAD,
            replace(lead.HEADER, ignored="the output has no header"),
            _IGNORED_STAGE,
            login.AGENT_USER,
        ),
        _messages("MAY_NOT_GET_INFO", "INVALID_STATUS_SEARCH", "NO_RESULTS", "RECORDS_TOLD"),
        lambda: _examples("lead_status_search"),
        _findings,
    ),
    Function(
        "lead_callback_info",
        "Tells the scheduled callbacks of a lead.",
        (
            _may(messages.MAY_NOT_GET_CALLBACKS, view_reports="1"),
            Stage(
                "check_parameters", callback_info.check_parameters, "What has to be sent", "7, 1"
            ),
            Stage("tell_callbacks", callback_info.tell_callbacks, "The callbacks", "7, 2-5"),
        ),
        (
            *_FIRST,
            lead.LEAD_ID,
            login.SOURCE,
            replace(
                lead.SEARCH_LOCATION,
                explains="Which callbacks: those that wait, those that are done, or all.",
                choices=("CURRENT", "ARCHIVE", "ALL"),
                default="CURRENT",
            ),
            _STAGE,
            replace(
                lead.HEADER,
                explains="Whether a line with the names of the columns comes first; another value"
                " than YES or NO finds nothing.",
            ),
            Parameter(
                "time_format",
                r.CAPITALS,
                "Read and ignored.",
                group=login.OTHERS,
                ignored="times are always told as they are stored",
            ),
            login.AGENT_USER,
        ),
        _messages(
            "MAY_NOT_GET_CALLBACKS",
            "INVALID_CALLBACK_SEARCH",
            "CALLBACK_NOT_ALLOWED",
            "CALLBACK_NOT_FOUND",
            "CALLBACKS_TOLD",
        ),
        lambda: _examples("lead_callback_info"),
        _findings,
    ),
)
