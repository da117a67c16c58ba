"""add_dnc_phone, delete_dnc_phone, add_fpg_phone and delete_fpg_phone as data (leads.md, 9, 10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Findings, Function, chosen
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.dnc_phone import dnc, fpg, messages
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead.parameters import PHONE_NUMBER
from lmapi_mock.non_agent_api.lead.permission import rights
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.store.schema.later_tables import vicidial_filter_phone_numbers
from lmapi_mock.store.schema.tables import vicidial_campaign_dnc

_CAMPAIGN_ID: Final = Parameter(
    "campaign_id",
    r.LETTERS_WORD,
    "Whose list: a campaign's, or with SYSTEM_INTERNAL, in capitals, the system's own.",
    group=login.REQUIRED,
    accepts="2 to 8 characters, or SYSTEM_INTERNAL",
    needed=True,
    column=vicidial_campaign_dnc.c.campaign_id,
)
_GROUP: Final = Parameter(
    "group",
    r.GROUP,
    "The filter phone group, vicidial_filter_phone_groups.filter_phone_group_id.",
    group=login.REQUIRED,
    needed=True,
    column=vicidial_filter_phone_numbers.c.filter_phone_group_id,
)
_FIRST: Final = (login.USER, login.PASSWORD, login.FUNCTION, PHONE_NUMBER)
_LAST: Final = (login.SOURCE, login.AGENT_USER)


def _may(may_not: Message, **columns: str) -> Stage:
    return Stage(
        "check_permission",
        # Quirk: vdc_agent_api_access is not looked at.
        rights(may_not, {"modify_lists": "1", **columns}),
        "Source and the user's rights",
        "1.2",
        texts=("source",),
    )


_DNC_FIELDS: Final = Stage("check_fields", dnc.check_fields, "What has to be sent", "9, 1")
_FPG_FIELDS: Final = Stage("check_fields", fpg.check_fields, "What has to be sent", "10, 1")
_FPG_GROUP: Final = Stage("check_group", fpg.check_group, "The filter phone group", "10, 2")


def _messages(*own: str) -> Mapping[str, Message]:
    return chosen(shared, shared.OF_PERMISSION) | chosen(messages, own)


def _examples(name: str) -> Mapping[str, Example]:
    from lmapi_mock.non_agent_api.dnc_phone import examples  # noqa: PLC0415  read by few

    return examples.EXAMPLES[name]


def _findings() -> Findings:
    from lmapi_mock.non_agent_api.dnc_phone import findings  # noqa: PLC0415  read by few

    return findings.FINDINGS


FUNCTIONS: Final = (
    Function(
        "add_dnc_phone",
        "Puts a number on the system's do-not-call list, or on a campaign's.",
        (
            _may(messages.MAY_NOT_ADD_DNC),
            _DNC_FIELDS,
            Stage(
                "add_number",
                dnc.add_number,
                "The number is put on the list",
                "9, 2-3",
                fragile=(dnc.ADDING,),
            ),
        ),
        (*_FIRST, _CAMPAIGN_ID, *_LAST),
        _messages("MAY_NOT_ADD_DNC", "DNC_FIELDS_MISSING", "DNC_EXISTS", "DNC_ADDED"),
        lambda: _examples("add_dnc_phone"),
        _findings,
    ),
    Function(
        "delete_dnc_phone",
        "Takes a number off the system's do-not-call list, or off a campaign's.",
        (
            _may(messages.MAY_NOT_DELETE_DNC, delete_from_dnc="1"),
            _DNC_FIELDS,
            Stage("delete_number", dnc.delete_number, "The number is taken off", "9, 2-3"),
        ),
        (*_FIRST, _CAMPAIGN_ID, *_LAST),
        _messages("MAY_NOT_DELETE_DNC", "DNC_FIELDS_MISSING", "DNC_ABSENT", "DNC_DELETED"),
        lambda: _examples("delete_dnc_phone"),
        _findings,
    ),
    Function(
        "add_fpg_phone",
        "Puts a number into a filter phone group.",
        (
            _may(messages.MAY_NOT_ADD_FPG),
            _FPG_FIELDS,
            _FPG_GROUP,
            Stage(
                "add_number",
                fpg.add_number,
                "The number is put into the group",
                "10, 3-4",
                fragile=(fpg.ADDING,),
            ),
        ),
        (*_FIRST, _GROUP, *_LAST),
        _messages(
            "MAY_NOT_ADD_FPG", "FPG_FIELDS_MISSING", "FPG_UNKNOWN", "FPG_EXISTS", "FPG_ADDED"
        ),
        lambda: _examples("add_fpg_phone"),
        _findings,
    ),
    Function(
        "delete_fpg_phone",
        "Takes a number out of a filter phone group.",
        (
            _may(messages.MAY_NOT_DELETE_FPG),
            _FPG_FIELDS,
            _FPG_GROUP,
            Stage("delete_number", fpg.delete_number, "The number is taken out", "10, 3-4"),
        ),
        (*_FIRST, _GROUP, *_LAST),
        _messages(
            "MAY_NOT_DELETE_FPG", "FPG_FIELDS_MISSING", "FPG_UNKNOWN", "FPG_ABSENT", "FPG_DELETED"
        ),
        lambda: _examples("delete_fpg_phone"),
        _findings,
    ),
)
