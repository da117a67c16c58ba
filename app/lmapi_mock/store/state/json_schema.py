"""The JSON Schema of state files, made from the definitions of the tables.

It knows every table and column, so that an editor completes their names and marks those that are
not there, and values that a column would change. Lenient calls take more.
"""

from __future__ import annotations

import re
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.mariadb.fitting import bounds
from lmapi_mock.store.schema.columns import is_fold, stored_type
from lmapi_mock.store.schema.metadata import METADATA

_VALUE: Final = ["string", "number", "null"]

_MEANINGS: Final = {
    "system_settings": "One row of settings that concern the whole dialer.",
    "servers": "The dialer's servers; the first active one gives the time zone.",
    "vicidial_users": "Who may log in, and what they may do.",
    "vicidial_user_groups": "Groups of users, with the campaigns that they are allowed.",
    "vicidial_campaigns": "Campaigns, to which lists belong.",
    "vicidial_lists": "Lists of leads.",
    "vicidial_lists_fields": "The custom fields of lists; the columns are in custom_tables.",
    "vicidial_list": "The leads.",
    "vicidial_list_alt_phones": "Further phone numbers of leads.",
    "vicidial_hopper": "Leads that are to be dialed next.",
    "vicidial_callbacks": "Scheduled callbacks.",
    "vicidial_dnc": "Numbers, or area codes as 727XXXXXXX, that no campaign calls.",
    "vicidial_campaign_dnc": "Numbers that one campaign does not call.",
    "vicidial_phone_codes": "Area codes with their time zones; left out, all there are.",
    "vicidial_postal_codes": "ZIP codes with their time zones; left out, all there are.",
    "vicidial_nanpa_prefix_codes": "Prefixes of area codes with their time zones.",
    "vicidial_call_times": "When it is allowed to call.",
    "vicidial_state_call_times": "When it is allowed to call in a state.",
    "vicidial_ip_lists": "Lists of IP addresses that may log in, or may not.",
    "vicidial_ip_list_entries": "The addresses of such lists.",
    "vicidial_api_log": "What the API has answered.",
    "vicidial_api_urls": "What the API was sent.",
    "vicidial_list_archive": "Leads that were archived.",
    "vicidial_callbacks_archive": "Callbacks of leads that update_lead has deleted, or removed.",
    "vicidial_dnc_log": "Who has put a number on a list not to be called, or taken it off.",
    "vicidial_filter_phone_groups": "Groups of phone numbers that inbound calls are filtered by.",
    "vicidial_filter_phone_numbers": "The numbers of such groups.",
    "vicidial_admin_log": "What was changed in the administration, by the API too.",
    "vicidial_log": "Outbound calls.",
    "vicidial_closer_log": "Inbound calls, and those that were transferred.",
    "vicidial_campaign_agents": "How users rank in campaigns.",
    "vicidial_inbound_group_agents": "How users rank in inbound groups.",
    "vicidial_inbound_groups": "Inbound groups.",
    "vicidial_live_agents": "Agents who are logged in, and their campaigns.",
    "vicidial_live_inbound_agents": "The in-groups of agents who are logged in.",
    "vicidial_scripts": "Scripts that agents read.",
    "vicidial_lead_filters": "Filters of leads, which campaigns name.",
    "vicidial_call_time_holidays": "Days with call times of their own.",
    "phones": "Phones of agents.",
    "phones_alias": "Names for several phones.",
    "vicidial_webservers": "The web servers that the API was called at.",
    "vicidial_urls": "The addresses that the API was called at.",
    "vicidial_url_multi": "URLs that a dialer calls; add_lead those of type apinewlead.",
    "vicidial_url_log": "What such calls have answered.",
}
"""What each table is for."""


def state_schema() -> dict[str, Any]:
    """The schema, as JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "State of lmapi-mock",
        "description": "What the tables are to hold: PUT /__admin/state, --seed, lmapi-mock seed.",
        "type": "object",
        "properties": {
            "$schema": {"type": "string", "description": "For the editor; nothing else reads it."},
            "tables": {
                "type": "object",
                "description": "Rows by table. A table that is not named is empty.",
                "properties": {
                    table.name: {
                        "description": _MEANINGS[table.name],
                        "type": "array",
                        "items": {"$ref": f"#/$defs/{table.name}"},
                    }
                    for table in METADATA.tables.values()
                },
                "patternProperties": {
                    "^custom_[0-9]+$": {
                        "description": "The custom fields of a list's leads, keyed by lead_id.",
                        "type": "array",
                        "items": {"type": "object", "additionalProperties": {"type": _VALUE}},
                    }
                },
                "additionalProperties": False,
            },
            "custom_tables": {
                "type": "object",
                "description": "Columns of each custom table: pairs of name and MariaDB type. "
                "lead_id comes by itself.",
                "patternProperties": {
                    "^custom_[0-9]+$": {
                        "type": "array",
                        "items": {
                            "type": "array",
                            "items": {"type": "string"},
                            "minItems": 2,
                            "maxItems": 2,
                            "examples": [["favorite_color", "varchar(20)"]],
                        },
                    }
                },
                "additionalProperties": False,
            },
            "clock": {
                "type": ["object", "null"],
                "description": "Of a downloaded snapshot; a seed's clock is the server's.",
            },
            "next_identifiers": {
                "type": "object",
                "description": "Of a downloaded snapshot; a seed's go on after its rows.",
            },
            "imports": {"type": "array", "description": "Of a downloaded snapshot."},
        },
        "additionalProperties": False,
        "$defs": {
            table.name: {
                "type": "object",
                "properties": {
                    column.name: _column(column) for column in table.columns if not is_fold(column)
                },
                "additionalProperties": False,
            }
            for table in METADATA.tables.values()
        },
    }


def _column(column: sa.Column[Any]) -> dict[str, Any]:
    stored = stored_type(column)
    parts = [stored.sql if not isinstance(stored, mariadb.Enum) else "enum"]
    if column.primary_key:
        parts.append("the key, given by itself" if column.autoincrement is True else "the key")
    if not column.nullable and column.autoincrement is not True:
        parts.append("never null")
    schema: dict[str, Any] = {"description": f"{'; '.join(parts)}."}
    schema |= _values(stored)
    default = column.server_default
    if isinstance(default, sa.DefaultClause):
        schema["default"] = stored.store(str(default.arg))
    return schema


def _values(column_type: mariadb.ColumnType) -> dict[str, Any]:
    """What a column holds without changing it, as far as a schema can say."""
    schema: dict[str, Any] = {"type": _VALUE}
    match column_type:
        case mariadb.Enum():
            # An editor offers the members; upper and lower case are one, and empty is what
            # MariaDB holds of a text that was none of them.
            members = "|".join(map(_any_case, column_type.members))
            return {
                "anyOf": [
                    {"enum": list(column_type.members)},
                    {"type": "null"},
                    {
                        "type": "string",
                        "pattern": f"^({members})? *$",
                    },
                ]
            }
        case mariadb.Varchar(length=length) | mariadb.Char(length=length):
            schema["maxLength"] = length
        case mariadb.Int():
            schema["minimum"], schema["maximum"] = bounds(column_type)
            schema["pattern"] = r"^[+-]?[0-9]+(\.0*)?$"
        case mariadb.Decimal():
            schema["pattern"] = r"^[+-]?[0-9]*(\.[0-9]*)?$"
    return schema


def _any_case(text: str) -> str:
    """A regular expression for a text in any case: JSON Schema knows no flag for it."""
    return "".join(
        f"[{letter.upper()}{letter.lower()}]" if letter.isalpha() else re.escape(letter)
        for letter in text
    )
