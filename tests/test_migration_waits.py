"""A start while another process makes or migrates the tables: it waits, and not without end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from databases import ENGINES, scratch
from lmapi_mock.errors import DatabaseError
from lmapi_mock.serving.opening import open_database
from lmapi_mock.settings import Settings, read_settings
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import mariadb, postgresql, sqlite
from lmapi_mock.store.upkeep.migrate import HEAD, migrate, revision_of, upgrade

WAITS_S = 0.4
"""Longer than a start takes that waits for nobody."""


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Of a start on an empty database of each engine."""
    with scratch(request.param, tmp_path) as url:
        yield read_settings({"database": url}, {})


@pytest.fixture
def other(settings: Settings) -> Iterator[Database]:
    """Another process's connection to the same database."""
    database = Database(settings.database)
    yield database
    database.close()


class Started(threading.Thread):
    """Something that is started while another holds the lock."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self._work = work
        self.raised: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._work()
        except DatabaseError as error:
            self.raised = error


def test_a_start_waits_for_another_that_makes_the_tables(
    settings: Settings, other: Database
) -> None:
    with other.transaction() as tx:
        tx.hold(["schema"])
        start = Started(lambda: open_database(settings).close())
        start.join(timeout=WAITS_S)
        assert start.is_alive()
        assert not sa.inspect(tx.connection).has_table("vicidial_list")
    start.join(timeout=60)
    assert (start.is_alive(), start.raised) == (False, None)
    assert revision_of(other) == HEAD


def test_a_migration_waits_for_another(settings: Settings, other: Database) -> None:
    migrate(other)
    mine = Database(settings.database)
    with other.transaction() as tx:
        tx.hold(["schema"])
        migration = Started(lambda: upgrade(mine))
        migration.join(timeout=WAITS_S)
        assert migration.is_alive()
    migration.join(timeout=60)
    assert (migration.is_alive(), migration.raised) == (False, None)
    mine.close()


def test_a_start_that_has_waited_too_long_says_what_for(
    settings: Settings, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 200)
    monkeypatch.setattr(mariadb, "LOCK_TIMEOUT_S", 1)
    monkeypatch.setattr(postgresql, "LOCK_TIMEOUT_S", 1)
    with other.transaction() as tx:
        tx.hold(["schema"])
        with pytest.raises(DatabaseError) as refused:
            open_database(settings)
    if other.kind.single:
        assert str(refused.value) == (
            f"The database file {other.url.database} cannot be used: database is locked."
        )
        assert refused.value.hint.startswith("Another process may be holding the file; ")
    else:
        assert str(refused.value) == (
            "Another request, or another lmapi-mock that starts on this database, "
            "has been holding what this one needs for 1 seconds."
        )
        assert refused.value.hint == "Try again."
    open_database(settings).close()
    assert revision_of(other) == HEAD
