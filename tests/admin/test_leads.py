"""All about one lead, on every engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from client import Mock, base_changed
from databases import ENGINES

AT = "2026-07-15T14:00:00Z"


@pytest.fixture(params=ENGINES)
def staged(request: pytest.FixtureRequest, running_on: Callable[[str], Mock]) -> Mock:
    mock = running_on(request.param)
    mock.put_state(
        {"custom_101": [["color", "varchar(10)"]]},
        vicidial_lists=[{"list_id": 101, "campaign_id": "TESTCAMP", "active": "Y"}],
        vicidial_lists_fields=[{"list_id": 101, "field_label": "color"}],
        system_settings=base_changed("system_settings", custom_fields_enabled="1"),
    )
    mock.freeze(AT)
    return mock


def test_everything_about_a_lead_is_there(staged: Mock) -> None:
    staged.admin("DELETE", "/requests")
    staged.add_lead(
        phone_number="7275551212",
        list_id=101,
        custom_fields="Y",
        color="red",
        add_to_hopper="Y",
        callback="Y",
        callback_datetime="2026-07-16 10:00:00",
        callback_type="ANYONE",
        campaign_id="TESTCAMP",
        multi_alt_phones="7275551213_1_work!7275551214_1_home",
    )
    staged.add_lead(phone_number="7275551212", duplicate_check="DUPSYS")
    staged.add_lead(phone_number="7275559876", list_id=101)
    newest = staged.admin("GET", "/requests").json["meta"]["last_id"]
    found = staged.admin("GET", "/leads/1").json

    assert found["lead"] == staged.rows("vicidial_list")[0]
    assert found["alt_phones"] == staged.rows("vicidial_list_alt_phones")
    assert len(found["alt_phones"]) == 2
    assert found["custom"] == {"table": "custom_101", "row": {"lead_id": 1, "color": "red"}}
    assert [row["lead_id"] for row in found["hopper"]] == [1]
    assert [row["campaign_id"] for row in found["callbacks"]] == ["TESTCAMP"]
    assert (found["requests"], found["refused"]) == ([newest - 2], [newest - 1])
    log = staged.rows("vicidial_api_log")
    assert found["api_log"] == log[:-1]
    assert found["api_log"][-1]["result_reason"].startswith("add_lead DUPLICATE")


def test_a_lead_put_since_is_not_the_one_that_a_request_stored(staged: Mock) -> None:
    staged.add_lead(phone_number="7275551212", list_id=101)
    staged.put_state(vicidial_list=[{"entry_date": "2020-01-01 00:00:00", "list_id": 7}])
    found = staged.admin("GET", "/leads/1").json

    assert (found["requests"], found["custom"], found["hopper"]) == ([], None, [])


@pytest.mark.parametrize("number", ["77", "-1"])
def test_a_lead_that_is_not_there_says_so(staged: Mock, number: str) -> None:
    answer = staged.admin("GET", f"/leads/{number}")
    assert (answer.status, answer.json["error"]["code"]) == (404, "unknown_lead")
