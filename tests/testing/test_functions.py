"""The plugin's methods for the functions beside add_lead, and the values that they give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from lmapi_mock import LmapiMock, MockServer
from lmapi_mock.errors import LmapiMockError
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.functions import NAMES, functions
from lmapi_mock.non_agent_api.hopper_list.listing import COLUMNS as HOPPER_LISTED
from lmapi_mock.non_agent_api.lead.custom_fields import STANDARD
from lmapi_mock.non_agent_api.lead_info.all_info import NAMES as ALL_INFO
from lmapi_mock.non_agent_api.lead_info.callback_info import COLUMNS as CALLBACKS
from lmapi_mock.testing import functions as typed
from lmapi_mock.testing import replies
from lmapi_mock.testing.admin import Admin
from lmapi_mock.testing.reply import Reply
from typed_calls import CALLS, EFFECT_NAMES, ROWS, calls, class_name, effects, keyword, rows

PHONE = "7275551212"
STAGES = ["csv", "tab", "pipe", "newline", "", "CSV"]


@pytest.fixture(scope="module")
def shared() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


@pytest.fixture
def lmapi(shared: MockServer) -> Iterator[LmapiMock]:
    with LmapiMock(shared) as mock:
        mock.freeze("2026-07-15T14:00:00Z")
        yield mock


def test_the_methods_are_those_of_the_records() -> None:
    assert CALLS.read_text(encoding="utf-8") == calls(), "run `python tests/readme.py`"
    assert ROWS.read_text(encoding="utf-8") == rows(), "run `python tests/readme.py`"
    assert EFFECT_NAMES.read_text(encoding="utf-8") == effects(), "run `python tests/readme.py`"
    assert {name for name in NAMES if not hasattr(LmapiMock, name)} == set()
    assert not set(NAMES) & {name for name in vars(Admin) if not name.startswith("_")}


@pytest.mark.parametrize("function", list(functions()), ids=lambda one: one.name)
def test_each_method_takes_what_its_function_reads(function: Function) -> None:
    if function.name != "add_lead":
        keys = getattr(typed, class_name(function)).__annotations__.keys()
        read = [keyword(one.name) for one in function.parameters if one.name != "function"]
        assert list(keys) == read


def test_the_columns_are_those_that_are_told() -> None:
    assert replies.LEAD_COLUMNS == ALL_INFO
    assert replies.HOPPER_COLUMNS == HOPPER_LISTED
    assert ("lead_id", "callback_type", *CALLBACKS) == replies.CALLBACK_COLUMNS
    assert set(STANDARD) == replies.STANDARD
    assert set(NAMES) >= replies.REPLIES.keys()


def test_a_lead_is_updated(lmapi: LmapiMock) -> None:
    lmapi.given(leads=[PHONE, PHONE])
    by_phone: dict[str, Any] = {"search_method": "PHONE_NUMBER", "phone_number": PHONE}
    reply = lmapi.update_lead(**by_phone, records=2, status="SALE")
    assert (reply.ok, reply.found, sorted(reply.updated), reply.changed) == (True, True, [1, 2], 2)
    again = lmapi.update_lead(lead_id=1, status="SALE", add_to_hopper="Y", post=True)
    assert (again.ok, again.updated, again.changed, again.hopper_id) == (True, [1], 0, 1)
    batch = lmapi.batch_update_lead(lead_ids="1,2,3", city="Tampa", vicidial=True)
    assert (batch.ok, batch.updated, batch.changed) == (True, [2, 1], 2)
    gone = lmapi.update_lead(lead_id=2, delete_lead="Y")
    assert (gone.ok, gone.deleted, gone.updated) == (True, [2], [])
    assert [lead["lead_id"] for lead in lmapi.leads()] == [1]


def test_one_that_is_not_there_is_told_or_inserted(lmapi: LmapiMock) -> None:
    missed = lmapi.update_lead(lead_id=9, status="SALE")
    assert (missed.ok, missed.found, missed.inserted) == (False, False, None)
    assert missed.error == "update_lead NO MATCHES FOUND IN THE SYSTEM"
    added = lmapi.update_lead(
        search_method="PHONE_NUMBER",
        phone_number=PHONE,
        phone_code=1,
        list_id=101,
        insert_if_not_found="Y",
    )
    assert (added.ok, added.found, added.inserted, added.lead_id) == (True, False, 1, 1)
    told = lmapi.update_lead(lead_id=1, no_update="Y")
    assert (told.ok, told.found, told.updated) == (True, True, [])


def test_an_empty_answer_is_no_success(lmapi: LmapiMock) -> None:
    lmapi.given(leads=PHONE)
    reply = lmapi.update_lead(lead_id=1)
    assert (reply.text, reply.ok, reply.error) == ("", False, None)
    assert [one["code"] for one in reply.findings if one["severity"] == "warning"] == [
        "nothing-to-update"
    ]


def test_custom_fields_are_sent_beside_the_parameters(lmapi: LmapiMock) -> None:
    lmapi.given(lists={"list_id": 301, "fields": {"color": "varchar(20)"}})
    lmapi.given(leads={"phone_number": PHONE, "list_id": 301})
    reply = lmapi.update_lead(lead_id=1, custom_fields="Y", custom={"color": "red"})
    assert reply.ok
    assert lmapi.rows("custom_301") == [{"lead_id": 1, "color": "red"}]


@pytest.mark.parametrize("header", ["", "YES"])
def test_leads_are_searched(lmapi: LmapiMock, header: str) -> None:
    lmapi.given(leads=[PHONE, PHONE, "7275551213"])
    reply = lmapi.lead_search(phone_number=f"{PHONE},7275551213,7275551214", header=header)
    assert reply.ok
    assert reply.found == {PHONE: [2, 1], "7275551213": [3], "7275551214": []}
    assert reply.counts == {PHONE: 2, "7275551213": 1, "7275551214": 0}
    assert reply.lead_ids == [2, 1, 3]
    missed = lmapi.lead_search(phone_number="7275551214")
    assert (missed.ok, missed.found) == (False, {})
    assert missed.error == "lead_search NO MATCHES FOUND IN THE SYSTEM"


@pytest.fixture
def told(lmapi: LmapiMock) -> LmapiMock:
    """Three leads, of which the first two have custom fields."""
    fields = {"color": "varchar(20)", "size": "int(5)"}
    lmapi.given(lists=[{"list_id": 301, "fields": fields}, 302])
    for list_id in (301, 301, 302):
        custom: dict[str, Any] = {"custom_fields": "Y", "color": "red, deep", "size": 4}
        custom = custom if list_id == 301 else {}
        lmapi.add_lead(phone_number=PHONE, list_id=list_id, city="Tampa Bay", **custom)
    return lmapi


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("header", ["", "YES"])
@pytest.mark.parametrize("custom_fields", ["", "Y"])
def test_leads_are_dicts_whatever_stage_and_header_say(
    told: LmapiMock, stage: str, header: str, custom_fields: str
) -> None:
    if stage == "csv":
        told.update_lead(lead_id=1, custom_fields="Y", custom={"color": "red"})
        told.update_lead(lead_id=2, custom_fields="Y", custom={"color": "red"})
    color = "red" if stage == "csv" else "red, deep"
    reply = told.lead_all_info(
        phone_number=PHONE, stage=stage, header=header, custom_fields=custom_fields
    )
    assert reply.ok
    stored = {row["lead_id"]: row for row in told.leads()}
    assert [lead["lead_id"] for lead in reply.leads] == [3, 2, 1]
    for lead in reply.leads:
        row = stored[lead["lead_id"]]
        own = {"color": color, "size": "4"} if custom_fields and lead["list_id"] == 301 else {}
        wanted = {name: "" if row[name] is None else row[name] for name in ALL_INFO}
        assert lead == wanted | own


def test_a_value_that_holds_the_separator_is_told_of(told: LmapiMock) -> None:
    told.update_lead(lead_id=1, comments="a|b")
    with pytest.raises(LmapiMockError, match=r"33 values of 32 columns\. A value"):
        _ = told.lead_all_info(lead_id=1).leads
    (lead,) = told.lead_all_info(lead_id=1, stage="tab").leads
    assert lead["comments"] == "a|b"


def test_a_lead_that_is_not_there_is_none(lmapi: LmapiMock) -> None:
    reply = lmapi.lead_all_info(lead_id=9)
    assert (reply.ok, reply.leads) == (False, [])
    assert reply.error == "lead_all_info LEAD NOT FOUND"


def test_errors_before_leads_are_no_leads(told: LmapiMock) -> None:
    told.update_lead(lead_id=3, list_id_field=999)
    reply = told.lead_all_info(phone_number=PHONE, user="restricted")
    assert not reply.ok
    assert reply.leads == []
    told.given(tables={"vicidial_lists": [{"list_id": 303, "campaign_id": "SALES"}]})
    told.update_lead(lead_id=1, list_id_field=303)
    told_to = {"view_reports": "1"}
    for row in told.rows("vicidial_users", user="restricted"):
        told._call("PATCH", f"/tables/vicidial_users/{row['user_id']}", told_to)
    reply = told.lead_all_info(phone_number=PHONE, user="restricted")
    assert [lead["lead_id"] for lead in reply.leads] == [1]
    assert reply.text.startswith("ERROR: lead_all_info LIST NOT FOUND: restricted||7275551212\n")


def test_one_field_is_told(told: LmapiMock) -> None:
    assert told.lead_field_info(lead_id=1, field_name="city").value == "Tampa Bay"
    assert told.lead_field_info(lead_id=1, field_name="state").value == ""
    assert told.lead_field_info(lead_id=9, field_name="city").value is None


def test_the_calls_of_a_day_are_records(told: LmapiMock) -> None:
    log: dict[str, Any] = {"uniqueid": "1", "lead_id": 1, "status": "SALE"}
    told.given(tables={"vicidial_log": [log | {"call_date": "2026-07-15 10:00:00"}]})
    reply = told.lead_status_search(status="SALE", date="2026-07-15", custom_fields="Y")
    (record,) = reply.records
    assert (record["lead_id"], record["city"], record["color"]) == (1, "Tampa Bay", "red, deep")
    assert told.lead_status_search(status="SALE", date="2026-07-16").records == []


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("header", ["", "YES"])
def test_callbacks_are_dicts(told: LmapiMock, stage: str, header: str) -> None:
    told.update_lead(
        lead_id=1,
        callback="Y",
        campaign_id="SALES",
        callback_datetime="NOW",
        callback_comments="call please",
        status="CBHOLD",
    )
    (row,) = told.rows("vicidial_callbacks")
    told._call("PATCH", f"/tables/vicidial_callbacks/{row['callback_id']}", {"comments": "a, b|c"})
    reply = told.lead_callback_info(lead_id=1, stage=stage, header=header)
    (callback,) = reply.callbacks
    assert callback["comments"] == "a, b|c"
    assert (callback["lead_id"], callback["list_id"]) == (1, 301)
    assert (callback["callback_type"], callback["recipient"]) == ("CURRENT", "ANYONE")
    assert told.lead_callback_info(lead_id=2).callbacks == []


def test_a_number_is_checked(lmapi: LmapiMock) -> None:
    reply = lmapi.check_phone_number(
        phone_number=PHONE, local_call_time="24hours", tz_method="AREACODE,POSTAL"
    )
    assert (reply.ok, reply.may_call) == (True, True)
    assert reply.zones["AREACODE"] == (True, "-4")
    assert reply.zones["POSTAL"] == (False, "")
    refused = lmapi.check_phone_number(phone_number="72755", local_call_time="24hours")
    assert (refused.ok, refused.may_call, refused.zones) == (False, False, {})


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("header", ["", "YES"])
def test_the_hopper_is_filled_and_listed(lmapi: LmapiMock, stage: str, header: str) -> None:
    lmapi.given(leads=[{"phone_number": PHONE, "list_id": 101}, "7275551213"])
    bulk = lmapi.hopper_bulk_insert(lead_ids="1,9,1")
    assert (bulk.ok, bulk.added) == (True, {1: 1})
    assert bulk.refused == {"9": "LEAD NOT FOUND", "1": "LEAD IS ALREADY IN THE HOPPER"}
    (row,) = lmapi.hopper_list(campaign_id="SALES", stage=stage, header=header).rows
    assert (row["hopper_order"], row["lead_id"], row["phone_number"]) == (0, 1, PHONE)
    assert lmapi.hopper_list(campaign_id="TESTCAMP").rows == []


def test_do_not_call_numbers_and_archived_leads(lmapi: LmapiMock) -> None:
    assert lmapi.add_dnc_phone(phone_number=PHONE, campaign_id="SYSTEM_INTERNAL").ok
    again = lmapi.add_dnc_phone(phone_number=PHONE, campaign_id="SYSTEM_INTERNAL")
    assert (again.ok, again.error) == (False, "add_dnc_phone DNC NUMBER ALREADY EXISTS")
    assert lmapi.delete_dnc_phone(phone_number=PHONE, campaign_id="SYSTEM_INTERNAL").ok
    archived = {"lead_id": 7, "list_id": 101, "phone_number": PHONE}
    lmapi.given(tables={"vicidial_list_archive": [archived]})
    assert lmapi.lead_dearchive(lead_id=7).ok
    assert [lead["lead_id"] for lead in lmapi.leads()] == [7]


@pytest.mark.parametrize("stage", ["csv", "tab", "pipe", ""])
@pytest.mark.parametrize(
    ("function", "asked", "told"),
    [
        ("list_info", {"list_id": 101}, {"list_id": 101, "campaign_id": "SALES"}),
        (
            "list_custom_fields",
            {"list_id": 102},
            {"list_id": 102, "custom_fields_list_space_delimited": ""},
        ),
        ("campaigns_list", {}, {"campaign_id": "TESTCAMP", "active": "Y"}),
        ("agent_campaigns", {"agent_user": "agent1"}, {"user": "agent1"}),
        ("user_details", {"agent_user": "agent1"}, {"user": "agent1", "full_name": "An agent"}),
    ],
)
def test_lists_campaigns_and_users_are_dicts(
    lmapi: LmapiMock, function: str, asked: dict[str, Any], told: dict[str, Any], stage: str
) -> None:
    # Their names hold a comma, and no answer in csv can be read with that.
    for list_id in (101, 102):
        lmapi._call("PATCH", f"/tables/vicidial_lists/{list_id}", {"list_name": "Sales"})
    both = [lmapi.call(function, **asked, stage=stage, header=one) for one in ("YES", "NO")]
    names = re.split(r"[|,\t]", both[0].text.partition("\n")[0])
    for reply in both:
        assert isinstance(reply, replies.TableReply)
        assert reply.ok
        assert list(reply.rows[0])[: len(names)] == names
        assert reply.rows[0].items() >= told.items()


def test_version_is_told_by_name(lmapi: LmapiMock) -> None:
    assert lmapi.version().values["VERSION"] == "2.14-202"


def test_any_function_is_called_by_its_name(lmapi: LmapiMock) -> None:
    lmapi.given(leads=PHONE)
    found = lmapi.call("lead_search", phone_number=PHONE)
    assert isinstance(found, replies.SearchReply)
    assert found.lead_ids == [1]
    none = lmapi.call("moh_list", post=True, custom={"x": 1})
    assert type(none) is Reply
    assert none.text == "ERROR: NO FUNCTION SPECIFIED\n"
    assert not none.ok
    assert len(lmapi.requests(function="moh_list", x="1")) == 1
