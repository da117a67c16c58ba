"""What a fault does: how long it waits, and what goes out in place of the answer."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Final, Protocol

from lmapi_mock.non_agent_api.core.failing import SqlFailures

LONGEST_MS: Final = 600_000
"""No delay is longer, in milliseconds."""

WITHOUT_BODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
"""Answers that have no body, nor a length of one."""


class Phase(StrEnum):
    """When a fault strikes."""

    BEFORE = "before"
    """Before anything is done: nothing is stored."""
    AFTER_COMMIT = "after_commit"
    """When all is done and stored: only the answer does not come as it should."""


class Delay(Protocol):
    """How long to wait."""

    def seconds(self, chance: random.Random) -> float:
        """One draw."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Always as long."""

    milliseconds: float

    def seconds(self, chance: random.Random) -> float:  # noqa: ARG002  no chance in it
        """One draw."""
        return self.milliseconds / 1000


@dataclass(frozen=True, slots=True)
class Uniform:
    """Between two limits, all equally likely; in milliseconds."""

    lower: float
    upper: float

    def seconds(self, chance: random.Random) -> float:
        """One draw."""
        return chance.uniform(self.lower, self.upper) / 1000


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Around a median in milliseconds, with a long tail, as a real server's answers."""

    median: float
    sigma: float

    def seconds(self, chance: random.Random) -> float:
        """One draw."""
        drawn = math.exp(chance.gauss(0, self.sigma)) * self.median
        return min(drawn, LONGEST_MS) / 1000


@dataclass(frozen=True, slots=True)
class Response:
    """Another HTTP answer than the endpoint's.

    Attributes:
        status: HTTP's.
        body: as bytes.
        headers: names and values as they go out, without a length.
    """

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]


class Break(StrEnum):
    """WireMock's four ways to break a connection."""

    EMPTY_RESPONSE = "EMPTY_RESPONSE"
    """Close it without a byte."""
    MALFORMED_RESPONSE_CHUNK = "MALFORMED_RESPONSE_CHUNK"
    """A good head, then a body that is no chunk, then close."""
    RANDOM_DATA_THEN_CLOSE = "RANDOM_DATA_THEN_CLOSE"
    """What is no HTTP at all, then close."""
    CONNECTION_RESET_BY_PEER = "CONNECTION_RESET_BY_PEER"
    """A reset (TCP's RST) in place of an answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of the endpoint's own, by its name in `answers.py`."""

    answer: str


@dataclass(frozen=True, slots=True)
class Failing:
    """The endpoint's own answer, where statements that values break fail as on a dialer."""

    mode: SqlFailures


Effect = Response | Break | Said | Failing
"""What goes out in place of the answer."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A fault that a request has met.

    Attributes:
        rule: the rule's identifier.
        phase: when it strikes.
        delay: how long to wait first, in seconds, drawn already.
        effect: what goes out in place of the answer; None lets the answer go out.
    """

    rule: str
    phase: Phase
    delay: float
    effect: Effect | None

    def as_json(self) -> dict[str, object]:
        """What the journal shows of it."""
        match self.effect:
            case Response(status=status, body=body):
                sent = body.decode("utf-8", "replace")
                effect: object = {"status": int(status), "body": sent}
            case Break() as kind:
                effect = {"fault": kind}
            case Said(answer=answer):
                effect = {"answer": answer}
            case Failing(mode=mode):
                effect = {"sql_failures": mode}
            case None:
                effect = None
        return {
            "rule": self.rule,
            "phase": self.phase,
            "delay_ms": round(self.delay * 1000, 3),
            "effect": effect,
        }
