"""What a call does in the event loop, for a thread takes longer to begin than the work itself.

The more so on a busy machine, where each of the two has to wait for a processor.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from anyio import to_thread

from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.base import BusyError
from lmapi_mock.world import World

P = ParamSpec("P")
T = TypeVar("T")


def at_once(database: Database, work: Callable[[], T | None]) -> T | None:
    """Do what is short with a database of SQLite's, while everybody waits.

    Args:
        database: which.
        work: does it, or returns None where it is not short; and may be done again in a thread.

    Returns:
        What the work returns; None where somebody else holds the database, or it is a server's:
        whoever calls then does it in a thread.
    """
    if not database.kind.single:
        return None
    try:
        with database.at_once():
            return work()
    except BusyError:
        return None


def at_once_in_memory(handler: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """A handler of a world's clock, faults or journal, which is short where these are in memory.

    Where they may be in a database, for which it may have to wait, it is run in a thread, as
    FastAPI would have run it.
    """

    @wraps(handler)
    async def handle(*args: P.args, **named: P.kwargs) -> T:
        world = named["world"]
        assert isinstance(world, World), "as FastAPI calls a handler"
        if world.database.is_memory:
            return handler(*args, **named)
        return await to_thread.run_sync(partial(handler, *args, **named))

    return handle
