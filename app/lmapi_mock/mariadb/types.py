"""Column types, and what a column of each holds after a value was stored without strict mode.

Behaviour spec, section 12; measured on MariaDB 10.11. Text is expected to have been through
`encoding.stored_text`.
"""

import re
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol

from lmapi_mock.mariadb.collation import weigh
from lmapi_mock.mariadb.dates import read_date_time


class ColumnType(Protocol):
    """What `parse_type` gives."""

    @property
    def sql(self) -> str:
        """The type as MariaDB spells it: `smallint(5) unsigned`."""

    def store(self, value: str | int) -> str | int:
        """What the column holds after this text or number was inserted."""


@dataclass(frozen=True, slots=True)
class Varchar:
    length: int

    @property
    def sql(self) -> str:
        return f"varchar({self.length})"

    def store(self, value: str | int) -> str:
        return (value if isinstance(value, str) else str(value))[: self.length]


@dataclass(frozen=True, slots=True)
class Char:
    length: int

    @property
    def sql(self) -> str:
        return f"char({self.length})"

    def store(self, value: str | int) -> str:
        # Cut first: '     x' in a char(5) is empty.
        return (value if isinstance(value, str) else str(value))[: self.length].rstrip(" ")


@dataclass(frozen=True, slots=True)
class Text:
    """64 KiB. Cut by bytes of UTF-8, never inside a character."""

    size: ClassVar[int] = 2**16 - 1
    sql: ClassVar[str] = "text"

    def store(self, value: str | int) -> str:
        text = value if isinstance(value, str) else str(value)
        if len(text) * 3 <= self.size:
            return text
        return text.encode()[: self.size].decode(errors="ignore")


@dataclass(frozen=True, slots=True)
class TinyText(Text):
    size: ClassVar[int] = 2**8 - 1
    sql: ClassVar[str] = "tinytext"


@dataclass(frozen=True, slots=True)
class MediumText(Text):
    size: ClassVar[int] = 2**24 - 1
    sql: ClassVar[str] = "mediumtext"


@dataclass(frozen=True, slots=True)
class LongText(Text):
    size: ClassVar[int] = 2**32 - 1
    sql: ClassVar[str] = "longtext"


@dataclass(frozen=True, slots=True)
class Blob(Text):
    """64 KiB of bytes; here of text in UTF-8."""

    sql: ClassVar[str] = "blob"


