"""What a transaction has done to the rows of tables, for the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, overload

from lmapi_mock.store.sql.statements import PreparedInsert

Change = Literal["inserted", "updated", "deleted"]


@dataclass(slots=True)
class Written:
    """A row that a transaction has inserted, changed or deleted.

    Attributes:
        table: its name.
        key: the identifier that it was given, 0 where the table gives none and where the row was
            there already.
        parameters: its values, in the driver's form; of a changed row its key and what was set.
        names: says which column each of them is for.
        change: what was done.
        before: the same columns as they were; of a deleted row all of them, of a new one None.
    """

    table: str
    key: int
    parameters: Any
    names: PreparedInsert | tuple[str, ...]
    change: Change = "inserted"
    before: Mapping[str, Any] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `row`."""
        return self.names.names if isinstance(self.names, PreparedInsert) else self.names

    @property
    def values(self) -> Sequence[Any]:
        """What is in them."""
        if isinstance(self.names, PreparedInsert):
            return self.names.values(self.parameters, self.key)
        values: Sequence[Any] = self.parameters
        return values

    @property
    def row(self) -> dict[str, Any]:
        """The row as it was stored, its identifier included; empty once it is deleted."""
        if isinstance(self.names, PreparedInsert):
            return self.names.row(self.parameters, self.key)
        return dict(zip(self.names, self.parameters, strict=True))

    def as_json(self) -> dict[str, Any]:
        """The row for the journal: as it is now, and as it was, null where there is none."""
        return {
            "table": self.table,
            "change": self.change,
            "row": None if self.change == "deleted" else self.row,
            "before": None if self.before is None else dict(self.before),
        }


class Rows(Sequence[Written]):
    """Rows that were written, in that order; a `Written` is made of one when somebody looks at it.

    Each request writes several, and the journal keeps them of thousands of requests, most of which
    nobody looks at: so a row is three places of one list here, and no object of its own.

    Args:
        rows: the first of them.

    Attributes:
        tells_before: whether any of them was there before.
    """

    __slots__ = ("_places", "tells_before")

    def __init__(self, rows: Iterable[Written] = ()) -> None:
        self._places: list[Any] | tuple[Any, ...] = []
        self.tells_before = False
        for row in rows:
            self.append(row)

    def insert(self, into: PreparedInsert, key: int, parameters: Any) -> None:
        """Note a row that was inserted, with the identifier that it was given, or 0."""
        self._places += (into, key, parameters)  # type: ignore[operator]  # a list, till it is kept

    def append(self, row: Written) -> None:
        """Note any other row."""
        self._places += (row, 0, None)  # type: ignore[operator]  # likewise
        if row.before:
            self.tells_before = True

    def __iadd__(self, rows: Iterable[Written]) -> Self:
        for row in rows:
            self.append(row)
        return self

    def keep(self) -> Self:
        """The same, to which none is added any more, in as little memory as it takes."""
        self._places = tuple(self._places)
        return self

    def __len__(self) -> int:
        return len(self._places) // 3

    def __iter__(self) -> Iterator[Written]:
        for into, key, parameters in self.as_noted():
            yield _written(into, key, parameters)

    def as_noted(self) -> Iterator[tuple[PreparedInsert | Written, int, Any]]:
        """The rows as they are kept, for who looks at those of each request.

        Of one that was inserted what inserted it, its identifier and its values in the driver's
        form; any other as it is, and nothing besides.
        """
        places = iter(self._places)
        return zip(places, places, places, strict=True)

    @overload
    def __getitem__(self, index: int) -> Written: ...
    @overload
    def __getitem__(self, index: slice) -> list[Written]: ...
    def __getitem__(self, index: int | slice) -> Written | list[Written]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        place = 3 * range(len(self))[index]
        return _written(*self._places[place : place + 3])


def _written(into: PreparedInsert | Written, key: int, parameters: Any) -> Written:
    return into if isinstance(into, Written) else Written(into.table, key, parameters, into)


NO_ROWS: Final = Rows().keep()
"""Nothing was written."""
