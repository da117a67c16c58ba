"""What is done to each lead that was found, in order (update_lead.md, U5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import NOT_RUN
from lmapi_mock.non_agent_api.update_lead import callbacks, custom, messages
from lmapi_mock.non_agent_api.update_lead.columns import (
    DELETE,
    UPDATE,
    UPDATING,
    as_read,
    as_set,
    columns_set,
    table_of,
)
from lmapi_mock.non_agent_api.update_lead.search import Found, Lead, found_of, may_use
from lmapi_mock.store.custom.custom_tables import custom_row, delete_custom_row
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_hopper, vicidial_list_alt_phones
from lmapi_mock.store.sql.statements import Statement


def _row_of(table: sa.Table) -> Statement:
    return Statement(
        lambda _: (
            sa.select(table.c.lead_id)
            .where(table.c.lead_id == sa.bindparam("lead_id"))
            .limit(sa.literal_column("1"))
        )
    )


_ROWS: Final = {table.name: _row_of(table) for table in (vicidial_hopper, vicidial_list_alt_phones)}
"""What a deleted lead leaves behind, beside a row of a custom table."""

_NO_LIST: Final = {"entry_list_id": "0"}


def change_leads(call: Call) -> None:
    """Change, delete, call back: whatever is asked for, lead by lead."""
    if call.value["no_update"] == "Y":
        return
    found = found_of(call)
    for place, lead in enumerate(found.leads):
        if not may_use(call, lead.list_id):
            # What was done to the leads before this one stays.
            call.noted["leads_before"] = place
            raise call.refusal(messages.RESULT_LIST_NOT_ALLOWED, list_id=lead.list_id)
        if call.value["delete_cf_data"] == "Y":
            _delete_custom_data(call, found, lead)
        if found.may_set:
            _set_or_delete(call, found, lead)
        elif _columns(call):
            call.count("skipped_leads")
        if call.value["callback"] == "Y":
            callbacks.schedule(call, found, lead)
        elif call.value["callback"] == "REMOVE":
            callbacks.remove(call, found, lead)
        if call.value["custom_fields"] == "Y":
            custom.change(call, found, lead)


def _delete_custom_data(call: Call, found: Found, lead: Lead) -> None:
    value = call.value
    custom_list = value["force_entry_list_id"] or value["entry_list_id"] or lead.entry_list_id
    table = f"custom_{custom_list}"
    columns = configuration.custom_columns(call.tx, table)
    deleted = 0
    if columns is not None:
        deleted = delete_custom_row(call.tx, table, columns, lead.lead_id)
        found.rows_deleted = str(deleted)
    if not deleted:
        call.count("without_custom_data")
    changed = call.tx.update(UPDATE[table_of(call).name], _NO_LIST, lead_id=lead.lead_id)
    call.say(
        messages.CUSTOM_DATA_DELETED,
        lead_id=lead.lead_id,
        list_id=lead.list_id,
        custom_list=custom_list,
        changed=changed.changed,
        deleted=found.rows_deleted,
    )


def _set_or_delete(call: Call, found: Found, lead: Lead) -> None:
    """Set the lead's columns, or delete it; where neither is asked for, nothing is said."""
    table = table_of(call).name
    if call.value["delete_lead"] == "Y":
        moved = callbacks.archive(call, lead.lead_id)
        call.tx.delete(DELETE[table], lead_id=lead.lead_id)
        for left in _left_behind(call, lead):
            call.count(f"left in {left}")
        call.say(
            messages.LEAD_DELETED,
            lead_id=lead.lead_id,
            list_id=lead.list_id,
            deleted=moved.deleted,
            archived=moved.inserted,
        )
        return
    columns = _columns(call)
    if columns:
        changed = NOT_RUN
        if call.runs(UPDATING):
            columns |= as_read(call, columns)
            changed = call.tx.update(UPDATE[table], columns, lead_id=lead.lead_id).changed
        call.say(
            messages.LEAD_UPDATED,
            lead_id=lead.lead_id,
            list_id=lead.list_id,
            changed=changed,
            archived=found.archived,
        )


def _left_behind(call: Call, lead: Lead) -> Iterator[str]:
    """The tables in which a lead that was deleted still has rows."""
    for table, statement in _ROWS.items():
        if call.tx.first(statement, lead_id=lead.lead_id) is not None:
            yield table
    if call.value["custom_fields"] == "Y":
        return
    for list_id in dict.fromkeys((lead.entry_list_id, lead.list_id)):
        table = f"custom_{list_id}"
        columns = configuration.custom_columns(call.tx, table)
        if columns is not None and custom_row(call.tx, table, columns, lead.lead_id) is not None:
            yield table


def _columns(call: Call) -> dict[str, str]:
    """What both functions set, and what update_lead alone does."""
    value = call.value
    columns = columns_set(call)
    if value["update_phone_number"] == "Y" and value["phone_number"]:
        columns["phone_number"] = as_set(value["phone_number"])
    if value["entry_list_id"] and value["custom_fields"] != "Y":
        columns["entry_list_id"] = as_set(value["entry_list_id"])
    return columns
