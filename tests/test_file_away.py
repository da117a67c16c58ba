"""An SQLite file that cannot be written now: its disk is full, or another process holds it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from client import Mock, Response
from command import seed_file
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.sqlite import SQLite

ADDED = "SUCCESS: add_lead LEAD HAS BEEN ADDED - "
HELD = " Another process may be holding the file; it is waited for no longer than 5 seconds."
FULL = " It goes on once there is room."
DELETED = " Start the server anew."
DETAILS = " The server's log has the details, under request "
TABLES = ("vicidial_list", "vicidial_hopper", "vicidial_api_log", "vicidial_api_urls")
ROOM = 1024 * 1024


@contextmanager
def served(file: Path, seed: str) -> Iterator[Mock]:
    """A server on the file, and a client."""
    with Server(read_settings({"database": str(file), "port": "0", "seed": seed}, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def add(mock: Mock, phone: int) -> Response:
    """A lead with a hopper row, and a comment that takes up room."""
    return mock.request(
        "GET",
        "/vicidial/non_agent_api.php?user=6666&pass=1234&source=test&function=add_lead"
        f"&phone_number={phone}&add_to_hopper=Y&comments={'x' * 250}",
    )


def counts(mock: Mock) -> list[int]:
    return [len(mock.rows(table)) for table in TABLES]


def until_full(mock: Mock, file: Path) -> int:
    """Add leads until there is no room; returns how many there are, all of them whole."""
    for number in range(5000):
        answer = add(mock, 7_270_000_000 + number)
        if answer.status != 200:
            break
        assert answer.text.startswith(ADDED)
    assert answer.status == 503
    assert answer.text.startswith(
        f"lmapi-mock: The database cannot be used now: its disk is full.{FULL}{DETAILS}"
    )
    assert str(file) not in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert number > 10
    assert counts(mock) == [number, number, 2 * number, 2 * number]
    return number


def goes_on(mock: Mock, file: Path, before: int) -> None:
    """Leads are added again, numbered on, and the file is whole."""
    for number in (1, 2):
        answer = add(mock, 7_280_000_000 + number)
        assert answer.status == 200, answer.text
        assert answer.text.split("|")[2] == str(before + number)
    after = before + 2
    assert counts(mock) == [after, after, 2 * after, 2 * after]
    with sqlite3.connect(file) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()


def test_a_database_that_may_not_grow_stores_nothing_half_and_then_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's own limit stands in for the disk's, whoever runs the tests."""
    opened: list[sqlite3.Connection] = []
    connect: Any = SQLite._connect

    def keep(self: SQLite, url: Any) -> sqlite3.Connection:
        opened.append(connect(self, url))
        return opened[-1]

    monkeypatch.setattr(SQLite, "_connect", keep)
    file = tmp_path / "leads.db"
    with served(file, seed_file(tmp_path)) as mock:
        (here,) = [one for one in opened if one.execute("PRAGMA database_list").fetchone()[2]]
        (pages,) = here.execute("PRAGMA page_count").fetchone()
        here.execute(f"PRAGMA max_page_count = {pages + 20}")
        before = until_full(mock, file)
        here.execute(f"PRAGMA max_page_count = {pages + 1000}")
        goes_on(mock, file, before)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight MiB."""
    if sys.platform != "linux" or os.getuid() != 0:
        pytest.skip("a file system of the test's own takes Linux and root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stores_nothing_half_and_once_there_is_room_goes_on(
    small_disk: Path, tmp_path: Path
) -> None:
    file, ballast = small_disk / "leads.db", small_disk / "ballast"
    with served(file, seed_file(tmp_path)) as mock:
        ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - ROOM))
        before = until_full(mock, file)
        # Asked again it is refused again, and what is there can still be read.
        assert add(mock, 7275551212).status == 503
        assert mock.admin("GET", "/health").status in (200, 503)
        assert counts(mock)[0] == before
        ballast.unlink()
        goes_on(mock, file, before)


HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""


@contextmanager
def held(file: Path) -> Iterator[Callable[[], None]]:
    """Another process holds the file, until what is given is called or the block ends."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        yield lambda: holder.communicate("\n", timeout=10) and None
    finally:
        if holder.poll() is None:
            holder.communicate("\n", timeout=10)


def test_a_file_that_is_gone_is_said_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "leads.db"
    with served(file, seed_file(tmp_path)) as mock:
        assert add(mock, 7275551211).status == 200
        file.unlink()
        answer = add(mock, 7275551212)
        said = "its file has been deleted, or another put in its place."
        assert answer.status == 503
        told = f"lmapi-mock: The database cannot be used now: {said}{DELETED}{DETAILS}"
        assert answer.text.startswith(told)


def test_a_file_that_another_process_holds_is_waited_for_and_then_a_503(tmp_path: Path) -> None:
    file = tmp_path / "leads.db"
    with served(file, seed_file(tmp_path)) as mock:
        assert add(mock, 7275551211).status == 200
        with held(file):
            sent = time.monotonic()
            answer = add(mock, 7275551212)
            waited = time.monotonic() - sent
            said = "The database cannot be used now: another process holds its file."
            assert answer.status == 503
            assert answer.text.startswith(f"lmapi-mock: {said}{HELD}{DETAILS}")
            assert answer.headers["content-type"] == "text/plain; charset=utf-8"
            assert 4.5 < waited < 10
        goes_on(mock, file, 1)


def test_requests_that_wait_for_a_held_file_are_answered_once_it_is_let_go(tmp_path: Path) -> None:
    file = tmp_path / "leads.db"
    with served(file, seed_file(tmp_path)) as mock:

        def ask(number: int) -> Response:
            client = Mock(mock.server)
            answer = add(client, 7275551200 + number)
            client.close()
            return answer

        with held(file) as let_go, ThreadPoolExecutor(6) as many:
            waiting = [many.submit(ask, number) for number in range(6)]
            time.sleep(0.5)
            assert not any(one.done() for one in waiting)
            let_go()
            answers = [one.result(timeout=60) for one in waiting]
        assert all(answer.text.startswith(ADDED) for answer in answers)
        assert counts(mock) == [6, 6, 12, 12]


def test_of_processes_that_open_a_new_file_at_once_none_finds_it_locked(tmp_path: Path) -> None:
    def open_new(file: str) -> None:
        Database(f"sqlite:///{file}").close()

    with ThreadPoolExecutor(4) as many:
        for number in range(100):
            for opened in [many.submit(open_new, f"{tmp_path}/{number}.db") for _ in range(4)]:
                opened.result(timeout=60)
