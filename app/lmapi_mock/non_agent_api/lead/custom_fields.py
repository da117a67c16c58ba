"""Custom fields: the request's values for the list's own columns (section 9)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.reserved import is_bare_name
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import (
    Culprit,
    Fragile,
    SqlFailures,
    is_sql_text,
    sql_text,
)
from lmapi_mock.non_agent_api.lead import messages
from lmapi_mock.non_agent_api.lead.columns import KEYS, PERSON, PHONE
from lmapi_mock.store.custom.custom_tables import insert_custom_row
from lmapi_mock.store.custom.field_types import NO_VALUES
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_list
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Transaction

STANDARD: Final = (
    "lead_id",
    *KEYS,
    "list_id",
    "gmt_offset_now",
    "called_since_last_reset",
    *PHONE,
    *PERSON,
    "called_count",
    "last_local_call_time",
    "rank",
    "owner",
)
"""Labels, in exactly this spelling, that are the lead's own and no custom field's."""

ENCRYPTION: Final = "cf_encrypt"
"""The module that encrypts fields and hides them, anywhere in active_modules, in this spelling."""

INSERT: Final = Fragile(
    "the insert of the custom fields",
    breaks_by="a field without its column, one whose label is a word of SQL, two backslashes at"
    " the end of a value",
)
FRAGILE: Final = (INSERT,)

_ENTRY_LIST: Final = Statement(
    lambda _: (
        sa.update(vicidial_list)
        .where(vicidial_list.c.lead_id == sa.bindparam("id"))
        .values(entry_list_id=sa.bindparam("list"))
    )
)


def is_asked(value: Mapping[str, str]) -> bool:
    """Whether custom fields are to be stored."""
    return value["custom_fields"] == "Y"


def add_custom_fields(call: Call) -> None:
    """Store a row in `custom_<list_id>`, or say why there is none."""
    value = call.value
    if not is_asked(value):
        return
    lead = {"lead_id": call.lead_id}
    enabled = str(configuration.settings(call.tx)["custom_fields_enabled"])
    if enabled in {"", "0"}:
        call.say(messages.CUSTOM_FIELDS_DISABLED, **lead, custom_fields_enabled=enabled)
        return
    table = f"custom_{value['list_id']}"
    columns = configuration.custom_columns(call.tx, table)
    if columns is None:
        call.say(messages.NO_CUSTOM_FIELDS_FOR_LIST, **lead)
        return
    labels = labels_of(call.tx, value["list_id"])
    if not labels:
        call.say(messages.NO_FIELDS_DEFINED, **lead)
        return
    known = {fold(name): name for name in columns}
    runs = call.runs(INSERT, breaks_insert(call, labels, known))
    if not runs or not all(fold(label) in known for label in labels):
        call.say(messages.NO_FIELDS_TO_UPDATE, **lead)
        return
    encrypted = encrypted_labels(call.tx, value["list_id"])
    row = {
        known[fold(label)]: "" if label in encrypted else stored_value(call, label)
        for label in labels
    }
    try:
        with call.tx.connection.begin_nested():
            insert_custom_row(call.tx, table, columns, {"lead_id": call.lead_id, **row})
    except sa.exc.IntegrityError:
        # A row that an earlier lead of this number left behind.
        call.runs(INSERT, Culprit("", f"a row of {table} for lead {call.lead_id}"))
        call.say(messages.NO_FIELDS_TO_UPDATE, **lead)
        return
    call.say(messages.CUSTOM_VALUES_ADDED, **lead, changed_leads=_set_entry_list(call))


def labels_of(tx: Transaction, list_id: str) -> list[str]:
    """The labels of a list's fields that hold values, by rank, order and label."""
    return [
        str(field["field_label"] or "")
        for field in configuration.fields_of_list(tx, list_id)
        if field["field_duplicate"] not in {None, "Y"}
        and field["field_type"] not in NO_VALUES
        and str(field["field_label"] or "") not in STANDARD
    ]


def encrypted_labels(tx: Transaction, list_id: str) -> frozenset[str]:
    """The labels of fields whose values the engine hands to the dialer's program that encrypts.

    There is no such program here, as on the dialer that was recorded: what it gives is empty.
    """
    if ENCRYPTION not in str(configuration.settings(tx).get("active_modules") or ""):
        return frozenset()
    return frozenset(
        str(field["field_label"] or "")
        for field in configuration.fields_of_list(tx, list_id)
        if field["field_encrypt"] == "Y"
    )


def breaks_insert(call: Call, labels: Iterable[str], columns: Container[str]) -> Culprit | None:
    """What makes a statement fail that names these labels and holds their values.

    Args:
        call: the request.
        labels: of the fields.
        columns: that the table has, folded.
    """
    for label in labels:
        if fold(label) not in columns:
            return Culprit("", f"the custom field {label}, which has no column,")
        if not is_bare_name(label):
            return Culprit("", f"the custom field {label}, whose label is a word of SQL,")
        if not is_sql_text(raw_value(call, label), '"'):
            return Culprit(label)
    return None


def stored_value(call: Call, label: str) -> str:
    """The value as it is stored: raw, or as MariaDB reads it where values are no data."""
    value = raw_value(call, label)
    return value if call.sql_failures is SqlFailures.NONE else sql_text(value, '"')


def raw_value(call: Call, label: str) -> str:
    """The value as sent, but for `+`, `;`, `"` and one backslash at the end."""
    sent = call.request.parameters.get(label)
    sent = sent.replace(b"+", b" ").replace(b";", b"").replace(b'"', b"").removesuffix(b"\\")
    return "" if sent == b"--BLANK--" else sent.decode("utf-8", "surrogateescape")


def _set_entry_list(call: Call) -> int:
    """The lead's entry_list_id becomes the list; returns how many leads that changed."""
    value = call.value
    list_id = configuration.number(value["list_id"])
    if configuration.number(value["entry_list_id"]) == list_id:
        return 0
    call.tx.run(
        _ENTRY_LIST, id=call.lead_id, list=call.tx.engine.unsigned64(min(list_id, (1 << 64) - 1))
    )
    return 1
