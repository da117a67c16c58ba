"""Patterns that requests are matched against, as in WireMock: for journal queries and faults.

    {"params": {"phone_number": {"equalTo": "7275551212"}}, "response": {"contains": "DUPLICATE"}}

All conditions of a pattern have to hold; an empty one fits every request. A text or a whole number
in place of a matcher is short for `equalTo`, and a list of matchers means all of them.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lmapi_mock.errors import PatternError
from lmapi_mock.patterns.matchers import (
    PRESENCE,
    Matcher,
    misunderstood,
    read_matcher,
    shown,
    unknown_name,
)
from lmapi_mock.patterns.subject import Subject

METHODS: Final = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
"""HTTP's, which are written in capitals."""

RESULTS: Final = ("SUCCESS", "NOTICE", "ERROR")
"""How a line of an answer may begin."""

_ALL_BUT: Final = 0.8
"""How like a known name another is that is taken for a slip of it."""

PASSWORD: Final = "pass"  # noqa: S105  the parameter's name


_Read = Callable[[Subject], str | None]

_REQUEST: Final[Mapping[str, _Read]] = {
    "method": lambda subject: subject.method,
    "path": lambda subject: subject.path,
    "function": lambda subject: subject.function,
    "user": lambda subject: subject.user,
    "remote_ip": lambda subject: subject.remote_ip,
}
_ANSWER: Final[Mapping[str, _Read]] = {
    "status": lambda subject: None if subject.status is None else str(subject.status),
    "result": lambda subject: subject.result,
    "response": lambda subject: subject.response,
}

_WIREMOCKS: Final = {
    "url": "path",
    "urlPath": "path",
    "urlPattern": "path",
    "urlPathPattern": "path",
    "queryParameters": "params",
    "formParameters": "params",
    "bodyPatterns": "params",
    "clientIp": "remote_ip",
}
"""What WireMock has names for that mean something narrower there."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One condition that a request does not meet.

    Attributes:
        where: its place in the pattern, as `params.phone_number`.
        expected: in words, as `equal to "727"`.
        found: in words, as `"728"` or `nothing`.
    """

    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True)
