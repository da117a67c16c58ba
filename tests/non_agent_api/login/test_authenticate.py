"""Login, lock-out and addresses (behaviour spec, section 4, point 3)."""

from __future__ import annotations

from typing import Any

import bcrypt
import pytest

from client import Mock, base_changed, base_with
from lmapi_mock.non_agent_api.login.authenticate import password_hash
from lmapi_mock.settings import VICIDIAL_DOOR

BAD = "ERROR: Login incorrect, please try again: |{user}|{password}|BAD|\n"
LOCK = "ERROR: Too many login attempts, try again in 15 minutes: |6666|LOCK|\n"
IPBLOCK = "ERROR: Your IP Address is not allowed: 127.0.0.1: ||IPBLOCK|\n"
ADDED = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|999|1|-4|{user}\n"
MAY_NOT = "ERROR: add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM: |{user}|0|\n"


def add_as(mock: Mock, user: str, password: str) -> str:
    return mock.add_lead(**{"user": user, "pass": password, "phone_number": "7275551111"})


def user_row(mock: Mock, name: str) -> dict[str, Any]:
    return next(row for row in mock.rows("vicidial_users") if row["user"] == name)


def put_user(mock: Mock, name: str = "6666", **values: Any) -> None:
    """The base state with one user changed."""
    rows = [row | values if row["user"] == name else row for row in base_with("vicidial_users")]
    mock.put_state(vicidial_users=rows)


def put_addresses(mock: Mock, *addresses: str, blacklist: str = "", **group: str) -> None:
    """An IP list `ips` that is the system's blacklist or a user group's list."""
    mock.put_state(
        system_settings=base_changed(
            "system_settings", allow_ip_lists="1", system_ip_blacklist=blacklist
        ),
        vicidial_user_groups=base_changed("vicidial_user_groups", **group),
        vicidial_ip_lists=[{"ip_list_id": "ips", "active": "Y"}],
        vicidial_ip_list_entries=[
            {"ip_list_id": "ips", "ip_address": address} for address in addresses
        ],
    )


@pytest.mark.parametrize(
    ("user", "password"),
    [
        pytest.param("6666", "4321", id="wrong-password"),
        pytest.param("6666", "", id="no-password"),
        pytest.param("nobody", "1234", id="unknown-user"),
        pytest.param("", "", id="neither"),
        pytest.param("inactive", "1234", id="inactive"),
        pytest.param("agent6", "1234", id="level-6"),
        pytest.param("1001", "1234", id="level-1"),
    ],
)
def test_a_wrong_login_is_refused(mock: Mock, user: str, password: str) -> None:
    assert add_as(mock, user, password) == BAD.format(user=user, password=password)
    assert mock.rows("vicidial_list") == []


def test_level_7_logs_in(mock: Mock) -> None:
    assert add_as(mock, "lowlevel", "1234") == MAY_NOT.format(user="lowlevel")


def test_both_dialects_refuse_in_the_same_words(mock: Mock) -> None:
    assert mock.documented(user="nobody") == BAD.format(user="nobody", password="1234")


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("user_mixed-1", "PassWord"),
        ("USER_MIXED-1", "password"),
        ("User_Mixed-1", "PASSWORD"),
        ("User_Mixed-1!", "Pass Word"),  # what cleaning drops is not compared
    ],
)
def test_names_and_passwords_compare_without_case(mock: Mock, user: str, password: str) -> None:
    assert add_as(mock, user, password) == ADDED.format(user=user.rstrip("!"))


def test_trailing_spaces_of_a_stored_password_do_not_count(mock: Mock) -> None:
    put_user(mock, **{"pass": "1234  "})

    assert add_as(mock, "6666", "1234") == ADDED.format(user="6666")


def test_a_wrong_password_is_counted(mock: Mock) -> None:
    for count in range(1, 4):
        add_as(mock, "6666", "wrong")
        assert user_row(mock, "6666")["failed_login_count"] == count
    assert user_row(mock, "apiuser")["failed_login_count"] == 0


def test_a_good_login_is_noted(mock: Mock) -> None:
    put_user(mock, failed_login_count=9)
    add_as(mock, "6666", "1234")

    user = user_row(mock, "6666")
    assert user["last_login_date"] == "2026-07-15 14:00:00"
    assert user["last_ip"] == "127.0.0.1"
    assert user["failed_login_count"] == 0


def test_a_user_is_locked_for_15_minutes(mock: Mock) -> None:
    locked: dict[str, Any] = {"failed_login_count": 10, "last_login_date": "2026-07-15 13:45:01"}
    put_user(mock, **locked)

    assert add_as(mock, "6666", "1234") == LOCK
    assert add_as(mock, "6666", "wrong") == LOCK
    assert locked.items() <= user_row(mock, "6666").items()
    mock.freeze("2026-07-15T14:00:02Z")
    assert add_as(mock, "6666", "1234") == ADDED.format(user="6666")


