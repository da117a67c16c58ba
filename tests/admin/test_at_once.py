"""What is short is done in the event loop, and nobody waits there for who holds the database."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from client import Mock, Response
from lmapi_mock.admin import state
from lmapi_mock.admin.at_once import at_once
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.sql.database import Database

Hold = Callable[[Database], AbstractContextManager[None]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    given = {"port": "0", "database": str(tmp_path / "leads.db")}
    with Server(read_settings(given, {})) as running:
        yield running


@contextmanager
def by_a_thread(database: Database) -> Iterator[None]:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with database.transaction():
            held.set()
            done.wait(10)

    with ThreadPoolExecutor(1) as threads:
        holding = threads.submit(hold)
        assert held.wait(10)
        try:
            yield
        finally:
            done.set()
            holding.result()


@contextmanager
def by_another_process(database: Database) -> Iterator[None]:
    with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("COMMIT")


@pytest.mark.parametrize("hold", [by_a_thread, by_another_process])
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/reset", 204), ("GET", "/state?tables=vicidial_list", 200)],
    ids=["reset", "read"],
)
def test_others_are_answered_while_a_call_waits_for_the_database(
    server: Server, hold: Hold, method: str, path: str, status: int
) -> None:
    def call() -> Response:
        with closing(Mock(server)) as caller:
            return caller.admin(method, path)

    with closing(Mock(server)) as other, ThreadPoolExecutor(1) as threads:
        other.add_lead(phone_number="7275551212")
        assert call().status == status
        with hold(server.worlds.own.database):
            waiting = threads.submit(call)
            for _ in range(20):
                assert other.admin("GET", "/live").status == 200
            assert not waiting.done()
        assert waiting.result(10).status == status


def test_a_reset_and_the_reading_of_few_rows_need_no_thread(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Mock(server)) as mock:
        # It is known to be a copy of the seed from its first reset on.
        assert mock.admin("POST", "/reset").status == 204
        # Whoever asked for a thread would be told of a defect.
        monkeypatch.setattr(state, "to_thread", None)
        mock.add_lead(phone_number="7275551212")
        assert len(mock.rows("vicidial_list")) == 1
        assert mock.admin("POST", "/reset").status == 204
        assert mock.rows("vicidial_list") == []


CALLS = [
    ("GET", "/clock", None, 200),
    ("PUT", "/clock", {"now": "2026-01-02T03:04:05Z"}, 200),
    ("POST", "/clock/advance", {"seconds": 60}, 200),
    ("POST", "/faults", {"id": "late", "status": 503}, 201),
    ("GET", "/faults", None, 200),
    ("DELETE", "/faults/late", None, 204),
    ("DELETE", "/faults", None, 204),
    ("DELETE", "/requests", None, 200),
]


@pytest.mark.parametrize("place", [":memory:", "leads.db"], ids=["memory", "file"])
def test_clock_faults_and_journal_need_a_thread_only_beside_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    is_memory = place == ":memory:"
    given = {"port": "0", "database": place if is_memory else str(tmp_path / place)}
    with Server(read_settings(given, {})) as server, closing(Mock(server)) as mock:
        for _ in range(2):
            for method, path, body, status in CALLS:
                answer = mock.admin(method, path, body)
                assert answer.status == status, (path, answer.text)
            # Whoever asked for a thread would be told of a defect.
            if is_memory:
                monkeypatch.setattr("lmapi_mock.admin.at_once.to_thread", None)


def test_many_rows_are_read_in_a_thread(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_FEW", 3)
    with closing(Mock(server)) as mock:
        for number in range(5):
            mock.add_lead(phone_number=f"727555121{number}")
            few = state._few_rows(server.worlds.own, ["vicidial_list"], False)
            assert (few is None) is (number > 2)
            assert len(mock.rows("vicidial_list")) == number + 1


def test_a_database_is_left_to_others_by_work_that_failed(server: Server) -> None:
    database = server.worlds.own.database
    with pytest.raises(ZeroDivisionError):
        at_once(database, lambda: 1 // 0)
    with closing(Mock(server)) as mock:
        assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS")
        assert at_once(database, lambda: "done") == "done"
