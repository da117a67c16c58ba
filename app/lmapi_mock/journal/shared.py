"""A journal that several processes share: rows of the database that all of them work on.

An entry is stored in the transaction of what it tells of, numbered there, and so is found whatever
becomes of the process that stored it. Only one transaction at a time does requests, whichever
process it is of: so numbers have no gaps, and a greater one is seen later.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.journal.bundles import bundled, leads_in, told_in, with_another
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.journal import Room, Stand, must_hold_all
from lmapi_mock.journal.leads import Leads
from lmapi_mock.journal.stored import entry_told
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.shared_tables import JOURNAL, JOURNAL_STAND
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.base import BusyError
from lmapi_mock.store.sql.group import TURNS
from lmapi_mock.store.sql.transaction import REQUESTS, Transaction

log = logging.getLogger("lmapi_mock.journal")

LOOKS_EVERY_S: Final = 1.0
"""How often a process that adds entries drops what is too much, and stores what it could not."""

TRIES_EVERY_S: Final = 0.1
"""How often it tries to, while the database is busy."""

_REFUSALS: Final = 20
_LEAVES_WITHIN_S: Final = 0.5

MOST_WAITING: Final = 1000
"""So many entries wait for a database that is away; of more the oldest are lost."""

_AT_ONCE: Final = 20
"""How many rows are read at once for those who look through them: each holds some entries."""

_MOST_AT_ONCE: Final = 1024 * 1024
"""How much one statement stores, unless one row is longer, in characters."""

_FEW: Final = 500
"""How many of the oldest are looked at in one go, when they take too much."""

_CHANGING: Final = "journal"
"""The name that transactions hold which drop entries."""

_TABLE: Final = JOURNAL.name
_BEGAN: Final = "journal began"
"""What the newest number before the transaction's own is called among what is read at a turn."""

_READ_LAST: Final = f"SELECT max(id) AS value FROM {_TABLE}"
_READ_STAND: Final = f"SELECT max(cleared_up_to), max(dropped_up_to) FROM {JOURNAL_STAND.name}"
_COLUMNS: Final = ("id", "lead", "size", "entry")
_Row = tuple[int, str | None, int, str]


class _Stands(NamedTuple):
    """Where the journal stands in the database.

    Attributes:
        last_id: the number of the newest entry there ever was.
        cleared_up_to: up to which entry it was last emptied.
        dropped_up_to: up to which entry they have been deleted, or are no more to be seen.
        bytes: the size of those that are there.
    """

    last_id: int
    cleared_up_to: int
    dropped_up_to: int
    bytes: int

    @property
    def floor(self) -> int:
        """Only what is above it is there."""
        return max(self.cleared_up_to, self.dropped_up_to)


class _Stored(NamedTuple):
    """A row of the journal.

    Attributes:
        last: the number of the newest of its entries.
        lead: alike for those that stored the same lead, where it holds one entry.
        text: its entries.
    """

    last: int
    lead: str | None
    text: str

    @property
    def numbers(self) -> range:
        """Those of its entries, newest first."""
        return range(self.last, self.last - len(leads_in(self.lead, self.text)), -1)


class _Waiting(NamedTuple):
    """An entry that waits until the database can be used again.

    Attributes:
        entry: of what was answered.
        tried: those of the same request that transactions were to store of which nobody knows
            whether they were committed; more may be added.
    """

    entry: Entry
    tried: Sequence[Entry]


