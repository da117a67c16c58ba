"""What the dialer's page of custom fields does when the engine asks it to (lists.md, 5).

The engine sends the page a request of its own and reads the verdict off the HTML that comes back.
Here the change is made at once, with the same outcome. Each change of a column is found to be
possible before anything is done, so that column and row change together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_plus

from lmapi_mock.mariadb.collation import fold, weigh
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import SqlFailures, is_sql_text
from lmapi_mock.non_agent_api.lead.admin_log import log_change
from lmapi_mock.non_agent_api.lists.field_columns import (
    OF_CHOICES,
    OF_TEXT,
    Field,
    column_of,
    cost_of,
    encrypts,
    has_column,
    is_standard,
)
from lmapi_mock.non_agent_api.lists.stored_fields import (
    DELETE,
    SETTINGS,
    field_named,
    fields_of,
    stored_values,
)
from lmapi_mock.non_agent_api.lists.unfinished_fields import finish, lock_of
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.non_agent_api.wire.php import php_equals, php_strlen
from lmapi_mock.non_agent_api.wire.sanitise import Rule, clean_text
from lmapi_mock.store.custom.custom_columns import (
    ColumnRefusedError,
    add_column,
    change_column,
    create_table,
    drop_column,
)
from lmapi_mock.store.custom.under_way import forget
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.lookup.configuration import number
from lmapi_mock.store.schema.tables import vicidial_lists_fields
from lmapi_mock.store.sql.changes import Update
from lmapi_mock.store.sql.statements import Insert
from lmapi_mock.store.sql.transaction import Row

SMALLEST_LIST: Final = 100
"""Quirk: lists of lower numbers can have no fields."""

_WEB_SERVER: Final = "127.0.0.1"
_SHORTEST_OPTIONS: Final = 6
_GREATEST_SIZE: Final = 100

_STORED: Final = (*SETTINGS, "field_cost")
_INSERT: Final = Insert(vicidial_lists_fields, ("list_id", *_STORED))
_UPDATE: Final = Update(vicidial_lists_fields, ("field_id",))
_TRAVELLED: Final[Mapping[str, Rule]] = {
    "field_name": r.WIDE,
    "field_description": r.WIDE,
    "field_help": r.STORED_HELP,
    "field_options": r.OPTION_LINES,
    "field_default": r.WIDE_LINES,
    "field_label": r.LETTERS_UNDERSCORE,
    "field_type": r.SWITCH,
    "field_rank": r.DIGITS,
    "field_size": r.DIGITS,
    "field_max": r.DIGITS,
    "field_order": r.DIGITS,
    "field_required": r.CAPITALS_UNDERSCORE,
    "field_duplicate": r.CAPITALS_UNDERSCORE,
    "field_encrypt": r.YES_NO,
    "name_position": r.SWITCH,
    "multi_position": r.SWITCH,
    "field_show_hide": r.LETTERS_UNDERSCORE,
    "field_rerank": r.WORD_UNDERSCORE,
}
"""What the page keeps of each value."""


class _BrokeDownError(Exception):
    """The page ends where it is, and shows nothing more."""


class _RefusedError(Exception):
    """The page says that it does not do this."""


class Verdicts(NamedTuple):
    """What the engine makes of the page."""

    success: str
    error: str


ADDED: Final = Verdicts("SUCCESS: Field added", "ERROR: Field not added")
UPDATED: Final = Verdicts("SUCCESS: Field updated", "ERROR: Field not updated")
DELETED: Final = Verdicts("SUCCESS: Field deleted", "ERROR: Field not deleted")
COPIED: Final = Verdicts("SUCCESS: Fields copied", "ERROR: Fields not copied")
NONE: Final = "NONE"


class _Page:
    """The page, asked once.

    Attributes:
        call: who asks.
        list_id: the list's identifier, as it was given.
        done: how much it has done.
    """

    def __init__(self, call: Call, list_id: str) -> None:
        self.call = call
        self.list_id = list_id
        self.table = f"custom_{list_id}"
        self.done = 0

    @property
    def has_table(self) -> bool:
        """Whether the list's table is there."""
        return configuration.custom_columns(self.call.tx, self.table) is not None

    def fields(self) -> list[Row]:
        """The list's fields, by their identifiers."""
        return fields_of(self.call.tx, self.list_id)

    def field(self, label: str) -> Row | None:
        """The first field of a label."""
        return field_named(self.fields(), label)

    def log(self, kind: str, code: str, notes: str) -> None:
        """Write the row of vicidial_admin_log, and count what was done."""
        log_change(
            self.call,
            section="CUSTOM_FIELDS",
            kind=kind,
            record=self.list_id,
            code=code,
            sql=f"{code} {self.list_id}",
            notes=notes,
            ip_address=_WEB_SERVER,
        )
        self.done += 1


