"""Findings of campaigns_list and agent_campaigns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.campaigns import messages
from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen, Severity, said
from lmapi_mock.non_agent_api.core.function import Findings

KINDS: Final[Mapping[str, Kind]] = {
    "campaign-list-ambiguous": Kind(
        Severity.WARNING,
        "Identifiers that cannot be told apart",
        "agent_campaigns joins identifiers with a hyphen, and one of them holds a hyphen itself:"
        " whoever splits the list gets identifiers that are not there.",
        "Compare with the identifiers of campaigns_list, or ask for one campaign_id at a time.",
    ),
}


def _find(seen: Seen) -> Iterator[Finding]:
    if said(seen, messages.AGENT_CAMPAIGNS_TOLD) and seen.noted.get("has_hyphen"):
        yield Finding(
            "campaign-list-ambiguous",
            "An identifier holds a hyphen, with which the list is joined too.",
        )


FINDINGS: Final = Findings(KINDS, _find)
