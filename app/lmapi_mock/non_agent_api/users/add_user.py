"""add_user: a new user by the API (lists.md, 11)."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile, SqlFailures
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.lead.admin_log import log_change
from lmapi_mock.non_agent_api.login.viewable import is_user, viewable
from lmapi_mock.non_agent_api.users import messages
from lmapi_mock.non_agent_api.users.password import stored_password
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import system_settings, vicidial_users
from lmapi_mock.store.sql.statements import Insert, Statement

INSERT: Final = Fragile(
    "the insert of the user",
    ("email",),
    breaks_by="an `agent_user` that, cut to 20 characters, is a user's already",
)

AUTOMATIC: Final = "AUTOGENERA"
STEP: Final = 7
LONGEST_NAME: Final = 20
HIGHEST: Final = 9

CUSTOM: Final = ("custom_one", "custom_two", "custom_three", "custom_four", "custom_five")
_INSERT: Final = Insert(
    vicidial_users,
    (
        "user",
        "pass",
        "pass_hash",
        "full_name",
        "user_level",
        "user_group",
        "phone_login",
        "phone_pass",
        "hotkeys_active",
        "voicemail_id",
        "email",
        *CUSTOM,
        "wrapup_seconds_override",
        "agent_choose_ingroups",
        "agent_choose_blended",
        "closer_default_blended",
        "closer_campaigns",
    ),
)
_KEEP_NUMBER: Final = Statement(
    lambda _: sa.update(system_settings).values(auto_user_add_value=sa.bindparam("number"))
)


def check_parameters(call: Call) -> None:
    """Refuse a request that lacks what a user needs."""
    value = call.value
    if (
        php_strlen(value["agent_user"]) < 2
        or php_strlen(value["agent_pass"]) < 2
        or not value["agent_user_level"]
        or not value["agent_full_name"]
        or not value["agent_user_group"]
    ):
        raise call.refusal(messages.ADD_USER_INCOMPLETE)


def check_level(call: Call) -> None:
    """Refuse a level that the caller may not give."""
    level = configuration.number(call.value["agent_user_level"])
    refuse_level(call, level, messages.LEVEL_NOT_TO_ADD)


def refuse_level(call: Call, level: int, message: Message, **fields: Any) -> None:
    """Below level 9 only lower levels may be given; from there the own one only if that is set."""
    assert call.caller is not None, "looked at the level before the login"
    own = int(call.caller["user_level"])
    same = str(call.caller["modify_same_user_level"]) == "0" and level == own
    if (own < HIGHEST and level >= own) or (own >= HIGHEST and same):
        raise call.refusal(message, own_level=own, **fields)


def check_group(call: Call) -> None:
    """Refuse a user group that is not there, or that the caller does not see."""
    group = call.value["agent_user_group"]
    if not viewable(call).has_group(call, group):
        raise call.refusal(messages.GROUP_UNKNOWN, group=group)


def check_new_user(call: Call) -> None:
    """Refuse a user who is there; of equal requests at once only one goes on."""
    name = call.value["agent_user"]
    kept = name[:LONGEST_NAME]
    if AUTOMATIC in name:
        call.tx.hold([f"vicidial_users.user {AUTOMATIC}"])
    call.tx.hold([f"vicidial_users.user {fold(kept)}"])
    # The column holds 20 characters: two names that begin with the same 20 are one user.
    if is_user(call, name):
        raise call.refusal(messages.USER_EXISTS)
    if name != kept and AUTOMATIC not in name and is_user(call, kept):
        if call.sql_failures is SqlFailures.NONE:
            call.runs(INSERT, Culprit("agent_user"))
            raise call.refusal(messages.USER_EXISTS)
        # The engine sees a new name, and its insert fails.
        call.noted["cut_name_exists"] = True


def inserts(call: Call, fragile: Fragile) -> bool:
    """Whether the engine's insert of a user is run."""
    is_cut = call.noted.get("cut_name_exists", False)
    return call.runs(fragile, Culprit("agent_user") if is_cut else None)


def number_user(call: Call) -> None:
    """Give a user whose name holds AUTOGENERA the next free number."""
    if AUTOMATIC not in call.value["agent_user"]:
        return
    number = int(configuration.settings(call.tx)["auto_user_add_value"] or 0)
    while is_user(call, str(number)):
        number += STEP
    call.tx.run(_KEEP_NUMBER, number=number)
    call.value["agent_user"] = str(number)


def groups_text(in_groups: str) -> str:
    """in_groups as closer_campaigns holds them."""
    return f" {in_groups.replace('|', ' ')} -" if in_groups else ""


def insert_user(call: Call) -> None:
    """Store the user."""
    value = call.value
    password, password_hash = stored_password(call, value["agent_pass"])
    if inserts(call, INSERT):
        _insert(call, password, password_hash)
    log_user(call, "ADD", "ADMIN API ADD USER", f"user: {value['agent_user']}")
    call.say(messages.USER_ADDED, told_pass=password)


def _insert(call: Call, password: str, password_hash: str) -> None:
    value = call.value
    call.tx.insert(
        _INSERT,
        {
            "user": value["agent_user"],
            "pass": password,
            "pass_hash": password_hash,
            "full_name": value["agent_full_name"],
            "user_level": value["agent_user_level"],
            "user_group": value["agent_user_group"],
            "phone_login": value["phone_login"],
            "phone_pass": value["phone_pass"],
            "hotkeys_active": value["hotkeys_active"] or "0",
            "voicemail_id": value["voicemail_id"],
            "email": value["email"],
            **{name: value[name] for name in CUSTOM},
            "wrapup_seconds_override": value["wrapup_seconds_override"] or "-1",
            "agent_choose_ingroups": value["agent_choose_ingroups"] or "1",
            "agent_choose_blended": value["agent_choose_blended"] or "1",
            "closer_default_blended": value["closer_default_blended"] or "0",
            "closer_campaigns": groups_text(value["in_groups"]),
        },
    )


def log_user(call: Call, kind: str, code: str, notes: str) -> None:
    """Write the row of vicidial_admin_log."""
    log_change(
        call,
        section="USERS",
        kind=kind,
        record=call.value["agent_user"],
        code=code,
        sql=f"{code} {call.value['agent_user']}",
        notes=notes,
    )
