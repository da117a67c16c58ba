"""PUT /__admin/clock and POST /__admin/clock/advance: what the endpoint calls now."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from client import Mock

NOON = {
    "now": "2026-07-15T14:00:00Z",
    "local": "2026-07-15 10:00:00",
    "timezone": "America/New_York",
    "frozen": True,
}


@pytest.fixture
def at_noon(mock: Mock) -> Mock:
    mock.freeze("2026-07-15T14:00:00Z", "America/New_York")
    return mock


def clock(mock: Mock) -> dict[str, Any]:
    answer = mock.admin("GET", "/clock")
    assert answer.status == 200
    read: dict[str, Any] = answer.json
    return read


def told(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_a_frozen_clock_is_told_and_stands(at_noon: Mock) -> None:
    assert clock(at_noon) == NOON
    assert clock(at_noon) == NOON


def test_setting_the_clock_answers_where_it_stands(at_noon: Mock) -> None:
    answer = at_noon.admin("PUT", "/clock", {"now": "2026-03-08T04:59:59-05:00"})
    assert answer.status == 200
    assert (
        answer.json
        == clock(at_noon)
        == NOON
        | {
            "now": "2026-03-08T09:59:59Z",
            "local": "2026-03-08 05:59:59",
        }
    )


def test_the_zone_alone_moves_the_clock_and_leaves_it_frozen(at_noon: Mock) -> None:
    assert at_noon.admin("PUT", "/clock", {"timezone": "Asia/Tokyo"}).json == {
        "now": "2026-07-15T14:00:00Z",
        "local": "2026-07-15 23:00:00",
        "timezone": "Asia/Tokyo",
        "frozen": True,
    }


def test_the_instant_alone_leaves_the_zone(at_noon: Mock) -> None:
    at_noon.admin("PUT", "/clock", {"now": "2026-01-15T14:00:00Z"})
    assert clock(at_noon)["local"] == "2026-01-15 09:00:00"
    assert clock(at_noon)["timezone"] == "America/New_York"


@pytest.mark.parametrize("content", [{}, {"timezone": None}])
def test_nothing_changes_nothing(at_noon: Mock, content: Any) -> None:
    assert at_noon.admin("PUT", "/clock", content).json == NOON


def test_null_lets_the_clock_run(at_noon: Mock) -> None:
    at_noon.admin("PUT", "/clock", {"now": None})
    read = clock(at_noon)
    assert (read["frozen"], read["timezone"]) == (False, "America/New_York")
    assert abs(told(read["now"]) - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("seconds", "now"),
    [
        (3600, "2026-07-15T15:00:00Z"),
        (-1, "2026-07-15T13:59:59Z"),
        (0.5, "2026-07-15T14:00:00Z"),
        (86400 * 365, "2027-07-15T14:00:00Z"),
        ("60", "2026-07-15T14:01:00Z"),
    ],
)
def test_a_frozen_clock_advances_and_stays_frozen(at_noon: Mock, seconds: Any, now: str) -> None:
    answer = at_noon.admin("POST", "/clock/advance", {"seconds": seconds})
    assert (answer.status, answer.json["now"], answer.json["frozen"]) == (200, now, True)
    assert clock(at_noon) == answer.json


def test_a_running_clock_advances_and_runs_on(mock: Mock) -> None:
    mock.freeze(None)
    read = mock.admin("POST", "/clock/advance", {"seconds": 86400}).json
    ahead = told(read["now"]) - dt.datetime.now(dt.UTC)
    assert read["frozen"] is False
    assert dt.timedelta(hours=23, minutes=59) < ahead < dt.timedelta(hours=24, minutes=1)


def test_everything_that_a_lead_leaves_behind_follows_the_clock(at_noon: Mock) -> None:
    at_noon.put_state()
    at_noon.add_lead(
        phone_number="7275551212", callback="Y", callback_datetime="NOW", campaign_id="TESTCAMP"
    )
    (lead,) = at_noon.rows("vicidial_list")
    (callback,) = at_noon.rows("vicidial_callbacks")
    local = "2026-07-15 10:00:00"
    assert (lead["entry_date"], lead["last_local_call_time"]) == (local, local)
    assert (callback["entry_time"], callback["callback_time"]) == (local, local)
    assert {row["api_date"] for row in at_noon.rows("vicidial_api_log")} == {local}
    assert {row["api_date"] for row in at_noon.rows("vicidial_api_urls")} == {local}


def test_a_day_later_the_lead_is_no_duplicate_any_more(at_noon: Mock) -> None:
    lead = {"phone_number": "7275551212", "duplicate_check": "DUPSYS1DAY"}
    assert at_noon.add_lead(**lead).startswith("SUCCESS")
    at_noon.admin("POST", "/clock/advance", {"seconds": 86399})
    assert at_noon.add_lead(**lead).startswith("ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM")
    at_noon.admin("POST", "/clock/advance", {"seconds": 1})
    assert at_noon.add_lead(**lead).startswith("SUCCESS")


def test_a_time_without_an_offset_is_the_dialers_local_time(at_noon: Mock) -> None:
    tokyo = {"now": "2026-03-01 12:00", "timezone": "Asia/Tokyo"}
    assert at_noon.admin("PUT", "/clock", tokyo).json["now"] == "2026-03-01T03:00:00Z"
    told = at_noon.admin("PUT", "/clock", {"now": "2026-03-02 12:00"}).json
    assert (told["now"], told["local"]) == ("2026-03-02T03:00:00Z", "2026-03-02 12:00:00")


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        ({"timezone": "Mars/Olympus"}, "unknown_timezone", "There is no time zone 'Mars/Olympus'."),
        ({"timezone": "../UTC"}, "unknown_timezone", "There is no time zone '../UTC'."),
        ({"timezone": ""}, "unknown_timezone", "There is no time zone ''."),
        (
            {"timezone": "Mars/Olympus", "now": "2001-01-01T00:00:00Z"},
            "unknown_timezone",
            "There is no time zone 'Mars/Olympus'.",
        ),
        (
            {"timezone": "Asia/Tokyo", "now": "9999-01-01T00:00:00Z"},
            "bad_instant",
            "now is 9999-01-01 00:00:00+00:00.",
        ),
        ({"now": "1969-12-31T23:59:59Z"}, "bad_instant", "now is 1969-12-31 23:59:59+00:00."),
        ({"now": "tomorrow"}, "bad_request", "now: 'tomorrow' is no instant. Accepted: 2026-"),
        ({"now": "2026-13-45"}, "bad_request", "now: Input should be a valid datetime"),
        # Both would be seconds since 1970.
        ({"now": "20260301"}, "bad_request", "now: '20260301' is no instant."),
        ({"now": 20260301}, "bad_request", "now: 20260301 is no instant."),
        (
            {"timezone": "America/New_York", "now": "2026-03-08 02:30"},
            "bad_instant",
            "2026-03-08 02:30:00 does not exist in America/New_York: summer time begins there.",
        ),
        ({"time": "2026-07-15T14:00:00Z"}, "bad_request", "the body: unknown key 'time'."),
    ],
)
def test_a_clock_that_cannot_be_is_refused_and_nothing_is_changed(
    at_noon: Mock, content: Any, code: str, message: str
) -> None:
    answer = at_noon.admin("PUT", "/clock", content)
    assert (answer.status, answer.json["error"]["code"]) == (422, code)
    assert answer.json["error"]["message"].startswith(message)
    assert clock(at_noon) == NOON


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"seconds": 1e30}, "bad_instant"),
        ({"seconds": 86400 * 366 * 7000}, "bad_instant"),
        ({"seconds": -86400 * 366 * 60}, "bad_instant"),
        ({"seconds": "soon"}, "bad_request"),
        ({"seconds": None}, "bad_request"),
        ({}, "bad_request"),
    ],
)
def test_advancing_out_of_reach_is_refused_and_nothing_is_changed(
    at_noon: Mock, content: Any, code: str
) -> None:
    answer = at_noon.admin("POST", "/clock/advance", content)
    assert (answer.status, answer.json["error"]["code"]) == (422, code)
    assert clock(at_noon) == NOON
