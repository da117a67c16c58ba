"""How connections to MariaDB are encrypted, and what becomes of answers that are read later."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pymysql
import pytest
from pymysql.connections import Connection

from databases import scratch
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.mariadb_connection import QuickConnection

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
