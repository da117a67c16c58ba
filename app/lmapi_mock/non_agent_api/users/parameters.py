"""What the functions read that add, copy, change and tell of users (lists.md, 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.lead.parameters import SETTINGS as GROUP
from lmapi_mock.non_agent_api.lead.parameters import YES_OR_NO, switch
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.store.schema.tables import vicidial_users

_USERS: Final = vicidial_users.c

AGENT_USER: Final = replace(
    login.AGENT_USER,
    explains="The user, vicidial_users.user; a name that holds AUTOGENERA stands for a free number"
    " where a user is new.",
    group=login.REQUIRED,
    accepts="2 to 20 characters",
    needed=True,
    column=_USERS.user,
)
AGENT_PASS: Final = Parameter(
    "agent_pass",
    r.LETTERS_WORD,
    "The user's new password, which the answer shows.",
    group=login.REQUIRED,
    accepts="2 to 100 characters",
    needed=True,
)
SOURCE_USER: Final = Parameter(
    "source_user",
    r.LETTERS_WORD,
    "The user whose rights and ranks are copied.",
    group=login.REQUIRED,
    needed=True,
)
FULL_NAME: Final = Parameter(
    "agent_full_name",
    r.FULL_NAME,
    "The user's name.",
    group=GROUP,
    accepts="1 to 50 characters",
    column=_USERS.full_name,
)
IDENTITY: Final = (
    Parameter(
        "agent_user_level",
        r.DIGITS,
        "How much the user may do.",
        group=GROUP,
        accepts="1 to 9",
        column=_USERS.user_level,
    ),
    FULL_NAME,
    Parameter(
        "agent_user_group",
        r.LETTERS_WORD,
        "The user's group, vicidial_user_groups.user_group.",
        group=GROUP,
        column=_USERS.user_group,
    ),
)
"""What add_user needs of a user."""


def _custom(name: str) -> Parameter:
    return Parameter(
        name,
        r.FULL_NAME,
        "A field of the user's for anything.",
        group=GROUP,
        accepts="up to 100 characters",
        column=_USERS[name],
    )


SETTINGS: Final = (
    Parameter(
        "phone_login",
        r.LETTERS_WORD,
        "The phone that the user logs in with.",
        group=GROUP,
        column=_USERS.phone_login,
    ),
    Parameter(
        "phone_pass", r.LETTERS_WORD, "That phone's password.", group=GROUP, accepts="1 to 20"
    ),
    Parameter(
        "hotkeys_active",
        r.DIGITS,
        "Whether the user may end calls by a key.",
        group=GROUP,
        choices=("0", "1"),
    ),
    Parameter(
        "voicemail_id", r.LETTERS, "The user's mailbox.", group=GROUP, column=_USERS.voicemail_id
    ),
    Parameter("email", r.EMAIL, "The user's address.", group=GROUP, column=_USERS.email),
    *map(_custom, ("custom_one", "custom_two", "custom_three", "custom_four", "custom_five")),
    Parameter(
        "wrapup_seconds_override",
        r.DIGITS_HYPHEN,
        "Seconds between calls in place of the campaign's.",
        group=GROUP,
        accepts="-1 to 9999",
    ),
    Parameter(
        "in_groups",
        r.IN_GROUPS,
        "The in-groups that the user takes calls of.",
        group=GROUP,
        accepts="ids, joined by bars",
    ),
)
"""Settings that a user has from the start or is given."""

OF_NEW_USERS: Final = tuple(
    Parameter(name, r.DIGITS, explains, group=GROUP, choices=("0", "1"), default=default)
    for name, explains, default in (
        ("agent_choose_ingroups", "Whether the user chooses in-groups.", "1"),
        ("agent_choose_blended", "Whether the user chooses blended calls.", "1"),
        ("closer_default_blended", "Whether blended is chosen at first.", "0"),
    )
)


def _rank(name: str, of: str) -> Parameter:
    return Parameter(name, r.RANK, f"The user's rank in {of}.", group=GROUP, accepts="-9 to 9")


def _grade(name: str, of: str) -> Parameter:
    return Parameter(name, r.DIGITS, f"The user's grade in {of}.", group=GROUP, accepts="1 to 10")


def _only(name: str, of: str) -> Parameter:
    return Parameter(name, r.DIGITS, f"Keeps rank and grade to {of}.", group=GROUP, choices=("1",))


OF_UPDATES: Final = (
    Parameter("active", r.CAPITALS, "Whether the user may log in.", group=GROUP, choices=YES_OR_NO),
    switch("delete_user", "Deletes the user; nothing else is done then."),
    Parameter(
        "reset_password",
        r.DIGITS,
        "Gives the user a random password of so many characters; no mail is sent here.",
        group=GROUP,
        accepts="8 or more",
    ),
    _rank("campaign_rank", "campaigns"),
    _grade("campaign_grade", "campaigns"),
    _only("camp_rg_only", "campaign_id"),
    Parameter("campaign_id", r.LETTERS_WORD, "The campaign of camp_rg_only.", group=GROUP),
    _rank("ingroup_rank", "in-groups"),
    _grade("ingroup_grade", "in-groups"),
    _only("ingrp_rg_only", "group_id"),
    Parameter("group_id", r.LETTERS_UNDERSCORE, "The in-group of ingrp_rg_only.", group=GROUP),
    Parameter(
        "server_ip",
        r.SERVER_IP,
        "Shown in place of a user who is not there.",
        group=login.OTHERS,
    ),
)
"""What update_user alone reads."""
