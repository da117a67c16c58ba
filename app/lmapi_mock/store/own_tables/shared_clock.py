"""The clock that several processes on one database share: a row of this project's own.

It is no state of VICIdial's, so no migration makes it and `PUT /__admin/state` leaves it alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa

from lmapi_mock.clock import ClockState
from lmapi_mock.store.schema.shared_tables import CLOCK
from lmapi_mock.store.sql.transaction import Transaction

_READ: Final = f"SELECT frozen, ahead_seconds, timezone FROM {CLOCK.name}"
_FORGET: Final = f"DELETE FROM {CLOCK.name}"


def kept_clock(tx: Transaction) -> ClockState | None:
    """Where the clock stands for all; None while nobody has touched it."""
    if not tx.has_clock_table and not tx.has_table(CLOCK.name):
        return None
    # Each process does so again and again: by the driver.
    row = tx.execute(_READ, ()).fetchone()
    if row is None:
        return None
    frozen, ahead_seconds, timezone = row
    return ClockState(
        dt.datetime.fromisoformat(frozen) if frozen else None,
        dt.timedelta(seconds=float(ahead_seconds)),
        timezone,
    )


def keep_clock(tx: Transaction, state: ClockState | None) -> None:
    """Let the clock stand there for all; with None, let each run as it was started."""
    tx.configures()
    if not tx.has_clock_table and not tx.has_table(CLOCK.name):
        if state is None:
            # It runs: where a table is made, SQLite prepares every statement anew.
            return
        CLOCK.create(tx.connection)
    tx.execute(_FORGET, ())
    if state is not None:
        tx.connection.execute(
            sa.insert(CLOCK).values(
                frozen=state.frozen.isoformat() if state.frozen else None,
                ahead_seconds=repr(state.ahead.total_seconds()),
                timezone=state.timezone,
            )
        )
