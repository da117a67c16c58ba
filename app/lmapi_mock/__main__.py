"""`python -m lmapi_mock` is `lmapi-mock`: where both begin."""

from __future__ import annotations

import gc
import os
import signal
import sys


def main() -> int:
    """Run the command, silent at Ctrl-C from its first moment to its last."""
    # A shell without a terminal lets it be ignored in what it starts with `&`.
    is_heard = signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    if is_heard:
        signal.signal(signal.SIGINT, _leave)
    # What is loaded is there to stay: nobody looks through it for garbage, now or later.
    gc.disable()
    # Loading it takes a moment, in which a traceback would be all that Ctrl-C gives.
    from lmapi_mock.cli.main import main as run  # noqa: PLC0415  see above

    gc.freeze()
    gc.enable()
    try:
        if is_heard:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return run()
    except KeyboardInterrupt:
        return _status()
    finally:
        if is_heard:
            signal.signal(signal.SIGINT, _leave)


def _leave(*_: object) -> None:
    """Nothing is open yet, or any more."""
    os._exit(_status())


def _status() -> int:
    """To end a server is a good end."""
    return 0 if sys.argv[1:2] == ["serve"] else 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
