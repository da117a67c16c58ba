"""The database: one unit of work at a time, whoever else has the file open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from client import Mock
from command import seed_file, serving
from databases import SERVERS, scratch
from lmapi_mock.errors import DatabaseError
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.schema.tables import vicidial_dnc, vicidial_list
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.statements import Insert, Statement
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema

ADD = Insert(vicidial_dnc, ("phone_number",))
ADD_LEAD = Insert(vicidial_list, ("phone_number", "list_id"))
FIND = Statement(
    lambda compare: sa.select(vicidial_dnc.c.phone_number).where(
        compare.matches(vicidial_dnc.c.phone_number, "number")
    )
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A file with the schema in it."""
    made = f"sqlite:///{tmp_path}/leads.db"
    database = Database(made)
    create_schema(database)
    database.close()
    return made


@pytest.fixture
def one(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.fixture
def other(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def numbers(database: Database) -> list[str]:
    with database.transaction() as tx:
        return [row["phone_number"] for row in get_state(tx, ["vicidial_dnc"])["vicidial_dnc"]]


def test_what_a_transaction_did_is_kept(one: Database, other: Database) -> None:
    with one.transaction() as tx:
        tx.insert(ADD, {"phone_number": "1"})
    assert numbers(one) == numbers(other) == ["1"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_error_leaves_nothing_of_the_transaction(
    one: Database, other: Database, error: type[BaseException]
) -> None:
    def work() -> None:
        with one.transaction() as tx:
            tx.insert(ADD, {"phone_number": "1"})
            tx.connection.exec_driver_sql("CREATE TABLE custom_1 (lead_id INT)")
            raise error

    with pytest.raises(error):
        work()
    assert numbers(one) == numbers(other) == []
    with one.transaction() as tx:
        assert "custom_1" not in sa.inspect(tx.connection).get_table_names()


def test_a_refused_statement_leaves_nothing_and_the_database_usable(one: Database) -> None:
    def work() -> None:
        with one.transaction() as tx:
            tx.insert(ADD, {"phone_number": "1"})
            tx.insert(ADD, {"phone_number": "1"})

    with pytest.raises(sa.exc.IntegrityError):
        work()
    assert numbers(one) == []
    with one.transaction() as tx:
        tx.insert(ADD, {"phone_number": "2"})
    assert numbers(one) == ["2"]


def test_transactions_of_threads_follow_each_other(one: Database) -> None:
    inside: list[int] = []
    overlaps: list[int] = []

    def work(number: int) -> None:
        with one.transaction() as tx:
            inside.append(number)
            if len(inside) > 1:
                overlaps.append(number)
            tx.insert(ADD, {"phone_number": str(number)})
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert overlaps == []
    assert len(numbers(one)) == 20


def test_a_second_connection_waits_for_the_first_ones_transaction(
    one: Database, other: Database
) -> None:
    seen: list[list[str]] = []
    with one.transaction() as tx:
        tx.insert(ADD, {"phone_number": "1"})
        reader = threading.Thread(target=lambda: seen.append(numbers(other)))
        reader.start()
        reader.join(timeout=0.05)
        assert reader.is_alive()
    reader.join(timeout=60)
    assert seen == [["1"]]


def test_a_file_that_is_held_too_long_gives_a_clear_error_and_then_goes_on(
    one: Database, other: Database, tmp_path: Path
) -> None:
    with other.transaction() as tx:
        tx.connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    with one.transaction(), pytest.raises(DatabaseError) as refused, other.transaction():
        pass
    assert str(refused.value) == (
        f"The database file {tmp_path}/leads.db cannot be used: database is locked."
    )
    assert refused.value.hint.startswith("Another process may be holding the file; it is waited ")
    for number in ("1", "2"):
        with other.transaction() as tx:
            tx.insert(ADD, {"phone_number": number})
    assert numbers(one) == ["1", "2"]


def count(tx: Transaction) -> int:
    return len(tx.rows(vicidial_dnc))


def test_what_is_cached_is_made_anew_when_another_connection_has_written(
    one: Database, other: Database
) -> None:
    with one.transaction() as tx:
        assert tx.cached(count) == 0
    with other.transaction() as tx:
        tx.insert(ADD, {"phone_number": "1"})
    with one.transaction() as tx:
        assert tx.cached(count) == 1


def test_what_is_cached_is_made_once(one: Database) -> None:
    made: list[int] = []

    def build(tx: Transaction) -> int:
        made.append(1)
        return len(made)

    for _ in range(3):
        with one.transaction() as tx:
            assert tx.cached(build) == 1
    one.forget()
    with one.transaction() as tx:
        assert tx.cached(build) == 2


def test_a_copy_holds_what_its_image_holds_and_nothing_else(one: Database) -> None:
    image = Database("sqlite://")
    create_schema(image)
    put_state(
        image,
        State(
            {"vicidial_dnc": [{"phone_number": "7"}], "custom_1": [{"lead_id": 2, "a": "x"}]},
            {"custom_1": [["a", "text"]]},
        ),
    )
    with one.transaction() as tx:
        tx.insert(ADD, {"phone_number": "1"})
        tx.insert(ADD_LEAD, {"phone_number": "1", "list_id": 1})
    one.copy_of(image)
    with one.transaction() as tx:
        read = get_state(tx)
        assert tx.insert(ADD_LEAD, {"phone_number": "1", "list_id": 1}) == 1
    assert read["vicidial_dnc"] == [{"phone_number": "7"}]
    assert read["custom_1"] == [{"lead_id": 2, "a": "x"}]
    assert read["vicidial_list"] == []
    assert numbers(image) == ["7"]
    image.close()


def test_a_copy_is_seen_by_other_connections_and_survives(
    url: str, one: Database, other: Database
) -> None:
    image = Database("sqlite://")
    create_schema(image)
    put_state(image, State({"vicidial_dnc": [{"phone_number": "7"}]}))
    assert numbers(other) == []
    one.copy_of(image)
    image.close()
    assert numbers(other) == ["7"]
    with other.transaction() as tx:
        tx.insert(ADD, {"phone_number": "8"})
    assert numbers(one) == ["7", "8"]
    one.close()
    other.close()
    again = Database(url)
    assert numbers(again) == ["7", "8"]
    again.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_databases_in_memory_are_each_their_own(url: str) -> None:
    first, second = Database(url), Database(url)
    create_schema(first)
    create_schema(second)
    with first.transaction() as tx:
        tx.insert(ADD, {"phone_number": "1"})
    assert (numbers(first), numbers(second)) == (["1"], [])
    first.close()
    second.close()


def test_a_closed_database_says_so(one: Database) -> None:
    one.close()
    # As what cannot be used: it may be a namespace's, dropped while others are looked at.
    with pytest.raises(DatabaseError, match="has been closed"), one.transaction():
        pass


@pytest.mark.parametrize("engine", SERVERS)
def test_a_connection_in_use_while_its_database_is_closed_is_closed_after_that(
    engine: str, tmp_path: Path
) -> None:
    with scratch(engine, tmp_path) as url:
        database = Database(url)
        with database.transaction(for_requests=True) as tx:
            driver: Any = tx.connection.connection.driver_connection
            database.close()
            assert tx.connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    # Whoever only forgets it leaves a warning of the driver's to the next that looks for garbage.
    assert driver.closed if engine == "postgresql" else not driver.open


def flags(tmp_path: Path) -> dict[str, Any]:
    seed = seed_file(tmp_path, {"custom_101": [["color", "varchar(9)"]]})
    return {"database": str(tmp_path / "shared.db"), "port": "0", "seed": seed}


def test_two_servers_on_one_file_see_each_others_changes_at_their_next_request(
    tmp_path: Path,
) -> None:
    settings = read_settings(flags(tmp_path), {})
    with Server(settings) as first, Server(settings) as second:
        one, two = Mock(first), Mock(second)
        lead = {"phone_number": "7275551212", "duplicate_check": "DUPSYS"}
        assert one.add_lead(**lead).startswith("SUCCESS")
        assert two.add_lead(**lead) == (
            "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 7275551212|999|1|999\n"
        )
        # Each caches lists and custom tables.
        exists = {"phone_number": "7275551213", "list_id": "101", "list_exists_check": "Y"}
        assert two.add_lead(**exists).startswith("SUCCESS")
        assert two.rows("custom_101") == []
        one.put_state(vicidial_lists=[])
        assert two.add_lead(**exists) == (
            "ERROR: add_lead NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED - 7275551213|101\n"
        )
        assert two.admin("GET", "/state?tables=custom_101").status == 422
        one.put_state({"custom_7": [["a", "int"]]}, vicidial_users=[])
        assert two.add_lead(**lead).startswith("ERROR: Login incorrect")
        assert two.rows("custom_7") == []
        assert two.admin("POST", "/reset").status == 204
        assert one.add_lead(**lead).endswith("|999|1|-5|6666\n")
        assert two.rows("custom_101") == []
        one.close()
        two.close()


def test_two_processes_on_one_file_number_their_leads_in_one_row(tmp_path: Path) -> None:
    given = flags(tmp_path)
    arguments = ("--database", given["database"], "--seed", given["seed"])
    with serving(*arguments) as first, serving(*arguments) as second:
        mocks = [first.mock(), second.mock()]
        answers = [
            mock.add_lead(phone_number=f"72755512{number:02}")
            for number in range(10)
            for mock in mocks
        ]
        assert [answer.split("|")[2] for answer in answers] == [str(n) for n in range(1, 21)]
        assert mocks[0].rows("vicidial_list") == mocks[1].rows("vicidial_list")
        for mock in mocks:
            mock.close()


def test_a_request_to_a_server_whose_file_is_held_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It would wait five seconds.
    monkeypatch.setattr("lmapi_mock.store.sql.engines.sqlite.BUSY_TIMEOUT_MS", 50)
    given = flags(tmp_path)
    with Server(read_settings(given, {})) as server:
        mock = Mock(server)
        assert mock.admin("GET", "/health").status == 200
        holder = Database(f"sqlite:///{given['database']}")
        with holder.transaction():
            answer = mock.admin("GET", "/state")
            assert answer.status == 503
            assert answer.json["error"]["code"] == "database_error"
            said = "The database cannot be used now: another process holds its file."
            assert answer.json["error"]["message"] == said
            refused = mock.request("GET", "/API/lmapi.php?user=6666")
            assert refused.status == 503
            assert refused.headers["content-type"] == "text/plain; charset=utf-8"
            assert refused.text.startswith(f"lmapi-mock: {said} ")
        assert mock.admin("GET", "/state").status == 200
        holder.close()
        mock.close()
