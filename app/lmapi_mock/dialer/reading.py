"""Reading a dialer's configuration: only SELECTs, table by table."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from lmapi_mock import paths
from lmapi_mock.dialer.kept import (
    KEPT,
    NUMBERS,
    OF_USERS,
    REFERENCE,
    WHY_LEFT,
    WITH_PASSWORDS,
    Kept,
    Row,
    names_somebody,
    url_without_secrets,
)
from lmapi_mock.store.lookup.configuration import custom_tables
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import read_tables, table_layout
from lmapi_mock.store.upkeep.existing import note_missing


@dataclass(slots=True)
class Configuration:
    """A dialer's configuration as a seed.

    Attributes:
        tables: rows by table, sorted, each with the columns that differ from their defaults.
        custom_tables: columns of each custom table as pairs of name and MariaDB type.
        told: what was taken, and what was left out and why, a sentence each.
    """

    tables: dict[str, list[Row]] = field(default_factory=dict)
    custom_tables: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def read_configuration(
    database: Database,
    *,
    numbers: bool,
    passwords: bool = False,
    progress: Callable[[str], None],
) -> Configuration:
    """What a dialer's database says of how it is set up.

    Args:
        database: the dialer's; nothing is written to it.
        numbers: whether barred and filtered phone numbers are taken too.
        passwords: whether users keep theirs: in no seed that is written anywhere.
        progress: told the name of each table before it is read.
    """
    missing = note_missing(database)
    found = Configuration()
    taken = WITH_PASSWORDS if passwords else KEPT
    with database.transaction() as tx:
        present = [name for name in METADATA.tables if name not in missing]
        for name in [*taken, *(NUMBERS if numbers else ())]:
            if name in present:
                progress(name)
                _take(tx, name, taken.get(name), found)
        _take_reference(tx, present, found, progress)
        for name in present:
            if name in WHY_LEFT or (name in NUMBERS and not numbers):
                progress(name)
                why = WHY_LEFT.get(name, "phone numbers; --numbers takes them")
                found.told.append(f"left out {name}: {_counted(tx, name):,} rows ({why})")
        progress("custom tables")
        found.custom_tables = {
            table: [(name, kind.sql) for name, kind in columns.items() if name != "lead_id"]
            for table, columns in sorted(custom_tables(tx).items())
        }
        found.told += _clock_of(tx)
    if lacking := sorted(name for name in missing if "." not in name):
        found.told.append(f"not there: {', '.join(lacking)}")
    return found


def _take(tx: Transaction, name: str, kept: Kept | None, found: Configuration) -> None:
    rows = list(_rows(tx, name))
    taken = [kept.of(row) if kept else row for row in rows if _is_taken(name, row, found)]
    if name == "vicidial_url_multi":
        taken = [row | {"url_address": url_without_secrets(str(row["url_address"] or ""))}
                 for row in taken]  # fmt: skip
    found.tables[name] = _sorted(name, _distinct(taken))
    told = f"{name}: {len(found.tables[name]):,} of {len(rows):,} rows"
    found.told.append(f"{told} ({kept.why})" if kept and kept.why else told)


def _is_taken(name: str, row: Row, found: Configuration) -> bool:
    if name == "vicidial_users":
        return row.get("vdc_agent_api_access") == "1"
    if name in OF_USERS:
        return row["user"] in {user["user"] for user in found.tables["vicidial_users"]}
    if name == "vicidial_lead_filters":
        return not names_somebody(row.get("lead_filter_sql"))
    return True


def _take_reference(
    tx: Transaction, present: Iterable[str], found: Configuration, progress: Callable[[str], None]
) -> None:
    """Area and postal codes, both where one of them is not ours: a seed has all or none of them."""
    theirs = {}
    for name in set(REFERENCE) & set(present):
        progress(name)
        theirs[name] = list(_rows(tx, name))
    same = [name for name, rows in theirs.items() if not rows or _is_ours(name, rows)]
    if len(same) == len(theirs):
        found.told.append("area and postal codes: as lmapi-mock brings them along")
        return
    for name, rows in sorted(theirs.items()):
        found.tables[name] = _sorted(name, rows)
        found.told.append(f"{name}: {len(rows):,} rows, which are not lmapi-mock's own")


def _is_ours(name: str, rows: Iterable[Row]) -> bool:
    with (paths.SEED / "reference" / f"{name}.csv").open(encoding="utf-8") as lines:
        reader = csv.reader(lines)
        columns = next(reader)
        ours = set(map(tuple, reader))
    theirs = {tuple("" if row[one] is None else str(row[one]) for one in columns) for row in rows}
    return theirs == ours


def _rows(tx: Transaction, name: str) -> Iterator[Row]:
    for _, rows in read_tables(tx, [name]):
        yield from rows


def _counted(tx: Transaction, name: str) -> int:
    counted = tx.connection.exec_driver_sql(f"SELECT count(*) FROM {tx.quoted(name)}")
    return int(counted.scalar() or 0)


def _distinct(rows: Iterable[Row]) -> list[Row]:
    """Rows without those that are one now: of an IP list's addresses one is left."""
    return list({tuple(row.items()): row for row in rows}.values())


def _sorted(name: str, rows: Iterable[Row]) -> list[Row]:
    """Rows in the order of their keys, each with what differs from its column's default."""
    layout = table_layout(METADATA.tables[name])
    first = next(iter(layout.keys), tuple(layout.columns))

    def place(row: Row) -> tuple[Any, ...]:
        values = [row.get(column) for column in (*first, *layout.columns)]
        return tuple((value is not None, isinstance(value, str), value) for value in values)

    return [
        {
            column: value
            for column, value in row.items()
            if column in first or value != layout.defaults[column]
        }
        for row in sorted(rows, key=place)
    ]


def _clock_of(tx: Transaction) -> list[str]:
    zone = tx.connection.execute(sa.text("SELECT concat(@@time_zone, ' ', @@system_time_zone)"))
    return [f"its database's time zone is {zone.scalar()}: start with --timezone and its IANA name"]
