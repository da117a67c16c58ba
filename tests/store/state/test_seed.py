"""The seed: the demo data or a file, with the reference data, put at once and restored at once."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from client import BASE_STATE, Mock
from lmapi_mock import paths
from lmapi_mock.errors import SeedError
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.seed import IMAGE, REFERENCE, Seed, demo_seed, file_seed
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema

DEMO = json.loads((paths.SEED / "demo.json").read_text(encoding="utf-8"))


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database("sqlite://")
    create_schema(made)
    yield made
    made.close()


def reference_rows(table: str) -> list[dict[str, str]]:
    with (paths.SEED / "reference" / f"{table}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def restored(database: Database, seed: Seed, *tables: str) -> dict[str, list[Any]]:
    seed.restore(database)
    with database.transaction() as tx:
        return get_state(tx, tables)


def test_the_demo_seed_holds_the_demo_data(demo: Mock) -> None:
    read = demo.admin("GET", "/state").json["tables"]
    for table, rows in DEMO["tables"].items():
        assert len(read[table]) == len(rows), table
    assert [row["user"] for row in read["vicidial_users"]] == [
        row["user"] for row in DEMO["tables"]["vicidial_users"]
    ]
    assert read["custom_101"] == []
    assert read["vicidial_list"] == []


@pytest.mark.parametrize("table", [table.name for table in REFERENCE])
def test_the_demo_seed_holds_every_row_of_the_reference_data(demo: Mock, table: str) -> None:
    stored = [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in demo.rows(table)
    ]
    given = reference_rows(table)
    assert len(given) > 300
    assert [{name: row[name] for name in given[0]} for row in stored] == given


def test_the_companions_of_reference_data_are_what_they_follow_folded(database: Database) -> None:
    seed = demo_seed()
    seed.restore(database)
    seed.close()
    with database.transaction() as tx:
        rows = tx.connection.exec_driver_sql(
            "SELECT DISTINCT postal_code, postal_code_fold FROM vicidial_postal_codes"
        ).all()
    assert len(rows) > 40_000
    assert [row for row in rows if fold(row[0]) != row[1]] == []


def test_the_image_of_the_reference_data_has_the_tables_as_they_are_made(
    database: Database,
) -> None:
    """`python seed/build_image.py` makes it anew."""
    names = [table.name for table in REFERENCE]
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE tbl_name IN (?, ?) ORDER BY name",
        (names[0], names[1]),
    )
    with database.transaction() as tx:
        made = tx.connection.exec_driver_sql(*asked).all()
    with closing(sqlite3.connect(f"{IMAGE.as_uri()}?immutable=1", uri=True)) as image:
        assert {name: sql.strip() for name, sql in image.execute(*asked)} == {
            row[0]: row[1].strip() for row in made
        }


def test_a_lead_of_the_load_leads_page_is_added_to_the_demo_data(demo: Mock) -> None:
    demo.freeze("2026-07-15T14:00:00Z")
    answer = demo.documented(user="MyUser", **{"pass": "MyPass"}, phone_number="7275551212")
    assert answer == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|MyUser|999|1|-4\n"


def test_a_seed_file_brings_its_rows_and_the_reference_data(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "seed.json"
    file.write_text('{"tables": {"vicidial_dnc": [{"phone_number": "1"}]}}')
    seed = file_seed(file)
    read = restored(database, seed, "vicidial_dnc", "vicidial_phone_codes", "vicidial_users")
    seed.close()
    assert read["vicidial_dnc"] == [{"phone_number": "1"}]
    assert read["vicidial_users"] == []
    assert len(read["vicidial_phone_codes"]) == len(reference_rows("vicidial_phone_codes"))


@pytest.mark.parametrize("rows", [[], [{"areacode": "727", "country_code": 1}]])
def test_a_seed_file_with_reference_data_of_its_own_brings_no_other(
    database: Database, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    file = tmp_path / "seed.json"
    file.write_text(json.dumps({"tables": {"vicidial_phone_codes": rows}}))
    seed = file_seed(file)
    read = restored(database, seed, "vicidial_phone_codes", "vicidial_postal_codes")
    seed.close()
    assert [row["areacode"] for row in read["vicidial_phone_codes"]] == [
        r["areacode"] for r in rows
    ]
    assert read["vicidial_postal_codes"] == []


def test_restoring_undoes_everything_and_can_be_repeated(database: Database) -> None:
    seed = Seed(lambda: State({"vicidial_dnc": [{"phone_number": "1"}]}), reference=False)
    for _ in range(3):
        put_state(database, State(BASE_STATE, {"custom_7": [["a", "int"]]}))
        read = restored(database, seed, "vicidial_dnc", "vicidial_users")
        assert read == {"vicidial_dnc": [{"phone_number": "1"}], "vicidial_users": []}
        with database.transaction() as tx:
            assert "custom_7" not in get_state(tx)
    seed.close()


def test_a_seed_is_read_once(database: Database) -> None:
    reads: list[int] = []

    def read() -> State:
        reads.append(1)
        return State()

    seed = Seed(read, reference=False)
    assert reads == []
    seed.restore(database)
    seed.restore(database)
    assert reads == [1]
    seed.close()


def test_seed_files_and_folders_are_one_seed(database: Database, tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("tables: {vicidial_dnc: [{phone_number: 2}]}")
    (tmp_path / "a.json").write_text('{"tables": {"vicidial_dnc": [{"phone_number": "1"}]}}')
    seed = file_seed(tmp_path)
    read = restored(database, seed, "vicidial_dnc", "vicidial_phone_codes")
    seed.close()
    assert read["vicidial_dnc"] == [{"phone_number": "1"}, {"phone_number": "2"}]
    assert len(read["vicidial_phone_codes"]) == len(reference_rows("vicidial_phone_codes"))


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (State({"nope": []}), "There is no table 'nope'."),
        (
            State({"vicidial_dnc": [{}, {"phone": "1"}]}),
            "vicidial_dnc, row 2: there is no column 'phone'.",
        ),
        (State({"vicidial_dnc": [{}, {}]}), "Two rows have the same key: "),
        (
            State({}, {"custom_1": [["a", "jsonb"]]}),
            "custom_1.a: Column type 'jsonb' is not known.",
        ),
    ],
    ids=["table", "column", "key", "type"],
)
def test_a_seed_that_does_not_fit_is_named_and_changes_nothing(
    database: Database, state: State, message: str
) -> None:
    put_state(database, State({"vicidial_dnc": [{"phone_number": "1"}]}))
    with pytest.raises(SeedError) as refused:
        Seed(lambda: state, reference=False).restore(database)
    assert str(refused.value).startswith(f"The seed does not fit: {message}")
    with database.transaction() as tx:
        assert get_state(tx, ["vicidial_dnc"]) == {"vicidial_dnc": [{"phone_number": "1"}]}


def test_the_demo_data_is_made_once_for_all_servers_of_a_process(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = demo_seed()
    before = restored(database, first, "vicidial_users", "vicidial_list")
    first.close()
    monkeypatch.setattr(Seed, "_made", None)
    put_state(database, State({"vicidial_users": [{"user": "b"}]}))
    second = demo_seed()
    assert restored(database, second, "vicidial_users", "vicidial_list") == before
    second.close()


def test_of_two_seeds_at_once_each_has_an_image_of_its_own() -> None:
    one, other = demo_seed(), demo_seed()
    assert one.image() is not other.image()
    one.close()
    with other.image().transaction() as tx:
        assert len(get_state(tx, ["vicidial_users"])["vicidial_users"]) == 5
    other.close()
