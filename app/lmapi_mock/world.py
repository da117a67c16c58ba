"""A world: one dialer as the tests see it, with its database, clock, journal, faults and snapshots.

A server has one; each namespace is another, which knows nothing of the first. Namespaces that
several processes share are told of in `serving/shared_worlds.py`.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from lmapi_mock.clock import Clock
from lmapi_mock.errors import NamespaceError, StateError
from lmapi_mock.faults.rules import Faults
from lmapi_mock.faults.shared import SharedFaults
from lmapi_mock.journal.dialer_answer import DialerAnswer
from lmapi_mock.journal.journal import Journal
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.own_tables.namespaces import Namespace
from lmapi_mock.store.own_tables.processes import Heartbeat
from lmapi_mock.store.own_tables.shared_clock import keep_clock, kept_clock
from lmapi_mock.store.snapshots.snapshots import Snapshots
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.seed import Seed

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What a namespace may be called."""

_SWEEPS_EVERY_S: Final = 60.0
"""How often at least it is looked for namespaces that nobody uses."""


@dataclass(slots=True)
class World:
    """What one dialer is made of.

    Attributes:
        name: the namespace's; nothing for the server's own world.
        database: where everything is stored.
        clock: when everything happens.
        seed: what a reset goes back to.
        journal: what came, and what was answered.
        faults: what is to go wrong.
        is_kept: whether the database is a dialer's own, which nobody empties.
        secrets: the users' passwords, as they were last seen; `knows_secrets` tells of them.
        non_latin: use_non_latin = 1, likewise.
        made_at: when it was made, or found, by the machine's own clock.
        used_at: when it was last asked for, likewise.
        is_dropped: whether it is a namespace that was dropped: what still runs in it ends.
        heartbeat: says that this process works on the database, where others may do so too.
        dialer_answers: what a dialer has answered to requests that come now, by the address and
            port that they come from.
        snapshots: states of database and clock to go back to.
    """

    name: str
    database: Database
    clock: Clock
    seed: Seed
    journal: Journal | SharedJournal
    faults: Faults | SharedFaults
    is_kept: bool = False
    secrets: frozenset[bytes] = frozenset()
    non_latin: bool = False
    made_at: float = field(default_factory=time.monotonic)
    used_at: float = 0.0
    is_dropped: bool = False
    heartbeat: Heartbeat | None = None
    dialer_answers: dict[tuple[str, int], DialerAnswer] = field(default_factory=dict)
    snapshots: Snapshots = field(init=False)

    def __post_init__(self) -> None:
        self.snapshots = Snapshots(self.database, self.clock)

    @property
    def idle(self) -> float:
        """How long nobody has asked for it, in seconds."""
        return time.monotonic() - self.used_at

    @property
    def knows_secrets(self) -> bool:
        """Whether `secrets` are what the users have now, as far as that is known without asking.

        Other processes may have changed them, of which only the database can tell.
        """
        known = configuration.known_passwords(self.database)
        if known is not None:
            self.secrets = known
        return known is not None and not self.database.shared

    def learn_secrets(self, tx: Transaction) -> None:
        """Have `secrets` be what the users have now."""
        self.secrets = configuration.passwords(tx)

    def follow_clock(self) -> None:
        """Let `clock` stand where another process has set the one that all share.

        A request does so by itself; who tells of the clock, or changes it, calls this before.

        Raises:
            DatabaseError: the database cannot be used.
        """
        if self.database.keeps_clock:
            with self.database.transaction() as tx:
                self.clock.take(kept_clock(tx))

    def reset(self) -> None:
        """Back to the seed and to the clock's start; journal and faults are emptied.

        Raises:
            StateError: the database is a dialer's own.
        """
        self.refuse_to_empty()
        if isinstance(self.journal, SharedJournal):
            # A file's shared tables are put back row by row: here before there are many.
            self.journal.clear()
        if self.database.keeps_clock:
            # Before the rows: afterwards what the seed knows of them is known here too.
            with self.database.transaction() as tx:
                keep_clock(tx, None)
        self.seed.restore(self.database, lends=True)
        self.clock.reset()
        self.faults.clear()
        self.journal.clear()

    def close(self) -> None:
        """Close the database, and give back what snapshots and journal take."""
        if self.heartbeat is not None:
            self.heartbeat.end()
        self.journal.close()
        self.snapshots.close()
        self.database.close()

    def refuse_to_empty(self) -> None:
        """Raise a StateError where the database is a dialer's own."""
        if self.is_kept:
            raise StateError(
                "existing_database",
                "This server works on a dialer's own database, which it does not empty.",
                "Start one without --existing, on a database of its own, to set its state.",
            )


