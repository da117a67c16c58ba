"""Every message of the catalogue, brought about by a request and read in both dialects."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from client import Mock, base_changed
from lmapi_mock.non_agent_api.contract import LOGIN_MESSAGES
from lmapi_mock.non_agent_api.functions import NO_FUNCTION, named

MESSAGES = LOGIN_MESSAGES | dict(NO_FUNCTION.messages) | dict(named("add_lead").messages)

ANN = {
    "lead_id": 7,
    "list_id": 101,
    "phone_number": "7275551111",
    "alt_phone": "7275552222",
    "title": "Mrs",
    "first_name": "Ann",
    "last_name": "Lee",
}
SAME = {
    "phone_number": "7275551111",
    "alt_phone": "7275552222",
    "title": "Mrs",
    "first_name": "Ann",
    "last_name": "Lee",
}
CUSTOM = {"custom_fields": "Y", "list_id": "101", "color": "red"}
HOPPER = {"add_to_hopper": "Y", "hopper_local_call_time_check": "Y"}
CALLBACK = {"callback": "Y", "campaign_id": "SALES", "callback_datetime": "NOW"}


class Case(NamedTuple):
    """A message, what brings it about, and its line; `documented` is "" where it is the same."""

    name: str
    line: str
    documented: str
    parameters: dict[str, str]
    tables: dict[str, Any] = {}  # noqa: RUF012  never written to
    custom_tables: dict[str, Any] = {}  # noqa: RUF012  a stand-in's


def duplicate(name: str, list_id: str, line: str, documented: str = "") -> Case:
    parameters = SAME | {"list_id": list_id, "duplicate_check": name}
    start = "ERROR: add_lead DUPLICATE "
    tables = {"vicidial_list": [ANN]}
    return Case(name, start + line, documented and start + documented, parameters, tables)


CASES = [
    Case(
        "LOGIN_INCORRECT",
        "ERROR: Login incorrect, please try again: |6666|wrong|BAD|",
        "",
        {"pass": "wrong"},
    ),
    Case(
        "SECOND_FACTOR_NEEDED",
        "ERROR: Login incorrect, please try again: |6666|1234|2FA|",
        "",
        {},
        {
            "system_settings": base_changed(
                "system_settings", two_factor_auth_hours="24", two_factor_container="2FA"
            )
        },
    ),
    Case(
        "LOGIN_LOCKED",
        "ERROR: Too many login attempts, try again in 15 minutes: |6666|LOCK|",
        "",
        {},
        {
            "vicidial_users": base_changed(
                "vicidial_users", failed_login_count=10, last_login_date="2026-07-15 13:59:00"
            )
        },
    ),
    Case(
        "IP_NOT_ALLOWED",
        "ERROR: Your IP Address is not allowed: 127.0.0.1: ||IPBLOCK|",
        "",
        {},
        {
            "system_settings": base_changed(
                "system_settings", allow_ip_lists="1", system_ip_blacklist="black"
            ),
            "vicidial_ip_list_entries": [{"ip_list_id": "black", "ip_address": "127.0.0.1"}],
        },
    ),
    Case(
        "GROUP_UNKNOWN",
        "ERROR: user_group DOES NOT EXIST: |badgroup|NOPE|",
        "",
        {"user": "badgroup"},
    ),
    Case("NO_FUNCTION", "ERROR: NO FUNCTION SPECIFIED", "", {"function": "none"}),
    Case("INVALID_SOURCE", "ERROR: Invalid Source - x", "", {"source": "x"}),
    Case("INVALID_SOURCE_ECHO", "ERROR: Invalid Source: |x|", "", {"source": "x"}),
    Case(
        "FUNCTION_NOT_ALLOWED",
        "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION: |funcs|add_lead|",
        "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION - funcs|add_lead",
        {"user": "funcs"},
    ),
    Case(
        "MAY_NOT_ADD_LEADS",
        "ERROR: add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM: |nomod|0|",
        "ERROR: add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM - nomod|0",
        {"user": "nomod"},
    ),
    Case(
        "LIST_NOT_ALLOWED",
        "ERROR: add_lead NOT AN ALLOWED LIST ID - 7275551111|301",
        "",
        {"user": "restrict", "list_id": "301"},
    ),
    Case(
        "LIST_NOT_DEFINED",
        "ERROR: add_lead NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED - 7275551111|302",
        "",
        {"list_id": "302", "list_exists_check": "Y"},
    ),
    Case(
        "NANPA_DISABLED",
        "NOTICE: add_lead NANPA options disabled, NANPA prefix data not loaded - 0|6666",
        "",
        {"nanpa_ac_prefix_check": "Y"},
        {"vicidial_nanpa_prefix_codes": []},
    ),
    Case(
        "INVALID_LENGTH",
        "ERROR: add_lead INVALID PHONE NUMBER LENGTH - 12345|6666",
        "",
        {"phone_number": "12345"},
    ),
    Case(
        "INVALID_PREFIX",
        "ERROR: add_lead INVALID PHONE NUMBER PREFIX - 7271551111|6666",
        "",
        {"phone_number": "7271551111", "usacan_prefix_check": "Y"},
    ),
    Case(
        "INVALID_AREACODE",
        "ERROR: add_lead INVALID PHONE NUMBER AREACODE - 9995551111|6666",
        "",
        {"phone_number": "9995551111", "usacan_areacode_check": "Y"},
    ),
    Case(
        "INVALID_NANPA",
        "ERROR: add_lead INVALID PHONE NUMBER NANPA AREACODE PREFIX - 7275571111|6666",
        "",
        {"phone_number": "7275571111", "nanpa_ac_prefix_check": "Y"},
    ),
    Case(
        "IN_DNC",
        "ERROR: add_lead PHONE NUMBER IN DNC - 7275551111|6666",
        "",
        {"dnc_check": "Y"},
        {"vicidial_dnc": [{"phone_number": "7275551111"}]},
    ),
    Case(
        "IN_CAMPAIGN_DNC",
        "ERROR: add_lead PHONE NUMBER IN CAMPAIGN DNC - 7275551111|SALES|6666",
        "",
        {"campaign_dnc_check": "AREACODE", "campaign_id": "SALES"},
        {"vicidial_campaign_dnc": [{"phone_number": "727XXXXXXX", "campaign_id": "SALES"}]},
    ),
    duplicate("DUPLIST", "101", "PHONE NUMBER IN LIST - 7275551111|101|7"),
    duplicate("DUPCAMP", "102", "PHONE NUMBER IN CAMPAIGN LISTS - 7275551111|102|7|101"),
    duplicate("DUPSYS", "201", "PHONE NUMBER IN SYSTEM - 7275551111|201|7|101"),
    duplicate("DUPPHONEALTLIST", "101", "PHONE NUMBER IN LIST - 7275551111|101|7|PHONE"),
    duplicate(
        "DUPPHONEALTCAMP", "102", "PHONE NUMBER IN CAMPAIGN LISTS - 7275551111|102|7|101|PHONE"
    ),
    duplicate("DUPPHONEALTSYS", "201", "PHONE NUMBER IN SYSTEM - 7275551111|201|7|101|PHONE"),
    duplicate("DUPTITLEALTPHONELIST", "101", "TITLE ALT_PHONE IN LIST - Mrs|7275552222|101|7"),
    duplicate(
        "DUPTITLEALTPHONECAMP",
        "102",
        "TITLE ALT_PHONE IN CAMPAIGN LISTS - Mrs|7275552222|102|7|101",
    ),
    duplicate("DUPTITLEALTPHONESYS", "201", "TITLE ALT_PHONE IN SYSTEM - Mrs|7275552222|201|7|101"),
    duplicate(
        "DUPNAMEPHONELIST",
        "101",
        "NAME PHONE IN LIST - Ann|Lee|7275551111|101|7",
        "NAME PHONE IN LIST - Ann|Lee|7275551111|101|7|101",
    ),
    duplicate(
        "DUPNAMEPHONECAMP",
        "102",
        "NAME PHONE IN CAMPAIGN LISTS - Ann|Lee|7275551111|102|7|101",
    ),
    duplicate("DUPNAMEPHONESYS", "201", "NAME PHONE IN SYSTEM - Ann|Lee|7275551111|201|7|101"),
    Case(
        "LEAD_ADDED",
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|999|1|-4|6666",
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|6666|999|1|-4",
        {},
    ),
    Case(
        "ALT_PHONES_LOADED",
        "7275552222|1|aNOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED - 1|1|6666",
        "NOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED - 1|6666|1",
        {"multi_alt_phones": "7275552222_1_a"},
    ),
    Case(
        "CUSTOM_FIELDS_DISABLED",
        "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, CUSTOM FIELDS DISABLED - 7275551111|1|Y|0",
        "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, CUSTOM FIELDS DISABLED - 7275551111|Y|0",
        CUSTOM,
        {"system_settings": base_changed("system_settings", custom_fields_enabled="0")},
    ),
    Case(
        "NO_CUSTOM_FIELDS_FOR_LIST",
        "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST"
        " - 7275551111|1|101",
        "",
        CUSTOM,
    ),
    Case(
        "NO_FIELDS_DEFINED",
        "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, NO FIELDS DEFINED - 7275551111|1|101",
        "",
        CUSTOM,
        {},
        {"custom_101": [["color", "varchar(9)"]]},
    ),
    Case(
        "NO_FIELDS_TO_UPDATE",
        "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, NO FIELDS TO UPDATE DEFINED - 7275551111|1|101",
        "",
        CUSTOM,
        {"vicidial_lists_fields": [{"list_id": 101, "field_label": "size"}]},
        {"custom_101": [["color", "varchar(9)"]]},
    ),
    Case(
        "CUSTOM_VALUES_ADDED",
        "NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - 7275551111|1|101|1",
        "NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - 7275551111|1|101",
        CUSTOM,
        {"vicidial_lists_fields": [{"list_id": 101, "field_label": "color"}]},
        {"custom_101": [["color", "varchar(9)"]]},
    ),
    Case(
        "OUTSIDE_LOCAL_TIME",
        "NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - 8085551111|1|-10|0|6666",
        "NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - 8085551111|6666|1|-10|0",
        HOPPER | {"phone_number": "8085551111"},
    ),
    Case(
        "ADDED_TO_HOPPER",
        "NOTICE: add_lead ADDED TO HOPPER - 7275551111|8|1|6666",
        "NOTICE: add_lead ADDED TO HOPPER - 7275551111|6666|8|1",
        HOPPER,
        {"vicidial_list": [ANN]},
    ),
    Case(
        "CALLBACK_CAMPAIGN_NOT_VALID",
        "NOTICE: add_lead SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID - 1|NOWHERE",
        "",
        CALLBACK | {"campaign_id": "NOWHERE"},
    ),
    Case(
        "CALLBACK_USER_NOT_VALID",
        "NOTICE: add_lead SCHEDULED CALLBACK NOT ADDED, USER NOT VALID - 1|SALES|nobody|USERONLY",
        "NOTICE: add_lead SCHEDULED CALLBACK NOT ADDED, USER NOT VALID - 1|SALES|nobody|",
        CALLBACK | {"callback_type": "USERONLY", "callback_user": "nobody"},
    ),
    Case(
        "CALLBACK_ADDED",
        "NOTICE: add_lead SCHEDULED CALLBACK ADDED"
        " - 1|SALES|2026-07-15 14:00:00|USERONLY|1001|CALLBK",
        "NOTICE: add_lead SCHEDULED CALLBACK ADDED"
        " - 1|2026-07-15 14:00:00|SALES|1001|USERONLY|CALLBK",
        CALLBACK | {"callback_type": "USERONLY", "callback_user": "1001"},
    ),
]


def answer(mock: Mock, case: Case, *, documented: bool) -> list[str]:
    mock.put_state(case.custom_tables, **case.tables)
    parameters = {"phone_number": "7275551111"} | case.parameters
    ask = mock.documented if documented else mock.add_lead
    return ask(**parameters).splitlines()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_vicidial_says(mock: Mock, case: Case) -> None:
    assert case.line in answer(mock, case, documented=False)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_page_says(mock: Mock, case: Case) -> None:
    assert (case.documented or case.line) in answer(mock, case, documented=True)


def test_every_message_is_in_the_table() -> None:
    assert {case.name for case in CASES} == MESSAGES.keys()


def test_every_case_is_about_its_own_message() -> None:
    for case in CASES:
        message = MESSAGES[case.name]
        assert message.result in case.line
        assert message.reason in case.line
