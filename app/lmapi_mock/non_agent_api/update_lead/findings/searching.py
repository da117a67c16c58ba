"""Findings about what is searched by, and where (U2, U3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Seen, said, text_of
from lmapi_mock.non_agent_api.lead.search_defaults import LEAST_LIST_ID
from lmapi_mock.non_agent_api.update_lead import messages
from lmapi_mock.non_agent_api.update_lead.findings.changing import leads
from lmapi_mock.non_agent_api.update_lead.search import Found
from lmapi_mock.non_agent_api.wire.php import php_strlen

_KEYS: Final = ("LEAD_ID", "VENDOR_LEAD_CODE", "PHONE_NUMBER")


def find(seen: Seen) -> Iterator[Finding]:
    """What is to be told of the search, if it was reached."""
    found: Found | None = seen.noted.get("found")
    if found is None:
        if said(seen, messages.NO_SEARCH_METHOD):
            yield from _method(seen)
        return
    yield from _where(seen, found)
    yield from _method(seen)
    if seen.cleaned["records"] and not seen.cleaned["records"].strip("0"):
        yield Finding(
            "no-records-wanted",
            "records=0 finds no lead, though one is there." if found.more else "records=0.",
            "records",
            text_of(seen, "records"),
        )
    elif found.more and found.leads:
        yield Finding(
            "more-leads-match",
            f"More leads have this {found.by}: only {leads(len(found.leads))} looked at.",
            "records",
            text_of(seen, "records"),
            str(len(found.leads)),
        )
    sent = seen.cleaned["lead_id"].lstrip("0")
    if sent and found.leads and found.by != "lead_id":
        yield Finding(
            "lead-id-not-the-one",
            f"Lead {sent} was not found; {leads(len(found.leads))} found by {found.by}, the first"
            f" of them lead {found.leads[0].lead_id}.",
            "lead_id",
            text_of(seen, "lead_id"),
            str(found.leads[0].lead_id),
        )


def _where(seen: Seen, found: Found) -> Iterator[Finding]:
    sent, kept = text_of(seen, "search_location"), seen.cleaned["search_location"]
    if not sent or kept == "SYSTEM":
        return
    list_id = seen.cleaned["list_id"]
    touched = f": {leads(len(found.leads))} found" if found.leads else ""
    if "LIST" not in kept and "CAMPAIGN" not in kept:
        yield Finding(
            "update-searched-everywhere",
            f"search_location is neither LIST nor CAMPAIGN, so the whole system was"
            f" searched{touched}.",
            "search_location",
            sent,
            "SYSTEM",
        )
    elif len(list_id) < 3 or int(list_id[:20]) < LEAST_LIST_ID:
        yield Finding(
            "update-searched-everywhere",
            f"list_id is missing, below {LEAST_LIST_ID} or shorter than three digits, so the whole"
            f" system was searched{touched}.",
            "list_id",
            text_of(seen, "list_id"),
            "SYSTEM",
        )
    elif seen.noted.get("searched_everywhere"):
        yield Finding(
            "update-searched-everywhere",
            f"list_id names no list, so the whole system was searched{touched}.",
            "list_id",
            text_of(seen, "list_id"),
            "SYSTEM",
        )
    elif kept not in {"LIST", "CAMPAIGN"}:
        read = "LIST" if "LIST" in kept else "CAMPAIGN"
        yield Finding(
            "search-location-misread",
            f"search_location was read as {read}{touched}.",
            "search_location",
            sent,
            read,
        )


def _method(seen: Seen) -> Iterator[Finding]:
    method = seen.cleaned["search_method"]
    if not method:
        return
    named = [key for key in _KEYS if key in method]
    rest = method
    for key in _KEYS:
        rest = rest.replace(key, " ")
    odd = re.sub(r"[^A-Za-z]", " ", rest).split()
    if odd:
        yield Finding(
            "search-key-left-out",
            f"{odd[0]} of search_method is no key in capitals, and was passed over.",
            "search_method",
            text_of(seen, "search_method"),
            ", ".join(named) or "LEAD_ID",
        )
    for key in named:
        name = key.lower()
        sent = seen.cleaned[name]
        if not sent:
            yield Finding(
                "search-key-left-out",
                f"search_method names {key}, and {name} is empty.",
                name,
                text_of(seen, name),
            )
        elif name == "phone_number" and not 6 <= php_strlen(sent) <= 18:
            yield Finding(
                "search-key-left-out",
                f"{sent} is no number of 6 to 18 digits, and was not searched by.",
                name,
                text_of(seen, name),
            )
