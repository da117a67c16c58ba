"""Requests that come at once share a commit, and none of them notices."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from databases import SERVERS, scratch
from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.tables import vicidial_api_log, vicidial_api_urls
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.base import HELD, SILENT, TRIGGERED
from lmapi_mock.store.sql.engines.sqlite import SQLite
from lmapi_mock.store.sql.group_commit import AT_ONCE, GroupCommit
from lmapi_mock.store.sql.statements import Insert, Statement
from lmapi_mock.store.sql.transaction import REQUESTS, Transaction

Work = Callable[[Transaction], Any]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'leads.db'}")
    with made.transaction() as tx:
        tx.connection.exec_driver_sql("CREATE TABLE leads (phone TEXT)")
    yield made
    made.close()


def adding(phone: str) -> Work:
    def work(tx: Transaction) -> int:
        tx.connection.exec_driver_sql("INSERT INTO leads VALUES (?)", (phone,))
        return len(tx.connection.exec_driver_sql("SELECT phone FROM leads").all())

    return work


def failing(tx: Transaction) -> None:
    adding("lost")(tx)
    raise ValueError("A defect.")


def all_at_once(database: Database, works: list[Work]) -> list[Any]:
    async def run() -> list[Any]:
        group = GroupCommit()
        asked = [group.run(database, work) for work in works]
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(run())


def phones(database: Database) -> list[str]:
    with database.transaction() as tx:
        return list(tx.connection.exec_driver_sql("SELECT phone FROM leads").scalars())


def test_what_comes_at_once_is_committed_at_once_and_each_sees_those_before(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []
    transaction = database.transaction

    def counted(**how: bool) -> Any:
        begun.append(how)
        return transaction(**how)

    monkeypatch.setattr(database, "transaction", counted)
    assert all_at_once(database, [adding("1"), adding("2"), adding("3")]) == [1, 2, 3]
    assert begun == [{"patient": False, "for_requests": True}]


def test_more_than_that_take_turns(database: Database) -> None:
    works = [adding(str(number)) for number in range(2 * AT_ONCE + 1)]
    assert all_at_once(database, works) == list(range(1, 2 * AT_ONCE + 2))


def test_where_one_fails_the_others_are_stored(database: Database) -> None:
    first, failed, last = all_at_once(database, [adding("1"), failing, adding("2")])
    assert (first, last) == (1, 2)
    assert isinstance(failed, ValueError)
    assert phones(database) == ["1", "2"]


def test_one_that_fails_alone_is_not_tried_again(database: Database) -> None:
    tried = []

    def work(tx: Transaction) -> None:
        tried.append(1)
        failing(tx)

    (failed,) = all_at_once(database, [work])
    assert (tried, type(failed)) == ([1], ValueError)
    assert phones(database) == []


def test_a_file_that_another_holds_for_a_while_is_waited_for(database: Database) -> None:
    other = sqlite3.connect(str(database.url.database), check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    free = threading.Timer(0.2, other.rollback)
    free.start()
    assert all_at_once(database, [adding("1"), adding("2")]) == [1, 2]
    free.join()
    other.close()


def test_a_file_that_another_keeps_is_said_to_all_of_them_after_one_wait(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lmapi_mock.store.sql.engines.sqlite.BUSY_TIMEOUT_MS", 200)
    other = sqlite3.connect(str(database.url.database))
    other.execute("BEGIN IMMEDIATE")
    failed = all_at_once(database, [adding("1"), adding("2")])
    assert [type(error) for error in failed] == [DatabaseError, DatabaseError]
    other.close()
    assert phones(database) == []


LOG = Insert(vicidial_api_log, ("user", "api_date", "data"))
URL = Insert(vicidial_api_urls, ("api_id", "api_date", "url"))
DATE = "2026-07-15 14:00:00"


@pytest.fixture(params=SERVERS)
def on_a_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with scratch(request.param, tmp_path) as url:
        made = Database(url)
        METADATA.create_all(made.engine, [vicidial_api_log, vicidial_api_urls])
        yield made
        made.close()


@pytest.fixture
def myisam(tmp_path: Path) -> Iterator[Database]:
    """A database whose table keeps what a transaction wrote that failed."""
    with scratch("mariadb", tmp_path) as url:
        made = Database(url)
        METADATA.create_all(made.engine, [vicidial_api_log, vicidial_api_urls])
        with made.transaction() as tx:
            tx.connection.exec_driver_sql("ALTER TABLE vicidial_api_log ENGINE=MyISAM")
        yield made
        made.close()


def logging(data: str) -> Work:
    def work(tx: Transaction) -> Transaction:
        values = {"user": "6666", "api_date": DATE, "data": data}
        tx.insert_at_end(
            LOG, values, URL, lambda key: {"api_id": key, "api_date": DATE, "url": f"of {data}"}
        )
        return tx

    return work


def failing_log(tx: Transaction) -> None:
    logging("lost")(tx)
    raise ValueError("A defect.")


def storing(data: str) -> Work:
    def work(tx: Transaction) -> None:
        tx.insert(LOG, {"user": "6666", "api_date": DATE, "data": data})

    return work


def failing_store(tx: Transaction) -> None:
    raise ValueError("A defect.")


def logged(database: Database) -> list[tuple[str, str]]:
    """Every line of the log with the row that names it, in the order of their identifiers."""
    with database.transaction() as tx:
        found = tx.connection.exec_driver_sql(
            "SELECT data, url FROM vicidial_api_log JOIN vicidial_api_urls USING (api_id)"
            " ORDER BY api_id"
        )
        return [(data, url) for data, url in found]


def stored(database: Database) -> list[str]:
    with database.transaction() as tx:
        found = tx.connection.exec_driver_sql("SELECT data FROM vicidial_api_log ORDER BY api_id")
        return list(found.scalars())


def test_on_a_server_what_comes_during_a_commit_shares_the_next(
    on_a_server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []
    transaction = on_a_server.transaction

    def counted(**how: bool) -> Any:
        begun.append(1)
        return transaction(**how)

    monkeypatch.setattr(on_a_server, "transaction", counted)

    async def run() -> None:
        group = GroupCommit()
        entered = threading.Event()
        go_on = threading.Event()

        def slow(tx: Transaction) -> None:
            entered.set()
            assert go_on.wait(10)
            logging("first")(tx)

        first = asyncio.create_task(group.run(on_a_server, slow))
        assert await asyncio.to_thread(entered.wait, 10)
        others = [asyncio.create_task(group.run(on_a_server, logging(str(n)))) for n in range(3)]
        await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(first, *others)

    asyncio.run(run())
    assert len(begun) == 2
    assert logged(on_a_server) == [(data, f"of {data}") for data in ("first", "0", "1", "2")]


def test_on_sqlite_rows_of_a_group_are_stored_in_two_statements(database: Database) -> None:
    METADATA.create_all(database.engine, [vicidial_api_log, vicidial_api_urls])
    all_at_once(database, [logging("before")])
    said: list[str] = []
    with database.transaction() as tx:
        driver: Any = tx.connection.connection.driver_connection
        driver.set_trace_callback(said.append)
    done = all_at_once(database, [logging(str(number)) for number in range(3)])
    assert len([one for one in said if one.startswith("INSERT")]) == 2
    assert [[row.key for row in tx.written] for tx in done] == [[2, 0], [3, 0], [4, 0]]
    assert logged(database) == [(data, f"of {data}") for data in ("before", "0", "1", "2")]


def test_on_sqlite_a_group_of_many_rows_is_stored_in_several_statements(
    database: Database,
) -> None:
    METADATA.create_all(database.engine, [vicidial_api_log, vicidial_api_urls])
    numbers = [str(number) for number in range(AT_ONCE)]
    assert len(numbers) * 4 * len(LOG.columns) > SQLite.most_parameters
    all_at_once(database, [lambda tx: [logging(one)(tx) for one in numbers * 4], adding("other")])
    assert logged(database) == [(data, f"of {data}") for data in numbers * 4]


def test_on_a_server_each_knows_its_own_rows_and_their_identifiers(on_a_server: Database) -> None:
    works = [logging(str(number)) for number in range(AT_ONCE)]
    done = all_at_once(on_a_server, works)
    names = ["vicidial_api_log", "vicidial_api_urls"]
    for number, tx in enumerate(done):
        line, its_url = tx.written
        assert [line.table, its_url.table] == names
        assert (line.row["data"], line.key) == (str(number), number + 1)
        assert (its_url.row["url"], its_url.row["api_id"]) == (f"of {number}", number + 1)
    assert logged(on_a_server) == [(str(n), f"of {n}") for n in range(AT_ONCE)]


def test_identifiers_are_known_where_a_server_gives_but_every_third(tmp_path: Path) -> None:
    with scratch("mariadb", tmp_path) as url:
        database = Database(url)
        METADATA.create_all(database.engine, [vicidial_api_log, vicidial_api_urls])
        with database.transaction() as tx:
            tx.connection.exec_driver_sql("SET SESSION auto_increment_increment = 3")
            for number in range(4):
                logging(str(number))(tx)
        assert [row.key for row in tx.written[::2]] == [1, 4, 7, 10]
        assert logged(database) == [(str(n), f"of {n}") for n in range(4)]
        database.close()


def test_on_a_server_where_one_fails_the_others_are_stored_once(on_a_server: Database) -> None:
    done = all_at_once(on_a_server, [logging("1"), failing_log, logging("2")])
    assert isinstance(done[1], ValueError)
    assert logged(on_a_server) == [("1", "of 1"), ("2", "of 2")]


def test_on_a_server_one_that_fails_alone_is_not_tried_again(on_a_server: Database) -> None:
    tried = []

    def work(tx: Transaction) -> None:
        tried.append(1)
        failing_log(tx)

    (failed,) = all_at_once(on_a_server, [work])
    assert (tried, type(failed)) == ([1], ValueError)
    assert logged(on_a_server) == []


def test_tables_without_transactions_keep_nothing_twice_when_one_fails(myisam: Database) -> None:
    done = all_at_once(myisam, [storing("1"), failing_store, storing("2")])
    assert isinstance(done[1], ValueError)
    assert stored(myisam) == ["1", "2"]


def test_another_process_s_requests_wait_until_a_group_is_committed(on_a_server: Database) -> None:
    other = Database(str(on_a_server.url.render_as_string(hide_password=False)))
    seen: list[str] = []
    held = threading.Event()

    def slow(tx: Transaction) -> None:
        storing("1")(tx)
        held.set()
        time.sleep(0.2)

    def look(tx: Transaction) -> None:
        found = tx.connection.exec_driver_sql("SELECT data FROM vicidial_api_log")
        seen.extend(found.scalars())

    first = threading.Thread(target=all_at_once, args=(on_a_server, [slow]))
    first.start()
    assert held.wait(10)
    all_at_once(other, [look])
    first.join()
    other.close()
    assert seen == ["1"]


@pytest.mark.parametrize("fails", [False, True])
def test_what_comes_while_others_have_their_turn_is_done_together(
    on_a_server: Database, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    waits = threading.Event()
    hold_all = Transaction.hold_all

    def waiting(tx: Transaction, **how: bool) -> None:
        waits.set()
        hold_all(tx, **how)

    monkeypatch.setattr(Transaction, "hold_all", waiting)

    def group_of(data: str) -> Work:
        return lambda tx: logging(data)(tx)._group

    async def run() -> list[Any]:
        group = GroupCommit()
        with on_a_server.transaction() as other:
            other.hold([REQUESTS])
            asked = [asyncio.create_task(group.run(on_a_server, group_of("1")))]
            assert await asyncio.to_thread(waits.wait, 10)
            works = [failing_log if fails else group_of("2"), group_of("3")]
            asked += [asyncio.create_task(group.run(on_a_server, work)) for work in works]
            await asyncio.sleep(0)
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second, third = asyncio.run(run())
    if fails:
        assert isinstance(second, ValueError)
        assert first is not third
    else:
        assert first is second is third
    stored_now = ("1", "3") if fails else ("1", "2", "3")
    assert logged(on_a_server) == [(data, f"of {data}") for data in stored_now]


def test_what_is_remembered_is_read_again_after_an_update(database: Database) -> None:
    table = sa.Table("leads", sa.MetaData(), sa.Column("phone", sa.Text))
    any_lead = Statement(lambda _: sa.select(table.c.phone))
    change = Statement(lambda _: sa.update(table).values(phone=sa.bindparam("new")))
    with database.transaction() as tx:
        adding("1")(tx)
        beside = tx.beside()
        assert tx.remembered(any_lead) == {"phone": "1"}
        tx.connection.exec_driver_sql("UPDATE leads SET phone = '2'")
        assert beside.remembered(any_lead) == {"phone": "1"}
        beside.run(change, new="3")
        assert tx.remembered(any_lead) == {"phone": "3"}


_CONFLICTS = {
    "mysql": "SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'a conflict'",
    "postgresql": "DO 'BEGIN RAISE EXCEPTION ''a conflict'' USING ERRCODE = ''40001''; END'",
}
"""What a cluster says of rows that another node has changed, or a serializable database."""


def test_what_conflicts_with_another_node_is_done_again_and_stored_once(
    on_a_server: Database,
) -> None:
    conflict = _CONFLICTS[on_a_server.engine.dialect.name]
    tries = []

    def conflicting(tx: Transaction) -> None:
        storing("third")(tx)
        tries.append(1)
        if len(tries) < 4:
            tx.connection.exec_driver_sql(conflict)

    done = all_at_once(on_a_server, [storing("first"), conflicting, storing("second")])
    assert [one for one in done if isinstance(one, Exception)] == []
    assert len(tries) == 4
    assert sorted(stored(on_a_server)) == ["first", "second", "third"]


def test_who_waits_for_rows_is_told_of_rows_also_where_the_database_is_silent_at_last(
    on_a_server: Database,
) -> None:
    conflict = _CONFLICTS[on_a_server.engine.dialect.name]
    on_a_server.patience = 1

    async def run() -> tuple[DatabaseError, DatabaseError]:
        group = GroupCommit()
        has_met, is_told = threading.Event(), threading.Event()

        def conflicting(tx: Transaction) -> None:
            has_met.set()
            tx.connection.exec_driver_sql(conflict)

        def slow(tx: Transaction) -> None:
            assert is_told.wait(10)

        first = asyncio.create_task(group.run(on_a_server, conflicting))
        assert await asyncio.to_thread(has_met.wait, 10)
        second = asyncio.create_task(group.run(on_a_server, slow))
        errors = await asyncio.gather(first, second, return_exceptions=True)
        is_told.set()
        held, silent = errors
        assert isinstance(held, DatabaseError)
        assert isinstance(silent, DatabaseError)
        return held, silent

    held, silent = asyncio.run(run())
    assert HELD in held.told
    assert SILENT in silent.told


def test_nobody_waits_longer_where_a_silent_database_keeps_its_thread(
    on_a_server: Database,
) -> None:
    on_a_server.patience = 1

    async def run() -> list[Any]:
        group = GroupCommit()
        has_begun, is_told = threading.Event(), threading.Event()

        def stuck(tx: Transaction) -> None:
            has_begun.set()
            assert is_told.wait(20)

        first = asyncio.create_task(group.run(on_a_server, stuck))
        assert await asyncio.to_thread(has_begun.wait, 10)
        await asyncio.sleep(0.1)
        second = asyncio.create_task(group.run(on_a_server, storing("2")))
        try:
            done, _ = await asyncio.wait([first, second], timeout=15)
            return [one.exception() for one in done]
        finally:
            is_told.set()

    assert [type(error) for error in asyncio.run(run())] == [DatabaseError, DatabaseError]


def test_what_is_told_not_to_be_done_is_not_done_later(
    on_a_server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_server.patience = 1
    # As where a thread is about to open a connection, which cannot be cut yet.
    monkeypatch.setattr(on_a_server, "cut", lambda: None)
    is_told = threading.Event()

    def slow(tx: Transaction) -> None:
        storing("late")(tx)
        assert is_told.wait(20)

    async def run() -> None:
        try:
            with pytest.raises(DatabaseError):
                await GroupCommit().run(on_a_server, slow)
        finally:
            is_told.set()

    asyncio.run(run())
    with on_a_server.transaction() as tx:
        tx.hold([REQUESTS])
    assert stored(on_a_server) == []


_REFUSALS = {
    "mysql": "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this one'",
    "postgresql": "DO 'BEGIN RAISE EXCEPTION ''not this one''; END'",
}
"""What a trigger of the database's own says."""


def test_what_a_trigger_refuses_of_one_is_told_to_that_one(on_a_server: Database) -> None:
    refusal = _REFUSALS[on_a_server.engine.dialect.name]

    def refused(tx: Transaction) -> None:
        storing("refused")(tx)
        tx.connection.exec_driver_sql(refusal)

    first, error, last = all_at_once(on_a_server, [storing("first"), refused, storing("last")])
    assert (first, last) == (None, None)
    assert isinstance(error, DatabaseError)
    assert TRIGGERED in error.told
    assert stored(on_a_server) == ["first", "last"]
