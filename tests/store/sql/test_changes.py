"""Rows changed and deleted by a key: stored as MariaDB stores, counted as it counts, recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from databases import scratch
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema import tables as t
from lmapi_mock.store.sql.changes import Changed, Delete, Update
from lmapi_mock.store.sql.database import MOST_SETS, Database
from lmapi_mock.store.sql.statements import Insert, Statement
from lmapi_mock.store.upkeep.migrate import create_schema

LEAD = Update(t.vicidial_list, ("lead_id",))
GONE = Delete(t.vicidial_list, ("lead_id",))
ADD = Insert(
    t.vicidial_list,
    ("phone_number", "first_name", "vendor_lead_code", "gmt_offset_now", "date_of_birth"),
)
DATA = {
    "phone_number": "7275551212",
    "first_name": "Zoë",
    "vendor_lead_code": "V1 ",
    "gmt_offset_now": "-4",
    "date_of_birth": "1980-1-2",
}
ADD_CALLBACK = Insert(t.vicidial_callbacks, ("lead_id", "list_id", "comments", "callback_time"))
CALLBACKS = Delete(t.vicidial_callbacks, ("lead_id",))
ADD_LIST = Insert(t.vicidial_lists, ("list_id", "list_name", "campaign_id"))
LISTS = Update(t.vicidial_lists, ("list_id",))
ADD_DNC = Insert(t.vicidial_campaign_dnc, ("phone_number", "campaign_id"))
DNC = Delete(t.vicidial_campaign_dnc, ("phone_number", "campaign_id"))
BIGGEST = (1 << 64) - 1


@pytest.fixture(scope="module", params=["sqlite", "mariadb", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scratch(request.param, tmp_path_factory.mktemp("changes")) as url:
        database = Database(url)
        create_schema(database)
        database.close()
        yield url


@pytest.fixture
def database(made: str) -> Iterator[Database]:
    opened = Database(made)
    yield opened
    with opened.transaction() as tx:
        for table in (
            t.vicidial_list,
            t.vicidial_list_archive,
            t.vicidial_callbacks,
            t.vicidial_callbacks_archive,
            t.vicidial_lists,
            t.vicidial_campaign_dnc,
        ):
            tx.connection.execute(sa.delete(table))
    opened.close()


def only(database: Database, table: sa.Table) -> dict[str, Any]:
    with database.transaction() as tx:
        (row,) = tx.rows(table)
    return row


def test_values_are_stored_as_their_columns_store_them(database: Database) -> None:
    sent = {
        "first_name": "x" * 40,
        "gender": "nonsense",
        "rank": "99999",
        "gmt_offset_now": "-5.5",
        "date_of_birth": "19800102",
        "called_count": "-1",
        "comments": "a\U0001f600b",
    }
    with database.transaction() as tx:
        key = tx.insert(ADD, DATA)
        assert tx.update(LEAD, sent, lead_id=key) == Changed(1, 1)
    row = only(database, t.vicidial_list)
    held = {name: str(row[name]) for name in sent}
    assert held | {"gmt_offset_now": f"{float(held['gmt_offset_now']):.2f}"} == {
        "first_name": "x" * 30,
        "gender": "",
        "rank": "32767",
        "gmt_offset_now": "-5.50",
        "date_of_birth": "1980-01-02",
        "called_count": "0",
        "comments": "a?b",
    }


def test_what_is_stored_already_is_no_change(database: Database) -> None:
    with database.transaction() as tx:
        key = tx.insert(ADD, DATA)
        assert tx.update(LEAD, DATA, lead_id=key) == Changed(1, 0)
        assert tx.update(LEAD, {"first_name": "zoe"}, lead_id=key) == Changed(1, 1)
        assert tx.update(LEAD, {"vendor_lead_code": "V1"}, lead_id=key) == Changed(1, 1)
        assert tx.update(LEAD, {"gmt_offset_now": "-4.001"}, lead_id=key) == Changed(1, 0)
        assert tx.update(LEAD, {}, lead_id=key) == Changed(1, 0)
        assert tx.update(LEAD, {"status": "A"}, lead_id=key + 1) == Changed(0, 0)
        assert [one.change for one in tx.written] == ["inserted", "updated", "updated"]


def test_a_change_is_recorded_with_what_was_there_before(database: Database) -> None:
    with database.transaction() as tx:
        key = tx.insert(ADD, DATA)
        tx.update(LEAD, {"gmt_offset_now": "-5", "status": "A"}, lead_id=key)
        tx.delete(GONE, lead_id=key)
        _, updated, deleted = [one.as_json() for one in tx.written]
    assert updated == {
        "table": "vicidial_list",
        "change": "updated",
        "row": {"lead_id": key, "status": "A", "gmt_offset_now": "-5.00"},
        "before": {"lead_id": key, "status": None, "gmt_offset_now": "-4.00"},
    }
    assert (deleted["change"], deleted["row"]) == ("deleted", None)
    assert deleted["before"]["first_name"] == "Zoë"
    assert not any(name.endswith("_fold") for name in deleted["before"])


def test_changed_text_is_found_as_any_other(database: Database) -> None:
    by_name = Statement(
        lambda compare: sa.select(t.vicidial_list.c.lead_id).where(
            compare.matches(t.vicidial_list.c.first_name, "name")
        )
    )
    with database.transaction() as tx:
        key = tx.insert(ADD, DATA)
        tx.update(LEAD, {"first_name": "ÉMILE"}, lead_id=key)
        assert tx.first(by_name, name="emile ") == {"lead_id": key}
        assert tx.first(by_name, name="zoe") is None


def test_rows_are_deleted_by_text_whatever_its_case(database: Database) -> None:
    with database.transaction() as tx:
        tx.insert(ADD_DNC, {"phone_number": "7275551212", "campaign_id": "SALES"})
        assert tx.delete(DNC, phone_number="7275551212", campaign_id="other") == 0
        assert tx.delete(DNC, phone_number="7275551212", campaign_id="sales ") == 1
        assert tx.rows(t.vicidial_campaign_dnc) == []


def test_the_greatest_list_is_changed_as_any_other(database: Database) -> None:
    with database.transaction() as tx:
        tx.insert(ADD_LIST, {"list_id": str(BIGGEST), "list_name": "a", "campaign_id": "SALES"})
        assert tx.update(LISTS, {"list_name": "b"}, list_id=BIGGEST) == Changed(1, 1)
        assert tx.written[-1].row == {"list_id": BIGGEST, "list_name": "b"}


def test_what_was_made_of_the_configuration_is_made_anew(database: Database) -> None:
    def campaign() -> Any:
        with database.transaction() as tx:
            row = configuration.list_(tx, "101")
            return row and row["campaign_id"]

    assert campaign() is None
    with database.transaction() as tx:
        tx.insert(ADD_LIST, {"list_id": "101", "list_name": "a", "campaign_id": "SALES"})
        assert configuration.list_(tx, "101") is not None
    assert campaign() == "SALES"

    def taken_back() -> None:
        with database.transaction() as tx:
            tx.update(LISTS, {"campaign_id": "OTHER"}, list_id=101)
            row = configuration.list_(tx, "101")
            assert row is not None
            assert row["campaign_id"] == "OTHER"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        taken_back()
    assert campaign() == "SALES"


def test_rows_move_to_an_archive_and_back(database: Database) -> None:
    with database.transaction() as tx:
        key = tx.insert(ADD, DATA)
        before = tx.rows(t.vicidial_list)
        assert tx.move(GONE, t.vicidial_list_archive, lead_id=key) == (1, 1)
        assert tx.rows(t.vicidial_list) == []
        back = Delete(t.vicidial_list_archive, ("lead_id",))
        assert tx.move(back, t.vicidial_list, lead_id=key) == (1, 1)
        assert tx.rows(t.vicidial_list) == before
        assert tx.insert(ADD, DATA) == key + 1


def test_identifiers_go_on_after_one_that_a_row_brought(database: Database) -> None:
    with database.transaction() as tx:
        key = tx.insert(ADD, DATA) + 100
        archive = Insert(t.vicidial_list_archive, ("lead_id", "phone_number"))
        tx.insert(archive, {"lead_id": key, "phone_number": "1"})
        back = Delete(t.vicidial_list_archive, ("lead_id",))
        assert tx.move(back, t.vicidial_list, lead_id=key) == (1, 1)
    with database.transaction() as tx:
        assert tx.insert(ADD, DATA) == key + 1


def test_callbacks_are_archived_each_once(database: Database) -> None:
    callback = {"lead_id": 7, "list_id": "101", "comments": "ä", "callback_time": "nonsense"}
    with database.transaction() as tx:
        first = tx.insert(ADD_CALLBACK, callback)
        archive = Insert(t.vicidial_callbacks_archive, ("callback_id", "lead_id"))
        tx.insert(archive, {"callback_id": first, "lead_id": 7})
        second = tx.insert(ADD_CALLBACK, callback)
        tx.insert(ADD_CALLBACK, callback | {"lead_id": 8})
        assert tx.move(CALLBACKS, t.vicidial_callbacks_archive, lead_id=7) == (2, 1)
        rows = tx.rows(t.vicidial_callbacks_archive)
        assert [row["callback_id"] for row in rows] == [first, second]
        assert rows[1]["comments"] == "ä"
        assert str(rows[1]["callback_time"]) == "0000-00-00 00:00:00"
        assert [row["lead_id"] for row in tx.rows(t.vicidial_callbacks)] == [8]


def test_a_statement_tells_for_how_many_rows_it_held(database: Database) -> None:
    reset = Statement(
        lambda _: (
            sa.update(t.vicidial_list)
            .where(t.vicidial_list.c.called_since_last_reset != "N")
            .values(called_since_last_reset="N")
        )
    )
    with database.transaction() as tx:
        key = tx.insert(ADD, DATA)
        tx.insert(ADD, DATA)
        tx.update(LEAD, {"called_since_last_reset": "Y"}, lead_id=key)
        assert tx.run(reset) == 1


def test_few_of_the_compiled_updates_are_kept(database: Database) -> None:
    names = [column.name for column in t.vicidial_list.columns if "fold" not in column.name][3:]
    with database.transaction() as tx:
        key = tx.insert(ADD, DATA)
        for number in range(1, MOST_SETS + 20):
            sent = {name: "1" for place, name in enumerate(names) if number >> place & 1}
            assert tx.update(LEAD, sent, lead_id=key).matched == 1
    assert len(database.updates) <= MOST_SETS
