"""How fast this machine is at the moment, for bounds in milliseconds.

A bound holds for the machine that it was measured on. One that is slower, or busy with other
tests, is given as much more as it takes longer for a fixed piece of work.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import Final

REFERENCE_S: Final = 0.006
"""What the work took on the machine that the bounds were measured on, doing nothing else."""


def slowness() -> float:
    """How many times longer than there things may take here and now; never less than twice.

    Other tests run on the same processors, and how many do changes from one moment to the next.
    """
    return 2 * max(1.0, min(_seconds() for _ in range(5)) / REFERENCE_S)


def waits_within(seconds: float, longest_wait: Callable[[], float]) -> bool:
    """Whether nobody waits longer than so many seconds, times `slowness`, at one of three tries.

    Other processes make waits too, now and then; what the code makes comes every time.
    """
    return any(longest_wait() < seconds * slowness() for _ in range(3))


def _seconds() -> float:
    begun = time.perf_counter()
    total = 0
    for number in range(40_000):
        total += number * number
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE leads (phone TEXT)")
    for number in range(1_500):
        connection.execute("INSERT INTO leads VALUES (?)", (str(number),))
    connection.close()
    return time.perf_counter() - begun
