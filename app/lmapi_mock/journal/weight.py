"""How much memory an entry of the journal takes, near enough to keep within a limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from lmapi_mock.journal.entry import Entry
from lmapi_mock.store.sql.statements import PreparedInsert
from lmapi_mock.store.sql.written import Written

ENTRY: Final = 1_800
"""What an entry takes that holds nothing, in bytes."""

_LINE: Final = 300
_ROW: Final = 350
_SMALL_ROW: Final = 500
_PAIR: Final = 150
_TEXT: Final = 50
_PLACE: Final = 8
_DIALER: Final = 600
_MUCH: Final = 8 * 1024
_FEW: Final = 10
_SHARED: Final = 16
"""Texts up to this length are mostly those of other entries too: an empty one, a list, a state."""


def weight(entry: Entry) -> int:
    """The bytes that are free again once the entry is dropped, as measured, to a fifth or so.

    Of an ordinary request, which stores what it brings and is answered in a few lines, the texts
    are as long as the request is; to look at each would take as long as to keep it.

    Args:
        entry: as the journal keeps it.
    """
    sent = len(entry.query) + entry.body_size
    size = ENTRY + len(entry.query) + len(entry.body) + len(entry.said) + len(entry.path)
    for _, value in entry.headers:
        size += _PAIR + len(value)
    if entry.dialer is not None:
        size += _DIALER + len(entry.dialer.body)
    is_ordinary = sent < _MUCH and not entry.noted and len(entry.unmasked_lines) <= _FEW
    if is_ordinary and not entry.rows.tells_before:
        return size + 2 * sent + _LINE * len(entry.unmasked_lines) + _SMALL_ROW * len(entry.rows)
    for line in entry.unmasked_lines:
        size += _LINE + _of_values(line.fields.values())
    for row in entry.rows:
        size += _of_row(row)
    for hidden in (entry.hidden_query, entry.hidden_body):
        size += sum(map(len, hidden))
    return size + _of(entry.noted)


def _of_row(row: Written) -> int:
    parameters = row.parameters
    values = parameters.values() if isinstance(parameters, Mapping) else parameters
    size = _ROW + _PLACE * len(parameters) + _of_values(values)
    if not isinstance(row.names, PreparedInsert):
        size += _PLACE * len(row.names)
    return size if row.before is None else size + _of(row.before)


def _of_values(values: Iterable[Any]) -> int:
    """The bytes of the texts in a row or a line; short ones are shared with others, and free."""
    return sum([_TEXT + len(one) for one in values if one.__class__ is str and len(one) > _SHARED])


def _of(value: Any) -> int:
    """The bytes of a value made of texts, numbers, sequences and mappings."""
    if isinstance(value, str | bytes):
        return _TEXT + len(value)
    if isinstance(value, Mapping):
        return _PAIR + sum(_PAIR + _of(one) for one in value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return _TEXT + sum(_PLACE + _of(one) for one in value)
    return _TEXT