class Worlds:
    """The server's own world, and the namespaces beside it, made when something is done in them.

    They are in this process's memory, and nobody else knows of them.

    Args:
        own: the server's own world.
        make: makes a namespace's, by its name; None where there can be none.
        why_none: the reason, where there can be none.
        most: how many namespaces there are at most: each has a database of its own in memory.
        ttl: after so many seconds without a request a namespace is dropped; 0 keeps all.
    """

    are_shared: bool = False
    """Whether other processes make and drop them too, so that it is to be looked up."""

    def __init__(
        self,
        own: World,
        make: Callable[[str], World] | None,
        *,
        why_none: str = "",
        most: int = 250,
        ttl: float = 0.0,
    ) -> None:
        self.own = own
        self._make = make
        self._why_none = why_none
        self._most = most
        self._ttl = ttl
        self._lock = threading.Lock()
        self._worlds: dict[str, World] = {}
        self._blank: World | None = None
        self._ended = threading.Event()
        self._sweeper: threading.Thread | None = None

    def check(self, name: str) -> None:
        """Raise a NamespaceError where there can be no namespace of this name."""
        if name and self._make is None:
            raise NamespaceError(
                "no_namespaces",
                f"There is no namespace {name!r}: {self._why_none}",
                "Namespaces are for a server on a database of its own.",
            )
        if name and not NAME.fullmatch(name):
            raise NamespaceError(
                "bad_namespace",
                f"{name!r} is no name of a namespace.",
                "A name is 1 to 64 letters, digits, `.`, `-` or `_`, and begins with one of the "
                "first two.",
            )

    def known(self, name: str) -> World | None:
        """The world of a namespace if it is there already; the server's own for an empty name."""
        world = self.peek(name)
        if world is not None:
            world.used_at = time.monotonic()
        return world

    def peek(self, name: str) -> World | None:
        """The same without using it: who only watches a namespace does not keep it."""
        return self._worlds.get(name) if name else self.own

    def get(self, name: str) -> World:
        """The world of a namespace, made if need be; the server's own for an empty name.

        Raises:
            NamespaceError: there can be none of this name, or no more.
        """
        known = self.known(name)
        if known is not None:
            return known
        self.check(name)
        assert self._make is not None, "checked just now"
        self._drop_idle()
        with self._lock:
            self._begin_to_sweep()
            if name not in self._worlds:
                if len(self._worlds) >= self._most:
                    raise self._too_many()
                self._worlds[name] = world = self._make(name)
                world.used_at = time.monotonic()
            return self._worlds[name]

    def find(self, name: str) -> World | None:
        """The world of a namespace that is there, whoever has made it; in a thread.

        Raises:
            DatabaseError: others make them too, and their database cannot be used.
        """
        return self.known(name)

    def watched(self, name: str) -> World | None:
        """The same without using it."""
        return self.peek(name)

    def is_gone(self, world: World) -> bool:
        """Whether a namespace's world is none any more, for others have dropped it; in a thread."""
        return world.is_dropped

    def blank(self, name: str) -> World:
        """What a namespace looks like before anything is done in it, to be looked at only.

        All share one database: whoever only looks makes none.
        """
        assert self._make is not None, "asked for where there are namespaces"
        with self._lock:
            if self._blank is None:
                self._blank = self._make("")
        return replace(self._blank, name=name)

    def _begin_to_sweep(self) -> None:
        """Let a thread drop those that nobody uses, also where nobody makes another."""
        if self._ttl and self._sweeper is None:
            self._sweeper = threading.Thread(target=self._sweep, name="namespaces", daemon=True)
            self._sweeper.start()

    def _sweep(self) -> None:
        while not self._ended.wait(self._sweeps_every):
            self._drop_idle()

    @property
    def _sweeps_every(self) -> float:
        return min(self._ttl / 4, _SWEEPS_EVERY_S)

    def _drop_idle(self) -> None:
        if not self._ttl:
            return
        with self._lock:
            before = time.monotonic() - self._ttl
            idle = [name for name, one in self._worlds.items() if one.used_at < before]
            dropped = [self._worlds.pop(name) for name in idle]
        for world in dropped:
            world.is_dropped = True
            world.close()

    def _too_many(self) -> NamespaceError:
        return NamespaceError(
            "too_many_namespaces",
            f"There are {self._most} namespaces, and there can be no more.",
            "Drop those that are done: DELETE /__admin/namespaces/NAME. The server is told with"
            " --namespaces how many it may hold, and with --namespace-ttl how long it keeps one"
            " that nobody uses.",
        )

    def names(self) -> list[str]:
        """The namespaces that this process holds."""
        with self._lock:
            return sorted(self._worlds)

    def listed(self) -> list[Namespace]:
        """The namespaces that there are, by name; in a thread.

        Raises:
            DatabaseError: others make them too, and their database cannot be used.
        """
        now = time.monotonic()
        with self._lock:
            found = sorted(self._worlds.items())
        return [Namespace(name, "", now - world.made_at, world.idle) for name, world in found]

    def drop(self, name: str) -> bool:
        """Forget a namespace and all that it holds; whether there was one.

        Raises:
            DatabaseError: others work in it too, and the database cannot be used.
        """
        return self._let_go(name)

    def _let_go(self, name: str) -> bool:
        """Close what this process holds of a namespace; whether it held it."""
        with self._lock:
            world = self._worlds.pop(name, None)
        if world is None:
            return False
        world.is_dropped = True
        world.close()
        return True

    def end(self) -> None:
        """The server ends: close every database, and the seed that they are reset to."""
        # What still waits for a database that hangs would keep the process from ending.
        self.own.database.cut()
        self.close()
        self.own.seed.close()

    def close(self) -> None:
        """Close every database."""
        self._ended.set()
        if self._sweeper is not None:
            self._sweeper.join()
        for name in self.names():
            self._let_go(name)
        if self._blank is not None:
            self._blank.close()
        self.own.close()
