"""The rows of a state: what fits a table, how it is stored there, and read again."""

from __future__ import annotations

import decimal
import difflib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.errors import StateError
from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.mariadb.fitting import is_text, misfit
from lmapi_mock.remembering import Remembering
from lmapi_mock.store.custom.custom_tables import (
    LEAD_ID,
    create_custom_table,
    drop_custom_table,
)
from lmapi_mock.store.lookup.configuration import custom_tables
from lmapi_mock.store.own_tables.imports import forget as forget_imports
from lmapi_mock.store.schema.columns import is_fold, is_unsigned64, stored_type, unsigned64
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.phone_numbers import NUMBER_FORMS
from lmapi_mock.store.schema.secret_columns import HIDDEN, SECRET_COLUMNS
from lmapi_mock.store.schema.stored_order import ORDERED, STORED_ORDER
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import Engine
from lmapi_mock.store.sql.stored_order import is_by_lead_id, note_stored, select_as_stored
from lmapi_mock.store.sql.transaction import Transaction

Scalar = str | int | None
Rows = Sequence[Mapping[str, Any]]
Custom = Mapping[str, Mapping[str, mariadb.ColumnType]]

MANY: Final = 2_000
"""More rows than these are read and put in parts, so that nobody waits for all of them."""

MOST_TEXTS: Final = 1_000
"""Of how many texts of a column it is remembered how they are stored, while rows are put."""

READ_AT_ONCE: Final = 200
"""How many rows a database hands over at a time."""

_COUNTED_AT_ONCE: Final = 100
"""How many tables are counted in one statement: SQLite joins no more than 500."""

_CUSTOM_NAME: Final = re.compile(r"custom_[0-9]+")
_COLUMN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class State:
    """What the tables are to hold; tables that are not named are to be empty.

    Attributes:
        tables: rows by table, each a mapping of VICIdial's column names to text, number or None.
        custom_tables: columns of each custom table as pairs of name and MariaDB type.
        fit: what becomes of values that a column would change.
    """

    tables: Mapping[str, Rows] = field(default_factory=dict)
    custom_tables: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    fit: Fit = Fit.EXACT


@dataclass(frozen=True, slots=True)
class RowLayout:
    """How the rows of a table are put: its columns, what each makes of a value, its defaults."""

    columns: Mapping[str, mariadb.ColumnType]
    defaults: Mapping[str, Scalar]
    required: frozenset[str]
    identity: str | None = None
    folds: Mapping[str, str] = field(default_factory=dict)
    keys: Sequence[tuple[str, ...]] = ()

    def values(self, values: Mapping[str, Any], tx: Transaction) -> dict[str, Scalar]:
        """What is given as its columns store it; no value where there may be none is left out."""
        return {
            name: None if value is None else _engine_value(self.columns[name], value, tx)
            for name, value in values.items()
            if value is not None or name not in self.required
        }

    def rows(self, rows: Rows, tx: Transaction) -> list[list[Scalar]]:
        """Rows as they are stored, in the layout's order, folds last."""
        # Most texts of a column come in many rows.
        made: dict[str, dict[Any, Any]] = {
            name: Remembering(partial(_engine_value, kind, tx=tx), MOST_TEXTS)
            for name, kind in self.columns.items()
        }
        folded = Remembering(fold, MOST_TEXTS)
        folds = self.folds.values() if tx.engine.folds else ()
        stored = []
        for values in rows:
            row = dict(self.defaults)
            for name, value in values.items():
                if type(value) is str:
                    row[name] = made[name][value]
                elif value is not None:
                    # 1 and 1.0 are one to a dictionary.
                    row[name] = _engine_value(self.columns[name], value, tx)
                elif name not in self.required:
                    row[name] = None
            texts = [row[name] for name in folds]
            stored.append(
                [*row.values(), *[None if text is None else folded[str(text)] for text in texts]]
            )
        return stored


