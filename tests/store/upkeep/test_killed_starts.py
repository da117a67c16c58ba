"""On MariaDB, a start that is killed while it makes or migrates the tables harms no later one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from databases import scratch
from lmapi_mock import paths
from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.upkeep.migrate import HEAD, MAKING, migrate, revision_of

COLUMNS = (
    "SELECT table_name, column_name, ordinal_position, column_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = database() ORDER BY 1, 3"
)
INDEXES = (
    "SELECT table_name, index_name, seq_in_index, column_name, non_unique"
    " FROM information_schema.statistics WHERE table_schema = database() ORDER BY 1, 2, 3"
)
CHANGES = ("CREATE", "ALTER", "DROP", "UPDATE ALEMBIC", "INSERT INTO ALEMBIC")


class KilledError(BaseException):
    """Stands for SIGKILL: nothing of the start runs after it."""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with scratch("mariadb", tmp_path) as made:
        yield made


def shape(url: str) -> list[list[Any]]:
    database = Database(url)
    with database.transaction() as tx:
        found = [tx.connection.exec_driver_sql(sql).fetchall() for sql in (COLUMNS, INDEXES)]
    database.close()
    return [[tuple(row) for row in rows] for rows in found]


@pytest.fixture
def whole(tmp_path: Path) -> list[list[Any]]:
    """What a start makes that nobody disturbs."""
    with scratch("mariadb", tmp_path) as url:
        database = Database(url)
        migrate(database)
        database.close()
        return shape(url)


def killed(url: str, after: int) -> None:
    """A start that is killed after so many changes of the schema."""
    database = Database(url)
    done = 0

    def count(_: Any, __: Any, statement: str, *___: Any) -> None:
        nonlocal done
        if statement.strip().upper().startswith(CHANGES):
            done += 1
            if done > after:
                raise KilledError

    sa.event.listen(database.engine, "before_cursor_execute", count)
    with pytest.raises(KilledError):
        migrate(database)
    database.close()


@pytest.mark.parametrize("after", [2, 9, 30])
def test_a_start_that_was_killed_while_it_made_the_tables_is_followed_by_one_that_makes_them(
    url: str, after: int, whole: list[list[Any]]
) -> None:
    killed(url, after)
    assert shape(url) != whole
    again = Database(url)
    assert revision_of(again) in (None, MAKING)
    assert migrate(again) is True
    assert migrate(again) is False
    assert revision_of(again) == HEAD
    again.close()
    assert shape(url) == whole


def at_first_revision(url: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS))
    database = Database(url)
    with database.transaction() as tx:
        config.attributes["connection"] = tx.connection
        command.upgrade(config, "0001")
        tx.connection.exec_driver_sql("INSERT INTO vicidial_list (phone_number) VALUES ('1')")
    database.close()


@pytest.mark.parametrize("after", [1, 5, 10])
def test_a_migration_that_was_killed_is_done_by_the_next_start(
    url: str, after: int, whole: list[list[Any]], caplog: pytest.LogCaptureFixture
) -> None:
    at_first_revision(url)
    killed(url, after)
    told: list[str] = []
    again = Database(url)
    assert migrate(again, told.append) is False
    assert told == ["migrating its database"]
    assert revision_of(again) == HEAD
    with again.transaction() as tx:
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM vicidial_list").scalar() == 1
    again.close()
    assert shape(url) == whole
    said = [record.getMessage() for record in caplog.records]
    assert f"The database is migrated from revision 0001 to {HEAD}." in said
    assert [line for line in said if line.startswith("Revision 0003 is done: ")]


def test_tables_that_nobody_of_ours_marked_are_still_somebody_elses(url: str) -> None:
    database = Database(url)
    with database.transaction() as tx:
        tx.connection.exec_driver_sql("CREATE TABLE vicidial_list (a INT)")
    with pytest.raises(DatabaseError, match="tables of its own: vicidial_list"):
        migrate(database)
    database.close()