# A position in the list of members, in text: ' +002'.
_POSITION = re.compile(r"[ \t-\r]*\+?0*([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Enum:
    """Text names a member (case and accents not counting), else its position, else nothing."""

    members: tuple[str, ...]
    _by_weight: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        members = tuple(member.rstrip(" ") for member in self.members)
        object.__setattr__(self, "members", members)
        object.__setattr__(self, "_by_weight", {weigh(member): member for member in members})

    @property
    def sql(self) -> str:
        return "enum(" + ",".join("'" + m.replace("'", "''") + "'" for m in self.members) + ")"

    def store(self, value: str | int) -> str:
        if isinstance(value, int):
            return self._at(value)
        if value in self.members:
            return value
        # Only plain spaces are padding here; a no-break space at the end makes it another text.
        value = value.rstrip(" ")
        member = self._by_weight.get(weigh(value))
        if member is None and (position := _POSITION.fullmatch(value)):
            return self._at(int(position[1]))
        return member or ""

    def _at(self, position: int) -> str:
        return self.members[position - 1] if 1 <= position <= len(self.members) else ""


# Text is a number as far as it reads as one: '12abc', ' -1.5e3'. A DECIMAL column lets spaces
# stand after the 'e', an integer column does not. MariaDB's own slips are not kept: an integer
# column takes '9.5e+' for 95 and '0e400' for its greatest number.
_DIGITS = r"[ \t-\r]*(?P<sign>[+-]?)(?P<whole>[0-9]*)(?:\.(?P<fraction>[0-9]*))?"
_EXPONENT = r"(?P<exponent>[+-]?[0-9]+)"
_INTEGER = re.compile(rf"{_DIGITS}(?:[eE]{_EXPONENT})?")
_DECIMAL = re.compile(rf"{_DIGITS}(?:[eE][ \t-\r]*{_EXPONENT})?")

# More digits than any column holds; greater numbers are clamped all the same.
_MOST_DIGITS = 70
_TOO_GREAT: int = 10**_MOST_DIGITS
# Digits alone of this length need no further reading.
_SHORT = 20


def _read_number(text: str, form: re.Pattern[str], scale: int = 0) -> int:
    """The number at the start of the text times 10**scale, halves rounded away from zero."""
    found = form.match(text)
    assert found is not None, "every part of a number is optional"
    fraction = found["fraction"] or ""
    digits = (found["whole"] + fraction).lstrip("0")
    if not digits:
        return 0
    size = len(digits) - len(fraction) + scale + _read_exponent(found["exponent"] or "0")
    if size > _MOST_DIGITS:
        number = _TOO_GREAT
    elif size < 0:
        number = 0
    else:
        rounded_up = digits[size : size + 1] >= "5"
        number = int(digits[:size].ljust(size, "0") or "0") + rounded_up
    return -number if found["sign"] == "-" else number


def _read_exponent(text: str) -> int:
    exponent = int(text.lstrip("+-").lstrip("0")[:9] or "0")
    return -exponent if text.startswith("-") else exponent


_LARGE = {bits: (1 << bits - 1) - 1 for bits in (8, 16, 24, 32, 64)}
_INTEGER_NAMES = {8: "tinyint", 16: "smallint", 24: "mediumint", 32: "int", 64: "bigint"}


@dataclass(frozen=True, slots=True)
class Int:
    """`width` is the display width of `int(9)`; it changes nothing that is stored."""

    bits: Literal[8, 16, 24, 32, 64]
    unsigned: bool = False
    width: int | None = None

    @property
    def sql(self) -> str:
        width = "" if self.width is None else f"({self.width})"
        return _INTEGER_NAMES[self.bits] + width + (" unsigned" if self.unsigned else "")

    def store(self, value: str | int) -> int:
        if isinstance(value, int):
            number = value
        elif len(value) <= _SHORT and value.isascii() and value.isdecimal():
            number = int(value)
        else:
            number = _read_number(value, _INTEGER)
        if 0 <= number <= _LARGE[self.bits]:
            return number
        if self.unsigned:
            # Below what 64 bits hold, the sign of a text is lost: '-1e20' is the greatest number.
            if number <= -(1 << 64) and isinstance(value, str):
                number = -number
            return min(max(number, 0), (1 << self.bits) - 1)
        half = 1 << self.bits - 1
        return min(max(number, -half), half - 1)


@dataclass(frozen=True, slots=True)
class Decimal:
    """Stored as text, with all its decimal places: '-4.00'."""

    precision: int
    scale: int
    unsigned: bool = False

    @property
    def sql(self) -> str:
        return f"decimal({self.precision},{self.scale})" + (" unsigned" if self.unsigned else "")

    def store(self, value: str | int) -> str:
        one: int = 10**self.scale
        greatest: int = 10**self.precision - 1
        number = (
            _read_number(value, _DECIMAL, self.scale) if isinstance(value, str) else value * one
        )
        number = min(max(number, 0 if self.unsigned else -greatest), greatest)
        whole, part = divmod(abs(number), one)
        text = f"{whole}.{part:0{self.scale}}" if self.scale else str(whole)
        return "-" + text if number < 0 else text


@dataclass(frozen=True, slots=True)
class Date:
    sql: ClassVar[str] = "date"

    def store(self, value: str | int) -> str:
        return read_date_time(value)[:10]


@dataclass(frozen=True, slots=True)
class DateTime:
    sql: ClassVar[str] = "datetime"

    def store(self, value: str | int) -> str:
        return read_date_time(value)


@dataclass(frozen=True, slots=True)
class Timestamp(DateTime):
    """As a DateTime; that MariaDB's ends in 2038 and takes no month or day 0 is left out."""

    sql: ClassVar[str] = "timestamp"


_TIME = re.compile(
    r"[ \t-\r]*(?P<sign>-?)(?:(?P<days>[0-9]{1,6})[ ]+)?"
    r"(?P<first>[0-9]+)(?::(?P<second>[0-9]+))?(?::(?P<third>[0-9]+))?"
)
_MOST_HOURS = 838


@dataclass(frozen=True, slots=True)
class Time:
    """Text is a time as far as it reads as one: '9:5', '1230' (12 minutes), '1 2:03'."""

    sql: ClassVar[str] = "time"

    def store(self, value: str | int) -> str:
        text = value if isinstance(value, str) else str(value)
        moment = read_date_time(text) if "-" in text.lstrip()[1:] else ""
        if moment > "0001" and " " in text.strip():
            return moment[11:]
        found = _TIME.match(text[:_LONGEST_TIME])
        if found is None:
            return "00:00:00"
        if found["second"] is None and found["days"] is None:
            digits = found["first"].rjust(6, "0")
            hours, minutes, seconds = int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])
        else:
            hours = int(found["first"]) + 24 * int(found["days"] or 0)
            minutes, seconds = int(found["second"] or 0), int(found["third"] or 0)
        if minutes > 59 or seconds > 59:
            return "00:00:00"
        if hours > _MOST_HOURS:
            hours, minutes, seconds = _MOST_HOURS, 59, 59
        is_zero = not (hours or minutes or seconds)
        return f"{'' if is_zero else found['sign']}{hours:02}:{minutes:02}:{seconds:02}"


