"""Custom columns that are being changed, of whose fields nothing may be stored yet.

MariaDB commits a change of a table by itself, before the row in vicidial_lists_fields that belongs
to it. So it is noted here first, in a table of this project's own, and the note goes with that row:
a note that is found later tells what a process that was killed between the two has left.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from lmapi_mock.store.schema.columns import AS_IN_MARIADB
from lmapi_mock.store.sql.transaction import Transaction

UNDER_WAY: Final = sa.Table(
    "lmapi_mock_fields_under_way",
    sa.MetaData(),
    sa.Column("table_name", sa.String(64), nullable=False),
    sa.Column("column_name", sa.String(64), nullable=False),
    **AS_IN_MARIADB,
)

TABLE: Final = ""
"""In place of a column's name: the table itself is being made."""


def note(tx: Transaction, table: str, *columns: str) -> None:
    """Note columns before they are made, changed or dropped, where that is committed by itself.

    In a dialer's own database nothing is noted: it gets no table of ours.
    """
    if tx.engine.transactional_ddl or not tx.keeps_clock:
        return
    UNDER_WAY.create(tx.connection, checkfirst=True)
    rows = [{"table_name": table, "column_name": column} for column in columns]
    tx.connection.execute(sa.insert(UNDER_WAY), rows)


def noted(tx: Transaction) -> dict[str, list[str]]:
    """What is noted, by table."""
    found: dict[str, list[str]] = {}
    if _may_be_there(tx):
        for row in tx.connection.execute(sa.select(UNDER_WAY)):
            found.setdefault(row.table_name, []).append(row.column_name)
    return found


def forget(tx: Transaction, table: str) -> None:
    """Columns and fields of a table are as they belong together."""
    if _may_be_there(tx):
        tx.connection.execute(sa.delete(UNDER_WAY).where(UNDER_WAY.c.table_name == table))


def _may_be_there(tx: Transaction) -> bool:
    if tx.engine.transactional_ddl or not tx.keeps_clock:
        return False
    return tx.has_table(UNDER_WAY.name)
