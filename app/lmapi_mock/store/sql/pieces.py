"""Long work done a piece at a time, so that nobody beside it waits for long.

Requests take turns, on every engine: what looks at a million leads, or changes them, would keep all
others waiting for seconds. Such work is done in pieces, each in a transaction of its own, and then
the request is done anew, which finds it done but for what has come meanwhile. Only where a
transaction that fails leaves what it has written, on a dialer's own tables without transactions, is
it one with its request: done anew, that would store the rest twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from lmapi_mock.store.sql.transaction import Transaction

Step = Callable[["Transaction", Any, int], tuple[Any, bool]]
"""Does a piece of so many rows: takes what the pieces before have come to, None for the first, and
gives what all have come to by now, and whether there is more to do."""

FIRST: Final = 1_000
"""How many rows the first piece has."""

SETTLED_AFTER: Final = 2
"""After so many pieces an SQLite file is given time to take in what they have written: a piece of a
thousand deleted leads may be many megabytes of pages."""

SMALLEST: Final = 250
LARGEST: Final = 16_000
QUICK_S: Final = 0.01
SLOW_S: Final = 0.025
"""A piece that takes less is followed by a larger one, one that takes more by a smaller one."""

SLOWER: Final = 4
"""A piece may take so much longer on a server, of which each transaction asks several times; and it
has at the most as much fewer rows, for its commit, which is not measured, waits for the disk."""


class Pace:
    """How large pieces are, so that each takes as long as others may wait.

    Attributes:
        size: of the next one, in rows.
    """

    def __init__(self) -> None:
        self.size = FIRST

    def do(self, step: Step, done: Any, tx: Transaction) -> tuple[Any, bool]:
        """Do a piece."""
        begun = time.perf_counter()
        outcome = step(tx, done, self.size)
        slower = 1 if tx.engine.single else SLOWER
        took = (time.perf_counter() - begun) / slower
        if took < QUICK_S:
            self.size = max(min(2 * self.size, LARGEST // slower), 1)
        elif took > SLOW_S:
            self.size = max(self.size // 2, SMALLEST)
        return outcome


class PiecesError(Exception):
    """There is more to do than is done in a request's own transaction, which is to be done anew.

    Attributes:
        name: what is done, of the things that the request does.
        step: does a piece of it.
    """

    def __init__(self, name: str, step: Step) -> None:
        super().__init__(name)
        self.name = name
        self.step = step


def in_pieces(tx: Transaction, name: str, step: Step) -> Any:
    """What work comes to that may be long.

    Args:
        tx: the request's.
        name: what is done, of the things that the request does.
        step: does a piece of it.

    Raises:
        PiecesError: it is long, and the pieces are to be done first.
    """
    size = LARGEST if tx.keeps_halves else FIRST
    done, is_more = step(tx, tx.carried.get(name), size)
    while is_more:
        if not tx.keeps_halves:
            raise PiecesError(name, step)
        done, is_more = step(tx, done, size)
    return done
