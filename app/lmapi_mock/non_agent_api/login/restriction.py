"""The lists that a user with api_list_restrict = 1 may load (section 4, point 4)."""

from __future__ import annotations

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.login import messages
from lmapi_mock.store.lookup import configuration


def restrict_lists(call: Call) -> None:
    """Set `call.allowed_lists` for a restricted user, or refuse one of an unknown group."""
    assert call.caller is not None, "restricted before the login"
    if str(call.caller["api_list_restrict"]) != "1":
        return
    name = call.caller["user_group"] or ""
    group = configuration.user_group(call.tx, name)
    if group is None:
        raise call.refusal(messages.GROUP_UNKNOWN, user_group=name)
    campaigns = (group["allowed_campaigns"] or "").split(" ")
    if "-ALL-CAMPAIGNS-" in campaigns:
        call.allowed_lists = configuration.all_lists(call.tx)
    else:
        call.allowed_lists = frozenset(
            str(list_id)
            for campaign_id in campaigns
            if campaign_id
            for list_id in configuration.lists_of_campaign(call.tx, campaign_id)
        )
