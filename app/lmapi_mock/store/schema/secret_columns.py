"""Columns that hold passwords, or what they are made with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

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

API_LOG: Final = "vicidial_api_log"
LOGGED: Final = ("data", "value")
"""Its columns that may hold new passwords."""

TELLING: Final = ("function", "result_reason")
"""Its columns by which it is told whether they do."""

_NEW_PASSWORD: Final = re.compile(r"\A([^|]*\|)([^|]+)((?:\|[^|]*){2,})", re.DOTALL)
_TOLD_IN_FULL: Final = "YOU MUST USE A VALID PHONE PASSWORD"


OF_USERS: Final = frozenset({"add_user", "copy_user", "update_user"})
"""The functions whose log may hold new passwords."""


def logged_without_passwords(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of vicidial_api_log without new passwords (functions/lists 11 to 13).

    add_user and copy_user log the new password after the user's name, as they print it; a phone
    password that update_user refuses stands there alone. `value` is whatever was sent last.
    """
    data, function = row.get("data"), row.get("function")
    if function not in OF_USERS:
        return dict(row)
    shown = dict(row)
    if row.get("value"):
        shown["value"] = HIDDEN
    if data and function != "update_user":
        shown["data"] = _NEW_PASSWORD.sub(rf"\g<1>{HIDDEN}\g<3>", data, count=1)
    elif data and _TOLD_IN_FULL in str(row.get("result_reason")):
        shown["data"] = HIDDEN
    return shown


def without_secrets(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with HIDDEN in place of its passwords; an empty one stays empty."""
    if table == API_LOG:
        return logged_without_passwords(row)
    secret = SECRET_COLUMNS.get(table, frozenset())
    return {name: HIDDEN if value and name in secret else value for name, value in row.items()}


def hidden(table: str, rows: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """The rows of a table with HIDDEN in place of their passwords."""
    if table in SECRET_COLUMNS or table == API_LOG:
        return (without_secrets(table, row) for row in rows)
    return rows
