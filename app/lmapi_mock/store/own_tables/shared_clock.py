"""The clock that several processes on one database share: a row of this project's own.

It is no state of VICIdial's, so no migration makes it and `PUT /__admin/state` leaves it alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa

from lmapi_mock.clock import ClockState
from lmapi_mock.store.schema.columns import MARIADB_OPTIONS
from lmapi_mock.store.sql.transaction import Transaction

CLOCK: Final = sa.Table(
    "lmapi_mock_clock",
    sa.MetaData(),
    sa.Column("frozen", sa.String(40)),
    sa.Column("ahead_seconds", sa.String(40), nullable=False),
    sa.Column("timezone", sa.String(64), nullable=False),
    **MARIADB_OPTIONS,
)


def kept_clock(tx: Transaction) -> ClockState | None:
    """Where the clock stands for all; None while nobody has touched it."""
    if not sa.inspect(tx.connection).has_table(CLOCK.name):
        return None
    row = tx.connection.execute(sa.select(CLOCK)).first()
    if row is None:
        return None
    return ClockState(
        dt.datetime.fromisoformat(row.frozen) if row.frozen else None,
        dt.timedelta(seconds=float(row.ahead_seconds)),
        row.timezone,
    )


def keep_clock(tx: Transaction, state: ClockState | None) -> None:
    """Let the clock stand there for all; with None, let each run as it was started."""
    tx.configures()
    CLOCK.create(tx.connection, checkfirst=True)
    tx.connection.execute(sa.delete(CLOCK))
    if state is not None:
        tx.connection.execute(
            sa.insert(CLOCK).values(
                frozen=state.frozen.isoformat() if state.frozen else None,
                ahead_seconds=repr(state.ahead.total_seconds()),
                timezone=state.timezone,
            )
        )
