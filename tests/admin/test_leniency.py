from __future__ import annotations

from typing import Any

import pytest

from client import Mock

SLIPS = [
    ("vicidial_users", {"user": "crm", "modify_leads": 1}, "modify_leads is 1."),
    ("vicidial_users", {"user": "crm", "user_level": "high"}, "user_level is 'high'."),
    ("vicidial_users", {"user": "crm", "active": "maybe"}, "active is 'maybe'."),
    ("vicidial_list", {"list_id": "abc"}, "list_id is 'abc'."),
    ("vicidial_list", {"entry_date": "2026-13-45"}, "entry_date is '2026-13-45'."),
    ("vicidial_list", {"first_name": "x" * 52}, f"first_name is '{'x' * 52}'."),
    ("vicidial_dnc", {"phone_number": "727-555-1212"}, "phone_number is '727-555-1212'."),
]


@pytest.mark.parametrize(("table", "row", "message"), SLIPS)
def test_a_value_that_its_column_would_change_is_refused_by_name(
    mock: Mock, table: str, row: dict[str, Any], message: str
) -> None:
    before = mock.rows(table)
    state = {"tables": {table: [row]}}
    for method, path, content in (
        ("POST", "/state", state),
        ("POST", f"/tables/{table}", row),
    ):
        answer = mock.admin(method, path, content)
        error = answer.json["error"]
        assert (answer.status, error["code"]) == (422, "bad_value")
        assert error["message"] == f"{table}, row 1: {message}"
        assert error["hint"].startswith("Accepted: ")
    assert mock.rows(table) == before
    assert mock.admin("POST", "/state?lenient=yes", state).status == 200
    assert len(mock.rows(table)) == len(before) + 1


@pytest.mark.parametrize(("table", "row", "message"), SLIPS[:5])
def test_a_whole_state_with_such_a_value_is_refused_too(
    mock: Mock, table: str, row: dict[str, Any], message: str
) -> None:
    answer = mock.admin("PUT", "/state", {"tables": {table: [row]}})
    assert (answer.status, answer.json["error"]["message"]) == (422, f"{table}, row 1: {message}")


def test_a_whole_state_may_hold_texts_that_are_cut(mock: Mock) -> None:
    mock.put_state(vicidial_list=[{"first_name": "x" * 52}])
    assert [row["first_name"] for row in mock.rows("vicidial_list")] == ["x" * 30]


def test_a_changed_row_is_checked_likewise(mock: Mock) -> None:
    answer = mock.admin("PATCH", "/tables/system_settings/-", {"custom_fields_enabled": 1})
    error = answer.json["error"]
    assert error["message"] == "system_settings, row 1: custom_fields_enabled is 1."
    assert error["hint"].startswith("Accepted: one of '0', '1'")


@pytest.mark.parametrize("number", ["7275551212", "727XXXXXXX"])
def test_a_number_or_an_area_code_may_be_barred(mock: Mock, number: str) -> None:
    row = {"phone_number": number}
    assert mock.admin("POST", "/tables/vicidial_dnc", row).status == 201
