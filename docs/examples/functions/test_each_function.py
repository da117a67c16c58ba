"""A worked example of each function."""

import pytest

PHONE = "7275551212"


@pytest.fixture
def lead(lmapi):
    """A lead of list 101, whose campaign is SALES."""
    lmapi.freeze("2026-07-15T14:00:00Z")
    return lmapi.add_lead(phone_number=PHONE, list_id=101, vendor_lead_code="deal-7").lead_id


def test_update_lead(lmapi, lead):
    assert lmapi.update_lead(lead_id=lead, city="Tampa", status="SALE").changed == 1
    assert lmapi.update_lead(lead_id=lead, city="--BLANK--").ok
    assert [(row["city"], row["status"]) for row in lmapi.leads()] == [("", "SALE")]


def test_batch_update_lead(lmapi, lead):
    other = lmapi.add_lead(phone_number="7275551213", list_id=101).lead_id
    reply = lmapi.batch_update_lead(lead_ids=f"{lead},{other}", list_id_field=102)
    assert reply.updated == [other, lead]
    assert [row["list_id"] for row in lmapi.leads()] == [102, 102]


def test_lead_search(lmapi, lead):
    reply = lmapi.lead_search(phone_number=f"{PHONE},7275551213")
    assert reply.found == {PHONE: [lead], "7275551213": []}


def test_lead_all_info(lmapi, lead):
    (row,) = lmapi.lead_all_info(phone_number=PHONE).leads
    assert (row["lead_id"], row["list_id"], row["vendor_lead_code"]) == (lead, 101, "deal-7")


def test_lead_field_info(lmapi, lead):
    assert lmapi.lead_field_info(lead_id=lead, field_name="vendor_lead_code").value == "deal-7"


def test_lead_status_search(lmapi, lead):
    call = {"uniqueid": "1", "lead_id": lead, "status": "SALE", "call_date": "2026-07-15 09:00:00"}
    lmapi.given(tables={"vicidial_log": [call]})
    (record,) = lmapi.lead_status_search(status="SALE", date="2026-07-15").records
    assert record["phone_number"] == PHONE


def test_lead_callback_info(lmapi, lead):
    when = {"callback": "Y", "callback_datetime": "3DAYS", "campaign_id": "SALES"}
    lmapi.update_lead(lead_id=lead, status="CBHOLD", **when)
    (callback,) = lmapi.lead_callback_info(lead_id=lead, header="YES").callbacks
    assert callback["callback_date"] == "2026-07-18 14:00:00"


def test_check_phone_number(lmapi):
    lmapi.freeze("2026-07-15T04:00:00Z")  # midnight in Florida
    reply = lmapi.check_phone_number(phone_number=PHONE, local_call_time="9am-9pm")
    assert (reply.may_call, reply.zones["AREACODE"].offset) == (False, "-4")


def test_add_dnc_phone_and_delete_dnc_phone(lmapi):
    number = {"phone_number": PHONE, "campaign_id": "SALES"}
    assert lmapi.add_dnc_phone(**number).ok
    assert lmapi.rows("vicidial_campaign_dnc", phone_number=PHONE)
    assert lmapi.delete_dnc_phone(**number).ok
    assert lmapi.delete_dnc_phone(**number).error == "delete_dnc_phone DNC NUMBER DOES NOT EXIST"


def test_add_fpg_phone_and_delete_fpg_phone(lmapi):
    lmapi.given(tables={"vicidial_filter_phone_groups": [{"filter_phone_group_id": "NEIGHBORS"}]})
    assert lmapi.add_fpg_phone(phone_number=PHONE, group="NEIGHBORS").ok
    assert lmapi.delete_fpg_phone(phone_number=PHONE, group="NEIGHBORS").ok


def test_hopper_bulk_insert_and_hopper_list(lmapi, lead):
    reply = lmapi.hopper_bulk_insert(lead_ids=f"{lead},99", hopper_priority=50)
    assert reply.refused == {"99": "LEAD NOT FOUND"}
    (row,) = lmapi.hopper_list(campaign_id="SALES").rows
    assert (row["lead_id"], row["priority"]) == (lead, 50)


def test_lead_dearchive(lmapi):
    archived = {"lead_id": 7, "list_id": 101, "phone_number": PHONE}
    lmapi.given(tables={"vicidial_list_archive": [archived]})
    assert lmapi.lead_dearchive(lead_id=7).ok
    assert lmapi.leads()[0]["phone_number"] == PHONE


def test_version(lmapi):
    assert lmapi.version().values["BUILD"] == "250720-1841"


def test_add_list_and_update_list(lmapi):
    made = {"list_id": 301, "list_name": "Spring", "campaign_id": "SALES"}
    assert lmapi.add_list(**made, active="Y").ok
    assert lmapi.update_list(list_id=301, list_name="Summer").ok
    (row,) = lmapi.rows("vicidial_lists", list_id=301)
    assert (row["list_name"], row["active"]) == ("Summer", "Y")


def test_list_info_and_list_custom_fields(lmapi):
    assert lmapi.list_info(list_id=101).rows[0]["list_name"] == "Sales, with custom fields"
    assert "favorite_color" in lmapi.list_custom_fields(list_id=101).text


def test_campaigns_list_and_agent_campaigns(lmapi):
    assert [row["campaign_id"] for row in lmapi.campaigns_list().rows] == ["TESTCAMP", "SALES"]
    assert "SALES" in lmapi.agent_campaigns(agent_user="agent1").text


def test_add_user_copy_user_update_user_and_user_details(lmapi):
    new = {"agent_user": "ann", "agent_pass": "open5", "agent_user_level": 1}
    named = {"agent_full_name": "Ann", "agent_user_group": "ADMIN"}
    assert lmapi.add_user(**new, **named).ok
    copy = {"agent_user": "bob", "agent_pass": "open6", "agent_full_name": "Bob"}
    assert lmapi.copy_user(**copy, source_user="ann").ok
    assert lmapi.update_user(agent_user="bob", agent_full_name="Bobby").ok
    assert lmapi.user_details(agent_user="bob").rows[0]["full_name"] == "Bobby"
