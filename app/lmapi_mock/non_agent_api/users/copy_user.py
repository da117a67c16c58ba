"""copy_user: a new user with the rights and ranks of another (lists.md, 12)."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import NOT_RUN, Fragile
from lmapi_mock.non_agent_api.login.viewable import COLUMNS, user_named, viewable
from lmapi_mock.non_agent_api.users import messages
from lmapi_mock.non_agent_api.users.add_user import inserts, log_user, refuse_level
from lmapi_mock.non_agent_api.users.password import stored_password
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.schema.later_tables import (
    vicidial_campaign_agents,
    vicidial_inbound_group_agents,
)
from lmapi_mock.store.schema.tables import vicidial_users
from lmapi_mock.store.sql.statements import Insert, Statement

INSERT: Final = Fragile(
    "the copy of the user",
    breaks_by="an `agent_user` that, cut to 20 characters, is a user's already",
)

NOT_COPIED: Final = frozenset(
    {
        "user_id",
        "shift_override_flag",
        "failed_login_count",
        "last_login_date",
        "last_ip",
        "failed_login_attempts_today",
        "failed_login_count_today",
        "failed_last_ip_today",
        "failed_last_type_today",
        "modify_stamp",
        "manual_dial_lead_id",
    }
)
"""Columns that a copy has by default."""

_COPIED: Final = tuple(name for name in COLUMNS if name not in NOT_COPIED)
_INSERT: Final = Insert(vicidial_users, _COPIED)

_RANKS: Final = (
    (
        vicidial_inbound_group_agents,
        ("group_id", "group_rank", "group_weight", "group_type", "daily_limit"),
    ),
    (vicidial_campaign_agents, ("campaign_id", "campaign_rank", "campaign_weight")),
)
"""The tables of a user's ranks, and what is copied of each: quirk, not the grades."""


def _of_user(table: sa.Table, names: tuple[str, ...]) -> Statement:
    return Statement(
        lambda engine: sa.select(*(table.c[name] for name in names)).where(
            engine.matches(table.c.user, "user")
        )
    )


_READS: Final = tuple(
    (_of_user(table, names), Insert(table, ("user", *names, "calls_today")))
    for table, names in _RANKS
)


def check_parameters(call: Call) -> None:
    """Refuse a request that lacks what a copy needs."""
    value = call.value
    if (
        php_strlen(value["agent_user"]) < 2
        or php_strlen(value["agent_pass"]) < 2
        or not value["source_user"]
        or not value["agent_full_name"]
    ):
        raise call.refusal(messages.COPY_USER_INCOMPLETE)


def check_level(call: Call) -> None:
    """Refuse a source whose level the caller may not give; quirk: one that is not there passes."""
    source = user_named(call, call.value["source_user"])
    if source is not None:
        level = int(source["user_level"] or 0)
        refuse_level(call, level, messages.LEVEL_NOT_TO_COPY, source_level=level)


def check_group(call: Call) -> None:
    """Refuse a source of a group that the caller does not see, or who is not there."""
    source = user_named(call, call.value["source_user"])
    group = "" if source is None else str(source["user_group"] or "")
    if not viewable(call).has_group(call, group):
        raise call.refusal(messages.GROUP_UNKNOWN, group=group)


def copy_row(call: Call) -> None:
    """Store the new user and their ranks."""
    value = call.value
    source: dict[str, Any] = dict(user_named(call, value["source_user"]) or {})
    password, password_hash = stored_password(call, value["agent_pass"])
    own = {
        "user": value["agent_user"],
        "pass": password,
        "pass_hash": password_hash,
        "full_name": value["agent_full_name"],
    }
    counts = [str(NOT_RUN)]
    if inserts(call, INSERT):
        call.tx.insert(_INSERT, {name: source[name] for name in _COPIED} | own)
        counts = ["1"]
    for read, insert in _READS:
        rows = call.tx.all(read, user=value["source_user"])
        for row in rows:
            call.tx.insert(insert, {"user": value["agent_user"], **row, "calls_today": 0})
        counts.append(str(len(rows)))
    log_user(
        call,
        "COPY",
        "ADMIN API COPY USER",
        f"user: {value['agent_user']}   source_user: {value['source_user']}   "
        f"rows: {','.join(counts)}",
    )
    call.say(messages.USER_COPIED, told_pass=password)
