"""Findings of the functions that read leads back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen, Severity, said, text_of
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.lead_info import messages

KINDS: Final[Mapping[str, Kind]] = {
    "word-in-wrong-case": Kind(
        Severity.WARNING,
        "A word that counts in one spelling only",
        "header, stage and search_location count in exactly one spelling: another one is passed"
        " over without a word, or finds nothing.",
        "Send header as YES, stage as csv, tab, pipe or newline, the rest in capitals.",
    ),
    "no-custom-fields-shown": Kind(
        Severity.INFO,
        "custom_fields=Y, and none is shown",
        "Custom fields are read by the lead's entry_list_id, never by its list_id: a lead that was"
        " added without custom fields has none. On a dialer such a request may fail.",
        "Send force_entry_list_id, or add the lead with custom_fields=Y.",
    ),
}

_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "header": frozenset({"YES", "NO", ""}),
    "stage": frozenset({"csv", "tab", "pipe", "newline", ""}),
}


def _find(seen: Seen) -> Iterator[Finding]:
    ignored = {"header", "stage"} if seen.function == "lead_status_search" else set()
    ignored |= {"stage"} if seen.function == "lead_field_info" else set()
    for name, words in _WORDS.items():
        value = seen.cleaned.get(name, "")
        if name not in ignored and value not in words:
            yield Finding(
                "word-in-wrong-case",
                f"{name} {value} is none of {', '.join(sorted(filter(None, words)))}.",
                name,
                text_of(seen, name),
                value,
            )
    location = text_of(seen, "search_location")
    if location and location != location.upper():
        yield Finding(
            "word-in-wrong-case",
            "search_location counts in capitals; small letters are dropped.",
            "search_location",
            location,
            seen.cleaned.get("search_location", ""),
        )
    yield from _of_output(seen)


def _of_output(seen: Seen) -> Iterator[Finding]:
    is_told = bool(said(seen, messages.LEADS_TOLD))
    if is_told and seen.cleaned["custom_fields"] == "Y" and not seen.noted.get("custom_fields"):
        yield Finding(
            "no-custom-fields-shown",
            "custom_fields=Y was sent, and no custom field is shown.",
            "custom_fields",
            text_of(seen, "custom_fields"),
        )


FINDINGS: Final = Findings(KINDS, _find)
