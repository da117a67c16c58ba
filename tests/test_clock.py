"""The clock: freeze, run, advance, time zones, and days that change summer time or leave them."""

from __future__ import annotations

import datetime as dt

import pytest

from lmapi_mock.clock import Clock, is_within_reach

WEDNESDAY = dt.datetime(2026, 7, 15, 14, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def frozen(instant: str, timezone: str = "UTC") -> Clock:
    clock = Clock(timezone)
    clock.freeze(dt.datetime.fromisoformat(instant))
    return clock


def test_a_new_clock_follows_the_machines() -> None:
    before = dt.datetime.now(dt.UTC)
    now = Clock().now().utc
    assert before <= now <= dt.datetime.now(dt.UTC)


def test_a_frozen_clock_stands_still() -> None:
    clock = frozen("2026-07-15T14:00:00+00:00")
    assert clock.is_frozen
    assert [clock.now().utc for _ in range(3)] == [WEDNESDAY] * 3


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    assert frozen("2026-07-15T10:00:00-04:00").now().utc == WEDNESDAY


def test_a_frozen_clock_runs_on_the_machines_time_again() -> None:
    clock = frozen("2001-01-01T00:00:00+00:00")
    clock.run()
    assert not clock.is_frozen
    assert abs(clock.now().utc - dt.datetime.now(dt.UTC)) < HOUR


def test_a_frozen_clock_that_is_advanced_stays_frozen() -> None:
    clock = frozen("2026-07-15T14:00:00+00:00")
    clock.advance(HOUR)
    clock.advance(-3 * HOUR)
    assert clock.is_frozen
    assert clock.now().utc == WEDNESDAY - 2 * HOUR


def test_a_running_clock_that_is_advanced_runs_on() -> None:
    clock = Clock()
    clock.advance(48 * HOUR)
    clock.advance(-24 * HOUR)
    first = clock.now().utc
    assert not clock.is_frozen
    assert 23 * HOUR < first - dt.datetime.now(dt.UTC) < 25 * HOUR
    assert clock.now().utc >= first


def test_freezing_forgets_what_was_advanced() -> None:
    clock = Clock()
    clock.advance(48 * HOUR)
    clock.freeze(WEDNESDAY)
    clock.run()
    assert abs(clock.now().utc - dt.datetime.now(dt.UTC)) < HOUR


@pytest.mark.parametrize(
    ("timezone", "text", "offset", "is_summer"),
    [
        ("UTC", "2026-07-15 14:00:00", 0.0, False),
        ("America/New_York", "2026-07-15 10:00:00", -4.0, True),
        ("America/Phoenix", "2026-07-15 07:00:00", -7.0, False),
        ("Asia/Kathmandu", "2026-07-15 19:45:00", 5.75, False),
        ("Pacific/Kiritimati", "2026-07-16 04:00:00", 14.0, False),
        ("Australia/Sydney", "2026-07-16 00:00:00", 10.0, False),
    ],
)
def test_a_moment_is_told_in_the_servers_zone(
    timezone: str, text: str, offset: float, is_summer: bool
) -> None:
    now = frozen("2026-07-15T14:00:00+00:00", timezone).now()
    assert (now.text, now.zone_offset, now.is_summer) == (text, offset, is_summer)
    assert now.utc == WEDNESDAY


def test_moving_to_another_zone_keeps_the_instant() -> None:
    clock = frozen("2026-07-15T14:00:00+00:00")
    clock.move_to("Asia/Tokyo")
    assert clock.timezone == "Asia/Tokyo"
    assert (clock.now().utc, clock.now().text) == (WEDNESDAY, "2026-07-15 23:00:00")


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "", "../UTC", "/etc/localtime"])
def test_a_zone_that_there_is_not_leaves_the_clock_where_it_was(timezone: str) -> None:
    clock = Clock("Asia/Tokyo")
    with pytest.raises((KeyError, ValueError, OSError)):
        clock.move_to(timezone)
    assert clock.timezone == "Asia/Tokyo"


def test_reset_runs_in_the_zone_of_the_start() -> None:
    clock = frozen("2001-01-01T00:00:00+00:00", "Asia/Tokyo")
    clock.move_to("UTC")
    clock.reset()
    assert (clock.timezone, clock.is_frozen) == ("Asia/Tokyo", False)
    assert abs(clock.now().utc - dt.datetime.now(dt.UTC)) < HOUR


