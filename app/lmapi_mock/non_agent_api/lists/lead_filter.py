"""A campaign's lead filter, a piece of SQL, read and looked at as MariaDB would (lists.md, 6).

It never reaches the database: what filters are made of is read here (comparisons of columns with
values, IN, BETWEEN, LIKE, IS NULL, AND, OR, NOT), and text compares as utf8_unicode_ci everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from lmapi_mock.mariadb.collation import fold, weigh
from lmapi_mock.mariadb.types import Decimal, Int
from lmapi_mock.non_agent_api.wire.php import php_float
from lmapi_mock.store.schema.columns import is_fold, stored_type
from lmapi_mock.store.schema.tables import vicidial_list

Lead = Mapping[str, Any]
Value = Callable[[Lead], Any]
Test = Callable[[Lead], bool | None]
"""Whether it holds for a lead; None is SQL's NULL."""

SHORTEST: Final = 5
"""Shorter texts are no filter."""

_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?)
      | '(?P<single>(?:[^']|'')*)' | "(?P<double>(?:[^"]|"")*)"
      | (?P<word>`?[A-Za-z_][A-Za-z0-9_.]*`?)
      | (?P<sign><=>|<>|!=|<=|>=|&&|\|\||[=<>(),!-])
    )""",
    re.VERBOSE,
)
_NAMES: Final = {one.name.lower(): one for one in vicidial_list.columns if not is_fold(one)}


class FilterError(Exception):
    """The filter holds something that is not read here."""


def filter_text(sql: str) -> str:
    """A filter as the engine uses it, empty for none: without backslashes, and without an `and` or
    `or` at its ends.
    """
    text = sql.replace("\\", "")
    text = re.sub(r"^\s*(?:and|or)", "", text, flags=re.IGNORECASE)
    text = re.sub(r"(?:and|or)\s*$", "", text, flags=re.IGNORECASE)
    return text if len(text.encode("utf-8", "surrogateescape")) >= SHORTEST else ""


class LeadFilter:
    """A filter that has been read.

    Args:
        text: as `filter_text` gives it.

    Attributes:
        columns: those of vicidial_list that it looks at.

    Raises:
        FilterError: it holds something that is not read here.
    """

    def __init__(self, text: str) -> None:
        self.columns: set[str] = set()
        self._tokens = _tokens(text)
        self._at = 0
        self._test = self._or()
        if self._at < len(self._tokens):
            raise FilterError(text)

    def holds(self, lead: Lead) -> bool:
        """Whether it lets a lead pass, of which the columns are given."""
        return self._test(lead) is True

    def _next(self, *words: str) -> bool:
        """Go past a word or sign, if it comes next."""
        if self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind in ("word", "sign") and text.lower() in words:
                self._at += 1
                return True
        return False

    def _need(self, word: str) -> None:
        if not self._next(word):
            raise FilterError(word)

    def _or(self) -> Test:
        tests = [self._and()]
        while self._next("or", "||"):
            tests.append(self._and())
        return tests[0] if len(tests) == 1 else _any(tests)

    def _and(self) -> Test:
        tests = [self._not()]
        while self._next("and", "&&"):
            tests.append(self._not())
        return tests[0] if len(tests) == 1 else _all(tests)

    def _not(self) -> Test:
        if self._next("not", "!"):
            return _negated(self._not())
        return self._comparison()

    def _comparison(self) -> Test:
        if self._next("("):
            test = self._or()
            self._need(")")
            return test
        left = self._value()
        if self._next("is"):
            wanted = not self._next("not")
            self._need("null")
            return lambda lead: (left(lead) is None) is wanted
        negated = self._next("not")
        member = self._membership(left)
        if member is not None:
            return _negated(member) if negated else member
        if negated:
            raise FilterError("not")
        for sign, holds in _SIGNS.items():
            if self._next(sign):
                return _compared(left, self._value(), holds)
        return lambda lead: None if left(lead) is None else php_float(str(left(lead))) != 0

    def _membership(self, left: Value) -> Test | None:
        if self._next("in"):
            self._need("(")
            values = [self._value()]
            while self._next(","):
                values.append(self._value())
            self._need(")")
            return _any([_compared(left, one, _SIGNS["="]) for one in values])
        if self._next("between"):
            least = self._value()
            self._need("and")
            return _all(
                [_compared(left, least, _SIGNS[">="]), _compared(left, self._value(), _SIGNS["<="])]
            )
        if self._next("like"):
            return _like(left, self._value())
        return None

    def _value(self) -> Value:
        if self._at >= len(self._tokens):
            raise FilterError("end")
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            number = float(text)
            return lambda _: number
        if kind == "text":
            return lambda _: text
        if text == "-":
            value = self._value()
            return lambda lead: -php_float(str(value(lead)))
        name = text.strip("`").rpartition(".")[2].lower()
        if kind != "word" or name not in _NAMES:
            raise FilterError(text)
        self.columns.add(_NAMES[name].name)
        return _column(_NAMES[name].name)


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise FilterError(text[at:])
        at = found.end()
        kind = str(found.lastgroup)
        token = found[kind]
        if kind in ("single", "double"):
            quote = "'" if kind == "single" else '"'
            kind, token = "text", token.replace(quote * 2, quote)
        tokens.append((kind, token))
    return tokens


def _column(name: str) -> Value:
    kind = stored_type(_NAMES[name.lower()])
    is_number = isinstance(kind, Int | Decimal)

    def value(lead: Lead) -> Any:
        held = lead[name]
        return float(held) if is_number and held is not None else held

    return value


def _any(tests: Sequence[Test]) -> Test:
    def test(lead: Lead) -> bool | None:
        found = [one(lead) for one in tests]
        return True if True in found else (None if None in found else False)

    return test


def _all(tests: Sequence[Test]) -> Test:
    def test(lead: Lead) -> bool | None:
        found = [one(lead) for one in tests]
        return False if False in found else (None if None in found else True)

    return test


def _negated(test: Test) -> Test:
    def negated(lead: Lead) -> bool | None:
        found = test(lead)
        return None if found is None else not found

    return negated


_SIGNS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "!=": lambda one, other: one != other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
}


def _compared(left: Value, right: Value, holds: Callable[[Any, Any], bool]) -> Test:
    """A comparison: by number where one side is a number, else as text."""

    def test(lead: Lead) -> bool | None:
        one, other = left(lead), right(lead)
        if one is None or other is None:
            return None
        if isinstance(one, float) or isinstance(other, float):
            return holds(php_float(str(one)), php_float(str(other)))
        return holds(fold(str(one)), fold(str(other)))

    return test


def _like(left: Value, pattern: Value) -> Test:
    def test(lead: Lead) -> bool | None:
        one, other = left(lead), pattern(lead)
        if one is None or other is None:
            return None
        parts = re.split(r"([%_])", weigh(_text(other)))
        form = "".join({"%": ".*", "_": "."}.get(part, re.escape(part)) for part in parts)
        return re.fullmatch(form, weigh(_text(one)), re.DOTALL) is not None

    return test


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