def _engine_value(column_type: mariadb.ColumnType, value: Any, tx: Transaction) -> Scalar:
    if isinstance(value, float):
        value = repr(value)
    return tx.engine.store_of(column_type)(tx.text(value))


@cache
def table_layout(table: sa.Table) -> RowLayout:
    """The layout of one of VICIdial's tables."""
    own = [column for column in table.columns if not is_fold(column)]
    key = table.autoincrement_column
    defaults: dict[str, Scalar] = {}
    for column in own:
        default = column.server_default
        text = default.arg if isinstance(default, sa.DefaultClause) else None
        defaults[column.name] = None if text is None else stored_type(column).store(str(text))
    return RowLayout(
        columns={column.name: stored_type(column) for column in own},
        defaults=defaults,
        required=frozenset(column.name for column in own if not column.nullable),
        identity=None if key is None else key.name,
        folds={column.name: column.info["fold_of"] for column in table.columns if is_fold(column)},
        keys=_unique(table),
    )


def _unique(table: sa.Table) -> tuple[tuple[str, ...], ...]:
    """The columns of each key of a table."""
    unique = [table.primary_key.columns, *(one.columns for one in table.indexes if one.unique)]
    return tuple(
        tuple(column.name for column in columns)
        for columns in unique
        if columns and not any(map(is_fold, columns))
    )


def _custom_layout(columns: Mapping[str, mariadb.ColumnType]) -> RowLayout:
    everything = {"lead_id": LEAD_ID, **columns}
    # Without strict mode a number that may not be NULL is 0 when it is left out.
    defaults: dict[str, Scalar] = {**dict.fromkeys(everything), "lead_id": 0}
    return RowLayout(everything, defaults, frozenset({"lead_id"}), keys=[("lead_id",)])


@contextmanager
def telling_duplicates(database: Database) -> Iterator[None]:
    """What is known of the rows is forgotten, and a key of two rows told as a StateError."""
    try:
        yield
    except sa.exc.IntegrityError as error:
        raise duplicate_row(str(error.orig)) from error
    finally:
        database.forget()


def put_rows(
    tx: Transaction,
    state: State,
    custom: Custom,
    layouts: Mapping[str, RowLayout],
    staged: Mapping[str, str] = MappingProxyType({}),
    kept: Container[str] = (),
) -> bool:
    """Put rows that have been found to fit in place of all that there are.

    Args:
        tx: what holds all that is to be held.
        state: the rows.
        custom: the columns of custom tables.
        layouts: those of the tables that have rows.
        staged: tables that hold their rows already, by the names of those whose places they take.
        kept: tables that keep the rows that they have.

    Returns:
        Whether tables that were replaced are left beside the others, for `clear`.
    """
    tx.configures()
    replaced = [table for name, table in METADATA.tables.items() if name not in kept]
    borrowed = [name for name in METADATA.tables if name in kept and tx.is_lent(name)]
    if borrowed and any(tx.is_lent(table.name) for table in replaced):
        # All are lent, or none.
        tx.take_over(borrowed)
        borrowed = []
    if ORDERED in replaced:
        replaced.append(STORED_ORDER)
    stand_ins = tx.engine.empty(tx.connection, replaced, staged)
    tx.borrows_nothing()
    if borrowed:
        tx.borrow()
    forget_imports(tx)
    for name in state.tables.keys() - custom.keys() - staged.keys():
        insert_rows(tx, name, layouts[name], state.tables[name], into=stand_ins)
    # Last, for on MariaDB a change of the schema ends the transaction.
    own = {name: stand_in for name, stand_in in stand_ins.items() if name not in custom}
    tx.engine.put_in_place(tx.connection, own)
    for name in tx.engine.custom_tables(tx.connection):
        drop_custom_table(tx, name)
    for name, columns in custom.items():
        if name in staged:
            tx.connection.exec_driver_sql(f"ALTER TABLE {staged[name]} RENAME TO {name}")
        else:
            create_custom_table(tx, name, columns)
    for name in (state.tables.keys() & custom.keys()) - staged.keys():
        insert_rows(tx, name, layouts[name], state.tables[name])
    tx.engine.restart_identities(tx.connection, METADATA.tables.values())
    return bool(stand_ins)


