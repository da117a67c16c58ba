"""Source and rights: who may add leads at all (section 5, steps 1 to 3)."""

from __future__ import annotations

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.add_lead import messages
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.outcome import Refusal
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.sql.transaction import Row


def check_permission(call: Call) -> None:
    """Refuse a request without source, and a user without the rights."""
    if php_strlen(call.value["source"]) < 2:
        raise Refusal(call.line(messages.INVALID_SOURCE), call.line(messages.INVALID_SOURCE_ECHO))
    assert call.caller is not None, "add_lead before the login"
    allowed = (call.caller["api_allowed_functions"] or "").split(" ")
    if "add_lead" not in allowed and "ALL_FUNCTIONS" not in allowed:
        raise call.refusal(messages.FUNCTION_NOT_ALLOWED)
    lacking = _lacking(call.caller)
    if lacking:
        raise call.refusal(messages.MAY_NOT_ADD_LEADS, because=lacking)


def _lacking(user: Row) -> str:
    """The first of vicidial_users' columns that keeps the user from adding leads."""
    if str(user["vdc_agent_api_access"]) != "1":
        return f"vdc_agent_api_access is {user['vdc_agent_api_access']}, not 1"
    if str(user["modify_leads"]) not in {"1", "2", "3", "4"}:
        return f"modify_leads is {user['modify_leads']}, not 1 to 4"
    if user["user_level"] < 8:
        return f"user_level is {user['user_level']}, below 8"
    if fold(str(user["active"])) != "y":
        return f"active is {user['active']}, not Y"
    return ""
