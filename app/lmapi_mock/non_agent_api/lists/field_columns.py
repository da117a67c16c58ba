"""The column that a custom field has in its list's table, and what it costs (lists.md, 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.mariadb import types as mariadb
from lmapi_mock.non_agent_api.lead.custom_fields import STANDARD as VALUES_OF_LEAD
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.custom.custom_columns import ColumnRefusedError, CustomColumn
from lmapi_mock.store.custom.field_types import NO_VALUES
from lmapi_mock.store.lookup.configuration import number

Field = Mapping[str, str]
"""A field by the columns of vicidial_lists_fields, as text."""

STANDARD: Final = frozenset(
    (*VALUES_OF_LEAD, "status", "entry_date", "entry_list_id", "modify_date", "user")
)
"""Labels of fields that are columns of vicidial_list."""

OF_TEXT: Final = frozenset({"TEXT", "HIDDEN", "READONLY"})
OF_ONE: Final = frozenset({"SELECT", "RADIO", "SOURCESELECT"})
OF_SEVERAL: Final = frozenset({"MULTI", "CHECKBOX"})
OF_CHOICES: Final = OF_ONE | OF_SEVERAL
ENCRYPTED: Final = OF_TEXT | {"HIDEBLOB", "AREA", "DATE", "TIME"}
"""Types that field_encrypt holds for."""

_SHORTEST_ENCRYPTED: Final = 30
_ENCRYPTED_COST: Final = 93
_OTHER_COST: Final = 3
_PLAIN: Final[Mapping[str, tuple[mariadb.ColumnType, int]]] = {
    "AREA": (mariadb.Text(), 45),
    "HIDEBLOB": (mariadb.Blob(), 45),
    "DATE": (mariadb.Date(), 30),
    "TIME": (mariadb.Time(), 24),
}
_LONGEST_VARCHAR: Final = 21_844
_LONGEST_TEXTS: Final = ((21_845, mariadb.Text()), (5_592_405, mariadb.MediumText()))


def is_standard(label: str) -> bool:
    """Whether a label is that of a column of vicidial_list."""
    return label.lower() in STANDARD


def has_column(field: Field) -> bool:
    """Whether a field has a column of its own in the list's table."""
    return (
        field["field_type"] not in NO_VALUES
        and field["field_duplicate"] != "Y"
        and not is_standard(field["field_label"])
    )


def encrypts(field: Field) -> bool:
    """Whether a field's values are encrypted; of other types and of duplicates none are."""
    return (
        field["field_encrypt"] == "Y"
        and field["field_type"] in ENCRYPTED
        and field["field_duplicate"] != "Y"
    )


def choices(field: Field) -> list[str]:
    """The values of a field with choices: the first parts of its options' lines."""
    kind = field["field_type"]
    mark = "|" if kind == "SOURCESELECT" else ","
    parts = []
    for line in field["field_options"].split("\n"):
        if "," not in line and ("|" not in line or kind in OF_SEVERAL):
            continue
        part = line.split(mark)[0]
        if kind == "SOURCESELECT" and part[:8].lower() == "option=>":
            part = part[8:]
        parts.append(part)
    return parts


def column_of(field: Field) -> CustomColumn:
    """The column of a field that has one.

    Raises:
        ColumnRefusedError: MariaDB would take no such column.
    """
    kind = _type_of(field)
    return CustomColumn(field["field_label"], kind, _default_of(field))


def _type_of(field: Field) -> mariadb.ColumnType:
    kind = field["field_type"]
    if kind in OF_TEXT:
        return _varchar(_length_of(field))
    if kind in ("DATE", "TIME") and encrypts(field):
        return mariadb.Varchar(_SHORTEST_ENCRYPTED)
    if kind in _PLAIN:
        return _PLAIN[kind][0]
    parts = choices(field) if kind in OF_CHOICES else []
    if kind in OF_SEVERAL:
        return _varchar(_text_length(parts))
    if not parts:
        raise ColumnRefusedError(f"{kind!r} is no type of a column.")
    return mariadb.Enum(tuple(parts))


def _varchar(length: int) -> mariadb.ColumnType:
    """What MariaDB makes of a varchar of so many characters."""
    if length <= _LONGEST_VARCHAR:
        return mariadb.Varchar(length)
    for longest, kind in _LONGEST_TEXTS:
        if length <= longest:
            return kind
    return mariadb.LongText()


def _length_of(field: Field) -> int:
    most = number(field["field_max"])
    if not encrypts(field):
        return most
    return _SHORTEST_ENCRYPTED if most < 8 else 4 * most


def _text_length(parts: list[str]) -> int:
    """How long the parts are, each in quotes, with commas between."""
    return php_strlen(",".join(f"'{part}'" for part in parts))


def _default_of(field: Field) -> str | None:
    kind, default = field["field_type"], field["field_default"]
    is_without = (
        default == "NULL"
        or kind in ("AREA", "DATE", "TIME")
        or (encrypts(field) and kind in OF_TEXT | {"HIDEBLOB"})
    )
    return None if is_without else default


def cost_of(field: Field) -> int:
    """field_cost; a field without a column has that of its type too."""
    kind = field["field_type"]
    if kind in OF_TEXT:
        return (_length_of(field) + 1) * 3
    if kind in ("DATE", "TIME") and encrypts(field):
        return _ENCRYPTED_COST
    if kind in _PLAIN:
        return _PLAIN[kind][1]
    if kind in OF_CHOICES:
        return 3 * _text_length(choices(field))
    return _OTHER_COST
