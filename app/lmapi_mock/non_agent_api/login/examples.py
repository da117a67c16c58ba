"""For every message of the login a request that brings it about on a server with the demo data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.example import ANYONE, Example, calling, user_row


def _call(**parameters: str) -> dict[str, str]:
    return calling(**{"function": "add_lead", "phone_number": ANYONE, **parameters})


EXAMPLES: Final[Mapping[str, Example]] = {
    "LOGIN_INCORRECT": Example(_call(**{"pass": "wrong"})),
    "SECOND_FACTOR_NEEDED": Example(
        _call(),
        columns={"system_settings": {"two_factor_auth_hours": "24", "two_factor_container": "2FA"}},
    ),
    "LOGIN_LOCKED": Example(
        _call(),
        # A good login first: the 15 minutes count from it.
        before=[_call(function="none"), *[_call(**{"pass": "wrong"})] * 10],
    ),
    "IP_NOT_ALLOWED": Example(
        _call(),
        said={"remote_ip": "127.0.0.1"},
        rows={"vicidial_ip_list_entries": [{"ip_list_id": "office", "ip_address": "10.1.2.x"}]},
        columns={
            "system_settings": {"allow_ip_lists": "1"},
            "vicidial_user_groups": {"api_ip_list": "office"},
        },
    ),
    "GROUP_UNKNOWN": Example(
        _call(user="stray"),
        said={"user_group": "NOWHERE"},
        rows={"vicidial_users": [user_row("stray", user_group="NOWHERE", api_list_restrict="1")]},
    ),
}
"""By the message's name."""
