"""Reading a fault rule's JSON: every key with what it accepts, and which keys go together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lmapi_mock.faults.answers import answers
from lmapi_mock.faults.kinds import (
    LONGEST_MS,
    WITHOUT_BODY,
    Break,
    Delay,
    Effect,
    Failing,
    Fixed,
    Lognormal,
    Phase,
    Response,
    Said,
    Uniform,
)
from lmapi_mock.faults.pages import HTML, PAGES
from lmapi_mock.faults.values import (
    Reader,
    headers,
    identifier,
    number,
    one_of,
    read_object,
    text,
    whole,
)
from lmapi_mock.non_agent_api.core.failing import SqlFailures
from lmapi_mock.non_agent_api.functions import KNOWN
from lmapi_mock.patterns.matchers import misunderstood, shown
from lmapi_mock.patterns.pattern import Pattern, check_is_text, read_pattern


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule as read.

    Attributes:
        id: as given, empty for one that is to be made up.
        pattern: the requests that it is for.
        phase: when it strikes.
        delay: how long it waits, None for not at all.
        effect: what goes out in place of the answer; None lets the answer go out.
        probability: of striking a request that matches, 0 to 1.
        seed: of its chance; None for one that is to be drawn.
        times: how often it strikes at most; None for ever.
        skip: how many requests that match it leaves alone first.
        ttl: how long it lives, in seconds; None for ever.
    """

    id: str
    pattern: Pattern
    phase: Phase
    delay: Delay | None
    effect: Effect | None
    probability: float
    seed: int | None
    times: int | None
    skip: int
    ttl: float | None


def read_rule(content: Any) -> Plan:
    """Read a rule.

    Raises:
        PatternError: it is not understood, or its keys do not go together; the text names the
            place, what was given and what is accepted.
    """
    check_is_text(content)
    read = read_object(content, "", _KEYS, _WIREMOCKS)
    phase = read.get("phase", Phase.BEFORE)
    return Plan(
        id=read.get("id", ""),
        pattern=read.get("match", Pattern()),
        phase=phase,
        delay=read.get("delay"),
        effect=_effect(read, phase),
        probability=read.get("probability", 1.0),
        seed=read.get("seed"),
        times=read.get("times"),
        skip=read.get("skip", 0),
        ttl=read.get("ttl"),
    )


def _effect(read: Mapping[str, Any], phase: Phase) -> Effect | None:
    """The one effect that a rule has; a delay may stand alone."""
    content = [group for group in _EFFECTS if any(name in read for name in group)]
    if len(content) > 1:
        names = [next(name for name in group if name in read) for group in content]
        raise misunderstood(
            names[1],
            f"stands beside {names[0]}",
            "A rule has one effect: status with body and headers, fault, answer, page, or "
            "sql_failures. "
            "Add a rule for each; the first that matches and fires has its way.",
        )
    for name in ("answer", "sql_failures"):
        if name in read and phase is Phase.AFTER_COMMIT:
            raise misunderstood(
                name,
                "goes with the phase before only",
                "After the commit another answer would be a lie: use fault, status or page there.",
            )
    if not content:
        if "delay" not in read and phase is Phase.BEFORE:
            raise misunderstood(
                "the rule",
                "does nothing",
                "Give it a delay, status, fault, answer, page or sql_failures.",
            )
        return None if "delay" in read else Break.EMPTY_RESPONSE
    if content[0] is _RESPONSE:
        return _response(read)
    effect: Effect = read[content[0][0]]
    return effect


_RESPONSE: Final = ("status", "body", "headers")
_EFFECTS: Final = (_RESPONSE, ("fault",), ("answer",), ("page",), ("sql_failures",))


def _response(read: Mapping[str, Any]) -> Response:
    status: int = read.get("status", 200)
    body: str = read.get("body", "")
    if body and status in WITHOUT_BODY:
        raise misunderstood("body", f"stands beside status {status}", f"A {status} has no body.")
    sent: tuple[tuple[bytes, bytes], ...] = read.get("headers", ())
    if all(name != b"content-type" for name, _ in sent):
        sent = HTML + sent
    return Response(status, body.encode(), sent)


_MILLISECONDS: Final = number(0, LONGEST_MS)

_DELAYS: Final[Mapping[str, tuple[Callable[..., Delay], Mapping[str, Reader]]]] = {
    "fixed": (Fixed, {"milliseconds": _MILLISECONDS}),
    "uniform": (Uniform, {"lower": _MILLISECONDS, "upper": _MILLISECONDS}),
    "lognormal": (
        Lognormal,
        {"median": number(0, LONGEST_MS, above=True), "sigma": number(0, 10)},
    ),
}
"""WireMock's distributions, by `type`, with the keys that each needs."""


def _delay(content: Any, place: str) -> Delay:
    if not isinstance(content, Mapping) or "type" not in content:
        raise misunderstood(
            place,
            f"is {shown(content)}",
            'An object is accepted, as {"type": "fixed", "milliseconds": 100}; '
            f"types: {', '.join(_DELAYS)}.",
        )
    make, readers = one_of(_DELAYS)(content["type"], f"{place}.type")
    read = read_object(content, place, {"type": text, **readers}, {})
    missing = [name for name in readers if name not in read]
    if missing:
        raise misunderstood(
            place,
            f"has no {missing[0]}",
            f"A delay of type {content['type']} needs {_listed(readers)}, in milliseconds"
            f"{' (sigma: a number from 0 to 10)' if 'sigma' in readers else ''}.",
        )
    if "lower" in read and read["lower"] > read["upper"]:
        raise misunderstood(
            f"{place}.upper",
            f"is {shown(content['upper'])}",
            f"It is at least lower, {shown(content['lower'])}.",
        )
    delay: Delay = make(**{name: read[name] for name in readers})
    return delay


def _listed(names: Iterable[str]) -> str:
    return " and ".join(names)


def _match(content: Any, place: str) -> Pattern:
    return read_pattern(content, place=place, answered=False, functions=KNOWN)


def _answer(content: Any, place: str) -> Said:
    said: Said = one_of({name: Said(name) for name in answers()})(content, place)
    return said


_A_BILLION: Final = 1_000_000_000

_KEYS: Final[Mapping[str, Reader]] = {
    "match": _match,
    "probability": number(0, 1),
    "seed": whole(0, 2**53),
    "times": whole(1, _A_BILLION),
    "skip": whole(0, _A_BILLION),
    "ttl": number(0, _A_BILLION, above=True),
    "phase": one_of({phase.value: phase for phase in Phase}),
    "delay": _delay,
    "status": whole(200, 599),
    "body": text,
    "headers": headers,
    "fault": one_of({kind.value: kind for kind in Break}),
    "answer": _answer,
    "page": one_of(PAGES),
    "sql_failures": one_of({mode.value: Failing(mode) for mode in SqlFailures}),
    "id": identifier,
}
"""Every key of a rule."""

_WIREMOCKS: Final = {
    "request": "match",
    "fixedDelayMilliseconds": "delay",
    "delayDistribution": "delay",
    "response": "status",
    "statusMessage": "status",
    "jsonBody": "body",
}
"""Ours by WireMock's names."""
