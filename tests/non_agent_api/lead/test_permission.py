"""Source and rights (behaviour spec, section 5, steps 1 to 3)."""

from __future__ import annotations

import pytest

from client import Mock, base_with

PHONE = {"phone_number": "7275551111"}
ADDED = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|999|1|-4|{user}\n"
MAY_NOT = "ERROR: add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM: |{user}|0|\n"
RIGHTS = {
    "user": "new",
    "pass": "1234",
    "user_level": 8,
    "user_group": "ADMIN",
    "modify_leads": "1",
    "vdc_agent_api_access": "1",
    "active": "Y",
    "api_allowed_functions": " ALL_FUNCTIONS ",
}


def add_as_new_user(mock: Mock, **rights: str | int) -> str:
    mock.put_state(vicidial_users=base_with("vicidial_users", RIGHTS | rights))
    return mock.add_lead(**PHONE, user="new")


@pytest.mark.parametrize(
    ("source", "cleaned"), [("", ""), ("x", "x"), ("x-_!", "x"), ("é", ""), (" ", "")]
)
def test_a_source_shorter_than_two_is_refused(mock: Mock, source: str, cleaned: str) -> None:
    refusal = f"ERROR: Invalid Source - {cleaned}\nERROR: Invalid Source: |{cleaned}|\n"

    assert mock.add_lead(**PHONE, source=source) == refusal
    assert mock.documented(**PHONE, source=source) == refusal
    assert mock.rows("vicidial_list") == []


def test_two_characters_are_a_source(mock: Mock) -> None:
    assert mock.add_lead(**PHONE, source="ab") == ADDED.format(user="6666")


@pytest.mark.parametrize(
    ("functions", "is_allowed"),
    [
        (" ALL_FUNCTIONS ", True),
        ("ALL_FUNCTIONS", True),
        (" version add_lead ", True),
        ("xALL_FUNCTIONSx", True),
        # A name counts between spaces only.
        ("add_lead", False),
        ("version add_lead", False),
        (" update_lead ", False),
        (" add_leads ", False),
        (" xadd_lead ", False),
        ("", False),
    ],
)
def test_the_function_has_to_be_among_those_allowed(
    mock: Mock, functions: str, is_allowed: bool
) -> None:
    refusal = "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION: |new|add_lead|\n"
    answer = add_as_new_user(mock, api_allowed_functions=functions)

    assert answer == (ADDED.format(user="new") if is_allowed else refusal)


def test_the_page_words_a_function_refused_otherwise(mock: Mock) -> None:
    assert mock.documented(**PHONE, user="funcs") == (
        "ERROR: auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION - funcs|add_lead\n"
    )


@pytest.mark.parametrize(
    "rights",
    [
        {"user_level": 8},
        {"user_level": 9},
        {"modify_leads": "1"},
        {"modify_leads": "2"},
        {"modify_leads": "3"},
        {"modify_leads": "4"},
    ],
    ids=str,
)
def test_these_rights_are_enough(mock: Mock, rights: dict[str, str | int]) -> None:
    assert add_as_new_user(mock, **rights) == ADDED.format(user="new")


@pytest.mark.parametrize(
    "rights",
    [
        {"user_level": 7},
        {"modify_leads": "0"},
        {"modify_leads": "5"},
        {"modify_leads": "6"},
        {"vdc_agent_api_access": "0"},
    ],
    ids=str,
)
def test_these_rights_are_not(mock: Mock, rights: dict[str, str | int]) -> None:
    assert add_as_new_user(mock, **rights) == MAY_NOT.format(user="new")
    assert mock.rows("vicidial_list") == []


def test_the_page_words_a_missing_right_otherwise(mock: Mock) -> None:
    assert mock.documented(**PHONE, user="noapi") == (
        "ERROR: add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM - noapi|0\n"
    )


def test_the_user_is_shown_as_sent(mock: Mock) -> None:
    assert mock.add_lead(**PHONE, user="NoMod") == MAY_NOT.format(user="NoMod")
