"""The DST_range table of the behaviour spec, section 7, at the edges of each code.

Each case is the first second of a state, so the second before it must be in the other one. The
weekdays were read off a calendar; both 2026, whose months begin mid-week, and years in which the
Sunday is the first or last one possible are there.
"""

from datetime import datetime, timedelta

import pytest

from lmapi_mock.non_agent_api.lead.summer_time import in_force

BEGINS = [
    ("SSM-FSN", "2026-03-08 02:00"),  # the earliest second Sunday
    ("SSM-FSN", "2025-03-09 02:00"),
    ("SSM-FSN", "2027-03-14 00:00"),  # the 14th is on from midnight, although a Sunday
    ("FSA-LSO", "2026-04-05 02:00"),
    ("FSA-LSO", "2029-04-01 02:00"),
    ("FSA-LSO", "2024-04-07 02:00"),
    ("LSM-LSO", "2026-03-29 01:00"),
    ("LSM-LSO", "2029-03-25 01:00"),
    ("LSM-LSO", "2024-03-31 01:00"),
    ("LSO-LSM", "2026-10-25 01:00"),
    ("LSO-LSM", "2027-10-31 01:00"),
    ("FSO-LSM", "2026-10-04 01:00"),
    ("FSO-LSM", "2028-10-01 01:00"),
    ("FSO-LSM", "2029-10-07 01:00"),
    ("FSO-FSA", "2026-10-04 01:00"),
    ("FSO-FSA", "2028-10-01 01:00"),
    ("FSO-FSA", "2029-10-07 01:00"),
    ("FSO-TSM", "2026-10-04 01:00"),
    ("FSO-TSM", "2028-10-01 01:00"),
    ("FSO-TSM", "2029-10-07 01:00"),
    ("LSS-FSA", "2026-10-01 00:00"),  # September is off, last Sunday or not
    ("TSO-LSF", "2026-10-25 01:00"),
    ("TSO-LSF", "2028-10-22 01:00"),
    ("TSO-LSF", "2029-10-28 01:00"),
]
ENDS = [
    ("SSM-FSN", "2026-11-01 02:00"),
    ("SSM-FSN", "2027-11-07 02:00"),
    ("FSA-LSO", "2026-10-25 02:00"),
    ("FSA-LSO", "2027-10-31 02:00"),
    ("LSM-LSO", "2026-10-25 01:00"),
    ("LSM-LSO", "2027-10-31 01:00"),
    ("LSO-LSM", "2026-03-29 01:00"),
    ("LSO-LSM", "2024-03-31 01:00"),
    ("FSO-LSM", "2026-03-29 01:00"),
    ("FSO-LSM", "2029-03-25 01:00"),
    ("FSO-FSA", "2026-04-05 02:00"),
    ("FSO-FSA", "2029-04-01 02:00"),
    ("FSO-FSA", "2024-04-07 02:00"),
    ("FSO-TSM", "2026-03-15 01:00"),
    ("FSO-TSM", "2027-03-14 01:00"),
    ("FSO-TSM", "2022-03-20 01:00"),
    ("LSS-FSA", "2026-04-05 02:00"),
    ("LSS-FSA", "2024-04-07 02:00"),
    ("TSO-LSF", "2026-02-22 01:00"),
    ("TSO-LSF", "2027-02-28 01:00"),
]
MONTHS_ON = {
    "SSM-FSN": {4, 5, 6, 7, 8, 9, 10},
    "FSA-LSO": {5, 6, 7, 8, 9},
    "LSM-LSO": {4, 5, 6, 7, 8, 9},
    "LSO-LSM": {11, 12, 1, 2},
    "FSO-LSM": {11, 12, 1, 2},
    "FSO-FSA": {11, 12, 1, 2, 3},
    "FSO-TSM": {11, 12, 1, 2},
    "LSS-FSA": {10, 11, 12, 1, 2, 3},
    "TSO-LSF": {11, 12, 1},
}
MONTHS_SPLIT = {
    "SSM-FSN": {3, 11},
    "FSA-LSO": {4, 10},
    "LSM-LSO": {3, 10},
    "LSO-LSM": {10, 3},
    "FSO-LSM": {10, 3},
    "FSO-FSA": {10, 4},
    "FSO-TSM": {10, 3},
    "LSS-FSA": {4},
    "TSO-LSF": {10, 2},
}


@pytest.mark.parametrize(("code", "moment"), BEGINS)
def test_summer_time_begins_at(code: str, moment: str) -> None:
    first_second = datetime.fromisoformat(moment)

    assert not in_force(code, first_second - timedelta(seconds=1))
    assert in_force(code, first_second)
    assert in_force(code, first_second + timedelta(days=1))


@pytest.mark.parametrize(("code", "moment"), ENDS)
def test_summer_time_ends_at(code: str, moment: str) -> None:
    first_second = datetime.fromisoformat(moment)

    assert in_force(code, first_second - timedelta(seconds=1))
    assert not in_force(code, first_second)
    assert not in_force(code, first_second + timedelta(days=1))


@pytest.mark.parametrize("code", MONTHS_ON)
def test_whole_months_are_on_or_off(code: str) -> None:
    for month in set(range(1, 13)) - MONTHS_SPLIT[code]:
        expected = month in MONTHS_ON[code]
        for day in range(1, 29):
            for hour in (0, 12, 23):
                assert in_force(code, datetime(2026, month, day, hour)) is expected


@pytest.mark.parametrize(
    ("code", "moment", "expected"),
    [
        ("FSO-TSM", "2026-03-22 00:59:59", True),
        ("FSO-TSM", "2026-03-22 01:00:00", False),
        ("TSO-LSF", "2028-10-29 00:59:59", False),
        ("TSO-LSF", "2028-10-29 01:00:00", True),
    ],
)
def test_a_later_sunday_waits_for_the_hour_again(code: str, moment: str, expected: bool) -> None:
    assert in_force(code, datetime.fromisoformat(moment)) is expected


@pytest.mark.parametrize("code", ["", "N", "Y", "ssm-fsn", "SSM-FSN ", "FSS-LSM"])
def test_any_other_code_is_never_in_force(code: str) -> None:
    assert not any(in_force(code, datetime(2026, month, 15, 12)) for month in range(1, 13))
