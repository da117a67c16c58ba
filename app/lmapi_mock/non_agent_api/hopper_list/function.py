"""hopper_list and hopper_bulk_insert as data (leads.md, 12 and 13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Findings, Function, chosen
from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.hopper_list import bulk_insert, listing, messages
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.lead.permission import rights
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r

_CAMPAIGN_ID: Final = Parameter(
    "campaign_id",
    r.LETTERS_WORD,
    "The campaign whose hopper is listed.",
    group=login.REQUIRED,
    accepts="2 to 8 characters",
    needed=True,
)
_SEARCH_METHOD: Final = Parameter(
    "search_method",
    r.WORD,
    "With BLOCK, entries whose lead is gone are left out.",
    group=lead.SETTINGS,
    choices=("BLOCK",),
)
_LEAD_IDS: Final = Parameter(
    "lead_ids",
    r.DIGITS_COMMA,
    "The leads, joined by commas; each is put into the hopper of its list's campaign.",
    group=login.REQUIRED,
    accepts="digits, joined by commas, without leading zeros",
    needed=True,
)


def _examples(name: str) -> Mapping[str, Example]:
    from lmapi_mock.non_agent_api.hopper_list import examples  # noqa: PLC0415  read by few

    return examples.EXAMPLES[name]


def _findings() -> Findings:
    from lmapi_mock.non_agent_api.hopper_list import findings  # noqa: PLC0415  read by few

    return findings.FINDINGS


_LISTED: Final = ("MAY_NOT_GET_CAMPAIGN", "CAMPAIGN_UNKNOWN", "HOPPER_EMPTY", "HOPPER_LISTED")
_INSERTED: Final = (
    "MAY_NOT_INSERT",
    "LEAD_NOT_FOUND",
    "ALREADY_IN_HOPPER",
    "LIST_WITHOUT_CAMPAIGN",
    "BULK_OUTSIDE_LOCAL_TIME",
    "LEAD_ADDED_TO_HOPPER",
    "LEADS_INSERTED",
    "NO_LEADS_INSERTED",
)
_FIRST: Final = (login.USER, login.PASSWORD, login.FUNCTION)

FUNCTIONS: Final = (
    Function(
        "hopper_list",
        "Lists what is READY in a campaign's hopper, what is dialed next first.",
        (
            Stage(
                "check_permission",
                rights(
                    messages.MAY_NOT_GET_CAMPAIGN,
                    {"vdc_agent_api_access": "1", "view_reports": "1"},
                ),
                "Source and the user's rights",
                "1.2",
                texts=("source",),
            ),
            Stage("find_campaign", listing.find_campaign, "The campaign", "12, 1"),
            Stage("list_hopper", listing.list_hopper, "The hopper", "12, 2-3"),
        ),
        (
            *_FIRST,
            _CAMPAIGN_ID,
            login.SOURCE,
            lead.STAGE,
            lead.HEADER,
            _SEARCH_METHOD,
            login.AGENT_USER,
        ),
        chosen(shared, shared.OF_PERMISSION) | chosen(messages, _LISTED),
        lambda: _examples("hopper_list"),
        _findings,
    ),
    Function(
        "hopper_bulk_insert",
        "Puts leads into the hopper, each into that of its list's campaign.",
        (
            Stage(
                "check_permission",
                rights(
                    messages.MAY_NOT_INSERT,
                    {"vdc_agent_api_access": "1", "modify_campaigns": "1"},
                ),
                "Source and the user's rights",
                "1.2",
                texts=("source",),
            ),
            Stage(
                "insert_leads",
                bulk_insert.insert_leads,
                "Each lead",
                "13",
                fragile=bulk_insert.FRAGILE,
            ),
        ),
        (
            *_FIRST,
            _LEAD_IDS,
            login.SOURCE,
            lead.HOPPER_PRIORITY,
            lead.HOPPER_LOCAL_CALL_TIME_CHECK,
            login.AGENT_USER,
        ),
        chosen(shared, shared.OF_PERMISSION) | chosen(messages, _INSERTED),
        lambda: _examples("hopper_bulk_insert"),
        _findings,
    ),
)
