"""From a table to a CSV file, in constant memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import sqlalchemy as sa

from lmapi_mock.bulk.cells import NULL
from lmapi_mock.bulk.kinds import Kind
from lmapi_mock.store.schema.stored_order import ORDERED
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.stored_order import is_by_lead_id, select_as_stored
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import Scalar, shown_as, table_layout


def export_rows(database: Database, kind: Kind, target: TextIO) -> Iterator[int]:
    """Write the rows as CSV, and give their number after each thousand.

    They are in primary-key order, leads in that in which they were stored: so an import of them
    stores them in it.
    """
    columns = table_layout(kind.table).columns
    writer = csv.writer(target)
    writer.writerow(columns)
    with _reading(database) as tx:
        shows = [shown_as(column, tx.engine) or _as_it_is for column in columns.values()]
        read = (
            f"SELECT {tx.listed(columns)} FROM {tx.quoted(kind.table.name)}{tx.ordered(kind.table)}"
        )
        if kind.table is ORDERED and not is_by_lead_id(tx):
            read = select_as_stored(tx, columns)
        result = tx.connection.exec_driver_sql(read, execution_options={"stream_results": True})
        count = 0
        for rows in result.partitions(1_000):
            writer.writerows(
                [
                    NULL if value is None else show(value)
                    # Behind the columns there may be what the rows are ordered by.
                    for show, value in zip(shows, row, strict=False)
                ]
                for row in rows
            )
            count += len(rows)
            yield count


def _as_it_is(value: Scalar) -> Scalar:
    return value


@contextmanager
def _reading(database: Database) -> Iterator[Transaction]:
    """A transaction that only reads, for as long as it takes, and keeps nobody from writing."""
    if not database.kind.single:
        with database.transaction() as tx:
            yield tx
        return
    # One that begins IMMEDIATE would hold the file; a SELECT alone sees it as it was at first.
    engine = sa.create_engine(database.url)
    try:
        with engine.connect() as connection:
            yield Transaction(database, connection)
    finally:
        engine.dispose()
