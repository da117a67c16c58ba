"""States of many rows: seen all at once, on every engine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa

from databases import ENGINES, scratch
from lmapi_mock.errors import StateError
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.schema.columns import METADATA
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state import large, rows, whole_state
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema, migrate

COLORS = {"custom_7": [["color", "varchar(9)"]], "custom_8": [["size", "int"]]}
BEFORE = State(
    {
        "vicidial_list": [{"phone_number": str(number)} for number in range(4)],
        "vicidial_users": [{"user": "6666", "pass": "1234"}],
        "custom_7": [{"lead_id": 1, "color": "red"}],
    },
    {"custom_7": COLORS["custom_7"]},
)
AFTER = State(
    {
        "vicidial_list": [{"phone_number": f"9{number}"} for number in range(23)],
        "vicidial_dnc": [{"phone_number": str(number)} for number in range(12)],
        "vicidial_lists": [{"list_id": 101}],
        "custom_7": [{"lead_id": number, "color": "blue"} for number in range(11)],
        "custom_8": [{"lead_id": 5, "size": 3}],
    },
    COLORS,
)


@pytest.fixture(scope="module", params=["memory", *ENGINES])
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with ExitStack() as stack:
        if request.param == "memory":
            database = Database("sqlite://")
            create_schema(database)
        else:
            url = stack.enter_context(scratch(request.param, tmp_path_factory.mktemp("large")))
            database = Database(url, shared=request.param != "sqlite")
            migrate(database)
        stack.callback(database.close)
        yield database


@pytest.fixture
def database(made: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database where more than ten rows are many, and five are put at once."""
    put_state(made, BEFORE)
    monkeypatch.setattr(whole_state, "MANY", 10)
    monkeypatch.setattr(large, "MANY", 10)
    monkeypatch.setattr(large, "PUT_AT_ONCE", 5)
    return made


def everything(database: Database) -> dict[str, Any]:
    with database.transaction() as tx:
        return get_state(tx)


def shape(database: Database) -> Any:
    """Every table of the database with its indexes."""
    with database.transaction() as tx:
        inspected = sa.inspect(tx.connection)
        return {
            name: sorted(
                (str(one["name"]), str(one["column_names"]), bool(one["unique"]))
                for one in inspected.get_indexes(name)
            )
            for name in inspected.get_table_names()
            if not name.startswith("custom_")
        }


def sound(database: Database) -> None:
    if database.kind.single:
        with database.transaction() as tx:
            checked = tx.connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        assert checked == ["ok"]


def test_many_rows_are_put(database: Database) -> None:
    before = shape(database)
    for _ in range(2):
        put_state(database, AFTER)
        found = everything(database)
        assert [row["lead_id"] for row in found["vicidial_list"]] == list(range(1, 24))
        assert found["vicidial_list"][22]["phone_number"] == "922"
        assert len(found["vicidial_dnc"]) == 12
        assert [row["list_id"] for row in found["vicidial_lists"]] == [101]
        assert found["vicidial_users"] == []
        assert len(found["custom_7"]) == 11
        assert found["custom_7"][3] == {"lead_id": 3, "color": "blue"}
        assert found["custom_8"] == [{"lead_id": 5, "size": 3}]
        assert shape(database) == before
        sound(database)
    put_state(database, BEFORE)
    found = everything(database)
    assert [row["phone_number"] for row in found["vicidial_list"]] == ["0", "1", "2", "3"]
    assert "custom_8" not in found
    assert shape(database) == before
    sound(database)


def test_identifiers_go_on_after_them(database: Database) -> None:
    put_state(database, AFTER)
    with database.transaction() as tx:
        following = tx.engine.next_identifiers(tx.connection, [METADATA.tables["vicidial_list"]])
    assert following == {"vicidial_list": 24}


def test_they_are_found_by_their_indexes(database: Database) -> None:
    put_state(database, AFTER)
    with database.transaction() as tx:
        found = tx.connection.exec_driver_sql(
            "SELECT count(*) FROM vicidial_list WHERE phone_number = '917'"
        )
        assert found.scalar_one() == 1


@pytest.mark.parametrize(
    "rows",
    [
        [*AFTER.tables["vicidial_list"], {"phone_nunber": "1"}],
        [*AFTER.tables["vicidial_list"], {"lead_id": 3}],
        [*AFTER.tables["vicidial_list"], 5],
    ],
    ids=["no such column", "the same key", "no row"],
)
def test_where_one_does_not_fit_nothing_is_changed(database: Database, rows: list[Any]) -> None:
    before, names = everything(database), shape(database)
    with pytest.raises(StateError):
        put_state(database, State({**AFTER.tables, "vicidial_list": rows}, COLORS))
    assert everything(database) == before
    assert shape(database) == names
    sound(database)


def test_what_else_belongs_to_it_fails_with_it(database: Database) -> None:
    if not database.kind.transactional_ddl:
        pytest.skip("MariaDB cannot take back that a table has another's place")
    before = everything(database)

    def fail(tx: Transaction) -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  its own
        put_state(database, AFTER, fail)
    assert everything(database) == before
    sound(database)


def test_requests_go_on_until_it_is_seen(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    check_row = rows.check_row

    def looking(table: str, layout: rows.RowLayout, number: int, row: Any, fit: Fit) -> None:
        if number == 11 and table == "vicidial_list" and not database.is_memory:
            # Between two parts of the rows: what is there is what was there.
            with database.transaction() as tx:
                seen.append(len(get_state(tx, ["vicidial_list"])["vicidial_list"]))
                tx.connection.exec_driver_sql("DELETE FROM vicidial_list WHERE lead_id = 1")
        check_row(table, layout, number, row, fit)

    monkeypatch.setattr(large, "check_row", looking)
    put_state(database, AFTER)
    assert seen == ([] if database.is_memory else [4])
    assert len(everything(database)["vicidial_list"]) == 23


def test_of_two_at_once_one_comes_after_the_other(database: Database) -> None:
    failed: list[BaseException] = []

    def put(phone: str) -> None:
        rows = [{"phone_number": phone} for _ in range(23)]
        try:
            put_state(database, State({"vicidial_list": rows}))
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=put, args=(phone,)) for phone in ("1", "2", "3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failed == []
    found = everything(database)["vicidial_list"]
    assert len(found) == 23
    assert len({row["phone_number"] for row in found}) == 1
    sound(database)
