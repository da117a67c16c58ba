"""What a database was filled from: a row of this project's own, beside VICIdial's tables.

A seed that is given for a database that another one has filled would have no effect, which is
told then. It is no state of VICIdial's, so `PUT /__admin/state` leaves it alone.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.store.schema.columns import AS_IN_MARIADB
from lmapi_mock.store.sql.transaction import Transaction

SEEDED: Final = sa.Table(
    "lmapi_mock_seed",
    sa.MetaData(),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    **AS_IN_MARIADB,
)


class Origin(NamedTuple):
    """What a database is filled from.

    Attributes:
        name: for people: "the demo data", or the files' paths.
        digest: of the files' content, by which they are known again under any name.
    """

    name: str
    digest: str


def seeded_from(tx: Transaction) -> Origin | None:
    """What the database was filled from; None where that is not known."""
    if not sa.inspect(tx.connection).has_table(SEEDED.name):
        return None
    row = tx.connection.execute(sa.select(SEEDED)).first()
    return None if row is None else Origin(row.name, row.digest)


def make_table(tx: Transaction) -> None:
    """Make the table that `keep_origin` needs, if it is not there."""
    SEEDED.create(tx.connection, checkfirst=True)


def keep_origin(tx: Transaction, origin: Origin) -> None:
    """Note what the database has been filled from."""
    tx.connection.execute(sa.delete(SEEDED))
    name = origin.name if len(origin.name) <= 255 else f"{origin.name[:252]}..."
    tx.connection.execute(sa.insert(SEEDED).values(name=name, digest=origin.digest))
