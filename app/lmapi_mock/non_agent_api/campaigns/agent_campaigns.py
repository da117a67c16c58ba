"""agent_campaigns: the campaigns that an agent may work in, and their in-groups (lists.md, 9)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.campaigns import messages
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead.printed import separator
from lmapi_mock.non_agent_api.login.allowed import allowed_by
from lmapi_mock.non_agent_api.login.viewable import user_named, viewable
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.sql.transaction import Row

NAMES: Final = ("user", "allowed_campaigns_list", "allowed_ingroups_list")
DIRECT: Final = "agentdirect"
"""What the in-groups begin with, folded, that are agents' own."""


def tell_agent_campaigns(call: Call) -> None:
    """Print the agent's line."""
    value = call.value
    agent = user_named(call, value["agent_user"])
    if agent is None or not viewable(call).has(agent["user_group"]):
        raise call.refusal(messages.AGENT_UNKNOWN)
    campaigns = _campaigns(call, str(agent["user_group"] or ""))
    if not campaigns:
        raise call.refusal(messages.AGENT_WITHOUT_CAMPAIGNS)
    names = [str(row["campaign_id"]) for row in campaigns]
    in_groups = _in_groups(call, campaigns)
    ids, groups = "-".join(names), "-".join(in_groups)
    # Quirk: identifiers may hold the hyphen that joins them.
    call.noted["has_hyphen"] = any("-" in name for name in (*names, *in_groups))
    between = separator(value["stage"])
    lines = [NAMES] if value["header"] == "YES" else []
    lines.append((value["agent_user"], ids, groups))
    call.say(
        messages.AGENT_CAMPAIGNS_TOLD,
        output="".join(f"{between.join(line)}\n" for line in lines),
        campaigns=ids,
        in_groups=groups,
    )


def _campaigns(call: Call, user_group: str) -> list[Row]:
    """The active ones that the agent's group allows."""
    may = allowed_by(call, user_group)
    wanted = fold(call.value["campaign_id"]) if call.value["campaign_id"] else None
    return [
        row
        for row in configuration.campaigns(call.tx)
        if row["active"] == "Y"
        and may.has_campaign(row["campaign_id"])
        and (wanted is None or fold(str(row["campaign_id"])) == wanted)
    ]


def _in_groups(call: Call, campaigns: list[Row]) -> list[str]:
    named = {
        fold(piece)
        for row in campaigns
        for piece in str(row["closer_campaigns"] or "").replace(" -", "").split(" ")
    }
    return [
        str(row["group_id"])
        for row in configuration.in_groups(call.tx)
        if row["active"] == "Y"
        and (folded := fold(str(row["group_id"]))) in named
        and not (call.value["ignore_agentdirect"] == "Y" and folded.startswith(DIRECT))
    ]
