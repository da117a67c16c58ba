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
from command import Serving, environment, serving
from lmapi_mock.errors import SettingError
from lmapi_mock.serving.server import Server
from lmapi_mock.serving.workers import YOUNG_S, Workers
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


def test_workers_answer_as_one_are_started_anew_and_end_with_the_command(
    serving_two: Serving,
) -> None:
    ready = time.monotonic()
    first, second = workers_of(serving_two.process.pid)

    def load(_: int) -> str:
        return ask(serving_two, phone_number="7275551212", duplicate_check="DUPSYS")

    with ThreadPoolExecutor(24) as many:
        answers = list(many.map(load, range(24)))
    assert answers.count("SUCCESS: add_lead LEAD HAS BEEN ADDED") == 1
    assert answers.count("ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM") == 23

    time.sleep(max(0, ready + YOUNG_S - time.monotonic()))
    os.kill(first, signal.SIGKILL)
    assert within(20, lambda: len({*workers_of(serving_two.process.pid)} - {first, second}) == 1)
    assert second in workers_of(serving_two.process.pid)

    pids = workers_of(serving_two.process.pid)
    assert ask(serving_two, phone_number="7275551213").startswith("SUCCESS: ")
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
    assert within(20, lambda: all(map(is_gone, pids)))


def test_a_database_in_memory_is_refused() -> None:
    settings = read_settings({"port": "0", "workers": "2", "database": ":memory:"}, {})
    with pytest.raises(SettingError) as refused:
        Workers(settings, lambda *_: None)
    assert str(refused.value) == ("--workers is 2, and a database in memory has but one process.")
    assert refused.value.hint == "Give --database a file or a server, or use one worker."


def test_a_server_that_finds_the_clock_frozen_and_faults_in_force_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flags = {"database": str(tmp_path / "leads.db"), "port": "0", "workers": "2"}
    with Server(read_settings(flags, {})) as first, closing(Mock(first)) as mock:
        mock.freeze("2026-03-08T14:59:59Z")
        for name in ("slow", "broken"):
            assert mock.admin("POST", "/faults", {"id": name, "status": 503}).status == 201
    with Server(read_settings(flags, {})):
        pass
    assert caplog.messages[-2:] == [
        (
            "The clock of this database is frozen at 2026-03-08 14:59:59 (UTC); "
            "PUT /__admin/clock lets it run."
        ),
        "Faults of this database are in force: slow, broken; DELETE /__admin/faults removes them.",
    ]


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


def test_a_terminal_that_is_closed_ends_all_workers(serving_two: Serving) -> None:
    """It sends SIGHUP to every process of it, workers too."""
    pids = workers_of(serving_two.process.pid)
    for pid in (serving_two.process.pid, *pids):
        # One that its parent has told to end may be gone already.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGHUP)
    assert serving_two.process.wait(timeout=60) == 0
    assert all(map(is_gone, pids))
