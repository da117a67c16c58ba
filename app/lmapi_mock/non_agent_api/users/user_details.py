"""user_details: name, group and level of a user (lists.md, 10)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead.printed import SEPARATORS, printed, separator
from lmapi_mock.non_agent_api.login.viewable import user_named, viewable
from lmapi_mock.non_agent_api.users import messages
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.schema.tables import vicidial_users

LONGEST: Final = 99
NAMES: Final = ("full_name", "user_group", "user_level", "active")


def tell_user(call: Call) -> None:
    """Print the user's line."""
    value = call.value
    name = value["agent_user"]
    if not 1 <= php_strlen(name) <= LONGEST:
        raise call.refusal(messages.INVALID_USER_SEARCH)
    user = user_named(call, name)
    if user is None or not viewable(call).has(user["user_group"]):
        raise call.refusal(messages.USER_NOT_FOUND)
    between = separator(value["stage"])
    lines: list[tuple[str, ...]] = [("user", *NAMES)] if value["header"] == "YES" else []
    lines.append((name, *(printed(vicidial_users, user, column) for column in NAMES)))
    told = value["stage"] if value["stage"] in SEPARATORS and value["stage"] != "newline" else ""
    call.say(
        messages.USER_TOLD,
        output="".join(f"{between.join(line)}\n" for line in lines),
        told_stage=told or "pipe",
    )
