"""One commit for what comes at the same time.

A commit costs SQLite about as much as all of a lead's statements, and on a server each step of a
transaction is a round trip. Requests that are there at the same time share one: each is told that
it is stored when all of them are. It is still all or nothing for each of them, and each sees what
those before it stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from anyio import to_thread

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.base import BusyError
from lmapi_mock.store.sql.transaction import Transaction

T = TypeVar("T")

AT_ONCE: Final = 32
"""The most that share a commit: no other connection is looked at meanwhile."""


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[T]):
    """Work that is to be done, and who waits for what it returns."""

    work: Callable[[Transaction], T]
    done: asyncio.Future[T]


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
        self._busy: set[Database] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, database: Database, work: Callable[[Transaction], T]) -> T:
        """Do a unit of work, and return what it returns once it is committed.

        Args:
            database: where it is done.
            work: may be done again, in a transaction of its own, when another's work has failed.

        Raises:
            DatabaseError: the database cannot be used, or is held by another process.
            Exception: whatever the work raised; nothing of it is stored.
        """
        loop = asyncio.get_running_loop()
        waiting: _Waiting[T] = _Waiting(work, loop.create_future())
        group = self._waiting.setdefault(database, [])
        group.append(waiting)
        if len(group) == 1 and database not in self._busy:
            # All that came with this one are there by the next turn; by the one after it, under
            # load, those too whose clients have had their last answers just now.
            loop.call_soon(loop.call_soon, self._commit, database)
        return await waiting.done

    def _commit(self, database: Database) -> None:
        waiting = self._waiting.pop(database)
        group, rest = waiting[:AT_ONCE], waiting[AT_ONCE:]
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

    @staticmethod
    async def _in_a_thread(database: Database, group: list[_Waiting[Any]]) -> None:
        """Wait for the database; where one's work fails, do each in its own transaction."""
        try:
            results = await to_thread.run_sync(_patiently, database, group)
        except DatabaseError as error:
            _fail(group, error)
            return
        except Exception as error:  # noqa: BLE001  whose it is shows when each is done alone
            if len(group) == 1 and not database.kind.single:
                _fail(group, error)
                return
            for one in group:
                try:
                    results = await to_thread.run_sync(_patiently, database, [one])
                except Exception as error:  # noqa: BLE001  raised where it is waited for
                    _fail([one], error)
                else:
                    _succeed([one], results)
        else:
            _succeed(group, results)


def _together(database: Database, group: Sequence[_Waiting[Any]], *, patient: bool) -> list[Any]:
    """What each of the group's works returns, all committed at once."""
    with database.transaction(patient=patient) as tx:
        if not database.kind.single:
            tx.hold_all()
            if len(group) > 1 and not database.rolls_back(tx):
                raise _ApartError
        results = [group[0].work(tx)]
        results.extend([one.work(tx.beside()) for one in group[1:]])
        return results


def _patiently(database: Database, group: Sequence[_Waiting[Any]]) -> list[Any]:
    return _together(database, group, patient=True)


def _succeed(group: Sequence[_Waiting[Any]], results: Sequence[Any]) -> None:
    for waiting, result in zip(group, results, strict=True):
        # Who waited may have gone.
        if not waiting.done.done():
            waiting.done.set_result(result)


def _fail(group: Sequence[_Waiting[Any]], error: Exception) -> None:
    for waiting in group:
        if not waiting.done.done():
            waiting.done.set_exception(error)
