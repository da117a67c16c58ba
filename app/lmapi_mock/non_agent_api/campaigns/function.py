"""campaigns_list and agent_campaigns as data (lists.md, 8 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.campaigns import agent_campaigns, campaigns_list, messages
from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Findings, Function, chosen
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.lead.permission import rights
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.store.schema.tables import vicidial_users

_FIRST: Final = (login.USER, login.PASSWORD, login.FUNCTION)
_CAMPAIGN_ID: Final = replace(
    lead.CAMPAIGN_ID, explains="Only this campaign.", accepts="1 to 8 characters", column=None
)


def _examples(name: str) -> Mapping[str, Example]:
    from lmapi_mock.non_agent_api.campaigns import examples  # noqa: PLC0415  read by few

    return examples.EXAMPLES[name]


def _findings() -> Findings:
    from lmapi_mock.non_agent_api.campaigns import findings  # noqa: PLC0415  read by few

    return findings.FINDINGS


def _may(may_not: Message, *flags: str) -> Stage:
    return Stage(
        "check_permission",
        rights(may_not, dict.fromkeys(("vdc_agent_api_access", *flags), "1")),
        "Source and the user's rights",
        "1",
        texts=("source",),
    )


def _messages(*names: str) -> Mapping[str, Message]:
    return chosen(shared, shared.OF_PERMISSION) | chosen(messages, names)


FUNCTIONS: Final = (
    Function(
        "campaigns_list",
        "Tells the campaigns that the caller sees, and how they dial.",
        (
            _may(messages.MAY_NOT_GET_CAMPAIGNS, "view_reports"),
            Stage("tell_campaigns", campaigns_list.tell_campaigns, "The campaigns", "8"),
        ),
        (
            *_FIRST,
            login.SOURCE,
            _CAMPAIGN_ID,
            lead.STAGE,
            lead.HEADER,
            login.AGENT_USER,
        ),
        _messages("MAY_NOT_GET_CAMPAIGNS", "NO_CAMPAIGNS", "CAMPAIGNS_TOLD"),
        lambda: _examples("campaigns_list"),
        _findings,
    ),
    Function(
        "agent_campaigns",
        "Tells the campaigns that an agent may work in, and their in-groups.",
        (
            _may(messages.MAY_NOT_GET_AGENT, "view_reports", "modify_users"),
            Stage("tell_agent_campaigns", agent_campaigns.tell_agent_campaigns, "The agent", "9"),
        ),
        (
            *_FIRST,
            replace(
                login.AGENT_USER,
                explains="The agent, vicidial_users.user.",
                group=login.REQUIRED,
                needed=True,
                column=vicidial_users.c.user,
            ),
            login.SOURCE,
            _CAMPAIGN_ID,
            lead.switch("ignore_agentdirect", "Leaves out in-groups that begin with AGENTDIRECT."),
            lead.STAGE,
            lead.HEADER,
        ),
        _messages(
            "MAY_NOT_GET_AGENT",
            "AGENT_UNKNOWN",
            "AGENT_WITHOUT_CAMPAIGNS",
            "AGENT_CAMPAIGNS_TOLD",
        ),
        lambda: _examples("agent_campaigns"),
        _findings,
    ),
)
