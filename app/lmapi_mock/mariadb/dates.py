"""How MariaDB reads a date, with or without a time of day, out of text that may hold anything.

Behaviour spec, section 12; the finer points were measured on MariaDB 10.11:

- There are two ways to write one: digits alone (`19800704`, `800704153012`, `19800704T153012`)
  and parts between punctuation marks (`1980-7-4 15:30`, any mark will do).
- Digits alone may be followed by letters and spaces, but by no further digit or mark.
- Parts may be followed by anything; the time of day ends at the first thing that is none.
- A year of two digits is in 1970-2069. One of any other length is what it says: `8-7-4` is in
  the year 8.
"""

import re
from functools import lru_cache

ZERO = "0000-00-00 00:00:00"

_SPACE = r"[ \t-\r]"
_MARK = r"[!-/:-@\[-`{-~]"
_START = rf"{_SPACE}*+(?:\+{_SPACE}*+)?"

# 'T' parts date and time once; a second one straight after the time's digits spoils the whole,
# and so does one after a fraction of a second.
_DIGITS_ALONE = re.compile(
    rf"{_START}(?P<date>[0-9]++)(?:T(?:(?P<time>[0-9]++)(?!T))?)?(?P<fraction>\.(?:[0-9]++(?!T))?)?"
    r"[\x00- A-Za-z\x7f]*"
)
_AFTER_YEAR = r"([0-9]{2})([0-9]{1,2})T?([0-9]{1,2})?([0-9]{1,2})?([0-9]{1,2})?"
_SHORT_YEAR = re.compile(rf"{_START}([0-9]{{2}}){_AFTER_YEAR}")
_LONG_YEAR = re.compile(rf"{_START}([0-9]{{4}}){_AFTER_YEAR}")
_PARTS = re.compile(
    rf"{_START}([0-9]+){_MARK}([0-9]+){_MARK}([0-9]+)"
    rf"(?:(?:T|{_MARK}|{_SPACE}+)([0-9]+)(?:{_MARK}([0-9]+)(?:{_MARK}([0-9]+))?)?)?"
)

# February has a 29th here; month 0 is "not known".
_LAST_DAY = (31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def read_date_time(value: str | int) -> str:
    """'YYYY-MM-DD HH:MM:SS', or `ZERO` for what is no possible date and time."""
    # A request stores one moment in seven columns; what is longer than a date is no date often.
    if isinstance(value, str) and len(value) <= len(ZERO):
        return _remembered(value)
    return _read(value)


@lru_cache(maxsize=128)
def _remembered(value: str) -> str:
    return _read(value)


def _read(value: str | int) -> str:
    if value == "":
        return ZERO
    if isinstance(value, int):
        return _from_number(value)
    if alone := _DIGITS_ALONE.fullmatch(value):
        digits = len(alone["date"]) + len(alone["time"] or "")
        if digits >= 12 or not alone["fraction"]:
            return _from_digits(value, digits)
    return _from_parts(value)


def _from_digits(value: str, digits: int) -> str:
    long_year = digits == 8 or digits >= 14
    found = (_LONG_YEAR if long_year else _SHORT_YEAR).match(value)
    if found is None:
        return ZERO
    return _checked([int(part or 0) for part in found.groups()], short_year=not long_year)


def _from_parts(value: str) -> str:
    found = _PARTS.match(value)
    if found is None:
        return ZERO
    # MariaDB counts in 32 bits: the year 4294969276 is 1980.
    parts = [_last_32_bits(part) if part else 0 for part in found.groups()]
    return _checked(parts, short_year=len(found[1]) == 2)


def _last_32_bits(digits: str) -> int:
    # 10**32 is a multiple of 2**32, so digits further up change nothing.
    return int(digits[-32:]) % 2**32


def _from_number(number: int) -> str:
    """A number is [YY]YYMMDD, or that and HHMMSS when it is too great for a date."""
    day, time = (number, 0) if number <= 99991231 else divmod(number, 1_000_000)
    if not 101 <= day <= 99991231 or 691231 < day < 700101:
        return ZERO
    if number <= 99991231 and 991231 < day < 10000101:
        return ZERO
    year, month_day = divmod(day, 10_000)
    hour, minute_second = divmod(time, 10_000)
    parts = [year, *divmod(month_day, 100), hour, *divmod(minute_second, 100)]
    return _checked(parts, short_year=day <= 991231)


def _checked(parts: list[int], *, short_year: bool) -> str:
    year, month, day, hour, minute, second = parts
    if short_year and any(parts):
        year += 2000 if year < 70 else 1900
    if year > 9999 or month > 12 or day > _LAST_DAY[month]:
        return ZERO
    if (month, day) == (2, 29) and not _is_leap(year):
        return ZERO
    if hour > 23 or minute > 59 or second > 59:
        return ZERO
    return f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"


def _is_leap(year: int) -> bool:
    return year != 0 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
