"""One who watches what happens, and what waits for it: never more than it may."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Told:
    """An event, made once for all who watch.

    Attributes:
        text: as it goes out.
        first: the id of the first request that it tells of; 0 if it tells of none.
        last: that of the last one.
    """

    text: bytes
    first: int = 0
    last: int = 0


def event(kind: str, data: Any, number: int | None = None) -> bytes:
    """An event as it goes out."""
    named = f"id: {number}\n" if number is not None else ""
    return f"event: {kind}\n{named}data: {json.dumps(data)}\n\n".encode()


def gap(after: int, before: int) -> Told:
    """That requests after one id and before another are not told."""
    return Told(event("gap", {"after": after, "before": before}), after + 1, before - 1)


BEAT: Final = Told(b": beat\n\n")

AT_A_TIME: Final = 64 * 1024
"""How much is sent at a time: who does not read it has little more than this on the way to it."""


class Watcher:
    """A queue with an end.

    Args:
        since: after which request it wants to be told; None for from now on.
        most: how many bytes may wait for it. What is more is told as a gap, whatever its size.

    Attributes:
        since: as given.
        is_new: whether it has been told nothing yet.
        last: up to which request it has been told, or will be by what waits.
        told_at: when something was last put here, by the event loop's clock.
    """

    def __init__(self, since: int | None, most: int) -> None:
        self.since = since
        self.is_new = True
        self.last = 0
        self.told_at = 0.0
        self._most = most
        self._waiting: deque[Told] = deque()
        self._size = 0
        self._world: Told | None = None
        self._taken = 0
        self._is_over = False
        self._wake = asyncio.Event()

    def begin_after(self, number: int) -> None:
        """Tell it of the requests after this one."""
        self.last = self._taken = number

    def put(self, told: Told) -> None:
        """Have this sent, when what waits before it has been; or drop that, and tell the gap."""
        if self._waiting and self._size + len(told.text) > self._most:
            self._drop(told)
        self._add(told)

    def put_world(self, told: Told) -> None:
        """The same for how the world is now, which is told again behind a gap."""
        self._world = told
        self.put(told)

    def _drop(self, told: Told) -> None:
        before = told.first or self.last + 1
        self._waiting.clear()
        self._size = 0
        if before > self._taken + 1:
            self._add(gap(self._taken, before))
        if self._world is not None and self._world is not told:
            self._add(self._world)

    def _add(self, told: Told) -> None:
        self._waiting.append(told)
        self._size += len(told.text)
        self.last = max(self.last, told.last)
        self._wake.set()

    async def next(self) -> bytes | None:
        """What is to be sent now; waits for it. None at the end."""
        while not self._waiting and not self._is_over:
            self._wake.clear()
            await self._wake.wait()
        texts: list[bytes] = []
        size = 0
        while self._waiting and (not texts or size + len(self._waiting[0].text) <= AT_A_TIME):
            told = self._waiting.popleft()
            texts.append(told.text)
            size += len(told.text)
            self._taken = max(self._taken, told.last)
        self._size -= size
        return b"".join(texts) or None

    def finish(self) -> None:
        """Nothing is told any more; what waits is sent."""
        self._is_over = True
        self._wake.set()

    def end(self) -> None:
        """Nothing is told any more, and what waits is forgotten."""
        self._waiting.clear()
        self._size = 0
        self.finish()