class SharedJournal:
    """The last requests of all processes, as many and as large as settings say.

    Args:
        database: where they are kept.
        size: how many there are; at least one.
        most: how many bytes, as they are stored; None for no limit.

    Attributes:
        size: as given.
        processes: how many there are of which each has a journal of its own: all have this one.
        room: the limit, and what was last counted.
    """

    processes: Final = 1

    def __init__(self, database: Database, size: int, most: int | None = None) -> None:
        assert size > 0, "one that keeps nothing needs no table"
        self.size = size
        self.room = Room(most)
        self._database = database
        database.read_at_turn[TURNS] = _READ_LAST
        self._lock = threading.Lock()
        self._waiting: deque[_Waiting] = deque(maxlen=MOST_WAITING)
        self._added = threading.Event()
        self._ends = threading.Event()
        self._keeper: threading.Thread | None = None
        self._is_patient = True
        self._last_stand = Stand(0, 0, 0, 0)
        self._leads = Leads(size)

    # What requests do.

    def store(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        """Store entries at the end of a transaction that does requests: each is given its number.

        Which one it repeats is found when it is read.
        """
        last = self._last(tx)
        tx.at_turn.setdefault(_BEGAN, last)
        for number, entry in enumerate(entries, last + 1):
            entry.id = number
        rows: list[_Row] = []
        for bundle in bundled(entries):
            last += bundle.entries
            rows.append((last, bundle.lead, len(bundle.text), bundle.text))
        for some in _parts(rows, max(tx.engine.most_parameters // len(_COLUMNS), 1)):
            marks = ", ".join([f"({tx.marks(len(_COLUMNS))})"] * len(some))
            tx.store_rows(
                f"INSERT INTO {_TABLE} ({', '.join(_COLUMNS)}) VALUES {marks}",
                tuple([value for row in some for value in row]),
            )
        tx.at_turn[TURNS] = last
        self._wake()

    def store_looking(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        """The same for those who look at the entries at once: each is told which one it repeats."""
        self.store(tx, entries)
        numbers = [entry.id for entry in entries if entry.lead is not None]
        if numbers:
            stored = tx.at_turn[_BEGAN]
            repeats = self._leads.repeated(tx, numbers, stored)
            for entry in entries:
                entry.repeats = repeats.get(entry.id, 0)

    def store_later(self, entry: Entry, tried: Sequence[Entry] = ()) -> None:
        """Keep an entry for when the database can be used again.

        A connection that is lost at a commit leaves open whether that was done: then it is looked
        up before the entry is stored, and a request has one entry, whichever it was.

        Args:
            entry: of what was answered, maybe stored by a transaction of its own.
            tried: what transactions were to store of the same request, maybe in another thread.
        """
        with self._lock:
            self._waiting.append(_Waiting(entry, tried))
        self._wake()

    def rewrite(self, entry: Entry, tx: Transaction) -> None:
        """Store an entry once more that has changed since; its lead is the one that it was.

        Nothing is done where it has been dropped meanwhile, which waits for nobody's turn.
        """
        row = _row_with(tx, entry.id)
        if row is not None:
            text = with_another(row.text, entry.id - row.numbers[-1], entry)
            this = JOURNAL.c.id == row.last
            tx.connection.execute(sa.update(JOURNAL).where(this).values(entry=text))

    def _last(self, tx: Transaction) -> int:
        """The number of the newest entry there ever was."""
        last = tx.at_turn.get(TURNS)
        if last is None and TURNS not in tx.at_turn:
            (last,) = tx.execute(_READ_LAST, ()).fetchone()
        if last is None:
            # It is empty: numbers go on after those that are gone.
            last = max(one or 0 for one in tx.execute(_READ_STAND, ()).fetchone())
        return int(last)

    # What those do who look.

    def entries(self, *, since: int = 0, before: int | None = None) -> Iterator[Entry]:
        """What it holds now, newest first, as `Journal.entries` gives it.

        Raises:
            DatabaseError: the database cannot be used.
        """
        stands: _Stands | None = None
        above = 0
        while True:
            with self._database.transaction() as tx:
                if stands is None:
                    stands = self._stands(tx)
                    since = max(since, stands.floor)
                    above = stands.last_id + 1 if before is None else before
                rows = _rows(tx, since, above)
                numbers = [number for row in rows for number in row.numbers]
                repeats = self._leads.repeated(tx, numbers)
                secrets = configuration.passwords(tx)
            for row in rows:
                for number, told in zip(row.numbers, reversed(told_in(row.text)), strict=True):
                    if since < number < above:
                        entry = entry_told(told, number, secrets)
                        entry.repeats = entry.repeats or repeats.get(number, 0)
                        yield entry
            if len(rows) < _AT_ONCE:
                return
            above = rows[-1].numbers[-1]

    def get(self, number: int) -> Entry | None:
        """The entry of this id; None if there is none, or none any more."""
        return next(self.entries(since=number - 1, before=number + 1), None)

    @property
    def stand(self) -> Stand:
        """What it holds now.

        Raises:
            DatabaseError: the database cannot be used.
        """
        with self._database.transaction() as tx:
            stands = self._stands(tx)
        dropped = max(stands.dropped_up_to - stands.cleared_up_to, 0)
        self._last_stand = Stand(
            stands.last_id - stands.floor, stands.bytes, stands.last_id, dropped
        )
        self.room.held = stands.bytes
        return self._last_stand

    @property
    def last_stand(self) -> Stand:
        """What it holds now, or, of a database that is away, what it last held."""
        try:
            return self.stand
        except DatabaseError:
            return self._last_stand

    def __len__(self) -> int:
        """How many entries it holds; of a database that is away, how many it last held."""
        return self.last_stand.held

    def __bool__(self) -> bool:
        """An empty one is a journal too."""
        return True

    @property
    def last_id(self) -> int:
        """The id of the newest entry there ever was, 0 before the first."""
        return self.stand.last_id

    def must_hold_all(self, *, since: int = 0) -> None:
        """Make sure that nothing after the entry `since` has been dropped.

        Raises:
            JournalError: something has: nobody can say how many.
        """
        stand = self.stand
        has_dropped = stand.dropped > 0 and stand.last_id - stand.held > since
        must_hold_all(stand, self.size, has_dropped=has_dropped)

    def clear(self) -> None:
        """Forget all entries; identifiers go on."""
        with self._lock:
            self._waiting.clear()
        with self._database.transaction() as tx:
            tx.hold([_CHANGING])
            last = self._stands(tx).last_id
            tx.connection.execute(sa.delete(JOURNAL).where(JOURNAL.c.id <= last))
            _keep(tx, cleared_up_to=last, dropped_up_to=last, counted_up_to=last, bytes=0)

    def close(self) -> None:
        """Store what waits, if the database lets it, and look no more."""
        self._ends.set()
        self._added.set()
        if self._keeper is not None:
            self._keeper.join(_LEAVES_WITHIN_S)

    def _stands(self, tx: Transaction) -> _Stands:
        newest = sa.select(sa.func.max(JOURNAL.c.id)).scalar_subquery()
        columns = (
            JOURNAL_STAND.c.cleared_up_to,
            JOURNAL_STAND.c.dropped_up_to,
            JOURNAL_STAND.c.bytes,
            JOURNAL_STAND.c.counted_up_to,
        )
        row = tx.connection.execute(sa.select(newest, *columns)).first()
        if row is not None:
            there, cleared, dropped, size, counted = row
        else:
            there = tx.connection.execute(sa.select(newest)).scalar()
            cleared = dropped = size = counted = 0
        # A few: all but those are counted once a second.
        added = sa.select(sa.func.sum(JOURNAL.c.size)).where(JOURNAL.c.id > counted)
        size += int(tx.connection.execute(added).scalar() or 0)
        last = max(there or 0, cleared, dropped)
        # Those that are too many are not seen, before they are deleted too.
        return _Stands(last, cleared, max(dropped, last - self.size), size)

    # What is done beside.

    def _wake(self) -> None:
        if not self._added.is_set():
            self._added.set()
            if self._keeper is None:
                with self._lock:
                    if self._keeper is None:
                        self._keeper = threading.Thread(
                            target=self._keep_on, name="journal", daemon=True
                        )
                        self._keeper.start()

    def _keep_on(self) -> None:
        pause = LOOKS_EVERY_S
        refused = 0
        while True:
            self._added.wait()
            is_last = self._ends.wait(pause)
            self._added.clear()
            # On a file requests go first, but not for ever.
            self._is_patient = not self._database.kind.single or refused > _REFUSALS
            try:
                self._store_waiting()
                if not is_last:
                    self.trim()
                pause, refused = LOOKS_EVERY_S, 0
            except BusyError:
                pause, refused = TRIES_EVERY_S, refused + 1
                self._added.set()
            except (DatabaseError, sa.exc.SQLAlchemyError) as error:
                # Requests are told of it; here it is tried again.
                log.debug("The journal cannot be kept: %s", error)
                self._added.set()
            if is_last:
                return

    def _store_waiting(self) -> None:
        with self._lock:
            waiting = list(self._waiting)
        if not waiting:
            return
        with self._database.transaction(patient=self._is_patient) as tx:
            # Whoever was to store one of them has an end by then, be it a good one or not.
            tx.hold([REQUESTS])
            missing: list[Entry] = []
            for entry, tried in waiting:
                stored = next((one for one in (entry, *tried) if _is_stored(tx, one)), None)
                if stored is None:
                    missing.append(entry)
                elif stored is not entry:
                    self.rewrite(_with_rows_of(stored, entry), tx)
            if missing:
                self.store(tx, missing)
        with self._lock:
            for one in waiting:
                if self._waiting and self._waiting[0] is one:
                    self._waiting.popleft()

    def trim(self) -> None:
        """Delete what is more than it may hold.

        Raises:
            BusyError: another process writes to the file.
            DatabaseError: the database cannot be used.
        """
        with self._database.transaction(patient=self._is_patient) as tx:
            tx.hold([_CHANGING])
            row = tx.connection.execute(sa.select(JOURNAL_STAND)).mappings().first()
            cleared, dropped, counted, held = (
                (0, 0, 0, 0)
                if row is None
                else (
                    row["cleared_up_to"],
                    row["dropped_up_to"],
                    row["counted_up_to"],
                    row["bytes"],
                )
            )
            added = sa.select(sa.func.max(JOURNAL.c.id), sa.func.sum(JOURNAL.c.size))
            newest, size = tx.connection.execute(added.where(JOURNAL.c.id > counted)).one()
            if newest is None:
                return
            held += int(size)
            floor = max(cleared, dropped)
            if newest - self.size > floor:
                floor = newest - self.size
                held -= _size_of(tx, floor)
            else:
                floor = 0
            while self.room.most is not None and held > self.room.most:
                oldest = sa.select(JOURNAL.c.id, JOURNAL.c.size).where(JOURNAL.c.id > floor)
                rows = list(tx.connection.execute(oldest.order_by(JOURNAL.c.id).limit(_FEW)))
                for number, its_size in rows:
                    if held <= self.room.most:
                        break
                    floor = number
                    held -= its_size
                if not rows:
                    break
            if floor:
                tx.connection.execute(sa.delete(JOURNAL).where(JOURNAL.c.id <= floor))
            _keep(
                tx,
                cleared_up_to=cleared,
                dropped_up_to=max(floor, dropped),
                counted_up_to=newest,
                bytes=held,
            )


def _rows(tx: Transaction, since: int, before: int) -> list[_Stored]:
    """The newest rows with entries between two numbers, _AT_ONCE at the most, newest first."""
    # The row that holds the newest of these may hold others, which came after it.
    with_newest = sa.select(sa.func.min(JOURNAL.c.id)).where(JOURNAL.c.id >= before - 1)
    query = sa.select(JOURNAL.c.id, JOURNAL.c.lead, JOURNAL.c.entry).where(
        JOURNAL.c.id > since,
        JOURNAL.c.id <= sa.func.coalesce(with_newest.scalar_subquery(), before),
    )
    rows = tx.connection.execute(query.order_by(JOURNAL.c.id.desc()).limit(_AT_ONCE))
    return [_Stored(*row) for row in rows]


def _row_with(tx: Transaction, number: int) -> _Stored | None:
    """The row that holds an entry, if there is one."""
    return next((row for row in _rows(tx, number - 1, number + 1) if number in row.numbers), None)


def _is_stored(tx: Transaction, entry: Entry) -> bool:
    """Whether the transaction was committed that was to store an entry under its number."""
    if not entry.id:
        return False
    row = _row_with(tx, entry.id)
    if row is None:
        return False
    told = told_in(row.text)[entry.id - row.numbers[-1]]
    return _of_one(entry_told(told, entry.id, entry.secrets)) == _of_one(entry)


def _of_one(entry: Entry) -> tuple[object, ...]:
    """What no other request's entry has."""
    return entry.request_id, entry.at, entry.seconds


def _with_rows_of(stored: Entry, answered: Entry) -> Entry:
    """What was answered, for nobody had heard of the commit, and what it has stored."""
    return replace(
        answered, id=stored.id, rows=stored.rows, lead_id=stored.lead_id, repeats=stored.repeats
    )


def _keep(tx: Transaction, **stand: int) -> None:
    """Keep where the journal stands; the transaction holds it."""
    if not tx.connection.execute(sa.update(JOURNAL_STAND).values(stand)).rowcount:
        tx.connection.execute(sa.insert(JOURNAL_STAND).values(id=1, **stand))


def _size_of(tx: Transaction, floor: int) -> int:
    sizes = sa.select(sa.func.sum(JOURNAL.c.size)).where(JOURNAL.c.id <= floor)
    return int(tx.connection.execute(sizes).scalar() or 0)


def _parts(rows: Sequence[_Row], most: int) -> Iterator[list[_Row]]:
    """Rows that go together into one statement."""
    part: list[_Row] = []
    size = 0
    for row in rows:
        if part and (len(part) == most or size + row[2] > _MOST_AT_ONCE):
            yield part
            part, size = [], 0
        part.append(row)
        size += row[2]
    if part:
        yield part
