"""WireMock's matchers of one value: `{"equalTo": "x"}`, `{"matches": "SUCCESS.*"}` and so on.

A value is a text, or None where there is none.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from lmapi_mock.errors import PatternError

PRESENCE: Final = "absent"
"""The one matcher that looks at no value."""

_COMPARED: Final = 200
"""How many characters of two texts are compared to tell how far apart they are."""

_DEEPEST: Final = 20
"""How many matchers may stand inside each other."""


class Matcher(Protocol):
    """Tells whether a value fits; as text it says, in words, what is expected."""

    def matches(self, value: str | None) -> bool:
        """Whether the value fits."""

    def distance(self, value: str | None) -> float:
        """0 for a value that fits, up to 1 for one that is nothing like it."""


@dataclass(frozen=True, slots=True)
class _Test:
    """A test of a value; `wanted` is the text that a near miss is near to."""

    words: str
    test: Callable[[str | None], bool]
    wanted: str | None = None

    def __str__(self) -> str:
        return self.words

    def matches(self, value: str | None) -> bool:
        return self.test(value)

    def distance(self, value: str | None) -> float:
        if self.test(value):
            return 0.0
        if self.wanted is None or value is None:
            return 1.0
        near = difflib.SequenceMatcher(None, self.wanted[:_COMPARED], value[:_COMPARED])
        return 1.0 - near.ratio()


@dataclass(frozen=True, slots=True)
class _All:
    matchers: tuple[Matcher, ...]

    def __str__(self) -> str:
        return _joined(self.matchers, " and ")

    def matches(self, value: str | None) -> bool:
        return all(matcher.matches(value) for matcher in self.matchers)

    def distance(self, value: str | None) -> float:
        return sum(matcher.distance(value) for matcher in self.matchers) / len(self.matchers)


@dataclass(frozen=True, slots=True)
class _Any:
    matchers: tuple[Matcher, ...]

    def __str__(self) -> str:
        return _joined(self.matchers, " or ")

    def matches(self, value: str | None) -> bool:
        return any(matcher.matches(value) for matcher in self.matchers)

    def distance(self, value: str | None) -> float:
        return min(matcher.distance(value) for matcher in self.matchers)


def _joined(matchers: Iterable[Matcher], word: str) -> str:
    return "(" + word.join(map(str, matchers)) + ")"


def _not(matcher: Matcher) -> Matcher:
    return _Test(f"not {matcher}", lambda value: not matcher.matches(value))


def shown(content: Any) -> str:
    """What was given or found, for a message: as JSON, and not too long."""
    text = json.dumps(content, ensure_ascii=False, default=repr)
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= _COMPARED else f"{text[:_COMPARED]}..."


def misunderstood(place: str, problem: str, accepted: str) -> PatternError:
    """The error for what cannot be read at a place: what it is, and what is accepted there."""
    return PatternError("bad_pattern", f"{place} {problem}.", accepted)


def unknown_name(
    place: str,
    kind: str,
    name: str,
    known: Iterable[str],
    elsewhere: Mapping[str, str] | None = None,
) -> PatternError:
    """The error for a name that is not known, with the nearest that is.

    Args:
        place: where it stands.
        kind: what it should be the name of, as `matcher`.
        name: as given.
        known: the names there are.
        elsewhere: names of ours by those that people may know from WireMock.
    """
    known = list(known)
    by_lower = {other.lower(): other for other in known}
    near = difflib.get_close_matches(name.lower(), by_lower, n=1)
    meant = (elsewhere or {}).get(name) or (by_lower[near[0]] if near else None)
    question = f"Did you mean {meant}? " if meant else ""
    return PatternError(
        "bad_pattern",
        f"{place}: unknown {kind} {shown(name)}.",
        f"{question}Accepted: {', '.join(known)}.",
    )


def read_matcher(content: Any, place: str, depth: int = 0) -> Matcher:
    """Read a matcher.

    Args:
        content: an object of matchers, all of which have to fit; a list of such objects; or a text
            or whole number that the value has to equal.
        place: where it stands, for messages.
        depth: in how many others it stands.

    Raises:
        PatternError: it is not understood.
    """
    if depth > _DEEPEST:
        raise misunderstood(place, f"is deeper than {_DEEPEST} matchers", "Nest fewer.")
    if isinstance(content, list):
        return _all(_several(content, place, depth))
    if not isinstance(content, Mapping):
        return _equal_to(content, place)
    options = dict(content)
    ignore_case = _flag(options.pop(_IGNORE_CASE, False), f"{place}.{_IGNORE_CASE}")
    if _IGNORE_CASE in content and "equalTo" not in content:
        raise misunderstood(f"{place}.{_IGNORE_CASE}", "stands alone", "It goes with equalTo.")
    if not options:
        raise misunderstood(place, "names no matcher", f"Accepted: {', '.join(_ALL_NAMES)}.")
    matchers: list[Matcher] = []
    for name, value in options.items():
        where = f"{place}.{name}"
        if name in _LEAVES:
            matchers.append(_LEAVES[name](value, where))
        elif name in _BRANCHES:
            matchers.append(_BRANCHES[name](value, where, depth + 1))
        elif name == "equalTo":
            matchers.append(_equal_to(value, where, ignore_case=ignore_case))
        else:
            raise unknown_name(place, "matcher", str(name), _ALL_NAMES)
    return _all(tuple(matchers))


def _all(matchers: tuple[Matcher, ...]) -> Matcher:
    return matchers[0] if len(matchers) == 1 else _All(matchers)


def _several(content: Any, place: str, depth: int) -> tuple[Matcher, ...]:
    if not isinstance(content, list) or not content:
        raise misunderstood(place, f"is {shown(content)}", "A list of matchers is accepted.")
    return tuple(
        read_matcher(matcher, f"{place}[{number}]", depth + 1)
        for number, matcher in enumerate(content)
    )


def _text(content: Any, place: str) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, int) and not isinstance(content, bool):
        return str(content)
    raise misunderstood(place, f"is {shown(content)}", "A text or a whole number is accepted.")


def _flag(content: Any, place: str) -> bool:
    if isinstance(content, bool):
        return content
    raise misunderstood(place, f"is {shown(content)}", "true or false is accepted.")


def _equal_to(content: Any, place: str, *, ignore_case: bool = False) -> Matcher:
    text = _text(content, place)
    if not ignore_case:
        return _Test(f"equal to {shown(text)}", lambda value: value == text, text)
    folded = text.casefold()
    return _Test(
        f"equal to {shown(text)} in any case",
        lambda value: value is not None and value.casefold() == folded,
        text,
    )


def _contains(content: Any, place: str) -> Matcher:
    text = _text(content, place)
    return _Test(
        f"a text that contains {shown(text)}",
        lambda value: value is not None and text in value,
        text,
    )


def _matches(content: Any, place: str) -> Matcher:
    # RE2 needs time in proportion to a value's length, whatever the expression: Python's own may
    # need longer than the server lives. Loaded late, for most servers are given no expression.
    import re2  # noqa: PLC0415  loaded with the first expression

    options = re2.Options()
    # An answer ends in a newline, and `SUCCESS.*` is meant to match all of it.
    options.dot_nl = True
    options.log_errors = False
    try:
        expression = re2.compile(_text(content, place), options)
    except re2.error as error:
        (why,) = error.args
        raise misunderstood(
            place,
            f"is {shown(content)}, which is no regular expression: "
            f"{why.decode('utf-8', 'replace')}",
            "A regular expression in RE2's form is accepted (github.com/google/re2/wiki/Syntax: "
            "Python's without look-around and back references); it has to match the whole value.",
        ) from error
    return _Test(
        f"all of it to match {shown(content)}",
        lambda value: value is not None and expression.fullmatch(_encodable(value)) is not None,
        str(content),
    )


def _encodable(value: str) -> str:
    return value.encode("utf-8", "replace").decode("utf-8")


def _absent(content: Any, place: str) -> Matcher:
    if _flag(content, place):
        return _Test("nothing", lambda value: value is None)
    return _Test("any value", lambda value: value is not None)


_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None and _NUMBER.fullmatch(text) else None


def _equal_to_number(content: Any, place: str) -> Matcher:
    number = None if isinstance(content, bool) else _number(str(content))
    if number is None:
        raise misunderstood(place, f"is {shown(content)}", "A number is accepted, as -5 or 4.75.")
    return _Test(f"the number {number}", lambda value: _number(value) == number, str(content))


_IGNORE_CASE: Final = "caseInsensitive"

_LEAVES: Final[Mapping[str, Callable[[Any, str], Matcher]]] = {
    "equalToNumber": _equal_to_number,
    "contains": _contains,
    "doesNotContain": lambda content, place: _not(_contains(content, place)),
    "matches": _matches,
    "doesNotMatch": lambda content, place: _not(_matches(content, place)),
    PRESENCE: _absent,
}
_BRANCHES: Final[Mapping[str, Callable[[Any, str, int], Matcher]]] = {
    "and": lambda content, place, depth: _All(_several(content, place, depth)),
    "or": lambda content, place, depth: _Any(_several(content, place, depth)),
    "not": lambda content, place, depth: _not(read_matcher(content, place, depth)),
    # The same by the names that people know from JSON Schema.
    "allOf": lambda content, place, depth: _All(_several(content, place, depth)),
    "anyOf": lambda content, place, depth: _Any(_several(content, place, depth)),
}
_ALL_NAMES: Final = ("equalTo", _IGNORE_CASE, *_LEAVES, *_BRANCHES)
