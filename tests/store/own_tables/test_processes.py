"""The processes that work on a database, as each of them finds them in it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from databases import ENGINES, scratch
from lmapi_mock.store.own_tables import processes
from lmapi_mock.store.own_tables.processes import LIVES_FOR_S, Heartbeat, living
from lmapi_mock.store.schema.shared_tables import PROCESSES
from lmapi_mock.store.sql.database import Database
from lmapi_mock.version import __version__


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with (
        scratch(request.param, tmp_path) as url,
        closing(Database(url, shared=True)) as made,
    ):
        made.share()
        yield made


def pids(database: Database) -> list[int]:
    with database.transaction() as tx:
        return [one.pid for one in living(tx)]


def set_all(database: Database, **values: int) -> None:
    with database.transaction() as tx:
        tx.connection.execute(sa.update(PROCESSES).values(**values))


def test_each_is_named_as_long_as_it_lives(database: Database) -> None:
    one, other = Heartbeat(database), Heartbeat(database)
    (found,) = one.start()
    assert (found.host, found.pid, found.version) == (
        socket.gethostname(),
        os.getpid(),
        __version__,
    )
    assert found.name == f"{socket.gethostname()}:{os.getpid()}"
    assert len(other.start()) == 2
    one.end()
    assert len(pids(database)) == 1
    other.end()
    assert pids(database) == []


def test_one_that_says_nothing_more_is_named_for_a_while_only(database: Database) -> None:
    heartbeat = Heartbeat(database)
    heartbeat.start()
    with database.transaction() as tx:
        (seen_at,) = tx.connection.execute(sa.select(PROCESSES.c.seen_at)).scalars()
    set_all(database, seen_at=seen_at - LIVES_FOR_S - 2)
    assert pids(database) == []
    heartbeat.end()


def test_it_says_again_what_has_been_deleted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "BEATS_EVERY_S", 0.02)
    heartbeat = Heartbeat(database)
    heartbeat.start()
    with database.transaction() as tx:
        tx.connection.execute(sa.delete(PROCESSES))
    deadline = time.monotonic() + 60
    while pids(database) != [os.getpid()]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    heartbeat.end()
    assert pids(database) == []
