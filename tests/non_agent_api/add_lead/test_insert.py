"""The stored lead (behaviour spec, sections 5 and 12)."""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock, base_changed

PHONE = {"phone_number": "7275551111"}


def stored(mock: Mock, **parameters: Any) -> dict[str, Any]:
    """The row of a lead with these parameters."""
    given: dict[str, Any] = PHONE | parameters
    answer = mock.add_lead(**given)
    assert answer.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - "), answer
    return mock.rows("vicidial_list")[-1]


SENT: dict[str, Any] = {
    "vendor_lead_code": "V-1/a",
    "source_id": "S.2",
    "list_id": 101,
    "phone_code": "44",
    "phone_number": "2025550000",
    "title": "Dr.",
    "first_name": "Anne-Marie",
    "middle_initial": "B",
    "last_name": "O'Neil",
    "address1": "1 High St.",
    "address2": "c/o Bob",
    "address3": "Flat: 2",
    "city": "St. Ives",
    "state": "CO",
    "province": "Cornwall",
    "postal_code": "TR26 1AB",
    "country_code": "GBR",
    "gender": "F",
    "date_of_birth": "1980-07-04",
    "alt_phone": "2025550001",
    "email": "anne@example.com",
    "security_phrase": "blue_bird",
    "comments": "Call <after> 5 & before 6?",
    "rank": 12,
    "owner": "team-7",
    "entry_list_id": 102,
}


def test_every_parameter_is_stored(mock: Mock) -> None:
    lead = stored(mock, **SENT)

    assert lead == SENT | {
        "lead_id": 1,
        "entry_date": "2026-07-15 14:00:00",
        "modify_date": "2026-07-15 14:00:00",
        "status": "NEW",
        "user": "6666",
        "gmt_offset_now": "1.00",
        "called_since_last_reset": "N",
        "called_count": 0,
        "last_local_call_time": "2026-07-15 14:00:00",
    }


def test_what_was_not_sent_is_empty_or_its_default(mock: Mock) -> None:
    lead = stored(mock)
    texts = SENT.keys() - {
        "list_id",
        "phone_code",
        "phone_number",
        "gender",
        "date_of_birth",
        "rank",
        "entry_list_id",
    }

    assert {lead[name] for name in texts} == {""}
    assert lead["date_of_birth"] == "0000-00-00"


def test_a_lead_is_the_api_users_as_sent(mock: Mock) -> None:
    assert stored(mock, **{"user": "APIUser", "pass": "s3cret_-"})["user"] == "APIUser"


def test_times_are_the_servers_own(mock: Mock) -> None:
    mock.freeze("2026-07-15T14:00:00Z", "Asia/Kolkata")

    assert stored(mock)["entry_date"] == "2026-07-15 19:30:00"


@pytest.mark.parametrize("callback", ["Y", "N", "y", ""])
def test_a_callbacks_lead_is_held_even_if_the_callback_fails(mock: Mock, callback: str) -> None:
    lead = stored(mock, callback=callback, campaign_id="NOWHERE")

    assert lead["status"] == ("CBHOLD" if callback == "Y" else "NEW")


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("vendor_lead_code", 20),
        ("source_id", 50),
        ("title", 4),
        ("first_name", 30),
        ("middle_initial", 1),
        ("last_name", 30),
        ("address1", 100),
        ("address2", 100),
        ("address3", 100),
        ("city", 50),
        ("state", 2),
        ("province", 50),
        ("postal_code", 10),
        ("country_code", 3),
        ("alt_phone", 12),
        ("email", 70),
        ("security_phrase", 100),
        ("comments", 255),
        ("owner", 20),
    ],
)
def test_a_text_is_cut_to_its_column(mock: Mock, name: str, length: int) -> None:
    assert stored(mock, **{name: "x" * 5000})[name] == "x" * length


def test_a_phone_code_is_cut_to_its_column(mock: Mock) -> None:
    assert stored(mock, phone_code="12345678901")["phone_code"] == "1234567890"


@pytest.mark.parametrize(
    ("name", "sent", "number"),
    [
        ("rank", "0", 0),
        ("rank", "007", 7),
        ("rank", "32768", 32767),
        ("rank", "-5", 5),  # the sign is cleaned away
        ("rank", "9" * 10_000, 32767),
        ("entry_list_id", "18446744073709551615", 2**64 - 1),
        ("entry_list_id", "18446744073709551616", 2**64 - 1),
        ("entry_list_id", "9223372036854775808", 2**63),
        ("entry_list_id", "9" * 10_000, 2**64 - 1),
        ("list_id", "18446744073709551615", 2**64 - 1),
        ("list_id", "9" * 10_000, 2**64 - 1),
    ],
)
def test_a_number_is_clamped_to_its_column(mock: Mock, name: str, sent: str, number: int) -> None:
    assert stored(mock, **{name: sent})[name] == number


