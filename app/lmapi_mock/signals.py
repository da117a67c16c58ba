"""The signals that tell the server to end."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any, Final

ENDS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""All of them are a good end: a terminal that is closed sends SIGHUP, and nothing is reloaded."""


def when_told_to_end(do: Callable[[], Any]) -> None:
    """Do something at each of them; `nohup`, which lets SIGHUP be ignored, has its way."""
    for number in ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN or number is not signal.SIGHUP:
            signal.signal(number, lambda *_: do())
