"""What a transaction has done to the rows of tables, for the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lmapi_mock.store.sql.statements import PreparedInsert

Change = Literal["inserted", "updated", "deleted"]


# Several are made for each request, in half the time that a tuple with names would take.
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
