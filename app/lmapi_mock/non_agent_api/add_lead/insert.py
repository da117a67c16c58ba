"""The vicidial_list row, and the SUCCESS (section 5, after step 16)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.add_lead import messages
from lmapi_mock.non_agent_api.add_lead.parameters import PARAMETERS
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Fragile
from lmapi_mock.store.schema.tables import vicidial_list
from lmapi_mock.store.sql.statements import Insert

AS_SENT: Final = tuple(
    parameter.name
    for parameter in PARAMETERS
    if parameter.column is not None and parameter.column.table is vicidial_list
)
"""The columns that hold a parameter of their name, as cleaned."""

_LEAD: Final = Insert(
    vicidial_list,
    (
        "entry_date",
        "modify_date",
        "status",
        *AS_SENT,
        "gmt_offset_now",
        "called_since_last_reset",
        "called_count",
        "last_local_call_time",
    ),
)

FREE_TEXT: Final = ("vendor_lead_code", "source_id", "comments")
"""What keeps its backslashes when it is cleaned."""

INSERT: Final = Fragile("the insert of the lead", FREE_TEXT, quote='"')


def insert_lead(call: Call) -> None:
    """Store the lead; a callback's is held whether or not the callback then succeeds."""
    value = call.value
    now = call.now.text
    # What is no column is passed over: to take all is quicker than to take the columns.
    row: dict[str, str | int] = {**value}
    row["entry_date"] = row["modify_date"] = row["last_local_call_time"] = now
    row["status"] = "CBHOLD" if value["callback"] == "Y" else "NEW"
    row["gmt_offset_now"] = call.gmt_offset
    row["called_since_last_reset"] = "N"
    row["called_count"] = 0
    if call.runs(INSERT):
        row.update(call.as_read(INSERT))
        call.lead_id = call.tx.insert(_LEAD, row)
    call.say(messages.LEAD_ADDED, lead_id=call.lead_id, gmt_offset=call.gmt_offset)
