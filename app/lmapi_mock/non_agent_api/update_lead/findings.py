"""Findings of update_lead and batch_update_lead: what integrators trip over."""

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
from lmapi_mock.non_agent_api.update_lead import messages

_WARNING: Final = Severity.WARNING
_ERROR: Final = Severity.ERROR

KINDS: Final[Mapping[str, Kind]] = {
    "nothing-to-update": Kind(
        _WARNING,
        "Leads were found, and there was nothing to do",
        "The answer is an empty page with status 200, and the log has no row: whoever looks for"
        " SUCCESS takes it for a failure, whoever looks at the status for a success.",
        "Send at least one field to set; a field that is empty is not set, --BLANK-- empties it.",
    ),
    "update-searched-everywhere": Kind(
        _ERROR,
        "A search of a campaign that looks everywhere",
        "search_location CAMPAIGN with a list_id that is no list is no error: the whole system is"
        " searched, and another campaign's lead is changed.",
        "Send the list_id of a list that is in vicidial_lists.",
    ),
    "only-first-lead-set": Kind(
        _WARNING,
        "With custom_fields=Y only the first lead is changed",
        "From the first lead whose list has custom fields on, no later lead of the request has its"
        " columns set: with records above 1 the others keep theirs.",
        "Send the fields and the custom fields in two requests.",
    ),
    "custom-field-unseen": Kind(
        _WARNING,
        "A custom field that does not count as sent",
        "In a query a field counts only behind a &, spelt as its label is: the first parameter of a"
        " query never does, nor one that is encoded or written in another case.",
        "Send another parameter first, or send the fields by POST.",
    ),
    "insert-ignores": Kind(
        _WARNING,
        "A parameter that an inserted lead does not get",
        "insert_if_not_found ignores callback, gmt_offset_now, called_count, user_field and"
        " reset_lead, and checks neither duplicates nor do-not-call numbers.",
        "Update the lead once more when it is there, or add it by add_lead.",
    ),
    "update-switch-not-on": Kind(
        _WARNING,
        "A switch that switches nothing on",
        "Only Y, in capitals, does: what is sent in small letters is dropped without a word.",
        "Send Y.",
    ),
    "blank-not-emptied": Kind(
        _WARNING,
        "--BLANK-- does not empty this field",
        "Where cleaning keeps digits only, nothing is left of it and the field is not set; an"
        " inserted lead has the very text --BLANK--.",
        "Send 0, or leave the field as it is.",
    ),
    "batch-ids-malformed": Kind(
        _ERROR,
        "lead_ids that are not well formed",
        "A comma at either end, or two together, makes a dialer fail: nothing is changed.",
        "Send lead_ids as `1,2,3`.",
    ),
}

_SWITCHES: Final = (
    "no_update",
    "delete_lead",
    "delete_cf_data",
    "reset_lead",
    "update_phone_number",
    "insert_if_not_found",
    "add_to_hopper",
    "remove_from_hopper",
    "hopper_local_call_time_check",
    "custom_fields",
    "archived_lead",
    "callback",
)
_OFF: Final = frozenset({"", "0", "f", "false", "n", "no", "none", "off"})
_NOT_INSERTED: Final = ("callback", "gmt_offset_now", "called_count", "user_field", "reset_lead")
_DIGITS_ONLY: Final = ("rank", "called_count", "phone_code", "list_id_field")


def _find(seen: Seen) -> Iterator[Finding]:
    yield from _switches(seen)
    yield from _blanks(seen)
    lead_ids = seen.cleaned.get("lead_ids", "")
    if lead_ids and "" in lead_ids.split(","):
        yield Finding("batch-ids-malformed", "lead_ids has an empty part.", "lead_ids", lead_ids)
    if seen.function == "update_lead":
        yield from _of_update(seen)


def _switches(seen: Seen) -> Iterator[Finding]:
    for name in _SWITCHES:
        if name not in seen.cleaned:
            continue
        sent, kept = text_of(seen, name), seen.cleaned[name]
        on = {"Y", "REMOVE"} if name == "callback" else {"Y"}
        if kept not in on and sent.strip().lower() not in _OFF:
            yield Finding(
                "update-switch-not-on",
                f"{name} switches nothing on: only Y does.",
                name,
                sent,
                kept,
            )


def _blanks(seen: Seen) -> Iterator[Finding]:
    was_inserted = bool(said(seen, messages.LEAD_INSERTED))
    for name in seen.cleaned:
        if text_of(seen, name) == "--BLANK--" and (was_inserted or name in _DIGITS_ONLY):
            yield Finding(
                "blank-not-emptied",
                f"{name} is not emptied by --BLANK--.",
                name,
                "--BLANK--",
                seen.cleaned[name],
            )


def _of_update(seen: Seen) -> Iterator[Finding]:
    value = seen.cleaned
    if seen.noted.get("found") is not None and not seen.lines:
        yield Finding("nothing-to-update", "Leads were found, and nothing was to be done to them.")
    if seen.noted.get("searched_everywhere"):
        yield Finding(
            "update-searched-everywhere",
            "list_id names no list, so that the whole system was searched.",
            "list_id",
            text_of(seen, "list_id"),
        )
    if seen.noted.get("skipped_leads"):
        yield Finding(
            "only-first-lead-set",
            f"{seen.noted['skipped_leads']} leads kept their columns.",
            "records",
            value["records"],
        )
    if value["custom_fields"] == "Y" and said(seen, messages.LEAD_UPDATED, messages.CUSTOM_UPDATED):
        yield from _unseen(seen)
    if said(seen, messages.LEAD_INSERTED):
        for name in _NOT_INSERTED:
            if value[name]:
                yield Finding(
                    "insert-ignores",
                    f"{name} counts for nothing where a lead is inserted.",
                    name,
                    text_of(seen, name),
                )


def _unseen(seen: Seen) -> Iterator[Finding]:
    first = next(iter(seen.parameters.query), "")
    if first in outlook_of(seen).labels and first not in seen.parameters.body:
        yield Finding(
            "custom-field-unseen",
            f"{first} is the query's first parameter, and does not count as sent.",
            first,
            text_of(seen, first),
        )


FINDINGS: Final = Findings(KINDS, _find)
