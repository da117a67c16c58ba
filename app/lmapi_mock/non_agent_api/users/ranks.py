"""Ranks and grades of a user in campaigns and in-groups (lists.md, 13, steps 6 and 7)."""

from __future__ import annotations

from typing import Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.users import messages
from lmapi_mock.non_agent_api.users.add_user import log_user
from lmapi_mock.non_agent_api.wire.php import php_between
from lmapi_mock.store.schema.later_tables import (
    vicidial_campaign_agents,
    vicidial_inbound_group_agents,
    vicidial_inbound_groups,
    vicidial_live_agents,
    vicidial_live_inbound_agents,
)
from lmapi_mock.store.schema.tables import vicidial_campaigns
from lmapi_mock.store.sql.changes import Update
from lmapi_mock.store.sql.statements import Insert


class Ranks(NamedTuple):
    """Where a user has ranks and grades.

    Attributes:
        name: what the parameters begin with, as campaign_rank.
        of: what they are of: the parameter that names one, and the key's column.
        only: the parameter that keeps to that one.
        groups: the table of all.
        column: what the columns begin with, as group_rank.
        table: the table of the user's.
        rank_not_valid: what a bad rank is told.
        grade_not_valid: what a bad grade is told.
        updated: what is said.
        updated_one: what is said of one alone.
        live: the table of users who are logged in.
        live_key: its key.
    """

    name: str
    of: str
    only: str
    groups: sa.Table
    column: str
    table: sa.Table
    rank_not_valid: Message
    grade_not_valid: Message
    updated: Message
    updated_one: Message
    live: sa.Table
    live_key: tuple[str, ...]


CAMPAIGNS: Final = Ranks(
    "campaign",
    "campaign_id",
    "camp_rg_only",
    vicidial_campaigns,
    "campaign",
    vicidial_campaign_agents,
    messages.CAMPAIGN_RANK_NOT_VALID,
    messages.CAMPAIGN_GRADE_NOT_VALID,
    messages.CAMPAIGN_RANKS_UPDATED,
    messages.CAMPAIGN_RANK_UPDATED,
    vicidial_live_agents,
    ("live_agent_id",),
)
IN_GROUPS: Final = Ranks(
    "ingroup",
    "group_id",
    "ingrp_rg_only",
    vicidial_inbound_groups,
    "group",
    vicidial_inbound_group_agents,
    messages.INGROUP_RANK_NOT_VALID,
    messages.INGROUP_GRADE_NOT_VALID,
    messages.INGROUP_RANKS_UPDATED,
    messages.INGROUP_RANK_UPDATED,
    vicidial_live_inbound_agents,
    ("user", "group_id"),
)
_UPDATES: Final = {
    ranks.name: Update(ranks.table, ("user", ranks.of)) for ranks in (CAMPAIGNS, IN_GROUPS)
}
_LIVE: Final = {ranks.name: Update(ranks.live, ranks.live_key) for ranks in (CAMPAIGNS, IN_GROUPS)}
_INSERTS: Final = {
    (ranks.name, *columns): Insert(ranks.table, ("user", ranks.of, *columns))
    for ranks in (CAMPAIGNS, IN_GROUPS)
    for rank in ((), (f"{ranks.column}_rank", f"{ranks.column}_weight"))
    for grade in ((), (f"{ranks.column}_grade",))
    if (columns := (*rank, *grade))
}


def set_campaign_ranks(call: Call) -> None:
    """Set what campaign_rank and campaign_grade say."""
    _set(call, CAMPAIGNS)


def set_ingroup_ranks(call: Call) -> None:
    """Set what ingroup_rank and ingroup_grade say."""
    _set(call, IN_GROUPS)


def _set(call: Call, ranks: Ranks) -> None:
    value = call.value
    rank, grade = value[f"{ranks.name}_rank"], value[f"{ranks.name}_grade"]
    if not rank and not grade:
        return
    if rank and not php_between(rank, -9, 9):
        raise call.refusal(ranks.rank_not_valid)
    if grade and not php_between(grade, 1, 10):
        raise call.refusal(ranks.grade_not_valid)
    columns: dict[str, str] = {}
    if rank:
        columns |= {f"{ranks.column}_rank": rank, f"{ranks.column}_weight": rank}
    if grade:
        columns[f"{ranks.column}_grade"] = grade
    is_one = value[ranks.only] == "1"
    groups = _groups(call, ranks, is_one=is_one)
    rows = sum(_set_one(call, ranks, one, columns) for one in groups)
    live = _set_live(call, ranks, groups, columns)
    of_one = f"|{value[ranks.of]}|1" if is_one else ""
    log_user(
        call,
        "MODIFY",
        "ADMIN API UPDATE USER RANK",
        f"user: {value['agent_user']}|rank: {rank}|grade: {grade}|rows: {rows}|{live}|{of_one}",
    )
    call.say(ranks.updated_one if is_one else ranks.updated)


def _groups(call: Call, ranks: Ranks, *, is_one: bool) -> list[str]:
    rows = call.tx.rows(ranks.groups)
    names = [str(row[ranks.of]) for row in rows]
    if not is_one:
        return names
    wanted = fold(call.value[ranks.of])
    return [name for name in names if fold(name) == wanted]


def _set_one(call: Call, ranks: Ranks, group: str, columns: dict[str, str]) -> int:
    """Set the row of one; how many rows MariaDB counts: 1 for a new row, 2 for a changed one."""
    user = call.value["agent_user"]
    key = {"user": user, ranks.of: group}
    done = call.tx.update(_UPDATES[ranks.name], columns, **key)
    if done.matched:
        return 2 if done.changed else 0
    call.tx.insert(_INSERTS[ranks.name, *columns], key | columns)
    return 1


def _set_live(call: Call, ranks: Ranks, groups: list[str], columns: dict[str, str]) -> int:
    """Set weight and grade where the user is logged in; in how many rows they are others now."""
    user, wanted = fold(call.value["agent_user"]), set(map(fold, groups))
    live = {name: value for name, value in columns.items() if not name.endswith("_rank")}
    count = 0
    for row in call.tx.rows(ranks.live):
        if fold(str(row["user"] or "")) == user and fold(str(row[ranks.of] or "")) in wanted:
            key = {name: row[name] for name in ranks.live_key}
            count += call.tx.update(_LIVE[ranks.name], live, **key).changed
    return count
