"""What is made of an entry, remembered as long as the entry is held, and within a bound.

An entry is made whole and stays as it is, so what is worked out of it stays true.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

E = TypeVar("E")
T = TypeVar("T")


def _always(made: object) -> bool:
    del made
    return True


def remembered(
    most: int, is_small: Callable[[Any], bool] = _always
) -> Callable[[Callable[[E], T]], Callable[[E], T]]:
    """Have a function of an entry called once for each; an entry that is dropped is forgotten.

    Args:
        most: for how many entries at most; the one made first is forgotten for a new one.
        is_small: whether what was made is small enough to be remembered.
    """

    def wrap(function: Callable[[E], T]) -> Callable[[E], T]:
        made: WeakKeyDictionary[E, T] = WeakKeyDictionary()
        lock = threading.Lock()

        @wraps(function)
        def ask(entry: E) -> T:
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
