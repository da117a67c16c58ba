"""Rows of requests that are committed together, which wait to be stored in one statement.

Each has its identifier at once: the one that follows the last that the database gave, as long as
nobody else takes one. Where somebody does, they are not stored, and the requests are done one by
one, whose rows never wait.

Whatever else is asked of the database has them stored first, but what is known to find none of
them: so no stage knows that they wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.sql.statements import Prepared, PreparedInsert


class TakenError(Exception):
    """Somebody else has taken an identifier that a row was told to have."""


class WaitingRows:
    """What waits, by insert, and the identifiers that come next."""

    def __init__(self) -> None:
        self._rows: dict[PreparedInsert, list[tuple[Any, ...]]] = {}
        self._next: dict[str, Iterator[int]] = {}

    def __bool__(self) -> bool:
        return bool(self._rows)

    @property
    def keys(self) -> dict[str, Iterator[int]]:
        """The identifiers that come next, by table."""
        return self._next

    def go_on(self, keys: Mapping[str, Iterator[int]]) -> None:
        """Others were told identifiers before, and nobody has taken any since: these come next."""
        self._next.update(keys)

    def follow(self, table: str, key: int, step: int) -> None:
        """A row has been given this identifier: the next ones follow."""
        self._next[table] = count(key + step, step)

    def next_key(self, table: str) -> int | None:
        """The identifier of a table's next row; None where only the database knows it."""
        keys = self._next.get(table)
        return None if keys is None else next(keys)

    def add(self, prepared: PreparedInsert, key: int, parameters: tuple[Any, ...]) -> None:
        """Let a row wait, whose table gives identifiers, or does not and has 0 for it."""
        self._rows.setdefault(prepared, []).append((key, *parameters))

    def take(self) -> list[tuple[PreparedInsert, list[tuple[Any, ...]]]]:
        """All that wait, who do so no longer; each row begins with its identifier, or 0."""
        rows, self._rows = self._rows, {}
        return list(rows.items())

    def forget_key(self, table: str) -> None:
        """Only the database knows the identifier of a table's next row."""
        self._next.pop(table, None)

    def may_be_in(self, prepared: Prepared, values: Mapping[str, Any]) -> bool:
        """Whether a SELECT might find one of them.

        Args:
            prepared: the SELECT.
            values: what it compares with, by the names of its parameters, as the connection hands
                it on.
        """
        return any(
            _may_find(prepared, values, insert, row)
            for insert, rows in self._rows.items()
            if insert.table in prepared.reads
            for row in rows
        )


def _may_find(
    prepared: Prepared, values: Mapping[str, Any], insert: PreparedInsert, row: tuple[Any, ...]
) -> bool:
    """Whether a row may hold all texts that a SELECT compares its columns with."""
    for column, name in prepared.equal_texts:
        place = insert.place_of(column)
        if place is not None and _differ(row[place + 1], values[name]):
            return False
    return True


def _differ(held: Any, asked: Any) -> bool:
    return isinstance(held, str) and isinstance(asked, str) and fold(held) != fold(asked)
