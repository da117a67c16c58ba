"""Source and rights, which every function that needs a login looks at first (section 5, 1 to 3)."""

from __future__ import annotations

from collections.abc import Callable

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


def may_change_leads(may_not: Message) -> Callable[[Call], None]:
    """The stage that lets only users go on who may add and change leads.

    Args:
        may_not: what any other is told.
    """

    def check_permission(call: Call) -> None:
        check_source(call)
        check_function_allowed(call)
        assert call.caller is not None, "looked at rights before the login"
        lacking = lacking_for_leads(call.caller)
        if lacking:
            raise call.refusal(may_not, because=lacking)

    return check_permission


def lacking_for_leads(user: Row) -> str:
    """The first of vicidial_users' columns that keeps the user from changing leads."""
    if str(user["vdc_agent_api_access"]) != "1":
        return f"vdc_agent_api_access is {user['vdc_agent_api_access']}, not 1"
    if str(user["modify_leads"]) not in {"1", "2", "3", "4"}:
        return f"modify_leads is {user['modify_leads']}, not 1 to 4"
    if user["user_level"] < 8:
        return f"user_level is {user['user_level']}, below 8"
    if fold(str(user["active"])) != "y":
        return f"active is {user['active']}, not Y"
    return ""
