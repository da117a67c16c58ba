"""PUT and GET /__admin/state, by the contract of admin.md."""

from __future__ import annotations

import json
from typing import Any

import pytest

from client import BASE_STATE, Mock
from lmapi_mock.store.schema.columns import is_fold
from lmapi_mock.store.schema.metadata import METADATA

COLORS = {"custom_101": [["favorite_color", "varchar(20)"], ["birthday", "date"]]}

LEAD_AS_READ = {
    "lead_id": 1,
    "entry_date": "2026-07-15 14:00:00",
    "modify_date": None,
    "status": None,
    "user": None,
    "vendor_lead_code": None,
    "source_id": None,
    "list_id": 0,
    "gmt_offset_now": "-4.00",
    "called_since_last_reset": "N",
    "phone_code": None,
    "phone_number": "7275551212",
    "title": None,
    "first_name": None,
    "middle_initial": None,
    "last_name": None,
    "address1": None,
    "address2": None,
    "address3": None,
    "city": None,
    "state": None,
    "province": None,
    "postal_code": None,
    "country_code": None,
    "gender": "U",
    "date_of_birth": "1980-00-00",
    "alt_phone": None,
    "email": None,
    "security_phrase": None,
    "comments": None,
    "called_count": 0,
    "last_local_call_time": None,
    "rank": 0,
    "owner": "",
    "entry_list_id": 0,
}


def put(mock: Mock, content: Any) -> None:
    answer = mock.admin("PUT", "/state", content)
    assert (answer.status, answer.body) == (204, b"")


def read(mock: Mock, names: str = "") -> dict[str, list[dict[str, Any]]]:
    answer = mock.admin("GET", f"/state?secrets=yes{f'&tables={names}' if names else ''}")
    assert answer.status == 200
    assert list(answer.json) == ["tables"]
    tables: dict[str, list[dict[str, Any]]] = answer.json["tables"]
    return tables


def refused(mock: Mock, content: Any) -> dict[str, str]:
    """What is said to a state that changes nothing."""
    before = read(mock)
    answer = mock.admin("PUT", "/state", content)
    assert answer.status == 422
    assert read(mock) == before
    assert list(answer.json) == ["error"]
    assert list(answer.json["error"]) == ["code", "message", "hint"]
    error: dict[str, str] = answer.json["error"]
    return error


def test_the_database_holds_exactly_what_was_put(mock: Mock) -> None:
    put(mock, {"tables": BASE_STATE, "custom_tables": COLORS})
    mock.add_lead(phone_number="7275551212", add_to_hopper="Y")
    tables = {"vicidial_dnc": [{"phone_number": "1"}], "vicidial_list": []}
    put(mock, {"tables": tables})
    found = read(mock)
    assert {name: rows for name, rows in found.items() if rows} == {
        "vicidial_dnc": [{"phone_number": "1"}]
    }
    assert set(found) == set(METADATA.tables)


@pytest.mark.parametrize("content", [{}, {"tables": {}}, {"custom_tables": {}}])
def test_a_state_of_nothing_empties_every_table(mock: Mock, content: Any) -> None:
    put(mock, content)
    assert read(mock) == {name: [] for name in METADATA.tables}


def test_custom_tables_are_made_filled_and_read(mock: Mock) -> None:
    rows = [
        {"lead_id": 9, "favorite_color": "red", "birthday": "1980-1-2"},
        {"lead_id": 2, "favorite_color": None},
    ]
    put(mock, {"tables": {"custom_101": rows}, "custom_tables": COLORS})
    assert read(mock, "custom_101") == {
        "custom_101": [
            {"lead_id": 2, "favorite_color": None, "birthday": None},
            {"lead_id": 9, "favorite_color": "red", "birthday": "1980-01-02"},
        ]
    }
    assert read(mock)["custom_101"] == read(mock, "custom_101")["custom_101"]