def duplicate_row(
    which: str, place: tuple[str | int, ...] = (), also: tuple[str | int, ...] = ()
) -> StateError:
    """The error for a row whose key another has."""
    return StateError(
        "duplicate_row",
        f"Two rows have the same key: {which}.",
        "Keys compare as utf8_unicode_ci does: `Bob` is `bob `.",
        place=place,
        also=also,
    )


def checked(state: State, custom: Custom) -> dict[str, RowLayout]:
    """The layout of each table of a state whose rows have been found to fit.

    Raises:
        StateError: a table, column or value is not what the schema knows.
    """
    layouts = layouts_of(state, custom)
    for name, rows in state.tables.items():
        check_rows(name, layouts[name], rows, state.fit)
    return layouts


def layouts_of(state: State, custom: Custom) -> dict[str, RowLayout]:
    layouts = {name: _layout_of(name, custom) for name in state.tables}
    for name, rows in state.tables.items():
        if not isinstance(rows, Sequence) or isinstance(rows, str):
            raise not_rows(name, rows)
    return layouts


def insert_rows(
    tx: Transaction,
    name: str,
    layout: RowLayout,
    rows: Rows,
    first: int = 1,
    into: Mapping[str, str] = MappingProxyType({}),
    behind: int = 0,
) -> list[Scalar]:
    """Put rows into a table as its columns store them; those without number from `first` on.

    Args:
        tx: in which to.
        name: the table's.
        layout: its layout.
        rows: the rows.
        first: the number of the first that brings none.
        into: the tables that stand in for others, by the names of those.
        behind: what `last_place` was before all that are added together.

    Returns:
        The rows' identifiers; none where the table has no numbers.
    """
    if not rows:
        return []
    names = [*layout.columns, *(layout.folds if tx.engine.folds else ())]
    stored = layout.rows(rows, tx)
    place = None if layout.identity is None else names.index(layout.identity)
    if place is not None:
        _number(stored, place, first)
    target = ".".join(map(tx.quoted, into.get(name, name).split(".")))
    tx.engine.insert(tx.connection, f"{target} ({tx.listed(names)})", stored)
    numbers = [] if place is None else [row[place] for row in stored]
    if name == ORDERED.name:
        order = into.get(STORED_ORDER.name, STORED_ORDER.name)
        note_stored(tx, [int(one or 0) for one in numbers], max(behind, first - 1), order)
    return numbers


def _number(rows: list[list[Scalar]], place: int, first: int) -> None:
    """Give rows without identifier the one after the highest before them."""
    highest = first - 1
    for row in rows:
        values = row[place]
        row[place] = highest + 1 if values is None else values
        highest = max(highest, int(row[place] or 0))


def custom_columns(
    values: Mapping[str, Sequence[Sequence[str]]],
) -> dict[str, dict[str, mariadb.ColumnType]]:
    """The columns of custom tables, their types read.

    Raises:
        StateError: a name or type is none.
    """
    tables: dict[str, dict[str, mariadb.ColumnType]] = {}
    for table, columns in values.items():
        if not _CUSTOM_NAME.fullmatch(table):
            raise StateError(
                "unknown_table",
                f"{table!r} is no name of a custom table.",
                "They are named `custom_` and the list's number, as `custom_101`.",
                place=("custom_tables", table),
            )
        tables[table] = {}
        if not isinstance(columns, Sequence):
            raise StateError(
                "bad_column",
                f"The columns of {table} are {columns!r:.80}.",
                "They are a list.",
                place=("custom_tables", table),
            )
        for number, pair in enumerate(columns):
            place = ("custom_tables", table, number)
            if not (
                isinstance(pair, Sequence)
                and len(pair) == 2
                and all(isinstance(part, str) for part in pair)
                and _COLUMN_NAME.fullmatch(pair[0])
            ):
                raise StateError(
                    "bad_column",
                    f"{table} has a column {pair!r}.",
                    'A column is a pair of name and type, as ["favorite_color", "varchar(20)"].',
                    place=place,
                )
            if fold(pair[0]) in map(fold, ["lead_id", *tables[table]]):
                raise StateError(
                    "bad_column",
                    f"{table} has two columns {pair[0]!r}.",
                    "lead_id comes by itself, and upper and lower case are one.",
                    place=place,
                )
            try:
                tables[table][pair[0]] = mariadb.parse_type(pair[1])
            except ValueError as error:
                raise StateError(
                    "bad_column", f"{table}.{pair[0]}: {error}", place=(*place, 1)
                ) from error
    return tables


