"""A new password as vicidial_users holds it (lists.md, 11 and 13)."""

from __future__ import annotations

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.login.authenticate import password_hash
from lmapi_mock.store.lookup import configuration


def stored_password(call: Call, password: str) -> tuple[str, str]:
    """What pass and pass_hash hold: with pass_hash_enabled 1 the hash alone."""
    settings = configuration.settings(call.tx)
    if str(settings["pass_hash_enabled"]) != "1":
        return password, ""
    return "", password_hash(password, settings["pass_key"], settings["pass_cost"])
