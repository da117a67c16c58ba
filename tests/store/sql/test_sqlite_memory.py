"""SQLite's count of its memory, which a server does without; in processes of their own."""

from __future__ import annotations

import subprocess
import sys

_USED = """
import ctypes, sqlite3, _sqlite3
from lmapi_mock.store.sql.engines.sqlite_memory import count_no_memory
used = ctypes.CDLL(_sqlite3.__file__).sqlite3_memory_used
def opened():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE one (a)")
    connection.execute("INSERT INTO one VALUES (7)")
    return connection
def read(connection):
    return connection.execute("SELECT a FROM one").fetchall()
"""


def said(script: str) -> str:
    """What a script prints in a process of its own."""
    command = [sys.executable, "-c", _USED + script]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_nothing_is_counted_any_more_and_databases_open() -> None:
    assert said("print(count_no_memory()); one = opened(); print(read(one), used())") == (
        "True\n[(7,)] 0"
    )


def test_a_database_that_is_open_stays_open_and_its_memory_counted() -> None:
    script = "one = opened(); print(count_no_memory(), read(one), used() > 0)"
    assert said(script) == "False [(7,)] True"


def test_what_is_told_twice_leaves_what_was_opened_between() -> None:
    script = "count_no_memory(); one = opened(); print(count_no_memory()); print(read(one))"
    assert said(script) == "True\n[(7,)]"