def test_ten_failures_lock_only_after_a_recent_login(mock: Mock) -> None:
    add_as(mock, "6666", "1234")
    for _ in range(10):
        assert add_as(mock, "6666", "no") == BAD.format(user="6666", password="no")

    assert user_row(mock, "6666")["failed_login_count"] == 10
    assert add_as(mock, "6666", "1234") == LOCK


def test_a_wrong_password_after_the_lock_begins_to_count_anew(mock: Mock) -> None:
    put_user(mock, failed_login_count=10, last_login_date="2026-07-15 13:44:59")

    assert add_as(mock, "6666", "wrong") == BAD.format(user="6666", password="wrong")
    user = user_row(mock, "6666")
    assert user["failed_login_count"] == 1
    assert user["last_login_date"] == "2026-07-15 14:00:00"


@pytest.mark.parametrize("column", ["user_level", "active", "user_group", "api_list_restrict"])
def test_a_null_gives_no_right_and_breaks_nothing(mock: Mock, column: str) -> None:
    nothing: dict[str, Any] = {column: None}
    put_user(mock, **nothing)
    expected = {"user_level": BAD, "active": BAD}.get(column, ADDED)

    assert add_as(mock, "6666", "1234") == expected.format(user="6666", password="1234")


def test_a_null_count_is_no_failure(mock: Mock) -> None:
    put_user(mock, failed_login_count=None)

    assert add_as(mock, "6666", "wrong") == BAD.format(user="6666", password="wrong")
    assert add_as(mock, "6666", "1234") == ADDED.format(user="6666")


@pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.x"])
def test_a_blacklisted_address_is_refused(mock: Mock, entry: str) -> None:
    put_addresses(mock, "10.0.0.1", entry, blacklist="ips")

    assert add_as(mock, "6666", "1234") == IPBLOCK
    assert mock.documented() == IPBLOCK
    assert mock.rows("vicidial_api_log") == []


@pytest.mark.parametrize("entry", ["127.0.0.2", "127.0.x", "27.0.0.1", "127.0.1.x"])
def test_other_addresses_are_not_blacklisted(mock: Mock, entry: str) -> None:
    put_addresses(mock, entry, blacklist="ips")

    assert add_as(mock, "6666", "1234") == ADDED.format(user="6666")


@pytest.mark.parametrize(
    ("entry", "is_allowed"), [("127.0.0.1", True), ("127.0.0.x", True), ("127.0.0.2", False)]
)
def test_a_groups_list_names_its_addresses(mock: Mock, entry: str, is_allowed: bool) -> None:
    put_addresses(mock, entry, api_ip_list="ips")

    assert add_as(mock, "6666", "1234") == (ADDED.format(user="6666") if is_allowed else IPBLOCK)


def test_a_blacklist_goes_before_a_groups_list(mock: Mock) -> None:
    put_addresses(mock, "127.0.0.1", blacklist="ips", api_ip_list="ips")

    assert add_as(mock, "6666", "1234") == IPBLOCK


def test_a_user_may_be_exempt_from_address_lists(mock: Mock) -> None:
    put_addresses(mock, "127.0.0.1", blacklist="ips")
    users = base_changed("vicidial_users", ignore_ip_list="1")
    state = mock.admin("GET", "/state?secrets=yes").json["tables"]
    mock.put_state(**(state | {"vicidial_users": users}))

    assert add_as(mock, "6666", "1234") == ADDED.format(user="6666")


def test_address_lists_count_only_when_switched_on(mock: Mock) -> None:
    put_addresses(mock, "127.0.0.1", blacklist="ips", api_ip_list="ips")
    settings = base_changed("system_settings", allow_ip_lists="0", system_ip_blacklist="ips")
    state = mock.admin("GET", "/state?secrets=yes").json["tables"]
    mock.put_state(**(state | {"system_settings": settings}))

    assert add_as(mock, "6666", "1234") == ADDED.format(user="6666")


def put_hashed(mock: Mock, pass_hash: str, cost: int = 4) -> None:
    users = [row | {"pass_hash": pass_hash} for row in base_with("vicidial_users")]
    settings = base_changed(
        "system_settings", pass_hash_enabled="1", pass_key="saltsaltsaltsalt", pass_cost=cost
    )
    mock.put_state(vicidial_users=users, system_settings=settings)


def test_a_hashed_password_is_compared_by_its_hash(mock: Mock) -> None:
    put_hashed(mock, password_hash("Secret", "saltsaltsaltsalt", 4))

    assert add_as(mock, "6666", "Secret") == ADDED.format(user="6666")
    assert add_as(mock, "6666", "secret") == BAD.format(user="6666", password="secret")
    assert add_as(mock, "6666", "1234") == BAD.format(user="6666", password="1234")


def test_a_user_without_hash_cannot_log_in_where_hashes_are_on(mock: Mock) -> None:
    put_hashed(mock, "")

    assert add_as(mock, "6666", "1234") == BAD.format(user="6666", password="1234")


