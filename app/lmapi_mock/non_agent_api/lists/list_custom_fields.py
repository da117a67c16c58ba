"""list_custom_fields: the columns of lists' custom tables (lists.md, 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.lead.printed import printed, separator
from lmapi_mock.non_agent_api.lists import messages
from lmapi_mock.non_agent_api.lists.list_info import has_length, seen_list
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.columns import unsigned64
from lmapi_mock.store.schema.tables import vicidial_lists
from lmapi_mock.store.sql.transaction import Row

SORTING: Final = Fragile(
    "the sorting of the columns",
    breaks_by="`custom_order`, where the first list that is told has no custom columns",
)
ALL: Final = "---ALL---"
NAMES: Final = (
    "list_id",
    "list_name",
    "campaign_id",
    "active",
    "list_changedate",
    "list_lastcalldate",
)
_COLUMNS: Final = "custom_fields_list_space_delimited"
_DESCENDING: Final = {"alpha_up": False, "alpha_down": True}


def check_enabled(call: Call) -> None:
    """Refuse where custom fields are switched off."""
    if configuration.number(configuration.settings(call.tx)["custom_fields_enabled"]) < 1:
        raise call.refusal(messages.CUSTOM_FIELDS_DISABLED)


def find_lists(call: Call) -> None:
    """Refuse a list that is not there, or that the caller does not see."""
    list_id = call.value["list_id"]
    if not has_length(list_id):
        raise call.refusal(messages.LIST_FIELDS_INCOMPLETE)
    if list_id == ALL:
        return
    if call.allowed_lists is not None and list_id not in call.allowed_lists:
        raise call.refusal(messages.LIST_FIELDS_NOT_ALLOWED)
    if seen_list(call, list_id) is None:
        raise call.refusal(messages.LIST_FIELDS_UNKNOWN)


def tell_fields(call: Call) -> None:
    """Print a line for each list."""
    value = call.value
    between = separator(value["stage"])
    lines: list[tuple[str, ...]] = [(*NAMES, _COLUMNS)] if value["header"] == "YES" else []
    descending = _DESCENDING.get(value["custom_order"])
    kept: list[str] = []
    for row in _lists(call):
        names = _columns(call, row)
        if descending is not None:
            if not names and not kept:
                # PHP 8 does not sort what is no array.
                call.runs(SORTING, Culprit("custom_order"))
            # Quirk: a list's names take the first places of those before, and the rest stays.
            kept[: len(names)] = names
            kept.sort(key=lambda name: name.encode("utf-8", "surrogateescape"), reverse=descending)
            call.noted["leaked"] = call.noted.get("leaked", False) or len(kept) > len(names)
            names = kept
        told = [printed(vicidial_lists, row, name) for name in NAMES]
        lines.append((*told, " ".join(names)))
    call.say(messages.FIELDS_TOLD, output="".join(f"{between.join(line)}\n" for line in lines))


def _lists(call: Call) -> Iterator[Row]:
    if call.value["list_id"] != ALL:
        row = seen_list(call, call.value["list_id"])
        assert row is not None, "find_lists has found it"
        yield row
        return
    may = allowed(call)
    for row in configuration.lists(call.tx):
        list_id = str(unsigned64(int(row["list_id"])))
        if call.allowed_lists is not None and list_id not in call.allowed_lists:
            continue
        if may.has_campaign(row["campaign_id"]):
            yield row


def _columns(call: Call, row: Row) -> list[str]:
    table = f"custom_{unsigned64(int(row['list_id']))}"
    columns = configuration.custom_columns(call.tx, table) or {}
    return [name for name in columns if name != "lead_id"]
