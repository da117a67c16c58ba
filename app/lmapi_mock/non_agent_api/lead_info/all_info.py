"""lead_all_info: all fields of a lead, or of all leads with a phone number (leads.md, 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.lead.columns import DETAILS
from lmapi_mock.non_agent_api.lead.custom_fields import STANDARD
from lmapi_mock.non_agent_api.lead.printed import SEPARATORS, separator
from lmapi_mock.non_agent_api.lead.reading import is_split
from lmapi_mock.non_agent_api.lead_info import custom, messages
from lmapi_mock.non_agent_api.lead_info.columns import (
    all_columns,
    lead_by_id,
    table_of,
    value_of,
)
from lmapi_mock.non_agent_api.login.allowed import ALL_CAMPAIGNS, allowed, is_restricted
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.custom.field_types import NO_VALUES
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_list_archive
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

MOST: Final = 1000

CUSTOM: Final = Fragile(
    "the reading of the custom fields",
    breaks_by="with `custom_fields` Y, a lead whose entry list has no fields or no table, or lacks"
    " a field's column",
)

NAMES: Final = ("status", "user", *DETAILS, "lead_id")
"""What is printed of a lead, before its custom fields."""


def _by_phone(table: sa.Table) -> Statement:
    return Statement(
        lambda engine: (
            sa.select(*all_columns(table))
            .where(engine.matches(table.c.phone_number, "phone_number"))
            .order_by(table.c.lead_id.desc())
            .limit(sa.literal_column(str(MOST)))
        )
    )


_BY_PHONE: Final = {
    table.name: _by_phone(table) for table in (vicidial_list, vicidial_list_archive)
}


def find_leads(call: Call) -> None:
    """Note the leads, or refuse a request that finds none."""
    value = call.value
    leads: Sequence[Row] = ()
    if value["lead_id"]:
        lead = lead_by_id(call, value["lead_id"])
        leads = () if lead is None else (lead,)
    elif 6 <= php_strlen(value["phone_number"]) <= 19:
        statement = _BY_PHONE[table_of(call).name]
        leads = call.tx.all(statement, phone_number=value["phone_number"])
    if not leads:
        raise call.refusal(messages.LEADS_NOT_FOUND)
    call.noted["leads"] = leads


def tell_leads(call: Call) -> None:
    """Print each lead that the caller may see; a restricted caller hears of the others."""
    may = allowed(call, ALL_CAMPAIGNS)
    leads: Sequence[Row] = call.noted.pop("leads")
    asked = call.value["stage"]
    told_stage = asked if asked in SEPARATORS else "pipe"
    hidden: set[str] = set()
    output = ""
    call.noted["found"] = len(leads)
    for lead in leads:
        if may.has_list(call.tx, value_of(lead, "list_id")):
            output += _told(call, lead, hidden)
            call.say(messages.LEAD_TOLD, output=output, told_stage=told_stage)
        elif is_restricted(call):
            call.say(messages.LIST_NOT_ALLOWED)
        else:
            call.count("leads_not_told")
    if not output:
        last = value_of(leads[-1], "list_id")
        raise call.refusal(messages.NO_LIST_ALLOWED, list_id=last)
    call.say(messages.LEADS_TOLD, output=output)


def _told(call: Call, lead: Row, hidden: set[str]) -> str:
    """A lead's line, and before it, if asked for, the names.

    Args:
        call: the call.
        lead: the lead.
        hidden: labels that are hidden; what one lead's list hides stays hidden for later leads.
    """
    between = separator(call.value["stage"], with_newline=True)
    names = list(NAMES)
    values = [value_of(lead, name) for name in NAMES]
    if call.value["custom_fields"] == "Y":
        for label, value in _custom(call, lead, hidden):
            call.noted["custom_fields"] = True
            names.append(label)
            values.append(value)
    if is_split(values, between):
        call.count("split_lines")
    header = f"{between.join(names)}\n" if call.value["header"] == "YES" else ""
    return f"{header}{between.join(values)}\n"


def _breaks(call: Call, list_id: str) -> Culprit | None:
    columns = configuration.custom_columns(call.tx, f"custom_{list_id}")
    known = set(map(fold, columns or ()))
    labels = [
        label
        for field in configuration.fields_of_list(call.tx, list_id)
        if field["field_type"] not in NO_VALUES
        and (label := str(field["field_label"] or "")) not in STANDARD
    ]
    if labels and all(fold(label) in known for label in labels):
        return None
    return Culprit("", f"what list {list_id} has of custom fields")


def _custom(call: Call, lead: Row, hidden: set[str]) -> list[tuple[str, str]]:
    list_id = call.value["force_entry_list_id"] or value_of(lead, "entry_list_id")
    if not call.runs(CUSTOM, _breaks(call, list_id)):
        return []
    row = custom.row_of(call, list_id, int(lead["lead_id"]))
    hidden |= custom.hidden_labels(call, list_id)
    if row is None:
        return []
    told = []
    for field in configuration.fields_of_list(call.tx, list_id):
        label = str(field["field_label"] or "")
        if field["field_type"] in NO_VALUES or label in STANDARD:
            continue
        value = custom.cell(row, label)
        if value is None:
            # On a dialer the request fails here.
            return []
        told.append((label, value))
    hides = custom.hides_all(call)
    call.count(
        "hidden_values", sum(1 for label, value in told if value and (hides or label in hidden))
    )
    return [
        (label, custom.hidden(value) if hides or label in hidden else value)
        for label, value in told
    ]