def ask(
    call: Call, verdicts: Verdicts, lists: tuple[str, ...], work: Callable[[_Page], None]
) -> str:
    """Have the page do something, and say what the engine reads off it.

    Args:
        call: the call.
        verdicts: what is read off a page that did it, or refused to.
        lists: the identifiers of the list that is changed, and of one that is copied.
        work: what the page does.
    """
    assert call.caller is not None, "changed fields before the login"
    is_away = call.value["use_internal_webserver"] == "Y"
    if is_away or str(call.caller["modify_leads"]) == "0":
        return NONE
    if number(configuration.settings(call.tx)["custom_fields_enabled"]) < 1:
        return verdicts.error
    if any(number(one) < SMALLEST_LIST for one in lists):
        return NONE
    page = _Page(call, lists[0])
    call.tx.hold([lock_of(number(page.list_id))])
    finish(call.tx, page.table)
    shown = {"SUCCESS:": False, "ERROR:": False}
    try:
        work(page)
    except _RefusedError:
        shown["ERROR:"] = True
    except (_BrokeDownError, ColumnRefusedError):
        call.noted["column_refused"] = True
        forget(call.tx, page.table)
        return verdicts.success if page.done else NONE
    forget(call.tx, page.table)
    shown["SUCCESS:"] = page.done > 0
    if _shows_fields(page):
        # Quirk: the names of the list's fields stand on the page too.
        names = [str(one["field_name"] or "") for one in page.fields()]
        shown = {word: did or any(word in name for name in names) for word, did in shown.items()}
    if shown["SUCCESS:"]:
        return verdicts.success
    return verdicts.error if shown["ERROR:"] else NONE


def _shows_fields(page: _Page) -> bool:
    row = configuration.list_(page.call.tx, page.list_id)
    return row is not None and allowed(page.call).has_campaign(row["campaign_id"])


def travelled(sent: Mapping[str, str], *, non_latin: bool) -> dict[str, str]:
    """Values as they come to the page, to which they travel unencoded.

    A `&` ends a value, and what follows is read as further parameters, which win.
    """
    further: dict[str, str] = {}
    values: dict[str, str] = {}
    for name, text in sent.items():
        value, *parts = text.split("&")
        values[name] = value
        for part in parts:
            other, _, other_value = part.partition("=")
            further[other] = other_value
    values |= {name: further[name] for name in further.keys() & _TRAVELLED.keys()}
    kept = {
        name: clean_text(_TRAVELLED[name], _decoded(value), non_latin=non_latin)
        for name, value in values.items()
    }
    if kept["field_type"] != "SCRIPT":
        kept["field_options"] = kept["field_options"].replace("'", "").replace("&", "")
    return kept


def _decoded(text: str) -> str:
    if "+" not in text and "%" not in text:
        return text
    return unquote_plus(text, "utf-8", "surrogateescape")


def _sized(values: Mapping[str, str]) -> dict[str, str]:
    """The values, sizes being within their bounds."""
    size = min(max(number(values["field_size"]), 1), _GREATEST_SIZE)
    most = max(number(values["field_max"]), 1)
    return {**values, "field_size": str(size), "field_max": str(most)}


