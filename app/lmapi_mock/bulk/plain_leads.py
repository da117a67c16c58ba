"""Plain lead files: a header such as phone_number, first_name, last_name, and none of lead_id.

What such a file leaves out is stored as add_lead stores it. A file with lead_id is an export of a
table, whose rows are stored as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lmapi_mock.bulk.cells import NULL, Unfit
from lmapi_mock.store.sql.transaction import Transaction

OffsetOf = Callable[[Transaction, str, str, str], str]
"""From phone code, phone number and state to the offset from UTC as add_lead stores it."""

IDENTITY: Final = "lead_id"
_OFFSET: Final = "gmt_offset_now"

SHORTEST, LONGEST = 6, 16
"""Digits of a phone number, as add_lead takes them."""

MEANT: Final = {
    "phone": "phone_number",
    "mobile": "phone_number",
    "cell": "phone_number",
    "cell_phone": "phone_number",
    "telephone": "phone_number",
    "number": "phone_number",
    "zip": "postal_code",
    "zip_code": "postal_code",
    "address": "address1",
    "street": "address1",
    "dob": "date_of_birth",
    "birthday": "date_of_birth",
    "country": "country_code",
    "notes": "comments",
    "campaign": "list_id",
    "list": "list_id",
}
"""What lead files call columns that VICIdial calls otherwise."""

_NUMBERS: Final = ("phone_number", "alt_phone")
_ROUNDED: Final = re.compile(r"\s*[+-]?[0-9]+(?:[.,][0-9]*)?[eE][+-]?[0-9]+\s*")
_DECIMAL: Final = re.compile(r"\s*[0-9]+[.,]0+\s*")
_LETTER: Final = re.compile(r"[^\W\d_]")
_NO_DIGIT: Final = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class PlainLeads:
    """What is stored of a plain lead file beside its cells.

    Attributes:
        values: by column what a lead has where the file says nothing, as add_lead stores it.
        offset_of: finds the offset from UTC of a lead's place.
    """

    values: Mapping[str, str]
    offset_of: OffsetOf


class PlainRows:
    """Makes the cells of a plain file's lines whole.

    Args:
        plain: what is stored beside them.
        names: the columns that the header names.

    Attributes:
        further: the columns that the header leaves out.
        odd: how many phone numbers are of a length that add_lead refuses. They are stored, for
            not every number in a test is one that rings.
    """

    def __init__(self, plain: PlainLeads, names: list[str]) -> None:
        self._plain = plain
        self.further = [name for name in (*plain.values, _OFFSET) if name not in names]
        self.odd = 0
        self._names = [*names, *self.further]
        self._place = {name: place for place, name in enumerate(self._names)}
        self._offsets: dict[tuple[str, str, str], str] = {}

    def whole(self, tx: Transaction, cells: list[str]) -> list[str]:
        """The cells of all columns.

        Args:
            tx: where offsets are looked up.
            cells: those that the line has.

        Raises:
            Unfit: a phone number is none.
        """
        values = self._plain.values
        cells = [*cells, *[""] * len(self.further)]
        for name in _NUMBERS:
            if (place := self._place.get(name)) is not None and cells[place] != NULL:
                cells[place] = _digits(name, cells[place])
        digits = cells[self._place["phone_number"]]
        if not SHORTEST <= len(digits) <= LONGEST:
            self.odd += 1
        cells = [
            cell or values.get(name, "") for name, cell in zip(self._names, cells, strict=True)
        ]
        place = self._place[_OFFSET]
        if not cells[place]:
            cells[place] = self._offset(tx, cells, digits)
        return cells

    def _offset(self, tx: Transaction, cells: list[str], digits: str) -> str:
        state = cells[self._place["state"]]
        key = (cells[self._place["phone_code"]], digits[:3], state)
        if key not in self._offsets:
            self._offsets[key] = self._plain.offset_of(tx, *key)
        return self._offsets[key]


def _digits(name: str, cell: str) -> str:
    """The digits of a number, which are what add_lead keeps of it.

    Raises:
        Unfit: others than the caller's own would be kept.
    """
    if cell.isascii() and cell.isdigit():
        return cell
    if _ROUNDED.fullmatch(cell):
        raise Unfit(
            f"{name} is {cell!r:.60}: a spreadsheet has rounded it, and its last digits are lost. "
            "Give the column the format Text and save the file again"
        )
    if _DECIMAL.fullmatch(cell):
        raise Unfit(f"{name} is {cell!r:.60}: add_lead would glue the decimals to the number")
    if _LETTER.search(cell):
        kept = _NO_DIGIT.sub("", cell)
        raise Unfit(f"{name} is {cell!r:.60}, with letters: add_lead would keep {kept!r:.60}")
    return _NO_DIGIT.sub("", cell)
