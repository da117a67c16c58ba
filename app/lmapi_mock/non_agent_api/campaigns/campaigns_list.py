"""campaigns_list: the campaigns that the caller sees (lists.md, 8)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.campaigns import messages
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead.printed import printed, separator
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_campaigns
from lmapi_mock.store.sql.transaction import Row

NAMES: Final = (
    "campaign_id",
    "campaign_name",
    "active",
    "user_group",
    "dial_method",
    "auto_dial_level",
    "lead_order",
    "dial_statuses",
    "dial_timeout",
    "dial_prefix",
    "manual_dial_prefix",
    "three_way_dial_prefix",
)
_SHOWN_AS: Final = {"auto_dial_level": "dial_level"}


def tell_campaigns(call: Call) -> None:
    """Print a line for each campaign."""
    value = call.value
    may = allowed(call)
    wanted = fold(value["campaign_id"]) if value["campaign_id"] else None
    campaigns = [
        row
        for row in configuration.campaigns(call.tx)
        if row["active"] in ("Y", "N")
        and may.has_campaign(row["campaign_id"])
        and (wanted is None or fold(str(row["campaign_id"])) == wanted)
    ]
    if not campaigns:
        raise call.refusal(messages.NO_CAMPAIGNS)
    between = separator(value["stage"])
    lines = [[_SHOWN_AS.get(name, name) for name in NAMES]] if value["header"] == "YES" else []
    lines += [_line(row) for row in campaigns]
    call.say(
        messages.CAMPAIGNS_TOLD,
        output="".join(f"{between.join(line)}\n" for line in lines),
        count=len(campaigns),
        ids=",".join(f"'{row['campaign_id']}'" for row in campaigns),
    )


def _line(row: Row) -> list[str]:
    told = {name: printed(vicidial_campaigns, row, name) for name in NAMES}
    told["dial_statuses"] = told["dial_statuses"].removeprefix(" ").removesuffix(" -")
    return list(told.values())
