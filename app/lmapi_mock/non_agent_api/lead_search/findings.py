"""Findings of lead_search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    Kind,
    Seen,
    Severity,
    outlook_of,
    said,
    text_of,
)
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.lead_search import messages

KINDS: Final[Mapping[str, Kind]] = {
    "search-everywhere": Kind(
        Severity.WARNING,
        "A search of a campaign that looks everywhere",
        "search_location CAMPAIGN with a list_id that is no list, or with none, is no error: the"
        " whole system is searched, other campaigns' leads too.",
        "Send the list_id of a list that is in vicidial_lists, of 3 digits or more and above 98.",
    ),
    "search-key-unread": Kind(
        Severity.WARNING,
        "A search by lead_id that looks at lead_ids",
        "search_method LEAD_ID asks for lead_id to be sent, and then searches for lead_ids; where"
        " that is empty, a dialer fails.",
        "Send lead_ids, and anything as lead_id.",
    ),
    "search-number-left-out": Kind(
        Severity.WARNING,
        "A number that is not searched for",
        "Numbers of fewer than 6 or more than 18 digits are left out, and have no line in the"
        " answer.",
        "Send numbers of 6 to 18 digits, without anything else.",
    ),
}


def _find(seen: Seen) -> Iterator[Finding]:
    value = seen.cleaned
    location = value["search_location"]
    if location and "LIST" not in location and "CAMPAIGN" in location:
        list_id = "".join(c for c in value["list_id"] if c in "0123456789")
        if not outlook_of(seen).exists or int(list_id[:20] or 0) < 99:
            yield Finding(
                "search-everywhere",
                "list_id names no list, so that the whole system is searched.",
                "list_id",
                text_of(seen, "list_id"),
            )
    if "LEAD_ID" in value["search_method"] and value["lead_id"] and not value["lead_ids"]:
        yield Finding(
            "search-key-unread",
            "lead_id is not searched for: lead_ids is, and it is empty.",
            "lead_id",
            value["lead_id"],
        )
    parts = [part for part in value["phone_number"].split(",") if not 6 <= len(part) <= 18]
    if len(parts) < value["phone_number"].count(",") + 1 and parts and _searched(seen):
        yield Finding(
            "search-number-left-out",
            f"{parts[0] or 'An empty part'} was not searched for.",
            "phone_number",
            text_of(seen, "phone_number"),
        )


def _searched(seen: Seen) -> bool:
    return bool(said(seen, messages.LEADS_FOUND, messages.NO_MATCHES))


FINDINGS: Final = Findings(KINDS, _find)
