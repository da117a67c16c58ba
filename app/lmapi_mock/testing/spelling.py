"""Names that are not known, told with the one that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from lmapi_mock.errors import LmapiMockError


def nearest(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The known name that is nearest to one, in any case; empty where none is near.

    Args:
        name: as it was given.
        known: the names that there are.
        cutoff: how like it has to be, from 0 (not at all) to 1 (the same).
    """
    by_lower = {one.lower(): one for one in known}
    near = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=cutoff)
    # A beginning alone is less like a long name than like others.
    begun = [one for one in by_lower if len(name) > 3 and one.startswith(name.lower())]
    return by_lower[(near or begun)[0]] if near or begun else ""


def unknown(what: str, name: str, known: Iterable[str]) -> LmapiMockError:
    """The error for a name that is none of those that are known.

    Args:
        what: the sentence that says so, as `vicidial_list has no column 'phone'.`
        name: as it was given.
        known: the names that there are.
    """
    several = list(known)
    near = nearest(name, several)
    meant = f"Did you mean {near}? " if near else ""
    hint = f"{meant}Accepted: {', '.join(several)}."
    return LmapiMockError(f"{what} {hint}", hint)
