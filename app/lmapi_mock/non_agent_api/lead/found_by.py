"""How a lead is found by a text, so that the index of that column is read."""

from __future__ import annotations

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.sql.engines import Engine


def holds(engine: Engine, table: sa.Table, column: str, name: str) -> sa.ColumnElement[bool]:
    """A column of a lead equals the text bound as `name`, which is not blank.

    The index of vendor_lead_code leaves leads without one out, and SQLite reads it only where the
    question does so too.
    """
    matched = engine.matches(table.c[column], name)
    if column == "vendor_lead_code" and engine.folds:
        return sa.and_(matched, table.c[f"{column}_fold"] != sa.literal_column("''"))
    return matched


def is_blank(text: str) -> bool:
    """Whether a text equals the empty one, as spaces do: `holds` does not find such leads."""
    return not fold(text)
