"""For every message of the user functions a request that brings it about on the demo data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.example import Example, calling, permission_examples, user_row

_NEW: Final = {
    "agent_user": "1001",
    "agent_pass": "open5",
    "agent_user_level": "1",
    "agent_full_name": "Agent",
    "agent_user_group": "ADMIN",
}
_COPY: Final = {
    "agent_user": "1001",
    "agent_pass": "open5",
    "agent_full_name": "Agent",
    "source_user": "source1",
}
_SHORT: Final = {"agent_pass": "x"}
_RESET: Final = {"reset_password": "8"}
_BOSS: Final = {"modify_users": "1", "delete_users": "1", "view_reports": "1"}
_SET: Final = {"vicidial_users": _BOSS}
_SOURCE: Final = {"vicidial_users": [user_row("source1", user_level=5)]}
_AGENT: Final = {"vicidial_users": [user_row("1001", user_level=5)]}


def _add(said: Mapping[str, str], **parameters: str) -> Example:
    return Example(calling("add_user", **(_NEW | parameters)), said=said, columns=_SET, rows=_AGENT)


def _copy(said: Mapping[str, str], **parameters: str) -> Example:
    return Example(
        calling("copy_user", **(_COPY | parameters)), said=said, columns=_SET, rows=_SOURCE
    )


def _update(said: Mapping[str, str] | None = None, **parameters: str) -> Example:
    sent = {"agent_user": "1001"} | parameters
    return Example(calling("update_user", **sent), said=said or {}, columns=_SET, rows=_AGENT)


def _not_valid(name: str, value: str, **said: str) -> Example:
    return _update({"value": value, **said}, **{name: value})


def _ranks(name: str, of: str, only: str, group: str) -> Mapping[str, Example]:
    rank, grade = f"{name.lower()}_rank", f"{name.lower()}_grade"
    return {
        f"{name}_RANK_NOT_VALID": _update(None, **{rank: "10"}),
        f"{name}_GRADE_NOT_VALID": _update(None, **{grade: "11"}),
        f"{name}_RANKS_UPDATED": _update(None, **{rank: "5", grade: "2"}),
        f"{name}_RANK_UPDATED": _update(None, **{rank: "5", grade: "2", only: "1", of: group}),
    }


EXAMPLES: Final[Mapping[str, Mapping[str, Example]]] = {
    "add_user": {
        **permission_examples("add_user", "MAY_NOT_ADD_USERS", **_NEW),
        "ADD_USER_INCOMPLETE": _add({}, **_SHORT),
        "LEVEL_NOT_TO_ADD": Example(
            calling("add_user", **(_NEW | {"user": "eight", "agent_user_level": "8"})),
            said={"own_level": "8"},
            rows={"vicidial_users": [user_row("eight", user_level=8)]},
        ),
        "GROUP_UNKNOWN": _add({"group": "GONE"}, agent_user_group="GONE"),
        "USER_EXISTS": _add({}),
        "USER_ADDED": _add({"told_pass": "open5"}, agent_user="1002"),
    },
    "copy_user": {
        **permission_examples("copy_user", "MAY_NOT_COPY_USERS", **_COPY),
        "COPY_USER_INCOMPLETE": _copy({}, **_SHORT),
        "LEVEL_NOT_TO_COPY": Example(
            calling("copy_user", **(_COPY | {"user": "eight", "source_user": "6666"})),
            said={"source_level": "9", "own_level": "8"},
            rows={"vicidial_users": [user_row("eight", user_level=8)]},
        ),
        "GROUP_UNKNOWN": _copy({"group": ""}, source_user="nobody"),
        "USER_EXISTS": _copy({}, agent_user="source1"),
        "USER_COPIED": _copy({"told_pass": "open5"}),
    },
    "update_user": {
        **permission_examples("update_user", "MAY_NOT_UPDATE_USERS", agent_user="1001"),
        "UPDATE_USER_INCOMPLETE": _update(agent_user="x"),
        "USER_UNKNOWN": _update({"server_ip": ""}, agent_user="nobody"),
        "USER_OUT_OF_REACH": Example(
            calling("update_user", user="eight", agent_user="6666", active="Y"),
            said={"sign": "<=", "own_level": "8"},
            rows={"vicidial_users": [user_row("eight", user_level=8)]},
        ),
        "DELETION_NOT_ALLOWED": Example(
            calling("update_user", user="keeper", agent_user="1001", delete_user="Y"),
            rows={"vicidial_users": [user_row("keeper"), user_row("1001", user_level=5)]},
        ),
        "USER_DELETED": _update(delete_user="Y"),
        "FULL_NAME_NOT_VALID": _not_valid("agent_full_name", "x" * 51),
        "LEVEL_NOT_VALID": _not_valid("agent_user_level", "10", own_level="9", same_level="1"),
        "GROUP_NOT_VALID": _not_valid("agent_user_group", "GONE", is_there="0"),
        "PHONE_LOGIN_NOT_VALID": _not_valid("phone_login", "gone", count="0", aliases="0"),
        "PHONE_PASS_NOT_VALID": _not_valid("phone_pass", "x" * 21),
        "HOTKEYS_NOT_VALID": _not_valid("hotkeys_active", "2"),
        "VOICEMAIL_NOT_VALID": _not_valid("voicemail_id", "1"),
        "EMAIL_NOT_VALID": _not_valid("email", "a@b"),
        **{
            f"CUSTOM_{name.upper()}_NOT_VALID": _not_valid(f"custom_{name}", "x" * 101)
            for name in ("one", "two", "three", "four", "five")
        },
        "ACTIVE_NOT_VALID": _not_valid("active", "X"),
        "WRAPUP_NOT_VALID": _not_valid("wrapup_seconds_override", "10000"),
        **_ranks("CAMPAIGN", "campaign_id", "camp_rg_only", "SALES"),
        **_ranks("INGROUP", "group_id", "ingrp_rg_only", "SALESLINE"),
        "NO_EMAIL": _update({"told_email": ""}, **_RESET),
        "PASSWORD_RESET": _update(
            {"told_email": "agent@example.com"}, email="agent@example.com", **_RESET
        ),
        "NO_USER_UPDATES": _update(),
        "USER_UPDATED": _update(active="Y"),
    },
    "user_details": {
        **permission_examples("user_details", "MAY_NOT_GET_USER_DETAILS", agent_user="1001"),
        "INVALID_USER_SEARCH": Example(calling("user_details", agent_user=""), columns=_SET),
        "USER_NOT_FOUND": Example(calling("user_details", agent_user="nobody"), columns=_SET),
        "USER_TOLD": Example(
            calling("user_details", agent_user="1001"),
            said={"output": "1001||ADMIN|5|Y", "told_stage": "pipe"},
            columns=_SET,
            rows=_AGENT,
        ),
    },
}
"""By function, then by the message's name."""
