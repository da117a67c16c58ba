"""What was written ahead gets into the file beside the requests."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from lmapi_mock.store.sql.checkpoints import COMMITS
from lmapi_mock.store.sql.database import Database


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
    for number in range(COMMITS):
        with database.transaction() as tx:
            tx.connection.exec_driver_sql("INSERT INTO leads VALUES (?)", (str(number),))
    deadline = time.monotonic() + 10
    while not path.stat().st_size or _rows(path) < COMMITS:
        assert time.monotonic() < deadline, "The checkpoint does not come."
        time.sleep(0.02)
    database.close()
    assert not path.with_name("leads.db-wal").exists()


def _rows(path: Path) -> int:
    try:
        return in_the_file_itself(path)
    except sqlite3.OperationalError:
        # Not even the table has got there.
        return 0
