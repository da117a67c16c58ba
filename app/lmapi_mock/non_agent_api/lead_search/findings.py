"""Findings of lead_search."""

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
from lmapi_mock.non_agent_api.lead import reading
from lmapi_mock.non_agent_api.lead.search_defaults import LEAST_LIST_ID
from lmapi_mock.non_agent_api.lead_search import messages

KINDS: Final[Mapping[str, Kind]] = {
    reading.MISSPELT: reading.KINDS[reading.MISSPELT],
    "search-everywhere": Kind(
        Severity.WARNING,
        "A search that looks everywhere",
        "search_location counts only with a list_id of 3 digits or more, above 98, and CAMPAIGN"
        " only with one that is in vicidial_lists; anything else is no error: the whole system is"
        " searched, other campaigns' leads too.",
        "Send search_location as LIST or CAMPAIGN, with the list_id of a list that is there.",
    ),
    "search-not-restricted": Kind(
        Severity.WARNING,
        "A user with api_list_restrict searches the whole system",
        "The restriction counts only for a list_id that is sent. Without one, or without LIST or"
        " CAMPAIGN, leads of lists that the user may not use are found.",
        "Send search_location=LIST with a list_id; do not count on api_list_restrict here.",
    ),
    "search-answer-empty": Kind(
        Severity.WARNING,
        "Leads were found, and the answer is empty",
        "A search by lead_ids finds leads and prints no line for them: an empty page with status"
        " 200.",
        "Send phone_number or vendor_lead_code too, or ask lead_all_info.",
    ),
    "search-miscounted": Kind(
        Severity.WARNING,
        "A line tells another number of leads than there are",
        "Leads are found as the database compares (ABC is abc) and counted as PHP does: abc does"
        " not count a lead found as ABC, and 7 counts one with 007.",
        "Send codes as they are stored.",
    ),
    "search-part-not-searched": Kind(
        Severity.WARNING,
        "A line says 0 of what was not searched for",
        "The search ends with the first key that finds anything: the lines of the other keys are"
        " there, with |0|, whatever leads there are.",
        "Send one key a request.",
    ),
    "search-cut": Kind(
        Severity.WARNING,
        "More leads were found than are told",
        "records, 1000 if it is not sent, counts over all numbers of the request: the newest leads"
        " are told, and older ones are missing from any line.",
        "Send fewer numbers, or more records.",
    ),
    "search-header-unreadable": Kind(
        Severity.INFO,
        "A header without separators",
        "header=YES prints search_keyrecords_foundlead_ids, in one word, whatever stage says.",
        "Leave header out: a line is key, number of leads and lead_ids, between bars.",
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
    yield from reading.misspelt(seen, _WORDS)
    if _searched(seen):
        yield from _where(seen)
        yield from _output(seen)
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


def _where(seen: Seen) -> Iterator[Finding]:
    sent, kept = text_of(seen, "search_location"), seen.cleaned["search_location"]
    list_id = "".join(c for c in seen.cleaned["list_id"] if c in "0123456789")
    names_list = len(list_id) >= 3 and int(list_id[:20]) >= LEAST_LIST_ID
    narrows = names_list and ("LIST" in kept or "CAMPAIGN" in kept)
    narrows = narrows and not seen.noted.get("searched_everywhere")
    if sent and kept != "SYSTEM" and not narrows:
        why = "list_id names no list" if kept else "search_location is none in capitals"
        yield Finding(
            "search-everywhere",
            f"{why}, so that the whole system was searched.",
            "list_id" if kept else "search_location",
            text_of(seen, "list_id" if kept else "search_location"),
        )
    if seen.noted.get("restricted") and not narrows:
        yield Finding(
            "search-not-restricted",
            f"The lists that {seen.user} may use were not looked at.",
            "list_id",
            text_of(seen, "list_id"),
        )


def _output(seen: Seen) -> Iterator[Finding]:
    noted = seen.noted
    for line in said(seen, messages.LEADS_FOUND):
        if not noted["told"]:
            yield Finding(
                "search-answer-empty",
                counted(
                    int(line.fields["found"]), "of the leads was found", "of the leads were found"
                )
                + ", and none is told.",
                "lead_ids",
                text_of(seen, "lead_ids"),
            )
        if seen.cleaned["header"] == "YES":
            yield Finding(
                "search-header-unreadable",
                "The header is one word.",
                "header",
                text_of(seen, "header"),
            )
    for part, told, there in noted.get("miscounted", ()):
        yield Finding(
            "search-miscounted",
            f"The line of {part} says {told}; "
            + counted(there, "of the leads found has it.", "of the leads found have it."),
            "vendor_lead_code",
            part,
        )
    if noted.get("parts_not_searched"):
        yield Finding(
            "search-part-not-searched",
            counted(
                noted["parts_not_searched"],
                "line is of a number or code that was not searched for:",
                "lines are of numbers or codes that were not searched for:",
            )
            + " another key had found leads.",
            "search_method",
            text_of(seen, "search_method"),
        )
    if noted.get("beyond_records"):
        yield Finding(
            "search-cut",
            counted(noted["beyond_records"], "lead more was found", "leads more were found")
            + " than records allows.",
            "records",
            text_of(seen, "records"),
        )


_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "header": ("YES", "NO"),
    "archived_lead": ("Y",),
}


def _searched(seen: Seen) -> bool:
    return bool(said(seen, messages.LEADS_FOUND, messages.NO_MATCHES))


FINDINGS: Final = Findings(KINDS, _find)
