"""Findings of the functions that add, change and tell of lists and campaigns."""

from __future__ import annotations

from typing import Any, Final

from findings.case import Case

COLOR = {"list_id": 101, "field_label": "color", "field_type": "TEXT", "field_duplicate": "N"}
NEW_LIST = {"list_id": "551", "list_name": "Web leads", "campaign_id": "SALES"}
NEW_FIELD = {
    "list_id": "101",
    "custom_fields_add": "Y",
    "field_label": "color",
    "field_name": "Color",
    "field_size": "20",
    "field_type": "TEXT",
    "field_rank": "1",
}
CHOICE = NEW_FIELD | {"field_type": "SELECT", "field_options": "A,Alpha\nB,Beta"}
GHOST = {"list_id": 551, "field_label": "color", "field_type": "TEXT", "field_duplicate": "N"}
CAMPAIGNS = [
    {"campaign_id": "SALES", "active": "Y", "dial_statuses": " NEW -", "lead_filter_id": "F1"},
    {"campaign_id": "A-B", "active": "Y"},
]


def lead_filter(sql: str) -> dict[str, Any]:
    """A campaign with a lead filter, and leads that it is to be looked at for."""
    row = {"lead_filter_id": "F1", "lead_filter_name": "filter", "lead_filter_sql": sql}
    return {"vicidial_campaigns": CAMPAIGNS, "vicidial_lead_filters": [row]}


CASES: Final = (
    Case(
        "campaign-list-ambiguous",
        "agent_campaigns",
        {"agent_user": "6666"},
        {"agent_user": "6666", "campaign_id": "SALES"},
        {"vicidial_campaigns": CAMPAIGNS},
    ),
    Case(
        "list-info-trailing-delimiter",
        "list_info",
        {"list_id": "101"},
        {"list_id": "101", "dialable_count": "Y"},
    ),
    Case(
        "sorted-fields-leak",
        "list_custom_fields",
        {"list_id": "---ALL---", "custom_order": "alpha_up"},
        {"list_id": "101", "custom_order": "alpha_up"},
        {},
        {"custom_101": [("color", "varchar(20)")]},
    ),
    Case(
        "lead-filter-not-read",
        "list_info",
        {"list_id": "101", "dialable_count": "Y"},
        {"list_id": "101"},
        lead_filter("length(comments) > 5"),
    ),
    Case(
        "fields-not-changed",
        "update_list",
        NEW_FIELD | {"field_label": "select"},
        NEW_FIELD,
    ),
    Case("choices-need-default", "update_list", CHOICE, CHOICE | {"field_default": "NULL"}),
    Case(
        "copy-failure-not-told",
        "add_list",
        NEW_LIST | {"custom_fields_copy": "101", "use_internal_webserver": "Y"},
        NEW_LIST | {"custom_fields_copy": "101"},
        {"vicidial_lists_fields": [COLOR]},
        {"custom_101": [("color", "varchar(20)")]},
    ),
    Case(
        "list-blank-not-emptied",
        "update_list",
        {"list_id": "101", "reset_time": "--BLANK--"},
        {"list_id": "101", "script": "--BLANK--"},
    ),
    Case(
        "reset-time-lost",
        "update_list",
        {"list_id": "101", "reset_time": "0900", "expiration_date": "2027-01-01"},
        {"list_id": "101", "reset_time": "0900"},
    ),
    Case(
        "reset-count-not-told",
        "update_list",
        {"list_id": "101", "reset_list": "Y"},
        {"list_id": "101"},
    ),
    Case(
        "list-updated-nowhere",
        "update_list",
        {"list_id": "551", "custom_fields_delete": "Y", "active": "Y"},
        {"list_id": "101", "custom_fields_delete": "Y", "active": "Y"},
        {"vicidial_lists_fields": [GHOST]},
    ),
    Case(
        "list-leftovers",
        "update_list",
        {"list_id": "101", "delete_list": "Y"},
        {"list_id": "101", "delete_list": "Y", "delete_leads": "Y"},
    ),
    Case(
        "field-name-spaces",
        "update_list",
        NEW_FIELD | {"field_name": "Favourite color"},
        NEW_FIELD,
    ),
    Case(
        "field-help-cut",
        "update_list",
        NEW_FIELD | {"field_help": "red & blue"},
        NEW_FIELD | {"field_help": "red and blue"},
    ),
    Case(
        "field-table-of-zeros",
        "update_list",
        NEW_FIELD | {"list_id": "0101"},
        NEW_FIELD,
    ),
    Case(
        "field-required-dropped",
        "update_list",
        NEW_FIELD | {"field_required": "INBOUND_ONLY"},
        NEW_FIELD | {"field_required": "Y"},
    ),
)
