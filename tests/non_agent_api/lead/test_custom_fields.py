"""Custom fields (behaviour spec, section 9)."""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock, base_changed
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR

COLUMNS = [["color", "varchar(10)"], ["size", "int(5)"], ["born", "date"], ["memo", "text"]]
ADDED = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666\n"
VALUES_ADDED = "NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - 7275551111|1|101"
NOT_ADDED = "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, "
REQUEST = {"phone_number": "7275551111", "list_id": "101", "custom_fields": "Y"}


def fields(*labels: str, **values: Any) -> list[dict[str, Any]]:
    return [{"list_id": 101, "field_label": label} | values for label in labels]


def put_fields(mock: Mock, *rows: dict[str, Any], **tables: Any) -> None:
    """List 101 with a custom table, and these fields or all of its columns'."""
    defined = list(rows) or fields("color", "size", "born", "memo")
    mock.put_state({"custom_101": COLUMNS}, vicidial_lists_fields=defined, **tables)


def notice(mock: Mock, **parameters: str) -> str:
    """The line after the SUCCESS."""
    answer = mock.add_lead(**(REQUEST | parameters))
    assert answer.startswith(ADDED)
    return answer.removeprefix(ADDED)


def test_values_are_stored_in_the_lists_own_table(mock: Mock) -> None:
    put_fields(mock)
    line = notice(mock, color="red", size="42", born="1980-07-04", memo="x")

    assert line == f"{VALUES_ADDED}|1\n"
    assert mock.rows("custom_101") == [
        {"lead_id": 1, "color": "red", "size": 42, "born": "1980-07-04", "memo": "x"}
    ]
    assert mock.rows("vicidial_list")[0]["entry_list_id"] == 101


def test_the_page_counts_no_leads(mock: Mock) -> None:
    put_fields(mock)

    assert mock.documented(**REQUEST).splitlines()[1] == VALUES_ADDED


def test_an_entry_list_that_is_the_list_already_is_not_counted(mock: Mock) -> None:
    put_fields(mock)

    assert notice(mock, entry_list_id="101") == f"{VALUES_ADDED}|0\n"
    assert mock.rows("vicidial_list")[0]["entry_list_id"] == 101


def test_another_entry_list_is_replaced(mock: Mock) -> None:
    put_fields(mock)

    assert notice(mock, entry_list_id="102") == f"{VALUES_ADDED}|1\n"
    assert mock.rows("vicidial_list")[0]["entry_list_id"] == 101


def test_a_field_that_was_not_sent_is_empty(mock: Mock) -> None:
    put_fields(mock)
    notice(mock, memo="x")

    assert mock.rows("custom_101") == [
        {"lead_id": 1, "color": "", "size": 0, "born": "0000-00-00", "memo": "x"}
    ]


@pytest.mark.parametrize("asked", ["", "N", "y", "YES"])
def test_nothing_happens_unless_asked(mock: Mock, asked: str) -> None:
    put_fields(mock)

    assert notice(mock, custom_fields=asked, color="red") == ""
    assert mock.rows("custom_101") == []


@pytest.mark.parametrize("door", [VICIDIAL_DOOR, DOCUMENTED_DOOR])
def test_custom_fields_may_be_switched_off(mock: Mock, door: str) -> None:
    settings = base_changed("system_settings", custom_fields_enabled="0")
    put_fields(mock, system_settings=settings)
    lead = "7275551111|1|Y|0" if door == VICIDIAL_DOOR else "7275551111|Y|0"

    line = mock.add_lead(door=door, **REQUEST).splitlines()[1]
    assert line == f"{NOT_ADDED}CUSTOM FIELDS DISABLED - {lead}"
    assert mock.rows("custom_101") == []


def test_a_list_may_have_no_table(mock: Mock) -> None:
    mock.put_state(vicidial_lists_fields=fields("color"))
    line = f"{NOT_ADDED}NO CUSTOM FIELDS DEFINED FOR THIS LIST - 7275551111|1|101\n"

    assert notice(mock, color="red") == line


@pytest.mark.parametrize(
    "defined",
    [
        fields("color", list_id=102),
        fields("color", field_duplicate="Y"),
        fields("color", field_type="DISPLAY"),
        fields("color", field_type="SCRIPT"),
        fields("color", field_type="BUTTON"),
        fields("color", field_type="SWITCH"),
        fields("first_name", "comments", "lead_id", "last_local_call_time"),
    ],
    ids=["another-lists", "duplicate", "display", "script", "button", "switch", "standard"],
)
def test_a_list_may_have_no_fields(mock: Mock, defined: list[dict[str, Any]]) -> None:
    put_fields(mock, *defined)

    assert notice(mock, color="red") == f"{NOT_ADDED}NO FIELDS DEFINED - 7275551111|1|101\n"
    assert mock.rows("custom_101") == []


@pytest.mark.parametrize("label", ["Email", "status", "entry_list_id"])
def test_what_is_not_spelled_as_a_standard_label_is_a_field(mock: Mock, label: str) -> None:
    mock.put_state({"custom_101": [[label, "varchar(9)"]]}, vicidial_lists_fields=fields(label))
    notice(mock, **{label: "7"})

    (row,) = mock.rows("custom_101")
    assert row[label] == "7"


def test_a_field_whose_field_duplicate_is_null_is_left_out(mock: Mock) -> None:
    put_fields(mock, *fields("color", field_duplicate=None), *fields("memo"))
    notice(mock, color="red", memo="x")

    (row,) = mock.rows("custom_101")
    assert (row["color"], row["memo"]) == (None, "x")


