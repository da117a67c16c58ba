"""Findings of the functions beside add_lead: a request that earns each, and a near one."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from client import BASE_STATE, Mock
from findings.case import LEAD, PHONE, Case
from findings.leads_cases import CASES as OF_LEADS
from findings.lists_cases import CASES as OF_LISTS
from findings.update_lead_cases import CASES as OF_UPDATE_LEAD
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
    "delete_lists": "1",
    "custom_fields_modify": "1",
}
STRAY = LEAD | {"list_id": 500}
NEW_USER = {
    "agent_user": "newagent",
    "agent_pass": "open5",
    "agent_user_level": "1",
    "agent_full_name": "Agent",
    "agent_user_group": "ADMIN",
}
COPIED_USER = {"agent_user": "copied", "agent_pass": "open5", "agent_full_name": "Agent"}

CASES = [
    *OF_LEADS,
    *OF_LISTS,
    *OF_UPDATE_LEAD,
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
        "user-level-unusual",
        "add_user",
        NEW_USER | {"agent_user_level": "300"},
        NEW_USER | {"agent_user_level": "9"},
    ),
    Case("user-not-named", "update_user", {"agent_user": "nobody"}, {"agent_user": "6666"}),
    Case(
        "user-grades-not-copied",
        "copy_user",
        COPIED_USER | {"source_user": "6666"},
        COPIED_USER | {"source_user": "apiuser"},
        {"vicidial_campaign_agents": [{"user": "6666", "campaign_id": "SALES"}]},
    ),
    Case(
        "user-voicemail-not-blank",
        "update_user",
        {"agent_user": "6666", "voicemail_id": "--BLANK--"},
        {"agent_user": "6666", "voicemail_id": "8501"},
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
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.function}")
def test_a_finding_and_a_near_miss(mock: Mock, case: Case) -> None:
    users = [row | CAN for row in BASE_STATE["vicidial_users"]]
    for sent, is_found in ((case.earns, True), (case.near, False)):
        mock.put_state(dict(case.custom_tables), **{"vicidial_users": users, **case.tables})
        assert mock.admin("DELETE", "/requests").status == 200
        login = {name: value for name, value in LOGIN.items() if name not in sent}
        form = urlencode(sent | login | {"function": case.function})
        answer = mock.post(form) if case.posts else mock.request("GET", f"{VICIDIAL_DOOR}?{form}")
        text = answer if isinstance(answer, str) else answer.text
        (entry,) = mock.admin("GET", "/requests").json["requests"]
        assert entry["response"]["status"] == 200
        told = {one["code"]: one["message"] for one in entry["findings"]}
        assert (case.code in told) is is_found, (told, text)
        assert case.says in told.get(case.code, case.says)


@pytest.mark.parametrize(
    ("code", "also"),
    [
        ("custom-field-unseen", {}),
        ("dnc-areacode", {}),
    ],
)
def test_one_cause_is_one_finding(mock: Mock, code: str, also: dict[str, str]) -> None:
    case = [one for one in CASES if one.code == code][-1]
    mock.put_state(dict(case.custom_tables), **{**BASE_STATE, **case.tables})
    form = urlencode(case.earns | also | LOGIN | {"function": case.function})
    mock.request("GET", f"{VICIDIAL_DOOR}?{form}")
    found = mock.admin("GET", "/requests").json["requests"][0]["findings"]
    named = next(one["parameter"] for one in found if one["code"] == code)
    assert [one["code"] for one in found if one["parameter"] == named] == [code]


ONE = {"lead_id": "7"}
COLOR = {
    "vicidial_lists_fields": [
        {"list_id": 101, "field_label": "color", "field_type": "TEXT", "field_duplicate": "N"}
    ]
}


@pytest.mark.parametrize(
    ("function", "sent"),
    [
        ("update_lead", ONE | {"custom_fields": "Y", "color": "red"}),
        ("update_lead", ONE | {"title": "--BLANK--", "comments": "--BLANK--"}),
        ("check_phone_number", {"phone_number": PHONE, "tz_method": "AREACODE-TZCODE"}),
    ],
    ids=["a field of the lead's list", "values that are emptied", "several methods"],
)
def test_what_a_function_does_is_not_told_as_lost(
    mock: Mock, function: str, sent: dict[str, str]
) -> None:
    users = [row | CAN for row in BASE_STATE["vicidial_users"]]
    there = {"vicidial_list": [LEAD], "vicidial_users": users, **COLOR}
    mock.put_state({"custom_101": [("color", "varchar(20)")]}, **there)
    mock.post(urlencode(LOGIN | {"function": function} | sent))
    assert told_of_last(mock) == {}


@pytest.mark.parametrize(
    ("function", "sent", "code", "message"),
    [
        (
            "lead_search",
            {"phone_number": f"1{PHONE}"},
            "country-code-in-number",
            (
                "phone_number begins with a country code: it counts as 17275551212, which is not"
                " the number of a lead that is stored without the code."
            ),
        ),
        (
            "check_phone_number",
            {"phone_number": f"1{PHONE}"},
            "country-code-in-number",
            "phone_number begins with a country code: its area code is read as 172.",
        ),
        (
            "check_phone_number",
            {"phone_number": PHONE, "tz_method": "ZIP"},
            "unknown-choice",
            "tz_method is none of AREACODE, POSTAL, TZCODE and NANPA.",
        ),
    ],
)
def test_what_is_told_of_any_function_is_true_of_this_one(
    mock: Mock, function: str, sent: dict[str, str], code: str, message: str
) -> None:
    mock.put_state(vicidial_users=[row | CAN for row in BASE_STATE["vicidial_users"]])
    mock.post(urlencode(LOGIN | {"function": function} | sent))
    assert told_of_last(mock)[code] == message


def test_a_line_feed_that_an_update_replaces_is_told_once(mock: Mock) -> None:
    mock.put_state(vicidial_list=[LEAD])
    mock.post(urlencode(LOGIN | {"function": "update_lead", "comments": "a\nb"} | ONE))
    assert told_of_last(mock).keys() == {"line-feed-replaced"}


def test_an_update_makes_nothing_of_an_unknown_gender(mock: Mock) -> None:
    mock.put_state(vicidial_list=[LEAD | {"gender": "F"}])
    mock.post(urlencode(LOGIN | {"function": "update_lead", "gender": "male", "title": "Ms"} | ONE))
    (finding,) = mock.admin("GET", "/requests?limit=1").json["requests"][0]["findings"]
    assert (finding["code"], finding["kept"]) == ("unknown-choice", "")
    assert mock.rows("vicidial_list")[0]["gender"] == "F"


def told_of_last(mock: Mock) -> dict[str, str]:
    """The messages of the last request's findings, by their codes."""
    (entry,) = mock.admin("GET", "/requests?limit=1").json["requests"]
    return {one["code"]: one["message"] for one in entry["findings"]}


def test_every_function_of_its_own_kind_is_tested() -> None:
    own = {
        code
        for function in functions()
        if function is not named("add_lead")
        for code in function.findings().kinds
    }
    assert {case.code for case in CASES} == own
    assert not own & GENERAL.keys()