def _layout_of(name: str, custom: Custom) -> RowLayout:
    if name in custom:
        return _custom_layout(custom[name])
    table = METADATA.tables.get(name)
    if table is None:
        raise unknown_table(name, [*METADATA.tables, *custom], place=("tables", name))
    return table_layout(table)


_MEANT: Final = {"vicidial_lead": "vicidial_list", "vicidial_leads": "vicidial_list"}
"""Tables by the names that people look for them under."""


def nearest_table(name: str, known: Iterable[str]) -> str:
    """The table that is most likely meant by a name that none has; nothing where none is near."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return _MEANT.get(name.lower()) or (near[0] if near else "")


def unknown_table(
    name: str, known: Iterable[str], *, place: tuple[str | int, ...] = ()
) -> StateError:
    """The error for a table that is not there, with the nearest that is."""
    near = nearest_table(name, known)
    hint = f"Did you mean {near}?" if near else "GET /__admin/state lists the tables there are."
    if _CUSTOM_NAME.fullmatch(name):
        hint = 'Name it in "custom_tables", with its columns.'
    return StateError("unknown_table", f"There is no table {name!r}.", hint, place=place)


def not_rows(table: str, rows: Any) -> StateError:
    """The error for rows that are no list."""
    return StateError(
        "bad_rows",
        f"The rows of {table} are {rows!r:.80}.",
        "They are a list of objects.",
        place=("tables", table),
    )


LENIENTLY: Final = (
    "To store it as MariaDB does: `?lenient=yes` in an admin call's address, `--lenient yes` on the"
    " command line, `strict=False` in Python."
)
"""How a value goes in that a column changes."""


def check_rows(table: str, layout: RowLayout, rows: Rows, fit: Fit) -> None:
    for number, row in enumerate(rows):
        check_row(table, layout, number, row, fit)


def check_row(table: str, layout: RowLayout, number: int, row: Any, fit: Fit) -> None:
    """Raise a StateError for a row, counted from 0, that does not fit its table."""
    for mistake in row_mistakes(table, layout, number, row, fit):
        raise mistake


def row_mistakes(
    table: str, layout: RowLayout, number: int, row: Any, fit: Fit
) -> Iterator[StateError]:
    """What keeps a row, counted from 0, from its table: an error for each column."""
    where = f"{table}, row {number + 1}"
    if not isinstance(row, Mapping):
        yield StateError(
            "bad_rows",
            f"{where} is {row!r:.80}.",
            "A row is an object.",
            place=("tables", table, number),
        )
        return
    for name, value in row.items():
        column_type = layout.columns.get(name)
        if column_type is None:
            near = difflib.get_close_matches(str(name), layout.columns, n=1)
            yield StateError(
                "unknown_column",
                f"{where}: there is no column {name!r}.",
                f"Did you mean {near[0]}?" if near else "",
                place=("tables", table, number, name),
            )
        elif not _is_value(value):
            yield StateError(
                "bad_value",
                f"{where}: {name} is {value!r:.80}.",
                "A value is text, a number or null.",
                place=("tables", table, number, name),
            )
        elif value == HIDDEN and name in SECRET_COLUMNS.get(table, ()):
            yield StateError(
                "hidden_password",
                f"{where}: {name} is {HIDDEN}, which stands where a password was not shown.",
                "Give the password, or read the rows with ?secrets=yes.",
                place=("tables", table, number, name),
            )
        elif accepted := _misfit(table, name, layout, value, fit):
            shown = "null" if value is None else f"{value!r:.80}"
            yield StateError(
                "bad_value",
                f"{where}: {name} is {shown}.",
                f"Accepted: {accepted}. {LENIENTLY}",
                place=("tables", table, number, name),
            )


def _misfit(table: str, name: str, layout: RowLayout, value: Any, fit: Fit) -> str:
    """What a column accepts in place of a value that it would change; else nothing."""
    if fit is Fit.ANY:
        return ""
    if value is None:
        is_changed = name in layout.required and name != layout.identity
        return "a value, or none at all for the default" if is_changed and fit is Fit.EXACT else ""
    number = NUMBER_FORMS.get((table, name)) if fit is Fit.EXACT else None
    if number is not None and not number.form.fullmatch(str(value)):
        return number.accepted
    column_type = layout.columns[name]
    if column_type.store(value if isinstance(value, str | int) else repr(value)) == value:
        return ""
    return "" if fit is Fit.CUT and is_text(column_type) else misfit(column_type, value)


def check_keys(
    table: str,
    layout: RowLayout,
    rows: Rows,
    there: Mapping[tuple[str, ...], Iterable[tuple[Scalar, ...]]] | None = None,
    first: int = 1,
) -> None:
    """Find two rows with one key where the engine does not, or does so too late.

    Outside MariaDB most keys have no fold, and MariaDB cannot take back a custom table.

    Args:
        table: its name.
        layout: its layout.
        rows: the rows, found to fit.
        there: the keys, as `held_key` gives them, of rows that are there already.
        first: the number that a row without one gets.

    Raises:
        StateError: two have the same key; its place is the second.
    """
    keys = [Key(table, layout, key, (there or {}).get(key, ()), first) for key in layout.keys]
    for key in keys:
        for number, row in enumerate(rows):
            key.see(number, row)


class Key:
    """The keys that rows have been seen to have.

    Args:
        table: the rows' table.
        layout: its layout.
        columns: those of the key.
        there: the keys of rows that are there already, as `held_key` gives them.
        first: the number that a row without one gets.
    """

    def __init__(
        self,
        table: str,
        layout: RowLayout,
        columns: tuple[str, ...],
        there: Iterable[tuple[Scalar, ...]] = (),
        first: int = 1,
    ) -> None:
        self._table = table
        self._columns = columns
        self._kinds = [layout.columns[name] for name in columns]
        self._is_identity = columns == (layout.identity,)
        self._highest = first - 1
        # Of rows that are there already nobody says a number.
        self._seen: dict[tuple[Scalar, ...] | Scalar, int] = {_small(key): -1 for key in there}

    def see(self, number: int, row: Mapping[str, Any]) -> None:
        """Note a row's key; raise a StateError where another has the same."""
        values = [row.get(name) for name in self._columns]
        if self._is_identity and values == [None]:
            values = [self._highest + 1]
        held = [
            column_type.store("" if one is None else repr(one) if isinstance(one, float) else one)
            for column_type, one in zip(self._kinds, values, strict=True)
        ]
        same = _small(held_key(held))
        before = self._seen.setdefault(same, number)
        if before != number:
            pairs = zip(self._columns, held, strict=True)
            shown = ", ".join(f"{name} {one!r}" for name, one in pairs)
            where = ("tables", self._table, number)
            also = () if before < 0 else ("tables", self._table, before)
            raise duplicate_row(f"{self._table}.{shown}", where, also)
        if self._is_identity:
            self._highest = max(self._highest, int(held[0]))


