"""Of equal leads the one that was stored first is the duplicate, whatever its lead_id.

However leads come, and wherever they go from there: on every engine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from client import BASE_STATE, Mock
from databases import ENGINES, scratch
from lmapi_mock.bulk.exporting import export_rows
from lmapi_mock.bulk.importing import import_file
from lmapi_mock.bulk.kinds import KINDS
from lmapi_mock.clock import Clock
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.schema.stored_order import STORED_ORDER
from lmapi_mock.store.schema.tables import vicidial_list
from lmapi_mock.store.snapshots.snapshots import Snapshots
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import base
from lmapi_mock.store.sql.stored_order import select_as_stored
from lmapi_mock.store.state import large, whole_state
from lmapi_mock.store.state.rows import MANY, State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema, migrate

PHONE = "7275551111"
LEAD: dict[str, Any] = {
    "list_id": 101,
    "entry_date": "2026-07-15 13:00:00",
    "phone_number": PHONE,
    "alt_phone": "7275552222",
    "title": "Mrs",
    "first_name": "Ann",
    "last_name": "Lee",
}
SENT = {name: str(LEAD[name]) for name in ("alt_phone", "title", "first_name", "last_name")}
LIST = {"list_id": "101"}


def leads(*lead_ids: int, **columns: Any) -> list[dict[str, Any]]:
    return [LEAD | {"lead_id": lead_id} | columns for lead_id in lead_ids]


def others(count: int) -> list[dict[str, Any]]:
    """Leads with numbers of their own, stored with the highest lead_id first."""
    return [
        LEAD | {"lead_id": 10_000 - n, "phone_number": f"{7276000000 + n}"} for n in range(count)
    ]


def answer(mock: Mock, duplicate_check: str = "DUPSYS", **parameters: str) -> str:
    sent = {"phone_number": PHONE, **SENT, **LIST, **parameters}
    return mock.fresh().add_lead(**sent, duplicate_check=duplicate_check)


def duplicate(mock: Mock, duplicate_check: str = "DUPSYS", **parameters: str) -> int:
    """The lead_id of the duplicate that a check by phone_number tells."""
    said = answer(mock, duplicate_check, **parameters)
    assert said.startswith("ERROR: add_lead DUPLICATE PHONE NUMBER"), said
    return int(said.split("|")[2])


def post(mock: Mock, path: str, content: Any = None, method: str = "POST") -> Any:
    told = mock.fresh().admin(method, path, content)
    assert told.status in (200, 201, 204), told.text
    return told.json if told.body else None


@pytest.fixture(params=ENGINES)
def mock(request: pytest.FixtureRequest, running_on: Callable[[str], Mock]) -> Mock:
    running = running_on(request.param).fresh()
    running.freeze("2026-07-15T14:00:00Z")
    running.put_state()
    return running


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with scratch(request.param, tmp_path) as made:
        yield made


def serving(url: str, **flags: str) -> Server:
    return Server(read_settings({"database": url, "port": "0", **flags}, {}))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A new one with the tables."""
    with closing(Database(url, shared=not url.startswith("sqlite"))) as made:
        migrate(made)
        yield made


def as_stored(database: Database) -> list[int]:
    with database.transaction() as tx:
        rows = get_state(tx, ["vicidial_list"], as_stored=True)["vicidial_list"]
    return [row["lead_id"] for row in rows]


def noted(database: Database) -> list[tuple[int, int]]:
    with database.transaction() as tx:
        rows = tx.connection.execute(
            sa.select(STORED_ORDER.c.of_lead, STORED_ORDER.c.behind).order_by(STORED_ORDER.c.number)
        )
        return [(row.of_lead, row.behind) for row in rows]


