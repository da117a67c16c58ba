"""Which campaigns and lists a caller may see, by their user group (leads.md, 1.3)."""

from __future__ import annotations

from typing import Final, NamedTuple

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile, joined_text
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.sql.transaction import Transaction

ANY_ALL: Final = "-ALL"
"""What opens a group for most functions, anywhere in its campaigns: quirk, `X-ALLY` does."""

CAMPAIGNS: Final = Fragile(
    "the search for the lists that the user may see",
    breaks_by="an apostrophe in the allowed_campaigns of the user's group",
)

ALL_CAMPAIGNS: Final = "ALL-CAMPAIGNS"
"""What opens it for lead_all_info and lead_callback_info."""


class Allowed(NamedTuple):
    """What a caller may see.

    Attributes:
        is_open: whether that is everything.
        campaigns: else the campaigns, folded. As the text begins with a space, the empty one is
            among them: lists without a campaign are everybody's.
    """

    is_open: bool
    campaigns: frozenset[str]

    def has_campaign(self, campaign_id: object) -> bool:
        """Whether a campaign may be seen; None, which no text equals, may not."""
        if self.is_open:
            return True
        return campaign_id is not None and fold(str(campaign_id)) in self.campaigns

    def has_list(self, tx: Transaction, list_id: object) -> bool:
        """Whether a list is there, and of a campaign that may be seen."""
        row = None if list_id is None else configuration.list_(tx, str(list_id))
        return row is not None and self.has_campaign(row["campaign_id"])


def allowed(call: Call, opens: str = ANY_ALL) -> Allowed:
    """What the caller's user group allows, whether or not they have api_list_restrict.

    Args:
        call: the caller's.
        opens: the text that opens the group, in any case.
    """
    assert call.caller is not None, "looked at the group before the login"
    return allowed_by(call, str(call.caller["user_group"] or ""), opens)


def allowed_by(call: Call, user_group: str, opens: str = ANY_ALL) -> Allowed:
    """What a user group allows; one that is not there, only what has no campaign.

    Args:
        call: whose answer needs it.
        user_group: its name.
        opens: the text that opens the group, in any case.
    """
    group = configuration.user_group(call.tx, user_group)
    text = str((group["allowed_campaigns"] if group else "") or "")
    pieces = text.replace(" -", "").split(" ")
    is_open = opens in text.upper()
    if is_open:
        _note_what_opens(call, user_group, text)
    else:
        culprit = Culprit("", f"allowed_campaigns {text!r} of the user's group")
        if not call.runs(CAMPAIGNS, joined_text(pieces, culprit)):
            return Allowed(False, frozenset())
    return Allowed(is_open, frozenset(map(fold, pieces)))


def _note_what_opens(call: Call, user_group: str, text: str) -> None:
    """Keep a campaign that opens the group by its name, where nothing else does."""
    if ALL_CAMPAIGNS not in text.upper():
        campaign = next((one for one in text.split(" ") if ANY_ALL in one.upper()), text)
        call.noted["opened_by"] = {"campaign": campaign, "user_group": user_group}


def is_restricted(call: Call) -> bool:
    """Whether the caller has api_list_restrict."""
    assert call.caller is not None, "looked at the caller before the login"
    return str(call.caller["api_list_restrict"]) == "1"
