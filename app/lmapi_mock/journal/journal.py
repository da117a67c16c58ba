"""The journal: the last requests of a world, in memory, as many as a setting says."""

from __future__ import annotations

import threading
from collections import deque

from lmapi_mock.errors import JournalError
from lmapi_mock.journal.entry import Entry


class Journal:
    """A ring of entries; when it is full, the oldest goes.

    Args:
        size: how many entries it holds; 0 keeps none.
        processes: how many serve the same door, each with a journal of its own.
    """

    def __init__(self, size: int, processes: int = 1) -> None:
        self.size = size
        self.processes = processes
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque()
        self._leads: dict[tuple[str, ...], int] = {}
        self._last_id = 0
        self._dropped_up_to = 0
        self._cleared_up_to = 0

    def add(self, entry: Entry) -> None:
        """Keep an entry: it is given its number, and told which one it repeats."""
        with self._lock:
            self._last_id += 1
            entry.id = self._last_id
            if entry.lead is not None:
                entry.repeats = self._leads.get(entry.lead, 0)
                self._leads[entry.lead] = entry.id
            self._entries.append(entry)
            if len(self._entries) > self.size:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        oldest = self._entries.popleft()
        self._dropped_up_to = oldest.id
        if oldest.lead is not None and self._leads.get(oldest.lead) == oldest.id:
            del self._leads[oldest.lead]

    def __len__(self) -> int:
        """How many entries it holds."""
        return len(self._entries)

    def __bool__(self) -> bool:
        """An empty one is a journal too."""
        return True

    def entries(self) -> list[Entry]:
        """What it holds, newest first."""
        with self._lock:
            return list(reversed(self._entries))

    def get(self, number: int) -> Entry | None:
        """The entry of this id; None if there is none, or none any more."""
        with self._lock:
            place = number - self._entries[0].id if self._entries else -1
            return self._entries[place] if 0 <= place < len(self._entries) else None

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
        if self.size == 0:
            raise JournalError(
                "journal_off",
                "The journal keeps no requests: the server runs with --journal 0.",
                "Start it with --journal 10000, say.",
            )
        if self.processes > 1:
            raise JournalError(
                "several_workers",
                f"This server has {self.processes} processes, each with a journal of its own: how "
                "many requests match of all that came cannot be said.",
                "Start it with one worker to count requests.",
            )
        if self._dropped_up_to > max(since, self._cleared_up_to):
            raise JournalError(
                "journal_overflow",
                f"The journal holds the last {self.size} requests, and {self.dropped} older ones "
                "have been dropped: how many match of all that came cannot be said.",
                "Empty it before (DELETE /__admin/requests), ask since an id that it still holds, "
                "or let it hold more with --journal.",
            )

    def clear(self) -> None:
        """Forget all entries; identifiers go on."""
        with self._lock:
            self._entries.clear()
            self._leads.clear()
            self._cleared_up_to = self._last_id
