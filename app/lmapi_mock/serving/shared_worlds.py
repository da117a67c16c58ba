"""Namespaces that several processes share: which there are stands in their database.

Each process opens those that it is asked for. What another has made meanwhile it finds by name;
that another has dropped one, it learns where its tables are not there any more.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.own_tables.namespaces import Namespace, Register
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.spaces import Spaces
from lmapi_mock.world import World, Worlds

log = logging.getLogger("lmapi_mock.serving.shared_worlds")

MAKE_AT_ONCE: Final = 4
"""How many namespaces one process makes or drops at a time: each takes two connections."""


class SharedWorlds(Worlds):
    """The server's own world, and namespaces that every process on its database finds.

    Args:
        own: the server's own world.
        spaces: where namespaces have their tables.
        opened: makes a world of a namespace's name and its database.
        blank: makes one to be looked at only, which is none of them.
        most: how many there are at most.
        ttl: after so many seconds without a request in any process a namespace is dropped; after
            some more, for processes tell each other now and then only. 0 keeps all.
    """

    are_shared = True

    def __init__(
        self,
        own: World,
        spaces: Spaces,
        opened: Callable[[str, Database], World],
        blank: Callable[[str], World],
        *,
        most: int = 250,
        ttl: float = 0.0,
    ) -> None:
        super().__init__(own, blank, most=most, ttl=ttl)
        self._register = Register(own.database)
        self._spaces = spaces
        self._opened = opened
        self._making = threading.BoundedSemaphore(MAKE_AT_ONCE)
        self._where: dict[str, str] = {}
        self._told_at = time.monotonic()
        # There may be some that no process has been asked for since all were started.
        self._begin_to_sweep()

    def get(self, name: str) -> World:
        """The world of a namespace, made if no process has made it.

        Raises:
            NamespaceError: there can be none of this name, or no more, or the database's user may
                not make any.
            DatabaseError: the database cannot be used.
        """
        found = self.find(name)
        if found is not None:
            return found
        if len(self._register.listed()) >= self._most:
            self._drop_idle()
        with self._making, self._register.alone(name):
            space = self._register.space_of(name)
            if space is None:
                space = self._made(name)
        world = self._at(name, space)
        world.used_at = time.monotonic()
        return world

    def find(self, name: str) -> World | None:
        """The world of a namespace that is there, whichever process has made it."""
        world = self.watched(name)
        if world is not None:
            world.used_at = time.monotonic()
        return world

    def watched(self, name: str) -> World | None:
        """The same without using it."""
        if not name:
            return self.own
        self.check(name)
        space = self._register.space_of(name)
        if space is None:
            self._let_go(name)
            return None
        return self._at(name, space)

    def is_gone(self, world: World) -> bool:
        """Whether a namespace was dropped by any process, whatever has come in its place."""
        if not world.name:
            return False
        if not world.is_dropped:
            space = self._register.space_of(world.name)
            if space != self._where.get(world.name) or self.peek(world.name) is not world:
                self._let_go(world.name)
                world.is_dropped = True
        return world.is_dropped

    def listed(self) -> list[Namespace]:
        """The namespaces that there are, whichever process has made them."""
        self._tell_used()
        return self._register.listed()

    def drop(self, name: str) -> bool:
        """Drop a namespace with its tables, for all processes."""
        return self._drop(name)

    def _made(self, name: str) -> str:
        """Make a namespace that nobody else makes meanwhile; where its tables are."""
        left = self._register.unready(name)
        if left is not None:
            # Its maker or dropper was killed.
            self._spaces.drop(left)
            self._register.forget(name)
        space = self._spaces.name_of(name)
        if not self._register.claim(name, space, self._most):
            raise self._too_many()
        try:
            self._spaces.make(space)
            self._register.set_ready(name)
        except BaseException:
            self._spaces.drop(space)
            self._register.forget(name)
            raise
        return space

    def _at(self, name: str, space: str) -> World:
        """The world whose tables are there, opened if this process has not."""
        with self._lock:
            world = self._worlds.get(name)
            if world is not None and self._where[name] == space:
                return world
        if world is not None:
            self._let_go(name)
        opened = self._opened(name, self._spaces.opened(space))
        with self._lock:
            if name in self._worlds and self._where[name] == space:
                kept = self._worlds[name]
            else:
                kept = self._worlds[name] = opened
                self._where[name] = space
        if kept is not opened:
            opened.close()
        return kept

    def _drop(self, name: str, *, idle: float = 0.0) -> bool:
        with self._making, self._register.alone(name):
            space = self._register.begin_to_drop(name, idle=idle)
            if space is None:
                return False
            self._let_go(name)
            self._spaces.drop(space)
            self._register.forget(name)
        return True

    def _drop_idle(self) -> None:
        """Drop those that no process has used for long enough, as far as all have told."""
        if not self._ttl:
            return
        longest = self._ttl + self._sweeps_every
        try:
            self._tell_used()
            for name in self._register.idle(longest):
                self._drop(name, idle=longest)
        except DatabaseError as error:
            log.warning("Namespaces that nobody uses are not dropped now: %s", error)

    def _tell_used(self) -> None:
        """Let the others know what was used here since the last time."""
        now = time.monotonic()
        with self._lock:
            since, self._told_at = self._told_at, now
            used = {
                self._where[name]: int(now - world.used_at)
                for name, world in self._worlds.items()
                if world.used_at >= since
            }
        if used:
            self._register.used(used)
