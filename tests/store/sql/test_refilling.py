"""A reset writes what has changed, and leaves tables that nobody has touched.

SQLite need not read its definitions anew then, which would take the next request longer than the
reset.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lmapi_mock import MockServer
from lmapi_mock.clock import ClockState
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.own_tables.shared_clock import keep_clock, kept_clock
from lmapi_mock.store.sql import refilling
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import MANY, State, get_state
from lmapi_mock.store.state.seed import Seed, demo_seed, file_seed
from lmapi_mock.store.state.whole_state import put_state

ZIPS = "vicidial_postal_codes"


@pytest.fixture(scope="module")
def seed() -> Iterator[Seed]:
    made = demo_seed()
    yield made
    made.close()


@pytest.fixture(scope="module")
def begun(seed: Seed) -> tuple[Any, ...]:
    """What the seed holds."""
    return held(seed.image())


@pytest.fixture
def file(tmp_path: Path, seed: Seed) -> Iterator[Database]:
    """A file that holds the seed."""
    database = Database(f"sqlite:///{tmp_path / 'leads.db'}")
    seed.restore(database)
    yield database
    database.close()


def run(database: Database, *statements: str) -> None:
    with database.transaction() as tx:
        for statement in statements:
            tx.connection.exec_driver_sql(statement)


def by_others(database: Database, script: str) -> None:
    """What another program does with the file."""
    with closing(sqlite3.connect(str(database.url.database))) as connection:
        connection.executescript(script)


def held(database: Database) -> tuple[Any, ...]:
    """Every definition and every row but those of the clock, which a reset of a world sets."""
    with database.transaction() as tx:
        read = tx.connection.exec_driver_sql
        found = read("SELECT type, name, sql FROM sqlite_master ORDER BY name")
        made = [tuple(one) for one in found if one[1] != "lmapi_mock_clock"]
        tables = [name for kind, name, _ in made if kind == "table"]
        rows = {
            name: read(f'SELECT * FROM "{name}" ORDER BY rowid').all()
            for name in tables
            if name != ZIPS
        }
        zips = read(f"SELECT count(*), group_concat(postal_code || state) FROM {ZIPS}").one()
        return made, rows, zips


def ahead(database: Database) -> int:
    return Path(f"{database.url.database}-wal").stat().st_size


LEAD = "INSERT INTO vicidial_list (list_id, phone_number) VALUES (101, '7275551212')"
CHANGED = f"UPDATE {ZIPS} SET state = 'ZZ' WHERE postal_code = '33601'"


def test_seven_resets_are_not_a_copy_of_all_zip_codes_each(
    file: Database, seed: Seed, begun: tuple[Any, ...]
) -> None:
    file.settle()
    for _ in range(7):
        run(file, *[LEAD] * 20)
        seed.restore(file)
    # The first transaction after a checkpoint begins at the front of the one copy at the start.
    assert ahead(file) < 5_000_000
    assert held(file) == begun


@pytest.mark.parametrize(
    "statements",
    [
        [LEAD],
        [CHANGED],
        [f"DELETE FROM {ZIPS} WHERE postal_code > '5'"],
        [f"DELETE FROM {ZIPS}"],
        [f"INSERT INTO {ZIPS} SELECT * FROM {ZIPS} WHERE 0", LEAD],
        ["DELETE FROM vicidial_phone_codes"],
        ["UPDATE vicidial_users SET pass = 'x'", "DELETE FROM vicidial_lists"],
        ["CREATE TABLE custom_7 (lead_id INT PRIMARY KEY NOT NULL, x)", "DROP TABLE custom_101"],
        ["CREATE TABLE custom_7 (lead_id INT PRIMARY KEY NOT NULL, x)"],
        ["CREATE TABLE notes (x)", "CREATE INDEX notes_x ON notes (x)"],
        ["CREATE INDEX slow ON vicidial_list (comments)", LEAD],
        ["CREATE VIEW seen AS SELECT * FROM vicidial_list"],
        [f"CREATE TRIGGER cruel AFTER DELETE ON vicidial_list BEGIN DELETE FROM {ZIPS}; END", LEAD],
        ["ALTER TABLE vicidial_list ADD COLUMN more TEXT", LEAD],
    ],
    ids=lambda statements: statements[0][:40],
)
@pytest.mark.parametrize("who", ["us", "another program"])
def test_all_is_as_the_seed_has_it(
    file: Database, seed: Seed, begun: tuple[Any, ...], who: str, statements: list[str]
) -> None:
    if who == "us":
        run(file, *statements)
    else:
        by_others(file, ";".join(statements))
    assert held(file) != begun
    seed.restore(file)
    assert held(file) == begun
    run(file, *statements)
    seed.restore(file)
    assert held(file) == begun


def test_zip_codes_of_another_table_are_put_back(
    file: Database, seed: Seed, begun: tuple[Any, ...]
) -> None:
    renamed = f"ALTER TABLE {ZIPS} RENAME TO kept; CREATE TABLE {ZIPS} AS SELECT * FROM kept"
    by_others(file, renamed)
    seed.restore(file)
    assert held(file) == begun


def test_configuration_is_known_after_a_reset_as_the_seed_has_it(tmp_path: Path) -> None:
    with MockServer(database=str(tmp_path / "leads.db")) as server:
        own = server.worlds.own
        for _ in range(2):
            run(own.database, "UPDATE vicidial_lists SET active = 'N'", CHANGED)
            own.reset()
            known = dict(own.database.cache)
            assert known
            with own.database.transaction() as tx:
                for build, value in known.items():
                    assert build(tx) == value


def test_identifiers_begin_anew(file: Database, seed: Seed) -> None:
    run(file, LEAD, LEAD, LEAD)
    seed.restore(file)
    run(file, LEAD)
    with file.transaction() as tx:
        read = tx.connection.exec_driver_sql
        assert read("SELECT lead_id FROM vicidial_list").scalars().all() == [1]


def test_zip_codes_that_were_put_by_a_large_state_are_put_back(
    file: Database, seed: Seed, begun: tuple[Any, ...]
) -> None:
    with file.transaction() as tx:
        rows = get_state(tx, [ZIPS])[ZIPS][: MANY + 5]
    put_state(file, State({ZIPS: rows}, {}, Fit.ANY))
    with file.transaction() as tx:
        (number,) = tx.connection.exec_driver_sql(f"SELECT count(*) FROM {ZIPS}").one()
    assert number == MANY + 5
    seed.restore(file)
    assert held(file) == begun


def test_a_copy_of_another_is_put_back(file: Database, seed: Seed, begun: tuple[Any, ...]) -> None:
    other = Database("sqlite://")
    seed.restore(other)
    run(other, CHANGED, LEAD)
    file.copy_of(other)
    other.close()
    seed.restore(file)
    assert held(file) == begun


def test_what_is_taken_back_is_no_change(
    file: Database, seed: Seed, begun: tuple[Any, ...]
) -> None:
    with pytest.raises(sa.exc.OperationalError):
        run(file, LEAD, "no SQL")
    assert file.refill(seed.image(), seed.rest(seed.image()))
    assert held(file) == begun


def test_a_change_of_the_zip_codes_is_seen_whoever_made_it(file: Database, seed: Seed) -> None:
    run(file, CHANGED)
    assert not file.refill(seed.image(), seed.rest(seed.image()))
    seed.restore(file)
    assert file.refill(seed.image(), seed.rest(seed.image()))
    by_others(file, CHANGED)
    assert not file.refill(seed.image(), seed.rest(seed.image()))


def test_a_file_that_has_grown_is_copied(
    file: Database, seed: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refilling, "MORE_PAGES", 100)
    run(file, *[LEAD.replace("'7275551212'", "hex(zeroblob(2000))")] * 300)
    assert not file.refill(seed.image(), seed.rest(seed.image()))
    seed.restore(file)
    assert file.refill(seed.image(), seed.rest(seed.image()))


def test_the_clock_of_all_stays_for_who_resets_it(file: Database, seed: Seed) -> None:
    stopped = ClockState(dt.datetime(2026, 1, 2, tzinfo=dt.UTC), dt.timedelta(), "UTC")
    with file.transaction() as tx:
        keep_clock(tx, stopped)
    seed.restore(file)
    with file.transaction() as tx:
        assert kept_clock(tx) == stopped


def test_a_reset_of_a_file_whose_clock_nobody_has_set_makes_no_table(tmp_path: Path) -> None:
    with MockServer(database=str(tmp_path / "leads.db")) as server:
        own = server.worlds.own
        number = definitions(own.database)
        own.reset()
        assert definitions(own.database) == number


ADDED = "INSERT INTO vicidial_dnc (phone_number) VALUES ('7275551212')"


@pytest.fixture(params=["memory", "namespace"])
def small(request: pytest.FixtureRequest, seed: Seed) -> Iterator[Database]:
    """One in memory, which is lent ZIP codes and area codes."""
    database = Database("sqlite://", is_lean=request.param == "namespace")
    seed.restore(database, lends=True)
    yield database
    database.close()


def definitions(database: Database) -> int:
    """SQLite's number of them, another once they have to be read anew."""
    with database.transaction() as tx:
        return int(tx.connection.exec_driver_sql("PRAGMA schema_version").scalar_one())


