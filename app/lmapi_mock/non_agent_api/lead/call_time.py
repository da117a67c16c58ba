"""Whether somebody may be called now: call times and their state rules (section 10)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.wire.php import php_float
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.sql.transaction import Row, Transaction

WEEKDAYS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)

STATE_RULES: Final = Fragile(
    "the search for the state's call times",
    breaks_by="a `ct_state_call_times` without a bar at either end, for a lead with a state",
)
FRAGILE: Final = (STATE_RULES,)


def call_time_of(lead_list: Row | None, campaign: Row | None) -> str:
    """The identifier of a list's own call time, or of its campaign's."""
    if lead_list is None or campaign is None:
        return ""
    own = str(lead_list["local_call_time"] or "")
    return own if own and own.lower() != "campaign" else str(campaign["local_call_time"] or "")


def is_dialable(call: Call, call_time_id: str, gmt_offset: str, state: str) -> bool:
    """Whether a call time is open at a place.

    Args:
        call: the request.
        call_time_id: of vicidial_call_times; one that is not there is never open.
        gmt_offset: the place's offset from UTC, in hours; an empty one is 0.
        state: the place's state, for the call time's state rules.
    """
    call_time = configuration.call_time(call.tx, call_time_id)
    if call_time is None:
        return False
    place = call.now.utc + dt.timedelta(hours=php_float(gmt_offset))
    weekday = WEEKDAYS[place.weekday()]
    hhmm = place.hour * 100 + place.minute
    start, stop = _hours(call_time, "ct", weekday)
    rule = None
    if state and call.runs(STATE_RULES, _without_bars(call_time)):
        rule = _state_rule(call.tx, call_time, state)
    if rule is not None:
        start, stop = _hours(rule, "sct", weekday)
    return start <= hhmm < stop


def _hours(call_time: Row, prefix: str, weekday: str) -> tuple[int, int]:
    """The weekday's start and stop, or the default ones where both are 0."""
    start, stop = call_time[f"{prefix}_{weekday}_start"], call_time[f"{prefix}_{weekday}_stop"]
    if not start and not stop:
        start, stop = call_time[f"{prefix}_default_start"], call_time[f"{prefix}_default_stop"]
    return int(start or 0), int(stop or 0)


def _without_bars(call_time: Row) -> Culprit | None:
    """The call time, if its state rules are not named between bars: then their search breaks."""
    named = str(call_time["ct_state_call_times"] or "")
    if not named or (named.startswith("|") and named.endswith("|")):
        return None
    return Culprit("", f"ct_state_call_times {named!r} of call time {call_time['call_time_id']}")


def _state_rule(tx: Transaction, call_time: Row, state: str) -> Row | None:
    """The rule for a state, of those that the call time names between bars, in table order."""
    named = {fold(one) for one in str(call_time["ct_state_call_times"] or "").split("|")[1:-1]}
    for rule in configuration.state_call_times(tx):
        if fold(str(rule["state_call_time_id"])) in named and fold(
            str(rule["state_call_time_state"] or "")
        ) == fold(state):
            return rule
    return None
