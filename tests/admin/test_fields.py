"""Custom fields of a list, with the columns that hold them, on every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from client import Mock
from databases import ENGINES


@pytest.fixture(params=ENGINES)
def staged(request: pytest.FixtureRequest, running_on: Callable[[str], Mock]) -> Mock:
    mock = running_on(request.param)
    mock.put_state(
        {"custom_101": [["color", "varchar(10)"]]},
        vicidial_lists=[
            {"list_id": n, "campaign_id": "TESTCAMP", "active": "Y"} for n in (101, 102)
        ],
        vicidial_list=[{"lead_id": 1, "list_id": 101}],
        vicidial_lists_fields=[{"list_id": 101, "field_label": "color"}],
        custom_101=[{"lead_id": 1, "color": "red"}],
    )
    return mock


def fields(mock: Mock, list_id: int) -> dict[str, str | None]:
    found = mock.admin("GET", f"/lists/{list_id}/fields").json
    return {one["row"]["field_label"]: one["type"] for one in found["fields"]}


def test_a_field_makes_the_table(staged: Mock) -> None:
    assert staged.admin("GET", "/lists/102/fields").json == {"table": None, "fields": []}
    given = {"field_label": "size", "type": "enum('S','100% L')", "field_rank": 2}
    answer = staged.admin("POST", "/lists/102/fields", given)
    assert (answer.status, answer.json["type"]) == (201, "enum('S','100% L')")
    assert answer.json["row"]["list_id"] == 102
    assert staged.admin("GET", "/lists/102/fields").json == {
        "table": "custom_102",
        "fields": [answer.json],
    }


def test_a_field_more_leaves_the_rows(staged: Mock) -> None:
    for given in (
        {"field_label": "size", "type": "decimal(4,2)"},
        {"field_label": "story", "field_type": "AREA"},
        {"field_label": "code", "field_max": 5},
        {"field_label": "born", "field_type": "DATE"},
    ):
        assert staged.admin("POST", "/lists/101/fields", given).status == 201
    assert fields(staged, 101) == {
        "color": "varchar(10)",
        "size": "decimal(4,2)",
        "story": "text",
        "code": "varchar(5)",
        "born": "date",
    }
    empty = dict.fromkeys(("size", "story", "code", "born"))
    assert staged.rows("custom_101") == [{"lead_id": 1, "color": "red", **empty}]


def test_the_endpoint_fills_the_new_field(staged: Mock) -> None:
    staged.admin("PATCH", "/tables/system_settings/-", {"custom_fields_enabled": "1"})
    staged.admin("POST", "/lists/101/fields", {"field_label": "size", "type": "varchar(2)"})
    said = staged.add_lead(
        phone_number="7275551212", list_id=101, custom_fields="Y", size="large", color="blue"
    )
    assert "CUSTOM FIELDS VALUES ADDED" in said
    assert staged.rows("custom_101")[1] == {"lead_id": 2, "color": "blue", "size": "la"}


@pytest.mark.parametrize(
    "given",
    [
        {"field_label": "note", "field_type": "DISPLAY"},
        {"field_label": "first_name"},
        {"field_label": "twin", "field_duplicate": "Y"},
    ],
)
def test_a_field_that_holds_nothing_of_its_own_has_no_column(
    staged: Mock, given: dict[str, Any]
) -> None:
    assert staged.admin("POST", "/lists/102/fields", given).json["type"] is None
    assert staged.admin("GET", "/lists/102/fields").json["table"] is None


def test_a_field_goes_with_its_column(staged: Mock) -> None:
    staged.admin("POST", "/lists/101/fields", {"field_label": "size"})
    assert staged.admin("DELETE", "/lists/101/fields/COLOR").status == 204
    assert fields(staged, 101) == {"size": "varchar(255)"}
    assert staged.rows("custom_101") == [{"lead_id": 1, "size": None}]
    again = staged.admin("DELETE", "/lists/101/fields/color")
    assert (again.status, again.json["error"]["code"]) == (404, "unknown_field")


@pytest.mark.parametrize(
    ("list_id", "given", "status", "code"),
    [
        (101, {"field_label": "Color"}, 409, "duplicate_row"),
        (101, {"field_label": "a b"}, 422, "bad_column"),
        (101, {"field_label": "lead_id"}, 422, "bad_column"),
        (101, {"field_label": "size", "type": "geometry"}, 422, "bad_column"),
        (101, {"field_label": "size", "type": 5}, 422, "bad_value"),
        (101, {"field_label": "size", "field_rnk": 5}, 422, "unknown_column"),
        (101, {}, 422, "bad_column"),
        (777, {"field_label": "size"}, 404, "unknown_list"),
    ],
)
def test_what_cannot_be_changes_nothing(
    staged: Mock, list_id: int, given: dict[str, Any], status: int, code: str
) -> None:
    answer = staged.admin("POST", f"/lists/{list_id}/fields", given)
    assert (answer.status, answer.json["error"]["code"]) == (status, code)
    assert fields(staged, 101) == {"color": "varchar(10)"}
    assert staged.rows("custom_101") == [{"lead_id": 1, "color": "red"}]
