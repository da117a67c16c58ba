"""Findings of batch_update_lead (U9)."""

from __future__ import annotations

from collections.abc import Iterator

from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    Seen,
    counted,
    text_of,
)
from lmapi_mock.non_agent_api.update_lead.findings.changing import leads


def find(seen: Seen) -> Iterator[Finding]:
    """Which leads a batch left out, and why."""
    lead_ids = seen.cleaned["lead_ids"]
    if lead_ids and "" in lead_ids.split(","):
        yield Finding(
            "batch-ids-malformed",
            "A part of lead_ids is empty: the search for the leads fails on a dialer, and nothing"
            f" is changed. They are kept as {lead_ids}.",
            "lead_ids",
            text_of(seen, "lead_ids"),
            lead_ids,
        )
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
            "The user may use no list, and "
            + counted(taken, "lead was open to them.", "leads were open to them."),
            "user",
            seen.user,
        )
