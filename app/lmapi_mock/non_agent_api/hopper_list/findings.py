"""Findings of hopper_list and hopper_bulk_insert."""

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
from lmapi_mock.non_agent_api.hopper_list import messages
from lmapi_mock.non_agent_api.lead import reading

KINDS: Final[Mapping[str, Kind]] = {
    **reading.KINDS,
    "hopper-without-lead": Kind(
        Severity.WARNING,
        "Hopper rows whose lead is gone",
        "A row of the hopper whose lead was deleted is told with the lead's fields empty, and ages"
        " counted from 1970.",
        "Send search_method=BLOCK, which leaves such rows out.",
    ),
    "hopper-call-age-wrong": Kind(
        Severity.WARNING,
        "last_call_time counted from another time zone",
        "last_call_time is reckoned with servers.local_gmt, and an hour more in summer. Where the"
        " server's clock is of another zone, it is wrong by as many hours as they differ.",
        "Set servers.local_gmt to the standard offset of the server's zone, or --timezone to the"
        " zone that it means.",
    ),
    "hopper-list-inactive": Kind(
        Severity.WARNING,
        "A lead of an inactive list in the hopper",
        "hopper_bulk_insert looks neither at the list's active flag nor at the lead's status, its"
        " calls, or do-not-call lists: the lead is dialed all the same.",
        "Leave such leads out, or switch the list on.",
    ),
    "hopper-leads-beyond": Kind(
        Severity.WARNING,
        "More leads than are looked up",
        "The first thousand leads are looked up; others are told as LEAD NOT FOUND though they are"
        " there.",
        "Send up to 1000 lead_ids a request.",
    ),
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


_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "header": ("YES", "NO"),
    "stage": ("csv", "tab", "pipe"),
}


_PUT: Final = (
    "of the leads put into the hopper is of an inactive list:",
    "of the leads put into the hopper are of inactive lists:",
)


def _find(seen: Seen) -> Iterator[Finding]:
    if seen.function == "hopper_list":
        yield from reading.misspelt(seen, _WORDS)
        yield from reading.split(seen, "rows")
        if seen.noted.get("without_lead"):
            yield Finding(
                "hopper-without-lead",
                counted(seen.noted["without_lead"], "of the rows told has", "of the rows told have")
                + " no lead.",
                "search_method",
                text_of(seen, "search_method"),
            )
        if seen.noted.get("hours_off"):
            yield Finding(
                "hopper-call-age-wrong",
                f"last_call_time is wrong by {abs(seen.noted['hours_off']):g} hours:"
                " servers.local_gmt is not the zone of the server's clock.",
            )
        return
    inactive = seen.noted.get("of_inactive_lists", ())
    if inactive:
        yield Finding(
            "hopper-list-inactive",
            f"{counted(len(inactive), *_PUT)} {', '.join(inactive[:5])}.",
            "lead_ids",
            text_of(seen, "lead_ids"),
        )
    if seen.noted.get("looked_up_most"):
        yield Finding(
            "hopper-leads-beyond",
            "1000 leads were looked up, and no more.",
            "lead_ids",
            text_of(seen, "lead_ids"),
        )
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
