"""What a refused login leaves in vicidial_users: the count that locks, and those of the day."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.store.schema.tables import vicidial_users as users
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row, Transaction

_FAILED: Final = Statement(
    lambda _: (
        sa.update(users)
        .where(users.c.user_id == sa.bindparam("id"))
        .values(failed_login_count=users.c.failed_login_count + sa.literal_column("1"))
    )
)
_FAILED_AGAIN: Final = Statement(
    lambda _: (
        sa.update(users)
        .where(users.c.user_id == sa.bindparam("id"))
        .values(
            failed_login_count=sa.literal_column("1"), last_login_date=sa.bindparam("login_date")
        )
    )
)

OF_THE_DAY: Final = (
    users.c.failed_login_attempts_today,
    users.c.failed_login_count_today,
    users.c.failed_last_ip_today,
    users.c.failed_last_type_today,
)
"""Columns that a night's job of the dialer empties; add_lead can do without them."""

_MOST_ATTEMPTS: Final = (1 << 24) - 1
_MOST_COUNTED: Final = (1 << 16) - 1
"""What the two counting columns can hold; MariaDB keeps the greatest number instead of more."""


def _one_more(column: sa.Column[int], most: int) -> sa.ColumnElement[int]:
    """A count and one, no greater than its column can hold; none counts as 0."""
    limit: sa.ColumnElement[int] = sa.literal_column(str(most))
    one: sa.ColumnElement[int] = sa.literal_column("1")
    counted = sa.func.coalesce(column, sa.literal_column("0"))
    return sa.case((counted < limit, counted + one), else_=limit)


_REFUSED: Final = Statement(
    lambda _: (
        sa.update(users)
        .where(users.c.user_id == sa.bindparam("id"))
        .values(
            failed_login_attempts_today=_one_more(
                users.c.failed_login_attempts_today, _MOST_ATTEMPTS
            ),
            failed_login_count_today=_one_more(users.c.failed_login_count_today, _MOST_COUNTED),
            failed_last_ip_today=sa.bindparam("ip"),
            failed_last_type_today=sa.bindparam("type"),
        )
    )
)


def count_failure(call: Call, user: Row, *, begins_anew: bool) -> None:
    """Count a wrong login towards the ten that lock.

    Args:
        call: the request.
        user: the row of vicidial_users.
        begins_anew: a lock has ended: this one is the first of the next ten, dated now.
    """
    if begins_anew:
        call.tx.run(_FAILED_AGAIN, id=user["user_id"], login_date=call.now.text)
    else:
        call.tx.run(_FAILED, id=user["user_id"])


def count_refusal(call: Call, user: Row, why: str) -> None:
    """Note a refused login in the columns of the day.

    Args:
        call: the request.
        user: the row of vicidial_users.
        why: aBAD, aLOCK or aIPBLOCK.
    """
    if call.tx.cached(_has_counts_of_the_day):
        call.tx.run(_REFUSED, id=user["user_id"], ip=call.request.remote_ip[:50], type=why)


def _has_counts_of_the_day(tx: Transaction) -> bool:
    there = {column.name for column in tx.columns(users)}
    return there.issuperset(column.name for column in OF_THE_DAY)
