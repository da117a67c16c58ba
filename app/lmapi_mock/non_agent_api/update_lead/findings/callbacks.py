"""Findings about the callbacks of leads that are updated (U5, 4)."""

from __future__ import annotations

from collections.abc import Iterator

from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    Seen,
    counted,
    said,
    text_of,
)
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.update_lead.findings.changing import leads
from lmapi_mock.non_agent_api.update_lead.search import Found


def find(seen: Seen) -> Iterator[Finding]:
    """What became of callbacks that were to be scheduled."""
    found: Found | None = seen.noted.get("found")
    if found is None or seen.cleaned["callback"] != "Y":
        return
    added = {int(line.fields["lead_id"]) for line in said(seen, shared.CALLBACK_ADDED)}
    if added and not seen.cleaned["callback_datetime"]:
        yield Finding(
            "callback-undated",
            f"{counted(len(added), 'lead has', 'leads have')} a callback for 0000-00-00 00:00:00.",
            "callback_datetime",
            text_of(seen, "callback_datetime"),
            "0000-00-00 00:00:00",
        )
    is_set = seen.cleaned["status"] and found.may_set
    loose = [one for one in found.leads if one.lead_id in added and one.status != "CBHOLD"]
    if loose and not is_set:
        yield Finding(
            "callback-lead-not-held",
            counted(
                len(loose),
                "lead has a callback and keeps the status",
                "leads have a callback and keep the status",
            )
            + f" {loose[0].status or 'that is empty'}.",
            "callback",
            "Y",
        )
    for name, what in (("unknown_campaigns", "campaign_id"), ("unknown_users", "callback_user")):
        if seen.noted.get(name):
            yield Finding(
                "callback-unchecked",
                f"{what} is not there, and the callback of {leads(seen.noted[name])} has it.",
                what,
                text_of(seen, what),
            )
    if seen.noted.get("callbacks_turned"):
        yield Finding(
            "callback-turned",
            f"The callback of {leads(seen.noted['callbacks_turned'])} was changed to what an"
            " earlier lead's new callback was turned into.",
            "callback_type",
            text_of(seen, "callback_type"),
        )
