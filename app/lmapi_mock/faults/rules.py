"""The fault rules of one world: which of them a request meets, and how often each has struck."""

from __future__ import annotations

import copy
import itertools
import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from lmapi_mock.errors import PatternError
from lmapi_mock.faults.kinds import Fired, Fixed
from lmapi_mock.patterns.subject import Subject

if TYPE_CHECKING:
    from lmapi_mock.faults.reading import Plan


class Rule:
    """A rule at work.

    Args:
        content: its JSON, as shown again.
        plan: the same, read.
        name: its identifier.
        seed: of its own chance, so that what it does depends on no other rule.
        monotonic: the clock that its `ttl` counts on, in seconds.
        expires_at: when its life ends by that clock, where it has begun before.
    """

    def __init__(
        self,
        content: Mapping[str, Any],
        plan: Plan,
        name: str,
        seed: int,
        monotonic: Callable[[], float],
        expires_at: float | None = None,
    ) -> None:
        self.id = name
        self.plan = plan
        self.seed = seed
        self._monotonic = monotonic
        if expires_at is None and plan.ttl is not None:
            expires_at = monotonic() + plan.ttl
        self._expires_at = expires_at
        self.seen = 0
        self.fired = 0
        self._given = copy.deepcopy(dict(content))
        self._chance = random.Random(seed)  # noqa: S311  no secret

    def meet(self) -> Fired | None:
        """A request matches: count it, and strike or not."""
        plan = self.plan
        self.seen += 1
        if self.seen <= plan.skip or self.fired == plan.times:
            return None
        if self._chance.random() >= plan.probability:
            return None
        self.fired += 1
        delay = plan.delay.seconds(self._chance) if plan.delay else 0.0
        return Fired(self.id, plan.phase, delay, plan.effect)

    def met(self, number: int) -> Fired | None:
        """What the request meets that is the `number`-th to match, the first being 1.

        It depends on nothing but the rule, its seed and that number, so that processes that count
        together strike as one does.
        """
        if number <= self.seen:
            # The transaction in which that was counted has come to nothing.
            self.seen = self.fired = 0
            self._chance.seed(self.seed)
        self._pass_over(number - 1)
        return self.meet()

    def _pass_over(self, last: int) -> None:
        """Let requests up to this number meet it, as they have elsewhere."""
        plan = self.plan
        if plan.probability == 1 and (plan.delay is None or isinstance(plan.delay, Fixed)):
            # Nothing of it is chance.
            self.seen, self.fired = last, max(last - plan.skip, 0)
            if plan.times is not None:
                self.fired = min(self.fired, plan.times)
            return
        self.seen = max(self.seen, min(last, plan.skip))
        while self.seen < last and self.fired != plan.times:
            self.meet()
        self.seen = last

    @property
    def expires_at(self) -> float | None:
        """When its life ends, by the clock that it counts on; None for never."""
        return self._expires_at

    @property
    def expires_in(self) -> float | None:
        """How long it still lives, in seconds; None for ever."""
        return None if self._expires_at is None else self._expires_at - self._monotonic()

    @property
    def has_expired(self) -> bool:
        """Whether its `ttl` is over."""
        left = self.expires_in
        return left is not None and left <= 0

    @property
    def is_spent(self) -> bool:
        """Whether it has struck as often as it was to."""
        return self.fired == self.plan.times

    def as_json(self, seen: int | None = None, fired: int | None = None) -> dict[str, Any]:
        """As it was given, with its seed and what has become of it.

        Args:
            seen: how many requests it has met, where others have counted too.
            fired: how many it has struck, likewise.
        """
        plan = self.plan
        seen = self.seen if seen is None else seen
        fired = self.fired if fired is None else fired
        left = self.expires_in
        return self._given | {
            "id": self.id,
            "seed": self.seed,
            "seen": seen,
            "fired": fired,
            "remaining": None if plan.times is None else plan.times - fired,
            "expires_in": None if left is None else round(left, 3),
        }


class Faults:
    """All rules, in the order in which they were added; false when there is none.

    Args:
        chance: draws the seeds of rules that bring none.
        monotonic: the clock that a `ttl` counts on, in seconds: real time, not the world's.
    """

    def __init__(
        self, chance: random.Random, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._chance = chance
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        # Replaced, never changed: a request goes through it without the lock.
        self._rules: tuple[Rule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self._rules)

    def add(self, content: Any) -> Rule:
        """Add a rule behind those there are; one that is spent leaves its identifier to it.

        Raises:
            PatternError: it is not understood, or its identifier is taken.
        """
        # Loaded by those who have faults, of which most servers have none.
        from lmapi_mock.faults.reading import read_rule  # noqa: PLC0415  most have no rule

        plan = read_rule(content)
        with self._lock:
            self._drop_expired()
            self._rules = tuple(
                [rule for rule in self._rules if rule.id != plan.id or not rule.is_spent]
            )
            taken = {rule.id for rule in self._rules}
            if plan.id in taken:
                raise taken_id(plan.id)
            made_up = (f"fault-{number}" for number in self._numbers)
            rule = Rule(
                content,
                plan,
                plan.id or next(name for name in made_up if name not in taken),
                self._chance.getrandbits(32) if plan.seed is None else plan.seed,
                self._monotonic,
            )
            self._rules = (*self._rules, rule)
        return rule

    def remove(self, name: str) -> bool:
        """Remove the rule of this identifier; whether it was there."""
        with self._lock:
            left = tuple([rule for rule in self._rules if rule.id != name])
            was_there = len(left) < len(self._rules)
            self._rules = left
        return was_there

    def clear(self) -> None:
        """Remove all rules; made-up identifiers begin anew."""
        with self._lock:
            self._rules = ()
            self._numbers = itertools.count(1)

    def list(self) -> list[dict[str, Any]]:
        """Every rule that has not expired, as JSON."""
        with self._lock:
            self._drop_expired()
            return [rule.as_json() for rule in self._rules]

    def ids(self) -> tuple[str, ...]:
        """The identifiers of the rules that have not expired."""
        return tuple([rule.id for rule in self._rules if not rule.has_expired])

    def choose(self, subject: Subject) -> Fired | None:
        """What the request meets: the first rule that matches it and strikes.

        A rule that matches but does not strike, because of `skip`, `times` or `probability`,
        leaves the request to those behind it.
        """
        for rule in self._rules:
            if not rule.plan.pattern.matches(subject):
                continue
            with self._lock:
                fired = None if rule.has_expired else rule.meet()
            if fired is not None:
                return fired
        return None

    def _drop_expired(self) -> None:
        self._rules = tuple([rule for rule in self._rules if not rule.has_expired])


def taken_id(name: str) -> PatternError:
    """The error for a rule whose identifier another has."""
    return PatternError(
        "bad_rule",
        f"id: there is a rule {name} already.",
        "Remove that first, or leave id out: one is made up.",
    )
