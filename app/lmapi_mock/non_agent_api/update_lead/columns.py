"""What a request sets in a lead (update_lead.md, U5)."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Fragile, SqlFailures, sql_text
from lmapi_mock.non_agent_api.lead.columns import KEYS, PERSON
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_list_archive
from lmapi_mock.store.sql.changes import Delete, Update

FREE_TEXT: Final = ("vendor_lead_code", "source_id", "comments")
"""What keeps its backslashes when it is cleaned."""

UPDATING: Final = Fragile("the update of the lead", FREE_TEXT, '"')

BLANK: Final = "--BLANK--"
"""The value that, cleaned, sets a column to nothing."""

SET_BY: Final = {
    "user": "user_field",
    "list_id": "list_id_field",
    **{
        name: name
        for name in (
            "status",
            *KEYS,
            "gmt_offset_now",
            *PERSON,
            "rank",
            "owner",
            "called_count",
            "phone_code",
        )
    },
}
"""The parameter that sets each column, where it is not empty."""

UPDATE: Final = {
    table.name: Update(table, ("lead_id",)) for table in (vicidial_list, vicidial_list_archive)
}
DELETE: Final = {
    table.name: Delete(table, ("lead_id",)) for table in (vicidial_list, vicidial_list_archive)
}


def table_of(call: Call) -> sa.Table:
    """Where leads are looked for: vicidial_list, or its archive with archived_lead=Y."""
    return vicidial_list_archive if call.value["archived_lead"] == "Y" else vicidial_list


def columns_set(call: Call) -> dict[str, str]:
    """The columns that both functions set, each with its value."""
    value = call.value
    columns = {
        column: as_set(value[parameter]) for column, parameter in SET_BY.items() if value[parameter]
    }
    if value["list_id_field"]:
        call.noted["no_such_list"] = configuration.list_(call.tx, value["list_id_field"]) is None
    if value["reset_lead"] == "Y":
        columns["called_since_last_reset"] = "N"
    return columns


def as_read(call: Call, columns: dict[str, str]) -> dict[str, str]:
    """Those of the columns that MariaDB reads otherwise, where values are no data."""
    if call.sql_failures is SqlFailures.NONE:
        return {}
    return {name: sql_text(columns[name], '"') for name in FREE_TEXT if name in columns}


def as_set(value: str) -> str:
    """A value as it is set: nothing for `--BLANK--`, and `!N` for each line feed."""
    return "" if value == BLANK else value.replace("\n", "!N")
