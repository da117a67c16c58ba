"""Columns of custom tables added, changed and dropped on every engine, and their leads' rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from databases import scratch
from lmapi_mock.mariadb.types import ColumnType, parse_type
from lmapi_mock.store.custom.custom_columns import (
    ColumnRefusedError,
    CustomColumn,
    add_column,
    change_column,
    create_table,
    drop_column,
)
from lmapi_mock.store.custom.custom_tables import (
    custom_row,
    delete_custom_row,
    drop_custom_table,
    insert_custom_row,
    update_custom_row,
)
from lmapi_mock.store.lookup.configuration import custom_columns
from lmapi_mock.store.sql.changes import Changed
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import ApartError, Transaction
from lmapi_mock.store.upkeep.migrate import create_schema

TABLE = "custom_101"


def column(name: str, kind: str, default: str | None = None) -> CustomColumn:
    return CustomColumn(name, parse_type(kind), default)


@pytest.fixture(scope="module", params=["sqlite", "mariadb", "postgresql"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scratch(request.param, tmp_path_factory.mktemp("custom")) as url:
        database = Database(url)
        create_schema(database)
        database.close()
        yield url


@pytest.fixture
def database(made: str) -> Iterator[Database]:
    opened = Database(made)
    with opened.transaction() as tx:
        create_table(
            tx, TABLE, [column("color", "varchar(20)", "o're%d\\"), column("size", "int(9)")]
        )
        insert_custom_row(tx, TABLE, columns(tx), {"lead_id": 1, "size": "7"})
        insert_custom_row(
            tx, TABLE, columns(tx), {"lead_id": 2, "color": "light blue", "size": "8"}
        )
    yield opened
    with opened.transaction() as tx:
        drop_custom_table(tx, TABLE)
    opened.close()


def columns(tx: Transaction) -> Mapping[str, ColumnType]:
    return custom_columns(tx, TABLE) or {}


def rows(database: Database) -> list[dict[str, object]]:
    with database.transaction() as tx:
        kinds = columns(tx)
        found = [custom_row(tx, TABLE, kinds, lead_id) for lead_id in (1, 2)]
        return [row for row in found if row is not None]


def spelt(database: Database) -> list[tuple[str, str]]:
    with database.transaction() as tx:
        kinds = columns(tx)
        return [(name, kind.sql) for name, kind in kinds.items()]


def test_a_column_that_is_left_out_gets_its_default(database: Database) -> None:
    assert rows(database) == [
        {"lead_id": 1, "color": "o're%d\\", "size": 7},
        {"lead_id": 2, "color": "light blue", "size": 8},
    ]


def test_a_column_that_is_added_stands_last_and_holds_its_default(database: Database) -> None:
    with database.transaction() as tx:
        add_column(tx, TABLE, column("rating", "enum('A','B%')", "b%"))
    assert spelt(database)[-1] == ("rating", "enum('A','B%')")
    assert [row["rating"] for row in rows(database)] == ["B%", "B%"]


def test_a_changed_column_keeps_its_place_and_holds_what_its_type_does(database: Database) -> None:
    with database.transaction() as tx:
        change_column(tx, TABLE, "COLOR", column("Colour", "varchar(5)", "x"))
        insert_custom_row(tx, TABLE, columns(tx), {"lead_id": 3})
        kinds = columns(tx)
        third = custom_row(tx, TABLE, kinds, 3)
    assert [name for name, _ in spelt(database)] == ["lead_id", "Colour", "size"]
    assert [row["Colour"] for row in rows(database)] == ["o're%", "light"]
    assert third == {"lead_id": 3, "Colour": "x", "size": None}


def test_numbers_become_text_and_text_becomes_members(database: Database) -> None:
    with database.transaction() as tx:
        change_column(tx, TABLE, "size", column("size", "varchar(9)"))
        change_column(tx, TABLE, "color", column("color", "enum('Light Blue','red')"))
        change_column(tx, TABLE, "size", column("size", "enum('7','9')", "9"))
    assert rows(database) == [
        {"lead_id": 1, "color": "", "size": "7"},
        {"lead_id": 2, "color": "Light Blue", "size": ""},
    ]


def test_a_dropped_column_is_gone(database: Database) -> None:
    with database.transaction() as tx:
        drop_column(tx, TABLE, "Size")
    assert [name for name, _ in spelt(database)] == ["lead_id", "color"]


@pytest.mark.parametrize(
    "refused",
    [
        column("COLOR", "int(9)"),
        column("lead_id", "int(9)"),
        column("123", "int(9)"),
        column("1e5", "int(9)"),
        column("Except", "int(9)"),
        column("x" * 65, "int(9)"),
        column("long", "varchar(21843)"),
        column("other", "enum('A')", ""),
        column("other", "varchar(2)", "abc"),
    ],
    ids=[
        "there",
        "key",
        "digits",
        "number",
        "word",
        "long name",
        "long row",
        "no member",
        "too long",
    ],
)
def test_what_mariadb_refuses_changes_nothing(database: Database, refused: CustomColumn) -> None:
    before = spelt(database)
    changes: list[Callable[[Transaction], None]] = [
        lambda tx: add_column(tx, TABLE, refused),
        lambda tx: change_column(tx, TABLE, "size", refused),
        lambda tx: drop_column(tx, TABLE, "lead_id"),
        lambda tx: drop_column(tx, "custom_102", "size"),
        lambda tx: create_table(tx, TABLE),
    ]
    for change in changes:
        with pytest.raises(ColumnRefusedError), database.transaction() as tx:
            change(tx)
    assert spelt(database) == before


def test_a_change_is_wholly_taken_back_where_the_engine_can(database: Database) -> None:
    before = spelt(database), rows(database)

    def half_done() -> None:
        with database.transaction() as tx:
            change_column(tx, TABLE, "color", column("color", "varchar(1)"))
            raise RuntimeError

    if not database.kind.transactional_ddl:
        pytest.skip("MariaDB commits a change of a table by itself")
    with pytest.raises(RuntimeError):
        half_done()
    assert (spelt(database), rows(database)) == before


def test_on_mariadb_no_other_request_is_committed_with_it(database: Database) -> None:
    with database.transaction() as tx:
        tx.hold_all()
        if database.kind.transactional_ddl:
            drop_column(tx, TABLE, "size")
        else:
            with pytest.raises(ApartError):
                drop_column(tx, TABLE, "size")
    assert (len(spelt(database)) == 2) is database.kind.transactional_ddl


def test_a_leads_row_is_changed_and_deleted(database: Database) -> None:
    with database.transaction() as tx:
        kinds = columns(tx)
        sent = {"color": "x" * 30, "size": "7"}
        assert update_custom_row(tx, TABLE, kinds, sent, 1) == Changed(1, 1)
        assert update_custom_row(tx, TABLE, kinds, sent, 1) == Changed(1, 0)
        assert update_custom_row(tx, TABLE, kinds, sent, 9) == Changed(0, 0)
        assert delete_custom_row(tx, TABLE, kinds, 2) == 1
        assert delete_custom_row(tx, TABLE, kinds, 2) == 0
        updated, deleted = [one.as_json() for one in tx.written]
    assert updated["row"] == {"lead_id": 1, "color": "x" * 20, "size": 7}
    assert updated["before"] == {"lead_id": 1, "color": "o're%d\\", "size": 7}
    assert deleted["before"] == {"lead_id": 2, "color": "light blue", "size": 8}
    assert rows(database) == [{"lead_id": 1, "color": "x" * 20, "size": 7}]
