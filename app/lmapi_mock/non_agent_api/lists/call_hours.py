"""At which places a call time is open now, as list_info counts leads (lists.md, 6).

Not as add_to_hopper looks at it (`lead/call_time.py`): here offsets are whole quarter hours only,
a state may have several rules, and a list's call time knows holidays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from lmapi_mock.clock import Moment
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.lead.call_time import WEEKDAYS
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.sql.transaction import Row, Transaction

_QUARTERS: Final = frozenset(Decimal(quarter) / 4 for quarter in range(-51, 53))
"""The offsets from UTC where anybody is called at all: 13.00 down to -12.75."""


class Hours(NamedTuple):
    """When it is open on each weekday, Monday first: from, as hhmm, and up to."""

    days: tuple[tuple[int, int], ...]

    def are_open(self, place: dt.datetime) -> bool:
        """Whether it is open at a place's local time."""
        start, stop = self.days[place.weekday()]
        return start <= place.hour * 100 + place.minute < stop


NEVER: Final = Hours(((0, 0),) * 7)


class CallHours(NamedTuple):
    """A call time.

    Attributes:
        hours: for leads of a state without a rule.
        rules: the hours of each rule of a state, by the state, folded.
        utc: now.
    """

    hours: Hours
    rules: Mapping[str, list[Hours]]
    utc: dt.datetime

    def are_open(self, gmt_offset: str, state: str | None) -> bool:
        """Whether somebody may be called now.

        Args:
            gmt_offset: gmt_offset_now, as MariaDB prints it.
            state: NULL belongs to no rule, and to no lead beside the rules either.
        """
        offset = Decimal(gmt_offset)
        if offset not in _QUARTERS:
            return False
        place = self.utc + dt.timedelta(hours=float(offset))
        if not self.rules:
            return self.hours.are_open(place)
        if state is None:
            return False
        own = self.rules.get(fold(state))
        return any(one.are_open(place) for one in (own if own is not None else [self.hours]))


def of_campaign(tx: Transaction, now: Moment, call_time_id: str) -> CallHours:
    """A campaign's call time; one that is not there is never open."""
    row = configuration.call_time(tx, call_time_id)
    if row is None:
        return CallHours(NEVER, {}, now.utc)
    return CallHours(_hours(row, "ct", None), _rules(tx, row), now.utc)


def of_list(tx: Transaction, now: Moment, call_time_id: str) -> CallHours | None:
    """A list's own call time, today's holiday included; None for one that is not there."""
    row = configuration.call_time(tx, call_time_id)
    if row is None:
        return None
    holiday = _holiday(tx, now, row)
    hours = _hours(row, "ct", holiday)
    return CallHours(hours, _rules(tx, row, now, holiday), now.utc)


def _rules(
    tx: Transaction, call_time: Row, now: Moment | None = None, holiday: Row | None = None
) -> dict[str, list[Hours]]:
    """The rules of states; with a moment, narrowed by holidays."""
    text = str(call_time["ct_state_call_times"] or "")
    if php_strlen(text) <= 2:
        return {}
    known = {
        fold(str(row["state_call_time_id"])): row for row in configuration.state_call_times(tx)
    }
    rules: dict[str, list[Hours]] = {}
    for piece in text.split("|")[:-1]:
        if php_strlen(piece) < 2:
            continue
        row = known.get(fold(piece))
        if row is None:
            # Quirk: a rule that is not there is one for the empty state, and never open.
            rules.setdefault("", []).append(NEVER)
            continue
        own = holiday
        if now is not None and php_strlen(str(row.get("ct_holidays") or "")) > 2:
            own = _holiday(tx, now, row)
        state = fold(str(row["state_call_time_state"] or ""))
        rules.setdefault(state, []).append(_hours(row, "sct", own))
    return rules


def _hours(row: Row, prefix: str, holiday: Row | None) -> Hours:
    default = _narrowed(row, f"{prefix}_default", holiday)
    days = []
    for weekday in WEEKDAYS:
        hours = _narrowed(row, f"{prefix}_{weekday}", holiday)
        days.append(default if hours == (0, 0) else hours)
    return Hours(tuple(days))


def _narrowed(row: Row, name: str, holiday: Row | None) -> tuple[int, int]:
    """Start and stop; a holiday narrows them wherever there is a stop."""
    start, stop = int(row[f"{name}_start"] or 0), int(row[f"{name}_stop"] or 0)
    if holiday is None or stop <= 0:
        return start, stop
    return (
        max(start, int(holiday["ct_default_start"] or 0)),
        min(stop, int(holiday["ct_default_stop"] or 0)),
    )


def _holiday(tx: Transaction, now: Moment, row: Row) -> Row | None:
    """Today's holiday, of those that a call time or a rule names between bars."""
    text = str(row.get("ct_holidays") or "")
    if php_strlen(text) <= 2:
        return None
    named = {fold(piece) for piece in text.split("|") if piece}
    today = now.text[:10]
    for one in configuration.holidays(tx):
        if (
            fold(str(one["holiday_id"])) in named
            and str(one["holiday_status"]) == "ACTIVE"
            and _day(one["holiday_date"]) == today
        ):
            return one
    return None


def _day(value: Any) -> str:
    return "" if value is None else str(value)[:10]