class _Condition:
    where: str
    read: _Read
    matcher: Matcher
    hidden: bool = False

    def difference(self, subject: Subject) -> Difference | None:
        value = self.read(subject)
        if self.matcher.matches(value):
            return None
        if value is None:
            found = "nothing"
        else:
            found = "a value that is not shown" if self.hidden else shown(value)
        return Difference(self.where, str(self.matcher), found)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Conditions that all have to hold; made by `read_pattern`."""

    conditions: tuple[_Condition, ...] = ()

    def matches(self, subject: Subject) -> bool:
        """Whether every condition holds."""
        return all(c.matcher.matches(c.read(subject)) for c in self.conditions)

    def differences(self, subject: Subject) -> list[Difference]:
        """The conditions that do not hold; none for a request that matches."""
        found = [condition.difference(subject) for condition in self.conditions]
        return [difference for difference in found if difference is not None]

    def distance(self, subject: Subject) -> float:
        """How far the request is from matching: 0 matches, 1 has nothing in common."""
        if not self.conditions:
            return 0.0
        distances = [c.matcher.distance(c.read(subject)) for c in self.conditions]
        return sum(distances) / len(distances)


def read_pattern(
    content: Any, *, place: str = "", answered: bool = True, functions: Iterable[str] = ()
) -> Pattern:
    """Read a pattern.

    Args:
        content: what came as JSON: an object, empty to fit everything.
        place: where it stands in what was given, for messages; `match` in a fault's rule.
        answered: whether the answer is known when it is matched; of a fault it is not yet.
        functions: the names of functions, of which a slip is refused.

    Raises:
        PatternError: it is not understood; the text names the place and what is accepted.
    """
    check_is_text(content)
    prefix = f"{place}." if place else ""
    if not isinstance(content, Mapping):
        raise misunderstood(
            place or "the pattern",
            f"is {shown(content)}",
            'An object is accepted, as {"params": {"phone_number": {"equalTo": "7275551212"}}}.',
        )
    known = {**_REQUEST, **(_ANSWER if answered else {})}
    conditions: list[_Condition] = []
    for name, matcher in content.items():
        where = f"{prefix}{name}"
        if name == "params":
            conditions += _params(matcher, where)
        elif name in known:
            _check_value(name, matcher, where, functions)
            conditions.append(_Condition(where, known[name], read_matcher(matcher, where)))
        elif name in _ANSWER:
            raise misunderstood(
                where,
                "is not known when the fault is chosen",
                f"What was sent can be matched: {', '.join([*known, 'params'])}.",
            )
        else:
            raise unknown_name(where, "key", name, [*known, "params"], _WIREMOCKS)
    return Pattern(tuple(conditions))


def _check_value(name: str, content: Any, place: str, functions: Iterable[str]) -> None:
    """Refuse a text that no request or answer has there: nothing would ever match."""
    text = _exactly(content)
    if text is None:
        return
    if name == "result" and text not in ("", *RESULTS):
        raise unknown_name(place, "result", text, RESULTS)
    if name == "status" and not text.isdecimal():
        raise misunderstood(place, f"is {shown(text)}", "An HTTP status is accepted, as 200.")
    if name == "method":
        _refuse_slip(place, "method", text, METHODS, 0.6)
    if name == "function" and text:
        _refuse_slip(place, "function", text, functions)


def refuse_slip_of_path(match: Any, doors: Iterable[str]) -> None:
    """Refuse a fault's `match` whose path is all but a door's: the fault would never strike.

    Args:
        match: as it came; what else is wrong with it is told where it is read.
        doors: the paths that the API is answered at.

    Raises:
        PatternError: it names the door that was meant.
    """
    path = _exactly(match.get("path")) if isinstance(match, Mapping) else None
    if path:
        _refuse_slip("match.path", "path", path, doors)


def _exactly(content: Any) -> str | None:
    """The one text that a matcher is for, None where it is for more or is no matcher."""
    if isinstance(content, Mapping):
        content = None if "caseInsensitive" in content else content.get("equalTo")
    return content if isinstance(content, str) else None


def _refuse_slip(
    place: str, kind: str, text: str, known: Iterable[str], alike: float = _ALL_BUT
) -> None:
    """Refuse what is all but a known name; any other may be somebody's own."""
    by_lower = {one.lower(): one for one in known}
    near = difflib.get_close_matches(text.lower(), by_lower, n=1, cutoff=alike)
    if near and by_lower[near[0]] != text:
        raise PatternError(
            "bad_pattern",
            f"{place}: unknown {kind} {shown(text)}.",
            f"Did you mean {by_lower[near[0]]}? One of that very name is "
            f'{{"matches": {shown(text)}}}.',
        )


def _params(content: Any, place: str) -> list[_Condition]:
    if not isinstance(content, Mapping):
        raise misunderstood(
            place,
            f"is {shown(content)}",
            'Matchers by parameter are accepted, as {"phone_number": {"equalTo": "7275551212"}}.',
        )
    return [_param(name, matcher, f"{place}.{name}") for name, matcher in content.items()]


def _param(name: str, content: Any, place: str) -> _Condition:
    hidden = name == PASSWORD
    if hidden and not (isinstance(content, Mapping) and content.keys() == {PRESENCE}):
        raise misunderstood(
            place,
            "is kept nowhere, so that it cannot be compared",
            'Match the user instead; {"absent": true} or false tells whether one was sent.',
        )

    def read(subject: Subject) -> str | None:
        return subject.params.get(name)

    return _Condition(place, read, read_matcher(content, place), hidden)


def check_is_text(content: Any) -> None:
    """Refuse what came as JSON but cannot go out as such again.

    Raises:
        PatternError: a number that is none, half of a surrogate pair, or too much nesting.
    """
    try:
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise PatternError(
            "bad_pattern",
            f"What was given holds something that is no text and no number: {error}.",
            "NaN, Infinity, halves of surrogate pairs and endless nesting are not accepted.",
        ) from error
