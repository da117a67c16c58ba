"""What every function reads: who calls, what is called, and what the log is told."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.store.schema.tables import vicidial_api_log

LOGIN: Final = "Login and function"
"""The group that every function's parameters begin with."""

REQUIRED: Final = "Required"
OTHERS: Final = "Others"

_LOG: Final = vicidial_api_log.c

USER: Final = Parameter(
    "user",
    r.LETTERS_WORD,
    "The API user, vicidial_users.user.",
    group=LOGIN,
    needed=True,
)
PASSWORD: Final = Parameter(
    "pass",
    r.LETTERS_WORD,
    "The API user's password, vicidial_users.pass.",
    group=LOGIN,
    needed=True,
)
FUNCTION: Final = Parameter(
    "function", r.WORD, "What to do.", group=LOGIN, needed=True, column=_LOG.function
)
SOURCE: Final = Parameter(
    "source",
    r.LETTERS,
    "Who or what sends this, for vicidial_api_log.",
    group=REQUIRED,
    accepts="2 to 20 letters or digits",
    needed=True,
    column=_LOG.source,
)
AGENT_USER: Final = Parameter(
    "agent_user",
    r.LETTERS_WORD,
    "Kept in vicidial_api_log; nothing else.",
    group=OTHERS,
    column=_LOG.agent_user,
)

PARAMETERS: Final = (USER, PASSWORD, FUNCTION, SOURCE, AGENT_USER)
"""What a call of a function that is not there is cleaned by, for the log."""
