"""Prepared statements: compiled once, with values always bound and text folded where compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from lmapi_mock.store.schema.tables import vicidial_hopper, vicidial_list, vicidial_lists
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.statements import Insert, Statement
from lmapi_mock.store.upkeep.migrate import create_schema

NAMES = ("phone_number", "first_name", "list_id", "gmt_offset_now", "date_of_birth", "gender")
ADD = Insert(vicidial_list, NAMES)
ADD_HOPPER = Insert(vicidial_hopper, ("lead_id",))
ADD_LIST = Insert(vicidial_lists, ("list_id",))
LEAD = {
    "phone_number": "7275551212",
    "first_name": "Zoë",
    "list_id": "101",
    "gmt_offset_now": "-4",
    "date_of_birth": "1980-1-2",
    "gender": "f",
}

BY_NAME = Statement(
    lambda compare: (
        sa.select(vicidial_list.c.lead_id)
        .where(compare.matches(vicidial_list.c.first_name, "name"))
        .order_by(vicidial_list.c.lead_id)
    )
)
RENAME = Statement(
    lambda _: (
        sa.update(vicidial_list)
        .where(vicidial_list.c.lead_id == sa.bindparam("id"), vicidial_list.c.status.is_(None))
        .values(status=sa.bindparam("to"), user="fixed")
    )
)

HOSTILE = [
    "O'Brien",
    "'; DROP TABLE vicidial_list; --",
    'say "hi"',
    "back\\slash\\",
    "100%s :name ?",
    "tab\tnew\nline",
    "",
]


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database("sqlite://")
    create_schema(made)
    yield made
    made.close()


def test_an_insert_stores_values_as_their_columns_do_and_gives_the_identifier(
    database: Database,
) -> None:
    with database.transaction() as tx:
        assert tx.insert(ADD, LEAD) == 1
        assert tx.insert(ADD, LEAD) == 2
        (row, _) = tx.rows(vicidial_list)
    held = {name: row[name] for name in NAMES}
    assert held == {
        "phone_number": "7275551212",
        "first_name": "Zoë",
        "list_id": 101,
        "gmt_offset_now": -4,
        "date_of_birth": "1980-01-02",
        "gender": "F",
    }
    assert (row["first_name_fold"], row["phone_number_fold"]) == ("zoe", "7275551212")


def test_columns_that_an_insert_does_not_name_get_their_defaults(database: Database) -> None:
    with database.transaction() as tx:
        tx.insert(ADD_HOPPER, {"lead_id": 7})
        (row,) = tx.rows(vicidial_hopper)
    assert (row["lead_id"], row["status"], row["alt_dial"], row["priority"], row["user"]) == (
        7,
        "READY",
        "NONE",
        0,
        None,
    )


def test_a_null_is_stored_as_one_and_has_no_fold(database: Database) -> None:
    with database.transaction() as tx:
        tx.insert(ADD, LEAD | {"first_name": None})
        (row,) = tx.rows(vicidial_list)
    assert (row["first_name"], row["first_name_fold"]) == (None, None)


@pytest.mark.parametrize("text", HOSTILE)
def test_values_are_data_whatever_they_hold(database: Database, text: str) -> None:
    with database.transaction() as tx:
        tx.insert(ADD, LEAD | {"first_name": text})
        assert [row["first_name"] for row in tx.rows(vicidial_list)] == [text[:30]]
        assert tx.first(BY_NAME, name=text[:30]) == {"lead_id": 1}


@pytest.mark.parametrize(
    ("asked", "found"),
    [("zoe", True), ("ZOË", True), ("Zoë  ", True), ("Zo", False), (" zoe", False), ("", False)],
)
def test_text_is_compared_as_utf8_unicode_ci_does(
    database: Database, asked: str, found: bool
) -> None:
    with database.transaction() as tx:
        tx.insert(ADD, LEAD)
        assert (tx.first(BY_NAME, name=asked) is not None) is found


def test_what_is_compared_is_the_cut_value_against_the_whole_one(database: Database) -> None:
    with database.transaction() as tx:
        tx.insert(ADD, LEAD | {"first_name": "x" * 40})
        assert tx.first(BY_NAME, name="x" * 30) == {"lead_id": 1}
        assert tx.first(BY_NAME, name="x" * 40) is None


def test_constants_of_a_statement_are_bound_beside_its_values(database: Database) -> None:
    with database.transaction() as tx:
        for _ in range(2):
            tx.insert(ADD, LEAD)
        tx.run(RENAME, id=2, to="NEW")
        rows = [(row["status"], row["user"]) for row in tx.rows(vicidial_list)]
    assert rows == [(None, None), ("NEW", "fixed")]


def test_a_statement_is_written_once_for_an_engine(database: Database) -> None:
    written: list[Any] = []

    def build(compare: Any) -> Any:
        written.append(compare)
        return sa.select(vicidial_list.c.lead_id)

    statement = Statement(build)
    with database.transaction() as tx:
        for _ in range(3):
            assert tx.first(statement) is None
    assert len(written) == 1


def test_equal_statements_are_told_apart(database: Database) -> None:
    def build(_: Any) -> Any:
        return sa.select(vicidial_list.c.lead_id)

    assert Statement(build) != Statement(build)


@pytest.mark.parametrize("number", [0, 1, 2**63 - 1, 2**63, 2**64 - 1])
def test_an_unsigned_number_is_kept_whole(database: Database, number: int) -> None:
    with database.transaction() as tx:
        tx.insert(ADD_LIST, {"list_id": str(number)})
        (row,) = tx.rows(vicidial_lists)
    assert row["list_id"] % 2**64 == number
