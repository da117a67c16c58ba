"""One commit for what comes at the same time.

A commit costs SQLite about as much as all of a lead's statements, and on a server each step of a
transaction is a round trip. Requests that are there at the same time share one: each is told that
it is stored when all of them are. It is still all or nothing for each of them, and each sees what
those before it stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, takewhile
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from anyio import CapacityLimiter, to_thread

from lmapi_mock.errors import DatabaseError, RefusedRowError, RowsHeldError
from lmapi_mock.store.sql.database import HALVES, Database
from lmapi_mock.store.sql.engines.base import HELD, SILENT, BusyError
from lmapi_mock.store.sql.read_ahead import Question
from lmapi_mock.store.sql.transaction import Transaction

T = TypeVar("T")
Asks = Callable[[Transaction], Iterable[Question]]

LEAST_S: Final = 0.5
"""How long a database has to answer those who have waited for long already."""

THREADS: Final = 8
"""One for each database that is worked on, and some for those that hang."""

AT_ONCE: Final = 32
"""The most that share a commit: no other connection is looked at meanwhile."""


FIRST_PAUSE_S: Final = 0.02
LONGEST_PAUSE_S: Final = 0.25
"""How long a request that needs rows which another session holds pauses, from try to try."""


def _nothing(_: Transaction) -> Iterable[Question]:
    """Nobody knows what the work will ask."""
    return ()


@dataclass(slots=True)
class _Waiting(Generic[T]):
    """Work that is to be done, and who waits for what it returns.

    Attributes:
        work: as it was given.
        asks: likewise.
        done: gets what it returns.
        since: when it came, by the loop's clock.
        pause: how long it has paused for rows that another session holds; then it is done alone.
        held: what it has met of such rows, last.
        is_late: whoever waited has been told that the database does not answer.
    """

    work: Callable[[Transaction], T]
    asks: Asks
    done: asyncio.Future[T]
    since: float
    pause: float = 0.0
    held: RowsHeldError | None = None
    is_late: bool = False


class _LateError(Exception):
    """Whoever waited for the work has been told that it was not done."""


class _ApartError(Exception):
    """Works are not to be done together: what fails with one would stay of the others."""


class GroupCommit:
    """Does units of work on databases from within the event loop.

    On SQLite they are done in the loop itself where the database is free, for SQLite is done sooner
    than a thread has begun, and in a thread where another holds it. On a server they are done in a
    thread, and what comes meanwhile is done together after them: nobody waits for others to come.
    """

    def __init__(self) -> None:
        self._waiting: dict[Database, list[_Waiting[Any]]] = {}
        # Held by the loop where it touches what waits, and by a thread that takes of it.
        self._taking = Lock()
        self._busy: set[Database] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: dict[Database, list[_Waiting[Any]]] = {}
        # Who pauses, and until when.
        self._paused: dict[asyncio.TimerHandle, tuple[_Waiting[Any], Database]] = {}
        self._has_given_up = False
        self._threads: CapacityLimiter | None = None

    async def run(
        self, database: Database, work: Callable[[Transaction], T], asks: Asks = _nothing
    ) -> T:
        """Do a unit of work, and return what it returns once it is committed.

        Args:
            database: where it is done.
            work: may be done again, in a transaction of its own, when another's work has failed.
            asks: gives what the work is likely to read of a server's database, to be read for all
                that share its commit.

        Raises:
            DatabaseError: the database cannot be used, or is held by another process.
            Exception: whatever the work raised; nothing of it is stored.
        """
        loop = asyncio.get_running_loop()
        waiting: _Waiting[T] = _Waiting(work, asks, loop.create_future(), loop.time())
        self._enter(database, waiting)
        return await waiting.done

    def _enter(self, database: Database, waiting: _Waiting[Any]) -> None:
        with self._taking:
            group = self._waiting.setdefault(database, [])
            group.append(waiting)
        if len(group) == 1 and database not in self._busy:
            # All that came with this one are there by the next turn; by the one after it, under
            # load, those too whose clients have had their last answers just now.
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._commit, database)

    async def run_apart(self, database: Database, work: Callable[[Transaction], T]) -> T:
        """Do a unit of work that may take long, in a thread and a transaction of its own.

        Args:
            database: where it is done.
            work: as for `run`.

        Raises:
            DatabaseError: the database cannot be used, or is held by another process.
            Exception: whatever the work raised; nothing of it is stored.
        """
        if not database.kind.single:
            # There all work is done in threads.
            return await self.run(database, work)
        loop = asyncio.get_running_loop()
        waiting: _Waiting[T] = _Waiting(work, _nothing, loop.create_future(), loop.time())
        (result,) = await to_thread.run_sync(_patiently, database, [waiting])
        done: T = result
        return done

    def _commit(self, database: Database) -> None:
        waiting = self._waiting.pop(database)
        # One that has met rows held by another session would spoil a group.
        together = takewhile(lambda one: not one.pause, waiting[:AT_ONCE])
        group = list(together) or waiting[:1]
        rest = waiting[len(group) :]
        if rest:
            self._waiting[database] = rest
        if not database.kind.single:
            self._busy.add(database)
            self._begin(self._on_a_server(database, group))
            return
        if rest:
            asyncio.get_running_loop().call_soon(self._commit, database)
        try:
            results = _together(database, group, patient=False)
        except DatabaseError as error:
            _fail(group, error)
        except Exception as error:  # noqa: BLE001  whose it is shows when each is done alone
            if len(group) == 1 and not isinstance(error, BusyError):
                _fail(group, error)
                return
            self._begin(self._in_a_thread(database, group))
        else:
            _succeed(group, results)

    def _begin(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _on_a_server(self, database: Database, group: list[_Waiting[Any]]) -> None:
        """Do a group; what has come meanwhile is the next."""
        try:
            await self._in_a_thread(database, group)
        finally:
            self._busy.discard(database)
            if database in self._waiting:
                self._commit(database)

    async def _in_a_thread(self, database: Database, group: list[_Waiting[Any]]) -> None:
        """Wait for the database; where one's work fails, do each in its own transaction."""
        # One that has met rows held by another session would spoil a group.
        may_grow = not database.kind.single and not group[0].pause
        if not await self._done(database, group, may_grow=may_grow):
            for one in group:
                await self._done(database, [one])

    async def _done(
        self, database: Database, group: list[_Waiting[Any]], *, may_grow: bool = False
    ) -> bool:
        """Do a group in a thread; whether each has its answer, or is to be tried once more."""
        grow = partial(self._grow, database, group) if may_grow else None
        try:
            results = await self._before_it_is_late(database, group, grow)
        except RowsHeldError as error:
            if len(group) > 1:
                return False
            self._try_again(database, group[0], error)
        except DatabaseError as error:
            if len(group) > 1 and isinstance(error, RefusedRowError):
                return False
            _fail(group, error)
        except Exception as error:  # noqa: BLE001  whose it is shows when each is done alone
            if len(group) > 1:
                return False
            _fail(group, error)
        else:
            _succeed(group, results)
        return True

    def _grow(self, database: Database, group: list[_Waiting[Any]]) -> None:
        """In the thread of a group that has its turn: add what has come while it waited for that.

        What a turn takes, whoever has it, is then shared by more; where several processes take
        turns, by as many as if there were one.
        """
        with self._taking:
            if self._under_way.get(database) is not group:
                # Nobody waits for it any more.
                return
            waiting = self._waiting.get(database, [])
            added = list(takewhile(lambda one: not one.pause, waiting[: AT_ONCE - len(group)]))
            del waiting[: len(added)]
            if not waiting:
                self._waiting.pop(database, None)
            group += added

    async def _before_it_is_late(
        self,
        database: Database,
        group: list[_Waiting[Any]],
        grow: Callable[[], None] | None,
    ) -> list[Any]:
        """Do a group in a thread; a server that stays silent is not waited for without end."""
        if self._threads is None:
            # Its own: a database that hangs may hold all that the admin API has.
            self._threads = CapacityLimiter(THREADS)
        if database.kind.single:
            return await to_thread.run_sync(_patiently, database, group, limiter=self._threads)
        loop = asyncio.get_running_loop()
        late = max(group[0].since + database.patience, loop.time() + LEAST_S)
        timer = loop.call_at(late, self._give_up, database, group)
        self._under_way[database] = group
        try:
            # Who is told to end does not wait for a server that hangs.
            return await to_thread.run_sync(
                _patiently, database, group, grow, limiter=self._threads, abandon_on_cancel=True
            )
        finally:
            timer.cancel()
            with self._taking:
                del self._under_way[database]

    def give_up(self) -> None:
        """The server ends: all that still waits for another is told that it cannot be done."""
        self._has_given_up = True
        for timer, (one, database) in self._paused.items():
            timer.cancel()
            _tell_late(database, [one])
        self._paused.clear()
        for database, group in list(self._under_way.items()):
            with self._taking:
                waiting = self._waiting.pop(database, [])
                told = [*group, *waiting]
            _tell_late(database, told)
            database.cut()

    def _give_up(self, database: Database, group: list[_Waiting[Any]]) -> None:
        """The database has not answered: say so to all who have waited for too long."""
        if self._under_way.get(database) is not group:
            return
        loop = asyncio.get_running_loop()
        late = loop.time() - database.patience
        with self._taking:
            others = self._waiting.get(database, [])
            told = [one for one in others if one.since <= late]
            for one in told:
                others.remove(one)
            if not others:
                self._waiting.pop(database, None)
            told = [*group, *told]
        _tell_late(database, told)
        # The thread that waits reads its connection's end, and makes room for the next; but it may
        # be about to open another, which is not there to be cut yet.
        database.cut()
        next_late = min([one.since for one in others], default=loop.time()) + database.patience
        loop.call_at(next_late, self._give_up, database, group)

    def _try_again(self, database: Database, one: _Waiting[Any], error: RowsHeldError) -> None:
        """Try once more in a while; nothing is held until then, and everybody else goes on."""
        if one.done.done():
            return
        one.held = error
        loop = asyncio.get_running_loop()
        left = one.since + database.patience - loop.time()
        if left <= 0 or self._has_given_up:
            _tell_late(database, [one])
            return
        one.pause = min(2 * one.pause or FIRST_PAUSE_S, LONGEST_PAUSE_S)

        def enter_again() -> None:
            del self._paused[timer]
            self._enter(database, one)

        timer = loop.call_later(min(one.pause, left), enter_again)
        self._paused[timer] = one, database


