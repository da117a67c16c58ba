"""Findings of the functions that add and change users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen, Severity, said
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.users import messages

LONGEST_NAME: Final = 20
LEVELS: Final = (1, 9)
HIGHEST_LEVEL: Final = 255
"""What the column holds."""

_RANKED: Final = frozenset({"vicidial_campaign_agents", "vicidial_inbound_group_agents"})

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
    "user-not-named": Kind(
        Severity.INFO,
        "An unknown user whom the answer does not name",
        "USER DOES NOT EXIST of update_user shows the parameter server_ip, mostly nothing, where"
        " the name would stand.",
        "Take the name from your own request, not from the answer.",
    ),
    "user-level-unusual": Kind(
        Severity.WARNING,
        "A user level that means nothing",
        "Levels are 1 to 9. A user of level 9 may store any other: it is kept as the column holds"
        " it, 255 at most.",
        "Send an agent_user_level of 1 to 9.",
    ),
    "user-grades-not-copied": Kind(
        Severity.INFO,
        "Ranks that are copied without their grades",
        "copy_user copies ranks and weights of campaigns and in-groups; each grade is 1 again.",
        "Set campaign_grade and ingroup_grade with update_user.",
    ),
    "user-voicemail-not-blank": Kind(
        Severity.WARNING,
        "A mailbox that is not emptied",
        "Cleaning takes the hyphens out of voicemail_id: `--BLANK--` is stored as `BLANK`.",
        "A mailbox cannot be emptied by the API; send another one.",
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
    level = seen.cleaned.get("agent_user_level", "")
    if said(seen, messages.USER_ADDED) and not LEVELS[0] <= int(level) <= LEVELS[1]:
        yield Finding(
            "user-level-unusual",
            "agent_user_level is stored as the column holds it.",
            "agent_user_level",
            level,
            str(min(int(level), HIGHEST_LEVEL)),
        )
    if said(seen, messages.USER_UNKNOWN):
        yield Finding(
            "user-not-named", "The answer does not name the user.", "agent_user", name, ""
        )
    copied = [row for row in seen.rows if row.table in _RANKED]
    if said(seen, messages.USER_COPIED) and copied:
        rows = "1 rank was" if len(copied) == 1 else f"{len(copied)} ranks were"
        yield Finding("user-grades-not-copied", f"{rows} copied, and no grade.", "source_user")
    if said(seen, messages.USER_UPDATED) and seen.cleaned.get("voicemail_id") == "BLANK":
        yield Finding(
            "user-voicemail-not-blank",
            "voicemail_id is not emptied, but stored as BLANK.",
            "voicemail_id",
            "--BLANK--",
            "BLANK",
        )
    if len(seen.lines) > 1 and said(seen, messages.NO_USER_UPDATES):
        yield Finding(
            "user-updates-lost-in-error",
            "The answer ends in an error, though something before it was done.",
        )


FINDINGS: Final = Findings(KINDS, _find)
