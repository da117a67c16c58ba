"""multi_alt_phones (behaviour spec, section 8)."""

from __future__ import annotations

import pytest

from client import Mock

ADDED = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|999|1|-4|6666\n"
LOADED = "NOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED - "

Row = tuple[int, str, str, str, int, str]


def rows(mock: Mock) -> list[Row]:
    return [
        (
            row["lead_id"],
            row["phone_number"],
            row["phone_code"],
            row["alt_phone_note"],
            row["alt_phone_count"],
            row["active"],
        )
        for row in mock.rows("vicidial_list_alt_phones")
    ]


CASES: list[tuple[str, str, list[tuple[str, str, str]]]] = [
    ("7275552222_1_home", "7275552222|1|home", [("7275552222", "1", "home")]),
    ("7275552222", "7275552222||", [("7275552222", "1", "")]),
    ("7275552222_44", "7275552222|44|", [("7275552222", "44", "")]),
    ("7275552222__cell", "7275552222||cell", [("7275552222", "1", "cell")]),
    ("7275552222_1_a_b_c", "7275552222|1|a", [("7275552222", "1", "a")]),
    (
        "7275552222_1_a!7275553333_1_b",
        "7275552222|1|a7275553333|1|b",
        [("7275552222", "1", "a"), ("7275553333", "1", "b")],
    ),
    ("727555!", "727555||||", [("727555", "1", ""), ("", "1", "")]),
    ("!!!!!!", "||" * 7, [("", "1", "")] * 7),
    ("______", "||", [("", "1", "")]),
    ("72755522+22_1_my+note", "72755522 22|1|my note", [("72755522 22", "1", "my note")]),
    ("(727)555-2222_1_h'ome", "727555-2222|1|home", [("727555-2222", "1", "home")]),
]


@pytest.mark.parametrize(("sent", "printed", "stored"), CASES)
def test_every_record_becomes_a_row(
    mock: Mock, sent: str, printed: str, stored: list[tuple[str, str, str]]
) -> None:
    answer = mock.add_lead(phone_number="7275551111", multi_alt_phones=sent)

    assert answer == f"{ADDED}{printed}{LOADED}{len(stored)}|1|6666\n"
    assert rows(mock) == [
        (1, number, code, note, count, "Y")
        for count, (number, code, note) in enumerate(stored, start=1)
    ]


@pytest.mark.parametrize(("sent", "printed", "stored"), CASES)
def test_the_page_shows_no_records(
    mock: Mock, sent: str, printed: str, stored: list[tuple[str, str, str]]
) -> None:
    answer = mock.documented(phone_number="7275551111", multi_alt_phones=sent)

    assert answer.splitlines()[1] == f"{LOADED}{len(stored)}|6666|1"


@pytest.mark.parametrize("sent", ["", "72755", "!!!!!", "72755;;;;;"])
def test_five_characters_are_too_few(mock: Mock, sent: str) -> None:
    assert mock.add_lead(phone_number="7275551111", multi_alt_phones=sent) == ADDED
    assert rows(mock) == []


def test_the_columns_cut_what_is_too_long(mock: Mock) -> None:
    record = f"{'7' * 30}_{'1' * 30}_{'n' * 60}"
    answer = mock.add_lead(phone_number="7275551111", multi_alt_phones=record)

    assert f"\n{record.replace('_', '|')}NOTICE" in answer
    assert rows(mock) == [(1, "7" * 18, "1" * 10, "n" * 30, 1, "Y")]


def test_a_hundred_records_are_counted(mock: Mock) -> None:
    answer = mock.documented(phone_number="7275551111", multi_alt_phones="!".join(["7"] * 100))

    assert answer.splitlines()[1] == f"{LOADED}100|6666|1"
    assert [row[4] for row in rows(mock)] == list(range(1, 101))
