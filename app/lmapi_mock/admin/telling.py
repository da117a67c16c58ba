"""Tellers, who send watchers what happens: one for each world that somebody watches.

The endpoint tells nobody anything. A teller looks at the journal's last number, and makes of what
is new the events that all its watchers are sent: so that the endpoint has as much to do for a
hundred who listen as for one, and nothing for nobody.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from anyio import to_thread

from lmapi_mock.admin.entry_json import summary
from lmapi_mock.admin.watcher import BEAT, Told, Watcher, event, gap
from lmapi_mock.admin.world import brief
from lmapi_mock.clock import ClockState
from lmapi_mock.errors import DatabaseError
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.journal import Journal, Stand
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.settings import Settings
from lmapi_mock.world import World, Worlds

log = logging.getLogger("lmapi_mock.admin")

LOOKS_EVERY_S: Final = 0.2
RESTS: Final = 4
"""How many times longer than its last look took a teller waits for the next one: it has a fifth
of the time at the most, however much comes."""

WORLD_EVERY_S: Final = 1.0
"""How often the world is told while requests come, which may have stored leads."""

BEATS_EVERY_S: Final = 15.0
"""How often something is sent at least: who listens, and what lies between, sees it is alive."""

MOST_AT_ONCE: Final = 200
"""So many requests are told in one look; if more have come, the next one follows soon."""

MOST_BEHIND: Final = 2000
"""Who is further behind is told the newest ones, and that there was a gap: what happens is to be
seen as it happens, however much does."""


_Journal = Journal | SharedJournal
_Stand = tuple[ClockState, tuple[str, ...]]
"""What is told at once when it changes: the clock, and which faults there are."""


class Tellers:
    """The tellers of a server, by the names of their worlds.

    Args:
        worlds: what is told of.
        settings: what the server was told.
    """

    def __init__(self, worlds: Worlds, settings: Settings) -> None:
        self._worlds = worlds
        self._settings = settings
        self._tellers: dict[str, Teller] = {}

    async def join(self, name: str, watcher: Watcher) -> None:
        """Have the watcher told what happens in a namespace, or in the server's own world."""
        world = self._worlds.peek(name)
        if world is not None:
            # From now on is from here, not from where the teller looks next.
            stand = await _stand_of_journal(world.journal)
            watcher.begin_after(stand.last_id)
        teller = self._tellers.get(name)
        if teller is None or teller.is_over:
            self._tellers[name] = teller = Teller(name, self._worlds, self._settings)
        teller.join(watcher)

    def leave(self, name: str, watcher: Watcher) -> None:
        """Tell the watcher no more; with the last of them goes the teller."""
        teller = self._tellers.get(name)
        if teller is not None:
            teller.leave(watcher)
            if teller.is_over:
                del self._tellers[name]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._tellers)


