"""The dialer's lead identifiers, taken over by the double: later requests name them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Final

import sqlalchemy as sa

from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Message
from lmapi_mock.non_agent_api.functions import named
from lmapi_mock.store.schema.tables import vicidial_list
from lmapi_mock.store.sql.database import Database

_ADDING: Final = (("add_lead", "LEAD_ADDED"), ("update_lead", "LEAD_INSERTED"))
"""Functions that add a lead, and the message that says so."""


def added_lead(text: str, dialect: Dialect) -> int:
    """The lead that an answer says was added; 0 for none."""
    for pattern in _patterns(dialect):
        found = pattern.search(text)
        if found is not None:
            return int(found["lead_id"])
    return 0


class _Fields(dict[str, str]):
    """Names stand for themselves."""

    def __missing__(self, name: str) -> str:
        return f"\0{name}\0"


@cache
def _patterns(dialect: Dialect) -> tuple[re.Pattern[str], ...]:
    return tuple(
        _pattern(named(function).messages[name], function, dialect) for function, name in _ADDING
    )


def _pattern(message: Message, function: str, dialect: Dialect) -> re.Pattern[str]:
    text = Line(message, _Fields(), function, named(function).is_documented).text(dialect)
    literal = re.split("\0(\\w+)\0", text.rstrip("\n"))
    parts = [
        (r"(?P<lead_id>[0-9]{1,10})" if part == "lead_id" else r"[^|\n]*")
        if place % 2
        else re.escape(part)
        for place, part in enumerate(literal)
    ]
    return re.compile("^" + "".join(parts), re.MULTILINE)


def expect(database: Database, lead_id: int) -> None:
    """Have the next lead that is added get this identifier, unless it was given already."""
    with database.transaction() as tx:
        engine, connection = tx.engine, tx.connection
        following = engine.next_identifiers(connection, [vicidial_list])[vicidial_list.name]
        if following < lead_id:
            engine.go_on_with(connection, {vicidial_list.name: lead_id})


def rename(database: Database, entry: Entry, lead_id: int) -> None:
    """Give the lead that a request has added another identifier, in every row that it wrote.

    Where two are added at the same moment, the dialer may have numbered them in the other order.
    """
    tables = {row.table for row in entry.rows if "lead_id" in row.row}
    with database.transaction() as tx:
        for name in sorted(tables):
            column: sa.ColumnClause[int] = sa.column("lead_id")
            rows = sa.table(name, column)
            tx.connection.execute(
                sa.update(rows).where(column == entry.lead_id).values({column: lead_id})
            )


def numbered(entry: Entry, lead_id: int) -> str:
    """The answer that added a lead, as if it had this identifier."""
    assert entry.dialect is not None, "a lead was added"
    return "".join(
        replace(line, fields={**line.fields, "lead_id": lead_id}).text(entry.dialect)
        for line in entry.lines
    )
