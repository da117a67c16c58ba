"""update_lead beside others: one lead of many requests at once, and what is known of leads."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from urllib.parse import urlencode

import pytest

from client import LOGIN, Mock, at_once
from databases import ENGINES
from lmapi_mock.non_agent_api.add_lead.duplicates import CHECKS
from lmapi_mock.settings import VICIDIAL_DOOR

AT_ONCE = 6
PHONE = "7275551111"
OTHER = "7275552222"
MISSING = {
    "search_method": "PHONE_NUMBER",
    "phone_number": PHONE,
    "phone_code": "1",
    "list_id": "101",
    "status": "SALE",
    "insert_if_not_found": "Y",
}


def update(mock: Mock, function: str = "update_lead", **parameters: str) -> str:
    query = urlencode(LOGIN | {"function": function} | parameters)
    answer = mock.request("GET", f"{VICIDIAL_DOOR}?{query}")
    assert answer.status == 200
    return answer.text


@pytest.mark.parametrize("engine", ENGINES)
def test_of_equal_requests_at_once_one_inserts_the_lead(
    running_on: Callable[[str], Mock], engine: str
) -> None:
    mock = running_on(engine)
    mock.put_state()

    answers = at_once([mock.server], AT_ONCE, lambda one: update(one, **MISSING))

    assert sum("LEAD HAS BEEN ADDED" in answer for answer in answers) == 1
    assert sum("LEAD HAS BEEN UPDATED" in answer for answer in answers) == AT_ONCE - 1
    assert len(mock.rows("vicidial_list")) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_one_key_is_one_lead_whatever_phone_number_it_comes_with(
    running_on: Callable[[str], Mock], engine: str
) -> None:
    mock = running_on(engine)
    mock.put_state()
    numbers = count(7275550000)
    asked = MISSING | {"search_method": "VENDOR_LEAD_CODE", "vendor_lead_code": "CRM-7"}

    answers = at_once(
        [mock.server],
        AT_ONCE,
        lambda one: update(one, **asked | {"phone_number": str(next(numbers))}),
    )

    assert sum("LEAD HAS BEEN ADDED" in answer for answer in answers) == 1
    assert len(mock.rows("vicidial_list")) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_updates_of_one_lead_at_once_count_one_change_each(
    running_on: Callable[[str], Mock], engine: str
) -> None:
    mock = running_on(engine)
    mock.put_state(vicidial_list=[{"lead_id": 1, "list_id": 101, "status": "NEW"}])

    answers = at_once([mock.server], AT_ONCE, lambda one: update(one, lead_id="1", status="SALE"))

    line = "SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|1|{}|||\n"
    assert sorted(answers) == [*[line.format(0)] * (AT_ONCE - 1), line.format(1)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("check", [check.name for check in CHECKS])
def test_duplicate_checks_see_what_updates_changed(
    running_on: Callable[[str], Mock], engine: str, check: str
) -> None:
    mock = running_on(engine)
    mock.put_state()
    before = {
        "phone_number": PHONE,
        "alt_phone": "7275553333",
        "title": "Dr",
        "first_name": "Al",
        "last_name": "Adams",
    }
    after = {
        "phone_number": OTHER,
        "alt_phone": "7275554444",
        "title": "Mr",
        "first_name": "Bob",
        "last_name": "Brown",
    }
    added = {"list_id": "101", "duplicate_check": f"{check}30DAY"}
    assert mock.add_lead(**before, **added).startswith("SUCCESS")
    assert "DUPLICATE" in mock.add_lead(**before, **added)

    update(mock, lead_id="1", update_phone_number="Y", **after)

    assert "DUPLICATE" in mock.add_lead(**after, **added)
    assert mock.add_lead(**before, **added).startswith("SUCCESS")


def test_duplicate_checks_do_not_see_what_was_deleted(mock: Mock) -> None:
    mock.put_state()
    added = {"phone_number": PHONE, "list_id": "101", "duplicate_check": "DUPLIST-DUPSYS30DAY"}
    mock.add_lead(**added)

    update(mock, lead_id="1", delete_lead="Y")

    assert mock.add_lead(**added).startswith("SUCCESS")


def test_duplicate_checks_see_the_list_that_a_batch_moved_leads_to(mock: Mock) -> None:
    mock.put_state()
    mock.add_lead(phone_number=PHONE, list_id="101")

    update(mock, "batch_update_lead", lead_ids="1", list_id_field="102")

    asked = {"phone_number": PHONE, "duplicate_check": "DUPLIST"}
    assert "DUPLICATE" in mock.add_lead(list_id="102", **asked)
    assert mock.add_lead(list_id="101", **asked).startswith("SUCCESS")


def test_a_lead_that_is_not_the_callers_ends_it_and_what_was_done_stays(mock: Mock) -> None:
    lead = {"phone_number": PHONE, "status": "NEW"}
    mock.put_state(
        vicidial_user_groups=[{"user_group": "ADMIN", "allowed_campaigns": " SALES -"}],
        vicidial_lists=[{"list_id": 101, "campaign_id": "SALES"}, {"list_id": 201}],
        vicidial_users=[
            {
                "user": "6666",
                "pass": "1234",
                "user_level": 9,
                "user_group": "ADMIN",
                "modify_leads": "1",
                "vdc_agent_api_access": "1",
                "api_list_restrict": "1",
            }
        ],
        vicidial_list=[
            lead | {"lead_id": 1, "list_id": 201, "entry_date": "2026-01-01 00:00:00"},
            lead | {"lead_id": 2, "list_id": 101, "entry_date": "2026-01-02 00:00:00"},
        ],
    )

    answer = update(
        mock, search_method="PHONE_NUMBER", phone_number=PHONE, records="9", status="SALE"
    )

    assert answer.splitlines() == [
        "SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|2|1|||",
        "ERROR: update_lead NOT AN ALLOWED LIST ID, RESULTS - 201",
    ]
    assert [row["status"] for row in mock.rows("vicidial_list")] == ["NEW", "SALE"]


def test_a_fault_in_place_of_the_search_breaks_nothing(mock: Mock) -> None:
    mock.put_state()
    rule = {"answer": "update_lead.LEADS_FOUND"}
    assert mock.admin("POST", "/faults", rule).status < 500

    assert update(mock, lead_id="1", status="SALE")
    mock.admin("DELETE", "/faults")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_code_of_spaces_finds_leads_without_one(
    running_on: Callable[[str], Mock], engine: str
) -> None:
    mock = running_on(engine)
    mock.put_state(vicidial_list=[{"lead_id": 1, "list_id": 101, "vendor_lead_code": ""}])
    asked = {"search_method": "VENDOR_LEAD_CODE", "vendor_lead_code": " ", "status": "SALE"}

    assert update(mock, **asked) == "SUCCESS: update_lead LEAD HAS BEEN UPDATED - 6666|1|1|||\n"
