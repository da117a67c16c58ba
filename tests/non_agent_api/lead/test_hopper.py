"""The hopper (behaviour spec, section 10).

The mock's clock stands at Wednesday 2026-07-15 14:00 UTC: 10:00 in Florida.
"""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock, base_changed, base_with

REQUEST = {"phone_number": "7275551111", "add_to_hopper": "Y"}
CHECKED = REQUEST | {"hopper_local_call_time_check": "Y"}


def is_in_hopper(mock: Mock, **parameters: str) -> bool:
    """Whether a lead is put into the hopper; its line is checked."""
    given = CHECKED | parameters
    line = mock.add_lead(**given).splitlines()[1]
    lead_id = len(mock.rows("vicidial_list"))
    hopper = mock.rows("vicidial_hopper")
    phone = given["phone_number"]
    added = f"NOTICE: add_lead ADDED TO HOPPER - {phone}|{lead_id}|{len(hopper)}|6666"
    outside = f"NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - {phone}|{lead_id}|"
    assert line == added or (line.startswith(outside) and line.endswith("|0|6666"))
    return line == added


def put_call_time(mock: Mock, state: str = "", **values: Any) -> None:
    """List 999 with a call time of its own, and perhaps a state rule `rule`."""
    call_time = {"call_time_id": "own", "call_time_name": "own", "ct_state_call_times": state}
    rule = {"state_call_time_id": "rule", "state_call_time_state": "FL"}
    mock.put_state(
        vicidial_lists=base_changed("vicidial_lists", local_call_time="own"),
        vicidial_call_times=[call_time | {k: v for k, v in values.items() if k.startswith("ct_")}],
        vicidial_state_call_times=[
            rule
            | {"state_call_time_name": "rule"}
            | {k: v for k, v in values.items() if k.startswith("sct_")}
        ],
    )


def test_a_lead_goes_into_the_hopper(mock: Mock) -> None:
    answer = mock.add_lead(
        **REQUEST, list_id=101, hopper_priority=-20, state="FL", vendor_lead_code="V7"
    )

    assert answer.splitlines()[1] == "NOTICE: add_lead ADDED TO HOPPER - 7275551111|1|1|6666"
    (row,) = mock.rows("vicidial_hopper")
    expected = {
        "hopper_id": 1,
        "lead_id": 1,
        "campaign_id": "SALES",
        "status": "READY",
        "user": "",
        "list_id": 101,
        "gmt_offset_now": "-4.00",
        "state": "FL",
        "priority": -20,
        "source": "P",
        "vendor_lead_code": "V7",
    }
    assert expected.items() <= row.items()


def test_remove_from_hopper_takes_that_back_without_a_line(mock: Mock) -> None:
    answer = mock.add_lead(**REQUEST, remove_from_hopper="Y")

    assert len(answer.splitlines()) == 1
    assert mock.rows("vicidial_hopper") == []


def test_the_page_orders_its_fields_otherwise(mock: Mock) -> None:
    assert mock.documented(**REQUEST).splitlines()[1] == (
        "NOTICE: add_lead ADDED TO HOPPER - 7275551111|6666|1|1"
    )


def test_outside_of_its_call_time_a_lead_is_not_added(mock: Mock) -> None:
    mock.freeze("2026-07-15T03:00:00Z")
    lines = [door(**CHECKED).splitlines()[1] for door in (mock.add_lead, mock.documented)]

    assert lines == [
        "NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - 7275551111|1|-4|0|6666",
        "NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - 7275551111|6666|2|-4|0",
    ]
    assert mock.rows("vicidial_hopper") == []
    assert len(mock.rows("vicidial_list")) == 2


@pytest.mark.parametrize("asked", ["", "N", "y", "YES"])
def test_nothing_happens_unless_asked(mock: Mock, asked: str) -> None:
    answer = mock.add_lead(**(REQUEST | {"add_to_hopper": asked}))

    assert answer.count("\n") == 1
    assert mock.rows("vicidial_hopper") == []


@pytest.mark.parametrize("check", ["", "N", "y"])
def test_the_call_time_counts_only_if_asked(mock: Mock, check: str) -> None:
    mock.freeze("2026-07-15T03:00:00Z")

    assert is_in_hopper(mock, hopper_local_call_time_check=check)


@pytest.mark.parametrize(
    ("priority", "stored"), [("", 0), ("x", 0), ("99", 99), ("100", 99), ("-100", -99)]
)
def test_the_priority_is_stored_between_its_limits(mock: Mock, priority: str, stored: int) -> None:
    is_in_hopper(mock, hopper_priority=priority)

    assert mock.rows("vicidial_hopper")[0]["priority"] == stored


@pytest.mark.parametrize(
    ("now", "is_inside"),
    [
        ("2026-07-15T12:59:59Z", False),
        ("2026-07-15T13:00:00Z", True),  # 9:00 in Florida
        ("2026-07-16T00:59:59Z", True),
        ("2026-07-16T01:00:00Z", False),  # 21:00
    ],
)
def test_a_call_time_begins_with_its_start_and_ends_before_its_stop(
    mock: Mock, now: str, is_inside: bool
) -> None:
    mock.freeze(now)

    assert is_in_hopper(mock) is is_inside


