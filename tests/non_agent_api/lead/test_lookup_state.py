"""lookup_state (behaviour spec, section 5, step 12)."""

from __future__ import annotations

import pytest

from client import Mock, base_with


def stored_state(mock: Mock, **parameters: str) -> str:
    answer = mock.add_lead(**({"phone_number": "7275551111"} | parameters))
    assert answer.startswith("SUCCESS")
    state: str = mock.rows("vicidial_list")[-1]["state"]
    return state


@pytest.mark.parametrize(
    ("phone", "phone_code", "state"),
    [
        ("7275551111", "1", "FL"),
        ("7275551111", "", "FL"),
        ("7275551111", "01", "FL"),
        ("4165551111", "1", "ON"),
        ("2225551111", "52", "PU"),  # PUE, cut to the column
        ("9995551111", "1", ""),
        ("7275551111", "52", ""),
        ("7275551111", "44", ""),
        ("2425551111", "1", ""),  # the Bahamas have none
    ],
)
def test_an_empty_state_is_looked_up_by_areacode(
    mock: Mock, phone: str, phone_code: str, state: str
) -> None:
    found = stored_state(mock, phone_number=phone, phone_code=phone_code, lookup_state="Y")

    assert found == state


@pytest.mark.parametrize("asked", ["", "N", "y", "YES"])
def test_nothing_is_looked_up_unless_asked(mock: Mock, asked: str) -> None:
    assert stored_state(mock, lookup_state=asked) == ""


def test_a_state_that_was_sent_stays(mock: Mock) -> None:
    assert stored_state(mock, lookup_state="Y", state="NY") == "NY"


def test_a_state_that_cleaning_empties_is_looked_up(mock: Mock) -> None:
    assert stored_state(mock, lookup_state="Y", state="..") == "FL"


def test_the_first_row_in_table_order_wins(mock: Mock) -> None:
    twice = base_with(
        "vicidial_phone_codes",
        {"country_code": 1, "areacode": "999", "state": "ZZ"},
        {"country_code": 1, "areacode": "999", "state": "AA"},
    )
    mock.put_state(vicidial_phone_codes=twice)

    assert stored_state(mock, phone_number="9995551111", lookup_state="Y") == "ZZ"


def test_the_hopper_gets_the_state_too(mock: Mock) -> None:
    stored_state(mock, lookup_state="Y", add_to_hopper="Y")

    assert mock.rows("vicidial_hopper")[0]["state"] == "FL"
