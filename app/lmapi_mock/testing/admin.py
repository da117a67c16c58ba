"""What a test does with a world through its admin API: set the stage, look at what happened."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, Literal, overload
from urllib.parse import quote

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.testing.conditions import having
from lmapi_mock.testing.connection import CallError
from lmapi_mock.testing.effects import Effect
from lmapi_mock.testing.given import Fields, Many, Tables, rows_of
from lmapi_mock.testing.requested import ANYTHING, asked, miscounted, pattern_of, swallowed
from lmapi_mock.testing.rows import (
    SystemSettings,
    VicidialCallbacks,
    VicidialCampaigns,
    VicidialHopper,
    VicidialList,
    VicidialLists,
    VicidialUsers,
)
from lmapi_mock.testing.served import Served
from lmapi_mock.testing.spelling import nearest
from lmapi_mock.testing.strictness import check_codes, check_severity
from lmapi_mock.testing.told import (
    FaultRule,
    JournalEntry,
    JournalFinding,
    LeadCall,
    Phase,
    Result,
    Severity,
)

__tracebackhide__ = True  # pytest shows the test's own line, not ours

Row = dict[str, Any]

Matcher = Mapping[str, Any]
"""What a value has to be like, as `{"contains": "DUPLICATE"}`."""

EFFECTS: Final = {
    "EMPTY_RESPONSE": "fault",
    "MALFORMED_RESPONSE_CHUNK": "fault",
    "RANDOM_DATA_THEN_CLOSE": "fault",
    "CONNECTION_RESET_BY_PEER": "fault",
    "php_error": "page",
    "firewall": "page",
    "php8": "sql_failures",
    "php7": "sql_failures",
}
"""The key of a fault's rule that an effect is a value of; every other is an answer."""

Seconds = float | dt.timedelta
"""A time, in seconds or as a timedelta."""

_MATCHED: Final = frozenset({"method", "path", "function", "user", "remote_ip"})
"""What a fault can ask of a request beside its parameters."""

_OPTIONS: Final = (
    *("times", "skip", "phase", "delay", "status", "body", "headers", "probability", "seed", "ttl"),
    "match",
)
"""What else a fault can be told."""

_MOST: Final = 10_000
_POLL_S: Final = 0.01


