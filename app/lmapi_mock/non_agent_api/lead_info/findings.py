"""Findings of the functions that read leads back (leads.md, 4 to 7)."""

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
from lmapi_mock.non_agent_api.lead.printed import SEPARATORS
from lmapi_mock.non_agent_api.lead_info import messages
from lmapi_mock.non_agent_api.lead_info.all_info import MOST

KINDS: Final[Mapping[str, Kind]] = {
    **reading.KINDS,
    "no-custom-fields-shown": Kind(
        Severity.INFO,
        "custom_fields=Y, and none is shown",
        "Custom fields are read by the lead's entry_list_id, never by its list_id: a lead that was"
        " added without custom fields has none. On a dialer such a request may fail.",
        "Send force_entry_list_id, or add the lead with custom_fields=Y.",
    ),
    "custom-values-hidden": Kind(
        Severity.INFO,
        "Custom values are shown as XXXX",
        "With admin_hide_lead_data, or where the module cf_encrypt hides a field, each byte of a"
        " value is an X: an accented letter is two. A label that one lead's list hides stays"
        " hidden for later leads of the request.",
        "Ask as a user with admin_cf_show_hidden 1 and admin_hide_lead_data 0.",
    ),
    "hidden-field-told": Kind(
        Severity.WARNING,
        "A hidden field is told",
        "field_name is read in any case and hidden in one: NOTE shows what note hides.",
        "Do not count on hidden fields; send the label as it is spelt.",
    ),
    "phone-number-not-read": Kind(
        Severity.WARNING,
        "phone_number beside lead_id is not read",
        "With a lead_id the lead of that number is told, whatever its phone_number.",
        "Send one of the two.",
    ),
    "numbers-read-as-one": Kind(
        Severity.WARNING,
        "Several numbers are read as one",
        "A comma is part of the number here, which no lead then has.",
        "Send one number a request, or lead_search with several.",
    ),
    "leads-not-told": Kind(
        Severity.WARNING,
        "Leads that are left out in silence",
        "Leads in lists of campaigns that the user's group is not allowed are left out, without a"
        " word while another one is told; so are those past the first thousand.",
        "Ask as a user whose group is allowed all campaigns, or by lead_id.",
    ),
    "header-repeated": Kind(
        Severity.WARNING,
        "The header comes before every lead",
        "header=YES puts the line of names before each lead, not once: whoever skips the first"
        " line takes the second header for a lead.",
        "Skip every other line, or leave header out.",
    ),
    "field-empty": Kind(
        Severity.INFO,
        "The field is empty, and so is the answer",
        "An empty page with status 200 is the value: it cannot be told from an answer that was"
        " lost.",
        "Take an empty answer for an empty field, or ask lead_all_info.",
    ),
    "calls-of-a-day-only": Kind(
        Severity.WARNING,
        "lead_id beside status and date is not read",
        "With a status and a date of ten characters the calls of that day are told, whatever"
        " lead_id says.",
        "Send lead_id alone for the calls of one lead.",
    ),
    "date-not-read": Kind(
        Severity.WARNING,
        "A date that is not read",
        "Only a date of ten characters counts. With another one the calls of lead_id are told,"
        " whatever their day and status; one that is no day finds nothing, and the answer does"
        " not show it.",
        "Send date as YYYY-MM-DD.",
    ),
    "callbacks-refused": Kind(
        Severity.WARNING,
        "A lead with more than one callback counts as not found",
        "For a user with api_list_restrict the second callback of a lead counts as not allowed,"
        " whatever its list: LEAD NOT FOUND, though the lead and its callbacks are there.",
        "Ask as a user without api_list_restrict.",
    ),
}

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "header": ("YES", "NO"),
    "stage": tuple(SEPARATORS),
    "archived_lead": ("Y",),
    "custom_fields": ("Y",),
}
_LOCATIONS: Final = ("CURRENT", "ARCHIVE", "ALL")
_UNREAD: Final = {"lead_status_search": ("header", "stage"), "lead_field_info": ("stage",)}
"""Words that a function takes and does not look at."""


