"""lead_status_search: the leads that had a call of a status on a day (leads.md, 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from lmapi_mock.mariadb.dates import ZERO, read_date_time
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.lead.columns import DETAILS
from lmapi_mock.non_agent_api.lead_info import custom, messages
from lmapi_mock.non_agent_api.lead_info.columns import lead_by_id, value_of
from lmapi_mock.non_agent_api.login.allowed import Allowed, allowed, is_restricted
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.later_tables import vicidial_closer_log, vicidial_log
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

DAY: Final = Fragile(
    "the search for the calls of a day",
    breaks_by="a caller whose user group may not see all campaigns",
)
MOST: Final = 1000
NAMES: Final = ("lead_id", "status", "user", *DETAILS)
"""What a record tells of a lead, before its custom fields."""

_LEAST_CUSTOM_LIST: Final = 99
_GREATEST_ID: Final = (1 << 32) - 1


def _of_day(table: sa.Table) -> Statement:
    return Statement(
        lambda engine: (
            sa.select(table.c.lead_id, table.c.campaign_id)
            .where(
                engine.matches(table.c.status, "status"),
                table.c.call_date >= sa.bindparam("first"),
                table.c.call_date <= sa.bindparam("last"),
            )
            .order_by(table.c.call_date.desc())
        )
    )


def _of_lead(table: sa.Table) -> Statement:
    return Statement(
        lambda _: sa.select(table.c.lead_id, table.c.campaign_id).where(
            table.c.lead_id == sa.bindparam("lead_id")
        )
    )


_LOGS: Final = (vicidial_log, vicidial_closer_log)
"""Outbound calls, then inbound ones."""

_OF_DAY: Final = {table.name: _of_day(table) for table in _LOGS}
_OF_LEAD: Final = {table.name: _of_lead(table) for table in _LOGS}


def check_parameters(call: Call) -> None:
    """Refuse a request that has neither status and date nor lead_id."""
    if not _is_by_day(call) and not call.value["lead_id"]:
        raise call.refusal(messages.INVALID_STATUS_SEARCH)


def _is_by_day(call: Call) -> bool:
    return bool(call.value["status"]) and php_strlen(call.value["date"]) == 10


def tell_records(call: Call) -> None:
    """Print a record for each lead."""
    may = allowed(call)
    if _is_by_day(call) and not may.is_open:
        call.runs(DAY, Culprit("", "the allowed_campaigns of the user's group"))
    output = ""
    count = 0
    for lead_id in _lead_ids(call, may):
        lead = lead_by_id(call, str(lead_id))
        if lead is None or not _may_be_seen(call, may, lead):
            continue
        count += 1
        output += f";---------- START OF RECORD {count} ----------\n{_record(call, lead)}"
    if not output:
        raise call.refusal(messages.NO_RESULTS)
    call.say(messages.RECORDS_TOLD, output=output)


def _may_be_seen(call: Call, may: Allowed, lead: Row) -> bool:
    if may.is_open or not is_restricted(call):
        return True
    return may.has_list(call.tx, value_of(lead, "list_id"))


def _lead_ids(call: Call, may: Allowed) -> dict[int, None]:
    """The leads of the calls, each once: those of outbound calls first."""
    leads: dict[int, None] = {}
    for table in _LOGS:
        of_table: dict[int, None] = {}
        for row in _calls(call, table):
            if table is vicidial_closer_log or may.has_campaign(row["campaign_id"]):
                of_table[int(row["lead_id"])] = None
                if len(of_table) == MOST and _is_by_day(call):
                    break
        leads |= of_table
    return leads


def _calls(call: Call, table: sa.Table) -> Iterator[Row]:
    value = call.value
    if _is_by_day(call):
        first, last = (
            read_date_time(f"{value['date']} {time}") for time in ("00:00:00", "23:59:59")
        )
        call.noted["no_such_day"] = first == ZERO
        if first != ZERO:
            yield from call.tx.all(
                _OF_DAY[table.name], status=value["status"], first=first, last=last
            )
        return
    lead_id = configuration.number(value["lead_id"])
    if lead_id <= _GREATEST_ID:
        yield from call.tx.all(_OF_LEAD[table.name], lead_id=lead_id)


def _record(call: Call, lead: Row) -> str:
    fields = [(name, value_of(lead, name)) for name in NAMES]
    if call.value["custom_fields"] == "Y":
        fields += _custom(call, lead)
    return "".join(f"{name} => {value}\n" for name, value in fields)


def _custom(call: Call, lead: Row) -> Iterator[tuple[str, str]]:
    list_id = value_of(lead, "entry_list_id")
    if int(list_id) <= _LEAST_CUSTOM_LIST:
        list_id = value_of(lead, "list_id")
    row = custom.row_of(call, list_id, int(lead["lead_id"]))
    if row is None:
        return
    hidden = custom.hidden_labels(call, list_id)
    for name, stored in row.items():
        if name == "lead_id":
            continue
        value = "" if stored is None else str(stored)
        if name in hidden:
            call.count("hidden_values", int(bool(value)))
            value = custom.hidden(value)
        yield name, value.replace("\t", " -- ").replace("\r\n", "!N").replace("\n", "!N")
