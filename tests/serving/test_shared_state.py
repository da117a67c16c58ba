"""What one call has changed, the next request sees, whichever process answers it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest

from client import Mock, at_once
from command import seed_file
from databases import ENGINES, scratch
from lmapi_mock.cli.main import main
from lmapi_mock.non_agent_api.add_lead.duplicates import LOOKED_AT
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.sql import database as database_module
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.generation import generation_of
from lmapi_mock.store.sql.transaction import Transaction


@pytest.fixture(scope="module", params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scratch(request.param, tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture(scope="module")
def started(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mock, Mock]]:
    """Two servers on one database, which never look for what others than ours have changed."""
    seed = seed_file(tmp_path_factory.mktemp("seed"))
    flags = {"database": url, "port": "0", "workers": "2", "seed": seed}
    with pytest.MonkeyPatch.context() as patched, ExitStack() as stack:
        patched.setattr(database_module, "CACHED_FOR_S", 3600.0)
        servers = [stack.enter_context(Server(read_settings(flags, {}))) for _ in range(2)]
        mocks = Mock(servers[0]), Mock(servers[1])
        yield mocks
        for mock in mocks:
            mock.close()


@pytest.fixture
def two(started: tuple[Mock, Mock]) -> tuple[Mock, Mock]:
    """The same with the base state, each knowing all of it that it ever keeps in memory."""
    started[0].fresh().freeze(None)
    started[0].put_state()
    started[0].admin("DELETE", "/faults")
    for mock in started:
        assert add_to(mock.fresh(), "301").startswith("SUCCESS: ")
    return started


def add_to(mock: Mock, list_id: str, **parameters: str) -> str:
    checked = {"phone_number": "7275551212", "list_id": list_id, "list_exists_check": "Y"}
    return mock.add_lead(**checked, **parameters)


def call(mock: Mock, function: str, **parameters: str) -> str:
    return mock.add_lead(function=function, **parameters)


def entry_date(mock: Mock) -> str:
    mock.add_lead(phone_number="7275551212")
    return str(mock.rows("vicidial_list")[-1]["entry_date"])


def test_a_clock_that_is_set_again_and_again_is_seen_by_each_next_request(
    two: tuple[Mock, Mock],
) -> None:
    for second in range(4):
        setter, asker = two if second % 2 else two[::-1]
        setter.freeze(f"2026-03-08T14:59:{second:02}Z")
        assert entry_date(asker) == f"2026-03-08 14:59:{second:02}"
    two[0].admin("POST", "/clock/advance", {"seconds": 60})
    assert entry_date(two[1]) == "2026-03-08 15:00:03"
    two[1].freeze("2026-03-08T14:59:59Z", "America/New_York")
    assert entry_date(two[0]) == "2026-03-08 10:59:59"


def test_a_reset_and_a_restored_snapshot_are_seen_by_the_next_request(
    two: tuple[Mock, Mock],
) -> None:
    one, other = two
    other.freeze("2026-03-08T14:59:59Z")
    one.admin("PUT", "/snapshots/before")
    one.put_state(vicidial_lists=[])
    assert "NOT A DEFINED LIST ID" in add_to(other, "301")
    assert one.admin("POST", "/snapshots/before/restore").status < 300
    assert add_to(other, "301").startswith("SUCCESS: ")
    assert entry_date(other) == "2026-03-08 14:59:59"
    assert one.admin("POST", "/reset").status == 204
    assert not entry_date(other).startswith("2026-03-08")
    assert other.admin("GET", "/clock").json["frozen"] is False


def test_a_row_that_is_edited_is_seen_by_the_next_request(two: tuple[Mock, Mock]) -> None:
    one, other = two
    added = one.admin("POST", "/tables/vicidial_lists", {"list_id": 7001, "list_name": "new"})
    assert added.status == 201, added.text
    assert add_to(other, "7001").startswith("SUCCESS: ")
    assert one.admin("DELETE", "/tables/vicidial_lists/7001").status == 204
    assert "NOT A DEFINED LIST ID" in add_to(other, "7001")


def test_what_a_function_has_changed_is_seen_by_the_next_request(two: tuple[Mock, Mock]) -> None:
    one, other = two
    (boss,) = [row for row in one.rows("vicidial_users") if row["user"] == "6666"]
    rights = {"modify_lists": "1", "modify_leads": "1", "modify_users": "1", "user_level": 9}
    one.put_state(vicidial_users=[boss | rights])
    added = call(one, "add_list", list_id="7002", list_name="new", campaign_id="TESTCAMP")
    assert added.startswith("SUCCESS: add_list"), added
    assert add_to(other, "7002").startswith("SUCCESS: ")


def test_leads_that_are_added_and_logins_that_fail_let_nobody_forget_what_it_knows(
    two: tuple[Mock, Mock], url: str
) -> None:
    database = Database(url)
    try:
        before = generation(database)
        add_to(two[0], "301", duplicate_check="DUPLIST")
        call(two[1], "update_lead", lead_id="1", first_name="Ann")
        call(two[1], "add_lead", phone_number="1", **{"pass": "wrong"})
        assert generation(database) == before
        two[0].freeze("2026-03-08T14:59:59Z")
        assert generation(database) != before
    finally:
        database.close()


def generation(database: Database) -> int | None:
    with database.transaction() as tx:
        return generation_of(tx)


MANY = LOOKED_AT + 10
OLD, RECENT = "2026-01-01 00:00:00", "2026-07-14 14:00:00"


def lead(lead_id: int, entry_date: str) -> dict[str, Any]:
    return {
        "lead_id": lead_id,
        "entry_date": entry_date,
        "phone_number": "7275551313",
        "list_id": 301,
    }


def edit(mock: Mock, _: str, folder: Path) -> None:
    del folder
    row = {"entry_date": RECENT}
    assert mock.admin("PATCH", f"/tables/vicidial_list/{MANY}", row).status == 200


def add_row(mock: Mock, _: str, folder: Path) -> None:
    del folder
    assert mock.admin("POST", "/tables/vicidial_list", lead(MANY + 3, RECENT)).status == 201


def add_state(mock: Mock, _: str, folder: Path) -> None:
    del folder
    added = mock.admin("POST", "/state", {"tables": {"vicidial_list": [lead(MANY + 3, RECENT)]}})
    assert added.status == 200, added.text


def import_row(_: Mock, url: str, folder: Path) -> None:
    row = lead(MANY + 3, RECENT)
    file = folder / "leads.csv"
    file.write_text(",".join(row) + "\n" + ",".join(map(str, row.values())) + "\n")
    assert main(["import", "leads", str(file), "--database", url]) == 0


@pytest.mark.parametrize(
    ("bring", "lowest"),
    [(edit, MANY), (add_row, MANY + 3), (add_state, MANY + 3), (import_row, MANY + 3)],
)
def test_a_lead_that_comes_below_a_window_is_found_by_the_next_request(
    two: tuple[Mock, Mock],
    url: str,
    tmp_path: Path,
    bring: Callable[[Mock, str, Path], None],
    lowest: int,
) -> None:
    """Each process remembers where a window begins: none looks at the leads before it again."""
    one, other = two
    one.put_state(
        vicidial_list=[
            *(lead(number, OLD) for number in range(1, MANY + 1)),
            lead(MANY + 9, RECENT),
        ]
    )
    one.freeze("2026-07-15T14:00:00Z")
    assert found_in_window(other) == found_in_window(one) == MANY + 9
    assert one.add_lead(phone_number="7275551313", list_id="301").startswith("SUCCESS")
    assert found_in_window(other) == MANY + 9
    bring(one, url, tmp_path)
    # Those that were stored before it go, by the API: so nobody forgets where a window begins.
    for number in (MANY + 9, MANY + 10):
        gone = {"function": "update_lead", "lead_id": str(number), "search_method": "LEAD_ID"}
        assert "LEAD HAS BEEN DELETED" in one.add_lead(**gone, delete_lead="Y")
    assert found_in_window(other) == lowest
    assert found_in_window(one) == lowest


def found_in_window(mock: Mock) -> int:
    said = mock.add_lead(phone_number="7275551313", list_id="301", duplicate_check="DUPSYS30DAY")
    assert said.startswith("ERROR: add_lead DUPLICATE PHONE NUMBER IN"), said
    return int(said.split(" - ")[1].split("|")[2])


def fault(mock: Mock, **rule: Any) -> dict[str, Any]:
    answer = mock.admin("POST", "/faults", rule)
    assert answer.status == 201, answer.text
    added: dict[str, Any] = answer.json
    return added


def faults(mock: Mock) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = mock.admin("GET", "/faults").json["faults"]
    return found


def test_a_fault_strikes_once_in_all_whoever_is_asked(two: tuple[Mock, Mock]) -> None:
    for _ in range(3):
        fault(two[0], id="once", times=1, status=503, body="Down.")
        said = at_once([mock.server for mock in two], 8, lambda mock: add_to(mock, "301"))
        assert said.count("Down.") == 1
        assert [one for one in said if one != "Down." and not one.startswith("SUCCESS")] == []
        for mock in two:
            (rule,) = faults(mock)
            assert (rule["seen"], rule["fired"], rule["remaining"]) == (8, 1, 0)
        assert two[1].admin("DELETE", "/faults/once").status == 204


def test_the_next_request_meets_a_new_fault_and_none_that_is_gone(two: tuple[Mock, Mock]) -> None:
    one, other = two
    for _ in range(2):
        made = fault(one, status=503, body="Down.")
        assert add_to(other, "301") == "Down."
        assert other.admin("DELETE", f"/faults/{made['id']}").status == 204
        assert add_to(one, "301").startswith("SUCCESS: ")
    fault(other, status=503, body="Down.")
    assert one.request("GET", "/nowhere").status == 503
    assert one.admin("POST", "/reset").status == 204
    assert faults(other) == []
    assert add_to(other, "301") != "Down."


def test_a_restored_snapshot_leaves_faults_and_their_counts_alone(two: tuple[Mock, Mock]) -> None:
    one, other = two
    assert one.admin("PUT", "/snapshots/without").status < 300
    fault(one, id="kept", times=3, status=503, body="Down.")
    assert add_to(one, "301") == "Down."
    assert one.admin("POST", "/snapshots/without/restore").status < 300
    assert add_to(other, "301") == "Down."
    assert [(rule["id"], rule["fired"]) for rule in faults(one)] == [("kept", 2)]


def test_whether_there_is_no_fault_costs_a_request_no_transaction_of_its_own(
    two: tuple[Mock, Mock], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []
    original = Database.transaction
    asked = two[0].server.worlds.own.database

    def counted(database: Database, **how: bool) -> AbstractContextManager[Transaction]:
        # What a server does all the time, beside its requests, is not counted, and no other server.
        if database is asked and threading.current_thread().name not in {
            "heartbeat",
            "journal",
            "namespaces",
        }:
            begun.append(True)
        return original(database, **how)

    monkeypatch.setattr(Database, "transaction", counted)
    assert add_to(two[0], "301").startswith("SUCCESS: ")
    assert len(begun) == 1
