"""lead_callback_info: the scheduled callbacks of a lead (leads.md, 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead.printed import SEPARATORS, printed, separator
from lmapi_mock.non_agent_api.lead.reading import is_split
from lmapi_mock.non_agent_api.lead_info import messages
from lmapi_mock.non_agent_api.login.allowed import ALL_CAMPAIGNS, allowed, is_restricted
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_callbacks, vicidial_callbacks_archive
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

LONGEST_ID: Final = 11
_GREATEST_ID: Final = (1 << 32) - 1

COLUMNS: Final = {
    "recipient": "recipient",
    "callback_status": "status",
    "lead_status": "lead_status",
    "callback_date": "callback_time",
    "entry_date": "entry_time",
    "user": "user",
    "list_id": "list_id",
    "campaign_id": "campaign_id",
    "user_group": "user_group",
    "customer_timezone": "customer_timezone",
    "customer_time": "customer_time",
    "comments": "comments",
}
"""What is printed of a callback, with its column, behind lead_id and callback_type."""


def _of_lead(table: sa.Table) -> Statement:
    return Statement(
        lambda _: (
            sa.select(*(table.c[name] for name in COLUMNS.values()))
            .where(table.c.lead_id == sa.bindparam("lead_id"))
            .order_by(table.c.callback_id)
        )
    )


_ARCHIVED: Final = _of_lead(vicidial_callbacks_archive)
_CURRENT: Final = _of_lead(vicidial_callbacks)


def check_parameters(call: Call) -> None:
    """Refuse a request without a lead_id of some length."""
    if not 1 <= len(call.value["lead_id"]) <= LONGEST_ID:
        raise call.refusal(messages.INVALID_CALLBACK_SEARCH)


def tell_callbacks(call: Call) -> None:
    """Print the callbacks, or say why there are none to be seen."""
    value = call.value
    told_stage = value["stage"] if value["stage"] in SEPARATORS else "pipe"
    between = separator(value["stage"], with_newline=True)
    told = [_shown(value["lead_id"], kind, row) for kind, row in _seen(call)]
    call.count("split_lines", sum(1 for values in told if is_split(values, between)))
    lines = [between.join(values) for values in told]
    if not lines or value["header"] not in {"YES", "NO", ""}:
        raise call.refusal(messages.CALLBACK_NOT_FOUND, told_stage=told_stage)
    if value["header"] == "YES":
        lines.insert(0, between.join(("lead_id", "callback_type", *COLUMNS)))
    output = "".join(f"{line}\n" for line in lines)
    call.say(messages.CALLBACKS_TOLD, output=output, told_stage=told_stage)


def _seen(call: Call) -> Iterator[tuple[str, Row]]:
    """The callbacks with their kind; one that may not be seen ends the request."""
    location = call.value["search_location"]
    lead_id = configuration.number(call.value["lead_id"])
    if lead_id > _GREATEST_ID:
        return
    may = allowed(call, ALL_CAMPAIGNS)
    is_narrow = is_restricted(call) and not may.is_open
    for kind, statement, locations in (
        ("ARCHIVE", _ARCHIVED, {"ARCHIVE", "ALL"}),
        ("CURRENT", _CURRENT, {"CURRENT", "ALL", ""}),
    ):
        if location not in locations:
            continue
        for place, row in enumerate(call.tx.all(statement, lead_id=lead_id)):
            # Quirk: the second row of a table counts as not allowed.
            is_allowed = may.has_list(call.tx, _list_id(row))
            if is_narrow and (place > 0 or not is_allowed):
                call.noted["refused_for_number"] = is_allowed
                raise call.refusal(messages.CALLBACK_NOT_ALLOWED)
            yield kind, row


def _list_id(row: Row) -> str | None:
    return None if row["list_id"] is None else printed(vicidial_callbacks, row, "list_id")


def _shown(lead_id: str, kind: str, row: Row) -> list[str]:
    values = [printed(vicidial_callbacks, row, column) for column in COLUMNS.values()]
    place = list(COLUMNS).index("customer_timezone")
    values[place] = values[place].replace(",", "-")
    return [lead_id, kind, *values]
