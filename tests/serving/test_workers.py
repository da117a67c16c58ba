"""--workers: several processes on one socket and one database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from client import Mock
from command import Serving, environment, run, serving
from lmapi_mock.serving.server import Server
from lmapi_mock.serving.workers import YOUNG_S
from lmapi_mock.settings import read_settings
from lmapi_mock.store.schema.shared_tables import PROCESSES
from lmapi_mock.store.sql.database import Database
from lmapi_mock.version import __version__


def workers_of(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


def within(seconds: float, claim: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def ask(server: Serving, **parameters: str) -> str:
    mock = server.mock()
    answer = mock.add_lead(**parameters)
    mock.close()
    return answer.split(" - ")[0]


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture
def serving_two(tmp_path: Path) -> Iterator[Serving]:
    with serving("--workers", "2", "--database", str(tmp_path / "leads.db")) as server:
        yield server


def test_all_workers_answer_and_end_with_the_command(serving_two: Serving) -> None:
    pids = workers_of(serving_two.process.pid)
    assert len(pids) == 2
    assert ask(serving_two, phone_number="7275551212").startswith("SUCCESS: ")
    assert serving_two.end()[0] == 0
    assert all(map(is_gone, pids))


READY = """
import sys, threading
from lmapi_mock.serving.workers import Workers
from lmapi_mock.settings import read_settings

def ready(url, start):
    print(sorted(thread.name for thread in threading.enumerate()))
    workers.stop()

flags = {"database": sys.argv[1], "port": "0", "workers": "2"}
workers = Workers(read_settings(flags, {}), ready)
workers.run()
"""


def test_ready_is_said_once_nobody_but_workers_takes_requests(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", READY, str(tmp_path / "leads.db")],
        env=environment(), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (ended.stdout, ended.returncode) == ("['MainThread']\n", 0), ended.stderr


def test_workers_end_when_the_command_is_killed(serving_two: Serving) -> None:
    pids = workers_of(serving_two.process.pid)
    serving_two.process.kill()
    assert within(3, lambda: all(map(is_gone, pids)))


def test_a_worker_that_dies_is_started_anew(serving_two: Serving) -> None:
    first, second = workers_of(serving_two.process.pid)
    time.sleep(YOUNG_S)
    os.kill(first, signal.SIGKILL)
    assert within(5, lambda: len({*workers_of(serving_two.process.pid)} - {first, second}) == 1)
    assert second in workers_of(serving_two.process.pid)


def test_of_equal_requests_at_once_one_adds_the_lead(serving_two: Serving) -> None:
    def load(_: int) -> str:
        return ask(serving_two, phone_number="7275551212", duplicate_check="DUPSYS")

    with ThreadPoolExecutor(24) as many:
        answers = list(many.map(load, range(24)))
    assert answers.count("SUCCESS: add_lead LEAD HAS BEEN ADDED") == 1
    assert answers.count("ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM") == 23


def test_a_database_in_memory_is_refused() -> None:
    ended = run("serve", "--port", "0", "--workers", "2", "--database", ":memory:")
    assert ended.returncode == 2
    assert ended.stderr == (
        "lmapi-mock: --workers is 2, and a database in memory has but one process.\n"
        "Give --database a file or a server, or use one worker.\n"
    )


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Mock, Mock]]:
    """Two servers that share a file as two workers do."""
    flags = {"database": str(tmp_path / "leads.db"), "port": "0", "workers": "2"}
    with Server(read_settings(flags, {})) as one, Server(read_settings(flags, {})) as other:
        mocks = Mock(one), Mock(other)
        yield mocks
        for mock in mocks:
            mock.close()


def entry_date(mock: Mock) -> str:
    mock.add_lead(phone_number="7275551212")
    return str(mock.rows("vicidial_list")[-1]["entry_date"])


def test_a_clock_that_one_freezes_the_others_follow_within_a_second(
    two: tuple[Mock, Mock],
) -> None:
    one, other = two
    assert entry_date(other) != "2026-03-08 09:59:59"
    one.freeze("2026-03-08T14:59:59Z", "America/New_York")
    assert within(1, lambda: entry_date(other) == "2026-03-08 10:59:59")
    assert other.admin("POST", "/clock/advance", {"seconds": 60}).json["local"] == (
        "2026-03-08 11:00:59"
    )
    assert within(1, lambda: entry_date(one) == "2026-03-08 11:00:59")


def test_a_server_that_finds_the_clock_frozen_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flags = {"database": str(tmp_path / "leads.db"), "port": "0", "workers": "2"}
    with Server(read_settings(flags, {})) as first:
        mock = Mock(first)
        mock.freeze("2026-03-08T14:59:59Z")
        mock.close()
    with Server(read_settings(flags, {})):
        pass
    assert caplog.messages[-1] == (
        "The clock of this database is frozen at 2026-03-08 14:59:59 (UTC); "
        "PUT /__admin/clock lets it run."
    )


def test_a_server_that_finds_faults_in_force_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flags = {"database": str(tmp_path / "leads.db"), "port": "0", "workers": "2"}
    with Server(read_settings(flags, {})) as first:
        mock = Mock(first)
        for name in ("slow", "broken"):
            assert mock.admin("POST", "/faults", {"id": name, "status": 503}).status == 201
        mock.close()
    with Server(read_settings(flags, {})):
        pass
    assert caplog.messages[-1] == (
        "Faults of this database are in force: slow, broken; DELETE /__admin/faults removes them."
    )


def test_processes_of_another_version_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flags = {"database": str(tmp_path / "leads.db"), "port": "0", "workers": "2"}
    with Server(read_settings(flags, {})), closing(Database(flags["database"])) as database:
        with database.transaction() as tx:
            tx.connection.execute(sa.update(PROCESSES).values(version="0.0.1"))
        with Server(read_settings(flags, {})):
            pass
    assert caplog.messages[-1] == (
        f"This is version {__version__}, and others work on this database: 0.0.1"
        f" ({socket.gethostname()}:{os.getpid()}). Start all of them anew with one version."
    )


def test_a_reset_lets_every_clock_run_again(two: tuple[Mock, Mock]) -> None:
    one, other = two
    one.freeze("2026-03-08T14:59:59Z")
    assert other.admin("GET", "/clock").json["frozen"] is True
    other.admin("POST", "/reset")
    assert one.admin("GET", "/clock").json["frozen"] is False
    assert within(1, lambda: not entry_date(one).startswith("2026-03-08"))


def test_users_and_lists_that_one_sets_the_others_follow_within_a_second(
    two: tuple[Mock, Mock],
) -> None:
    one, other = two
    one.put_state()
    lead = {"phone_number": "7275551212", "list_id": "301", "list_exists_check": "Y"}
    assert within(1, lambda: other.add_lead(**lead).startswith("SUCCESS: "))
    one.put_state(vicidial_lists=[])
    assert within(1, lambda: "NOT A DEFINED LIST ID" in other.add_lead(**lead))


def test_a_terminal_that_is_closed_ends_all_workers(serving_two: Serving) -> None:
    """It sends SIGHUP to every process of it, workers too."""
    pids = workers_of(serving_two.process.pid)
    for pid in (serving_two.process.pid, *pids):
        # One that its parent has told to end may be gone already.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGHUP)
    assert serving_two.process.wait(timeout=10) == 0
    assert all(map(is_gone, pids))