def add_field(sent: Mapping[str, str]) -> Callable[[_Page], None]:
    """Add a field, as custom_fields_add does.

    Args:
        sent: its values, and field_rerank.
    """

    def work(page: _Page) -> None:
        values = _sized(travelled(sent, non_latin=page.call.tx.non_latin))
        label = values["field_label"]
        there = page.field(label) is not None
        is_duplicate = values["field_duplicate"] == "Y"
        if (
            php_strlen(values["field_name"]) < 2
            or label.lower() in refused_labels()
            or not _is_usable(values, page.list_id)
            or there is not is_duplicate
            or (is_duplicate and values["field_type"] != "TEXT")
        ):
            raise _RefusedError
        _store(page, values, is_ranked=values.get("field_rerank") == "YES")

    return work


def update_field(sent: Mapping[str, str], field: Row) -> Callable[[_Page], None]:
    """Change a field, as custom_fields_update does.

    Args:
        sent: its new values, and field_rerank.
        field: as it is stored.
    """

    def work(page: _Page) -> None:
        values = _sized(travelled(sent, non_latin=page.call.tx.non_latin))
        if values["field_duplicate"] == "Y":
            values["field_type"] = "TEXT"
        elif not page.has_table and not is_standard(values["field_label"]):
            raise _RefusedError
        if not _is_usable(values, page.list_id):
            raise _RefusedError
        _change(page, values, field, is_ranked=values.get("field_rerank") == "YES")

    return work


def delete_field(field: Row) -> Callable[[_Page], None]:
    """Delete a field and its column, as custom_fields_delete does.

    Quirk: the page is not told the type, and tries to drop a column that some types do not have.
    """

    def work(page: _Page) -> None:
        label = str(field["field_label"] or "")
        if not is_standard(label):
            if not page.has_table:
                raise _RefusedError
            drop_column(page.call.tx, page.table, label)
        _forget(page, field)

    return work


METHODS: Final = ("APPEND", "UPDATE", "REPLACE")
"""How fields are copied; the first where nothing else is asked for."""


def copy_method(call: Call) -> str:
    """How fields are to be copied."""
    asked = call.value["custom_copy_method"]
    return asked if asked in METHODS else METHODS[0]


def copy_fields(source: str, method: str) -> Callable[[_Page], None]:
    """Copy the fields of a list, as custom_fields_copy does.

    Args:
        source: the identifier of the list that is copied.
        method: APPEND, UPDATE or REPLACE.
    """

    def work(page: _Page) -> None:
        if number(source) == number(page.list_id):
            raise _RefusedError
        fields = _ranked(fields_of(page.call.tx, source))
        if method == "UPDATE":
            _update_all(page, fields)
            return
        if method == "REPLACE" and page.has_table:
            for field in _ranked(page.fields()):
                if has_column(stored_values(field)):
                    drop_column(page.call.tx, page.table, str(field["field_label"]))
                _forget(page, field)
        for field in fields:
            values = stored_values(field)
            is_looked_at = page.has_table or is_standard(values["field_label"])
            if (
                is_looked_at
                and values["field_duplicate"] != "Y"
                and page.field(values["field_label"]) is not None
            ):
                continue
            _store(page, values)

    return work


def _update_all(page: _Page, fields: Iterable[Row]) -> None:
    for field in fields:
        values = stored_values(field)
        own = page.field(values["field_label"])
        if own is not None:
            _change(page, values, own)


def _ranked(fields: Iterable[Row]) -> list[Row]:
    return sorted(
        fields,
        key=lambda one: (
            one["field_rank"] or 0,
            one["field_order"] or 0,
            fold(str(one["field_label"] or "")),
        ),
    )


@cache
def refused_labels() -> frozenset[str]:
    """Labels that the page refuses, in lower case."""
    listed = Path(__file__).with_name("refused_labels.txt").read_text("ascii")
    return frozenset(listed.split())


def _is_usable(values: Field, list_id: str) -> bool:
    """Whether default and options are such as the type needs."""
    kind, options = values["field_type"], values["field_options"]
    lines = [line for line in options.split("\n") if "," in line or "|" in line]
    if kind in OF_TEXT:
        return php_strlen(values["field_default"]) <= number(values["field_max"])
    if kind in OF_CHOICES:
        mark = "|" if kind == "SOURCESELECT" else ","
        return (
            "\n" in options
            and php_strlen(options) >= _SHORTEST_OPTIONS
            and any(all([*line.split(mark), ""][:2]) for line in lines)
        )
    if kind == "SWITCH":
        return any(php_equals(line.split(",")[0], list_id) for line in lines)
    return True


