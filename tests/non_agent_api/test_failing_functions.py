"""What breaks in the functions that come after add_lead (W4; update_lead.md U11, leads.md 15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from client import FORM, Mock, Response, base_changed
from conftest import staged
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR

LOGIN = {"user": "6666", "pass": "1234", "source": "test"}
LEAD = {"lead_id": 7, "list_id": 101, "entry_list_id": 101, "phone_number": "7275551111"}
NAME = "a-user-with-a-long-na"
RIGHTS = {
    "modify_lists": "1",
    "modify_users": "1",
    "modify_campaigns": "1",
    "view_reports": "1",
    "delete_from_dnc": "1",
}


Tables = Mapping[str, list[dict[str, Any]]]


class Case(NamedTuple):
    """A request that breaks, what it is answered where it is passed over, and the purpose."""

    function: str
    changes: dict[str, str]
    purpose: str
    passed_over: str
    said_before: str = ""
    tables: Tables = MappingProxyType({})
    none: str | None = None


UPDATED = "SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|7|-1|||\n"
NOT_FOUND = "ERROR: update_lead NO MATCHES FOUND IN THE SYSTEM: |6666|"
CALLBACK = {"callback_id": 1, "lead_id": 7}

CASES = [
    Case(
        "update_lead",
        {"lead_id": "7", "comments": "x\\"},
        "the update of the lead",
        UPDATED,
        none="SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|7|1|||\n",
    ),
    Case(
        "update_lead",
        {"search_method": "VENDOR_LEAD_CODE", "vendor_lead_code": "x\\"},
        "the search by vendor_lead_code",
        NOT_FOUND + "|x\\|\n",
    ),
    Case(
        "update_lead",
        {"lead_id": "7", "records": "18446744073709551616", "status": "A"},
        "the search for the leads",
        NOT_FOUND + "7||\n",
        none="SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|7|1|||\n",
    ),
    Case(
        "update_lead",
        {"lead_id": "7", "callback": "REMOVE"},
        "the archiving of the callbacks",
        "NOTICE: update_lead SCHEDULED CALLBACK DELETED - 6666|7|1|0\n",
        tables={"vicidial_callbacks": [CALLBACK], "vicidial_callbacks_archive": [CALLBACK]},
    ),
    Case(
        "update_lead",
        {"lead_id": "7", "status": "A", "custom_fields": "Y", "ghost": "1"},
        "the insert of the custom fields",
        UPDATED.replace("-1", "1"),
        said_before=UPDATED.replace("-1", "1"),
        tables={
            "vicidial_lists_fields": [
                {"list_id": 101, "field_label": "ghost", "field_type": "TEXT"}
            ]
        },
    ),
    Case(
        "batch_update_lead",
        {"lead_ids": "7,", "status": "A"},
        "the search for the leads",
        "ERROR: batch_update_lead NO MATCHES FOUND IN THE SYSTEM: |6666|7,\n",
        none="SUCCESS: batch_update_lead LEADS HAVE BEEN UPDATED - 6666|1|1|7\n",
    ),
    Case(
        "lead_search",
        {"search_method": "LEAD_ID", "lead_id": "7", "lead_ids": "7,,8"},
        "the search for the leads",
        "ERROR: lead_search NO MATCHES FOUND IN THE SYSTEM: |6666|7||\n",
        none="",
    ),
    Case(
        "lead_search",
        {"phone_number": "12345,123"},
        "the search for the leads",
        "ERROR: lead_search NO MATCHES FOUND IN THE SYSTEM: |6666|||12345,123\n",
    ),
    Case(
        "lead_field_info",
        {"lead_id": "7", "field_name": "nothing"},
        "the reading of the field",
        "ERROR: lead_field_info LIST FIELD NOT FOUND: 6666|7\n",
    ),
    Case(
        "lead_field_info",
        {"lead_id": "7", "field_name": "last_name"},
        "the log of the answer",
        "O'Brien",
        said_before="O'Brien",
        tables={"vicidial_list": [{**LEAD, "last_name": "O'Brien"}]},
    ),
    Case(
        "add_dnc_phone",
        {"phone_number": "7275559999", "campaign_id": "CAMPAIGN-LONG"},
        "the insert of the number",
        "SUCCESS: add_dnc_phone DNC NUMBER HAS BEEN ADDED - 6666|7275559999|CAMPAIGN-LONG\n",
        tables={
            "vicidial_campaign_dnc": [{"phone_number": "7275559999", "campaign_id": "CAMPAIGN"}]
        },
        none="ERROR: add_dnc_phone DNC NUMBER ALREADY EXISTS: |6666|7275559999|CAMPAIGN-LONG\n",
    ),
    Case(
        "hopper_bulk_insert",
        {"lead_ids": "7"},
        "the insert into the hopper",
        "NOTICE: hopper_bulk_insert NOT ADDED TO HOPPER, LEAD HOPPER INSERT ERROR - 7\n"
        "ERROR: hopper_bulk_insert NO LEADS HAVE BEEN INSERTED INTO THE HOPPER - 1|0|6666\n",
        tables={"vicidial_list": [{**LEAD, "vendor_lead_code": 'a"b'}]},
        none="NOTICE: hopper_bulk_insert LEAD ADDED TO HOPPER - 7275551111|7|1|6666\n"
        "SUCCESS: hopper_bulk_insert LEADS HAVE BEEN INSERTED INTO THE HOPPER - 1|0|1|6666\n",
    ),
    Case(
        "check_phone_number",
        {
            "phone_number": "7275551111",
            "local_call_time": "24hours",
            "owner": "E'T",
            "tz_method": "TZCODE",
        },
        "the look-up of the time zone by its code",
        "TZCODE: 1|-4#PHONE: 7275551111|1||||E'T|\n".replace("||||", "|||"),
    ),
    Case(
        "add_user",
        {
            "agent_user": "newone",
            "agent_pass": "secret",
            "agent_user_level": "1",
            "agent_full_name": "New",
            "agent_user_group": "ADMIN",
            "email": "o'neil@example.com",
        },
        "the insert of the user",
        "SUCCESS: add_user USER HAS BEEN ADDED - 6666|newone|secret|1|New|ADMIN\n",
    ),
    Case(
        "update_list",
        {"list_id": "101", "web_form_address": "http%3A%2F%2Fcrm.example%2Fit%27s"},
        "the update of the list",
        "SUCCESS: update_list LIST HAS BEEN UPDATED - 6666|101\n",
    ),
    Case(
        "add_list",
        {
            "list_id": "1101",
            "list_name": "New",
            "campaign_id": "SALES",
            "web_form_address": "http%3A%2F%2Fcrm.example%2Fit%27s",
        },
        "the insert of the list",
        "SUCCESS: add_list LIST HAS BEEN ADDED - 6666|1101|New|SALES\n",
    ),
    Case(
        "list_custom_fields",
        {"list_id": "102", "custom_order": "alpha_up"},
        "the sorting of the columns",
        "102|Sales B|SALES|Y|||\n",
    ),
    Case(
        "update_user",
        {"agent_user": "agent6", "email": "o'neil@example.com"},
        "the update of the user",
        "SUCCESS: update_user USER HAS BEEN UPDATED - 6666|agent6|\n",
    ),
]
IDS = [f"{case.function}-{case.purpose}" for case in CASES]


@pytest.fixture(scope="module")
def world(server: Server) -> Iterator[Mock]:
    mock = Mock(server, "failing")
    yield mock
    mock.close()


def ask(world: Mock, mode: str, case: Case) -> Response:
    staged(world)
    tables = {"vicidial_list": [LEAD], "vicidial_users": base_changed("vicidial_users", **RIGHTS)}
    world.put_state({"custom_101": [["x", "varchar(5)"]]}, **(tables | dict(case.tables)))
    world.admin("DELETE", "/faults")
    assert world.admin("POST", "/faults", {"sql_failures": mode}).status == 201
    # A query's first parameter is never a custom field.
    sent = {"function": case.function} | LOGIN | case.changes
    return world.request("GET", f"{VICIDIAL_DOOR}?{urlencode(sent)}")


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_it_ends_the_request_with_php_8(world: Mock, case: Case) -> None:
    answer = ask(world, "php8", case)

    assert (answer.status, answer.text) == (500, case.said_before)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_it_is_passed_over_with_php_7(world: Mock, case: Case) -> None:
    answer = ask(world, "php7", case)

    assert (answer.status, answer.text) == (200, case.passed_over)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_values_are_data_else_and_it_is_told(world: Mock, case: Case) -> None:
    answer = ask(world, "none", case)

    expected = case.passed_over if case.none is None else case.none
    assert (answer.status, answer.text) == (200, expected)
    found = world.admin("GET", "/findings?limit=20&code=fails-on-the-dialer").json["findings"]
    assert f" makes {case.purpose} fail on a dialer" in found[0]["message"]
    assert found[0]["request"] == world.admin("GET", "/requests?limit=1").json["requests"][0]["id"]


def test_what_was_done_to_the_leads_before_stays(world: Mock) -> None:
    leads = [LEAD, LEAD | {"lead_id": 8, "list_id": 102, "entry_list_id": 0}]
    callbacks = [{"callback_id": 5, "lead_id": 8}]
    case = Case(
        "update_lead",
        {
            "search_method": "PHONE_NUMBER",
            "phone_number": "7275551111",
            "records": "2",
            "status": "A",
            "callback": "REMOVE",
        },
        "",
        "",
        tables={
            "vicidial_list": leads,
            "vicidial_callbacks": callbacks,
            "vicidial_callbacks_archive": callbacks,
        },
    )
    answer = ask(world, "php8", case)

    assert answer.status == 500
    assert answer.text == (
        "SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|7|1|||\n"
        "NOTICE: update_lead SCHEDULED CALLBACK DELETED - 6666|7|0|0\n"
        "SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|8|1|0|0|\n"
    )
    assert [one["status"] for one in world.rows("vicidial_list")] == ["A", "A"]
    assert len(world.rows("vicidial_callbacks")) == 1


@pytest.mark.parametrize(("mode", "status"), [("php8", 500), ("php7", 200)])
def test_a_user_whose_name_is_there_once_it_is_cut(world: Mock, mode: str, status: int) -> None:
    users = base_changed("vicidial_users", **RIGHTS)
    case = Case(
        "copy_user",
        {
            "agent_user": NAME,
            "agent_pass": "secret",
            "agent_full_name": "New",
            "source_user": "agent6",
        },
        "",
        "",
        tables={"vicidial_users": [*users, users[0] | {"user": NAME[:20]}]},
    )
    answer = ask(world, mode, case)

    assert answer.status == status
    assert len(world.rows("vicidial_users")) == len(users) + 1
    if status == 200:
        assert " rows: -1,0,0" in world.rows("vicidial_admin_log")[0]["event_notes"]


def test_the_last_variable_of_any_form_breaks_the_log(world: Mock) -> None:
    ask(world, "php8", CASES[1])
    world.put_state(vicidial_list=[LEAD])
    form = urlencode(LOGIN | {"function": "update_lead", "lead_id": "7", "last_name": "O'Brien"})
    answer = world.request("POST", VICIDIAL_DOOR, form, {"content-type": FORM})

    assert answer.status == 500
    assert answer.text == "SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|7|1|||\n"
    assert world.rows("vicidial_list")[0]["last_name"] == "O'Brien"
    assert world.rows("vicidial_api_log") == []
