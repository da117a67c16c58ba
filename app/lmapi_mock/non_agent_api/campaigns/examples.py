"""For every message of campaigns_list and agent_campaigns a request that brings it about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.example import Example, calling, permission_examples, user_row

_SET: Final = {"vicidial_users": {"modify_users": "1", "view_reports": "1"}}
_NOWHERE: Final = {
    "vicidial_user_groups": [
        {"user_group": "NOWHERE", "group_name": "No campaigns", "allowed_campaigns": " -"}
    ],
    "vicidial_users": [user_row("idle", user_group="NOWHERE")],
}

EXAMPLES: Final[Mapping[str, Mapping[str, Example]]] = {
    "campaigns_list": {
        **permission_examples("campaigns_list", "MAY_NOT_GET_CAMPAIGNS"),
        "NO_CAMPAIGNS": Example(calling("campaigns_list", campaign_id="GONE"), columns=_SET),
        "CAMPAIGNS_TOLD": Example(
            calling("campaigns_list", campaign_id="SALES"),
            said={
                "count": 1,
                "ids": "'SALES'",
                "output": "SALES|Sales|Y|---ALL---|MANUAL|0||NEW|60|9||",
            },
            columns=_SET,
        ),
    },
    "agent_campaigns": {
        **permission_examples("agent_campaigns", "MAY_NOT_GET_AGENT", agent_user="6666"),
        "AGENT_UNKNOWN": Example(calling("agent_campaigns", agent_user="nobody"), columns=_SET),
        "AGENT_WITHOUT_CAMPAIGNS": Example(
            calling("agent_campaigns", agent_user="idle"), columns=_SET, rows=_NOWHERE
        ),
        "AGENT_CAMPAIGNS_TOLD": Example(
            calling("agent_campaigns", agent_user="6666", campaign_id="SALES"),
            said={"output": "6666|SALES|", "campaigns": "SALES", "in_groups": ""},
            columns=_SET,
        ),
    },
}
"""By function, then by the message's name."""
