"""Columns that hold passwords, or what they are made with."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
_NEW_PASSWORD: Final = re.compile(r"\A([^|]*\|)([^|]+)((?:\|[^|]*){2,})", re.DOTALL)
_TOLD_IN_FULL: Final = "YOU MUST USE A VALID PHONE PASSWORD"


def logged_without_passwords(row: Mapping[str, Any]) -> Any:
    """What `data` of a row of vicidial_api_log shows (functions/lists 11 to 13).

    add_user and copy_user log the new password after the user's name, as they print it; a phone
    password that update_user refuses stands there alone.
    """
    data, function = row.get("data"), row.get("function")
    if function in {"add_user", "copy_user"} and data:
        return _NEW_PASSWORD.sub(rf"\g<1>{HIDDEN}\g<3>", data, count=1)
    if function == "update_user" and data and _TOLD_IN_FULL in str(row.get("result_reason")):
        return HIDDEN
    return data
