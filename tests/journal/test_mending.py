"""What a remedy names is led to: parameters to send otherwise, rows to change."""

from __future__ import annotations

from typing import Any

from client import Mock


def mends(demo: Mock, **params: str) -> list[dict[str, Any]]:
    """What would mend a request that is refused; of each what it says."""
    demo.documented(**params)
    last = demo.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    found = demo.admin("GET", f"/requests/{last}").json["refusal"]["mends"]
    return [{name: one[name] for name in one if one[name] not in (None, [])} for one in found]


def test_a_duplicate_is_another_number_no_check_or_the_lead_that_was_there(demo: Mock) -> None:
    demo.documented(phone_number="7275551212")
    assert mends(demo, phone_number="7275551212", duplicate_check="DUPSYS") == [
        {"parameter": "phone_number"},
        {"parameter": "duplicate_check", "value": ""},
        {"table": "vicidial_list", "column": "lead_id", "holds": "1"},
    ]


def test_what_the_caller_may_not_is_in_their_row_and_their_groups(demo: Mock) -> None:
    user = {"api_list_restrict": "1", "user_level": 8}
    assert demo.admin("PATCH", "/tables/vicidial_users/1", user).status == 200
    assert mends(demo, phone_number="7275551212", list_id="5") == [
        {"parameter": "list_id"},
        {"table": "vicidial_lists", "column": "list_id"},
        {
            "table": "vicidial_user_groups",
            "column": "user_group",
            "of_user": "6666",
            "columns": ["allowed_campaigns"],
        },
    ]
    assert demo.admin("PATCH", "/tables/vicidial_users/1", {"modify_leads": "0"}).status == 200
    assert mends(demo, phone_number="7275551212") == [
        {
            "table": "vicidial_users",
            "column": "user",
            "holds": "6666",
            "columns": ["vdc_agent_api_access", "modify_leads", "user_level", "active"],
        }
    ]


def test_a_value_that_the_remedy_gives_is_given(demo: Mock) -> None:
    assert mends(demo, function="add_leads") == [{"parameter": "function", "value": "add_lead"}]
