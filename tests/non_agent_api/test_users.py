"""add_user, copy_user, update_user and user_details: beside the corpus, what it cannot show."""

from __future__ import annotations

from urllib.parse import urlencode

from client import Mock, at_once, base_changed
from lmapi_mock.settings import VICIDIAL_DOOR

NEW = {
    "user": "6666",
    "pass": "1234",
    "source": "test",
    "function": "add_user",
    "agent_user": "newagent",
    "agent_pass": "open5word",
    "agent_user_level": "1",
    "agent_full_name": "Agent",
    "agent_user_group": "ADMIN",
}


def prepare(mock: Mock) -> None:
    mock.put_state(vicidial_users=base_changed("vicidial_users", modify_users="1"))


def call(mock: Mock, **parameters: str) -> str:
    return mock.request("GET", f"{VICIDIAL_DOOR}?{urlencode(NEW | parameters)}").text


def users_named(mock: Mock, name: str) -> int:
    rows = mock.admin("GET", "/state?tables=vicidial_users").json["tables"]["vicidial_users"]
    return sum(row["user"] == name for row in rows)


def test_of_equal_requests_at_once_one_adds_the_user(mock: Mock) -> None:
    prepare(mock)

    answers = at_once([mock.server], 24, call)

    assert sum(answer.startswith("SUCCESS") for answer in answers) == 1
    assert users_named(mock, "newagent") == 1


def test_names_that_are_the_same_in_the_column_are_one_user(mock: Mock) -> None:
    prepare(mock)
    name = "a2345678901234567890"

    assert call(mock, agent_user=name).startswith("SUCCESS")
    assert call(mock, agent_user=f"{name}1") == (
        f"ERROR: add_user USER ALREADY EXISTS: |6666|{name}1\n"
    )
    assert users_named(mock, name) == 1


def test_a_new_password_is_in_the_answer_and_not_in_the_journal(mock: Mock) -> None:
    prepare(mock)

    assert "open5word" in call(mock)
    assert "open5word" not in mock.admin("GET", "/requests").text


def test_a_password_that_has_just_been_given_is_hidden_in_whatever_comes_next(mock: Mock) -> None:
    prepare(mock)
    assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS")
    assert call(mock).startswith("SUCCESS")
    mock.add_lead(phone_number="7275551213", comments="open5word")
    assert "open5word" not in mock.admin("GET", "/requests").text


LOG = "/state?tables=vicidial_api_log"


def test_a_new_password_is_shown_in_no_table_unless_asked_for(mock: Mock) -> None:
    prepare(mock)
    call(mock)
    call(mock, agent_full_name="")
    call(mock, function="copy_user", agent_user="copied", source_user="6666")
    call(mock, function="update_user", phone_pass="open5word-and-so-much-longer")

    assert "open5word" not in mock.admin("GET", "/state").text
    for table in ("vicidial_api_log", "vicidial_users", "vicidial_api_urls"):
        assert "open5word" not in mock.admin("GET", f"/tables/{table}").text
    shown = mock.admin("GET", LOG).json["tables"]["vicidial_api_log"]
    assert [row["data"] for row in shown] == [
        "newagent|********|1|Agent|ADMIN",
        "newagent|********|1||ADMIN",
        "copied|********|Agent|6666",
        "********",
    ]
    whole = mock.admin("GET", f"{LOG}&secrets=yes").json["tables"]["vicidial_api_log"]
    assert whole[0]["data"] == "newagent|open5word|1|Agent|ADMIN"


def test_what_other_functions_log_is_shown_whole(mock: Mock) -> None:
    prepare(mock)
    call(mock, agent_user_group="NOPE")
    mock.add_lead(phone_number="7275551212")

    rows = mock.admin("GET", LOG).json["tables"]["vicidial_api_log"]
    whole = mock.admin("GET", f"{LOG}&secrets=yes").json["tables"]["vicidial_api_log"]
    assert rows == whole


def test_ranks_reach_an_agent_who_is_logged_in(mock: Mock) -> None:
    mock.put_state(
        vicidial_users=base_changed("vicidial_users", modify_users="1"),
        vicidial_live_agents=[
            {"user": "6666", "campaign_id": "SALES"},
            {"user": "6666", "campaign_id": "OTHER"},
            {"user": "other", "campaign_id": "SALES"},
        ],
        vicidial_live_inbound_agents=[{"user": "6666", "group_id": "SUPPORT"}],
        vicidial_inbound_groups=[{"group_id": "SUPPORT", "active": "Y"}],
    )

    call(
        mock,
        function="update_user",
        agent_user="6666",
        campaign_rank="3",
        camp_rg_only="1",
        campaign_id="SALES",
        ingroup_grade="4",
    )

    live = [
        (row["campaign_weight"], row["campaign_grade"]) for row in mock.rows("vicidial_live_agents")
    ]
    assert live == [(3, 1), (0, 1), (0, 1)]
    assert mock.rows("vicidial_live_inbound_agents")[0]["group_grade"] == 4
    notes = [row["event_notes"] for row in mock.rows("vicidial_admin_log")]
    assert notes == [
        "user: 6666|rank: 3|grade: |rows: 1|1||SALES|1",
        "user: 6666|rank: |grade: 4|rows: 1|1|",
        "user: 6666",
    ]
