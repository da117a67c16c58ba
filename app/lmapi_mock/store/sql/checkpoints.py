"""Bringing what SQLite has written ahead into the file, beside the requests that write more."""

from __future__ import annotations

import logging
import sqlite3
import threading
from pathlib import Path
from typing import Final

log = logging.getLogger("lmapi_mock.store")

COMMITS: Final = 200
"""Where there are fewer, the little that they wrote waits for the writer's own checkpoint."""

EVERY_S: Final = 0.5
"""The least time from one checkpoint to the next: while it waits for the disk, so may a writer."""


class Checkpoints:
    """Checkpoints of one database file, in a thread of their own.

    A checkpoint waits for the disk, for tens of milliseconds after a few hundred leads. Done by
    the connection that writes, as SQLite does it unasked, all requests wait with it; done beside
    it, little is left to do when that connection's turn comes.

    Args:
        path: of the file, which is there.
    """

    def __init__(self, path: str) -> None:
        self._file = f"{Path(path).absolute().as_uri()}?mode=rw"
        self._commits = 0
        self._due = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def committed(self) -> None:
        """Something more has been written ahead."""
        self._commits += 1
        if self._commits >= COMMITS:
            self._commits = 0
            self.soon()

    def soon(self) -> None:
        """Much has been written ahead: bring it in, in the thread of its own."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
            self._thread.start()
        if not self._due.is_set():
            self._due.set()

    def now(self) -> None:
        """Bring in what has been written ahead, in this thread: who writes much waits for it."""
        try:
            connection = sqlite3.connect(self._file, uri=True, timeout=0, isolation_level=None)
        except sqlite3.Error as error:
            log.debug("No checkpoint beside the requests: %s", error)
            return
        try:
            _checkpoint(connection)
        finally:
            connection.close()

    def close(self) -> None:
        """End the thread, and its connection."""
        self._closed.set()
        self._due.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            connection = sqlite3.connect(self._file, uri=True, timeout=0, isolation_level=None)
        except sqlite3.Error as error:
            log.debug("No checkpoints beside the requests: %s", error)
            return
        try:
            while self._due.wait() and not self._closed.is_set():
                self._due.clear()
                _checkpoint(connection)
                self._closed.wait(EVERY_S)
        finally:
            connection.close()


def _checkpoint(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    except sqlite3.Error as error:
        # The connection that writes meets the same, and there a request is told of it.
        log.debug("A checkpoint beside the requests failed: %s", error)
