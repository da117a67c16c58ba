"""The lists that a user with api_list_restrict = 1 may load (section 4, point 4)."""

from __future__ import annotations

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.login import messages
from lmapi_mock.non_agent_api.login.allowed import allowed, is_restricted
from lmapi_mock.store.lookup import configuration


def restrict_lists(call: Call) -> None:
    """Set `call.allowed_lists` for a restricted user, or refuse one of an unknown group."""
    assert call.caller is not None, "restricted before the login"
    if not is_restricted(call):
        return
    name = call.caller["user_group"] or ""
    if configuration.user_group(call.tx, name) is None:
        raise call.refusal(messages.GROUP_UNKNOWN, user_group=name)
    may = allowed(call)
    call.allowed_lists = frozenset(
        list_id for list_id in configuration.all_lists(call.tx) if may.has_list(call.tx, list_id)
    )
