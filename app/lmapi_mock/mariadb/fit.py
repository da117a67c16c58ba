"""What becomes of values that a column would change; apart, for settings name it at each start."""

from __future__ import annotations

import enum


class Fit(enum.Enum):
    """What becomes of a row with a value that its column would change."""

    EXACT = "exact"
    """It is refused."""
    CUT = "cut"
    """It is refused, but where a text is too long: that is cut, as recorded states need it."""
    ANY = "any"
    """It is stored as MariaDB stores it without strict mode."""
