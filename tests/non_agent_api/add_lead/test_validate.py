"""The list and the defaults (behaviour spec, section 5, steps 4 to 6)."""

from __future__ import annotations

import pytest

from client import Mock

PHONE = {"phone_number": "7275551111"}
NOT_DEFINED = (
    "ERROR: add_lead NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED - 7275551111|{list_id}\n"
)


def added(list_id: str) -> str:
    return f"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|{list_id}|1|-4|6666\n"


@pytest.mark.parametrize("check", ["Y", "y", "YES", "maybe-y", "NY"])
@pytest.mark.parametrize("list_id", ["777", "1", ""])
def test_a_list_that_is_not_there_is_refused_if_asked(mock: Mock, check: str, list_id: str) -> None:
    refusal = NOT_DEFINED.format(list_id=list_id)

    assert mock.add_lead(**PHONE, list_id=list_id, list_exists_check=check) == refusal
    assert mock.documented(**PHONE, list_id=list_id, list_exists_check=check) == refusal
    assert mock.rows("vicidial_list") == []


@pytest.mark.parametrize("check", ["", "N", "1", "-"])
def test_any_list_will_do_otherwise(mock: Mock, check: str) -> None:
    assert mock.add_lead(**PHONE, list_id="777", list_exists_check=check) == added("777")


def test_a_list_that_is_there_passes(mock: Mock) -> None:
    assert mock.add_lead(**PHONE, list_id="501", list_exists_check="Y") == added("501")


@pytest.mark.parametrize(
    ("sent", "list_id"),
    [
        ("", "999"),
        ("7", "999"),
        ("10", "999"),
        ("1-0", "999"),
        ("100", "100"),
        ("list-101_x", "101"),
        ("1-0-1", "101"),
        ("abc", "999"),
        ("-101", "101"),
        ("0101", "0101"),
    ],
)
def test_the_list_is_999_when_shorter_than_three_digits(
    mock: Mock, sent: str, list_id: str
) -> None:
    assert mock.add_lead(**PHONE, list_id=sent) == added(list_id)
    assert mock.rows("vicidial_list")[0]["list_id"] == int(list_id)


@pytest.mark.parametrize("sent", [{}, {"gender": "", "rank": "", "phone_code": ""}])
def test_what_was_not_sent_gets_a_default(mock: Mock, sent: dict[str, str]) -> None:
    mock.add_lead(**PHONE, **sent)

    (lead,) = mock.rows("vicidial_list")
    defaults = {"gender": "U", "rank": 0, "list_id": 999, "phone_code": "1", "entry_list_id": 0}
    assert defaults.items() <= lead.items()


def test_what_was_sent_stays(mock: Mock) -> None:
    mock.add_lead(**PHONE, gender="F", rank=7, list_id=101, phone_code=44, entry_list_id=102)

    (lead,) = mock.rows("vicidial_list")
    sent = {"gender": "F", "rank": 7, "list_id": 101, "phone_code": "44", "entry_list_id": 102}
    assert sent.items() <= lead.items()
