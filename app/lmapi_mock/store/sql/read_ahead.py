"""Rows that were read for several units of work at once, before each of them asks for its own.

A SELECT is a round trip, and those of requests that are committed together differ in their values
only. Who knows what they will ask has it read in one statement; what asks for it then asks as ever.
What is read ahead is known until a row is written that it might find, so that a unit of work sees
what those before it have stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.sql.statements import Prepared, PreparedInsert, Statement


class Question(NamedTuple):
    """What somebody is likely to ask.

    Attributes:
        statement: a SELECT.
        values: its parameters, by name.
    """

    statement: Statement
    values: Mapping[str, Any]


_Key = tuple[str, Any]
_Rows = list[tuple[Any, ...]]


class ReadAhead:
    """What SELECTs find, by their text and parameters."""

    def __init__(self) -> None:
        self._found: dict[_Key, _Rows] = {}
        # By table, column and the text, folded, that a row has to hold there to be found; where
        # none is compared the column is None.
        self._looking: dict[str, dict[str | None, dict[str, list[_Key]]]] = {}

    def know(
        self, prepared: Prepared, values: Mapping[str, Any], parameters: Any, rows: _Rows
    ) -> None:
        """Know what a SELECT finds.

        Args:
            prepared: the SELECT.
            values: what it compares with, by the names of its parameters, as the connection hands
                it on.
            parameters: the same in the driver's form.
            rows: what it has found.
        """
        key = prepared.sql, parameters
        self._found[key] = rows
        texts = ((column, values[name]) for column, name in prepared.equal_texts)
        column, text = next((one for one in texts if isinstance(one[1], str)), (None, ""))
        for table in prepared.reads:
            by_text = self._looking.setdefault(table, {}).setdefault(column, {})
            by_text.setdefault(fold(text), []).append(key)

    def rows(self, prepared: Prepared, parameters: Any) -> _Rows | None:
        """What a SELECT finds; None where that is not known, or no longer."""
        return self._found.get((prepared.sql, parameters)) if self._found else None

    def add(self, insert: PreparedInsert, row: Sequence[Any]) -> None:
        """A row is written: whatever might find it is known no longer.

        Args:
            insert: into which columns.
            row: its values in the driver's form.
        """
        for column, by_text in self._looking.get(insert.table, {}).items():
            place = None if column is None else insert.place_of(column)
            held = None if place is None else row[place]
            if isinstance(held, str):
                self._drop(by_text.pop(fold(held), ()))
            else:
                for keys in by_text.values():
                    self._drop(keys)
                by_text.clear()

    def _drop(self, keys: Sequence[_Key]) -> None:
        for key in keys:
            self._found.pop(key, None)

    def forget(self, table: str | None = None) -> None:
        """Rows of a table may be others now; or those of any."""
        if table is None:
            self._found.clear()
            self._looking.clear()
            return
        for by_text in self._looking.pop(table, {}).values():
            for keys in by_text.values():
                self._drop(keys)
