"""`fails-on-the-dialer`: a request that earns it for each statement, and one near to it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from client import FORM, LOGIN, Mock
from findings.conftest import Find
from lmapi_mock.settings import VICIDIAL_DOOR

GOOD = LOGIN | {"phone_number": "7275551111", "list_id": "101"}
NAME_CHECK = {"duplicate_check": "DUPNAMEPHONELIST"}
TITLE_CHECK = {"duplicate_check": "DUPTITLEALTPHONESYS"}

FAILS = [
    ({"last_name": "O'Brien", **NAME_CHECK}, "the duplicate check by name"),
    ({"title": "M'", **TITLE_CHECK}, "the duplicate check by title and alt_phone"),
    ({"alt_phone": "1'2", **TITLE_CHECK}, "the duplicate check by title and alt_phone"),
    ({"owner": "E'T", "tz_method": "TZCODE"}, "the look-up of the time zone by its code"),
    ({"comments": "C:\\tmp\\"}, "the insert of the lead"),
    ({"source_id": "\\"}, "the insert of the lead"),
    (
        {"list_id": "777", "duplicate_check": "DUPCAMP"},
        "the search for the lists of its campaign",
    ),
    ({"rank[]": "1"}, "the check of the parameter"),
    ({"hopper_priority[]": "1"}, "the reading of the parameter"),
    ({"multi_alt_phones[]": "x"}, "the check of the parameter"),
    (
        {"callback": "Y", "campaign_id": "SALES", "callback_datetime": "9" * 19 + "DAYS"},
        "the reckoning of the callback's date",
    ),
    (
        {"list_id": "203", "state": "FL", "add_to_hopper": "Y"}
        | {"hopper_local_call_time_check": "Y"},
        "the search for the state's call times",
    ),
]

NEAR = [
    {"last_name": "O'Brien", "duplicate_check": "DUPLIST"},
    {"last_name": "Brien", **NAME_CHECK},
    {"owner": "E'T"},
    {"postal_code": "'33701", "tz_method": "POSTAL"},
    {"comments": "C:\\tmp"},
    {"comments": "C:\\tmp\\\\"},
    {"list_id": "101", "duplicate_check": "DUPCAMP"},
    {"city[]": "x"},
    # Refused before the check that would fail.
    {"last_name": "O'Brien", "phone_number": "1", **NAME_CHECK},
]


def purposes(find: Find) -> list[str]:
    """What would fail, of the last request, as the finding tells it."""
    told = [one for one in find() if one["code"] == "fails-on-the-dialer"]
    assert all(one["severity"] == "error" for one in told)
    return [one["message"].partition(" makes ")[2].partition(" fail on")[0] for one in told]


def get(mock: Mock, query: str) -> None:
    assert mock.request("GET", f"{VICIDIAL_DOOR}?{query}").status == 200


@pytest.mark.parametrize(("changes", "purpose"), FAILS, ids=[str(one[0]) for one in FAILS])
def test_what_fails_there(mock: Mock, find: Find, changes: dict[str, str], purpose: str) -> None:
    get(mock, urlencode(GOOD | changes))

    assert purposes(find) == [purpose]


@pytest.mark.parametrize("changes", NEAR, ids=map(str, NEAR))
def test_what_is_near_to_it(mock: Mock, find: Find, changes: dict[str, str]) -> None:
    get(mock, urlencode(GOOD | changes))

    assert purposes(find) == []


def test_an_apostrophe_in_the_query_as_it_is(mock: Mock, find: Find) -> None:
    get(mock, urlencode(GOOD) + "&last_name=O'Brien")

    assert purposes(find) == ["the log of the request's address"]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ({"comments": "don't"}, ["the log of the answer"]),
        ({"comments": "don't", "city": "Tampa"}, []),
    ],
)
def test_an_apostrophe_in_the_last_variable_of_a_form(
    mock: Mock, find: Find, last: dict[str, str], expected: list[str]
) -> None:
    mock.request("POST", VICIDIAL_DOOR, urlencode(GOOD | last), {"content-type": FORM})

    assert purposes(find) == expected


def test_it_names_the_value_and_tells_what_is_left_behind(mock: Mock, find: Find) -> None:
    get(mock, urlencode(GOOD | {"last_name": "O'Brien", **NAME_CHECK}))

    (told,) = [one for one in find() if one["code"] == "fails-on-the-dialer"]
    assert (told["parameter"], told["sent"]) == ("last_name", "O'Brien")
    assert told["message"] == (
        'last_name "O\'Brien" makes the duplicate check by name fail on a dialer with PHP 8.1 or'
        " newer: the client sees status 500 and an empty body; nothing is stored."
    )


def test_it_tells_what_was_said_before_and_what_is_not_done(mock: Mock, find: Find) -> None:
    wanted = {"add_to_hopper": "Y", "multi_alt_phones": "7275552222_1_home"}
    get(mock, urlencode(GOOD | wanted) + "&last_name=O'Brien")

    (told,) = [one for one in find() if one["code"] == "fails-on-the-dialer"]
    assert told["message"] == (
        "last_name \"O'Brien\" makes the log of the request's address fail on a dialer with PHP 8.1"
        " or newer: the client sees status 500 after SUCCESS: add_lead LEAD HAS BEEN ADDED; stored"
        " all the same: 1 of vicidial_list; missing: its row of vicidial_api_urls,"
        " `load_alt_phones`, `add_to_hopper`."
    )
