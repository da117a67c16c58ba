"""A world: one dialer as the tests see it, with its database, clock, journal, faults and snapshots.

A server has one; each namespace is another, which knows nothing of the first.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from lmapi_mock.clock import Clock
from lmapi_mock.errors import NamespaceError, StateError
from lmapi_mock.faults.rules import Faults
from lmapi_mock.journal.journal import Journal
from lmapi_mock.store.own_tables.shared_clock import keep_clock
from lmapi_mock.store.snapshots.snapshots import Snapshots
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.seed import Seed

MOST_NAMESPACES: Final = 1000
"""How many namespaces a server holds: each has a database of its own in memory."""

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What a namespace may be called."""


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
        secrets: the users' passwords, as the last request saw them.
        snapshots: states of database and clock to go back to.
    """

    name: str
    database: Database
    clock: Clock
    seed: Seed
    journal: Journal
    faults: Faults
    is_kept: bool = False
    secrets: frozenset[bytes] = frozenset()
    snapshots: Snapshots = field(init=False)

    def __post_init__(self) -> None:
        self.snapshots = Snapshots(self.database, self.clock)

    def reset(self) -> None:
        """Back to the seed and to the clock's start; journal and faults are emptied.

        Raises:
            StateError: the database is a dialer's own.
        """
        self.refuse_to_empty()
        self.seed.restore(self.database)
        self.clock.reset()
        if self.database.shared:
            with self.database.transaction() as tx:
                keep_clock(tx, None)
            self.database.forget()
        self.faults.clear()
        self.journal.clear()

    def close(self) -> None:
        """Close the database, and give back what snapshots take."""
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
    """The server's own world, and the namespaces beside it, made when they are first used.

    Args:
        own: the server's own world.
        make: makes a namespace's, by its name; None where there can be none.
        why_none: the reason, where there can be none.
    """

    def __init__(
        self, own: World, make: Callable[[str], World] | None, *, why_none: str = ""
    ) -> None:
        self.own = own
        self._make = make
        self._why_none = why_none
        self._lock = threading.Lock()
        self._worlds: dict[str, World] = {}

    def get(self, name: str) -> World:
        """The world of a namespace; the server's own for an empty name.

        Raises:
            NamespaceError: there can be none of this name, or no more.
        """
        known = self.known(name)
        if known is not None:
            return known
        if self._make is None:
            raise NamespaceError(
                "no_namespaces",
                f"There is no namespace {name!r}: {self._why_none}",
                "Namespaces are for a server with one process on SQLite.",
            )
        if not NAME.fullmatch(name):
            raise NamespaceError(
                "bad_namespace",
                f"{name!r} is no name of a namespace.",
                "A name is 1 to 64 letters, digits, `.`, `-` or `_`, and begins with one of the "
                "first two.",
            )
        with self._lock:
            if name not in self._worlds:
                if len(self._worlds) >= MOST_NAMESPACES:
                    raise NamespaceError(
                        "too_many_namespaces",
                        f"There are {MOST_NAMESPACES} namespaces, and there can be no more.",
                        "Drop those that are done: DELETE /__admin/namespaces/NAME.",
                    )
                self._worlds[name] = self._make(name)
            return self._worlds[name]

    def known(self, name: str) -> World | None:
        """The world of a namespace if it is there already; the server's own for an empty name."""
        return self._worlds.get(name) if name else self.own

    def names(self) -> list[str]:
        """The namespaces that there are."""
        with self._lock:
            return sorted(self._worlds)

    def drop(self, name: str) -> bool:
        """Forget a namespace and all that it holds; whether there was one."""
        with self._lock:
            world = self._worlds.pop(name, None)
        if world is None:
            return False
        world.close()
        return True

    def close(self) -> None:
        """Close every database."""
        for name in self.names():
            self.drop(name)
        self.own.close()
