"""Values reach MariaDB as the driver itself would have written them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pymysql.cursors import Cursor

from databases import scratch
from lmapi_mock.store.sql.database import Database

VALUES = (
    "", "Ann", "it's", 'a "b"', "a\\'b", "\\", "\0\n\r\x1a", "50%", "%s", "é", "x" * 5000,
    0, 7, -(1 << 63), True, None, 1.5, Decimal("2.50"), b"bytes",
)  # fmt: skip


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with scratch("mariadb", tmp_path_factory.mktemp("literals")) as url:
        database = Database(url)
        with database.transaction() as tx:
            yield tx.connection.connection.driver_connection
        database.close()


@pytest.mark.parametrize("mode", ["NO_ENGINE_SUBSTITUTION", "NO_BACKSLASH_ESCAPES"])
@pytest.mark.parametrize("time", ["first", "again"])
def test_each_value_is_written_as_the_driver_writes_it(
    connection: Any, mode: str, time: str
) -> None:
    connection.query(f"SET sql_mode = '{mode}'")
    statement = f"SELECT {', '.join(['%s'] * len(VALUES))}, '{time}'"
    ours = connection.cursor()
    ours.execute(statement, VALUES)
    drivers: Any = Cursor(connection)
    drivers.execute(statement, VALUES)
    assert ours._executed == drivers._executed
    row = ours.fetchone()
    assert row == drivers.fetchone()
    assert row[:11] == VALUES[:11]


@pytest.mark.parametrize("mode", ["NO_ENGINE_SUBSTITUTION", "NO_BACKSLASH_ESCAPES"])
def test_many_rows_are_written_as_the_driver_writes_them(connection: Any, mode: str) -> None:
    connection.query(f"SET sql_mode = '{mode}'")
    connection.query("CREATE OR REPLACE TEMPORARY TABLE held (value BLOB, again BLOB)")
    statement = "INSERT INTO held (value, again) VALUES (%s, %s)"
    rows = [(value, value) for value in VALUES]
    ours = connection.cursor()
    ours.executemany(statement, rows)
    drivers: Any = Cursor(connection)
    drivers.executemany(statement, rows)
    assert ours._executed == drivers._executed
    ours.execute("SELECT count(*) FROM held WHERE value = again")
    assert ours.fetchone() == (2 * len([value for value in VALUES if value is not None]),)


def test_one_is_not_taken_for_true(connection: Any) -> None:
    cursor = connection.cursor()
    for value, written in ((1, "1"), (True, "1"), (1.0, "1.0e0"), ("1", "'1'")):
        cursor.execute("SELECT %s", (value,))
        assert cursor._executed == f"SELECT {written}"
