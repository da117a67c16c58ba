"""A world as one JSON document: what a snapshot is downloaded and uploaded as.

It is a state in the form of `PUT /__admin/state`, and beside it what a state does not say: where
the clock stands, which identifiers come next, and which files have been imported.
"""

from __future__ import annotations

import datetime as dt
import math
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.clock import YEARS, ClockState, is_within_reach
from lmapi_mock.errors import StateError
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.lookup.configuration import custom_tables
from lmapi_mock.store.own_tables.imports import IMPORTS
from lmapi_mock.store.own_tables.shared_clock import keep_clock
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import State, read_tables
from lmapi_mock.store.state.whole_state import put_state

Document = Mapping[str, Any]

_KEYS: Final = frozenset(
    {"$schema", "tables", "custom_tables", "clock", "next_identifiers", "imports"}
)
_CLOCK: Final = (
    'It is {"now": "2026-03-08T09:59:59Z" or null, "ahead_seconds": 0, "timezone": "UTC"}, with '
    f"an instant in the years {YEARS[0]} to {YEARS[-1]}."
)
_HIGHEST: Final = (1 << 32) - 1
"""The greatest identifier that a table can give."""


Tables = Iterable[tuple[str, Iterable[Mapping[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A document that is open, to be looked through once.

    Attributes:
        tables: each table and its rows, one after another.
        rest: everything else.
    """

    tables: Tables
    rest: Mapping[str, Any]


def document_of(tx: Transaction, clock: ClockState | None) -> Opened:
    """The document of what a transaction sees."""
    columns = custom_tables(tx)
    imports: list[dict[str, Any]] = []
    if sa.inspect(tx.connection).has_table(IMPORTS.name):
        imports = [dict(row) for row in tx.connection.execute(sa.select(IMPORTS)).mappings()]
    rest = {
        "custom_tables": {
            table: [[name, kind.sql] for name, kind in kinds.items() if name != "lead_id"]
            for table, kinds in columns.items()
        },
        "clock": None
        if clock is None
        else {
            "now": clock.frozen and clock.frozen.isoformat().replace("+00:00", "Z"),
            "ahead_seconds": clock.ahead.total_seconds(),
            "timezone": clock.timezone,
        },
        "next_identifiers": tx.engine.next_identifiers(tx.connection, METADATA.tables.values()),
        "imports": imports,
    }
    return Opened(read_tables(tx, as_stored=True), rest)


def put_document(database: Database, document: Document, *, with_clock: bool) -> ClockState | None:
    """Make a database hold what the document says, or change nothing.

    Args:
        database: which.
        document: as `document_of` gives it; what it leaves out is empty, or as at the start.
        with_clock: keep the clock's stand in the database too.

    Returns:
        Where the clock is to stand.

    Raises:
        StateError: the document is not of the form, or does not fit the tables.
    """
    for name in document.keys() - _KEYS:
        raise StateError("bad_snapshot", f"There is no {name!r} in a snapshot.", _listed())
    for name in ("tables", "custom_tables"):
        if not isinstance(document.get(name, {}), Mapping):
            raise StateError("bad_snapshot", f"{name} is {document[name]!r:.40}.", "An object.")
    clock = _read_clock(document.get("clock"))
    identifiers = _read_identifiers(document.get("next_identifiers", {}))
    imports = _read_imports(document.get("imports", []))

    def rest(tx: Transaction) -> None:
        if imports:
            IMPORTS.create(tx.connection, checkfirst=True)
            tx.connection.execute(sa.insert(IMPORTS), imports)
        if with_clock:
            keep_clock(tx, clock)
        # Last, for on MariaDB it ends the transaction.
        after_rows = tx.engine.next_identifiers(tx.connection, METADATA.tables.values())
        tx.engine.go_on_with(
            tx.connection,
            {name: number for name, number in identifiers.items() if number > after_rows[name]},
        )

    state = State(document.get("tables", {}), document.get("custom_tables", {}), Fit.CUT)
    put_state(database, state, rest)
    return clock


def _listed() -> str:
    return f"It has {', '.join(sorted(_KEYS))}."


def _read_clock(content: Any) -> ClockState | None:
    if content is None:
        return None
    try:
        now, ahead, zone = (
            content.get("now"),
            content.get("ahead_seconds", 0),
            content.get("timezone"),
        )
        state = ClockState(
            None if now is None else dt.datetime.fromisoformat(now).astimezone(dt.UTC),
            dt.timedelta(seconds=ahead),
            zoneinfo.ZoneInfo("UTC" if zone is None else zone).key,
        )
        stands = state.frozen or dt.datetime.now(dt.UTC) + state.ahead
        fits = (
            content.keys() <= {"now", "ahead_seconds", "timezone"}
            and math.isfinite(ahead)
            and is_within_reach(stands)
            and (now is None or dt.datetime.fromisoformat(now).tzinfo is not None)
        )
    except (AttributeError, TypeError, ValueError, OverflowError, KeyError, OSError):
        fits = False
    if not fits:
        raise StateError("bad_clock", f"The snapshot's clock is {content!r:.120}.", _CLOCK)
    return state


def _read_identifiers(content: Any) -> dict[str, int]:
    known = {
        table.name for table in METADATA.tables.values() if table.autoincrement_column is not None
    }
    if not (
        isinstance(content, Mapping)
        and content.keys() <= known
        and all(type(number) is int and 1 <= number <= _HIGHEST for number in content.values())
    ):
        raise StateError(
            "bad_snapshot",
            f"next_identifiers is {content!r:.120}.",
            f"It gives a number from 1 to {_HIGHEST} for some of {', '.join(sorted(known))}.",
        )
    return dict(content)


def _read_imports(content: Any) -> list[dict[str, Any]]:
    kinds = {column.name: column.type.python_type for column in IMPORTS.columns}
    if not isinstance(content, list) or not all(
        isinstance(row, Mapping)
        and row.keys() == kinds.keys()
        and all(type(row[name]) is kind for name, kind in kinds.items())
        for row in content
    ):
        raise StateError(
            "bad_snapshot",
            f"imports is {content!r:.120}.",
            f"It is as it was downloaded: a list of objects with {', '.join(kinds)}.",
        )
    return [dict(row) for row in content]