def test_the_hash_is_what_follows_cost_and_salt_in_bcrypts_own_form() -> None:
    digest = password_hash("Secret", "saltsaltsaltsalt, of which 16 bytes count", 4)

    assert bcrypt.checkpw(b"Secret", f"$2a$04$a0DqbFLfZFPxWUvya0Dqb.{digest}".encode())
    assert digest != password_hash("secret", "saltsaltsaltsalt", 4)
    assert digest != password_hash("Secret", "pepperpepperpepp", 4)
    assert digest != password_hash("Secret", "saltsaltsaltsalt", 5)


@pytest.mark.parametrize("cost", [0, 2, 3])
def test_costs_below_the_librarys_lowest_are_a_dialers_too(mock: Mock, cost: int) -> None:
    put_hashed(mock, password_hash("Secret", "saltsaltsaltsalt", cost), cost)

    assert add_as(mock, "6666", "Secret") == ADDED.format(user="6666")
    assert add_as(mock, "6666", "secret") == BAD.format(user="6666", password="secret")


def test_a_cost_that_cannot_be_is_a_plain_failure(mock: Mock) -> None:
    put_hashed(mock, "", cost=32)

    answer = mock.request("GET", f"{VICIDIAL_DOOR}?function=add_lead&user=6666&pass=1234")
    assert answer.status == 500
    assert answer.text == (
        "lmapi-mock: system_settings.pass_cost is 32: bcrypt takes 0 to 31. "
        "Set pass_cost, and make the users' pass_hash with it.\n"
    )


@pytest.mark.parametrize("date", [None, "0000-00-00 00:00:00"])
def test_a_locked_user_without_a_date_is_refused_once(mock: Mock, date: str | None) -> None:
    put_user(mock, failed_login_count=10, last_login_date=date)

    assert add_as(mock, "6666", "1234") == BAD.format(user="6666", password="1234")
    row = user_row(mock, "6666")
    assert (row["failed_login_count"], row["last_login_date"]) == (1, "2026-07-15 14:00:00")
    assert add_as(mock, "6666", "1234") == ADDED.format(user="6666")


def test_a_blocked_address_changes_nothing_of_the_login(mock: Mock) -> None:
    put_addresses(mock, "127.0.0.1", blacklist="ips")
    before = user_row(mock, "6666")

    assert add_as(mock, "6666", "1234") == IPBLOCK
    changed = {name for name, value in user_row(mock, "6666").items() if value != before[name]}
    assert changed == OF_THE_DAY


OF_THE_DAY = {
    "failed_login_attempts_today",
    "failed_login_count_today",
    "failed_last_ip_today",
    "failed_last_type_today",
}


@pytest.mark.parametrize(
    ("values", "password", "why"),
    [
        ({}, "wrong", "aBAD"),
        ({"failed_login_count": 10, "last_login_date": "2026-07-15 13:59:00"}, "1234", "aLOCK"),
    ],
)
def test_refused_logins_count_in_the_day(
    mock: Mock, values: dict[str, Any], password: str, why: str
) -> None:
    put_user(mock, **values)
    for _ in range(2):
        add_as(mock, "6666", password)

    row = user_row(mock, "6666")
    assert {name: row[name] for name in OF_THE_DAY} == {
        "failed_login_attempts_today": 2,
        "failed_login_count_today": 2,
        "failed_last_ip_today": "127.0.0.1",
        "failed_last_type_today": why,
    }


def test_entries_of_an_ip_list_compare_without_case(mock: Mock) -> None:
    put_addresses(mock, "127.0.0.X", blacklist="IPS")

    assert add_as(mock, "6666", "1234") == IPBLOCK


def test_an_ip_lists_name_of_one_character_does_not_count(mock: Mock) -> None:
    put_addresses(mock, "10.0.0.1", api_ip_list="i")

    assert add_as(mock, "6666", "1234") == ADDED.format(user="6666")


def put_two_factor(mock: Mock, hours: str, container: str, override: str) -> None:
    mock.put_state(
        system_settings=base_changed(
            "system_settings", two_factor_auth_hours=hours, two_factor_container=container
        ),
        vicidial_users=base_changed("vicidial_users", two_factor_override=override),
    )


@pytest.mark.parametrize(
    ("hours", "container", "override", "is_refused"),
    [
        ("24", "2FA", "NOT_ACTIVE", True),
        ("24", "2FA", "ENABLED", True),
        ("24", "2FA", "DISABLED", False),
        ("0", "2FA", "NOT_ACTIVE", False),
        ("24", "---DISABLED---", "NOT_ACTIVE", False),
        ("24", "", "NOT_ACTIVE", False),
    ],
)
def test_two_factor_login(
    mock: Mock, hours: str, container: str, override: str, is_refused: bool
) -> None:
    put_two_factor(mock, hours, container, override)
    answer = add_as(mock, "6666", "1234")

    refused = BAD.format(user="6666", password="1234").replace("BAD", "2FA")
    assert answer == (refused if is_refused else ADDED.format(user="6666"))
    assert user_row(mock, "6666")["last_ip"] == "127.0.0.1"
