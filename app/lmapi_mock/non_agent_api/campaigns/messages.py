"""What campaigns_list and agent_campaigns say (lists.md, 8 and 9)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

_NOTHING: Final = "Nothing to mend."


def _may_not(reason: str, flags: str, needed: str) -> Message:
    return Message(
        "ERROR",
        reason,
        ": |{user}|0|",
        logged="0",
        stage="check_permission",
        cause=f"The user lacks one of: {flags}, vdc_agent_api_access 1, user_level 8 or more,"
        " active Y.",
        remedy=f"In vicidial_users give {{user}} {needed}, vdc_agent_api_access 1, user_level 8 or"
        " more, and active Y.",
    )


MAY_NOT_GET_CAMPAIGNS: Final = _may_not(
    "USER DOES NOT HAVE PERMISSION TO GET CAMPAIGN INFO", "view_reports 1", "view_reports 1"
)
NO_CAMPAIGNS: Final = Message(
    "ERROR",
    "THIS USER HAS NO VIEWABLE CAMPAIGNS",
    ": {user}|",
    logged="{user}|",
    stage="tell_campaigns",
    cause="No campaign with active Y or N is among the allowed_campaigns of the caller's group; or"
    " campaign_id is none of them.",
    remedy="Let the allowed_campaigns of {user}'s group name campaigns of vicidial_campaigns, and"
    " send the campaign_id of one of them or none.",
)
CAMPAIGNS_TOLD: Final = Message(
    "SUCCESS",
    "RESULTS FOUND: {count}",
    "{output}",
    logged="{user}|{ids}|",
    stage="tell_campaigns",
    cause="A line for each campaign, after a header if that was asked for.",
    remedy=_NOTHING,
    prints_result=False,
    ends_line=False,
)
MAY_NOT_GET_AGENT: Final = _may_not(
    "USER DOES NOT HAVE PERMISSION TO GET AGENT INFO",
    "view_reports 1, modify_users 1",
    "view_reports 1, modify_users 1",
)
AGENT_UNKNOWN: Final = Message(
    "ERROR",
    "AGENT USER DOES NOT EXIST",
    ": |{user}|{agent_user}",
    logged="{agent_user}",
    stage="tell_agent_campaigns",
    cause="There is no such user, or the user's group is none that the caller's group may view.",
    remedy="Send the agent_user of a user of vicidial_users whose group is in the"
    " admin_viewable_groups of {user}'s group.",
)
AGENT_WITHOUT_CAMPAIGNS: Final = Message(
    "ERROR",
    "THIS AGENT USER HAS NO AVAILABLE CAMPAIGNS",
    ": {agent_user}|{user}|",
    logged="{agent_user}|{user}|",
    stage="tell_agent_campaigns",
    cause="No active campaign is among the allowed_campaigns of the agent's group; or campaign_id"
    " is none of them.",
    remedy="Let the allowed_campaigns of {agent_user}'s group name active campaigns.",
)
AGENT_CAMPAIGNS_TOLD: Final = Message(
    "SUCCESS",
    "RESULTS FOUND: 1",
    "{output}",
    logged="{user}|{agent_user}|{campaigns}|{in_groups}",
    stage="tell_agent_campaigns",
    cause="The agent's line, after a header if that was asked for.",
    remedy=_NOTHING,
    prints_result=False,
    ends_line=False,
)