def test_a_reset_in_memory_leaves_definitions_and_statements_as_they_are(
    small: Database, seed: Seed
) -> None:
    begun, number = held(small), definitions(small)
    for _ in range(3):
        run(small, ADDED, "UPDATE vicidial_users SET full_name = 'x'", "DELETE FROM vicidial_lists")
        assert held(small) != begun
        seed.restore(small, lends=True)
        assert held(small) == begun
    assert definitions(small) == number


def test_what_nobody_has_written_is_not_read_for_a_reset(small: Database, seed: Seed) -> None:
    """A new one would have to read its definitions, which takes longer than to make it."""
    seed.restore(small)
    with small.transaction() as tx:
        driver: Any = tx.connection.connection.driver_connection
    asked: list[str] = []
    driver.set_trace_callback(asked.append)
    assert small.is_refilled_soon
    seed.restore(small, lends=True)
    driver.set_trace_callback(None)
    needs_definitions = [one for one in asked if "page_count" in one or "SELECT" in one]
    assert needs_definitions == []
    assert asked, "SQLite tells what it is asked."


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE custom_7 (lead_id INT PRIMARY KEY NOT NULL, x)", "DROP TABLE custom_101"],
        ["ALTER TABLE vicidial_lists RENAME TO kept", "CREATE TABLE vicidial_lists AS SELECT 1"],
        ["CREATE TABLE custom_7 (lead_id INT PRIMARY KEY NOT NULL, x)"],
        ["ALTER TABLE vicidial_dnc ADD COLUMN more TEXT"],
        ["CREATE VIEW seen AS SELECT * FROM vicidial_list"],
        ["CREATE TRIGGER cruel DELETE ON vicidial_dnc BEGIN DELETE FROM vicidial_lists; END"],
        [f"INSERT INTO {ZIPS} (postal_code) VALUES ('33601')"],
        ["PRAGMA user_version = 0"],
    ],
    ids=lambda statements: statements[0][:40],
)
def test_all_in_memory_is_as_the_seed_has_it(
    small: Database, seed: Seed, statements: list[str]
) -> None:
    begun = held(small)
    for _ in range(2):
        run(small, *statements, ADDED)
        seed.restore(small, lends=True)
        assert held(small) == begun
        assert small.lent is not None
        with small.transaction() as tx:
            assert tx.is_lent(ZIPS)


