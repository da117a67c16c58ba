"""Findings of the functions that add, change and tell of lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    Kind,
    Seen,
    Severity,
    said,
    text_of,
)
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.lists import messages
from lmapi_mock.non_agent_api.lists.field_columns import OF_ONE

BLANK: Final = "--BLANK--"

KINDS: Final[Mapping[str, Kind]] = {
    "list-info-trailing-delimiter": Kind(
        Severity.INFO,
        "A line with one value more than its header",
        "Without dialable_count the line of list_info ends in a delimiter, and the header does"
        " not: who splits both gets one value too many.",
        "Ignore what stands behind the last delimiter, or send dialable_count=Y.",
    ),
    "sorted-fields-leak": Kind(
        Severity.WARNING,
        "Columns of other lists",
        "With custom_order alpha_up or alpha_down the lists after the first are shown with names"
        " of the lists before them.",
        "Leave custom_order out and sort the names yourself, or ask for one list at a time.",
    ),
    "lead-filter-not-read": Kind(
        Severity.WARNING,
        "A lead filter that is not imitated",
        "The campaign's lead filter holds SQL beyond comparisons, which is not read here:"
        " dialable_count is 0, where a dialer has its database look.",
        "Use comparisons of columns with values, IN, BETWEEN, LIKE, IS NULL, AND, OR and NOT.",
    ),
    "fields-not-changed": Kind(
        Severity.ERROR,
        "Custom fields that were not changed",
        "The answer is a notice, and its verdict stands last: NONE and ERROR mean that nothing, or"
        " not all, was done. Values sent for the field are dropped from then on.",
        "Look for SUCCESS in the verdict, and compare the columns with list_custom_fields.",
    ),
    "choices-need-default": Kind(
        Severity.ERROR,
        "A field with choices, and no default",
        "The documentation calls field_default optional. Without it a SELECT, RADIO or"
        " SOURCESELECT field is not added: nothing is no choice, and the database refuses it.",
        "Send field_default=NULL, or one of the choices.",
    ),
    "copy-failure-not-told": Kind(
        Severity.ERROR,
        "Custom fields that were not copied",
        "add_list says SUCCESS whether the fields were copied or not; only vicidial_admin_log"
        " tells.",
        "Look with list_custom_fields, or copy with update_list, whose answer holds the verdict.",
    ),
    "list-blank-not-emptied": Kind(
        Severity.WARNING,
        "--BLANK-- does not empty this setting",
        "It is dropped, refused or stored: outbound_cid and expiration_date stay as they are,"
        " reset_time becomes ----, list_name becomes --BLANK--.",
        "Empty it in the dialer's own pages.",
    ),
    "reset-time-lost": Kind(
        Severity.WARNING,
        "reset_time beside expiration_date",
        "update_list stores expiration_date alone when both are sent, and says SUCCESS.",
        "Send reset_time in a request of its own.",
    ),
    "reset-count-not-told": Kind(
        Severity.INFO,
        "A reset that tells no number",
        "The documentation shows how many leads were reset; the engine prints nothing there.",
        "Do not read a number off the notice.",
    ),
    "list-updated-nowhere": Kind(
        Severity.WARNING,
        "A list that is not there was updated",
        "With custom fields asked for update_list says LIST HAS BEEN UPDATED of a list that is not"
        " there: nothing is stored.",
        "Look at the list with list_info first.",
    ),
    "list-leftovers": Kind(
        Severity.WARNING,
        "What a deleted list leaves",
        "Only the list's own row goes. Its leads, their places in the hopper, its custom fields and"
        " their table stay, and a new list of the same number has them again.",
        "Send delete_leads=Y beside delete_list=Y, and delete the fields before.",
    ),
    "field-name-spaces": Kind(
        Severity.WARNING,
        "A field's name without its spaces",
        "field_name loses its spaces, which the documentation's own example has: agents read"
        " Newfield for New field.",
        "Use underscores, or name the field in the dialer's own pages.",
    ),
    "field-help-cut": Kind(
        Severity.WARNING,
        "A hint that ends at its ampersand",
        "The engine hands field_help on unencoded: what follows a & is read as further parameters,"
        " and may change the field.",
        "Write `and`.",
    ),
    "field-table-of-zeros": Kind(
        Severity.ERROR,
        "Columns in another table",
        "list_id has zeros before its number: the field's row goes to the list, its column to"
        " another table, and values that leads bring for it are lost.",
        "Send list_id as list_info tells it.",
    ),
    "field-required-dropped": Kind(
        Severity.WARNING,
        "field_required that is not kept",
        "INBOUND_ONLY is a value of the column, and the API takes it for N.",
        "Set it in the dialer's own pages.",
    ),
}

_NOT_EMPTIED: Final = (
    "outbound_cid",
    "reset_time",
    "expiration_date",
    "list_name",
    "campaign_id",
    "local_call_time",
    "tz_method",
)
_SENT: Final = (
    messages.FIELD_ADDED,
    messages.FIELD_UPDATED,
    messages.FIELD_DELETED,
    messages.FIELDS_COPIED,
)


def _find(seen: Seen) -> Iterator[Finding]:
    yield from _told(seen)
    if seen.function in ("add_list", "update_list"):
        yield from _settings(seen)
        yield from _fields(seen)


def _told(seen: Seen) -> Iterator[Finding]:
    cleaned = seen.cleaned
    if said(seen, messages.LIST_TOLD) and cleaned.get("dialable_count") != "Y":
        yield Finding(
            "list-info-trailing-delimiter", "The line ends in a delimiter, the header would not."
        )
    if seen.noted.get("leaked"):
        yield Finding(
            "sorted-fields-leak",
            "A list is shown with column names of the lists before it.",
            "custom_order",
            cleaned.get("custom_order", ""),
        )
    if "lead_filter" in seen.noted:
        yield Finding(
            "lead-filter-not-read",
            "The campaign's lead filter is not read here: dialable_count is 0.",
            "dialable_count",
        )


def _settings(seen: Seen) -> Iterator[Finding]:
    for name in _NOT_EMPTIED:
        if text_of(seen, name) == BLANK:
            kept = seen.cleaned.get(name, "")
            yield Finding(
                "list-blank-not-emptied", f"--BLANK-- does not empty {name}.", name, BLANK, kept
            )
    if seen.noted.get("reset_time_lost"):
        yield Finding(
            "reset-time-lost",
            "reset_time is not stored, for expiration_date is sent too.",
            "reset_time",
            seen.cleaned.get("reset_time", ""),
        )
    if said(seen, messages.LEADS_RESET):
        yield Finding("reset-count-not-told", "How many leads were reset is not told.")
    if seen.noted.get("updated_nothing") and said(seen, messages.LIST_UPDATED):
        yield Finding("list-updated-nowhere", "The list is not there; nothing was stored.")
    if said(seen, messages.LIST_DELETED) and seen.cleaned.get("delete_leads") != "Y":
        yield Finding("list-leftovers", "The list's leads and custom fields are still there.")
    verdict = seen.noted.get("copy_verdict")
    if verdict and not verdict.startswith("SUCCESS"):
        yield Finding(
            "copy-failure-not-told",
            f"The fields were not copied ({verdict}), and the answer does not tell.",
            "custom_fields_copy",
            seen.cleaned.get("custom_fields_copy", ""),
        )


def _fields(seen: Seen) -> Iterator[Finding]:
    cleaned = seen.cleaned
    for line in said(seen, *_SENT):
        verdict = str(line.fields["verdict"])
        if not verdict.startswith("SUCCESS"):
            yield Finding("fields-not-changed", f"The verdict is {verdict}: nothing was done.")
    if said(seen, messages.FIELD_ADDED):
        needs_default = cleaned.get("field_type") in OF_ONE and not cleaned.get("field_default")
        if needs_default:
            yield Finding(
                "choices-need-default",
                "The field has choices, and field_default is none of them.",
                "field_default",
            )
    if not said(seen, messages.FIELD_ADDED, messages.FIELD_UPDATED):
        return
    name, shown = text_of(seen, "field_name"), cleaned.get("field_name", "")
    if " " in name:
        yield Finding(
            "field-name-spaces", "field_name loses its spaces.", "field_name", name, shown
        )
    hint = text_of(seen, "field_help")
    if "&" in hint:
        yield Finding(
            "field-help-cut",
            "field_help ends at its first &.",
            "field_help",
            hint,
            hint.partition("&")[0],
        )
    if cleaned.get("list_id", "").startswith("0"):
        yield Finding(
            "field-table-of-zeros",
            "The column is in a table named by list_id as it was sent.",
            "list_id",
            cleaned["list_id"],
        )
    if text_of(seen, "field_required") == "INBOUND_ONLY":
        yield Finding(
            "field-required-dropped",
            "field_required INBOUND_ONLY is not kept.",
            "field_required",
            "INBOUND_ONLY",
        )


FINDINGS: Final = Findings(KINDS, _find)