def _tell_late(database: Database, group: Sequence[_Waiting[Any]]) -> None:
    """Say to each what it has waited for in vain: rows, or the database itself."""
    for one in group:
        if not one.done.done():
            one.is_late = True
            why = _silent(database) if one.held is None else _held(database, one.held)
            one.done.set_exception(why)


def _silent(database: Database) -> DatabaseError:
    return database.away(
        f"did not answer within {database.patience} seconds: it hangs, or has more to do than it "
        "can",
        SILENT,
        _kept(database),
    )


def _held(database: Database, error: RowsHeldError) -> DatabaseError:
    cause = error.__cause__
    return database.away(
        f"was waited for {database.patience} seconds, or till the server ended, while another "
        f"session held what a request needed: {getattr(cause, 'orig', cause)}",
        HELD,
        _kept(database),
    )


def _kept(database: Database) -> str:
    """What is to be said of a request that was given up while it was done."""
    return HALVES if database.keeps_halves else ""


def _together(
    database: Database,
    group: Sequence[_Waiting[Any]],
    *,
    patient: bool,
    grow: Callable[[], None] | None = None,
) -> list[Any]:
    """What each of the group's works returns, all committed at once.

    Args:
        database: where they are done.
        group: at least one.
        patient: wait for others that hold the database.
        grow: adds to the group, once it has its turn.
    """
    _look_whether_late(group)
    with database.transaction(patient=patient, for_requests=True) as tx:
        tx.hold_all(is_alone=len(group) == 1)
        if grow is not None:
            _look_whether_late(group)
            grow()
            tx.is_alone = len(group) == 1
        if len(group) > 1 and not database.kind.single and not database.rolls_back(tx):
            raise _ApartError
        if len(group) > 1 and not database.kind.single:
            tx.read_ahead(chain.from_iterable([one.asks(tx) for one in group]))
        results = [group[0].work(tx)]
        results.extend([one.work(tx.beside()) for one in group[1:]])
        _look_whether_late(group)
        return results


def _look_whether_late(group: Sequence[_Waiting[Any]]) -> None:
    """Do nothing more that its client has been told was not done; a group is told at once."""
    if any(one.is_late for one in group):
        raise _LateError


def _patiently(
    database: Database, group: Sequence[_Waiting[Any]], grow: Callable[[], None] | None = None
) -> list[Any]:
    return _together(database, group, patient=True, grow=grow)


def _succeed(group: Sequence[_Waiting[Any]], results: Sequence[Any]) -> None:
    for waiting, result in zip(group, results, strict=True):
        # Who waited may have gone.
        if not waiting.done.done():
            waiting.done.set_result(result)


def _fail(group: Sequence[_Waiting[Any]], error: Exception) -> None:
    for waiting in group:
        if not waiting.done.done():
            waiting.done.set_exception(error)