def _check_help(page: _Page, values: Field) -> None:
    """Break down where the help breaks the row's SQL: the column is made by then, and stays."""
    is_data = page.call.sql_failures is SqlFailures.NONE
    if not is_data and not is_sql_text(values["field_help"], "'"):
        raise _BrokeDownError


def _store(page: _Page, sent: Mapping[str, str], *, is_ranked: bool = False) -> None:
    """Add a field's column and row."""
    tx = page.call.tx
    values = {name: sent[name] for name in SETTINGS}
    label = values["field_label"]
    if values["field_duplicate"] == "Y":
        alike = sum(_begins(str(one["field_label"] or ""), label) for one in page.fields())
        values["field_label"] = f"{label}_DUPLICATE_{alike:03}"
    elif is_standard(label):
        values["field_label"] = label.lower()
    columns = []
    if has_column(values):
        columns.append(column_of(values))
    if not page.has_table:
        create_table(tx, page.table, columns)
    else:
        for column in columns:
            add_column(tx, page.table, column)
    _check_help(page, values)
    row = {"list_id": page.list_id, **_row(values)}
    field_id = tx.insert(_INSERT, row)
    moves = _moved(page, field_id) if is_ranked else ""
    page.log("ADD", "ADMIN ADD CUSTOM LIST FIELD", f"Rows updated: 1({field_id})   {moves}")


def _change(page: _Page, sent: Mapping[str, str], field: Row, *, is_ranked: bool = False) -> None:
    """Change a field's column and row; a column that is not there is added."""
    tx = page.call.tx
    values = {name: sent[name] for name in SETTINGS}
    if has_column(values):
        column = column_of(values)
        present = configuration.custom_columns(tx, page.table)
        if present is None:
            raise _BrokeDownError
        label = values["field_label"]
        if any(fold(name) == fold(label) for name in present):
            change_column(tx, page.table, label, column)
        else:
            add_column(tx, page.table, column)
    _check_help(page, values)
    field_id = int(field["field_id"])
    done = tx.update(_UPDATE, _row(values), field_id=field_id)
    moves = _moved(page, field_id) if is_ranked else ""
    page.log(
        "MODIFY",
        "ADMIN MODIFY CUSTOM LIST FIELD",
        f"Rows updated: {done.changed}({field_id})   {moves}",
    )


def _forget(page: _Page, field: Row) -> None:
    page.call.tx.delete(DELETE, field_id=int(field["field_id"]))
    page.log("DELETE", "ADMIN DELETE CUSTOM LIST FIELD", "")


def _row(values: Field) -> dict[str, Any]:
    row: dict[str, Any] = dict(values)
    row["field_encrypt"] = "Y" if encrypts(values) else "N"
    row["field_cost"] = cost_of(values)
    return row


def _begins(stored: str, label: str) -> bool:
    """`stored LIKE '<label>%'`, a `_` in the label standing for any character."""
    head, wanted = weigh(stored)[: len(label)], weigh(label)
    return len(head) == len(wanted) and all(
        one in (other, "_") for one, other in zip(wanted, head, strict=True)
    )


def _moved(page: _Page, field_id: int) -> str:
    """Make room for a field at its rank: those that are there move down, till a rank is free."""
    fields = {int(one["field_id"]): one for one in page.fields()}
    ranks = {one: row["field_rank"] for one, row in fields.items()}
    rank = int(ranks.pop(field_id) or 0)
    told = ""
    while moving := [one for one, present in ranks.items() if present == rank]:
        rank += 1
        for one in moving:
            del ranks[one]
            page.call.tx.update(_UPDATE, {"field_rank": rank}, field_id=one)
            told += f"Field {one}({fields[one]['field_label']}) moved to rank {rank}|"
    return told
