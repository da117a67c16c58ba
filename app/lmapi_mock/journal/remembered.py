"""What is made of an entry, remembered as long as the entry is held, and within a bound.

An entry is made whole and stays as it is, so what is worked out of it stays true.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from lmapi_mock.journal.entry import Entry

T = TypeVar("T")


def _always(made: object) -> bool:
    del made
    return True


def remembered(
    most: int, is_small: Callable[[Any], bool] = _always
) -> Callable[[Callable[[Entry], T]], Callable[[Entry], T]]:
    """Have a function of an entry called once for each; an entry that is dropped is forgotten.

    Args:
        most: for how many entries at most; the one made first is forgotten for a new one.
        is_small: whether what was made is small enough to be remembered.
    """

    def wrap(function: Callable[[Entry], T]) -> Callable[[Entry], T]:
        made: WeakKeyDictionary[Entry, T] = WeakKeyDictionary()
        lock = threading.Lock()

        @wraps(function)
        def ask(entry: Entry) -> T:
            with lock:
                found = made.get(entry)
            if found is not None:
                return found
            found = function(entry)
            if not is_small(found):
                return found
            with lock:
                if len(made) >= most:
                    made.pop(next(iter(made)), None)
                made[entry] = found
            return found

        return ask

    return wrap
