"""The double in a process of its own, behind all others: what passes has the processor first."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.settings import Settings
from lmapi_mock.shadow.framing import Passed
from lmapi_mock.shadow.waiting import Outcome, outcome_of
from lmapi_mock.signals import ENDS

log = logging.getLogger("lmapi_mock.shadow")

_NICE: Final = 5
"""By how much it comes behind others that wait for a processor, as `nice` counts."""

_END_S: Final = 10


class Recorded(NamedTuple):
    """What a recording holds at its end.

    Attributes:
        steps: how many requests.
        left_out: how many it does not hold, by the reason, the most first.
    """

    steps: int
    left_out: tuple[tuple[str, int], ...]


class _Refused(NamedTuple):
    """Why the double has not started."""

    kind: type[LmapiMockError]
    message: str
    hint: str


class Apart:
    """A double that runs in another process.

    Args:
        settings: its settings.
        record: the file that is written of what passes; None for none.

    Attributes:
        base_url: where it answers.

    Raises:
        LmapiMockError: it has not started.
    """

    def __init__(self, settings: Settings, record: Path | None) -> None:
        # Not a copy of this process, whose threads and locks it would have.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self.process = context.Process(
            target=_run, args=(theirs, settings, record), name="double", daemon=True
        )
        self.process.start()
        theirs.close()
        self._has_ended = False
        try:
            told = self._connection.recv()
        except EOFError:
            self.process.join(_END_S)
            raise LmapiMockError(
                f"The double has ended before it began, with {self.process.exitcode}."
            ) from None
        if isinstance(told, _Refused):
            self.process.join(_END_S)
            raise told.kind(told.message, told.hint)
        self.base_url: str = told

    def compare(self, passed: Passed) -> Outcome:
        """Have it do a request, and note what the dialer has answered to it."""
        if self._has_ended:
            return "failed"
        try:
            self._connection.send(passed)
            outcome: Outcome = self._connection.recv()
        except (EOFError, OSError):
            self._has_ended = True
            self.process.join(_END_S)
            log.warning(
                "The double's process has ended, with %s: requests pass uncompared.",
                self.process.exitcode,
            )
            return "failed"
        return outcome

    def end(self) -> Recorded | None:
        """End it; returns what was recorded, None where nothing is known of that."""
        recorded: Recorded | None = None
        with contextlib.suppress(EOFError, OSError):
            self._connection.send(None)
            if self._connection.poll(_END_S):
                recorded = self._connection.recv()
        self.process.join(_END_S)
        self.process.kill()
        self.process.join()
        self._connection.close()
        return recorded


def _run(connection: Connection, settings: Settings, record: Path | None) -> None:
    """What that process does: it ends with the one that started it, however that ends."""
    from lmapi_mock.serving.logs import configure  # noqa: PLC0415  in that process alone
    from lmapi_mock.serving.server import Server  # noqa: PLC0415  likewise
    from lmapi_mock.shadow.beside import Beside  # noqa: PLC0415  likewise
    from lmapi_mock.shadow.recording import Recording  # noqa: PLC0415  likewise

    for number in ENDS:
        # A terminal tells all of its processes; the one that passes requests says when.
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICE)
    configure(settings)
    recording = None
    try:
        with Server(settings) as server:
            if record is not None:
                recording = Recording(record, settings.all_doors())
            beside = Beside(server, settings, recording)
            connection.send(server.base_url)
            for passed in _received(connection):
                connection.send(outcome_of(beside.compare, passed))
    except LmapiMockError as error:
        connection.send(_Refused(type(error), str(error), error.hint))
        return
    finally:
        if recording is not None:
            recording.close()
    recorded = recording and Recorded(recording.steps, (*recording.left_out.most_common(),))
    with contextlib.suppress(OSError):
        connection.send(recorded)


def _received(connection: Connection) -> Iterator[Passed]:
    with contextlib.suppress(EOFError, OSError):
        while (passed := connection.recv()) is not None:
            yield passed