def test_fractions_of_a_second_are_not_told() -> None:
    assert frozen("2026-07-15T14:00:00.999999+00:00").now().text == "2026-07-15 14:00:00"


@pytest.mark.parametrize(
    ("instant", "days", "there"),
    [
        ("2026-03-08T17:00:00+00:00", -1, "2026-03-07 13:00:00"),
        ("2026-03-07T18:00:00+00:00", 1, "2026-03-08 13:00:00"),
        ("2026-11-02T18:00:00+00:00", -2, "2026-10-31 13:00:00"),
        ("2026-10-31T17:00:00+00:00", 2, "2026-11-02 13:00:00"),
    ],
    ids=["back over March", "ahead over March", "back over November", "ahead over November"],
)
def test_days_keep_the_wall_clock_over_a_change_of_summer_time(
    instant: str, days: int, there: str
) -> None:
    now = frozen(instant, "America/New_York").now()
    assert now.text.endswith("13:00:00")
    assert now.days_ahead(days) == there
    assert now.days_ago(-days) == there


def test_a_wall_clock_time_that_spring_skips_is_the_one_after_the_gap() -> None:
    now = frozen("2026-03-07T07:30:00+00:00", "America/New_York").now()
    assert now.text == "2026-03-07 02:30:00"
    assert now.days_ahead(1) == "2026-03-08 03:30:00"


@pytest.mark.parametrize(
    ("days", "there"),
    [
        (0, "2026-07-15 14:00:00"),
        (1, "2026-07-16 14:00:00"),
        (365, "2027-07-15 14:00:00"),
        (146_097, "2426-07-15 14:00:00"),
        (2_900_000, "9966-06-20 14:00:00"),
        (2_921_940, "10026-07-15 14:00:00"),
        (99_999_999, "275817-03-27 14:00:00"),
        (10**9, "2739933-07-18 14:00:00"),
    ],
)
def test_days_ahead_may_leave_the_years_of_four_digits(days: int, there: str) -> None:
    # As GNU date tells them.
    assert frozen("2026-07-15T14:00:00+00:00").now().days_ahead(days) == there


@pytest.mark.parametrize(
    ("instant", "reached"),
    [
        ("1970-01-01T00:00:00+00:00", True),
        ("9000-12-31T23:59:59+00:00", True),
        ("1969-12-31T23:59:59+00:00", False),
        ("9001-01-01T00:00:00+00:00", False),
        ("1970-01-01T00:00:00+14:00", False),
        ("9999-12-31T23:59:59-12:00", False),
    ],
)
def test_the_clock_stands_in_the_years_1970_to_9000(instant: str, reached: bool) -> None:
    assert is_within_reach(dt.datetime.fromisoformat(instant)) is reached


@pytest.mark.parametrize("days", [-400_000, 4_000_000, -999_999_999])
@pytest.mark.parametrize("is_frozen", [True, False], ids=["frozen", "running"])
def test_advancing_out_of_reach_is_refused_and_changes_nothing(days: int, is_frozen: bool) -> None:
    clock = Clock("America/New_York")
    if is_frozen:
        clock.freeze(WEDNESDAY)
    before = clock.now()
    with pytest.raises((ValueError, OverflowError)):
        clock.advance(dt.timedelta(days=days))
    assert dt.timedelta() <= clock.now().utc - before.utc < HOUR


def test_freezing_out_of_reach_is_refused_and_changes_nothing() -> None:
    clock = frozen("2026-07-15T14:00:00+00:00", "Asia/Tokyo")
    with pytest.raises(ValueError, match="out of the clock's reach"):
        clock.freeze(dt.datetime(9999, 12, 31, 23, tzinfo=dt.UTC))
    assert clock.now().utc == WEDNESDAY


def test_a_clock_of_its_own_stand_takes_the_start_of_all() -> None:
    clock = Clock("America/New_York")
    clock.freeze(dt.datetime(2026, 3, 8, 7, tzinfo=dt.UTC))
    clock.move_to("UTC")
    clock.take(None)
    assert (clock.is_frozen, clock.timezone) == (False, "America/New_York")
    clock.advance(dt.timedelta(days=1))
    clock.take(None)
    assert clock.state.ahead == dt.timedelta()