@pytest.mark.parametrize(
    ("phone", "phone_code", "is_inside"),
    [
        ("8085551111", "1", False),  # 4:00 in Hawaii
        ("4155551111", "1", False),  # 7:00
        ("7095551111", "1", True),  # 11:30
        ("2025550000", "44", True),  # 15:00
        ("2025550000", "977", True),  # 19:45
        ("0255511111", "61", False),  # 0:00 on Thursday
        ("2025550000", "999", True),  # no offset: 14:00
    ],
)
def test_the_places_own_time_counts(
    mock: Mock, phone: str, phone_code: str, is_inside: bool
) -> None:
    assert is_in_hopper(mock, phone_number=phone, phone_code=phone_code) is is_inside


def test_the_servers_zone_does_not_count(mock: Mock) -> None:
    mock.freeze("2026-07-15T14:00:00Z", "Asia/Tokyo")

    assert is_in_hopper(mock)


@pytest.mark.parametrize(
    ("own", "is_inside"),
    [
        ("", True),
        ("campaign", True),
        ("Campaign", True),
        ("9am-9pm", True),
        ("12pm-5pm", False),
        ("12PM-5PM", False),
        ("24hours", True),
        ("missing", False),
    ],
)
def test_a_lists_own_call_time_goes_before_its_campaigns(
    mock: Mock, own: str, is_inside: bool
) -> None:
    mock.put_state(vicidial_lists=base_changed("vicidial_lists", local_call_time=own))

    assert is_in_hopper(mock) is is_inside


@pytest.mark.parametrize("list_id", ["401", "777"])
def test_an_undefined_call_time_is_never_dialable(mock: Mock, list_id: str) -> None:
    assert not is_in_hopper(mock, list_id=list_id)


@pytest.mark.parametrize(
    ("ct_wednesday_start", "ct_wednesday_stop", "is_inside"),
    [
        (0, 0, True),  # the default ones
        (1000, 1001, True),
        (1001, 2400, False),
        (0, 1000, False),
        (0, 1001, True),
        (1000, 0, False),
        (2400, 2400, False),
    ],
)
def test_a_weekday_goes_before_the_default(
    mock: Mock, ct_wednesday_start: int, ct_wednesday_stop: int, is_inside: bool
) -> None:
    put_call_time(
        mock,
        ct_default_start=900,
        ct_default_stop=2100,
        ct_wednesday_start=ct_wednesday_start,
        ct_wednesday_stop=ct_wednesday_stop,
    )

    assert is_in_hopper(mock) is is_inside


@pytest.mark.parametrize("day", range(7))
def test_the_weekday_is_the_places_own(mock: Mock, day: int) -> None:
    names = ("thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday")
    hours: dict[str, Any] = {f"ct_{names[day]}_start": 2200, f"ct_{names[day]}_stop": 2300}
    put_call_time(mock, ct_default_start=2400, ct_default_stop=2400, **hours)
    mock.freeze(f"2026-07-{17 + day}T02:30:00Z")  # 22:30 the day before in Florida

    assert is_in_hopper(mock)


@pytest.mark.parametrize(
    ("rules", "state", "is_inside"),
    [
        ("|rule|", "FL", False),
        ("|RULE|", "fl", False),
        ("|other|rule|", "FL", False),
        ("|rule|", "GA", True),
        ("|rule|", "", True),
        ("rule", "FL", True),  # not between bars
        ("|other|", "FL", True),
        ("", "FL", True),
    ],
)
def test_a_state_rule_replaces_the_call_time(
    mock: Mock, rules: str, state: str, is_inside: bool
) -> None:
    put_call_time(mock, rules, sct_default_start=1200, sct_default_stop=1300)

    assert is_in_hopper(mock, state=state) is is_inside


@pytest.mark.parametrize(("start", "stop", "is_inside"), [(0, 0, True), (1100, 1200, False)])
def test_a_state_rule_has_weekdays_too(mock: Mock, start: int, stop: int, is_inside: bool) -> None:
    put_call_time(
        mock,
        "|rule|",
        ct_wednesday_start=2400,
        ct_wednesday_stop=2400,
        sct_wednesday_start=start,
        sct_wednesday_stop=stop,
    )

    assert is_in_hopper(mock, state="FL") is is_inside


def test_a_lists_number_is_clamped_in_the_hopper_too(mock: Mock) -> None:
    lists = base_with("vicidial_lists", {"list_id": 2**64 - 1, "campaign_id": "SALES"})
    mock.put_state(vicidial_lists=lists)

    assert is_in_hopper(mock, list_id=str(2**64 - 1))
    (row,) = mock.rows("vicidial_hopper")
    assert (row["list_id"], row["campaign_id"]) == (2**64 - 1, "SALES")
