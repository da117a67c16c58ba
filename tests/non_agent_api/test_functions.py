"""version, the teapot and functions that are not there (behaviour spec, section 4)."""

from __future__ import annotations

import pytest

from client import Mock, base_changed
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR

NO_FUNCTION = "ERROR: NO FUNCTION SPECIFIED\n"
DOORS = pytest.mark.parametrize("door", [VICIDIAL_DOOR, DOCUMENTED_DOOR])


@DOORS
def test_version_needs_no_login(mock: Mock, door: str) -> None:
    assert mock.request("GET", f"{door}?function=version").text == (
        "VERSION: 2.14-202|BUILD: 250720-1841|DATE: 2026-07-15 14:00:00|EPOCH: 1784124000"
        "|DST: 0|TZ: 0.00|TZNOW: 0.00|\n"
    )


@pytest.mark.parametrize(
    ("now", "date", "dst", "tz_now"),
    [
        ("2026-07-15T14:00:00Z", "2026-07-15 10:00:00", 1, "-4"),
        ("2026-01-15T14:00:00Z", "2026-01-15 09:00:00", 0, "-5.00"),
    ],
    ids=["summer", "winter"],
)
def test_version_tells_the_servers_own_time(
    mock: Mock, now: str, date: str, dst: int, tz_now: str
) -> None:
    mock.put_state(servers=base_changed("servers", local_gmt="-5.00"))
    mock.freeze(now, "America/New_York")
    told = mock.request("GET", f"{VICIDIAL_DOOR}?function=version").text.split("|")

    assert told[2] == f"DATE: {date}"
    assert told[4:7] == [f"DST: {dst}", "TZ: -5.00", f"TZNOW: {tz_now}"]


def test_version_changes_nothing(mock: Mock) -> None:
    before = mock.rows("vicidial_users")
    mock.request("GET", f"{VICIDIAL_DOOR}?function=version&user=6666&pass=wrong")

    assert mock.rows("vicidial_users") == before


@DOORS
@pytest.mark.parametrize("function", ["coffee", "start_coffee", "make_coffee", "brew_coffee"])
def test_a_teapot_brews_no_coffee(mock: Mock, door: str, function: str) -> None:
    answer = mock.request("GET", f"{door}?function={function}")

    assert answer.status == 418
    assert answer.text == f"Coffee: {function}|Error 418 I'm a teapot"


@pytest.mark.parametrize(
    "function", ["", "nothing", "ADD_LEAD", "update_leads", "Coffee", "add_lead2"]
)
def test_an_unknown_function_is_none(mock: Mock, function: str) -> None:
    assert mock.add_lead(function=function, phone_number="7275551111") == NO_FUNCTION
    assert mock.documented(function=function, phone_number="7275551111") == NO_FUNCTION
    assert mock.rows("vicidial_list") == []


def test_the_function_is_cleaned_before_it_is_looked_up(mock: Mock) -> None:
    assert mock.add_lead(function="add;_lead ", phone_number="7275551111").startswith("SUCCESS")


def test_the_login_goes_before_the_function(mock: Mock) -> None:
    answer = mock.add_lead(function="nothing", user="nobody")

    assert answer == "ERROR: Login incorrect, please try again: |nobody|1234|BAD|\n"
