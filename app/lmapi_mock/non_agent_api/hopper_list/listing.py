"""hopper_list: what is READY in a campaign's hopper (leads.md, 12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.hopper_list import messages
from lmapi_mock.non_agent_api.lead.printed import printed, separator
from lmapi_mock.non_agent_api.lead.reading import is_split
from lmapi_mock.non_agent_api.lead.time_zone import server_offset
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.non_agent_api.wire.php import php_float
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_hopper as hopper
from lmapi_mock.store.schema.tables import vicidial_list as lead
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

MOST: Final = 10_000

COLUMNS: Final = (
    "hopper_order",
    "priority",
    "lead_id",
    "list_id",
    "phone_number",
    "phone_code",
    "state",
    "status",
    "count",
    "gmt_offset",
    "rank",
    "alt",
    "hopper_source",
    "vendor_lead_code",
    "source_id",
    "age_days",
    "last_call_time",
)
"""What the header names."""

_OF_HOPPER: Final = (
    "priority",
    "lead_id",
    "list_id",
    "campaign_id",
    "state",
    "gmt_offset_now",
    "alt_dial",
    "source",
    "vendor_lead_code",
)
_OF_LEAD: Final = (
    "phone_number",
    "phone_code",
    "status",
    "called_count",
    "rank",
    "source_id",
    "entry_date",
    "last_local_call_time",
)
_READY: Final = Statement(
    lambda _: (
        sa.select(
            *(hopper.c[name] for name in _OF_HOPPER),
            lead.c.lead_id.label("found"),
            *(lead.c[name].label(f"lead_{name}") for name in _OF_LEAD),
        )
        .select_from(hopper.outerjoin(lead, lead.c.lead_id == hopper.c.lead_id))
        .where(hopper.c.status == sa.literal_column("'READY'"))
        .order_by(hopper.c.priority.desc(), hopper.c.hopper_id)
    )
)
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY_S: Final = 86400


def find_campaign(call: Call) -> None:
    """Refuse a campaign that is not there, or that the caller may not see."""
    campaign = configuration.campaign(call.tx, call.value["campaign_id"])
    if campaign is None or not allowed(call).has_campaign(campaign["campaign_id"]):
        raise call.refusal(messages.CAMPAIGN_UNKNOWN)


def list_hopper(call: Call) -> None:
    """Print the rows, or say that there are none."""
    rows = list(islice(_rows(call), MOST))
    if not rows:
        raise call.refusal(messages.HOPPER_EMPTY)
    between = separator(call.value["stage"])
    lines = [between.join(COLUMNS)] if call.value["header"] == "YES" else []
    told = [_shown(call, order, row) for order, row in enumerate(rows)]
    call.count("split_lines", sum(1 for values in told if is_split(values, between)))
    call.noted["without_lead"] = sum(1 for row in rows if row["found"] is None)
    if any(_was_called(row) for row in rows):
        call.noted["hours_off"] = server_offset(call) - call.now.zone_offset
    lines += [between.join(values) for values in told]
    output = "".join(f"{line}\n" for line in lines)
    call.say(messages.HOPPER_LISTED, rows=len(rows), output=output)


def _rows(call: Call) -> Iterator[Row]:
    wanted = fold(call.value["campaign_id"])
    leaves_out = "BLOCK" in call.value["search_method"]
    for row in call.tx.all(_READY):
        if fold(str(row["campaign_id"] or "")) == wanted and not (
            leaves_out and row["found"] is None
        ):
            yield row


def _shown(call: Call, order: int, row: Row) -> list[str]:
    def of_hopper(name: str) -> str:
        return printed(hopper, row, name)

    def of_lead(name: str) -> str:
        value = row[f"lead_{name}"]
        return "" if value is None else str(value)

    return [
        str(order),
        of_hopper("priority"),
        of_hopper("lead_id"),
        of_hopper("list_id"),
        of_lead("phone_number"),
        of_lead("phone_code"),
        of_hopper("state"),
        of_lead("status"),
        of_lead("called_count"),
        of_hopper("gmt_offset_now"),
        of_lead("rank"),
        of_hopper("alt_dial"),
        of_hopper("source"),
        of_hopper("vendor_lead_code"),
        of_lead("source_id"),
        str(int(_seconds_since(call, of_lead("entry_date")) / _DAY_S)),
        _last_call(call, of_lead("last_local_call_time"), of_hopper("gmt_offset_now")),
    ]


def _was_called(row: Row) -> bool:
    called = row["lead_last_local_call_time"]
    return called is not None and not str(called).startswith("0000")


def _seconds_since(call: Call, text: str) -> float:
    """From a moment of the server's zone to now; NULL and zero dates are the epoch."""
    if not text or text.startswith("0000"):
        then = _EPOCH
    else:
        then = dt.datetime.fromisoformat(text).replace(tzinfo=call.now.local.tzinfo)
    return call.now.utc.timestamp() - then.timestamp()


def _last_call(call: Call, text: str, gmt_offset: str) -> str:
    """How long ago the lead was called, in the words and widths of the engine."""
    moved = (php_float(gmt_offset) - server_offset(call)) * 3600
    hours = int((_seconds_since(call, text) - moved) / 3600)
    if hours < 24:
        return f"{hours} HOURS "
    days = hours // 24
    if days < 365:
        return f"{days} DAYS  "
    years = days // 365
    return f"{years} YEARS " if years < 30 else "NEVER    "
