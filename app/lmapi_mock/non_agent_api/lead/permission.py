"""Source and rights, which every function that needs a login looks at first (section 5, 1 to 3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.outcome import Message, Refusal
from lmapi_mock.non_agent_api.lead import messages
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.sql.transaction import Row


def check_source(call: Call) -> None:
    """Refuse a request whose source is shorter than two bytes."""
    if php_strlen(call.value["source"]) < 2:
        raise Refusal(call.line(messages.INVALID_SOURCE), call.line(messages.INVALID_SOURCE_ECHO))


def check_function_allowed(call: Call) -> None:
    """Refuse a user whose api_allowed_functions do not name the function.

    Its name counts only between spaces, ALL_FUNCTIONS anywhere in the text.
    """
    assert call.caller is not None, "looked at rights before the login"
    allowed = str(call.caller["api_allowed_functions"] or "")
    if f" {call.function.name} " not in allowed and "ALL_FUNCTIONS" not in allowed:
        raise call.refusal(messages.FUNCTION_NOT_ALLOWED)


def rights(
    may_not: Message,
    columns: Mapping[str, str],
    *,
    level: int = 8,
    first: Callable[[Call], None] | None = None,
) -> Callable[[Call], None]:
    """The stage that a function begins with: source, function, and the user's rights.

    Args:
        may_not: what a user is told who lacks a right.
        columns: by the name of a column of vicidial_users the values that it may have, a character
            each, as `{"modify_leads": "1234"}`.
        level: the least user_level.
        first: what is looked at between function and rights.
    """

    def check_permission(call: Call) -> None:
        check_source(call)
        check_function_allowed(call)
        if first is not None:
            first(call)
        assert call.caller is not None, "looked at rights before the login"
        lacking = _lacking(call.caller, level, columns)
        if lacking:
            raise call.refusal(may_not, because=lacking)

    return check_permission


def may_change_leads(may_not: Message) -> Callable[[Call], None]:
    """The stage of functions that add and change leads.

    Args:
        may_not: what a user is told who may not.
    """
    return rights(may_not, {"vdc_agent_api_access": "1", "modify_leads": "1234"})


def _lacking(user: Row, level: int, columns: Mapping[str, str]) -> str:
    """The first of vicidial_users' columns that keeps the user from going on."""
    for name, accepted in columns.items():
        # Of several texts one may hold another: a column holds one character.
        if str(user[name]) not in set(accepted):
            return f"{name} is {user[name]}, not {_listed(accepted)}"
    if user["user_level"] < level:
        return f"user_level is {user['user_level']}, below {level}"
    if fold(str(user["active"])) != "y":
        return f"active is {user['active']}, not Y"
    return ""


def _listed(accepted: str) -> str:
    return accepted if len(accepted) == 1 else f"{accepted[0]} to {accepted[-1]}"
