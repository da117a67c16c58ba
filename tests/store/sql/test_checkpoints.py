"""What was written ahead gets into the file beside the requests."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import pytest

from lmapi_mock.store.sql.checkpoints import COMMITS, Checkpoints
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import sqlite


def in_the_file_itself(path: Path) -> int:
    """How many rows the file has without what is written ahead."""
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    connection = sqlite3.connect(copy)
    try:
        (count,) = connection.execute("SELECT count(*) FROM leads").fetchone()
    finally:
        connection.close()
    return int(count)


def test_many_commits_get_into_the_file_while_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "leads.db"
    database = Database(f"sqlite:///{path}")
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("CREATE TABLE leads (phone TEXT)")
    # With the table's own, just as many as are brought in together: one more might come too late.
    leads = COMMITS - 1
    for number in range(leads):
        with database.transaction() as tx:
            tx.connection.exec_driver_sql("INSERT INTO leads VALUES (?)", (str(number),))
    deadline = time.monotonic() + 60
    while not path.stat().st_size or _rows(path) < leads:
        assert time.monotonic() < deadline, "The checkpoint does not come."
        time.sleep(0.02)
    database.close()
    assert not path.with_name("leads.db-wal").exists()


def test_commits_are_counted_from_the_last_checkpoint_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    checkpoints = Checkpoints(str(tmp_path / "leads.db"))
    monkeypatch.setattr(checkpoints, "soon", lambda: asked.append(1))
    for _ in range(3 * COMMITS - 1):
        checkpoints.committed()
    assert len(asked) == 2


def test_a_large_transaction_leaves_no_large_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "WAL_KEPT", 64 * 1024)
    monkeypatch.setattr(sqlite, "CHECKPOINT_PAGES", 100)
    path = tmp_path / "leads.db"
    database = Database(f"sqlite:///{path}")
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("CREATE TABLE leads (phone TEXT)")
        tx.connection.exec_driver_sql("INSERT INTO leads VALUES (zeroblob(2000000))")
    ahead = path.with_name("leads.db-wal")
    assert ahead.stat().st_size > 2_000_000
    for _ in range(2):
        with database.transaction() as tx:
            tx.connection.exec_driver_sql("INSERT INTO leads VALUES ('7275551212')")
    assert ahead.stat().st_size <= 64 * 1024
    database.close()


def _rows(path: Path) -> int:
    try:
        return in_the_file_itself(path)
    except sqlite3.OperationalError:
        # Not even the table has got there.
        return 0
