"""lead_search as data (leads.md, 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Findings, Function, chosen, messages_of
from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.lead.permission import rights
from lmapi_mock.non_agent_api.lead_search import messages, search
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r


def _examples() -> Mapping[str, Example]:
    from lmapi_mock.non_agent_api.lead_search.examples import EXAMPLES  # noqa: PLC0415  read by few

    return EXAMPLES


def _findings() -> Findings:
    from lmapi_mock.non_agent_api.lead_search.findings import FINDINGS  # noqa: PLC0415  read by few

    return FINDINGS


PARAMETERS: Final = (
    login.USER,
    login.PASSWORD,
    login.FUNCTION,
    Parameter(
        "phone_number",
        r.DIGITS_COMMA,
        "The numbers that are searched for.",
        group=login.REQUIRED,
        accepts="6 to 18 digits, joined by commas",
    ),
    login.SOURCE,
    Parameter(
        "search_method",
        r.WORD,
        "What is searched for, in capitals; several may be joined, and the first that finds a lead"
        " counts.",
        group=lead.SETTINGS,
        choices=("PHONE_NUMBER", "VENDOR_LEAD_CODE", "LEAD_ID"),
        default="PHONE_NUMBER",
    ),
    replace(
        lead.VENDOR_LEAD_CODE,
        explains="The codes that are searched for.",
        accepts="codes, joined by commas",
        column=None,
    ),
    replace(lead.LEAD_ID, explains="Has to be sent for a search by lead_id, whatever it is."),
    Parameter(
        "lead_ids",
        r.DIGITS_COMMA,
        "The lead_ids that are searched for.",
        group=lead.SETTINGS,
        accepts="digits, joined by commas",
    ),
    lead.SEARCH_LOCATION,
    Parameter(
        "list_id",
        r.LETTERS_WORD,
        "The list of search_location; only its digits count.",
        group=lead.SETTINGS,
        accepts="3 or more digits",
    ),
    Parameter(
        "records",
        r.DIGITS,
        "How many leads are found at most.",
        group=lead.SETTINGS,
        accepts="digits",
        default="1000",
    ),
    lead.ARCHIVED_LEAD,
    lead.HEADER,
    login.AGENT_USER,
)

FUNCTION: Final = Function(
    "lead_search",
    "Finds leads by phone numbers, vendor lead codes or lead_ids.",
    (
        Stage(
            "check_permission",
            rights(messages.MAY_NOT_SEARCH, {"vdc_agent_api_access": "1", "modify_leads": "12345"}),
            "Source and the user's rights",
            "1.2",
            texts=("source",),
        ),
        Stage("set_defaults", search.set_defaults, "Defaults for what was not sent", "3"),
        Stage("choose_searches", search.choose_searches, "What is searched for", "3, 1"),
        Stage("check_list", search.check_list, "The list", "3, 2"),
        Stage("search", search.search, "The search", "3, 3-4", fragile=(search.SEARCH,)),
    ),
    PARAMETERS,
    chosen(shared, shared.OF_PERMISSION) | messages_of(messages),
    _examples,
    _findings,
    restricts_lists=True,
)
