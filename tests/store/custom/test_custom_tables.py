"""custom_<list_id> tables: made with MariaDB's types, found again, filled and dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from client import Mock
from lmapi_mock.mariadb.types import parse_type
from lmapi_mock.store.custom.custom_tables import (
    create_custom_table,
    drop_custom_table,
    insert_custom_row,
)
from lmapi_mock.store.lookup.configuration import custom_columns, custom_tables
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import get_state
from lmapi_mock.store.upkeep.migrate import create_schema

GREATEST = 18446744073709551615

STORED: list[tuple[str, Any, Any]] = [
    ("varchar(5)", "abcdefg", "abcde"),
    ("char(3)", "a  ", "a"),
    ("text", "0012", "0012"),
    ("enum('Y','N')", "y", "Y"),
    ("enum('0','1')", "1", "1"),
    ("enum('Y','N')", "maybe", ""),
    ("tinyint(3) unsigned", "300", 255),
    ("int(9)", "-5x", -5),
    ("bigint(20) unsigned", str(GREATEST), GREATEST),
    ("bigint(20)", "-9223372036854775808", -(2**63)),
    ("decimal(4,2)", "-4", "-4.00"),
    ("date", "1980-2-30", "0000-00-00"),
    ("date", "19800229", "1980-02-29"),
    ("datetime", "2026-01-02 3:4:5", "2026-01-02 03:04:05"),
    ("varchar(5)", None, None),
]
STORED_IDS = [f"{kind} {value}" for kind, value, _ in STORED]


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database("sqlite://")
    create_schema(made)
    yield made
    made.close()


def make(database: Database, table: str = "custom_101", **columns: str) -> None:
    with database.transaction() as tx:
        create_custom_table(tx, table, {name: parse_type(kind) for name, kind in columns.items()})
        database.forget()


@pytest.mark.parametrize("kind", sorted({kind for kind, *_ in STORED}))
def test_a_columns_type_is_found_again_as_it_was_spelt(database: Database, kind: str) -> None:
    make(database, answer=kind)
    with database.transaction() as tx:
        columns = custom_columns(tx, "custom_101")
    assert columns is not None
    spelt = {name: found.sql for name, found in columns.items()}
    assert spelt == {"lead_id": "int(9) unsigned", "answer": kind}


@pytest.mark.parametrize(("kind", "value", "held"), STORED, ids=STORED_IDS)
def test_a_row_is_stored_as_its_columns_store_it(
    database: Database, kind: str, value: Any, held: Any
) -> None:
    make(database, answer=kind)
    with database.transaction() as tx:
        columns = custom_columns(tx, "custom_101")
        assert columns is not None
        insert_custom_row(tx, "custom_101", columns, {"lead_id": 7, "answer": value})
        assert get_state(tx, ["custom_101"])["custom_101"] == [{"lead_id": 7, "answer": held}]


@pytest.mark.parametrize(("kind", "value", "held"), STORED, ids=STORED_IDS)
def test_put_state_stores_the_same(mock: Mock, kind: str, value: Any, held: Any) -> None:
    rows = [{"lead_id": 7, "answer": value}]
    mock.put_lenient_state({"custom_101": [["answer", kind]]}, custom_101=rows)
    assert mock.rows("custom_101") == [{"lead_id": 7, "answer": held}]


def test_a_custom_field_of_a_lead_holds_the_greatest_number(mock: Mock) -> None:
    mock.put_state(
        {"custom_101": [["account", "bigint(20) unsigned"]]},
        vicidial_lists_fields=[{"list_id": 101, "field_label": "account"}],
    )
    answer = mock.add_lead(
        phone_number="7275551212", list_id=101, custom_fields="Y", account=GREATEST
    )
    assert answer.splitlines()[1] == (
        "NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - 7275551212|1|101|1"
    )
    assert mock.rows("custom_101") == [{"lead_id": 1, "account": GREATEST}]


def test_a_dropped_table_is_known_no_more(database: Database) -> None:
    make(database, answer="text")
    make(database, "custom_102", other="text")
    with database.transaction() as tx:
        drop_custom_table(tx, "custom_101")
        database.forget()
    with database.transaction() as tx:
        assert list(custom_tables(tx)) == ["custom_102"]
        assert custom_columns(tx, "custom_101") is None


def test_a_table_that_is_no_lists_is_no_custom_table(database: Database) -> None:
    make(database, "custom_notes", answer="text")
    with database.transaction() as tx:
        assert custom_tables(tx) == {}


def test_column_names_may_be_words_of_sql(database: Database, tmp_path: Path) -> None:
    make(database, select="text", order="text", group="int")
    with database.transaction() as tx:
        columns = custom_columns(tx, "custom_101")
        assert columns is not None
        row = {"lead_id": 1, "select": "a", "order": "b'); --", "group": 3}
        insert_custom_row(tx, "custom_101", columns, row)
        assert get_state(tx, ["custom_101"])["custom_101"] == [row]
