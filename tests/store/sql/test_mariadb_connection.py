"""How connections to MariaDB are encrypted, and what becomes of answers."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pymysql
import pytest
from pymysql.connections import Connection, MySQLResult

from databases import scratch
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.mariadb_connection import QuickConnection
from lmapi_mock.store.sql.engines.mariadb_result import MOST_DESCRIPTIONS

AUTHORITIES = ssl.get_default_verify_paths().cafile
CHECKS: list[dict[str, Any]] = [
    {},
    {"ssl_verify_cert": True, "ssl_ca": AUTHORITIES},
    {"ssl_verify_identity": True, "ssl_ca": AUTHORITIES},
]
"""What the query of a database's URL may say of it."""


def told(connection: Any) -> dict[str, Any]:
    """What a connection will do with a server that can encrypt, and with one that cannot."""
    names = ("verify_mode", "check_hostname", "minimum_version", "maximum_version", "options")
    asked = {name: getattr(connection.ctx, name) for name in names}
    return asked | {"encrypts": connection.ssl, "must": connection._ssl_required}


@pytest.mark.parametrize("said", CHECKS)
def test_a_connection_is_encrypted_as_the_drivers_own(said: dict[str, Any]) -> None:
    ours: Any = QuickConnection(defer_connect=True, **said)
    drivers: Any = Connection(defer_connect=True, **said)
    assert told(ours) == told(drivers)


def test_none_is_encrypted_where_the_url_says_so() -> None:
    ours: Any = QuickConnection(defer_connect=True, ssl_disabled=True)
    assert not ours.ssl


def test_certificates_are_read_only_where_one_is_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read: list[str] = []
    load = ssl.SSLContext.load_default_certs

    def noted(context: ssl.SSLContext, *given: Any) -> None:
        read.append("the system's")
        load(context, *given)

    with scratch("mariadb", tmp_path) as url:
        monkeypatch.setattr(ssl.SSLContext, "load_default_certs", noted)
        database = Database(url)
        with database.transaction() as one, database.transaction() as another:
            driver: Any = one.connection.connection.driver_connection
            assert driver is not another.connection.connection.driver_connection
            assert isinstance(driver, QuickConnection)
        database.close()
        assert read == []
    Connection(defer_connect=True)
    assert read, "The driver's own reads none any more: ours has nothing to save."


@pytest.fixture
def driver(tmp_path: Path) -> Iterator[Any]:
    """A connection that sees a table of numbers, none of which it holds twice."""
    with scratch("mariadb", tmp_path) as url, closing(Database(url)) as database:
        pooled = database.engine.raw_connection()
        driver: Any = pooled.driver_connection
        driver.query("CREATE TABLE numbers (number INT PRIMARY KEY)")
        yield driver
        pooled.invalidate()


def numbers(driver: Any) -> list[int]:
    cursor = driver.cursor()
    cursor.execute("SELECT number FROM numbers ORDER BY number")
    return [number for (number,) in cursor.fetchall()]


def test_what_is_sent_without_waiting_is_done_in_its_order(driver: Any) -> None:
    driver.cursor().execute_later("INSERT INTO numbers VALUES (%s), (%s)", (1, 2))
    driver.cursor().execute_later("UPDATE numbers SET number = number + %s", (10,))
    assert numbers(driver) == [11, 12]
    driver.query_later("DELETE FROM numbers")
    driver.commit()
    assert numbers(driver) == []


def test_the_first_refusal_is_told_by_what_is_sent_next_which_is_not_done(driver: Any) -> None:
    for number in (1, 1, 2, 2, 3):
        driver.query_later(f"INSERT INTO numbers VALUES ({number})")
    with pytest.raises(pymysql.IntegrityError, match="'1'"):
        driver.query("INSERT INTO numbers VALUES (4)")
    assert numbers(driver) == [1, 2, 3]


def test_a_refusal_keeps_nobody_from_taking_back_what_was_done(driver: Any) -> None:
    for number in (1, 1):
        driver.query_later(f"INSERT INTO numbers VALUES ({number})")
    driver.rollback()
    assert numbers(driver) == []