def _small(key: tuple[Scalar, ...]) -> tuple[Scalar, ...] | Scalar:
    """A key as it takes the least memory: there may be millions."""
    return key[0] if len(key) == 1 else key


def held_key(held: Iterable[Scalar]) -> tuple[Scalar, ...]:
    """What keys that compare as equal have in common."""
    return tuple(fold(one) if isinstance(one, str) else one for one in held)


def _is_value(value: Any) -> bool:
    if isinstance(value, str):
        # JSON can hold half of a pair, `\ud800`, which no encoding of text can.
        return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


CUSTOM_COLUMNS: Final = "custom_columns"
"""By this name `get_state` tells of custom tables themselves."""


def get_state(
    tx: Transaction, names: Sequence[str] | None = None, *, as_stored: bool = False
) -> dict[str, list[Any]]:
    """The rows of some tables, or of all, in primary-key order.

    DECIMAL comes as text (`"-4.00"`), dates as MariaDB writes them, integers as numbers. Under
    `custom_columns`, if that is named, stand the columns of all custom tables: table, column, type
    and default.

    Args:
        tx: which sees them.
        names: of the tables; None for all.
        as_stored: leads come in the order in which they were stored, so that they are stored in
            it again where they are put.

    Raises:
        StateError: a table is not there.
    """
    # A cursor to read row by row would take a server some round trips more for each table.
    tables = _read_tables(tx, names, {}, as_stored=as_stored)
    return {name: list(rows) for name, rows in tables}


