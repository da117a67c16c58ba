"""Several processes on one socket and one database (`--workers`)."""

from __future__ import annotations

import logging
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NoReturn

from lmapi_mock.errors import SettingError
from lmapi_mock.findings.strict import FAILED
from lmapi_mock.serving.opening import prepare
from lmapi_mock.serving.server import Server, base_url_of, listen
from lmapi_mock.serving.start import Start
from lmapi_mock.serving.waiting_room import WaitingRoom
from lmapi_mock.settings import Settings, check_admin_is_closed, check_tls
from lmapi_mock.signals import ENDS, when_told_to_end

log = logging.getLogger("lmapi_mock.serving.workers")

YOUNG_S: Final = 1.0
"""A worker that ends sooner than this after its start would only end again."""


class Workers:
    """Starts the workers, starts one anew when it dies, and ends them all when told to.

    Args:
        settings: what each of them is told.
        on_ready: called with the URL and what the start has found, once all of them answer.

    Raises:
        SettingError: the address cannot be listened on, or the database cannot be shared.
    """

    def __init__(self, settings: Settings, on_ready: Callable[[str, Start], None]) -> None:
        if settings.place.is_memory:
            raise SettingError(
                f"--workers is {settings.workers}, and a database in memory has but one process.",
                "Give --database a file or a server, or use one worker.",
            )
        check_admin_is_closed(settings)
        check_tls(settings)
        self._settings = settings
        self._on_ready = on_ready
        self._socket = listen(settings)
        self._started: dict[int, float] = {}
        self._ended = False
        self._told, self._tell = os.pipe()
        # Nobody writes to it: its end tells the workers that this process is gone.
        self._orphaned, self._alive = os.pipe()

    def run(self) -> int:
        """Serve until told to end; returns the exit status."""
        with WaitingRoom(self._socket, self._settings) as waiting:
            start = prepare(self._settings, waiting.tell)
        # It is done, and no worker is to do it again.
        self._settings = replace(self._settings, reseed=False)
        when_told_to_end(self.stop)
        for _ in range(self._settings.workers):
            self._start()
        # No process is made while it lasts, for a copy would have the thread's locks, not the
        # thread. A worker that is ready shares the socket with it until all of them are.
        with WaitingRoom(self._socket, self._settings):
            status = 0 if self._wait_until_ready() else 1
        # Said now only, for until here a request may still have met the waiting room.
        if status:
            self.stop()
        elif not self._ended:
            host, port = self._socket.getsockname()[:2]
            url = base_url_of(host, port, tls=self._settings.tls_cert is not None)
            self._on_ready(url, start)
        while self._started:
            pid, code = os.wait()
            age = time.monotonic() - self._started.pop(pid)
            if self._ended:
                if os.waitstatus_to_exitcode(code) == FAILED:
                    status = FAILED
                continue
            log.error("Worker %s ended with status %s.", pid, os.waitstatus_to_exitcode(code))
            if age < YOUNG_S:
                status = 1
                self.stop()
            else:
                self._start()
        self._socket.close()
        return status

    def stop(self) -> None:
        """Tell every worker to answer what is in flight, and end."""
        self._ended = True
        for pid in list(self._started):
            os.kill(pid, signal.SIGTERM)

    def _start(self) -> None:
        pid = os.fork()
        if pid == 0:
            self._work()
        self._started[pid] = time.monotonic()

    def _work(self) -> NoReturn:
        status = 1
        try:
            # What they do in the parent is to end every worker.
            for number in ENDS:
                if signal.getsignal(number) is not signal.SIG_IGN:
                    signal.signal(number, signal.SIG_DFL)
            os.close(self._alive)
            server = Server(self._settings, self._say_ready, listening=self._socket)
            threading.Thread(target=self._end_when_orphaned, args=(server,), daemon=True).start()
            server.run_until_told()
            status = server.strict.end()
        except BaseException:
            log.exception("A worker could not serve.")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _one_has_ended(self) -> bool:
        for pid in list(self._started):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del self._started[pid]
                return True
        return False

    def _end_when_orphaned(self, server: Server) -> None:
        os.read(self._orphaned, 1)
        server.stop()

    def _say_ready(self) -> None:
        os.write(self._tell, b".")

    def _wait_until_ready(self) -> bool:
        ready = 0
        while ready < self._settings.workers and not self._ended:
            readable, _, _ = select.select([self._told], [], [], 0.1)
            if readable:
                ready += len(os.read(self._told, self._settings.workers))
            elif self._one_has_ended():
                return False
        return True
