"""What a test does with a world through its admin API: set the stage, look at what happened."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.testing.given import Many, rows_of
from lmapi_mock.testing.requested import Request, miscounted, pattern_of, swallowed
from lmapi_mock.testing.served import Served

Row = dict[str, Any]

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

RULE: Final = frozenset(
    ("delay", "status", "body", "headers", "phase", "times", "skip", "probability", "seed", "ttl")
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

    def leads(self, **where: Any) -> list[Row]:
        """The leads that are stored, as rows of vicidial_list, or those that have these values."""
        return self.rows("vicidial_list", **where)

    def hopper(self, **where: Any) -> list[Row]:
        """The rows of vicidial_hopper, or those that have these values."""
        return self.rows("vicidial_hopper", **where)

    def callbacks(self, **where: Any) -> list[Row]:
        """The rows of vicidial_callbacks, or those that have these values."""
        return self.rows("vicidial_callbacks", **where)

    def rows(self, table: str, **where: Any) -> list[Row]:
        """The rows of any table in primary-key order, or those that have these values.

        Raises:
            LmapiMockError: there is no such table or column.
        """
        rows: list[Row] = self._call("GET", f"/state?tables={quote(table)}")["tables"][table]
        for name in where if rows else ():
            if name not in rows[0]:
                near = difflib.get_close_matches(name, rows[0], n=1)
                hint = f"Did you mean {near[0]}?" if near else f"It has {', '.join(rows[0])}."
                raise LmapiMockError(f"{table} has no column {name!r}. {hint}")
        wanted = {name: _text(value) for name, value in where.items()}
        return [row for row in rows if all(_text(row[n]) == v for n, v in wanted.items())]

    def wait_for_lead(self, timeout: float = 5, **where: Any) -> Row:
        """The first lead that has these values, as soon as there is one.

        Args:
            timeout: how long to wait at most, in seconds.
            where: values by column.

        Raises:
            AssertionError: there is none by then; it says which there are.
        """
        end = time.monotonic() + timeout
        while True:
            found = self.leads(**where)
            if found:
                return found[0]
            if time.monotonic() >= end:
                break
            time.sleep(_POLL_S)
        wanted = " ".join(f"{name}={value!r}" for name, value in where.items()) or "any value"
        shown = ["phone_number", "list_id", *(name for name in where)]
        there = [
            "  " + " ".join(f"{name}={row[name]!r}" for name in dict.fromkeys(["lead_id", *shown]))
            for row in self.leads()[-10:]
        ]
        said = "\n".join(["The last leads:", *there]) if there else "There is none at all."
        raise AssertionError(f"No lead with {wanted} came within {timeout:g} s. {said}")

    def given(
        self,
        *,
        users: Many = (),
        campaigns: Many = (),
        lists: Many = (),
        fields: Mapping[int | str, Mapping[str, str]] | None = None,
        dnc: Many = (),
        campaign_dnc: Mapping[str, Many] | None = None,
        leads: Many = (),
        tables: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    ) -> dict[str, list[int]]:
        """Put rows beside those that are there, all or none; one or many of each.

            lmapi.given(users="crm", lists=[101, {"list_id": 102, "campaign_id": "SPRING"}])

        Args:
            users: names, or rows; a user may do everything, with password 1234, unless told.
            campaigns: identifiers, or rows.
            lists: numbers, or rows; the campaign that one names is made if it is not there. A
                row may have custom `fields`, as below.
            fields: custom fields of lists that are there: `{999: {"color": "varchar(20)"}}`.
            dnc: phone numbers, or area codes, that nobody may call.
            campaign_dnc: the same by campaign.
            leads: phone numbers, or rows, entered now in list 999 unless told.
            tables: rows of any table, under VICIdial's names.

        Returns:
            The identifiers of the rows by table, as `["vicidial_list"]` for leads.

        Raises:
            CallError: a column is unknown, or a row is there already.
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
        identifiers: dict[str, list[int]] = self._call("POST", "/state", body)["identifiers"]
        return identifiers

    def reset(self) -> None:
        """Back to how the server started: data, clock, journal, faults."""
        self._call("POST", "/reset")

    def freeze(self, now: str | dt.datetime, timezone: str | None = None) -> None:
        """Stop the clock.

        Args:
            now: the instant, with its offset: `"2026-03-08T09:59:59Z"`, or an aware datetime.
            timezone: where the dialer then is, by its IANA name; where it was if not told.
        """
        body = {"now": now.isoformat() if isinstance(now, dt.datetime) else now}
        self._call("PUT", "/clock", body | ({"timezone": timezone} if timezone else {}))

    def advance(self, **by: float) -> None:
        """Move the clock on, as by `hours=1, minutes=30`: what `datetime.timedelta` takes."""
        self._call("POST", "/clock/advance", {"seconds": dt.timedelta(**by).total_seconds()})

    def run(self) -> None:
        """Let the clock follow the machine's again."""
        self._call("PUT", "/clock", {"now": None})

    def timezone(self, name: str) -> None:
        """Move the dialer to a time zone, by its IANA name."""
        self._call("PUT", "/clock", {"timezone": name})

    def fault(self, effect: str | int | None = None, **rule: Any) -> Row:
        """Let something go wrong.

            lmapi.fault("EMPTY_RESPONSE", phase="after_commit", times=1)
            lmapi.fault(503, phone_number="7275551212")
            lmapi.fault("duplicate", times=2)
            lmapi.fault(delay=300)

        Args:
            effect: an HTTP status, one of WireMock's four broken connections, `php_error` or
                `firewall` for a page, `php8` or `php7` for what becomes there of values that break
                the dialer's SQL, else an answer's name as `login_refused`.
            rule: `times`, `skip`, `phase`, `delay` in milliseconds and what else a rule knows; any
                other name is a parameter that the request has to have.

        Returns:
            The rule as the server has it, with its `id`.

        Raises:
            CallError: the rule is not understood.
        """
        given = {name: value for name, value in rule.items() if name in RULE}
        where = {name: value for name, value in rule.items() if name not in RULE | {"match"}}
        if isinstance(given.get("delay"), int | float):
            given["delay"] = {"type": "fixed", "milliseconds": given["delay"]}
        if isinstance(effect, int):
            given["status"] = effect
        elif effect is not None:
            given[EFFECTS.get(effect, "answer")] = effect
        keys = frozenset({"method", "path", "function", "user", "remote_ip"})
        match = pattern_of(rule.get("match", {}) | where, keys)
        added: Row = self._call("POST", "/faults", given | ({"match": match} if match else {}))
        return added

    def faults(self) -> list[Row]:
        """The rules in force, each with how often it has struck."""
        rules: list[Row] = self._call("GET", "/faults")["faults"]
        return rules

    def clear_faults(self) -> None:
        """Let nothing go wrong any more."""
        self._call("DELETE", "/faults")

    def requests(self, **where: Any) -> list[Request]:
        """The requests that came, in their order, or those that match.

        Args:
            where: `result`, `response`, `status`, `path`, `function` or `user`; any other name is
                a parameter's. A value is the whole of it, None says that there is none, and a
                mapping is a matcher, as `{"contains": "DUPLICATE"}`.
        """
        return self._found(pattern_of(where))

    def assert_requested(self, times: int | None = 1, **where: Any) -> list[Request]:
        """Make sure that so many requests came, and give them.

        Args:
            times: how many; None for at least one.
            where: which, as of `requests`.

        Raises:
            AssertionError: there are more or fewer; it shows the nearest, and what differs.
            CallError: the journal has dropped requests that might count.
        """
        pattern = pattern_of(where)
        count = self._call("POST", "/requests/count", pattern)["count"]
        if count < 1 if times is None else count != times:
            misses = self._call("POST", "/near-misses/request-pattern", pattern)["nearMisses"]
            raise AssertionError(miscounted(times, pattern, self._found(pattern), misses))
        return self._found(pattern)

    def _found(self, pattern: Mapping[str, Any]) -> list[Request]:
        found: list[Request] = self._call("POST", "/requests/find", pattern)["requests"]
        return found[::-1]

    def calls(self, **where: Any) -> list[Row]:
        """The calls of the address for new leads that were made, or would have been, in order.

        Each has `lead_id`, `url`, `response` and `seconds`. Only `--call-urls yes` makes them.

        Args:
            where: values that they have, as `lead_id=1`.
        """
        calls: list[Row] = self._call("GET", f"/calls?limit={_MOST}")["calls"][::-1]
        wanted = {name: _text(value) for name, value in where.items()}
        return [one for one in calls if all(_text(one[n]) == v for n, v in wanted.items())]

    def findings(self, severity: str | None = None) -> list[Row]:
        """What the dialer swallowed, in the order of requests, of a severity and above."""
        query = f"&severity={quote(severity)}" if severity else ""
        return self._findings(query)

    def _findings_of(self, request: int) -> list[Row]:
        return [one for one in self._findings(f"&since={request - 1}") if one["request"] == request]

    def _findings(self, query: str) -> list[Row]:
        found: list[Row] = self._call("GET", f"/findings?limit={_MOST}{query}")["findings"]
        # The requests newest first, but the findings of each in their order.
        return sorted(found, key=lambda one: int(one["request"]))

    def assert_clean(self, severity: str = "warning") -> None:
        """Make sure that nothing of a severity or above was swallowed.

        Raises:
            AssertionError: something was; it says what.
        """
        found = self.findings(severity)
        if found:
            noun = "finding" if len(found) == 1 else "findings"
            raise AssertionError(
                f"{len(found)} {noun} of severity {severity} or above:\n{swallowed(found)}"
            )

    @property
    def _path(self) -> str:
        return f"/ns/{self._namespace}" if self._namespace else ""

    def _call(self, method: str, path: str, content: Any = None) -> Any:
        body = None if content is None else json.dumps(content, default=str).encode()
        return self._server.call(method, f"{self._path}/__admin{path}", body)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
