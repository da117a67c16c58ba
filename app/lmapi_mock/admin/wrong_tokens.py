"""Who shows a wrong token waits: each further guess from the same address takes longer."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Final

log = logging.getLogger("lmapi_mock.admin")

FIRST_S: Final = 0.25
LONGEST_S: Final = 5.0
"""How long the answer to a wrong token takes: at first, and at most; it doubles from one to the
next."""

FORGOTTEN_S: Final = 60.0
"""After how long without a wrong token an address begins anew."""

ADDRESSES: Final = 1000
"""Of how many addresses is known at once: the oldest is forgotten first."""


class WrongTokens:
    """The wrong tokens of late, by the address that they came from."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, float, int]] = {}

    async def wait(self, address: str, path: str, token: str) -> None:
        """Note and log one more wrong token, and wait before it is answered.

        The same token again is no further guess: a page asks for several things with it at once.
        """
        now = time.monotonic()
        guess = hash(token)
        count, last, before = self._seen.pop(address, (0, now, None))
        if now - last >= FORGOTTEN_S:
            count = 1
        elif guess != before:
            count += 1
        self._seen[address] = (count, now, guess)
        if len(self._seen) > ADDRESSES:
            del self._seen[next(iter(self._seen))]
        log.warning("A wrong token from %s for %r, the %s. of late.", address, path, count)
        await asyncio.sleep(min(FIRST_S * 2 ** min(count - 1, 10), LONGEST_S))
