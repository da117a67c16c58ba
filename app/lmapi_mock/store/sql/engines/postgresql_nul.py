"""NUL in PostgreSQL, whose texts hold every character but that one (wire-and-engine, W2, C03).

A character beyond U+FFFF stands in its place: the tables, as MariaDB's of 3-byte UTF-8, hold no
such character otherwise. Whoever uses the cursors sees the NUL itself, both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import psycopg

NUL: Final = "\0"
STAND_IN: Final = "\U00100000"

Row = tuple[Any, ...]


class NulCursor(psycopg.Cursor[Any]):
    """A cursor whose parameters may hold NULs."""

    def execute(self, query: Any, params: Any = None, **named: Any) -> NulCursor:
        """Execute a statement."""
        super().execute(query, _without_nul(params), **named)
        return self

    def executemany(self, query: Any, params_seq: Iterable[Any], **named: Any) -> None:
        """Execute a statement for each of several sets of parameters."""
        super().executemany(query, map(_without_nul, params_seq), **named)

    def copy_rows(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Store rows by a COPY, which takes a third of the time that INSERTs in a pipeline do."""
        with self.copy(statement) as copy:
            for row in rows:
                copy.write_row(_without_nul(row))


def nul_rows(_: object) -> Callable[[Sequence[Any]], Row]:
    """Rows whose texts hold NULs again; what psycopg calls a row factory."""
    return _with_nul


def _with_nul(values: Sequence[Any]) -> Row:
    for value in values:
        if type(value) is str and STAND_IN in value:
            return tuple([_back(one) for one in values])
    return tuple(values)


def _back(value: Any) -> Any:
    return value.replace(STAND_IN, NUL) if isinstance(value, str) else value


def _without_nul(parameters: Any) -> Any:
    if isinstance(parameters, Mapping):
        return {name: _there(value) for name, value in parameters.items()}
    if parameters is None:
        return None
    for value in parameters:
        if type(value) is str and NUL in value:
            return [_there(one) for one in parameters]
    return parameters


def _there(value: Any) -> Any:
    return value.replace(NUL, STAND_IN) if isinstance(value, str) else value
