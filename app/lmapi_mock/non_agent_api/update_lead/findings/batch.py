"""Findings of batch_update_lead (U9)."""

from __future__ import annotations

from collections.abc import Iterator

from lmapi_mock.non_agent_api.core.finding import Finding, Seen, text_of
from lmapi_mock.non_agent_api.update_lead.findings.changing import leads


def find(seen: Seen) -> Iterator[Finding]:
    """Which leads a batch left out, and why."""
    lead_ids = seen.cleaned["lead_ids"]
    if lead_ids and "" in lead_ids.split(","):
        yield Finding("batch-ids-malformed", "lead_ids has an empty part.", "lead_ids", lead_ids)
    if "wanted" not in seen.noted:
        return
    taken = int(seen.noted["taken"])
    left_out = seen.noted["left_out"]
    if left_out and taken:
        told = "; ".join(
            f"{number} {why} ({', '.join(map(str, some))}{', ...' if number > len(some) else ''})"
            for why, (number, some) in left_out.items()
        )
        number = sum(number for number, _ in left_out.values())
        yield Finding(
            "batch-leads-left-out",
            f"{number} of {leads(seen.noted['wanted'])} left out: {told}.",
            "lead_ids",
            text_of(seen, "lead_ids"),
        )
    if taken and not seen.lines:
        yield Finding(
            "nothing-to-update",
            f"{leads(taken)} found, and nothing was to be set: the answer is empty.",
        )
    if seen.noted["restricts_nobody"] and taken:
        yield Finding(
            "batch-not-restricted",
            f"The user may use no list, and {leads(taken)} were open to them.",
            "user",
            seen.user,
        )