FEW = 60
"""More rows than these are put in parts where `few_are_many`; the base state has fewer."""


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is done otherwise with many rows, beside those that are there, is with some."""
    monkeypatch.setattr(whole_state, "MANY", FEW)
    monkeypatch.setattr(large, "MANY", FEW)
    monkeypatch.setattr(large, "MANY_ON_A_SERVER", FEW)
    monkeypatch.setattr(large, "PUT_AT_ONCE", FEW // 3)
    monkeypatch.setattr(large, "SENT_AT_ONCE", FEW // 3)
    monkeypatch.setattr(base, "FEW", FEW)


CHECKS = {
    f"{fields}{scope}": f"{told} {where}"
    for fields, told in (
        ("DUP", "PHONE NUMBER"),
        ("DUPPHONEALT", "PHONE NUMBER"),
        ("DUPTITLEALTPHONE", "TITLE ALT_PHONE"),
        ("DUPNAMEPHONE", "NAME PHONE"),
    )
    for scope, where in (("LIST", "IN LIST"), ("CAMP", "IN CAMPAIGN LISTS"), ("SYS", "IN SYSTEM"))
}


@pytest.mark.parametrize("window", ["", "30DAY"])
@pytest.mark.parametrize("check", CHECKS)
def test_every_check_tells_the_lead_that_was_stored_first(
    mock: Mock, check: str, window: str
) -> None:
    mock.put_state(vicidial_list=leads(50, 20, 60, 35))
    said = answer(mock, f"{check}{window}")
    assert f"DUPLICATE {CHECKS[check]} - " in said
    assert "50" in said.strip().split("|"), said


def test_a_campaigns_lists_are_looked_at_together(mock: Mock) -> None:
    mock.put_state(
        vicidial_list=[*leads(50, list_id=102), *leads(20, list_id=101), *leads(7, list_id=201)]
    )
    assert duplicate(mock, "DUPCAMP") == 50
    assert duplicate(mock, "DUPLIST") == 20
    assert duplicate(mock, "DUPSYS") == 50


def test_of_a_window_the_first_that_lies_in_it_is_told(mock: Mock) -> None:
    old = leads(50, entry_date="2026-05-01 00:00:00")
    mock.put_state(vicidial_list=[*old, *leads(40, 20)])
    assert duplicate(mock, "DUPSYS30DAY") == 40
    assert duplicate(mock, "DUPSYS90DAY") == 50


def test_another_column_that_matches_does_not_go_before_an_older_lead(mock: Mock) -> None:
    by_alt = leads(50, phone_number="7275559999", alt_phone=PHONE)
    mock.put_state(vicidial_list=[*by_alt, *leads(20)])
    assert answer(mock, "DUPPHONEALTLIST").endswith(f"{PHONE}|101|50|ALT\n")


def test_leads_that_add_lead_stores_come_last(mock: Mock) -> None:
    mock.put_state(vicidial_list=leads(50, 20))
    assert answer(mock, "", phone_number="7275553333").startswith("SUCCESS: ")
    post(mock, "/tables/vicidial_list", leads(30, phone_number="7275553333"))
    assert duplicate(mock, phone_number="7275553333") == 51
    assert duplicate(mock) == 50


def test_a_row_that_is_added_stands_behind_those_that_were_there(mock: Mock) -> None:
    mock.put_state(vicidial_list=leads(50))
    assert duplicate(mock) == 50
    post(mock, "/tables/vicidial_list", leads(20, 10))
    assert duplicate(mock) == 50
    post(mock, "/tables/vicidial_list/50", method="DELETE")
    assert duplicate(mock) == 20
    post(mock, "/tables/vicidial_list/20", method="DELETE")
    assert duplicate(mock) == 10


def test_a_row_that_is_removed_and_added_anew_stands_last(mock: Mock) -> None:
    mock.put_state(vicidial_list=leads(20, 50))
    assert duplicate(mock) == 20
    for lead_id, first in ((20, 50), (50, 20), (50, 20)):
        post(mock, f"/tables/vicidial_list/{lead_id}", method="DELETE")
        post(mock, "/tables/vicidial_list", leads(lead_id))
        assert duplicate(mock) == first


def test_a_lead_whose_lead_id_is_changed_keeps_its_place(mock: Mock) -> None:
    mock.put_state(vicidial_list=leads(10, 30, 40))
    post(mock, "/tables/vicidial_list/10", {"lead_id": 90}, "PATCH")
    assert duplicate(mock) == 90
    post(mock, "/tables/vicidial_list/90", {"lead_id": 5}, "PATCH")
    post(mock, "/tables/vicidial_list/40", {"lead_id": 1}, "PATCH")
    assert duplicate(mock) == 5
    post(mock, "/tables/vicidial_list/5", method="DELETE")
    assert duplicate(mock) == 30
    post(mock, "/tables/vicidial_list", leads(90))
    post(mock, "/tables/vicidial_list/30", method="DELETE")
    assert duplicate(mock) == 1


@pytest.mark.parametrize("more", [0, MANY + 1])
def test_added_states_stand_behind_what_was_there(mock: Mock, more: int) -> None:
    mock.put_state(vicidial_list=leads(50))
    post(mock, "/state", {"tables": {"vicidial_list": [*others(more), *leads(20, 10)]}})
    assert duplicate(mock) == 50
    post(mock, "/tables/vicidial_list/50", method="DELETE")
    assert duplicate(mock) == 20


@pytest.mark.parametrize("before", [0, FEW + 1])
@pytest.mark.parametrize("more", [0, FEW + 1])
@pytest.mark.usefixtures("few_are_many")
def test_a_state_that_is_put_is_in_the_order_of_its_rows(
    mock: Mock, before: int, more: int
) -> None:
    mock.put_state(vicidial_list=[*others(before), *leads(60, 70, 10)])
    assert duplicate(mock) == 60
    mock.put_state(vicidial_list=[*others(more), *leads(50, 20, 60)])
    assert duplicate(mock) == 50
    mock.put_state(vicidial_list=leads(20, 50, 60))
    assert duplicate(mock) == 20


def test_the_state_is_told_by_lead_id(mock: Mock) -> None:
    mock.put_state(vicidial_list=leads(50, 20, 35))
    assert [row["lead_id"] for row in mock.rows("vicidial_list")] == [20, 35, 50]


def test_a_lead_that_comes_back_from_the_archive_stands_last(mock: Mock) -> None:
    mock.put_state(vicidial_list=leads(50), vicidial_list_archive=leads(20))
    said = mock.add_lead(function="lead_dearchive", lead_id="20")
    assert said.startswith("SUCCESS: "), said
    assert duplicate(mock) == 50


def test_a_snapshot_brings_the_order_back(mock: Mock) -> None:
    mock.put_state(vicidial_list=leads(50, 20))
    post(mock, "/snapshots/kept", {}, "PUT")
    mock.put_state(vicidial_list=leads(20, 50))
    assert duplicate(mock) == 20
    post(mock, "/snapshots/kept/restore")
    assert duplicate(mock) == 50
    downloaded = post(mock, "/snapshots/kept?secrets=yes", method="GET")
    assert [row["lead_id"] for row in downloaded["tables"]["vicidial_list"]] == [50, 20]
    mock.put_state()
    post(mock, "/snapshots/again/document", downloaded, "PUT")
    post(mock, "/snapshots/again/restore")
    assert duplicate(mock) == 50
    for name in ("kept", "again"):
        post(mock, f"/snapshots/{name}", method="DELETE")


def test_a_namespace_has_an_order_of_its_own(url: str, tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"tables": BASE_STATE | {"vicidial_list": leads(50, 20)}}))
    with (
        serving(url, seed=str(seed)) as server,
        closing(Mock(server)) as own,
        closing(Mock(server, "other")) as other,
    ):
        assert duplicate(other) == duplicate(own) == 50
        post(other, "/state", {"tables": BASE_STATE | {"vicidial_list": leads(20, 50)}}, "PUT")
        assert (duplicate(own), duplicate(other)) == (50, 20)
        post(other, "/reset")
        post(own, "/state", {"tables": BASE_STATE | {"vicidial_list": leads(20, 50)}}, "PUT")
        assert (duplicate(own), duplicate(other)) == (20, 50)
        post(own, "/reset")
        assert duplicate(own) == 50
    with serving(url, seed=str(seed)) as server, closing(Mock(server)) as own:
        assert duplicate(own) == 50


def test_what_one_process_stores_another_knows_at_once(url: str) -> None:
    flags = {"workers": "2"}
    with (
        serving(url, **flags) as one,
        serving(url, **flags) as another,
        closing(Mock(one)) as first,
        closing(Mock(another)) as second,
    ):
        post(first, "/state", {"tables": BASE_STATE | {"vicidial_list": leads(50)}}, "PUT")
        assert duplicate(second) == 50
        post(first, "/tables/vicidial_list", leads(20))
        assert duplicate(second) == 50
        post(second, "/state", {"tables": BASE_STATE | {"vicidial_list": leads(20, 50)}}, "PUT")
        assert duplicate(first) == 20


def test_an_import_stores_leads_in_the_files_order(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("lead_id,phone_number\n50,1\n20,2\n,3\n60,4\n35,5\n")
    list(import_file(database, KINDS["leads"], file))
    assert as_stored(database) == [50, 20, 60, 35, 61]
    further = tmp_path / "further.csv"
    further.write_text("lead_id,phone_number\n10,6\n")
    list(import_file(database, KINDS["leads"], further))
    assert as_stored(database) == [50, 20, 60, 35, 61, 10]


def test_an_export_is_imported_as_it_was(database: Database, tmp_path: Path) -> None:
    put_state(database, State({"vicidial_list": leads(50, 20, 60, 35)}))
    written = StringIO()
    list(export_rows(database, KINDS["leads"], written))
    file = tmp_path / "leads.csv"
    file.write_text(written.getvalue())
    put_state(database, State({}))
    list(import_file(database, KINDS["leads"], file))
    assert as_stored(database) == [50, 20, 60, 35]


@pytest.mark.parametrize("kept", [leads(50, 20), [*others(FEW + 1), *leads(50, 20)]])
@pytest.mark.parametrize("meanwhile", [leads(20, 50), [*others(FEW + 1), *leads(20, 50)]])
@pytest.mark.usefixtures("few_are_many")
def test_a_snapshot_of_a_database_that_is_kept_brings_the_order_back(
    database: Database, kept: list[dict[str, Any]], meanwhile: list[dict[str, Any]]
) -> None:
    put_state(database, State({"vicidial_list": kept}))
    with closing(Snapshots(database, Clock())) as snapshots:
        snapshots.save("kept")
        put_state(database, State({"vicidial_list": meanwhile}))
        assert as_stored(database)[-2:] == [20, 50]
        snapshots.restore("kept")
    assert as_stored(database) == [lead["lead_id"] for lead in kept]


def test_nothing_is_noted_of_leads_that_are_in_order(database: Database) -> None:
    put_state(database, State({"vicidial_list": leads(20, 35, 50)}))
    assert noted(database) == []
    put_state(database, State({"vicidial_list": leads(50, 20, 60, 35)}))
    assert noted(database) == [(20, 50), (35, 60)]
    put_state(database, State({}))
    assert noted(database) == []


def test_leads_are_read_as_they_were_stored_without_being_sorted() -> None:
    with closing(Database("sqlite://")) as database:
        create_schema(database)
        with database.transaction() as tx:
            read = select_as_stored(tx, [column.name for column in vicidial_list.columns])
            plan = [
                row.detail for row in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {read}")
            ]
    assert "MERGE (UNION ALL)" in plan
    left = plan[plan.index("LEFT") : plan.index("RIGHT")]
    assert not [step for step in left if "TEMP B-TREE" in step]
