"""Which processes work on a database that they share: a row for each, renewed by its heartbeat."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from typing import Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.schema.shared_tables import COUNTS, PROCESSES
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.base import BusyError
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.version import __version__

log = logging.getLogger("lmapi_mock.store")

BEATS_EVERY_S: Final = 5.0
"""How often a process says that it lives."""

TRIES_EVERY_S: Final = 0.25
"""How often it tries to, while the database keeps it from that."""

LIVES_FOR_S: Final = 16
"""How long one counts as living that says nothing more: it was killed, or its machine was lost."""

_BEATING: Final = "processes"
"""The name that transactions hold which renew a row of a process."""

_FORGOTTEN_AFTER_S: Final = 3600
_LEAVES_WITHIN_S: Final = 0.5


class Process(NamedTuple):
    """A process of ours.

    Attributes:
        host: its machine's name.
        pid: its number there.
        version: of lmapi-mock.
        since: when it began to serve, UTC.
    """

    host: str
    pid: int
    version: str
    since: str

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.host}:{self.pid}"


def living(tx: Transaction) -> list[Process]:
    """The processes that work on the database, those first that have done so for longest."""
    columns = [PROCESSES.c[name] for name in Process._fields]
    recent = PROCESSES.c.seen_at > _now(tx) - LIVES_FOR_S
    found = sa.select(*columns).where(recent).order_by(PROCESSES.c.since, *columns)
    return [Process(*row) for row in tx.connection.execute(found)]


class Heartbeat:
    """Says that this process works on a database, as long as it does.

    Args:
        database: one that processes share.

    Attributes:
        counts: what this process has counted, as JSON for the others; set by who counts.
    """

    counts: Callable[[], str] | None = None

    def __init__(self, database: Database) -> None:
        since = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self.process = Process(socket.gethostname()[:255], os.getpid(), __version__, since)
        self._database = database
        self._id = uuid.uuid4().hex
        self._told = ""
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)

    def start(self) -> list[Process]:
        """Begin, and say which processes there are, this one among them.

        Raises:
            DatabaseError: the database cannot be used.
        """
        with self._database.transaction() as tx:
            # One after another: MariaDB finds a deadlock where several put their first row at once.
            tx.hold([_BEATING])
            self._beat(tx)
            found = living(tx)
        self._thread.start()
        return found

    def end(self) -> None:
        """Say that this process is gone, unless the database keeps that from being said."""
        self._ends.set()
        if self._thread.is_alive():
            self._thread.join(_LEAVES_WITHIN_S)

    def _beat_on(self) -> None:
        pause = BEATS_EVERY_S
        while not self._ends.wait(pause):
            pause = BEATS_EVERY_S if self._is_told(is_last=False) else TRIES_EVERY_S
        self._is_told(is_last=True)

    def _is_told(self, *, is_last: bool) -> bool:
        # On a file requests go first, and who is to end does not wait for who holds it.
        patient = not self._database.kind.single
        try:
            with self._database.transaction(patient=patient) as tx:
                tx.hold([_BEATING])
                if is_last:
                    this = PROCESSES.c.id == self._id
                    tx.connection.execute(sa.delete(PROCESSES).where(this))
                    tx.connection.execute(sa.delete(COUNTS).where(COUNTS.c.id == self._id))
                else:
                    self._beat(tx)
        except (BusyError, DatabaseError, sa.exc.SQLAlchemyError) as error:
            # Requests are told of it; here it is tried again.
            log.debug("This process cannot say that it lives: %s", error)
            return False
        return True

    def _beat(self, tx: Transaction) -> None:
        """Renew the row, or make it: the database may have been put back to an older state."""
        now = _now(tx)
        this = PROCESSES.c.id == self._id
        renewed = sa.update(PROCESSES).where(this).values(seen_at=now)
        if not tx.connection.execute(renewed).rowcount:
            row = {"id": self._id, **self.process._asdict(), "seen_at": now}
            tx.connection.execute(sa.insert(PROCESSES).values(row))
            old = PROCESSES.c.seen_at < now - _FORGOTTEN_AFTER_S
            tx.connection.execute(sa.delete(PROCESSES).where(old))
            kept = sa.select(PROCESSES.c.id)
            tx.connection.execute(sa.delete(COUNTS).where(COUNTS.c.id.not_in(kept)))
            self._told = ""
        counts = "" if self.counts is None else self.counts()
        if counts != self._told:
            tx.connection.execute(sa.delete(COUNTS).where(COUNTS.c.id == self._id))
            tx.connection.execute(sa.insert(COUNTS).values(id=self._id, counts=counts))
            self._told = counts

    def counts_of_others(self) -> dict[str, str]:
        """What each other living process had counted at its last beat, by its name.

        Raises:
            DatabaseError: the database cannot be used.
        """
        columns = [PROCESSES.c[name] for name in Process._fields]
        told = sa.select(COUNTS.c.counts, *columns).where(
            COUNTS.c.id == PROCESSES.c.id, COUNTS.c.id != self._id
        )
        with self._database.transaction() as tx:
            recent = PROCESSES.c.seen_at > _now(tx) - LIVES_FOR_S
            rows = tx.connection.execute(told.where(recent)).all()
        return {Process(*whose).name: counts for counts, *whose in rows}


def _now(tx: Transaction) -> int:
    """The database's clock, in seconds: those of machines differ."""
    return int(tx.connection.exec_driver_sql(f"SELECT {tx.engine.seconds}").scalar_one())
