"""Stored values as MariaDB prints them, and what stands between them (leads.md, 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb.types import Decimal
from lmapi_mock.store.schema.columns import is_unsigned64, stored_type, unsigned64

SEPARATORS: Final[Mapping[str, str]] = {"csv": ",", "tab": "\t", "pipe": "|", "newline": "\n"}
"""By the value of `stage`, in exactly this spelling."""


def separator(stage: str, *, with_newline: bool = False) -> str:
    """What stands between values; a bar where `stage` names nothing.

    Args:
        stage: the parameter.
        with_newline: whether the function knows `newline`.
    """
    if stage == "newline" and not with_newline:
        return "|"
    return SEPARATORS.get(stage, "|")


def printed(table: sa.Table, row: Mapping[str, Any], name: str) -> str:
    """A column's value as text: nothing for NULL, decimals with their places."""
    value = row[name]
    if value is None:
        return ""
    kind = stored_type(table.c[name])
    if is_unsigned64(kind):
        return str(unsigned64(int(value)))
    if isinstance(kind, Decimal):
        return str(value) if isinstance(value, str) else f"{value:.{kind.scale}f}"
    return str(value)
