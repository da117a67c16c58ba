"""Columns: one spelling, MariaDB's, from which DDL and stored values follow."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from client import BASE_STATE, Mock
from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.store.schema.columns import (
    column,
    fold_of,
    is_fold,
    is_unsigned64,
    signed64,
    sql_type,
    stored_type,
    unsigned64,
)
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.shared_tables import SHARED
from lmapi_mock.store.schema.tables import vicidial_list

GREATEST = 18446744073709551615

SPELLINGS = [
    ("varchar(30)", "VARCHAR(30)", "VARCHAR(30)", "VARCHAR(30)"),
    ("char(3)", "VARCHAR(3)", "VARCHAR(3)", "CHAR(3)"),
    ("enum('Y','N')", "VARCHAR(1)", "VARCHAR(1)", "ENUM('Y','N')"),
    ("tinyint(2) unsigned", "INTEGER", "INTEGER", "TINYINT UNSIGNED"),
    ("smallint(5)", "INTEGER", "INTEGER", "SMALLINT"),
    ("mediumint(8) unsigned", "INTEGER", "INTEGER", "MEDIUMINT UNSIGNED"),
    ("int(9)", "INTEGER", "INTEGER", "INTEGER"),
    ("int(9) unsigned", "INTEGER", "BIGINT", "INTEGER UNSIGNED"),
    ("bigint(14)", "INTEGER", "BIGINT", "BIGINT"),
    ("bigint(14) unsigned", "INTEGER", "BIGINT", "BIGINT UNSIGNED"),
    ("decimal(4,2)", "NUMERIC(4, 2)", "NUMERIC(4, 2)", "NUMERIC(4, 2)"),
    ("date", "VARCHAR(10)", "VARCHAR(10)", "DATE"),
    ("datetime", "VARCHAR(19)", "VARCHAR(19)", "DATETIME"),
    ("text", "TEXT", "TEXT", "TEXT"),
    ("mediumtext", "TEXT", "TEXT", "MEDIUMTEXT"),
]


@pytest.mark.parametrize(
    ("spelling", "sqlite", "postgresql", "mysql"), SPELLINGS, ids=[one[0] for one in SPELLINGS]
)
def test_a_spelling_becomes_the_type_of_each_engine(
    spelling: str, sqlite: str, postgresql: str, mysql: str
) -> None:
    made = sql_type(mariadb.parse_type(spelling))
    for dialect, expected in (
        ("sqlite", sqlite),
        ("postgresql", postgresql),
        ("mysql", mysql),
        ("mariadb", mysql),
    ):
        engine = sa.create_mock_engine(f"{dialect}://", lambda *_: None)
        assert made.compile(dialect=engine.dialect) == expected


@pytest.mark.parametrize(
    ("given", "default", "nullable"),
    [
        (column("a", "varchar(5)"), None, True),
        (column("a", "varchar(5)", default="x"), "x", True),
        (column("a", "varchar(5)", required=True), "", False),
        (column("a", "int(9)", required=True), "0", False),
        (column("a", "datetime", required=True), "0000-00-00 00:00:00", False),
        (column("a", "varchar(5)", key=True), "", False),
        (column("a", "int(9)", key=True, identity=True), None, False),
    ],
    ids=["plain", "default", "required", "number", "date", "key", "identity"],
)
def test_a_column_left_out_gets_what_mariadb_gives_it(
    given: sa.Column[object], default: str | None, nullable: bool
) -> None:
    clause = given.server_default
    assert (clause.arg if isinstance(clause, sa.DefaultClause) else None) == default
    assert given.nullable is nullable


def test_a_companion_is_told_from_vicidials_own_columns() -> None:
    assert is_fold(fold_of("phone_number"))
    assert fold_of("phone_number").name == "phone_number_fold"
    assert not is_fold(column("phone_number", "varchar(18)"))


def test_every_companion_follows_a_text_column_of_its_table() -> None:
    for table in METADATA.tables.values():
        for companion in filter(is_fold, table.columns):
            followed = stored_type(table.c[companion.info["fold_of"]])
            assert isinstance(followed, mariadb.Varchar), (table.name, companion.name)


def test_identifiers_are_numbered_by_the_database_and_never_used_twice() -> None:
    numbered = {t.name for t in METADATA.tables.values() if t.kwargs["sqlite_autoincrement"]}
    assert {"vicidial_list", "vicidial_hopper", "vicidial_callbacks", "vicidial_users"} < numbered
    assert vicidial_list.autoincrement_column is vicidial_list.c.lead_id
    assert "vicidial_lists" not in numbered


@pytest.mark.parametrize(
    ("number", "kept"),
    [(0, 0), (2**63 - 1, 2**63 - 1), (2**63, -(2**63)), (GREATEST, -1)],
)
def test_an_unsigned_number_is_kept_as_a_signed_one(number: int, kept: int) -> None:
    assert signed64(number) == kept
    assert unsigned64(kept) == number


@pytest.mark.parametrize(
    ("spelling", "wide"),
    [
        ("bigint unsigned", True),
        ("bigint(14) unsigned", True),
        ("bigint", False),
        ("int unsigned", False),
        ("varchar(20)", False),
    ],
)
def test_only_a_bigint_unsigned_holds_more_than_a_signed_number(spelling: str, wide: bool) -> None:
    assert is_unsigned64(mariadb.parse_type(spelling)) is wide


@pytest.mark.parametrize("given", [GREATEST, str(GREATEST), "18446744073709551616", 10**30])
def test_the_greatest_list_id_survives_put_and_get(mock: Mock, given: str | int) -> None:
    mock.put_lenient_state(
        vicidial_lists=[{"list_id": given, "campaign_id": "SALES"}],
        vicidial_list=[{"list_id": given, "entry_list_id": given, "phone_number": "1"}],
    )
    assert [row["list_id"] for row in mock.rows("vicidial_lists")] == [GREATEST]
    (lead,) = mock.rows("vicidial_list")
    assert (lead["list_id"], lead["entry_list_id"]) == (GREATEST, GREATEST)


def test_lists_are_in_the_order_of_their_unsigned_numbers(mock: Mock) -> None:
    numbers = [2**63, 5, GREATEST, 2**63 - 1, 0]
    mock.put_state(vicidial_lists=[{"list_id": number} for number in numbers])
    assert [row["list_id"] for row in mock.rows("vicidial_lists")] == sorted(numbers)


def test_a_lead_is_loaded_into_the_greatest_list(mock: Mock) -> None:
    mock.put_state(
        vicidial_lists=[*BASE_STATE["vicidial_lists"], {"list_id": GREATEST, "active": "Y"}]
    )
    answer = mock.add_lead(phone_number="7275551212", list_id=GREATEST, list_exists_check="Y")
    assert answer == f"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|{GREATEST}|1|-4|6666\n"
    assert [row["list_id"] for row in mock.rows("vicidial_list")] == [GREATEST]
    again = mock.add_lead(phone_number="7275551212", list_id=GREATEST, duplicate_check="DUPLIST")
    assert again == (f"ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 7275551212|{GREATEST}|1\n")


def test_tables_that_processes_share_are_made_with_transactions_and_mariadbs_order() -> None:
    said: list[str] = []
    dialect = mysql.dialect()
    engine = sa.create_mock_engine(
        "mysql://", lambda one, *_: said.append(str(one.compile(dialect=dialect)))
    )
    SHARED.create_all(engine, checkfirst=False)
    made = [one for one in said if "CREATE TABLE" in one]
    assert len(made) == len(SHARED.tables)
    for one in made:
        assert "ENGINE=InnoDB CHARSET=utf8mb3 COLLATE utf8mb3_unicode_ci" in one
