"""Rows added to what is there, on every engine: all or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from databases import ENGINES, scratch
from lmapi_mock.errors import StateError
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.serving.opening import open_database
from lmapi_mock.settings import read_settings
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state import addition, large_addition
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


@pytest.fixture(scope="module", params=ENGINES)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with (
        scratch(request.param, tmp_path_factory.mktemp("addition")) as url,
        closing(Database(url)) as database,
    ):
        migrate(database)
        yield database


@pytest.fixture
def database(made: Database) -> Database:
    put_state(made, THERE)
    return made


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
        State({"vicidial_lists": [{"list_id": "99999999999999999999"}]}, fit=Fit.ANY),
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
    custom = {"custom_7": [["x", "int"]], **more.custom_tables}
    with pytest.raises(StateError) as refused:
        add_state(database, State(more.tables, custom, more.fit))
    assert (refused.value.code, refused.value.place) == (code, place)
    assert str(refused.value).startswith(message)
    assert everything(database) == before


def test_custom_tables_are_taken_back_when_rows_fail(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(database)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("lmapi_mock.store.state.addition.insert_rows", fails)
        with pytest.raises(OSError, match="disk full"):
            add_state(database, State({"vicidial_dnc": [{}]}, {"custom_7": [["x", "int"]]}))
    assert everything(database) == before


MANY_LEADS: list[dict[str, Any]] = [{"phone_number": str(number)} for number in range(2500)]
LEADS = MANY_LEADS[:50]


@pytest.fixture
def fifty_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than twenty rows are many, and eight of them are put at once."""
    monkeypatch.setattr(addition, "MANY", 20)
    monkeypatch.setattr(large_addition, "PUT_AT_ONCE", 8)
    monkeypatch.setattr(large_addition, "SENT_AT_ONCE", 8)


@pytest.mark.usefixtures("fifty_are_many")
def test_many_rows_are_added(database: Database) -> None:
    leads = [*LEADS, {"lead_id": 9000}, {}]
    columns = {"custom_1": [["a", "int"]], "custom_2": [["b", "text"]]}
    own: dict[str, list[dict[str, Any]]] = {
        "custom_1": [{"lead_id": 6}],
        "custom_2": [{"lead_id": 1, "b": "x"}],
    }
    numbers = add_state(database, State({"vicidial_list": leads, **own}, columns))
    after = everything(database)
    ids = [5, *range(6, 56), 9000, 9001]
    assert numbers == {"vicidial_list": ids[1:]}
    assert [row["lead_id"] for row in after["vicidial_list"]] == ids
    assert after["vicidial_list"][-3]["phone_number"] == "49"
    assert after["custom_1"] == [{"lead_id": 5, "a": 1}, {"lead_id": 6, "a": None}]
    assert after["custom_2"] == [{"lead_id": 1, "b": "x"}]
    add_state(database, State({"vicidial_list": [{}]}))
    assert everything(database)["vicidial_list"][-1]["lead_id"] > 9001


@pytest.mark.usefixtures("fifty_are_many")
@pytest.mark.parametrize("wrong", [{"lead_id": 5}, {"lead_id": 8}, {"no_column": "1"}])
def test_of_many_rows_one_that_does_not_fit_keeps_all_out(
    database: Database, wrong: dict[str, Any]
) -> None:
    before = everything(database)
    leads = [*LEADS, wrong]
    with pytest.raises(StateError, match=r"no_column|key"):
        add_state(database, State({"vicidial_list": leads, "custom_2": []}, {"custom_2": []}))
    assert everything(database) == before


@pytest.mark.usefixtures("fifty_are_many")
def test_of_many_rows_one_whose_key_was_taken_meanwhile_keeps_all_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(database)
    # Nobody finds the key that is there before the row is stored.
    monkeypatch.setattr(large_addition, "_held", lambda *_: ())
    users = [{"user": f"user{number}"} for number in range(50)]
    state = State(
        {"vicidial_users": [*users, {"user": "bob"}], "custom_2": [{"lead_id": 1}]},
        {"custom_2": []},
    )
    with pytest.raises(StateError, match="key"):
        add_state(database, state)
    assert everything(database) == before


def test_what_a_killed_process_has_added_of_many_rows_goes_at_the_next_start(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'leads.sqlite3'}"
    database = Database(url)
    migrate(database)
    put_state(database, THERE)
    before = everything(database)
    killed = RuntimeError("as if it were killed")

    def die(_: Database) -> None:
        raise killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large_addition, "take_back", lambda _: None)
        patch.setattr(Database, "settle", die)
        with pytest.raises(RuntimeError) as caught:
            add_state(
                database,
                State(
                    {"custom_2": [{"lead_id": 1}], "vicidial_list": MANY_LEADS},
                    {"custom_2": []},
                ),
            )
    assert caught.value is killed
    assert len(everything(database)["vicidial_list"]) > 1000
    database.close()

    again = open_database(read_settings({"database": url}, {}))
    assert everything(again) == before
    again.close()
