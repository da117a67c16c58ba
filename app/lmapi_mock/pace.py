"""Long work beside short: it rests again and again, so that requests do not wait for it.

Python does one thing at a time. What works in a thread without a rest is asked to let others go on
after five milliseconds only, and a request asks for its turn with each of its statements.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

T = TypeVar("T")

WORKS_S: Final = 0.005
RESTS_S: Final = 0.005
"""How long it works at a time, and rests after that. What is done sooner does not rest at all."""


class Pace:
    """Called by who works long, often, in a thread: it returns at once or after a rest."""

    def __init__(self) -> None:
        self._until = time.perf_counter() + WORKS_S

    def __call__(self) -> None:
        """Rest, if it is time to."""
        if time.perf_counter() >= self._until:
            time.sleep(RESTS_S)
            self._until = time.perf_counter() + WORKS_S


def paced(things: Iterable[T], pace: Pace | None = None) -> Iterator[T]:
    """The same things, with rests between them."""
    pace = pace or Pace()
    for thing in things:
        pace()
        yield thing
