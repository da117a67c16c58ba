"""What a call does in the event loop, for a thread takes longer to begin than the work itself.

The more so on a busy machine, where each of the two has to wait for a processor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.base import BusyError

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
