"""What the endpoint says before any function is reached (section 4), in both dialects."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

LOGIN_INCORRECT: Final = Message(
    "ERROR",
    "Login incorrect, please try again",
    ": |{user}|{password}|BAD|",
    stage="authenticate",
    cause="No such user, another password, a user who is not active, or a user_level below 7.",
    remedy="Send the pass that vicidial_users has for {user}, with active Y and user_level 7 or"
    " more, or send another user; with system_settings.pass_hash_enabled = 1 it is the pass_hash"
    " that has to fit.",
    names_function=False,
)
SECOND_FACTOR_NEEDED: Final = Message(
    "ERROR",
    "Login incorrect, please try again",
    ": |{user}|{password}|2FA|",
    stage="authenticate",
    cause="Two-factor login is switched on (system_settings.two_factor_auth_hours above 0 and a"
    " two_factor_container), and the user's two_factor_override is not DISABLED.",
    remedy="Set vicidial_users.two_factor_override of {user} to DISABLED: no caller of the API can"
    " show a second factor.",
    names_function=False,
)
LOGIN_LOCKED: Final = Message(
    "ERROR",
    "Too many login attempts, try again in 15 minutes",
    ": |{user}|LOCK|",
    stage="authenticate",
    cause="The user's failed_login_count is 10 or more and their last_login_date under 15 minutes"
    " ago; the right password is refused too.",
    remedy="Set vicidial_users.failed_login_count of {user} to 0, or wait until 15 minutes after"
    " last_login_date and send the right pass.",
    names_function=False,
)
IP_NOT_ALLOWED: Final = Message(
    "ERROR",
    "Your IP Address is not allowed",
    ": {remote_ip}: ||IPBLOCK|",
    stage="authenticate",
    cause="With system_settings.allow_ip_lists = 1 or more the caller's address is on the IP list"
    " system_ip_blacklist, or not on the api_ip_list of the user's group where that names one.",
    remedy="In vicidial_ip_list_entries take {remote_ip} off the blacklist or put it (or its class"
    " C, as 10.1.2.x) on the group's list; or set the user's ignore_ip_list to 1.",
    names_function=False,
)
GROUP_UNKNOWN: Final = Message(
    "ERROR",
    "user_group DOES NOT EXIST",
    ": |{user}|{user_group}|",
    logged="",
    stage="restrict_lists",
    cause="The user has api_list_restrict 1, and their user_group is not in vicidial_user_groups.",
    remedy="Add the group {user_group} to vicidial_user_groups, give {user} another user_group, or"
    " set their api_list_restrict to 0.",
    names_function=False,
)
NO_FUNCTION: Final = Message(
    "ERROR",
    "NO FUNCTION SPECIFIED",
    "",
    logged="",
    stage="no_function",
    cause="function is empty, or names none that is there (capitals count).",
    remedy="Send function=add_lead.",
    names_function=False,
)
