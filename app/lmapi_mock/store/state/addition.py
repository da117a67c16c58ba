"""Rows added to what a database holds already, all or none (`lmapi-mock seed --add`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.errors import StateError
from lmapi_mock.mariadb.types import ColumnType, Int
from lmapi_mock.store.custom.custom_tables import create_custom_table, drop_custom_table
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.stored_order import last_place
from lmapi_mock.store.sql.transaction import STATE, Transaction
from lmapi_mock.store.state.large_addition import add_large
from lmapi_mock.store.state.rows import (
    MANY,
    RowLayout,
    Rows,
    Scalar,
    State,
    check_keys,
    checked,
    custom_columns,
    duplicate_row,
    held_key,
    insert_rows,
    layouts_of,
    shown_as,
)

Custom = Mapping[str, Mapping[str, ColumnType]]

SETTINGS: Final = "system_settings"


def add_state(database: Database, state: State) -> dict[str, list[Scalar]]:
    """Add rows, and custom tables that are not there yet, or change nothing.

    A row of system_settings changes the one that is there, in the columns that it names.
    Many rows are added in parts on SQLite, and seen as they come; whatever ends that, they go.

    Returns:
        The identifiers of the added rows, by table, of each table that gives its rows numbers.

    Raises:
        StateError: a table, column, type or value is not what the schema knows, a custom table is
            there with other columns, or a row's key is there already; named in it.
    """
    custom = custom_columns(state.custom_tables)
    made: list[str] = []
    is_large = any(
        isinstance(rows, Sequence) and len(rows) > MANY for rows in state.tables.values()
    )
    try:
        if is_large:
            with database.transaction() as tx:
                there = _custom_tables(tx)
            _check_custom(custom, there)
            layouts = layouts_of(state, {**there, **custom})
            with database.transaction() as tx:
                _settings_row(tx, state, most=0)
            new = {name: columns for name, columns in custom.items() if name not in there}
            identifiers = add_large(database, state, new, layouts)
            return {
                name: identifier
                for name, identifier in identifiers.items()
                if layouts[name].identity
            }
        with database.transaction() as tx:
            # Of two that add at once, the second finds what the first has added.
            tx.hold([STATE])
            tx.configures()
            there = _custom_tables(tx)
            _check_custom(custom, there)
            layouts = checked(state, {**there, **custom})
            tx.take_over(state.tables)
            changed = _settings_row(tx, state, most=1)
            if changed:
                values = layouts[SETTINGS].values(changed, tx)
                tx.connection.execute(sa.update(METADATA.tables[SETTINGS]).values(values))
                rest = {name: rows for name, rows in state.tables.items() if name != SETTINGS}
                state = replace(state, tables=rest)
            numbers = tx.engine.next_identifiers(tx.connection, METADATA.tables.values())
            behind = last_place(tx)
            for name, rows in state.tables.items():
                held = {} if name in custom.keys() - there else _held(tx, name, layouts[name], rows)
                check_keys(name, layouts[name], rows, held, numbers.get(name, 1))
            # First, for on MariaDB a change of the schema ends the transaction.
            for name in custom.keys() - there:
                create_custom_table(tx, name, custom[name])
                made.append(name)
            identifiers = {
                name: insert_rows(
                    tx, name, layouts[name], rows, numbers.get(name, 1), behind=behind
                )
                for name, rows in state.tables.items()
            }
            tx.engine.go_on_with(tx.connection, _after(tx, state, layouts, numbers))
    except BaseException as error:
        if made and not database.kind.transactional_ddl:
            with database.transaction() as tx:
                tx.configures()
                for name in made:
                    drop_custom_table(tx, name)
        if isinstance(error, sa.exc.IntegrityError):
            raise duplicate_row(str(error.orig)) from error
        raise
    finally:
        database.forget()
    return {name: identifier for name, identifier in identifiers.items() if layouts[name].identity}


def _settings_row(tx: Transaction, state: State, most: int) -> Mapping[str, Any]:
    """What the settings' one row is to be changed by; nothing where there is none yet.

    A dialer reads the first row of its settings: another one would be without effect.

    Raises:
        StateError: there are more rows than `most` for a table that has its one.
    """
    rows = state.tables.get(SETTINGS, ())
    quoted = tx.quoted(SETTINGS)
    if not rows:
        return {}
    is_there = tx.connection.exec_driver_sql(f"SELECT 1 FROM {quoted} LIMIT 1").first() is not None
    if len(rows) > most and (is_there or len(rows) > 1):
        raise StateError(
            "duplicate_row",
            f"{SETTINGS} has one row, and a second one would be without effect.",
            f"Change that one: PATCH /__admin/tables/{SETTINGS}/-, or lmapi.settings(...) in a "
            "test.",
            place=("tables", SETTINGS, 0),
        )
    return rows[0] if is_there else {}


def _custom_tables(tx: Transaction) -> dict[str, dict[str, ColumnType]]:
    """The custom tables that are there, without the key that each has."""
    return {
        table: {name: kind for name, kind in columns.items() if name != "lead_id"}
        for table, columns in tx.engine.custom_tables(tx.connection).items()
    }


def _check_custom(custom: Custom, there: Custom) -> None:
    for table, columns in custom.items():
        present = there.get(table, columns)
        if _compared(present) != _compared(columns):
            shown = ", ".join(f"{name} {kind.sql}" for name, kind in present.items())
            raise StateError(
                "bad_column",
                f"{table} is there already with other columns: {shown}.",
                "Leave it out of custom_tables to add rows to it.",
                place=("custom_tables", table),
            )


def _compared(columns: Mapping[str, ColumnType]) -> list[tuple[str, ColumnType]]:
    """Columns without the width that a number is shown in, which servers add or leave out."""
    return [
        (name, replace(kind, width=None) if isinstance(kind, Int) else kind)
        for name, kind in columns.items()
    ]


def _held(
    tx: Transaction, name: str, layout: RowLayout, rows: Rows
) -> dict[tuple[str, ...], list[tuple[Scalar, ...]]]:
    """The keys of the rows that are there, of each key that rows to be added may have too."""
    held = {}
    for key in layout.keys:
        if key == (layout.identity,) and all(row.get(key[0]) is None for row in rows):
            continue
        show = [
            shown_as(layout.columns[column], tx.engine) or (lambda value: value) for column in key
        ]
        found = tx.connection.exec_driver_sql(f"SELECT {tx.listed(key)} FROM {tx.quoted(name)}")
        held[key] = [
            held_key(one(value) for one, value in zip(show, row, strict=True)) for row in found
        ]
    return held


def _after(
    tx: Transaction, state: State, layouts: Mapping[str, RowLayout], numbers: Mapping[str, int]
) -> dict[str, int]:
    """Where identifiers go on, of each table that has got rows."""
    after = {}
    for name in state.tables.keys() & numbers.keys():
        highest = tx.connection.exec_driver_sql(
            f"SELECT max({tx.quoted(str(layouts[name].identity))}) FROM {tx.quoted(name)}"
        ).scalar()
        after[name] = max(numbers[name], (highest or 0) + 1)
    return after
