"""Which rows of an addition in parts are there already: a table of this project's own, on SQLite.

It is there while an addition goes on. Found afterwards, by the next addition or at the next start,
it tells which rows are to go again, for the process was killed before it had added all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from lmapi_mock.pace import Pace
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction

ADDED: Final = sa.Table(
    "lmapi_mock_added",
    sa.MetaData(),
    sa.Column("part", sa.Integer, primary_key=True),
    sa.Column("table_name", sa.Text, nullable=False),
    # A list in JSON; none where the table itself has been made.
    sa.Column("row_ids", sa.Text),
)


def note(tx: Transaction, table: str, row_ids: Iterable[int] | None) -> None:
    """Note a part, in the transaction that adds it.

    Args:
        tx: the transaction.
        table: where the rows are.
        row_ids: SQLite's own numbers of them; None where the table has been made.
    """
    ADDED.create(tx.connection, checkfirst=True)
    listed = None if row_ids is None else json.dumps(list(row_ids))
    tx.connection.execute(sa.insert(ADDED).values(table_name=table, row_ids=listed))


def is_whole(tx: Transaction) -> None:
    """All is there that was to be added, and stays."""
    ADDED.drop(tx.connection, checkfirst=True)


def take_back(database: Database) -> None:
    """Remove what is there of an addition that did not come to its end, the last part first."""
    pace = Pace()
    while True:
        with database.transaction() as tx:
            if not sa.inspect(tx.connection).has_table(ADDED.name):
                return
            last = sa.select(ADDED).order_by(ADDED.c.part.desc()).limit(1)
            part = tx.connection.execute(last).first()
            if part is None:
                is_whole(tx)
                return
            name = tx.quoted(part.table_name)
            if part.row_ids is None:
                tx.configures()
                tx.connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
            elif sa.inspect(tx.connection).has_table(part.table_name):
                tx.connection.exec_driver_sql(
                    f"DELETE FROM {name} WHERE rowid IN (SELECT value FROM json_each(?))",
                    (part.row_ids,),
                )
            tx.connection.execute(sa.delete(ADDED).where(ADDED.c.part == part.part))
        database.forget()
        pace()
