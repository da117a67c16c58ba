"""How many leads a list has, how many are new, and how many could be called now (lists.md, 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lists import call_hours
from lmapi_mock.non_agent_api.lists.lead_filter import FilterError, LeadFilter, filter_text
from lmapi_mock.non_agent_api.wire.php import php_float, php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.columns import unsigned64
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_list_archive
from lmapi_mock.store.sql.pieces import Step, in_pieces
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row, Transaction

LEAST_LIST: Final = 10
"""Quirk: a list of one digit has no dialable leads."""

_DIALING: Final = (
    "status",
    "called_since_last_reset",
    "called_count",
    "gmt_offset_now",
    "state",
)
_DROPPED: Final = frozenset({"drop", "xdrop"})


class Counts(NamedTuple):
    """What was counted.

    Attributes:
        all: every lead of the list.
        new: those of status NEW.
    """

    all: int
    new: int


def count_leads(call: Call, lead_list: Row) -> Counts:
    """The leads of a list, or with archived_lead=Y its archived ones."""
    table = vicidial_list_archive if call.value["archived_lead"] == "Y" else vicidial_list

    def is_new(lead: Mapping[str, Any]) -> bool:
        return lead["status"] is not None and fold(lead["status"]) == "new"

    return _counted(call, table, "leads_counts", lead_list, ("status",), is_new)


def count_dialable(call: Call, lead_list: Row) -> str:
    """How many leads could be called now; nothing where the campaign says nothing of it."""
    campaign = configuration.campaign(call.tx, str(lead_list["campaign_id"] or ""))
    statuses = None if campaign is None else _statuses(str(campaign["dial_statuses"] or ""))
    if campaign is None or statuses is None:
        return ""
    if not _is_dialed(call, lead_list):
        return "0"
    try:
        rules = _Rules(call, lead_list, campaign, statuses)
    except FilterError as error:
        call.noted["lead_filter"] = str(error)
        return "0"
    counts = _counted(
        call, vicidial_list, "dialable_count", lead_list, rules.columns, rules.are_kept
    )
    return str(counts.new)


def _statuses(text: str) -> frozenset[str] | None:
    """A campaign's dial statuses, folded; quirk: the first piece of the text is none of them."""
    if php_strlen(text) <= 2:
        return None
    pieces = text.removesuffix(" -").split(" ")[1:]
    return frozenset(map(fold, (*pieces, "")))


def _is_dialed(call: Call, lead_list: Row) -> bool:
    """Whether leads of the list are called at all today."""
    expires = lead_list["expiration_date"]
    return (
        str(lead_list["active"]) == "Y"
        and unsigned64(int(lead_list["list_id"])) >= LEAST_LIST
        and expires is not None
        and str(expires) >= call.now.text[:10]
    )


class _Rules:
    """What a lead has to hold to be called.

    Raises:
        FilterError: the campaign's lead filter is not read here.
    """

    def __init__(self, call: Call, lead_list: Row, campaign: Row, statuses: frozenset[str]) -> None:
        tx, now = call.tx, call.now
        self._statuses = statuses
        self._most_calls = int(campaign["call_count_limit"] or 0)
        hours = php_float(str(campaign["drop_lockout_time"] or "0"))
        self._before = ""
        if hours > 0:
            earlier = now.utc - dt.timedelta(seconds=int(hours * 3600))
            local = earlier.astimezone(now.local.tzinfo)
            self._before = local.isoformat(" ", "seconds")[:19]
        times = [call_hours.of_campaign(tx, now, str(campaign["local_call_time"] or ""))]
        own = str(lead_list["local_call_time"] or "")
        of_list = None if own == "campaign" else call_hours.of_list(tx, now, own)
        if of_list is not None:
            times.append(of_list)
        self._are_open: Callable[[str, str | None], bool] = cache(
            lambda offset, state: all(one.are_open(offset, state) for one in times)
        )
        filtered = configuration.lead_filter(tx, str(campaign["lead_filter_id"] or ""))
        text = "" if filtered is None else filter_text(str(filtered["lead_filter_sql"] or ""))
        self._filter = LeadFilter(text) if text else None
        more = self._filter.columns if self._filter is not None else set[str]()
        if self._before:
            more = more | {"last_local_call_time"}
        self.columns = (*_DIALING, *sorted(more - set(_DIALING)))

    def are_kept(self, lead: Mapping[str, Any]) -> bool:
        """Whether leads with these values are called."""
        status = lead["status"]
        if lead["called_since_last_reset"] != "N" or status is None:
            return False
        status = fold(status)
        calls = lead["called_count"]
        if status not in self._statuses or (
            self._most_calls and (calls is None or int(calls) >= self._most_calls)
        ):
            return False
        if self._before and status in _DROPPED:
            last = lead["last_local_call_time"]
            if last is None or str(last) >= self._before:
                return False
        offset = lead["gmt_offset_now"]
        if offset is None or not self._are_open(str(offset), lead["state"]):
            return False
        return self._filter is None or self._filter.holds(lead)


def _counted(
    call: Call,
    table: sa.Table,
    name: str,
    lead_list: Row,
    columns: tuple[str, ...],
    is_kept: Callable[[Mapping[str, Any]], bool],
) -> Counts:
    statement = _some(table, columns)
    list_id = unsigned64(int(lead_list["list_id"]))
    step = _step(statement, call.tx.engine.unsigned64(list_id), is_kept)
    done: tuple[int, int, int] = in_pieces(call.tx, name, step)
    return Counts(*done[:2])


@cache
def _some(table: sa.Table, columns: tuple[str, ...]) -> Statement:
    """Of the next leads of a list: what values they have, and how many have them."""
    chosen = (
        sa.select(table.c.lead_id, *(table.c[name] for name in columns))
        .where(table.c.list_id == sa.bindparam("list"), table.c.lead_id > sa.bindparam("after"))
        .order_by(table.c.lead_id)
        .limit(sa.bindparam("size"))
        .subquery()
    )
    values = [chosen.c[name] for name in columns]
    return Statement(
        lambda _: sa.select(
            *values,
            sa.func.count().label("how_many"),
            sa.func.max(chosen.c.lead_id).label("last"),
        ).group_by(*values)
    )


def _step(statement: Statement, list_id: int, is_kept: Callable[[Mapping[str, Any]], bool]) -> Step:
    def step(tx: Transaction, done: Any, size: int) -> tuple[Any, bool]:
        every, kept, last = done or (0, 0, 0)
        rows = tx.all(statement, list=list_id, after=last, size=size)
        seen = sum([int(row["how_many"]) for row in rows])
        kept += sum([int(row["how_many"]) for row in rows if is_kept(row)])
        last = max([int(row["last"]) for row in rows], default=last)
        every += seen
        return (every, kept, last), seen == size

    return step