class Teller:
    """Tells what happens in one world.

    Looking at a namespace is no use of it: one that nobody uses is dropped in its time, whoever
    watches, and one that is not there yet is waited for, not made.

    Args:
        name: the namespace's; nothing for the server's own world.
        worlds: where it is found, once it is there.
        settings: what the server was told.
    """

    def __init__(self, name: str, worlds: Worlds, settings: Settings) -> None:
        self._name = name
        self._worlds = worlds
        self._settings = settings
        self._watchers: set[Watcher] = set()
        self._joined = asyncio.Event()
        self._world: World | None = None
        self._seen: Any = None
        self._was_empty = True
        self._world_due = False
        self._world_told_at = 0.0
        self._made: dict[int, Told] = {}
        # A watcher that has read all before has room for what is told at once.
        self._most = queue_of(settings) // 2
        self._task = asyncio.create_task(self._tell())

    @property
    def is_over(self) -> bool:
        """Whether it tells nobody anything any more."""
        return self._task.done() or not self._watchers

    def join(self, watcher: Watcher) -> None:
        """Tell one more."""
        self._watchers.add(watcher)
        self._joined.set()

    def leave(self, watcher: Watcher) -> None:
        """Tell one less; without any there is nothing to do."""
        self._watchers.discard(watcher)
        if not self._watchers:
            self._task.cancel()

    async def _tell(self) -> None:
        clock = asyncio.get_running_loop().time
        try:
            # Whoever made it joins before its first look.
            await self._joined.wait()
            while True:
                begun = clock()
                self._joined.clear()
                world = await self._found()
                if self._world is not None and world is not self._world:
                    break
                self._world = world
                world = world or await _in_thread(self._worlds.blank, self._name)
                has_told_all = await self._look(world)
                rest = RESTS * (clock() - begun)
                await asyncio.sleep(rest)
                if has_told_all:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOKS_EVERY_S - rest):
                            await self._joined.wait()
        except Exception:
            log.exception("The stream of events of %r ends by a defect.", self._name)
        finally:
            for watcher in self._watchers:
                watcher.finish()

    async def _found(self) -> World | None:
        """The world, if it is there: another process may have made or dropped it."""
        if not self._name or not self._worlds.are_shared:
            return self._worlds.peek(self._name)
        try:
            found: World | None = await _in_thread(self._worlds.watched, self._name)
        except DatabaseError:
            return self._world
        return found

    async def _look(self, world: World) -> bool:
        """Tell what has happened since the last time; whether it was all."""
        now = asyncio.get_running_loop().time()
        stand = await _stand_of_journal(world.journal)
        newest = stand.last_id
        watchers = list(self._watchers)
        fresh = [watcher for watcher in watchers if watcher.is_new]
        for watcher in fresh:
            _begin(watcher, world.journal, newest)
        behind = {watcher.last for watcher in watchers if watcher.last < newest}
        if behind:
            made = await _in_thread(self._requests, world.journal, behind, stand)
            for watcher in watchers:
                for told in made.get(watcher.last, ()):
                    watcher.put(told)
                    watcher.told_at = now
        stands = await _in_thread(_stand_of, world) if world.database.shared else _stand_of(world)
        is_empty = not stand.held
        is_changed = self._is_changed(stands, now, has_come=bool(behind), is_empty=is_empty)
        if is_changed or fresh:
            text = await _in_thread(self._told_of, world)
            if text is None:
                return True
            told = Told(text)
            for watcher in watchers if is_changed else fresh:
                watcher.put_world(told)
                watcher.is_new = False
                watcher.told_at = now
        for watcher in watchers:
            if now >= watcher.told_at + BEATS_EVERY_S:
                watcher.put(BEAT)
                watcher.told_at = now
        return all(watcher.last >= newest for watcher in watchers)

    def _is_changed(self, seen: _Stand, now: float, *, has_come: bool, is_empty: bool) -> bool:
        """Whether all are to be told how the world is now."""
        self._world_due = self._world_due or has_come
        is_due = self._world_due and now >= self._world_told_at + WORLD_EVERY_S
        is_changed = seen != self._seen or (is_empty and not self._was_empty) or is_due
        self._seen, self._was_empty = seen, is_empty
        if is_changed:
            self._world_due, self._world_told_at = False, now
        return is_changed

    def _told_of(self, world: World) -> bytes | None:
        """The event of how the world is; None of a namespace that others have just dropped."""
        try:
            return event("world", brief(world, self._settings, self._worlds.own))
        except DatabaseError as error:
            if self._worlds.are_shared and self._is_gone(world):
                return None
            return event("world", {"error": error.told})

    def _is_gone(self, world: World) -> bool:
        try:
            return self._worlds.is_gone(world)
        except DatabaseError:
            return False

    def _requests(
        self, journal: _Journal, behind: Iterable[int], stand: Stand
    ) -> dict[int, list[Told]]:
        """What those are told who know of the requests up to one of these, in a thread."""
        told = {last: self._after(journal, last, stand) for last in behind}
        # What is made is kept for those who come, as long as it would be told them.
        kept: dict[int, Told] = {}
        size = 0
        for number in sorted(self._made, reverse=True)[:MOST_AT_ONCE]:
            size += len(self._made[number].text)
            if size > self._most:
                break
            kept[number] = self._made[number]
        self._made = kept
        return told

    def _after(self, journal: _Journal, last: int, stand: Stand) -> list[Told]:
        """The next requests after `last`; before them the gap of those that are not told."""
        newest = stand.last_id
        since = max(last, newest - stand.held)
        if newest - since > MOST_BEHIND:
            since = newest - MOST_AT_ONCE
        before = min(since + MOST_AT_ONCE, newest) + 1
        entries = list(journal.entries(since=since, before=before))
        found: list[Told] = []
        size = 0
        for entry in reversed(entries):
            told = self._told(entry)
            size += len(told.text)
            if found and size > self._most:
                break
            found.append(told)
        oldest = found[0].first if found else before
        return [gap(last, oldest), *found] if oldest > last + 1 else found

    def _told(self, entry: Entry) -> Told:
        told = self._made.get(entry.id)
        if told is None:
            text = event("request", summary(entry), entry.id)
            told = self._made[entry.id] = Told(text, entry.id, entry.id)
        return told


def queue_of(settings: Settings) -> int:
    """How many bytes may wait for a watcher."""
    return settings.event_queue * 1024


def _begin(watcher: Watcher, journal: _Journal, newest: int) -> None:
    """Where a new watcher is to begin, if it says after which request."""
    since = watcher.since
    if since is None:
        return
    watcher.begin_after(since)
    if since > newest or journal.processes > 1:
        # Its number is of a journal before this one, or perhaps of another process.
        watcher.put(Told(event("gap", {"after": since, "before": newest + 1})))
        watcher.begin_after(newest)


async def _stand_of_journal(journal: _Journal) -> Stand:
    """What a journal holds; of one in a database that is away, what it last held."""
    if isinstance(journal, SharedJournal):
        found: Stand = await _in_thread(lambda: journal.last_stand)
        return found
    return journal.stand


def _stand_of(world: World) -> _Stand:
    """Where its clock stands, and its faults; of a database that is away, as last seen."""
    if not world.database.shared:
        return world.clock.state, world.faults.ids()
    try:
        world.follow_clock()
        return world.clock.state, world.faults.ids()
    except DatabaseError:
        return world.clock.state, ()


async def _in_thread(function: Any, *arguments: Any) -> Any:
    # With its last watcher a teller goes at once, whatever a database makes it wait for.
    return await to_thread.run_sync(function, *arguments, abandon_on_cancel=True)
