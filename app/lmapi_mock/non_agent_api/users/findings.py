"""Findings of the functions that add and change users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen, Severity, said
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.users import messages

LONGEST_NAME: Final = 20

KINDS: Final[Mapping[str, Kind]] = {
    "user-password-shown": Kind(
        Severity.WARNING,
        "A new password that the answer shows",
        "add_user and copy_user print the new password, and a dialer keeps it in vicidial_api_log"
        " too: whoever reads either can log in.",
        "Keep the answer out of your own logs.",
    ),
    "user-name-cut": Kind(
        Severity.WARNING,
        "A user whose name is cut",
        "The column holds 20 characters: the user is stored under a shorter name than the answer"
        " shows, and cannot log in with it.",
        "Send an agent_user of 2 to 20 characters.",
    ),
    "user-updates-lost-in-error": Kind(
        Severity.WARNING,
        "An error after something was done",
        "NO UPDATES DEFINED is said because no setting was sent; ranks and grades, or a new"
        " password, of which a notice tells, are stored all the same.",
        "Read the notices, or send a setting beside them.",
    ),
}


def _find(seen: Seen) -> Iterator[Finding]:
    name = seen.cleaned.get("agent_user", "")
    if said(seen, messages.USER_ADDED, messages.USER_COPIED):
        yield Finding("user-password-shown", "The answer shows the new password.", "agent_pass")
        if len(name) > LONGEST_NAME:
            yield Finding(
                "user-name-cut",
                "agent_user is stored with its first 20 characters.",
                "agent_user",
                name,
                name[:LONGEST_NAME],
            )
    if len(seen.lines) > 1 and said(seen, messages.NO_USER_UPDATES):
        yield Finding(
            "user-updates-lost-in-error",
            "The answer ends in an error, though something before it was done.",
        )


FINDINGS: Final = Findings(KINDS, _find)
