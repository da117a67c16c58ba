"""Findings of hopper_list and hopper_bulk_insert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen, Severity, said
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.hopper_list import messages

KINDS: Final[Mapping[str, Kind]] = {
    "lead-ids-malformed": Kind(
        Severity.WARNING,
        "A lead_id that is not written as a number is",
        "Leading zeros and empty parts are no lead: `02` is not lead 2. On a dialer an empty part"
        " makes the whole request fail.",
        "Send lead_ids as `1,2,3`.",
    ),
    "hopper-lead-counted-twice": Kind(
        Severity.INFO,
        "A lead without a campaign is told and counted twice",
        "A lead whose list has no campaign is told as CAMPAIGN DOES NOT EXIST and as LEAD NOT"
        " FOUND, and counts as both.",
        "Give the list a campaign.",
    ),
}


def _find(seen: Seen) -> Iterator[Finding]:
    lead_ids = seen.cleaned.get("lead_ids", "0")
    odd = [part for part in lead_ids.split(",") if not part or part.startswith("0")]
    if odd and "lead_ids" in seen.cleaned and said(seen, messages.LEAD_NOT_FOUND):
        first = odd[0] or "an empty part"
        yield Finding(
            "lead-ids-malformed",
            f"lead_ids holds {first}, which is no lead.",
            "lead_ids",
            lead_ids,
        )
    for line in said(seen, messages.LIST_WITHOUT_CAMPAIGN):
        yield Finding(
            "hopper-lead-counted-twice",
            f"Lead {line.fields['part']} is told twice: list {line.fields['list_id']} has no"
            " campaign.",
            "lead_ids",
            str(line.fields["part"]),
        )


FINDINGS: Final = Findings(KINDS, _find)
