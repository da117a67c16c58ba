"""--existing: on a dialer's MyISAM tables each function says and stores what it does on our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from client import BASE_STATE, Mock, base_changed
from databases import scratch
from lmapi_mock.non_agent_api.functions import functions
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, read_settings
from lmapi_mock.store.schema.stored_order import OWN
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import schema

NOW: Final = "2026-07-15T16:00:00Z"
PHONE: Final = "7275551212"
RIGHTS: Final = (
    "modify_leads",
    "modify_lists",
    "modify_users",
    "modify_campaigns",
    "modify_same_user_level",
    "delete_users",
    "delete_lists",
    "custom_fields_modify",
    "view_reports",
    "ast_admin_access",
    "delete_from_dnc",
)
ADDED: Final[dict[str, list[dict[str, Any]]]] = {
    "vicidial_users": base_changed("vicidial_users", **dict.fromkeys(RIGHTS, "1")),
    "vicidial_filter_phone_groups": [{"filter_phone_group_id": "SPAM"}],
    "vicidial_list_archive": [{"lead_id": 900, "list_id": 101, "phone_number": "7275550900"}],
    "vicidial_log": [
        {
            "uniqueid": "1.1",
            "lead_id": 1,
            "list_id": 101,
            "campaign_id": "SALES",
            "call_date": "2026-07-15 10:00:00",
            "status": "SALE",
        }
    ],
    "vicidial_lists_fields": [
        {"list_id": 101, "field_label": "best_time", "field_type": "TIME", "field_rank": 1}
    ],
}
CUSTOM: Final = {"custom_101": [("best_time", "TIME")]}

LIFE: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("version", {}),
    (
        "add_lead",
        {"phone_number": PHONE, "list_id": 101, "custom_fields": "Y", "best_time": "09:30"},
    ),
    ("add_lead", {"phone_number": PHONE, "list_id": 101, "duplicate_check": "DUPLIST"}),
    ("add_lead", {"phone_number": "7275551313", "list_id": 102, "add_to_hopper": "Y"}),
    (
        "update_lead",
        {
            "lead_id": 1,
            "last_name": "Lee",
            "custom_fields": "Y",
            "best_time": "10:30",
            "callback": "Y",
            "callback_datetime": "2026-07-16 10:00:00",
            "campaign_id": "SALES",
        },
    ),
    (
        "update_lead",
        {
            "phone_number": "7275551414",
            "search_method": "PHONE_NUMBER",
            "insert_if_not_found": "Y",
            "list_id": 101,
        },
    ),
    ("batch_update_lead", {"lead_ids": "1,2", "status": "SALE"}),
    ("lead_search", {"phone_number": PHONE}),
    ("lead_all_info", {"lead_id": 1, "custom_fields": "Y"}),
    ("lead_field_info", {"lead_id": 1, "field_name": "last_name"}),
    ("lead_status_search", {"status": "SALE", "date": "2026-07-15"}),
    ("lead_callback_info", {"lead_id": 1, "search_location": "ALL"}),
    ("check_phone_number", {"phone_number": PHONE, "local_call_time": "24hours"}),
    ("add_dnc_phone", {"phone_number": PHONE, "campaign_id": "SYSTEM_INTERNAL"}),
    ("delete_dnc_phone", {"phone_number": PHONE, "campaign_id": "SYSTEM_INTERNAL"}),
    ("add_fpg_phone", {"phone_number": PHONE, "group": "SPAM"}),
    ("delete_fpg_phone", {"phone_number": PHONE, "group": "SPAM"}),
    ("hopper_bulk_insert", {"lead_ids": "1,2"}),
    ("hopper_list", {"campaign_id": "SALES"}),
    ("lead_dearchive", {"lead_id": 900}),
    ("add_list", {"list_id": 777, "list_name": "Web leads", "campaign_id": "SALES"}),
    ("update_list", {"list_id": 777, "list_name": "Others", "active": "Y"}),
    ("list_info", {"list_id": 101}),
    ("list_custom_fields", {"list_id": 101}),
    ("campaigns_list", {"campaign_id": "SALES"}),
    ("agent_campaigns", {"agent_user": "6666", "campaign_id": "SALES"}),
    (
        "add_user",
        {
            "agent_user": "2001",
            "agent_pass": "open5",
            "agent_user_level": 1,
            "agent_full_name": "Agent",
            "agent_user_group": "ADMIN",
        },
    ),
    (
        "copy_user",
        {
            "agent_user": "2002",
            "agent_pass": "open5",
            "agent_full_name": "Agent",
            "source_user": "2001",
        },
    ),
    ("update_user", {"agent_user": "2001", "agent_full_name": "Other"}),
    ("user_details", {"agent_user": "2001"}),
    ("coffee", {}),
    ("start_coffee", {}),
    ("make_coffee", {}),
    ("brew_coffee", {}),
)
"""Calls, one after the other: each function at least once with success."""


@pytest.fixture(scope="module")
def double() -> Iterator[Mock]:
    """A server on tables of our own, in memory."""
    with Server(read_settings({"database": ":memory:", "port": "0"}, {})) as server:
        mock = Mock(server)
        mock.put_state(CUSTOM, **ADDED)
        mock.freeze(NOW)
        yield mock
        mock.close()


@pytest.fixture(scope="module")
def dialer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    """A server on a database whose tables are all MyISAM, as a dialer's are."""
    with scratch("mariadb", tmp_path_factory.mktemp("dialer")) as url:
        database = Database(url)
        schema(database.kind).create_all(database.engine)
        OWN.create_all(database.engine)
        put_state(database, State(BASE_STATE | ADDED, CUSTOM))
        OWN.drop_all(database.engine)
        with database.engine.begin() as connection:
            for (table,) in connection.exec_driver_sql("SHOW TABLES").all():
                connection.exec_driver_sql(f"ALTER TABLE {table} ENGINE=MyISAM")
        database.close()
        settings = {"database": url, "existing": "yes", "port": "0"}
        with Server(read_settings(settings, {})) as server:
            mock = Mock(server)
            mock.freeze(NOW)
            yield mock
            mock.close()


def call(mock: Mock, function: str, parameters: dict[str, Any]) -> tuple[int, str]:
    sent = {"user": "6666", "pass": "1234", "source": "test", "function": function, **parameters}
    answer = mock.request("GET", f"{VICIDIAL_DOOR}?{urlencode(sent)}")
    return answer.status, answer.text


def stored(mock: Mock) -> dict[str, list[str]]:
    """All rows: sorted, for tables without a key have no order, and without the server's port."""
    here = f"{mock.server.host}:{mock.server.port}"
    tables = mock.admin("GET", "/state?secrets=yes").json["tables"]
    return {
        name: sorted(json.dumps(row).replace(here, "HERE") for row in rows)
        for name, rows in tables.items()
    }


def test_every_function_answers_and_stores_as_on_tables_of_our_own(
    double: Mock, dialer: Mock
) -> None:
    succeeded = set()
    for name, parameters in LIFE:
        expected = call(double, name, parameters)
        assert call(dialer, name, parameters) == expected, name
        if not expected[1].startswith("ERROR"):
            succeeded.add(name)
    assert succeeded == {function.name for function in functions()}
    assert stored(dialer) == stored(double)
