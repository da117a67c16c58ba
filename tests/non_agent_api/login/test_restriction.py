"""Lists that a restricted user may load (behaviour spec, section 4, point 4)."""

from __future__ import annotations

import pytest

from client import Mock, base_changed

NOT_ALLOWED = "ERROR: add_lead NOT AN ALLOWED LIST ID - 7275551111|{list_id}\n"
GROUP_UNKNOWN = "ERROR: user_group DOES NOT EXIST: |badgroup|NOPE|\n"


def add_to(mock: Mock, user: str, list_id: str) -> str:
    return mock.add_lead(user=user, phone_number="7275551111", list_id=list_id)


@pytest.mark.parametrize("list_id", ["101", "102", "201", "202", "203"])
def test_lists_of_the_groups_campaigns_are_allowed(mock: Mock, list_id: str) -> None:
    added = f"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|{list_id}|1|-4|restrict\n"

    assert add_to(mock, "restrict", list_id) == added


@pytest.mark.parametrize("list_id", ["999", "301", "401", "777", "1010", ""])
def test_other_lists_are_refused_as_given(mock: Mock, list_id: str) -> None:
    assert add_to(mock, "restrict", list_id) == NOT_ALLOWED.format(list_id=list_id)
    assert mock.rows("vicidial_list") == []


def test_both_dialects_refuse_a_list_in_the_same_words(mock: Mock) -> None:
    answer = mock.documented(user="restrict", phone_number="7275551111", list_id="999")

    assert answer == NOT_ALLOWED.format(list_id="999")


@pytest.mark.parametrize("list_id", ["101", "301", "401", "999"])
def test_all_campaigns_allow_every_list(mock: Mock, list_id: str) -> None:
    assert add_to(mock, "restall", list_id).startswith("SUCCESS")


@pytest.mark.parametrize(
    ("campaigns", "is_allowed"),
    [
        (" SALES - -", True),
        ("SALES", True),
        (" OTHER SALES WEEK ", True),
        (" sales - -", True),
        (" OTHER - -", False),
        (" SALESX - -", False),
        ("", False),
        (None, False),
    ],
)
def test_campaigns_stand_between_spaces(
    mock: Mock, campaigns: str | None, is_allowed: bool
) -> None:
    groups = base_changed("vicidial_user_groups", allowed_campaigns=campaigns)
    mock.put_state(vicidial_user_groups=groups)

    assert add_to(mock, "restrict", "101").startswith("SUCCESS") is is_allowed


def test_a_group_that_is_not_there_is_refused(mock: Mock) -> None:
    assert add_to(mock, "badgroup", "101") == GROUP_UNKNOWN


def test_of_an_unknown_function_no_group_is_looked_up(mock: Mock) -> None:
    assert mock.add_lead(user="badgroup", function="nothing") == "ERROR: NO FUNCTION SPECIFIED\n"


def test_an_unrestricted_user_loads_any_list(mock: Mock) -> None:
    assert add_to(mock, "6666", "123456").startswith("SUCCESS")