def read_tables(
    tx: Transaction, names: Sequence[str] | None = None, *, as_stored: bool = False
) -> Iterator[tuple[str, Iterator[dict[str, Scalar]]]]:
    """The same, table by table and row by row: the rows of one before the next is asked for.

    Raises:
        StateError: a table is not there; raised by the call itself.
    """
    return _read_tables(tx, names, {"yield_per": READ_AT_ONCE}, as_stored=as_stored)


def _read_tables(
    tx: Transaction, names: Sequence[str] | None, options: Mapping[str, int], *, as_stored: bool
) -> Iterator[tuple[str, Iterator[dict[str, Scalar]]]]:
    custom = custom_tables(tx)
    chosen = _chosen(tx, names)
    return (
        (
            name,
            iter(_custom_columns(tx, custom))
            if name == CUSTOM_COLUMNS
            else _read(
                tx,
                name,
                dict(custom[name]) if name in custom else None,
                options,
                as_stored=as_stored,
            ),
        )
        for name in chosen
    )


def _chosen(tx: Transaction, names: Sequence[str] | None) -> Sequence[str]:
    custom = custom_tables(tx)
    if names is None:
        return [*METADATA.tables, *custom]
    for name in names:
        if name not in METADATA.tables and name not in custom and name != CUSTOM_COLUMNS:
            raise unknown_table(name, [*METADATA.tables, *custom])
    return names


def holds_many(tx: Transaction, names: Sequence[str] | None = None, *, most: int = MANY) -> bool:
    """Whether some tables, or all, have more rows together than are read or put in one go.

    Args:
        tx: which sees them.
        names: of the tables; None for all.
        most: so many rows are few.

    Raises:
        StateError: a table is not there.
    """
    present = [
        name
        for name in _chosen(tx, names)
        if name != CUSTOM_COLUMNS
        and not (name in METADATA.tables and tx.lacks_table(METADATA.tables[name]))
    ]
    if any(map(tx.is_lent, present)):
        return True
    found = 0
    for first in range(0, len(present), _COUNTED_AT_ONCE):
        counted = " UNION ALL ".join(
            f"SELECT count(*) FROM (SELECT 1 FROM {tx.quoted(name)} LIMIT {most + 1}) AS found"
            for name in present[first : first + _COUNTED_AT_ONCE]
        )
        found += sum([int(number) for (number,) in tx.execute(counted, ())])
        if found > most:
            return True
    return False


