"""Findings about values as stored: what a column made of them (section 12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lmapi_mock.findings.values import dropped
from lmapi_mock.journal.entry import Entry
from lmapi_mock.mariadb.types import Int, Varchar
from lmapi_mock.non_agent_api.core.failing import is_sql_text, sql_text
from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    counted,
    outlook_of,
    text_of,
)
from lmapi_mock.non_agent_api.wire.masking import masked_row
from lmapi_mock.non_agent_api.wire.parse import ARRAY
from lmapi_mock.non_agent_api.wire.sanitise import Rule
from lmapi_mock.store.schema.columns import stored_type

Row = Mapping[str, Any]

_OTHERWISE: Final = frozenset(
    {
        "gender",
        "date_of_birth",
        "callback_datetime",
        "callback_type",
        "callback_user",
        "hopper_priority",
        "function",
    }
)
"""Parameters that other findings speak of."""

_CUSTOM: Final = Rule(None, dropped=';"')
"""What a custom field keeps."""

_RECORD: Final = ("phone_number", "phone_code", "alt_phone_note")


def find(entry: Entry) -> Iterator[Finding]:
    """Values of which a column holds something else."""
    columns = [
        (one.name, one.column)
        for one in entry.called.parameters
        if one.column is not None and one.name not in _OTHERWISE
    ]
    tables = {column.table.name for _, column in columns}
    rows: dict[str, tuple[Row, bool]] = {}
    alt_phones: list[Row] = []
    for written in entry.rows:
        if written.change == "deleted":
            continue
        # What was sent is known without passwords only; so is what it is compared with.
        row = masked_row(written.row, entry.secrets)
        if written.table == "vicidial_callbacks" and written.change == "inserted":
            yield from _callback(entry, row)
        if written.table == "vicidial_list_alt_phones":
            alt_phones.append(row)
        elif written.table in tables and written.table not in rows:
            rows[written.table] = row, written.change == "updated"
        elif written.table.startswith("custom_"):
            yield from _custom(entry, row)
    for name, column in columns:
        stored, is_updated = rows.get(column.table.name, ({}, False))
        if column.name in stored:
            value = entry.cleaned[name]
            meant = _as_update(value, column.table.name) if is_updated else value
            yield from _column(name, meant, stored[column.name], stored_type(column))
    if alt_phones:
        yield from _alt_phones(entry.cleaned["multi_alt_phones"], alt_phones)


def _as_update(value: str, table: str) -> str:
    """What an update is to store: --BLANK-- empties, and of a lead's values a line feed is !N."""
    if value == "--BLANK--":
        return ""
    return value.replace("\n", "!N") if table == "vicidial_list" else value


def _callback(entry: Entry, row: Row) -> Iterator[Finding]:
    due, now = str(row.get("callback_time")), str(row.get("entry_time"))
    if not due.startswith("0000") and due < now:
        yield Finding(
            "callback-in-past",
            f"The callback is at {due}, and it was {now}: it is due at once.",
            "callback_datetime",
            text_of(entry, "callback_datetime"),
            due,
        )


def _column(name: str, value: str, stored: Any, column_type: object) -> Iterator[Finding]:
    if not value:
        return
    if isinstance(column_type, Int):
        if name == "list_id":
            value = "".join(c for c in value if c in "0123456789")
            if len(value) < 3:
                return
        if value.isdigit() and value.lstrip("0") != str(stored).lstrip("0"):
            yield Finding(
                "value-clamped", f"{name} is more than its column holds.", name, value, str(stored)
            )
        return
    yield from _text(
        name, value, str(stored), column_type.length if isinstance(column_type, Varchar) else 0
    )


def _text(name: str, value: str, stored: str, most: int) -> Iterator[Finding]:
    if "\\" in value and is_sql_text(value, '"'):
        read = sql_text(value, '"')
        if read != value:
            yield _escape(name, value, read)
        value = value if stored == value[: len(stored)] else read
    if value == stored:
        return
    if value.startswith(stored):
        limit = f" to {counted(most, 'character', 'characters')}" if most else ""
        yield Finding("value-cut", f"{name} was cut{limit}.", name, value, stored)
    else:
        yield Finding(
            "character-replaced", f"{name} holds what its column cannot.", name, value, stored
        )


def _escape(name: str, value: str, read: str) -> Finding:
    return Finding(
        "backslash-is-an-escape",
        f"{name} holds a backslash, with which a dialer's SQL begins an escape.",
        name,
        value,
        read,
    )


def _alt_phones(text: str, rows: list[Row]) -> Iterator[Finding]:
    for record, row in zip(text.split("!"), rows, strict=False):
        kept = [str(row[column]) for column in _RECORD]
        parts = record.split("_")
        if parts[1:2] in ([], [""]):
            # The code that a record without one gets.
            kept[1] = ""
        short = "_".join(kept[: len(parts)])
        if short != record:
            yield Finding(
                "value-cut",
                "A record of multi_alt_phones was cut: number, code and note have 18, 10 and 30 "
                "characters, and nothing follows the note.",
                "multi_alt_phones",
                record,
                short,
            )


def _custom(entry: Entry, row: Row) -> Iterator[Finding]:
    for name, stored in row.items():
        if name == "lead_id" or entry.parameters.get(name) in (b"", b"--BLANK--"):
            continue
        sent = text_of(entry, name)
        if entry.parameters.get(name) is ARRAY:
            yield Finding(
                "array-parameter",
                f"{name} was sent as an array, {name}[], and reads as the word Array.",
                name,
                f"{name}[]",
                str(stored),
            )
            continue
        if name in outlook_of(entry).encrypted:
            yield Finding(
                "custom-field-encrypted",
                f"{name} is encrypted by a dialer; here it is empty.",
                name,
                sent,
                str(stored),
            )
            continue
        gone = dropped(sent, _CUSTOM, non_latin=False)
        kept = "".join(c for c in sent if c not in _CUSTOM.dropped)
        if gone:
            yield Finding(
                "dropped-characters",
                f"{name} lost {', '.join(gone)}, which no custom field keeps.",
                name,
                sent,
                kept,
            )
        kept = kept.replace("+", " ").removesuffix("\\")
        if "\\" in kept and is_sql_text(kept, '"'):
            read = sql_text(kept, '"')
            yield _escape(name, kept, read)
            kept = kept if _equals(kept, stored) else read
        if not _equals(kept, stored):
            yield _custom_finding(name, kept, str(stored))


def _custom_finding(name: str, value: str, stored: str) -> Finding:
    if stored and value.startswith(stored):
        return Finding("value-cut", f"{name} was cut.", name, value, stored)
    if stored.startswith("0000-00-00"):
        return Finding(
            "impossible-date", f"{name} is no date: it is {stored}.", name, value, stored
        )
    message = f"The column of {name} could not hold what was sent."
    return Finding("value-changed", message, name, value, stored)


def _equals(value: str, stored: Any) -> bool:
    """Whether the column holds what was meant: `5` is 5 and 5.00, a date is its midnight."""
    text = str(stored)
    if value == text or text == f"{value} 00:00:00" or value.rstrip(" ") == text:
        return True
    try:
        return float(value) == float(text)
    except ValueError:
        return False
