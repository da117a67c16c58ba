"""SQLite without its count of the memory that it takes, which nobody asks for here.

It counts each allocation under a lock of the whole process, dozens for a statement, which is a
thirty-third of a request. It takes that setting only before it begins, and Python has no way to
set it: so it is ended and begun anew by its own C interface, before anybody opens a database.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from functools import cache
from typing import Final

_MEMSTATUS: Final = 9
"""SQLite's number of the setting."""

_OK: Final = 0


# Told once, it cannot see any more whether a database is open.
@cache
def count_no_memory() -> bool:
    """Have SQLite count no memory in this process; whether it does as it is told.

    It does not where a database is open already, which would not survive it, and where Python's
    module holds SQLite without letting others reach it.
    """
    try:
        # The very library that Python's module works with: it is searched for through that.
        library = ctypes.CDLL(_sqlite3.__file__)
        used, config = library.sqlite3_memory_used, library.sqlite3_config
        shutdown, initialize = library.sqlite3_shutdown, library.sqlite3_initialize
    except (AttributeError, OSError):
        return False
    used.restype = ctypes.c_int64
    # What follows the first argument is passed otherwise on some processors.
    config.argtypes = [ctypes.c_int]
    if used() or shutdown() != _OK:
        return False
    is_set = config(_MEMSTATUS, 0) == _OK
    return bool(initialize() == _OK and is_set)
