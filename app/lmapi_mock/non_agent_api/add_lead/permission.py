"""Source and rights: who may add leads at all (section 5, steps 1 to 3)."""

from __future__ import annotations

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.add_lead import messages
from lmapi_mock.non_agent_api.call import Call
from lmapi_mock.non_agent_api.outcome import Line, Refusal
from lmapi_mock.non_agent_api.php import php_strlen


def check_permission(call: Call) -> None:
    """Refuse a request without source, and a user without the rights."""
    if php_strlen(call.value["source"]) < 2:
        raise Refusal(
            Line(messages.INVALID_SOURCE, call.value),
            Line(messages.INVALID_SOURCE_ECHO, call.value),
        )
    assert call.caller is not None, "add_lead before the login"
    allowed = (call.caller["api_allowed_functions"] or "").split(" ")
    if "add_lead" not in allowed and "ALL_FUNCTIONS" not in allowed:
        raise call.refusal(messages.FUNCTION_NOT_ALLOWED)
    may_add_leads = (
        str(call.caller["vdc_agent_api_access"]) == "1"
        and str(call.caller["modify_leads"]) in {"1", "2", "3", "4"}
        and call.caller["user_level"] >= 8
        and fold(str(call.caller["active"])) == "y"
    )
    if not may_add_leads:
        raise call.refusal(messages.MAY_NOT_ADD_LEADS)
