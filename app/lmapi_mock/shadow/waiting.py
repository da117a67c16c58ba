"""What has passed and waits for the double, in the order in which it came to the dialer.

It is compared in a thread of its own, behind what passes: a double that fails, or that is slower
than the dialer, holds nobody up.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, Literal

from lmapi_mock.shadow.framing import Exchange, Passed

log = logging.getLogger("lmapi_mock.shadow")

MOST_WAITING: Final = 64 * 1024 * 1024
"""How much may wait for the double, in bytes; what comes meanwhile is not compared."""

_ANSWER_S: Final = 120
"""How long the dialer's answer is waited for: behind it others wait in their order."""

Outcome = Literal["alike", "different", "known", "unanswered", "behind", "failed"]
"""What became of a request: one of the counts."""


class Counts:
    """What became of the requests that passed.

    Attributes:
        passed: how many were sent to the dialer.
        alike: how many both have answered alike.
        different: how many they have not.
        known: how many they have not, as is known and meant.
        unanswered: how many the dialer has not answered.
        behind: how many came while too much waited for the double, or were too long for it.
        failed: how many the double has not answered.
    """

    def __init__(self) -> None:
        self.passed = self.alike = self.different = self.known = 0
        self.unanswered = self.behind = self.failed = 0

    def count(self, outcome: Outcome) -> None:
        """A request has come to its end."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def __str__(self) -> str:
        told = [f"{self.passed:,} requests passed: {self.alike:,} answered alike"]
        told.append(f"{self.different:,} differ")
        for count, what in (
            (self.known, "differ as is known and meant"),
            (self.unanswered, "without an answer of the dialer's"),
            (self.behind, "not compared or recorded, for the double was too far behind"),
            (self.failed, "not answered by the double"),
        ):
            if count:
                told.append(f"{count:,} {what}")
        return ", ".join(told) + "."


def outcome_of(compare: Callable[[Passed], Outcome], passed: Passed) -> Outcome:
    """What became of a request; a double that has not answered is told of in the log."""
    try:
        return compare(passed)
    except Exception as error:  # noqa: BLE001  whatever it is, the dialer's answers go on
        log.warning("The double has not answered: %s: %s", type(error).__name__, error)
        return "failed"


class Waiting:
    """Has the double do what passes, one by one.

    Args:
        compare: sends a request to the double, and says what became of it.
        most: how much may wait, in bytes.

    Attributes:
        counts: what became of the requests.
    """

    def __init__(self, compare: Callable[[Passed], Outcome], *, most: int = MOST_WAITING) -> None:
        self._compare = compare
        self._most = most
        self._waiting: deque[Exchange] = deque()
        self._size = 0
        self._has_some = threading.Condition()
        self._is_ending = False
        self._is_over = threading.Event()
        self.counts = Counts()
        self._thread = threading.Thread(target=self._run, name="shadow", daemon=True)
        self._thread.start()

    def put(self, exchange: Exchange) -> None:
        """A request has been sent to the dialer."""
        self.counts.passed += 1
        size = len(exchange.sent)
        with self._has_some:
            if self._size + size > self._most:
                self.counts.behind += 1
                return
            self._size += size
            self._waiting.append(exchange)
            self._has_some.notify()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def stop(self, grace: float) -> None:
        """Take nothing more, and be done with what waits within so many seconds."""
        with self._has_some:
            self._is_ending = True
            self._has_some.notify()
        self._is_over.wait(grace)
        with self._has_some:
            self.counts.behind += len(self._waiting)
            self._waiting.clear()

    def give_up(self) -> None:
        """End `stop`, whatever waits."""
        self._is_over.set()

    def _run(self) -> None:
        while (exchange := self._next()) is not None:
            exchange.done.wait(_ANSWER_S)
            self.counts.count(outcome_of(self._compare, exchange.passed()))
            with self._has_some:
                self._size -= len(exchange.sent)
        self._is_over.set()

    def _next(self) -> Exchange | None:
        with self._has_some:
            while not self._waiting:
                if self._is_ending:
                    return None
                self._has_some.wait()
            return self._waiting.popleft()