def test_the_answer_shows_a_number_as_cleaned(mock: Mock) -> None:
    digits = "9" * 40

    assert mock.add_lead(**PHONE, list_id=digits) == (
        f"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|{digits}|1|-4|6666\n"
    )


@pytest.mark.parametrize(
    ("sent", "gender"), [("M", "M"), ("F", "F"), ("U", "U"), ("X", ""), ("MF", ""), ("m", "U")]
)
def test_an_unknown_gender_is_empty(mock: Mock, sent: str, gender: str) -> None:
    assert stored(mock, gender=sent)["gender"] == gender


@pytest.mark.parametrize(
    ("sent", "date"),
    [
        ("1980-07-04", "1980-07-04"),
        ("1980-7-4", "1980-07-04"),
        ("19800704", "1980-07-04"),
        ("800704", "1980-07-04"),
        ("80-07-04", "1980-07-04"),
        ("69-07-04", "2069-07-04"),
        ("70-07-04", "1970-07-04"),
        ("690704", "2069-07-04"),
        ("80070", "1980-07-00"),
        ("1980", "0000-00-00"),
        ("1980-00-00", "1980-00-00"),
        ("1980-07-00", "1980-07-00"),
        ("1980-07-04-5", "1980-07-04"),
        ("1980-02-30", "0000-00-00"),
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", "0000-00-00"),
        ("1980-13-01", "0000-00-00"),
        ("07/04/1980", "0000-00-00"),  # 07041980 after cleaning: month 19
        ("", "0000-00-00"),
        ("-", "0000-00-00"),
        ("9" * 10_000, "0000-00-00"),
    ],
)
def test_a_date_is_read_as_mariadb_reads_it(mock: Mock, sent: str, date: str) -> None:
    assert stored(mock, date_of_birth=sent)["date_of_birth"] == date


FREE_TEXT = ("vendor_lead_code", "source_id", "comments")


@pytest.mark.parametrize("name", FREE_TEXT)
@pytest.mark.parametrize(
    ("sent", "text"),
    [
        pytest.param("Zoë €", "Zoë €", id="two-and-three-bytes"),
        pytest.param("a\U0001f600b", "a?b", id="four-bytes"),
        pytest.param(b"a\xe9b", "a?b", id="no-utf8"),
        pytest.param(b"a\xed\xa0\x80b", "a???b", id="surrogate"),
        pytest.param("a\0b", "a\0b", id="nul"),
        pytest.param("it's", "it's", id="quote"),
        pytest.param("a\\b\\", "a\\b\\", id="backslashes"),
        pytest.param("x') DROP TABLE x --", "x') DROP TABLE x --", id="sql"),
        pytest.param("a%sb{c}?:d", "a%sb{c}?:d", id="placeholders"),
        pytest.param('a;b#c"d+e', "abcd e", id="cleaned"),
        pytest.param("a\r\nb\tc", "a\r\nb\tc", id="control-characters"),
    ],
)
def test_free_text_is_stored_as_sent(mock: Mock, name: str, sent: str | bytes, text: str) -> None:
    assert stored(mock, **{name: sent})[name] == text


def test_non_latin_stores_a_long_character_as_four_marks(mock: Mock) -> None:
    mock.put_state(system_settings=base_changed("system_settings", use_non_latin="1"))

    assert stored(mock, comments="a\U0001f600b")["comments"] == "a????b"


def test_a_text_is_cut_by_characters(mock: Mock) -> None:
    assert stored(mock, comments="€" * 300)["comments"] == "€" * 255
    assert stored(mock, comments=b"\xff" * 300)["comments"] == "?" * 255


def test_the_same_lead_is_added_as_often_as_sent(mock: Mock) -> None:
    for _ in range(3):
        stored(mock)

    assert [lead["lead_id"] for lead in mock.rows("vicidial_list")] == [1, 2, 3]


def test_identifiers_go_on_after_the_highest(mock: Mock) -> None:
    mock.put_state(vicidial_list=[{"lead_id": 41, "phone_number": "1", "list_id": 101}])

    assert stored(mock)["lead_id"] == 42
