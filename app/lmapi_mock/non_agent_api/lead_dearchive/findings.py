"""Findings of lead_dearchive (leads.md, 11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    Kind,
    Seen,
    Severity,
    counted,
    said,
    text_of,
)
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.lead_dearchive import messages

KINDS: Final[Mapping[str, Kind]] = {
    "dearchive-leaves-callbacks": Kind(
        Severity.INFO,
        "Callbacks stay in the archive",
        "Only the lead is moved back: its callbacks stay in vicidial_callbacks_archive, and no"
        " agent is reminded of them.",
        "Schedule them anew by update_lead with callback=Y.",
    ),
    "dearchive-to-no-list": Kind(
        Severity.WARNING,
        "The lead is back in a list that is not there",
        "The lead's list is not looked up for a user who may see all: no campaign dials it.",
        "Move it by update_lead with list_id_field.",
    ),
    "dearchive-not-restricted": Kind(
        Severity.WARNING,
        "A user who may see no list may bring back every lead",
        "Where no list at all has a campaign that the user's group is allowed, nothing is"
        " narrowed.",
        "Give the user's group a campaign that has lists.",
    ),
}


def _find(seen: Seen) -> Iterator[Finding]:
    if not said(seen, messages.DEARCHIVED):
        return
    lead = f"Lead {seen.cleaned['lead_id']}"
    callbacks = seen.noted["callbacks_left"]
    if callbacks:
        yield Finding(
            "dearchive-leaves-callbacks",
            f"{lead} is back, and "
            + counted(callbacks, "of its callbacks is not.", "of its callbacks are not."),
            "lead_id",
            text_of(seen, "lead_id"),
        )
    if seen.noted["no_such_list"]:
        yield Finding(
            "dearchive-to-no-list",
            f"{lead} is in list {seen.noted['list_id']}, which is not there.",
            "lead_id",
            text_of(seen, "lead_id"),
        )
    if seen.noted.get("narrowed_nothing"):
        yield Finding(
            "dearchive-not-restricted",
            f"{lead} is of a list that {seen.user} may not see.",
            "user",
            seen.user,
        )


FINDINGS: Final = Findings(KINDS, _find)