class Admin:
    """One world of a server.

    Args:
        server: the server.
    """

    def __init__(self, server: Served) -> None:
        self._server = server
        self._namespace = ""
        self._columns: dict[str, list[str]] = {}

    def leads(self, **where: Any) -> list[VicidialList]:
        """The leads that are stored, as rows of vicidial_list, or those that `where` finds.

        Args:
            where: as of `rows`.
        """
        return self.rows("vicidial_list", **where)

    def hopper(self, **where: Any) -> list[VicidialHopper]:
        """The rows of vicidial_hopper, or those that `where` finds, as of `rows`."""
        return self.rows("vicidial_hopper", **where)

    def callbacks(self, **where: Any) -> list[VicidialCallbacks]:
        """The rows of vicidial_callbacks, or those that `where` finds, as of `rows`."""
        return self.rows("vicidial_callbacks", **where)

    @overload
    def rows(self, table: Literal["vicidial_list"], **where: Any) -> list[VicidialList]: ...

    @overload
    def rows(self, table: Literal["vicidial_hopper"], **where: Any) -> list[VicidialHopper]: ...

    @overload
    def rows(
        self, table: Literal["vicidial_callbacks"], **where: Any
    ) -> list[VicidialCallbacks]: ...

    @overload
    def rows(self, table: Literal["vicidial_users"], **where: Any) -> list[VicidialUsers]: ...

    @overload
    def rows(self, table: Literal["vicidial_lists"], **where: Any) -> list[VicidialLists]: ...

    @overload
    def rows(
        self, table: Literal["vicidial_campaigns"], **where: Any
    ) -> list[VicidialCampaigns]: ...

    @overload
    def rows(self, table: Literal["system_settings"], **where: Any) -> list[SystemSettings]: ...

    @overload
    def rows(self, table: str, **where: Any) -> list[Row]: ...

    def rows(self, table: str, **where: Any) -> Any:
        """The rows of any table in primary-key order, or those that have these values.

        Args:
            table: its name.
            where: a value by column: a text is compared as it stands, a number as a number (-5
                finds `-5.00`), None finds NULL, and a mapping is a matcher as in `requests`, as
                `phone_number={"contains": "727555"}`.

        Raises:
            LmapiMockError: there is no such table or column, or no column can have such a value.
        """
        rows = self._server.rows_of(self._name, table)
        return having(rows, where, table, lambda: self._columns_of(table, where))

    def _columns_of(self, table: str, needed: Iterable[str]) -> list[str]:
        """The columns of a table that has no rows, asked for once: who waits asks often."""
        if not set(needed) <= set(self._columns.get(table, ())):
            for one in self._call("GET", "/tables")["tables"]:
                self._columns[one["name"]] = [column["name"] for column in one["columns"]]
        return self._columns.get(table, [])

    @overload
    def change(
        self, table: Literal["vicidial_list"], key: str | int, *, strict: bool = ..., **values: Any
    ) -> VicidialList: ...

    @overload
    def change(
        self,
        table: Literal["vicidial_hopper"],
        key: str | int,
        *,
        strict: bool = ...,
        **values: Any,
    ) -> VicidialHopper: ...

    @overload
    def change(
        self,
        table: Literal["vicidial_callbacks"],
        key: str | int,
        *,
        strict: bool = ...,
        **values: Any,
    ) -> VicidialCallbacks: ...

    @overload
    def change(
        self, table: Literal["vicidial_users"], key: str | int, *, strict: bool = ..., **values: Any
    ) -> VicidialUsers: ...

    @overload
    def change(
        self, table: Literal["vicidial_lists"], key: str | int, *, strict: bool = ..., **values: Any
    ) -> VicidialLists: ...

    @overload
    def change(
        self,
        table: Literal["vicidial_campaigns"],
        key: str | int,
        *,
        strict: bool = ...,
        **values: Any,
    ) -> VicidialCampaigns: ...

    @overload
    def change(
        self,
        table: Literal["system_settings"],
        key: str | int,
        *,
        strict: bool = ...,
        **values: Any,
    ) -> SystemSettings: ...

    @overload
    def change(self, table: str, key: str | int, *, strict: bool = ..., **values: Any) -> Row: ...

    def change(self, table: str, key: str | int, *, strict: bool = True, **values: Any) -> Any:
        """Change columns of a row that is there.

            lmapi.change("vicidial_lists", 999, active="N")

        Args:
            table: its name.
            key: what names the row: the value of its key, and of several joined by `|`; `-` is
                the only row of system_settings.
            strict: whether a value that its column would change is refused; else it is stored
                as MariaDB stores it.
            values: the new values by column.

        Returns:
            The row as it is stored then.

        Raises:
            CallError: there is no such table, row or column, or the value does not fit.
        """
        path = f"/tables/{quote(table)}/{quote(str(key), safe='|')}{_lenient(strict)}"
        return self._call("PATCH", path, values)["row"]

    def settings(self, *, strict: bool = True, **values: Any) -> SystemSettings:
        """Change the dialer's settings, as `custom_fields_enabled="0"`, or only give them.

        Args:
            strict: as of `change`.
            values: the new values by column of system_settings.

        Returns:
            All settings as they are then.

        Raises:
            CallError: there is no such setting, or the value does not fit.
        """
        if values:
            return self.change("system_settings", "-", strict=strict, **values)
        row: SystemSettings = self._call("GET", "/tables/system_settings/-")["row"]
        return row

    def wait_for_lead(self, *, timeout: Seconds = 5, **where: Any) -> VicidialList:
        """The first lead that has these values, as soon as there is one.

        Args:
            timeout: how long to wait at most, in seconds or as a timedelta.
            where: as of `rows`.

        Raises:
            AssertionError: there is none by then; it says which there are.
        """
        seconds = _seconds(timeout, "timeout")
        end = time.monotonic() + seconds
        while True:
            found = self.leads(**where)
            if found:
                return found[0]
            if time.monotonic() >= end:
                raise AssertionError(self._no_lead(seconds, where))
            time.sleep(_POLL_S)

    async def await_lead(self, *, timeout: Seconds = 5, **where: Any) -> VicidialList:  # noqa: ASYNC109  as of wait_for_lead
        """`wait_for_lead` for a coroutine: what is to push the lead goes on meanwhile.

        Args:
            timeout: how long to wait at most, in seconds or as a timedelta.
            where: as of `rows`.

        Raises:
            AssertionError: there is none by then; it says which there are.
        """
        seconds = _seconds(timeout, "timeout")
        end = time.monotonic() + seconds
        while True:
            found = await asyncio.to_thread(self.leads, **where)
            if found:
                return found[0]
            if time.monotonic() >= end:
                raise AssertionError(await asyncio.to_thread(self._no_lead, seconds, where))
            await asyncio.sleep(_POLL_S)

    def _no_lead(self, seconds: float, where: Mapping[str, Any]) -> str:
        wanted = " ".join(f"{name}={value!r}" for name, value in where.items()) or "any value"
        shown = ["phone_number", "list_id", *(name for name in where)]
        last: list[Mapping[str, Any]] = [*self.leads()[-10:]]
        there = [
            "  " + " ".join(f"{name}={row[name]!r}" for name in dict.fromkeys(["lead_id", *shown]))
            for row in last
        ]
        said = "\n".join(["The last leads:", *there]) if there else "There is none at all."
        return f"No lead with {wanted} came within {seconds:g} s. {said}"

    def given(
        self,
        *,
        users: Many = (),
        campaigns: Many = (),
        lists: Many = (),
        fields: Fields | None = None,
        dnc: Many = (),
        campaign_dnc: Mapping[str, Any] | Iterable[Mapping[str, Any]] | None = None,
        leads: Many = (),
        tables: Tables | None = None,
        strict: bool = True,
    ) -> dict[str, list[int]]:
        """Put rows beside those that are there, all or none; one or many of each.

            lmapi.given(users="crm", lists=[101, {"list_id": 102, "campaign_id": "SPRING"}])

        Args:
            users: names, or rows; a user may do everything, with password 1234, unless told.
            campaigns: identifiers, or rows.
            lists: numbers, or rows; the campaign that one names is made if it is not there. A
                row may have custom `fields`, as below.
            fields: custom fields of lists that are there: `{999: {"color": "varchar(20)"}}`, or
                rows with `list_id`, `field_label`, its column's `type`, and any column of
                vicidial_lists_fields.
            dnc: phone numbers, or area codes, that nobody may call.
            campaign_dnc: the same by campaign, `{"SALES": "7275551212"}`; or rows.
            leads: phone numbers, or rows, entered now in list 999 unless told.
            tables: rows of any table, under VICIdial's names.
            strict: whether a value that its column would change, as `high` for a level or a
                number for an enum, is refused; else it is stored as MariaDB stores it.

        Returns:
            The identifiers of the rows by table, as `["vicidial_list"]` for leads.

        Raises:
            CallError: a column is unknown, a value does not fit its column, or a row is there
                already.
            LmapiMockError: something has not the form of rows.
        """
        body = rows_of(
            users=users,
            campaigns=campaigns,
            lists=lists,
            fields=fields,
            dnc=dnc,
            campaign_dnc=campaign_dnc,
            leads=leads,
            tables=tables,
            known_campaigns=lambda: [one["campaign_id"] for one in self.rows("vicidial_campaigns")],
            now=lambda: str(self._call("GET", "/clock")["local"]),
        )
        identifiers: dict[str, list[int]] = self._call("POST", f"/state{_lenient(strict)}", body)[
            "identifiers"
        ]
        return identifiers

    def reset(self) -> None:
        """Back to how the server started: data, clock, journal, faults."""
        self._call("POST", "/reset")

    def freeze(self, now: str | dt.datetime, timezone: str | None = None) -> None:
        """Stop the clock.

        Args:
            now: the instant with its offset, as `"2026-03-08T09:59:59Z"` or an aware datetime;
                without one it is the dialer's local time, as `"2026-03-01 12:00"`.
            timezone: where the dialer then is, by its IANA name; where it was if not told.
        """
        if not isinstance(now, str | dt.datetime):
            raise LmapiMockError(
                f"freeze is given {now!r}. Accepted: a datetime, or a text as "
                "'2026-03-08T09:59:59Z' or, in the dialer's local time, '2026-03-01 12:00'."
            )
        body = {"now": now.isoformat() if isinstance(now, dt.datetime) else now}
        self._call("PUT", "/clock", body | ({"timezone": timezone} if timezone else {}))

    def advance(
        self,
        by: Seconds = 0,
        *,
        weeks: float = 0,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> None:
        """Move the clock on, as by `hours=1, minutes=30`; negative moves it back.

        Args:
            by: seconds, or a timedelta; the others are added to it.
            weeks: of seven days.
            days: of 24 hours, whatever the clocks of the dialer's time zone do.
            hours: of 60 minutes.
            minutes: of 60 seconds.
            seconds: fractions too.
        """
        more = dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
        self._call("POST", "/clock/advance", {"seconds": _seconds(by, "by") + more.total_seconds()})

    def run(self) -> None:
        """Let the clock follow the machine's again."""
        self._call("PUT", "/clock", {"now": None})

    def timezone(self, name: str) -> None:
        """Move the dialer to a time zone, by its IANA name."""
        self._call("PUT", "/clock", {"timezone": name})

    def fault(
        self,
        effect: Effect | int | None = None,
        *,
        times: int | None = None,
        skip: int | None = None,
        phase: Phase | None = None,
        delay: Seconds | Mapping[str, Any] | None = None,
        status: int | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
        probability: float | None = None,
        seed: int | None = None,
        ttl: Seconds | None = None,
        match: Mapping[str, Any] | None = None,
        **where: Any,
    ) -> FaultRule:
        """Let something go wrong.

            lmapi.fault("EMPTY_RESPONSE", phase="after_commit", times=1)
            lmapi.fault(503, phone_number="7275551212")
            lmapi.fault("duplicate", times=2)
            lmapi.fault(delay=0.3)

        Args:
            effect: an HTTP status, one of WireMock's four broken connections, `php_error` or
                `firewall` for a page, `php8` or `php7` for what becomes there of values that break
                the dialer's SQL, else an answer's name as `login_refused`.
            times: how often it strikes at most; for ever if not told.
            skip: how many requests that match it leaves alone first.
            phase: `before` anything is stored, or `after_commit`.
            delay: how long the answer waits, in seconds or as a timedelta; or one of the admin
                API's distributions, `{"type": "uniform", "lower": 50, "upper": 100}`, whose
                numbers are milliseconds.
            status: an HTTP status, as `effect`.
            body: what a status comes with.
            headers: what a status comes with, by name.
            probability: of striking a request that matches, 0 to 1.
            seed: of its chance.
            ttl: how long it lives, in seconds or as a timedelta.
            match: a pattern that the request has to match.
            where: the same as keywords: `method`, `path`, `function`, `user`, `remote_ip`; any
                other name is a parameter's, and `params` holds parameters by name.

        Returns:
            The rule as the server has it, with its `id`.

        Raises:
            CallError: the rule is not understood.
            LmapiMockError: a name in `where` is a slip of one that is known.
        """
        if delay is not None and not isinstance(delay, Mapping):
            # In exact decimals, for 0.3 * 1000 is not 300.
            milliseconds = round(_seconds(delay, "delay") * 1000, 6)
            delay = {"type": "fixed", "milliseconds": milliseconds}
        rule: dict[str, Any] = {
            "times": times,
            "skip": skip,
            "phase": phase,
            "delay": delay,
            "status": status,
            "body": body,
            "headers": headers,
            "probability": probability,
            "seed": seed,
            "ttl": ttl if ttl is None else _seconds(ttl, "ttl"),
        }
        content = {name: value for name, value in rule.items() if value is not None}
        if isinstance(effect, int):
            content["status"] = effect
        elif effect is not None:
            content[EFFECTS.get(effect, "answer")] = effect
        pattern = {**(match or {}), **pattern_of(where, _MATCHED, _OPTIONS)}
        try:
            added: FaultRule = self._call(
                "POST", "/faults", content | ({"match": pattern} if pattern else {})
            )
        except CallError as error:
            if content.get("answer") == effect and str(error).startswith("answer: unknown"):
                raise _no_effect(error, str(effect)) from None
            raise
        return added

    def faults(self) -> list[FaultRule]:
        """The rules in force, each with how often it has struck."""
        rules: list[FaultRule] = self._call("GET", "/faults")["faults"]
        return rules

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._call("DELETE", "/faults")

    def requests(
        self, *, result: Result | Matcher | None = ANYTHING, **where: Any
    ) -> list[JournalEntry]:
        """The requests that came, in their order, or those that match.

        Args:
            result: `SUCCESS`, `NOTICE` or `ERROR`, as the answer begins.
            where: `response`, `status`, `method`, `path`, `function`, `user`, `remote_ip`, or
                `since` for those after a request's id; any other name is a parameter's, and
                `params` holds parameters by name. A value is the whole of it, None says that
                there is none, and a mapping is a matcher, as `{"contains": "DUPLICATE"}`.

        Raises:
            LmapiMockError: a name is a slip of one that is known.
        """
        return self._found(asked(result, where))

    def last_requests(self, most: int) -> list[JournalEntry]:
        """The last requests that came, in their order.

        Args:
            most: how many at most.
        """
        found: list[JournalEntry] = self._call("GET", f"/requests?limit={most}")["requests"]
        return found[::-1]

    def assert_requested(
        self,
        *,
        times: int | None = 1,
        result: Result | Matcher | None = ANYTHING,
        **where: Any,
    ) -> list[JournalEntry]:
        """Make sure that so many requests came, and give them.

        Args:
            times: how many; None for at least one.
            result: as of `requests`.
            where: which, as of `requests`.

        Raises:
            AssertionError: there are more or fewer; it shows the nearest, and what differs.
            CallError: the journal has dropped requests that might count.
        """
        _check_times(times)
        pattern = asked(result, where)
        count = self._count(pattern)
        if count < 1 if times is None else count != times:
            raise AssertionError(self._miscounted(times, pattern))
        return self._found(pattern)

    def wait_for_requests(
        self,
        *,
        times: int = 1,
        timeout: Seconds = 5,
        result: Result | Matcher | None = ANYTHING,
        **where: Any,
    ) -> list[JournalEntry]:
        """The requests that match, as soon as there are so many: of refused ones no lead tells.

        Args:
            times: how many at least.
            timeout: how long to wait at most, in seconds or as a timedelta.
            result: as of `requests`.
            where: which, as of `requests`.

        Raises:
            AssertionError: there are fewer by then; it shows the nearest, and what differs.
        """
        _check_times(times)
        pattern = asked(result, where)
        end = time.monotonic() + _seconds(timeout, "timeout")
        while self._count(pattern) < times:
            if time.monotonic() >= end:
                raise AssertionError(self._miscounted(times, pattern))
            time.sleep(_POLL_S)
        return self._found(pattern)

    async def await_requests(
        self,
        *,
        times: int = 1,
        timeout: Seconds = 5,  # noqa: ASYNC109  as of wait_for_requests
        result: Result | Matcher | None = ANYTHING,
        **where: Any,
    ) -> list[JournalEntry]:
        """`wait_for_requests` for a coroutine: what is to send them goes on meanwhile.

        Args:
            times: how many at least.
            timeout: how long to wait at most, in seconds or as a timedelta.
            result: as of `requests`.
            where: which, as of `requests`.

        Raises:
            AssertionError: there are fewer by then; it shows the nearest, and what differs.
        """
        _check_times(times)
        pattern = asked(result, where)
        end = time.monotonic() + _seconds(timeout, "timeout")
        while await asyncio.to_thread(self._count, pattern) < times:
            if time.monotonic() >= end:
                raise AssertionError(await asyncio.to_thread(self._miscounted, times, pattern))
            await asyncio.sleep(_POLL_S)
        return await asyncio.to_thread(self._found, pattern)

    def _count(self, pattern: Mapping[str, Any]) -> int:
        return int(self._call("POST", "/requests/count", pattern)["count"])

    def _miscounted(self, times: int | None, pattern: Mapping[str, Any]) -> str:
        misses = self._call("POST", "/near-misses/request-pattern", pattern)["nearMisses"]
        return miscounted(times, pattern, self._found(pattern), misses)

    def _found(self, pattern: Mapping[str, Any]) -> list[JournalEntry]:
        found: list[JournalEntry] = self._call("POST", "/requests/find", pattern)["requests"]
        return found[::-1]

    def calls(self, **where: Any) -> list[LeadCall]:
        """The calls of the address for new leads that were made, or would have been, in order.

        Each has `lead_id`, `url`, `response` and `seconds`. Only `--call-urls yes` makes them.

        Args:
            where: values that they have, as `lead_id=1`.
        """
        calls: list[LeadCall] = self._call("GET", f"/calls?limit={_MOST}")["calls"][::-1]
        return having(calls, where, "A call", lambda: ["lead_id", "url", "response", "seconds"])

    def findings(self, severity: Severity | None = None) -> list[JournalFinding]:
        """What the dialer swallowed, in the order of requests, of a severity and above."""
        if severity is None:
            return self._findings("")
        return self._findings(f"&severity={check_severity(severity, 'severity')}")

    def _findings_of(self, request: int) -> list[JournalFinding]:
        return [one for one in self._findings(f"&since={request - 1}") if one["request"] == request]

    def _findings(self, query: str) -> list[JournalFinding]:
        found: list[JournalFinding] = self._call("GET", f"/findings?limit={_MOST}{query}")[
            "findings"
        ]
        # The requests newest first, but the findings of each in their order.
        return sorted(found, key=lambda one: int(one["request"]))

    def assert_clean(self, severity: Severity = "warning", *, allow: Iterable[str] = ()) -> None:
        """Make sure that nothing of a severity or above was swallowed.

        Args:
            severity: the lowest that counts.
            allow: codes of findings that do not count, as `["repeated-lead"]`.

        Raises:
            AssertionError: something was; it says what.
        """
        allowed = check_codes(allow, "allow")
        found = [one for one in self.findings(severity) if one["code"] not in allowed]
        if found:
            noun = "finding" if len(found) == 1 else "findings"
            raise AssertionError(
                f"{len(found)} {noun} of severity {severity} or above:\n{swallowed(found)}"
            )

    @property
    def _name(self) -> str:
        """The namespace's; empty for the server's own world."""
        return self._namespace

    @property
    def _path(self) -> str:
        return f"/ns/{self._name}" if self._name else ""

    def _call(self, method: str, path: str, content: Any = None) -> Any:
        body = None if content is None else json.dumps(content, default=_as_json).encode()
        return self._server.call(method, f"{self._path}/__admin{path}", body)


def _check_times(times: object) -> None:
    if times is None or (isinstance(times, int) and not isinstance(times, bool) and times >= 0):
        return
    raise LmapiMockError(f"times is {times!r}. Accepted: a whole number, or None for at least one.")


def _seconds(value: Seconds, name: str) -> float:
    """A time in seconds.

    Raises:
        LmapiMockError: it is none.
    """
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise LmapiMockError(f"{name} is {value!r}. Accepted: seconds as a number, or a timedelta.")


def _as_json(value: object) -> str:
    """What JSON has no form of, as a column takes it."""
    if isinstance(value, dt.date | dt.time | Decimal):
        return str(value)
    raise LmapiMockError(
        f"{value!r:.120} is given for a value. Accepted: a text, a number, a date, or None."
    )


def _lenient(strict: bool) -> str:
    return "?lenient=no" if strict else "?lenient=yes"


def _no_effect(error: CallError, effect: str) -> CallError:
    """A refused effect, told with all that there are: the server takes it for an answer."""
    from lmapi_mock.faults.answers import answers  # noqa: PLC0415  loads all functions

    every = [*EFFECTS, *answers()]
    near = nearest(effect, every)
    meant = f"Did you mean {near}? " if near else ""
    general = ", ".join(name for name in every if "." not in name)
    return CallError(
        error.status,
        error.code,
        f"There is no effect {effect!r}.",
        f"{meant}Accepted: an HTTP status, {general}, and each function's refusals, as "
        "add_lead.IN_DNC (docs/reference has them).",
    )
