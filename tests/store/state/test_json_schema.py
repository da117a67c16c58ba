"""The JSON Schema of state files: up to date, and as strict as the tables are."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from client import BASE_STATE
from lmapi_mock import paths
from lmapi_mock.cli.seed import schema_text
from lmapi_mock.errors import StateError
from lmapi_mock.store.schema.columns import is_fold
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.json_schema import state_schema
from lmapi_mock.store.state.rows import State
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema

SCHEMA = state_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_published_schema_is_the_one_that_is_made() -> None:
    """`lmapi-mock seed --schema > seed/state.schema.json` makes it anew."""
    published = (paths.SEED / "state.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(SCHEMA)


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_it_knows_every_table_and_column() -> None:
    for table in METADATA.tables.values():
        own = {column.name for column in table.columns if not is_fold(column)}
        assert SCHEMA["$defs"][table.name]["properties"].keys() == own
    assert SCHEMA["properties"]["tables"]["properties"].keys() == METADATA.tables.keys()


def test_the_demo_data_and_the_base_state_fit() -> None:
    VALIDATOR.validate(json.loads((paths.SEED / "demo.json").read_text(encoding="utf-8")))
    VALIDATOR.validate({"tables": BASE_STATE})


STATES: list[dict[str, Any]] = [
    {},
    {"tables": {}},
    {"tables": {"vicidial_lists": [{"list_id": 101, "active": "y", "list_name": "x" * 30}]}},
    {"tables": {"vicidial_users": [{"modify_leads": "1", "user_level": None, "active": ""}]}},
    {"tables": {"vicidial_users": [{"modify_leads": 2}]}},
    {"tables": {"vicidial_users": [{"modify_leads": "2"}]}},
    {"tables": {"vicidial_users": [{"user_level": "high"}]}},
    {"tables": {"vicidial_users": [{"user_level": 1000}]}},
    {"tables": {"vicidial_list": [{"first_name": "x" * 52}]}},
    {"tables": {"custom_1": [{"a": 5}]}, "custom_tables": {"custom_1": [["a", "int"]]}},
    {"tables": {"nope": []}},
    {"tables": {"vicidial_lists": [{"lst_id": 1}]}},
    {"tables": {"vicidial_dnc": [{"phone_number_fold": "1"}]}},
    {"tables": {"vicidial_lists": [{"active": True}]}},
    {"tables": {"vicidial_lists": [{"active": []}]}},
    {"tables": {"vicidial_lists": [5]}},
    {"tables": {"vicidial_lists": {}}},
    {"custom_tables": {"my_1": []}},
    {"custom_tables": {"custom_1": [["a"]]}},
    {"custom_tables": {"custom_1": [["a", 5]]}},
    {"custom_tables": {"custom_1": 5}},
]


@pytest.mark.parametrize("state", STATES, ids=json.dumps)
def test_it_refuses_what_the_tables_refuse(state: dict[str, Any]) -> None:
    database = Database("sqlite://")
    create_schema(database)
    try:
        put_state(database, State(state.get("tables", {}), state.get("custom_tables", {})))
        fits = True
    except StateError:
        fits = False
    finally:
        database.close()
    assert VALIDATOR.is_valid(state) is fits


def test_an_editor_is_offered_the_members_and_told_the_default() -> None:
    active = SCHEMA["$defs"]["vicidial_users"]["properties"]["active"]
    assert active["anyOf"][0] == {"enum": ["Y", "N"]}
    assert active["default"] == "Y"
    user = SCHEMA["$defs"]["vicidial_users"]["properties"]["user"]
    assert user["description"] == "varchar(20); never null."