def test_custom_tables_that_are_not_named_are_dropped(mock: Mock) -> None:
    put(mock, {"custom_tables": COLORS | {"custom_102": [["a", "int"]]}})
    put(mock, {"custom_tables": {"custom_102": [["b", "text"]]}})
    assert "custom_101" not in read(mock)
    answer = mock.admin("GET", "/state?tables=custom_101")
    assert (answer.status, answer.json["error"]["code"]) == (422, "unknown_table")
    put(
        mock,
        {
            "tables": {"custom_102": [{"lead_id": 1, "b": "x"}]},
            "custom_tables": {"custom_102": [["b", "text"]]},
        },
    )
    assert read(mock, "custom_102") == {"custom_102": [{"lead_id": 1, "b": "x"}]}


@pytest.mark.parametrize(
    ("given", "numbers", "following"),
    [([], [], 1), ([7], [7], 8), ([7, None, 3], [3, 7, 8], 9), ([None, None], [1, 2], 3)],
    ids=["none", "one", "the highest", "left out"],
)
def test_identifiers_start_at_one_or_after_the_highest_given(
    mock: Mock, given: list[int | None], numbers: list[int], following: int
) -> None:
    for _ in range(3):
        mock.add_lead(phone_number="7275551212")
    leads = [{"lead_id": n, "phone_number": "1"} if n else {"phone_number": "1"} for n in given]
    mock.put_state(vicidial_list=leads)
    assert [row["lead_id"] for row in mock.rows("vicidial_list")] == numbers
    assert mock.add_lead(phone_number="7275551212").split("|")[2] == str(following)


def test_columns_left_out_get_their_defaults_and_every_column_is_read(mock: Mock) -> None:
    lead = {
        "phone_number": 7275551212,
        "entry_date": "2026-07-15 14:00",
        "gmt_offset_now": -4,
        "date_of_birth": "1980-00-00",
    }
    put(mock, {"tables": {"vicidial_list": [lead]}})
    (row,) = mock.rows("vicidial_list")
    assert row == LEAD_AS_READ
    assert list(row) == list(LEAD_AS_READ)


def test_every_column_of_every_table_is_read_and_no_other(mock: Mock) -> None:
    put(mock, {"tables": {name: [{}] for name in METADATA.tables}})
    for name, rows in read(mock).items():
        own = [column.name for column in METADATA.tables[name].columns if not is_fold(column)]
        assert [list(row) for row in rows] == [own], name


@pytest.mark.parametrize(
    ("table", "column", "given", "held"),
    [
        ("vicidial_list", "gmt_offset_now", "-5", "-5.00"),
        ("vicidial_list", "gmt_offset_now", 5.75, "5.75"),
        ("vicidial_list", "gmt_offset_now", 1000, "99.99"),
        ("vicidial_list", "entry_date", "2026-1-2 3:4:5", "2026-01-02 03:04:05"),
        ("vicidial_list", "entry_date", "never", "0000-00-00 00:00:00"),
        ("vicidial_list", "entry_date", None, None),
        ("vicidial_list", "date_of_birth", "19800102", "1980-01-02"),
        ("vicidial_list", "rank", "7", 7),
        ("vicidial_list", "rank", 99999, 32767),
        ("vicidial_list", "called_count", -1, 0),
        ("vicidial_list", "gender", "f", "F"),
        ("vicidial_list", "gender", "X", ""),
        ("vicidial_list", "gender", None, None),
        ("vicidial_list", "status", "TOOLONG", "TOOLON"),
        ("vicidial_list", "city", "Zürich \u4e2d", "Zürich \u4e2d"),
        ("vicidial_list", "city", "\U0001f600", "?"),
        ("vicidial_list", "rank", None, 0),
        ("vicidial_hopper", "priority", "-99", -99),
        ("vicidial_users", "user_level", "9", 9),
        ("system_settings", "use_non_latin", 1, "0"),
        ("system_settings", "use_non_latin", "1", "1"),
    ],
)
def test_a_value_is_read_as_mariadb_would_have_stored_it(
    mock: Mock, table: str, column: str, given: Any, held: Any
) -> None:
    answer = mock.admin("PUT", "/state?lenient=yes", {"tables": {table: [{column: given}]}})
    assert answer.status == 204, answer.text
    assert [row[column] for row in mock.rows(table)] == [held]


