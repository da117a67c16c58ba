"""The order of add_lead (behaviour spec, section 5): the first refusal ends the request."""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock, base_with

LEAD = {
    "lead_id": 5,
    "list_id": 101,
    "phone_number": "0001550001",
    "entry_date": "2026-07-15 13:00:00",
}
STATE: dict[str, Any] = {
    "vicidial_list": [LEAD],
    "vicidial_dnc": [{"phone_number": "0001550001"}],
    "vicidial_campaign_dnc": [{"phone_number": "0001550001", "campaign_id": "SALES"}],
    "vicidial_users": base_with(
        "vicidial_users",
        {
            "user": "worst",
            "pass": "1234",
            "user_level": 8,
            "user_group": "RESTR",
            "modify_leads": "0",
            "vdc_agent_api_access": "1",
            "active": "Y",
            "api_allowed_functions": " none ",
            "api_list_restrict": "1",
        },
        {
            "user": "bad",
            "pass": "1234",
            "user_level": 8,
            "user_group": "RESTR",
            "modify_leads": "0",
            "vdc_agent_api_access": "1",
            "active": "Y",
            "api_allowed_functions": " add_lead ",
            "api_list_restrict": "1",
        },
    ),
}
EVERYTHING_WRONG = {
    "user": "worst",
    "source": "x",
    "phone_number": "1",
    "list_id": "777",
    "list_exists_check": "Y",
    "usacan_prefix_check": "Y",
    "usacan_areacode_check": "Y",
    "nanpa_ac_prefix_check": "Y",
    "dnc_check": "Y",
    "campaign_dnc_check": "Y",
    "campaign_id": "SALES",
    "duplicate_check": "DUPLIST-DUPSYS",
}
REPAIRS: list[tuple[str, dict[str, str]]] = [
    ("Invalid Source", {}),
    ("USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION", {"source": "test"}),
    ("USER DOES NOT HAVE PERMISSION TO ADD LEADS", {"user": "bad"}),
    ("NOT AN ALLOWED LIST ID", {"user": "restrict"}),
    ("NOT A DEFINED LIST ID", {"user": "6666"}),
    ("INVALID PHONE NUMBER LENGTH", {"list_id": "101"}),
    ("INVALID PHONE NUMBER PREFIX", {"phone_number": "0001550001"}),
    ("INVALID PHONE NUMBER AREACODE", {"usacan_prefix_check": "N"}),
    ("INVALID PHONE NUMBER NANPA", {"usacan_areacode_check": "N"}),
    ("PHONE NUMBER IN DNC", {"nanpa_ac_prefix_check": "N"}),
    ("PHONE NUMBER IN CAMPAIGN DNC", {"dnc_check": "N"}),
    ("DUPLICATE PHONE NUMBER IN LIST", {"campaign_dnc_check": "N"}),
    ("DUPLICATE PHONE NUMBER IN SYSTEM", {"duplicate_check": "DUPSYS"}),
    ("LEAD HAS BEEN ADDED", {"duplicate_check": ""}),
]
"""What the answer is about after each repair, and the repair; each keeps those before it."""


@pytest.mark.parametrize("step", range(len(REPAIRS)), ids=[about for about, _ in REPAIRS])
def test_the_first_thing_wrong_is_the_answer(mock: Mock, step: int) -> None:
    parameters = dict(EVERYTHING_WRONG)
    for _, repair in REPAIRS[: step + 1]:
        parameters |= repair
    mock.put_state(**STATE)

    assert REPAIRS[step][0] in mock.add_lead(**parameters).splitlines()[0]


def test_a_refusal_leaves_nothing_but_its_log(mock: Mock) -> None:
    mock.put_state(**STATE)
    extras = {"multi_alt_phones": "7275551112_1_x", "add_to_hopper": "Y", "callback": "Y"}
    mock.add_lead(**extras, phone_number="0001550001", duplicate_check="DUPSYS")

    assert [lead["lead_id"] for lead in mock.rows("vicidial_list")] == [5]
    for table in ("vicidial_list_alt_phones", "vicidial_hopper", "vicidial_callbacks"):
        assert mock.rows(table) == []
    assert len(mock.rows("vicidial_api_log")) == 1


def test_notices_follow_the_success_in_their_order(mock: Mock) -> None:
    mock.put_state(vicidial_nanpa_prefix_codes=[])
    answer = mock.documented(
        phone_number="7275551111",
        nanpa_ac_prefix_check="Y",
        multi_alt_phones="7275551112",
        custom_fields="Y",
        add_to_hopper="Y",
        callback="Y",
        campaign_id="SALES",
        callback_datetime="NOW",
    )

    assert answer == (
        "NOTICE: add_lead NANPA options disabled, NANPA prefix data not loaded - 0|6666\n"
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|6666|999|1|-4\n"
        "NOTICE: add_lead MULTI-ALT-PHONE NUMBERS LOADED - 1|6666|1\n"
        "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST"
        " - 7275551111|1|999\n"
        "NOTICE: add_lead ADDED TO HOPPER - 7275551111|6666|1|1\n"
        "NOTICE: add_lead SCHEDULED CALLBACK ADDED"
        " - 1|2026-07-15 14:00:00|SALES||ANYONE|CALLBK\n"
    )


def test_leads_are_numbered_in_turn(mock: Mock) -> None:
    answers = [mock.add_lead(phone_number="7275551111") for _ in range(3)]

    assert [answer.split("|")[2] for answer in answers] == ["1", "2", "3"]