def test_a_connection_that_is_lost_has_no_answers_to_wait_for(driver: Any) -> None:
    driver.query_later("INSERT INTO numbers VALUES (1)")
    driver.query_later(f"KILL {driver.thread_id()}")
    driver.query_later("INSERT INTO numbers VALUES (2)")
    for _ in range(2):
        with pytest.raises(pymysql.Error):
            numbers(driver)
    assert not driver.open


def test_who_changes_a_table_waits_in_place_and_whoever_is_next_for_nobody(tmp_path: Path) -> None:
    asked = "SELECT @@innodb_lock_wait_timeout, @@lock_wait_timeout"
    with scratch("mariadb", tmp_path) as url, closing(Database(url, patience=5)) as database:
        told = []
        for changes in (False, True, False):
            with database.transaction(for_requests=True) as tx:
                if changes:
                    tx.changes_tables()
                told.append(tuple(tx.connection.exec_driver_sql(asked).one()))
        pool: Any = database.requests_engine.pool
        assert pool.checkedin() == 1, "It was one connection."
    assert told == [(0, 0), (4, 4), (0, 0)]


def told_by(driver: Any, sql: str) -> tuple[Any, ...]:
    """All that a statement's cursor tells."""
    cursor = driver.cursor()
    cursor.execute(sql)
    return cursor.description, cursor.fetchall(), cursor.rowcount


def test_columns_are_described_once(driver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.query("INSERT INTO numbers VALUES (1), (2)")
    read = "SELECT number, 'é' AS text, NULL AS nothing FROM numbers WHERE number > {}"
    first = told_by(driver, read.format(1))
    assert [column[0] for column in first[0]] == ["number", "text", "nothing"]
    assert first[1:] == (((2, "é", None),), 1)
    monkeypatch.delattr(MySQLResult, "_get_descriptions")
    assert told_by(driver, read.format(1)) == first
    assert told_by(driver, read.format(0)) == (first[0], ((1, "é", None), *first[1]), 2)
    assert told_by(driver, read.format(2)) == (first[0], (), 0)
    with pytest.raises(AttributeError, match="_get_descriptions"):
        told_by(driver, "SELECT 1 AS another")
    driver.close()


def test_a_column_that_has_changed_is_described_anew(driver: Any) -> None:
    driver.query("INSERT INTO numbers VALUES (7)")
    assert told_by(driver, "SELECT * FROM numbers")[1] == ((7,),)
    driver.query("ALTER TABLE numbers MODIFY number VARCHAR(9)")
    assert told_by(driver, "SELECT * FROM numbers")[1] == (("7",),)
    driver.query("ALTER TABLE numbers ADD another INT DEFAULT 8")
    assert told_by(driver, "SELECT * FROM numbers")[1] == (("7", 8),)


@pytest.mark.parametrize("columns", [1, 100, 1000])
def test_any_number_of_columns_is_read_as_the_driver_reads_it(
    driver: Any, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = f"SELECT {', '.join(f'{number} AS c{number}' for number in range(columns))}"
    quick = [told_by(driver, read) for _ in range(3)]
    monkeypatch.delattr(QuickConnection, "_read_query_result")
    assert quick == [told_by(driver, read)] * 3


def test_no_more_descriptions_are_remembered_than_are_good_for_it(driver: Any) -> None:
    for number in range(MOST_DESCRIPTIONS + 10):
        assert told_by(driver, f"SELECT {number} AS c{number}")[1] == ((number,),)
    assert 0 < len(driver.descriptions) <= MOST_DESCRIPTIONS


def test_an_answer_that_ends_in_between_is_told_as_the_driver_tells_it(
    driver: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_by(driver, "SELECT 1")

    class Broken:
        def peek(self) -> bytes:
            raise TimeoutError

        def read(self, size: int) -> bytes:
            raise TimeoutError("timed out")

        def close(self) -> None:
            pass

    begin = QuickConnection.peek

    def broken(connection: Any) -> bytes:
        connection._rfile = Broken()
        return begin(connection)

    monkeypatch.setattr(QuickConnection, "peek", broken)
    with pytest.raises(pymysql.OperationalError, match=r"Lost connection .* \(timed out\)"):
        told_by(driver, "SELECT 1")
    assert not driver.open