LOGIN = "UPDATE vicidial_users SET failed_login_count = failed_login_count + 1, pass = 'x'"


def changes(database: Database) -> int:
    """How many rows the database's connection has written since it was opened."""
    with database.transaction() as tx:
        return int(tx.connection.exec_driver_sql("SELECT total_changes()").scalar_one())


def test_of_a_row_whose_columns_were_set_only_those_are_set_back(
    small: Database, seed: Seed
) -> None:
    begun = held(small)
    for _ in range(2):
        run(small, f"{LOGIN} WHERE user = '6666'")
        assert held(small) != begun
        before = changes(small)
        seed.restore(small, lends=True)
        assert changes(small) == before + 1
        assert held(small) == begun


@pytest.mark.parametrize(
    "statements",
    [
        [LOGIN, "UPDATE OR REPLACE vicidial_users SET user_id = 1 WHERE user_id = 2"],
        [LOGIN, "UPDATE vicidial_users SET rowid = rowid + 100"],
        [LOGIN, "UPDATE vicidial_users SET user_id = user_id + 100"],
        [LOGIN, "DELETE FROM vicidial_users"],
        [LOGIN, "DELETE FROM vicidial_users WHERE user = '6666'"],
        [LOGIN, "INSERT INTO vicidial_users (user, pass) VALUES ('another', 'x')"],
        [f"{LOGIN}, full_name = NULL", f"{LOGIN}, user_level = user_level + 1"],
        ["UPDATE vicidial_lists SET list_id = list_id + 1000, active = 'N'"],
    ],
    ids=lambda statements: statements[-1][:60],
)
def test_columns_that_were_set_are_as_the_seed_has_them(
    small: Database, seed: Seed, statements: list[str]
) -> None:
    begun = held(small)
    for _ in range(2):
        run(small, *statements)
        assert held(small) != begun
        seed.restore(small, lends=True)
        assert held(small) == begun


def test_rows_of_a_table_with_a_column_called_rowid_are_put_back(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    columns = [["rowid", "varchar(9)"], ["name", "varchar(9)"]]
    rows = [{"lead_id": number, "rowid": "1", "name": f"n{number}"} for number in (1, 2)]
    state = {"tables": {"custom_7": rows}, "custom_tables": {"custom_7": columns}}
    file.write_text(json.dumps(state), encoding="utf-8")
    seed = file_seed(file)
    with closing(Database("sqlite://")) as database, closing(seed):
        seed.restore(database, lends=True)
        begun = held(database)
        run(database, "UPDATE custom_7 SET name = 'x'")
        seed.restore(database, lends=True)
        assert held(database) == begun


def test_zip_codes_of_its_own_are_gone_after_a_reset(small: Database, seed: Seed) -> None:
    begun = held(small)
    with small.transaction() as tx:
        tx.take_over([ZIPS])
        assert not tx.is_lent(ZIPS)
    assert held(small) != begun
    seed.restore(small, lends=True)
    assert held(small) == begun
    with small.transaction() as tx:
        assert tx.is_lent(ZIPS)


def test_a_statement_that_was_prepared_before_a_copy_is_told_after_it(
    small: Database, seed: Seed
) -> None:
    begun = held(small)
    other = Database("sqlite://", is_lean=small.is_lean)
    seed.restore(other, lends=True)
    for _ in range(2):
        run(small, ADDED)
        small.copy_of(other)
        seed.restore(small, lends=True)
        run(small, ADDED)
        seed.restore(small, lends=True)
        assert held(small) == begun
    other.close()
