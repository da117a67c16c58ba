"""Findings about what a request asks to be changed, and what becomes of it (U5, U7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    Seen,
    counted,
    said,
    text_of,
)
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.update_lead import messages
from lmapi_mock.non_agent_api.update_lead.columns import BLANK, SET_BY
from lmapi_mock.non_agent_api.update_lead.search import Found
from lmapi_mock.non_agent_api.wire.php import php_strlen

OFF: Final = frozenset({"", "0", "f", "false", "n", "no", "none", "off"})
"""What people send, in any case, to leave a switch off."""

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
    "list_exists_check",
)
_DIGITS_ONLY: Final = ("rank", "called_count", "phone_code", "list_id_field")
_NO_CHANGE: Final = (
    *SET_BY.values(),
    "reset_lead",
    "update_phone_number",
    "delete_lead",
    "delete_cf_data",
    "callback",
    "custom_fields",
    "insert_if_not_found",
)
"""What counts for nothing with no_update=Y."""

_UPDATED: Final = (messages.LEAD_UPDATED, messages.BATCH_UPDATED)


def leads(number: int) -> str:
    """So many leads, in words: `1 lead`."""
    return counted(number, "lead", "leads")


def is_on(seen: Seen, name: str) -> bool:
    """Whether a switch, or a field that is sent to be set, asks for something."""
    return seen.cleaned.get(name, "").lower() not in OFF


def find_in_parameters(seen: Seen) -> Iterator[Finding]:
    """What both functions make of parameters."""
    yield from _switches(seen)
    yield from _blanks(seen)
    changed = sum(_matched(line.fields) for line in said(seen, *_UPDATED))
    if not changed:
        return
    sent = seen.parameters.query | seen.parameters.body
    empty = [name for name in SET_BY.values() if name in sent and not text_of(seen, name)]
    if empty:
        yield Finding(
            "empty-not-set",
            f"{', '.join(empty)} was sent empty, and is as it was in {leads(changed)}.",
            empty[0],
        )
    for name in SET_BY.values():
        if "\n" in seen.cleaned[name]:
            yield Finding(
                "line-feed-replaced",
                f"Each line feed of {name} became !N in {leads(changed)}.",
                name,
                seen.cleaned[name],
                seen.cleaned[name].replace("\n", "!N"),
            )
    if seen.noted.get("no_such_list"):
        yield Finding(
            "moved-to-no-list",
            f"{leads(changed)} moved to list {seen.cleaned['list_id_field']}, which is not there.",
            "list_id_field",
            text_of(seen, "list_id_field"),
        )


def _matched(fields: object) -> int:
    """How many leads a line speaks of."""
    assert isinstance(fields, dict), "a line's fields are a dict"
    return int(fields.get("found", 1))


def _switches(seen: Seen) -> Iterator[Finding]:
    for name in _SWITCHES:
        if name not in seen.cleaned:
            continue
        sent, kept = text_of(seen, name), seen.cleaned[name]
        if name == "callback":
            counts = kept in {"Y", "REMOVE"}
        elif name == "list_exists_check":
            counts = "Y" in kept.upper()
        else:
            counts = kept == "Y"
        if not counts and sent.strip().lower() not in OFF:
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
        if text_of(seen, name) != BLANK:
            continue
        if was_inserted and seen.cleaned[name] == BLANK:
            yield Finding(
                "blank-not-emptied", f"{name} of the inserted lead is {BLANK}.", name, BLANK, BLANK
            )
        elif not was_inserted and name in _DIGITS_ONLY:
            yield Finding(
                "blank-not-emptied", f"{name} is not emptied by {BLANK}.", name, BLANK, ""
            )
        elif not was_inserted and name == "gmt_offset_now":
            yield Finding(
                "blank-not-emptied", f"{name} became 0.00, London's clock.", name, BLANK, "0.00"
            )


def find(seen: Seen) -> Iterator[Finding]:
    """What update_lead makes of a request beside its search, its callbacks and its insert."""
    found: Found | None = seen.noted.get("found")
    yield from _beside(seen, found)
    if found is None or not found.leads:
        return
    if not seen.lines:
        yield Finding(
            "nothing-to-update",
            f"{leads(len(found.leads))} found, and nothing was to be done: the answer is empty.",
        )
    if "leads_before" in seen.noted:
        before = int(seen.noted["leads_before"])
        yield Finding(
            "update-stopped",
            f"{leads(before)} done; then came one in a list that the user may not use, and"
            f" {leads(len(found.leads) - before)} left as they were.",
            "records",
            text_of(seen, "records"),
        )
    yield from _fields(seen, found)
    yield from _custom_fields(seen, found)
    yield from _deleted(seen)
    yield from _hopper(seen, found)


def _beside(seen: Seen, found: Found | None) -> Iterator[Finding]:
    """Parameters that another one takes the effect from."""
    value = seen.cleaned
    ignored: list[tuple[str, str, tuple[str, ...]]] = []
    if found is not None and value["no_update"] == "Y":
        ignored.append(("no_update=Y", "looked at", _NO_CHANGE))
    elif said(seen, messages.LEAD_DELETED):
        ignored.append(("delete_lead=Y", "deleted", (*SET_BY.values(), "reset_lead")))
    elif value["custom_fields"] == "Y" and value["delete_cf_data"] != "Y" and found:
        ignored.append(("custom_fields=Y", "found", ("entry_list_id",)))
    if found and value["remove_from_hopper"] == "Y":
        ignored.append(("remove_from_hopper=Y", "taken out", ("add_to_hopper",)))
    for other, done, names in ignored:
        sent = [name for name in names if is_on(seen, name)]
        if sent and found and found.leads:
            yield Finding(
                "update-ignores",
                f"{', '.join(sent)} counts for nothing beside {other}:"
                f" {leads(len(found.leads))} {done}.",
                sent[0],
                text_of(seen, sent[0]),
            )


def _fields(seen: Seen, found: Found) -> Iterator[Finding]:
    value = seen.cleaned
    updated = len(said(seen, messages.LEAD_UPDATED))
    if not updated:
        return
    list_id = value["list_id"].lstrip("0")
    elsewhere = [lead.lead_id for lead in found.leads if lead.list_id != list_id]
    if list_id and elsewhere and not value["list_id_field"]:
        yield Finding(
            "list-id-moves-nothing",
            f"{leads(len(elsewhere))} stayed in another list than {list_id}.",
            "list_id",
            text_of(seen, "list_id"),
            found.leads[0].list_id,
        )
    number = value["phone_number"]
    if value["update_phone_number"] != "Y" or not number:
        return
    if found.by == "phone_number":
        yield Finding(
            "phone-number-is-the-key",
            f"{number} is what was searched for: "
            + counted(updated, "lead keeps it.", "leads keep it."),
            "phone_number",
            text_of(seen, "phone_number"),
        )
    elif not 6 <= php_strlen(number) <= 18:
        yield Finding(
            "phone-number-unchecked",
            f"{number} is no number that can be dialed; "
            + counted(updated, "lead has it now.", "leads have it now."),
            "phone_number",
            text_of(seen, "phone_number"),
            number[:18],
        )


def _custom_fields(seen: Seen, found: Found) -> Iterator[Finding]:
    noted, value = seen.noted, seen.cleaned
    if noted.get("skipped_leads"):
        yield Finding(
            "only-first-lead-set",
            counted(noted["skipped_leads"], "lead kept its columns.", "leads kept their columns."),
            "records",
            value["records"],
        )
    for spelt, label in noted.get("fields_unseen", {}).items():
        first = next(iter(seen.parameters.query), "")
        why = "is the query's first parameter" if spelt == first else f"is not spelt &{label}="
        yield Finding(
            "custom-field-unseen",
            f"{spelt} {why}, and does not count as sent: {leads(noted['leads_with_fields'])}"
            " without it.",
            spelt,
            text_of(seen, spelt),
        )
    for label in dict.fromkeys(noted.get("fields_in_values", ())):
        yield Finding(
            "custom-field-emptied",
            f"{label} was emptied in {leads(noted['leads_with_fields'])}, as a value holds"
            f" &{label}= or ?{label}=.",
            label,
        )
    updated = len(said(seen, messages.CUSTOM_UPDATED))
    if updated and str(noted.get("custom_fields_enabled", "1")) in {"", "0"}:
        yield Finding(
            "custom-fields-though-disabled",
            f"Custom fields of {leads(updated)} were changed, and custom_fields_enabled is 0.",
            "custom_fields",
            text_of(seen, "custom_fields"),
        )
    if noted.get("without_custom_data"):
        yield Finding(
            "no-custom-data-deleted",
            f"{noted['without_custom_data']} of {leads(len(found.leads))} had no custom fields to"
            " be deleted.",
            "delete_cf_data",
            text_of(seen, "delete_cf_data"),
        )


def _deleted(seen: Seen) -> Iterator[Finding]:
    left = {
        name.removeprefix("left in "): number
        for name, number in seen.noted.items()
        if name.startswith("left in ")
    }
    if value_is(seen, "remove_from_hopper", "Y") and said(seen, messages.REMOVED_FROM_HOPPER):
        left.pop("vicidial_hopper", None)
    if left:
        told = ", ".join(f"{table} ({leads(number)})" for table, number in left.items())
        yield Finding(
            "deleted-lead-leaves-rows",
            f"Rows of what was deleted are left in {told}.",
            "delete_lead",
            text_of(seen, "delete_lead"),
        )


def value_is(seen: Seen, name: str, wanted: str) -> bool:
    """Whether a parameter, cleaned, is exactly this."""
    return seen.cleaned.get(name, "") == wanted


def _hopper(seen: Seen, found: Found) -> Iterator[Finding]:
    value = seen.cleaned
    asked = next(
        (name for name in ("remove_from_hopper", "add_to_hopper") if value[name] == "Y"), ""
    )
    if not asked:
        return
    changed = said(seen, shared.ADDED_TO_HOPPER, messages.REMOVED_FROM_HOPPER)
    if changed and value["no_update"] == "Y":
        yield Finding(
            "no-update-changes-hopper",
            f"no_update=Y, and the hopper was changed for lead {found.lead_id}.",
            asked,
            text_of(seen, asked),
        )
    if len(found.leads) > 1:
        yield Finding(
            "hopper-first-lead-only",
            f"{asked} counts for lead {found.lead_id} only, not for"
            f" {leads(len(found.leads) - 1)} more.",
            asked,
            text_of(seen, asked),
        )
    if not said(seen, shared.ADDED_TO_HOPPER):
        return
    own = next((one.list_id for one in found.leads if str(one.lead_id) == found.lead_id), "")
    if value["no_update"] != "Y":
        own = value["list_id_field"] or own
    if own and own.lstrip("0") != found.list_id.lstrip("0"):
        yield Finding(
            "hopper-of-another-list",
            f"Lead {found.lead_id} is in list {own}, and in the hopper for list {found.list_id}.",
            "list_id",
            text_of(seen, "list_id"),
        )