def _custom_columns(
    tx: Transaction, custom: Mapping[str, Mapping[str, mariadb.ColumnType]]
) -> list[dict[str, Scalar]]:
    """The columns of the custom tables, with what rows get that leave them out."""
    rows: list[dict[str, Scalar]] = []
    for table in sorted(custom, key=lambda name: (int(name.removeprefix("custom_")), name)):
        defaults = tx.engine.column_defaults(tx.connection, table)
        for name, column_type in custom[table].items():
            default = defaults.get(name)
            if default is not None and isinstance(column_type, mariadb.Text):
                # MariaDB shows an expression, as which it keeps a text's default.
                quoted = default.replace("'", "''")
                default = f"'{quoted}'"
            if name == "lead_id":
                default = None
            rows.append(
                {"table": table, "column": name, "type": column_type.sql, "default": default}
            )
    return rows


def _read(
    tx: Transaction,
    name: str,
    custom: dict[str, mariadb.ColumnType] | None,
    options: Mapping[str, int],
    *,
    as_stored: bool,
) -> Iterator[dict[str, Scalar]]:
    # What is lent may stand in a database of another engine.
    with tx.of(name) as there:
        if custom is not None:
            reading = _reading_of(there, name, custom, f" ORDER BY {there.quoted('lead_id')}")
        else:
            reading = _reading(there, METADATA.tables[name], tx.lacking(METADATA.tables[name]))
        if not reading.shown:
            return
        sql = reading.sql
        if as_stored and name == ORDERED.name and not is_by_lead_id(there):
            sql = select_as_stored(there, [column for column, _ in reading.shown])
        rows: Iterable[Sequence[Any]]
        if options and not there.engine.single:
            rows = there.connection.exec_driver_sql(sql, execution_options=options)
        else:
            # SQLite gives row by row anyway; SQLAlchemy would take longer than it does.
            rows = there.execute(sql, ())
        for row in rows:
            yield {
                column: None if value is None else (show(value) if show else value)
                # Behind the columns there may be what the rows are ordered by.
                for (column, show), value in zip(reading.shown, row, strict=False)
            }


class _Reading(NamedTuple):
    """How a table is read: its SQL, and how each column is shown."""

    sql: str
    shown: Sequence[tuple[str, Any]]


_READINGS: Final[dict[tuple[sa.Table, Engine], _Reading]] = {}
"""Of VICIdial's tables, with all of their columns: a suite reads the same again and again."""


def _reading(tx: Transaction, table: sa.Table, lacking: Container[str]) -> _Reading:
    columns = table_layout(table).columns
    if lacking:
        there = {name: kind for name, kind in columns.items() if name not in lacking}
        return _reading_of(tx, table.name, there, tx.ordered(table))
    reading = _READINGS.get((table, tx.engine))
    if reading is None:
        reading = _reading_of(tx, table.name, columns, tx.ordered(table))
        _READINGS[table, tx.engine] = reading
    return reading


def _reading_of(
    tx: Transaction, table: str, columns: Mapping[str, mariadb.ColumnType], order: str
) -> _Reading:
    return _Reading(
        f"SELECT {tx.listed(columns)} FROM {tx.quoted(table)}{order}",
        [(name, shown_as(column_type, tx.engine)) for name, column_type in columns.items()],
    )


def shown_as(column_type: mariadb.ColumnType, engine: Engine) -> Any:
    """How a value that the engine gives back is shown, None where it is shown as it is."""
    if isinstance(column_type, mariadb.Decimal):
        return lambda value: f"{decimal.Decimal(value):.{column_type.scale}f}"
    if is_unsigned64(column_type) and not engine.unsigned:
        return unsigned64
    if isinstance(column_type, mariadb.Enum):
        return str
    return None


def is_empty(tx: Transaction) -> bool:
    """Whether nobody has put anything into the database yet."""
    # One round trip for all.
    holds_rows = " OR ".join(
        f"EXISTS (SELECT 1 FROM {tx.quoted(name)})" for name in METADATA.tables
    )
    return not tx.connection.exec_driver_sql(f"SELECT {holds_rows}").scalar_one()
