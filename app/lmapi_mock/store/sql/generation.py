"""The generation of a database that several processes share: a number that no earlier state had.

Whoever changes what others keep in memory (configuration, users, the clock, fault rules) renews it
in the same transaction. Requests read it in the round trip in which they take their turn, and
forget what they know when it is another.

It is drawn by lot and not counted: a copy of an SQLite file that is put back brings its old number
along, and with it the very state that was known by that number.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from lmapi_mock.store.schema.shared_tables import GENERATION

if TYPE_CHECKING:
    from lmapi_mock.store.sql.transaction import Transaction

READ: Final = f"SELECT generation AS value FROM {GENERATION.name} WHERE id = 1"
"""Gives the generation, alone or as a part of another SELECT."""

NAME: Final = "generation"
"""What it is called among what is read when requests have their turn."""

_BITS: Final = 62


def renew(tx: Transaction) -> None:
    """Let every process forget what it knows, once the transaction is committed."""
    generation = secrets.randbits(_BITS)
    there = sa.update(GENERATION).where(GENERATION.c.id == 1)
    if not tx.connection.execute(there.values(generation=generation)).rowcount:
        tx.connection.execute(sa.insert(GENERATION).values(id=1, generation=generation))


def generation_of(tx: Transaction) -> int | None:
    """The generation as the transaction sees it; None where somebody has deleted the row."""
    row = tx.execute(READ, ()).fetchone()
    return None if row is None else int(row[0])
