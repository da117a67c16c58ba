"""Requests that come at once share a commit, and none of them notices."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.database import Database, Transaction
from lmapi_mock.store.group_commit import AT_ONCE, GroupCommit

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
    assert begun == [{"patient": False}]


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
    monkeypatch.setattr("lmapi_mock.store.engines.sqlite.BUSY_TIMEOUT_MS", 200)
    other = sqlite3.connect(str(database.url.database))
    other.execute("BEGIN IMMEDIATE")
    failed = all_at_once(database, [adding("1"), adding("2")])
    assert [type(error) for error in failed] == [DatabaseError, DatabaseError]
    other.close()
    assert phones(database) == []