_LONGEST_TIME = 60

_PLAIN: dict[str, ColumnType] = {
    plain.sql: plain
    for plain in (
        Text(),
        TinyText(),
        MediumText(),
        LongText(),
        Blob(),
        Date(),
        DateTime(),
        Timestamp(),
        Time(),
    )
}
_BITS: dict[str, Literal[8, 16, 24, 32, 64]] = {
    "tinyint": 8,
    "smallint": 16,
    "mediumint": 24,
    "int": 32,
    "bigint": 64,
}
_SPELLING = re.compile(
    r"(?P<name>[a-z]+)"
    r"(?: ?\( ?(?:(?P<length>[0-9]+)(?: ?, ?(?P<scale>[0-9]+))?"
    r"|(?P<members>'(?:[^']|'')*'(?: ?, ?'(?:[^']|'')*')*)) ?\))?"
    r"(?P<unsigned> unsigned)?",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"'((?:[^']|'')*)'")


def parse_type(sql: str) -> ColumnType:
    """The type a column definition names: 'varchar(20)', "enum('Y','N')", 'int(9) unsigned'."""
    spelling = _SPELLING.fullmatch(sql.strip())
    column_type = _named_type(spelling) if spelling else None
    if column_type is None:
        raise ValueError(
            f"Column type {sql!r} is not known. Accepted: varchar(n), char(n), tinytext, text, "
            "mediumtext, longtext, blob, enum('a','b'), tinyint, smallint, mediumint, int or "
            "bigint (with a width, unsigned), decimal(n,m) (unsigned), date, datetime, timestamp, "
            "time."
        )
    return column_type


def _named_type(spelling: re.Match[str]) -> ColumnType | None:
    name = spelling["name"].lower()
    length = None if spelling["length"] is None else int(spelling["length"])
    scale = None if spelling["scale"] is None else int(spelling["scale"])
    unsigned = spelling["unsigned"] is not None
    match name, length, scale, spelling["members"], unsigned:
        case _, None, None, None, False if name in _PLAIN:
            return _PLAIN[name]
        case "varchar", int(), None, None, False:
            return Varchar(length)
        case "char", _, None, None, False:
            return Char(1 if length is None else length)
        case _, _, None, None, _ if name in _BITS:
            return Int(_BITS[name], unsigned, length)
        case "decimal", _, _, None, _:
            return Decimal(10 if length is None else length, scale or 0, unsigned)
        case "enum", None, None, str(members), False:
            return Enum(tuple(m.replace("''", "'") for m in _MEMBER.findall(members)))
    return None
