"""Columns that hold passwords, or what they are made with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SECRET_COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    "vicidial_users": frozenset({"pass", "pass_hash", "phone_pass"}),
    "system_settings": frozenset({"pass_key"}),
}
"""By table."""

HIDDEN: Final = "********"
"""What is shown in their place.

It is nobody's password: a login keeps letters, digits, `-` and `_` of what is sent. So a state that
was shown with it can be told from one that is whole, and is refused.
"""
