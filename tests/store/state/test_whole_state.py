"""Putting and reading the whole state, without HTTP between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from client import BASE_STATE
from lmapi_mock.errors import StateError
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State, get_state, is_empty
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database("sqlite://")
    create_schema(made)
    yield made
    made.close()


def rows(database: Database, table: str) -> list[Any]:
    with database.transaction() as tx:
        return get_state(tx, [table])[table]


def put(database: Database, **tables: Any) -> None:
    put_state(database, State(tables))


def test_what_is_read_can_be_put_and_read_again(database: Database) -> None:
    custom = {"custom_101": [["color", "varchar(20)"], ["price", "decimal(6,2)"]]}
    tables = BASE_STATE | {"custom_101": [{"lead_id": 3, "color": "red", "price": "-1.50"}]}
    put_state(database, State(tables, custom))
    with database.transaction() as tx:
        read = get_state(tx)
    put_state(database, State(read, custom))
    with database.transaction() as tx:
        assert get_state(tx) == read
    assert len(read["vicidial_users"]) == len(BASE_STATE["vicidial_users"])
    assert read["custom_101"] == [{"lead_id": 3, "color": "red", "price": "-1.50"}]


def test_a_state_holds_nothing_of_the_one_before(database: Database) -> None:
    put(database, vicidial_dnc=[{"phone_number": "1"}], vicidial_list=[{"phone_number": "2"}])
    put(database, vicidial_dnc=[{"phone_number": "3"}])
    assert rows(database, "vicidial_dnc") == [{"phone_number": "3"}]
    assert rows(database, "vicidial_list") == []


def test_a_column_left_out_gets_its_default_and_a_null_where_none_may_be_likewise(
    database: Database,
) -> None:
    lists: dict[str, Any] = {
        "vicidial_lists": [{"list_id": 5}, {"list_id": 6, "local_call_time": None}]
    }
    with pytest.raises(StateError, match="row 2: local_call_time is null"):
        put_state(database, State(lists))
    put_state(database, State(lists, fit=Fit.CUT))
    assert [row["local_call_time"] for row in rows(database, "vicidial_lists")] == ["campaign"] * 2


@pytest.mark.parametrize(
    ("value", "held"),
    [
        ("x" * 20, "x" * 18),
        (7275551212, "7275551212"),
        (1.5, "1.5"),
        ("a\0b", "a\0b"),
        ("\U0001f600", "?"),
        (" a ", " a "),
    ],
    ids=["cut", "number", "fraction", "NUL", "beyond U+FFFF", "spaces"],
)
def test_values_are_stored_as_mariadb_stores_them(
    database: Database, value: Any, held: str
) -> None:
    put_state(database, State({"vicidial_list": [{"phone_number": value}]}, fit=Fit.CUT))
    assert [row["phone_number"] for row in rows(database, "vicidial_list")] == [held]


@pytest.mark.parametrize(
    ("tables", "code", "message", "hint"),
    [
        (
            {"vicidial_hoper": []},
            "unknown_table",
            "There is no table 'vicidial_hoper'.",
            "Did you mean vicidial_hopper?",
        ),
        (
            {"zzz": []},
            "unknown_table",
            "There is no table 'zzz'.",
            "GET /__admin/state lists the tables there are.",
        ),
        (
            {"custom_5": []},
            "unknown_table",
            "There is no table 'custom_5'.",
            'Name it in "custom_tables", with its columns.',
        ),
        (
            {"vicidial_list": [{}, {"phone_numer": "1"}]},
            "unknown_column",
            "vicidial_list, row 2: there is no column 'phone_numer'.",
            "Did you mean phone_number?",
        ),
        (
            {"vicidial_list": [{"phone_number_fold": "1"}]},
            "unknown_column",
            "vicidial_list, row 1: there is no column 'phone_number_fold'.",
            "Did you mean phone_number?",
        ),
        (
            {"vicidial_list": [{"rank": [1]}]},
            "bad_value",
            "vicidial_list, row 1: rank is [1].",
            "A value is text, a number or null.",
        ),
        (
            {"vicidial_list": [{"rank": True}]},
            "bad_value",
            "vicidial_list, row 1: rank is True.",
            "A value is text, a number or null.",
        ),
        (
            {"vicidial_list": [{"city": "\ud800"}]},
            "bad_value",
            "vicidial_list, row 1: city is '\\ud800'.",
            "A value is text, a number or null.",
        ),
        (
            {"vicidial_list": {}},
            "bad_rows",
            "The rows of vicidial_list are {}.",
            "They are a list of objects.",
        ),
        (
            {"vicidial_list": ["x"]},
            "bad_rows",
            "vicidial_list, row 1 is 'x'.",
            "A row is an object.",
        ),
    ],
    ids=[
        "near table",
        "no table",
        "custom table",
        "column",
        "companion",
        "list",
        "bool",
        "half a pair",
        "object",
        "text",
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_changed(
    database: Database, tables: dict[str, Any], code: str, message: str, hint: str
) -> None:
    put(database, vicidial_dnc=[{"phone_number": "1"}])
    with pytest.raises(StateError) as refused:
        put_state(database, State({"vicidial_dnc": [{"phone_number": "2"}], **tables}))
    error = refused.value
    assert (error.code, str(error), error.hint) == (code, message, hint)
    assert rows(database, "vicidial_dnc") == [{"phone_number": "1"}]


@pytest.mark.parametrize(
    ("name", "columns", "message"),
    [
        ("custom_x", [], "'custom_x' is no name of a custom table."),
        ("vicidial_list", [], "'vicidial_list' is no name of a custom table."),
        ("custom_1", [["a"]], "custom_1 has a column ['a']."),
        ("custom_1", ["abc"], "custom_1 has a column 'abc'."),
        ("custom_1", [["a b", "int"]], "custom_1 has a column ['a b', 'int']."),
        ("custom_1", [["a", "jsonb"]], "custom_1.a: Column type 'jsonb' is not known."),
        ("custom_1", [["a", "int"], ["A", "int"]], "custom_1 has two columns 'A'."),
        ("custom_1", [["lead_id", "int"]], "custom_1 has two columns 'lead_id'."),
        ("custom_1", 5, "The columns of custom_1 are 5."),
    ],
    ids=["name", "own table", "one part", "text", "space", "type", "twice", "lead_id", "number"],
)
def test_a_custom_table_that_cannot_be_is_named_and_nothing_is_changed(
    database: Database, name: str, columns: Any, message: str
) -> None:
    put(database, vicidial_dnc=[{"phone_number": "1"}])
    with pytest.raises(StateError) as refused:
        put_state(database, State({}, {"custom_7": [["a", "int"]], name: columns}))
    assert str(refused.value).startswith(message)
    assert rows(database, "vicidial_dnc") == [{"phone_number": "1"}]
    with pytest.raises(StateError, match="no table 'custom_7'"):
        rows(database, "custom_7")


def test_two_rows_of_one_key_are_refused_and_nothing_is_changed(database: Database) -> None:
    custom = {"custom_1": [["a", "int"]]}
    put_state(database, State({"custom_1": [{"lead_id": 1, "a": 2}]}, custom))
    twice = [{"user": "Bob"}, {"user": "bob "}]
    with pytest.raises(StateError) as refused:
        put_state(database, State({"vicidial_users": twice}, {"custom_2": [["b", "int"]]}))
    assert refused.value.code == "duplicate_row"
    assert "vicidial_users.user" in str(refused.value)
    assert rows(database, "custom_1") == [{"lead_id": 1, "a": 2}]
    with pytest.raises(StateError, match="no table 'custom_2'"):
        rows(database, "custom_2")


def test_reading_without_names_gives_every_table_and_no_companion(database: Database) -> None:
    put_state(database, State(BASE_STATE, {"custom_1": [["a", "int"]]}))
    with database.transaction() as tx:
        read = get_state(tx)
    assert set(read) == {*METADATA.tables, "custom_1"}
    assert not [name for row in read["vicidial_users"] for name in row if name.endswith("_fold")]


def test_reading_a_table_that_is_not_there_names_it(database: Database) -> None:
    with pytest.raises(StateError, match="There is no table 'vicidial_lst'"):
        rows(database, "vicidial_lst")


def test_a_database_is_empty_until_something_is_put(database: Database) -> None:
    with database.transaction() as tx:
        assert is_empty(tx)
    put(database, vicidial_dnc=[{"phone_number": "1"}])
    with database.transaction() as tx:
        assert not is_empty(tx)
    put(database)
    with database.transaction() as tx:
        assert is_empty(tx)
