"""Custom fields as these functions print them, hidden ones as X (leads.md, 1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.store.custom.custom_tables import custom_row
from lmapi_mock.store.lookup import configuration


def row_of(call: Call, list_id: str, lead_id: int) -> Mapping[str, Any] | None:
    """A lead's row of a custom table; None where there is no such table, or no row.

    Args:
        call: the call.
        list_id: as it is written: `0101` names another table than `101`.
        lead_id: the lead.
    """
    table = f"custom_{list_id}"
    columns = configuration.custom_columns(call.tx, table)
    return None if columns is None else custom_row(call.tx, table, columns, lead_id)


def cell(row: Mapping[str, Any], label: str) -> str | None:
    """The value of a column, its name in any case; None where there is no such column."""
    for name, value in row.items():
        if fold(name) == fold(label):
            return "" if value is None else str(value)
    return None


def hidden_labels(call: Call, list_id: str) -> frozenset[str]:
    """The fields of a list that the caller may not see, by their labels."""
    assert call.caller is not None, "looked at fields before the login"
    modules = str(configuration.settings(call.tx).get("active_modules") or "")
    if "cf_encrypt" not in modules or str(call.caller["admin_cf_show_hidden"]) != "0":
        return frozenset()
    return frozenset(
        str(field["field_label"] or "")
        for field in configuration.fields_of_list(call.tx, list_id)
        if field["field_show_hide"] != "DISABLED"
    )


def hides_all(call: Call) -> bool:
    """Whether the caller may see no custom field at all."""
    assert call.caller is not None, "looked at fields before the login"
    return str(call.caller["admin_hide_lead_data"]) == "1"


def hidden(value: str) -> str:
    """A value that may not be seen: each of its bytes is an X, line feeds excepted."""
    lines = value.encode("utf-8", "surrogateescape").split(b"\n")
    return "\n".join("X" * len(line) for line in lines)
