"""add_fpg_phone and delete_fpg_phone: the numbers of filter phone groups (leads.md, 10)."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import NOT_RUN, Culprit, Fragile, SqlFailures
from lmapi_mock.non_agent_api.dnc_phone import messages
from lmapi_mock.non_agent_api.lead.admin_log import log_change
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.schema.later_tables import (
    vicidial_filter_phone_groups as groups,
)
from lmapi_mock.store.schema.later_tables import (
    vicidial_filter_phone_numbers as numbers,
)
from lmapi_mock.store.sql.changes import Delete
from lmapi_mock.store.sql.statements import Insert, Statement

ADDING: Final = Fragile(
    "the insert of the number", breaks_by="a number that, cut to its column, is there already"
)

_GROUP: Final = Statement(
    lambda compare: (
        sa.select(groups.c.filter_phone_group_id)
        .where(compare.matches(groups.c.filter_phone_group_id, "group"))
        .limit(sa.literal_column("1"))
    )
)
_NUMBER: Final = Statement(
    lambda compare: (
        sa.select(numbers.c.phone_number)
        .where(
            compare.matches(numbers.c.phone_number, "phone_number"),
            compare.matches(numbers.c.filter_phone_group_id, "group"),
        )
        .limit(sa.literal_column("1"))
    )
)
_ADD: Final = Insert(numbers, ("phone_number", "filter_phone_group_id"))
_DELETE: Final = Delete(numbers, ("phone_number", "filter_phone_group_id"))


def check_fields(call: Call) -> None:
    """Refuse a request without a number of some length or without a group."""
    if php_strlen(call.value["phone_number"]) < 6 or not call.value["group"]:
        raise call.refusal(messages.FPG_FIELDS_MISSING)


def check_group(call: Call) -> None:
    """Refuse a group that is not there."""
    if call.tx.first(_GROUP, group=call.value["group"]) is None:
        raise call.refusal(messages.FPG_UNKNOWN)


def add_number(call: Call) -> None:
    """Put the number into the group, unless it is there."""
    value = call.value
    call.tx.hold([f"fpg|{value['phone_number']}"])
    number, group = value["phone_number"], value["group"]
    if call.tx.first(_NUMBER, phone_number=number, group=group) is not None:
        raise call.refusal(messages.FPG_EXISTS)
    added = 1
    if call.tx.first(_NUMBER, phone_number=number[:18], group=group) is not None:
        # Of a longer number only what the column holds would be stored, and it is there.
        call.runs(ADDING, Culprit("phone_number"))
        if call.sql_failures is SqlFailures.NONE:
            raise call.refusal(messages.FPG_EXISTS)
        added = NOT_RUN
    else:
        call.tx.insert(_ADD, {"phone_number": number, "filter_phone_group_id": group})
    _log(call, "ADD", "ADD NUMBER TO", added)
    call.say(messages.FPG_ADDED)


def delete_number(call: Call) -> None:
    """Take the number out of the group, if it is there."""
    value = call.value
    number, group = value["phone_number"], value["group"]
    if call.tx.first(_NUMBER, phone_number=number, group=group) is None:
        raise call.refusal(messages.FPG_ABSENT)
    call.tx.delete(_DELETE, phone_number=number, filter_phone_group_id=group)
    _log(call, "DELETE", "DELETE NUMBER FROM")
    call.say(messages.FPG_DELETED)


def _log(call: Call, kind: str, does: str, rows: int = 1) -> None:
    number, group = call.value["phone_number"], call.value["group"]
    log_change(
        call,
        section="FILTERPHONEGROUPS",
        kind=kind,
        record=number,
        code=f"ADMIN API {does} FILTER PHONE GROUP {group}",
        sql=f"{kind} {number}",
        notes=f"{number}|{group}|{rows}",
    )
