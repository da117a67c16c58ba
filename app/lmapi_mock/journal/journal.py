"""The journal: the last requests of a world, in memory, as many and as large as settings say."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple
from weakref import WeakSet

from lmapi_mock.errors import JournalError
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.weight import weight

_AT_ONCE: Final = 100
"""How many entries are taken out at once for those who look through them."""


class Stand(NamedTuple):
    """What a journal holds at one moment.

    Attributes:
        held: how many entries.
        bytes: how much they take.
        last_id: the id of the newest entry there ever was, 0 before the first.
        dropped: how many have been dropped since it was last emptied.
    """

    held: int
    bytes: int
    last_id: int
    dropped: int


class Room:
    """The memory that all journals of a server share.

    When it is full, the oldest entry of the largest journal goes: whoever fills his own does not
    empty another's.

    Args:
        most: how many bytes; None for no limit.
    """

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.held = 0
        self.lock = threading.RLock()
        self._journals: WeakSet[Journal] = WeakSet()

    def join(self, journal: Journal) -> None:
        """Let another journal take of it."""
        with self.lock:
            self._journals.add(journal)

    def leave(self, journal: Journal) -> None:
        """A journal takes no more of it."""
        with self.lock:
            self._journals.discard(journal)

    def make(self) -> None:
        """Drop entries until no more is held than may be."""
        while self.most is not None and self.held > self.most:
            largest = max(self._journals, key=lambda one: one.bytes)
            largest.drop_oldest()


class Journal:
    """A ring of entries; when it is full, the oldest goes.

    Args:
        size: how many entries it holds; 0 keeps none.
        processes: how many serve the same door, each with a journal of its own.
        room: the memory that it takes of; None for as much as there is.

    Attributes:
        bytes: how much memory its entries take.
    """

    def __init__(self, size: int, processes: int = 1, room: Room | None = None) -> None:
        self.size = size
        self.processes = processes
        self.room = room or Room()
        self.bytes = 0
        self._lock = self.room.lock
        self._entries: deque[Entry] = deque()
        self._leads: dict[tuple[str, ...], int] = {}
        self._last_id = 0
        self._dropped_up_to = 0
        self._cleared_up_to = 0
        self.room.join(self)

    def add(self, entry: Entry) -> None:
        """Keep an entry: it is given its number, and told which one it repeats."""
        entry.weight = taken = weight(entry)
        with self._lock:
            self._last_id += 1
            entry.id = self._last_id
            if entry.lead is not None:
                entry.repeats = self._leads.get(entry.lead, 0)
                self._leads[entry.lead] = entry.id
            self._entries.append(entry)
            self.bytes += taken
            self.room.held += taken
            if len(self._entries) > self.size:
                self.drop_oldest()
            self.room.make()

    def close(self) -> None:
        """Give its memory back; what is added from now on is no other journal's affair."""
        with self._lock:
            self.clear()
            self.room.leave(self)
            self.room = Room()

    def drop_oldest(self) -> None:
        """Forget the oldest entry. The caller holds the room's lock."""
        oldest = self._entries.popleft()
        self.bytes -= oldest.weight
        self.room.held -= oldest.weight
        self._dropped_up_to = oldest.id
        if oldest.lead is not None and self._leads.get(oldest.lead) == oldest.id:
            del self._leads[oldest.lead]

    def __len__(self) -> int:
        """How many entries it holds."""
        return len(self._entries)

    def __bool__(self) -> bool:
        """An empty one is a journal too."""
        return True

    def entries(self, *, since: int = 0, before: int | None = None) -> Iterator[Entry]:
        """What it holds now, newest first.

        They are taken out a few at a time: those that are dropped meanwhile are not shown, and
        whoever is slow to look through them keeps none of them in memory.

        Args:
            since: only ids above this one.
            before: only ids below this one; None for all.
        """
        if before is None:
            before = self._last_id + 1
        while some := self._before(before):
            before = some[-1].id
            if before <= since:
                yield from (entry for entry in some if entry.id > since)
                return
            yield from some

    def _before(self, number: int) -> list[Entry]:
        """The next older entries."""
        with self._lock:
            if not self._entries:
                return []
            count = number - self._entries[0].id
            newer = max(len(self._entries) - count, 0)
            found = itertools.islice(reversed(self._entries), newer, newer + _AT_ONCE)
            return list(found) if count > 0 else []

    def get(self, number: int) -> Entry | None:
        """The entry of this id; None if there is none, or none any more."""
        with self._lock:
            place = number - self._entries[0].id if self._entries else -1
            return self._entries[place] if 0 <= place < len(self._entries) else None

    @property
    def stand(self) -> Stand:
        """What it holds now."""
        return Stand(len(self), self.bytes, self._last_id, self.dropped)

    @property
    def last_stand(self) -> Stand:
        """The same: what is in memory can always be said."""
        return self.stand

    @property
    def last_id(self) -> int:
        """The id of the newest entry there ever was, 0 before the first."""
        return self._last_id

    @property
    def dropped(self) -> int:
        """How many entries have been dropped since the journal was last emptied."""
        return max(self._dropped_up_to - self._cleared_up_to, 0)

    def must_hold_all(self, *, since: int = 0) -> None:
        """Make sure that nothing after the entry `since` has been dropped.

        Raises:
            JournalError: something has, or nothing is kept at all: nobody can say how many.
        """
        if self.processes > 1 and self.size:
            raise JournalError(
                "several_workers",
                f"This server has {self.processes} processes, each with a journal of its own: how "
                "many requests match of all that came cannot be said.",
                "Start it with one worker to count requests: beside a dialer's own tables "
                "(--existing) it makes none, and so has no journal of all its processes.",
            )
        has_dropped = self._dropped_up_to > max(since, self._cleared_up_to)
        must_hold_all(self.stand, self.size, has_dropped=has_dropped)

    def clear(self) -> None:
        """Forget all entries; identifiers go on."""
        with self._lock:
            self._entries.clear()
            self.room.held -= self.bytes
            self.bytes = 0
            self._leads.clear()
            self._cleared_up_to = self._last_id


def must_hold_all(stand: Stand, size: int, *, has_dropped: bool) -> None:
    """Make sure that a journal of this size holds all that it is asked for.

    Raises:
        JournalError: something of it has been dropped, or nothing is kept at all.
    """
    if size == 0:
        raise JournalError(
            "journal_off",
            "The journal keeps no requests: the server runs with --journal 0.",
            "Start it with --journal 10000, say.",
        )
    if has_dropped:
        raise JournalError(
            "journal_overflow",
            f"The journal holds the last {stand.held} requests, and {stand.dropped} older ones "
            "have been dropped: how many match of all that came cannot be said.",
            "Empty it before (DELETE /__admin/requests), ask since an id that it still holds, "
            "or let it hold more with --journal and --journal-memory.",
        )
