"""Look-ups in configuration tables: as utf8_unicode_ci compares, the first row, never stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.lookup.configuration import number
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Row, Transaction
from lmapi_mock.store.state.rows import State
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema

GREATEST = 18446744073709551615


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database("sqlite://")
    create_schema(made)
    yield made
    made.close()


def put(database: Database, **tables: list[dict[str, Any]]) -> None:
    put_state(database, State(tables))


@pytest.mark.parametrize(
    ("digits", "means"),
    [("", 0), ("0", 0), ("007", 7), (str(GREATEST), GREATEST), ("9" * 5000, int("9" * 4000))],
    ids=["nothing", "0", "007", "greatest", "5000 digits"],
)
def test_digits_are_the_number_that_they_are(digits: str, means: int) -> None:
    assert number(digits) == means


def test_settings_are_the_row_as_text(database: Database) -> None:
    put(database, system_settings=[{"use_non_latin": "1", "pass_cost": 12, "pass_key": None}])
    with database.transaction() as tx:
        settings = configuration.settings(tx)
    assert settings["use_non_latin"] == "1"
    assert (settings["pass_cost"], settings["pass_key"]) == ("12", "")


def test_without_a_row_every_setting_is_empty(database: Database) -> None:
    with database.transaction() as tx:
        settings = configuration.settings(tx)
    assert set(settings.values()) == {""}
    assert "use_non_latin" in settings


def test_the_server_is_the_first_active_one(database: Database) -> None:
    servers = [("A", "N"), ("B", "y"), ("C", "Y")]
    put(
        database,
        servers=[{"server_id": name, "active": active} for name, active in servers],
    )
    with database.transaction() as tx:
        found = configuration.active_server(tx)
    assert found is not None
    assert found["server_id"] == "B"


@pytest.mark.parametrize("rows", [[], [{"server_id": "A", "active": "N"}], [{"active": None}]])
def test_there_may_be_no_active_server(database: Database, rows: list[dict[str, Any]]) -> None:
    put(database, servers=rows)
    with database.transaction() as tx:
        assert configuration.active_server(tx) is None


LookUp = Callable[[Transaction, str], Row | None]

LOOK_UPS: list[tuple[LookUp, str, str]] = [
    (configuration.user_group, "vicidial_user_groups", "user_group"),
    (configuration.campaign, "vicidial_campaigns", "campaign_id"),
    (configuration.call_time, "vicidial_call_times", "call_time_id"),
]
LOOK_UP_IDS = [table for _, table, _ in LOOK_UPS]


@pytest.mark.parametrize(("look_up", "table", "key"), LOOK_UPS, ids=LOOK_UP_IDS)
@pytest.mark.parametrize("asked", ["Sälés", "SALES", "sales  "])
def test_a_name_is_found_whatever_its_case_accents_and_trailing_spaces(
    database: Database, look_up: LookUp, table: str, key: str, asked: str
) -> None:
    put(database, **{table: [{key: "other"}, {key: "Sales"}]})
    with database.transaction() as tx:
        found = look_up(tx, asked)
    assert found is not None
    assert found[key] == "Sales"


@pytest.mark.parametrize(("look_up", "table", "key"), LOOK_UPS, ids=LOOK_UP_IDS)
def test_a_name_that_is_not_there_is_not_found(
    database: Database, look_up: LookUp, table: str, key: str
) -> None:
    put(database, **{table: [{key: "Sales"}]})
    with database.transaction() as tx:
        assert look_up(tx, "Sale") is None
        assert look_up(tx, "") is None


def test_a_list_is_found_by_its_number(database: Database) -> None:
    put(database, vicidial_lists=[{"list_id": 101}, {"list_id": GREATEST, "list_name": "last"}])
    with database.transaction() as tx:
        found = configuration.list_(tx, "000101")
        last = configuration.list_(tx, str(GREATEST))
        assert configuration.list_(tx, "102") is None
        assert configuration.all_lists(tx) == {"101", str(GREATEST)}
    assert found is not None
    assert found["list_id"] == 101
    assert last is not None
    assert last["list_name"] == "last"


def test_the_lists_of_a_campaign_are_found_by_its_name(database: Database) -> None:
    of = {101: "SALES", 102: "sales ", 103: "OTHER", GREATEST: "SALES", 104: None}
    put(
        database,
        vicidial_lists=[{"list_id": n, "campaign_id": campaign} for n, campaign in of.items()],
    )
    with database.transaction() as tx:
        assert sorted(configuration.lists_of_campaign(tx, "Sales")) == [101, 102, GREATEST]
        assert configuration.lists_of_campaign(tx, "NONE") == []


def test_a_lists_fields_come_by_rank_order_and_label(database: Database) -> None:
    fields = [("d", 2, 1), ("c", 1, 2), ("B", 1, 1), ("a", 1, 1), ("e", None, None)]
    put(
        database,
        vicidial_lists_fields=[
            {"list_id": 101, "field_label": label, "field_rank": rank, "field_order": order}
            for label, rank, order in fields
        ]
        + [{"list_id": 102, "field_label": "other"}],
    )
    with database.transaction() as tx:
        found = [row["field_label"] for row in configuration.fields_of_list(tx, "101")]
        assert configuration.fields_of_list(tx, "103") == []
    assert found == ["e", "a", "B", "c", "d"]


def test_the_addresses_of_an_ip_list_are_found_by_its_name(database: Database) -> None:
    put(
        database,
        vicidial_ip_list_entries=[
            {"ip_list_id": "Office", "ip_address": "10.0.0.1"},
            {"ip_list_id": "office", "ip_address": "10.0.0.x"},
            {"ip_list_id": "home", "ip_address": "10.0.0.2"},
        ],
    )
    with database.transaction() as tx:
        assert configuration.ip_list_addresses(tx, "OFFICE") == ["10.0.0.1", "10.0.0.x"]
        assert configuration.ip_list_addresses(tx, "away") == []


def test_the_rows_of_nanpa_data_are_counted(database: Database) -> None:
    put(database, vicidial_nanpa_prefix_codes=[{"areacode": "727"}] * 3)
    with database.transaction() as tx:
        assert configuration.nanpa_rows(tx) == 3


def test_what_was_found_is_looked_up_anew_after_a_change(database: Database) -> None:
    for name in ("first", "second"):
        put(database, vicidial_campaigns=[{"campaign_id": "A", "campaign_name": name}])
        with database.transaction() as tx:
            found = configuration.campaign(tx, "A")
        assert found is not None
        assert found["campaign_name"] == name
