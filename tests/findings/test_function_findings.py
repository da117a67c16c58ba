"""Findings of the functions beside add_lead: a request that earns each, and a near one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from client import BASE_STATE, Mock
from findings.conftest import Find
from lmapi_mock.findings.catalogue import GENERAL
from lmapi_mock.non_agent_api.functions import functions, named
from lmapi_mock.settings import VICIDIAL_DOOR

LOGIN = {"user": "6666", "pass": "1234", "source": "test"}
CAN = {
    "modify_lists": "1",
    "modify_campaigns": "1",
    "view_reports": "1",
    "delete_from_dnc": "1",
    "modify_users": "1",
}
LEAD = {"lead_id": 7, "list_id": 101, "phone_number": "7275551212"}
STRAY = {"lead_id": 7, "list_id": 500, "phone_number": "7275551212"}
PHONE = "7275551212"
SEARCHED = {"lead_id": "7", "list_id": "101"}
TWO = {"search_method": "PHONE_NUMBER", "phone_number": PHONE, "records": "2", "status": "SALE"}
INSERTED = {
    "search_method": "PHONE_NUMBER",
    "phone_number": PHONE,
    "phone_code": "1",
    "list_id": "101",
    "insert_if_not_found": "Y",
}
COLOR = {"list_id": 101, "field_label": "color", "field_type": "TEXT", "field_duplicate": "N"}


NEW_USER = {
    "agent_user": "newagent",
    "agent_pass": "open5",
    "agent_user_level": "1",
    "agent_full_name": "Agent",
    "agent_user_group": "ADMIN",
}


class Case(NamedTuple):
    code: str
    function: str
    earns: dict[str, str]
    near: dict[str, str]
    tables: Mapping[str, Any] = MappingProxyType({})
    custom_tables: Mapping[str, Any] = MappingProxyType({})


CAMPAIGNS = [
    {"campaign_id": "SALES", "active": "Y", "dial_statuses": " NEW -", "lead_filter_id": "F1"},
    {"campaign_id": "A-B", "active": "Y"},
]


def lead_filter(sql: str) -> dict[str, Any]:
    """A campaign with a lead filter, and leads that it is to be looked at for."""
    row = {"lead_filter_id": "F1", "lead_filter_name": "filter", "lead_filter_sql": sql}
    return {"vicidial_campaigns": CAMPAIGNS, "vicidial_lead_filters": [row]}


CASES = [
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
        MappingProxyType({}),
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
        "user-password-shown",
        "add_user",
        NEW_USER,
        NEW_USER | {"agent_user_group": "GONE"},
    ),
    Case(
        "user-name-cut",
        "add_user",
        NEW_USER | {"agent_user": "a23456789012345678901"},
        NEW_USER | {"agent_user": "a2345678901234567890"},
    ),
    Case(
        "user-updates-lost-in-error",
        "update_user",
        {"agent_user": "6666", "campaign_rank": "5"},
        {"agent_user": "6666", "campaign_rank": "5", "active": "Y"},
    ),
    Case(
        "dnc-campaign-unknown",
        "add_dnc_phone",
        {"phone_number": PHONE, "campaign_id": "GONE"},
        {"phone_number": PHONE, "campaign_id": "SALES"},
    ),
    Case(
        "dnc-number-cut",
        "add_dnc_phone",
        {"phone_number": "1234567890123456789", "campaign_id": "SALES"},
        {"phone_number": "123456789012345678", "campaign_id": "SALES"},
    ),
    Case(
        "dnc-areacode",
        "add_dnc_phone",
        {"phone_number": "312XXXXXXX", "campaign_id": "SALES"},
        {"phone_number": "312XXX", "campaign_id": "SALES"},
    ),
    Case(
        "lead-ids-malformed",
        "hopper_bulk_insert",
        {"lead_ids": "7,08"},
        {"lead_ids": "7,8"},
        {"vicidial_list": [LEAD]},
    ),
    Case(
        "hopper-lead-counted-twice",
        "hopper_bulk_insert",
        {"lead_ids": "7"},
        {"lead_ids": "8"},
        {"vicidial_list": [STRAY]},
    ),
    Case(
        "call-time-misnamed",
        "check_phone_number",
        {"phone_number": PHONE, "call_time": "24hours"},
        {"phone_number": PHONE, "local_call_time": "none"},
    ),
    Case(
        "search-everywhere",
        "lead_search",
        {"phone_number": PHONE, "search_location": "CAMPAIGN", "list_id": "98765"},
        {"phone_number": PHONE, "search_location": "CAMPAIGN", "list_id": "101"},
    ),
    Case(
        "search-key-unread",
        "lead_search",
        {"phone_number": PHONE, "search_method": "LEAD_ID-PHONE_NUMBER", "lead_id": "7"},
        {
            "phone_number": PHONE,
            "search_method": "LEAD_ID-PHONE_NUMBER",
            "lead_id": "7",
            "lead_ids": "7",
        },
    ),
    Case(
        "search-number-left-out",
        "lead_search",
        {"phone_number": f"{PHONE},12345"},
        {"phone_number": f"{PHONE},123456"},
    ),
    Case(
        "nothing-to-update",
        "update_lead",
        {"lead_id": "7"},
        {"lead_id": "7", "status": "SALE"},
        {"vicidial_list": [LEAD]},
    ),
    Case(
        "update-searched-everywhere",
        "update_lead",
        {"lead_id": "7", "search_location": "CAMPAIGN", "list_id": "98765", "status": "SALE"},
        {"lead_id": "7", "search_location": "CAMPAIGN", "list_id": "101", "status": "SALE"},
        {"vicidial_list": [LEAD]},
    ),
    Case(
        "only-first-lead-set",
        "update_lead",
        TWO | {"custom_fields": "Y"},
        TWO,
        {"vicidial_list": [LEAD, LEAD | {"lead_id": 8}], "vicidial_lists_fields": [COLOR]},
        {"custom_101": [("color", "varchar(20)")]},
    ),
    Case(
        "custom-field-unseen",
        "update_lead",
        {"color": "red"} | SEARCHED | {"custom_fields": "Y", "status": "SALE"},
        SEARCHED | {"color": "red", "custom_fields": "Y", "status": "SALE"},
        {"vicidial_list": [LEAD], "vicidial_lists_fields": [COLOR]},
        {"custom_101": [("color", "varchar(20)")]},
    ),
    Case(
        "insert-ignores",
        "update_lead",
        INSERTED | {"callback": "Y"},
        INSERTED,
    ),
    Case(
        "update-switch-not-on",
        "update_lead",
        {"lead_id": "7", "delete_lead": "y"},
        {"lead_id": "7", "delete_lead": "N"},
        {"vicidial_list": [LEAD]},
    ),
    Case(
        "blank-not-emptied",
        "update_lead",
        {"lead_id": "7", "rank": "--BLANK--"},
        {"lead_id": "7", "comments": "--BLANK--"},
        {"vicidial_list": [LEAD]},
    ),
    Case(
        "batch-ids-malformed",
        "batch_update_lead",
        {"lead_ids": "7,,8", "status": "SALE"},
        {"lead_ids": "7,8", "status": "SALE"},
        {"vicidial_list": [LEAD]},
    ),
    Case(
        "word-in-wrong-case",
        "lead_all_info",
        {"lead_id": "7", "header": "yes"},
        {"lead_id": "7", "header": "YES"},
        {"vicidial_list": [LEAD]},
    ),
    Case(
        "no-custom-fields-shown",
        "lead_all_info",
        {"lead_id": "7", "custom_fields": "Y"},
        {"lead_id": "7", "custom_fields": "N"},
        {"vicidial_list": [LEAD]},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_finding_and_a_near_miss(mock: Mock, find: Find, case: Case) -> None:
    users = [row | CAN for row in BASE_STATE["vicidial_users"]]
    for sent, is_found in ((case.earns, True), (case.near, False)):
        mock.put_state(dict(case.custom_tables), **{"vicidial_users": users, **case.tables})
        assert mock.admin("DELETE", "/requests").status == 200
        query = urlencode(sent | LOGIN | {"function": case.function})
        answer = mock.request("GET", f"{VICIDIAL_DOOR}?{query}")
        assert answer.status == 200
        (entry,) = mock.admin("GET", "/requests").json["requests"]
        codes = [one["code"] for one in entry["findings"]]
        assert (case.code in codes) is is_found, (codes, answer.text)


def test_every_function_of_its_own_kind_is_tested() -> None:
    own = {
        code
        for function in functions()
        if function is not named("add_lead")
        for code in function.findings().kinds
    }
    assert {case.code for case in CASES} == own
    assert not own & GENERAL.keys()