@pytest.mark.parametrize(
    ("table", "key", "given", "order"),
    [
        ("vicidial_list", "lead_id", [30, 4, 200], [4, 30, 200]),
        ("vicidial_lists", "list_id", [999, 101, 1000], [101, 999, 1000]),
        ("vicidial_campaigns", "campaign_id", ["SALES", "A", "B1"], ["A", "B1", "SALES"]),
        ("vicidial_dnc", "phone_number", ["9", "10", "8"], ["10", "8", "9"]),
        ("vicidial_phone_codes", "areacode", ["999", "201", "500"], ["999", "201", "500"]),
    ],
)
def test_rows_come_in_the_order_of_their_key_or_else_as_they_were_put(
    mock: Mock, table: str, key: str, given: list[Any], order: list[Any]
) -> None:
    put(mock, {"tables": {table: [{key: value} for value in given]}})
    assert [row[key] for row in mock.rows(table)] == order


def test_only_the_tables_asked_for_are_read(mock: Mock) -> None:
    assert list(read(mock, "vicidial_dnc,servers")) == ["vicidial_dnc", "servers"]
    assert list(read(mock, ",servers,")) == ["servers"]


@pytest.mark.parametrize(
    ("names", "message", "hint"),
    [
        ("vicidial_lst", "There is no table 'vicidial_lst'.", "Did you mean vicidial_list?"),
        (
            "servers,custom_5",
            "There is no table 'custom_5'.",
            'Name it in "custom_tables", with its columns.',
        ),
        (
            "alembic_version",
            "There is no table 'alembic_version'.",
            "GET /__admin/state lists the tables there are.",
        ),
        (
            "sqlite_master",
            "There is no table 'sqlite_master'.",
            "GET /__admin/state lists the tables there are.",
        ),
    ],
)
def test_asking_for_a_table_that_is_not_there_names_it(
    mock: Mock, names: str, message: str, hint: str
) -> None:
    answer = mock.admin("GET", f"/state?tables={names}")
    assert answer.status == 422
    assert answer.json == {"error": {"code": "unknown_table", "message": message, "hint": hint}}


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (
            {"tables": {"vicidial_dnc": [], "vicidial_lsts": []}},
            "unknown_table",
            "There is no table 'vicidial_lsts'.",
        ),
        (
            {"tables": {"custom_101": []}},
            "unknown_table",
            "There is no table 'custom_101'.",
        ),
        (
            {"tables": {"vicidial_dnc": [{"phone_number": "1"}, {"phone": "2"}]}},
            "unknown_column",
            "vicidial_dnc, row 2: there is no column 'phone'.",
        ),
        (
            {"tables": {"custom_101": [{"colour": "red"}]}, "custom_tables": COLORS},
            "unknown_column",
            "custom_101, row 1: there is no column 'colour'.",
        ),
        (
            {"tables": {"vicidial_dnc": [{"phone_number": ["1"]}]}},
            "bad_value",
            "vicidial_dnc, row 1: phone_number is ['1'].",
        ),
        (
            {"tables": {"vicidial_dnc": [{"phone_number": True}]}},
            "bad_value",
            "vicidial_dnc, row 1: phone_number is True.",
        ),
        (
            {"tables": {"vicidial_dnc": [{"phone_number": "\ud800"}]}},
            "bad_value",
            "vicidial_dnc, row 1: phone_number is '\\ud800'.",
        ),
        (
            {"custom_tables": {"custom_101": [["a", "jsonb"]]}},
            "bad_column",
            "custom_101.a: Column type 'jsonb' is not known. Accepted: ",
        ),
        (
            {"custom_tables": {"custom_101": [["a", "int"], ["A", "text"]]}},
            "bad_column",
            "custom_101 has two columns 'A'.",
        ),
        ({"custom_tables": {"leads": []}}, "unknown_table", "'leads' is no name of a custom"),
        ({"tables": []}, "bad_request", "tables: Input should be a valid dictionary."),
        ({"tables": {"servers": {}}}, "bad_request", "tables.servers: Input should be a valid"),
        ({"tables": {"servers": [1]}}, "bad_request", "tables.servers.0: Input should be a valid"),
        ({"tabels": {}}, "bad_request", "the body: unknown key 'tabels'."),
        ([], "bad_request", "the body: Input should be"),
        ({"custom_tables": {"custom_1": [["a"]]}}, "bad_request", "custom_tables.custom_1.0"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_by_name_and_changes_nothing(
    mock: Mock, content: Any, code: str, message: str
) -> None:
    error = refused(mock, content)
    assert error["code"] == code
    assert error["message"].startswith(message)


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ({"vicidial_list": [{"lead_id": 5}, {"lead_id": "5"}]}, "vicidial_list.lead_id"),
        ({"vicidial_lists": [{"list_id": 1}, {"list_id": 1}]}, "vicidial_lists.list_id"),
        ({"vicidial_users": [{"user": "Bob"}, {"user": "bob "}]}, "vicidial_users.user"),
        ({"vicidial_dnc": [{"phone_number": "9x"}, {"phone_number": "9X"}]}, "vicidial_dnc.phone"),
    ],
    ids=["identifier", "list", "user", "number"],
)
def test_two_rows_of_one_key_are_refused_and_nothing_is_changed(
    mock: Mock, rows: dict[str, Any], what: str
) -> None:
    mock.put_state(COLORS)
    error = refused(mock, {"tables": rows})
    assert error["code"] == "duplicate_row"
    assert error["message"].startswith("Two rows have the same key: ")
    assert what in error["message"]
    assert error["hint"] == "Keys compare as utf8_unicode_ci does: `Bob` is `bob `."


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b'{"tables": {', 422, "the body, character 12: JSON decode error."),
        (b"", 422, "the body: Field required."),
        (b"\xff", 400, "PUT /__admin/state: There was an error parsing the body."),
        (b'{"tables": {"servers": [{"active": ' + b"9" * 5000 + b"}]}}", 400, "PUT /__admin/state"),
    ],
    ids=["JSON", "nothing", "UTF-8", "5000 digits"],
)
def test_a_body_that_is_no_json_is_refused_and_changes_nothing(
    mock: Mock, body: bytes, status: int, message: str
) -> None:
    before = read(mock)
    answer = mock.request("PUT", "/__admin/state", body, {"content-type": "application/json"})
    assert answer.status == status
    assert answer.json["error"]["message"].startswith(message)
    assert read(mock) == before


def test_numbers_that_json_has_not_are_read_as_the_text_they_are(mock: Mock) -> None:
    body = '{"tables": {"vicidial_list": [{"rank": 1e400, "called_count": NaN, "city": 1E2}]}}'
    answer = mock.request(
        "PUT", "/__admin/state?lenient=yes", body, {"content-type": "application/json"}
    )
    assert answer.status == 204
    (row,) = mock.rows("vicidial_list")
    assert (row["rank"], row["called_count"], row["city"]) == (0, 0, "100.0")


def test_what_was_read_can_be_put_again(mock: Mock) -> None:
    mock.put_state(COLORS, vicidial_lists_fields=[{"list_id": 101, "field_label": "birthday"}])
    mock.add_lead(phone_number="7275551212", list_id=101, custom_fields="Y", add_to_hopper="Y")
    before = read(mock)
    put(mock, json.loads(json.dumps({"tables": before, "custom_tables": COLORS})))
    assert read(mock) == before
    assert before["custom_101"] == [
        {"lead_id": 1, "favorite_color": None, "birthday": "0000-00-00"}
    ]
