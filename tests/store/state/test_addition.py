"""Rows added to what is there, on every engine: all or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from databases import ENGINES, scratch
from lmapi_mock.errors import StateError
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.addition import add_state
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import migrate

THERE = State(
    {
        "vicidial_users": [{"user": "bob"}],
        "vicidial_campaigns": [{"campaign_id": "SALES"}],
        "vicidial_lists": [{"list_id": 18446744073709551615}],
        "vicidial_list": [{"lead_id": 5}],
        "custom_1": [{"lead_id": 5, "a": 1}],
    },
    {"custom_1": [["a", "int"]]},
)


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with scratch(request.param, tmp_path) as url:
        made = Database(url)
        migrate(made)
        put_state(made, THERE)
        yield made
        made.close()


def everything(database: Database) -> dict[str, Any]:
    database.forget()
    with database.transaction() as tx:
        return get_state(tx)


def test_rows_and_custom_tables_are_added(database: Database) -> None:
    before = everything(database)
    leads: list[dict[str, Any]] = [{}, {"lead_id": 20}, {}]
    more = State(
        {"vicidial_list": leads, "custom_1": [{"lead_id": 6}], "custom_2": [{"lead_id": 1}]},
        {"custom_1": [["a", "int"]], "custom_2": [["b", "text"]]},
    )
    add_state(database, more)
    after = everything(database)
    assert [row["lead_id"] for row in after["vicidial_list"]] == [5, 6, 20, 21]
    assert after["custom_1"] == [{"lead_id": 5, "a": 1}, {"lead_id": 6, "a": None}]
    assert after["custom_2"] == [{"lead_id": 1, "b": None}]
    assert after["vicidial_users"] == before["vicidial_users"]
    add_state(database, State({"vicidial_list": [{}]}))
    assert [row["lead_id"] for row in everything(database)["vicidial_list"]][-1] == 22


def test_identifiers_that_were_given_once_are_not_given_again(database: Database) -> None:
    add_state(database, State({"vicidial_list": [{}, {}]}))
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("DELETE FROM vicidial_list WHERE lead_id > 5")
    add_state(database, State({"vicidial_list": [{}]}))
    assert [row["lead_id"] for row in everything(database)["vicidial_list"]] == [5, 8]
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("INSERT INTO vicidial_list (phone_number) VALUES ('2')")
    assert [row["lead_id"] for row in everything(database)["vicidial_list"]] == [5, 8, 9]


REFUSED: list[tuple[State, str, tuple[str | int, ...], str]] = [
    (State({"nope": []}), "unknown_table", ("tables", "nope"), "There is no table 'nope'."),
    (
        State({"vicidial_dnc": [{"phone_number": "1"}], "vicidial_users": [{}, {"user": "Bob "}]}),
        "duplicate_row",
        ("tables", "vicidial_users", 1),
        "Two rows have the same key: vicidial_users.user 'Bob '.",
    ),
    (
        State({"vicidial_campaigns": [{"campaign_id": "sales"}]}),
        "duplicate_row",
        ("tables", "vicidial_campaigns", 0),
        "Two rows have the same key: vicidial_campaigns.campaign_id 'sales'.",
    ),
    (
        State({"vicidial_lists": [{"list_id": "99999999999999999999"}]}),
        "duplicate_row",
        ("tables", "vicidial_lists", 0),
        "Two rows have the same key: vicidial_lists.list_id 18446744073709551615.",
    ),
    (
        State({"vicidial_list": [{}, {"lead_id": 6}]}),
        "duplicate_row",
        ("tables", "vicidial_list", 1),
        "Two rows have the same key: vicidial_list.lead_id 6.",
    ),
    (
        State({"vicidial_list": [{"lead_id": 5}]}),
        "duplicate_row",
        ("tables", "vicidial_list", 0),
        "Two rows have the same key: vicidial_list.lead_id 5.",
    ),
    (
        State({}, {"custom_1": [["a", "text"]]}),
        "bad_column",
        ("custom_tables", "custom_1"),
        "custom_1 is there already with other columns: a int",
    ),
]


@pytest.mark.parametrize(("more", "code", "place", "message"), REFUSED)
def test_what_does_not_fit_is_named_and_nothing_is_added(
    database: Database, more: State, code: str, place: tuple[str | int, ...], message: str
) -> None:
    before = everything(database)
    with pytest.raises(StateError) as refused:
        add_state(database, State(more.tables, {"custom_7": [["x", "int"]], **more.custom_tables}))
    assert (refused.value.code, refused.value.place) == (code, place)
    assert str(refused.value).startswith(message)
    assert everything(database) == before


def test_custom_tables_are_taken_back_when_rows_fail(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(database)

    def fails(*_: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("lmapi_mock.store.state.addition.insert_rows", fails)
        with pytest.raises(OSError, match="disk full"):
            add_state(database, State({"vicidial_dnc": [{}]}, {"custom_7": [["x", "int"]]}))
    assert everything(database) == before