def test_a_switch_that_is_null_prints_nothing(mock: Mock) -> None:
    put_fields(mock, system_settings=base_changed("system_settings", custom_fields_enabled=None))

    assert notice(mock).endswith("CUSTOM FIELDS DISABLED - 7275551111|1|Y|\n")


@pytest.mark.parametrize("kind", ["TEXT", "AREA", "SELECT", "DATE", "HIDDEN", "READONLY"])
def test_other_types_of_field_are_stored(mock: Mock, kind: str) -> None:
    put_fields(mock, *fields("color", field_type=kind))

    assert notice(mock, color="red") == f"{VALUES_ADDED}|1\n"


def test_only_the_fields_of_the_list_are_stored(mock: Mock) -> None:
    put_fields(mock, *fields("memo"))
    notice(mock, memo="x", color="red")

    assert mock.rows("custom_101") == [
        {"lead_id": 1, "color": None, "size": None, "born": None, "memo": "x"}
    ]


def test_a_missing_column_stores_nothing(mock: Mock) -> None:
    put_fields(mock, *fields("color", "weight"))
    line = f"{NOT_ADDED}NO FIELDS TO UPDATE DEFINED - 7275551111|1|101\n"

    assert notice(mock, color="red") == line
    assert mock.rows("custom_101") == []
    assert mock.rows("vicidial_list")[0]["entry_list_id"] == 0


def test_a_row_left_behind_by_another_lead_stays(mock: Mock) -> None:
    left = {"lead_id": 1, "color": "old"}
    put_fields(mock, *fields("color"), custom_101=[left])

    assert notice(mock, color="red").startswith(f"{NOT_ADDED}NO FIELDS TO UPDATE DEFINED")
    assert [row["color"] for row in mock.rows("custom_101")] == ["old"]
    assert len(mock.rows("vicidial_list")) == len(mock.rows("vicidial_api_log")) - 1 == 1


RAW = [
    pytest.param(b"a%2Bb", "a b", id="plus"),
    pytest.param(b"a+b", "a b", id="encoded-space"),
    pytest.param(b"a;b%22c", "abc", id="semicolon-and-quotation-mark"),
    pytest.param(b"<b>%23&", "<b>#", id="what-other-rules-drop"),
    pytest.param(b"it's", "it's", id="apostrophe"),
    pytest.param(b"a%5Cb", "a\\b", id="backslash"),
    pytest.param(b"ab%5C", "ab", id="backslash-at-the-end"),
    pytest.param(b"ab%5C%5C", "ab\\", id="two-backslashes-at-the-end"),
    pytest.param(b"--BLANK--", "", id="blank"),
    pytest.param(b"--blank--", "--blank--", id="not-blank"),
    pytest.param(b"x--BLANK--", "x--BLANK--", id="not-exactly-blank"),
    pytest.param(b"Zo%C3%AB+%E2%82%AC", "Zoë €", id="utf8"),
    pytest.param(b"%F0%9F%98%80%FF", "??", id="not-storable"),
    pytest.param(b"a%00b", "a\0b", id="nul"),
    pytest.param(b"'%29+DROP+TABLE+x+--", "') DROP TABLE x --", id="sql"),
]
LOGIN = b"user=6666&pass=1234&source=test&function=add_lead&phone_number=7275551111&list_id=101"


@pytest.mark.parametrize(("sent", "stored"), RAW)
def test_a_value_is_stored_raw(mock: Mock, sent: bytes, stored: str) -> None:
    put_fields(mock, *fields("memo"))
    mock.post(LOGIN + b"&custom_fields=Y&memo=" + sent + b"&last=1")

    assert [row["memo"] for row in mock.rows("custom_101")] == [stored]


def test_the_query_goes_before_the_body(mock: Mock) -> None:
    put_fields(mock, *fields("color", "memo"))
    mock.post(LOGIN + b"&color=body&memo=body", query="custom_fields=Y&color=query")

    (row,) = mock.rows("custom_101")
    assert (row["color"], row["memo"]) == ("query", "body")


@pytest.mark.parametrize(
    ("label", "sent", "stored"),
    [
        ("color", "x" * 50, "x" * 10),
        ("size", "99999999999", 2**31 - 1),
        ("size", "-12abc", -12),
        ("size", "9" * 10_000, 2**31 - 1),
        ("born", "800704", "1980-07-04"),
        ("born", "never", "0000-00-00"),
    ],
)
def test_a_column_stores_what_it_can(mock: Mock, label: str, sent: str, stored: str | int) -> None:
    put_fields(mock, *fields(label))
    notice(mock, **{label: sent})

    assert [row[label] for row in mock.rows("custom_101")] == [stored]


def test_the_greatest_number_of_a_wide_column_is_stored(mock: Mock) -> None:
    columns = {"custom_101": [["big", "bigint(20) unsigned"]]}
    mock.put_state(columns, vicidial_lists_fields=fields("big"))

    assert notice(mock, big=str(2**64)) == f"{VALUES_ADDED}|1\n"
    assert mock.rows("custom_101") == [{"lead_id": 1, "big": 2**64 - 1}]


def test_a_label_may_be_cased_otherwise_than_its_column(mock: Mock) -> None:
    put_fields(mock, *fields("Color"))

    assert notice(mock, Color="red") == f"{VALUES_ADDED}|1\n"
    assert mock.rows("custom_101")[0]["color"] == "red"


def test_an_array_is_its_word(mock: Mock) -> None:
    put_fields(mock, *fields("color"))
    notice(mock, **{"color[]": "red"})

    assert mock.rows("custom_101")[0]["color"] == "Array"
