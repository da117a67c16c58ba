"""Kinds of custom fields, by vicidial_lists_fields.field_type."""

from __future__ import annotations

from typing import Final

NO_VALUES: Final = frozenset({"DISPLAY", "SCRIPT", "BUTTON", "SWITCH"})
"""Those that hold nothing, and have no column."""