def _find(seen: Seen) -> Iterator[Finding]:
    unread = _UNREAD.get(seen.function, ())
    words = {
        name: known for name, known in _WORDS.items() if name in seen.cleaned and name not in unread
    }
    if "search_location" in seen.cleaned:
        words["search_location"] = _LOCATIONS
    yield from reading.misspelt(seen, words)
    match seen.function:
        case "lead_all_info":
            yield from _of_all_info(seen)
        case "lead_field_info":
            yield from _of_field_info(seen)
        case "lead_status_search":
            yield from _of_status_search(seen)
        case _:
            yield from _of_callback_info(seen)
    hidden = seen.noted.get("hidden_values", 0)
    if hidden:
        yield Finding(
            "custom-values-hidden",
            f"{hidden} custom {'value is' if hidden == 1 else 'values are'} shown as X.",
            "custom_fields",
            text_of(seen, "custom_fields"),
        )


def _of_all_info(seen: Seen) -> Iterator[Finding]:
    number = seen.cleaned["phone_number"]
    if number and seen.cleaned["lead_id"]:
        yield Finding(
            "phone-number-not-read",
            f"phone_number {number} was not looked at: lead_id was sent.",
            "phone_number",
            text_of(seen, "phone_number"),
        )
    elif "," in number:
        yield Finding(
            "numbers-read-as-one",
            f"{number} was looked for as one number.",
            "phone_number",
            text_of(seen, "phone_number"),
        )
    found, told = seen.noted.get("found", 0), len(said(seen, messages.LEAD_TOLD))
    left_out = seen.noted.get("leads_not_told", 0)
    if told and left_out:
        yield Finding(
            "leads-not-told",
            counted(
                left_out,
                f"of {found} leads was left out: its list is not allowed.",
                f"of {found} leads were left out: their lists are not allowed.",
            ),
            "phone_number",
            text_of(seen, "phone_number"),
        )
    elif found == MOST:
        yield Finding(
            "leads-not-told",
            f"{MOST} leads are told at most, and there are as many or more.",
            "phone_number",
            text_of(seen, "phone_number"),
        )
    if told > 1 and seen.cleaned["header"] == "YES":
        yield Finding(
            "header-repeated",
            f"The header stands before each of {told} leads.",
            "header",
            text_of(seen, "header"),
        )
    if told and seen.cleaned["custom_fields"] == "Y" and not seen.noted.get("custom_fields"):
        yield Finding(
            "no-custom-fields-shown",
            "custom_fields=Y was sent, and no custom field is shown.",
            "custom_fields",
            text_of(seen, "custom_fields"),
        )
    yield from reading.split(seen, "leads")


def _of_field_info(seen: Seen) -> Iterator[Finding]:
    name = seen.cleaned["field_name"]
    if seen.noted.get("hidden_field_told"):
        yield Finding(
            "hidden-field-told",
            f"{name} was told; as its label is spelt it is hidden.",
            "field_name",
            text_of(seen, "field_name"),
        )
    for line in said(seen, messages.FIELD_TOLD):
        if not line.fields["output"]:
            yield Finding("field-empty", f"{name} of the lead is empty.", "field_name", name)


def _of_status_search(seen: Seen) -> Iterator[Finding]:
    value = seen.cleaned
    date = value["date"]
    by_day = bool(value["status"]) and len(date) == 10
    if by_day and value["lead_id"]:
        yield Finding(
            "calls-of-a-day-only",
            f"The calls of {date} were looked for, not those of lead {value['lead_id']}.",
            "lead_id",
            text_of(seen, "lead_id"),
        )
    if date and not by_day and value["lead_id"]:
        yield Finding(
            "date-not-read",
            "status and a date of ten characters are both needed: all calls of the lead were"
            " looked for.",
            "date",
            text_of(seen, "date"),
        )
    elif by_day and seen.noted.get("no_such_day"):
        yield Finding("date-not-read", f"{date} is no day.", "date", text_of(seen, "date"))


def _of_callback_info(seen: Seen) -> Iterator[Finding]:
    if seen.noted.get("refused_for_number"):
        yield Finding(
            "callbacks-refused",
            f"Lead {seen.cleaned['lead_id']} is there, and has more than one callback.",
            "lead_id",
            text_of(seen, "lead_id"),
        )
    yield from reading.split(seen, "callbacks")


FINDINGS: Final = Findings(KINDS, _find)
