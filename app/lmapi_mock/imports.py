"""Modules that are imported late, and stay imported.

A suite that tests a pytest plugin runs pytest inside pytest, and each inner run takes out of
`sys.modules` what it has imported. What is imported anew then is there twice: SQLAlchemy's C
extensions fail on it, and FastAPI's routes of the one are not those of the other.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final

_OWN: Final = __name__.partition(".")[0]
_KEPT: dict[str, ModuleType] = {}


@contextmanager
def imported_once() -> Iterator[None]:
    """Have what is imported in this block imported once only in this process."""
    # A package that somebody else has imported anew stays as it is, for the two do not mix.
    present = {_package(name) for name in sys.modules} - {_OWN}
    for name, module in list(_KEPT.items()):
        if _package(name) not in present:
            sys.modules[name] = module
    before = set(sys.modules)
    with _no_look_for_garbage():
        yield
    _KEPT.update({name: sys.modules[name] for name in sys.modules.keys() - before})


@contextmanager
def _no_look_for_garbage() -> Iterator[None]:
    """What is loaded is there to stay: to look through it again and again takes a tenth as long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _package(name: str) -> str:
    return name.partition(".")[0]
