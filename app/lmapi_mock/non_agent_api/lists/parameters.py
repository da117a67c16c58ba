"""What the functions read that add, change and tell of lists (lists.md, 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.lead.parameters import SETTINGS as GROUP
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.store.schema.tables import vicidial_lists

_LISTS: Final = vicidial_lists.c

LIST_ID: Final = Parameter(
    "list_id",
    r.WORD,
    "The list, vicidial_lists.list_id.",
    group=login.REQUIRED,
    accepts="2 to 14 digits",
    needed=True,
)
LIST_NAME: Final = Parameter(
    "list_name", r.LIST_NAME, "The list's name.", group=GROUP, column=_LISTS.list_name
)
CAMPAIGN_ID: Final = Parameter(
    "campaign_id",
    r.LETTERS_WORD,
    "The list's campaign.",
    group=GROUP,
    accepts="1 to 8 characters",
    column=_LISTS.campaign_id,
)
ONLY_SHOWN: Final = (
    replace(
        LIST_NAME,
        explains="Shown where list_id is refused.",
        group=login.OTHERS,
        column=None,
    ),
    replace(
        CAMPAIGN_ID,
        explains="Shown where list_id is refused.",
        group=login.OTHERS,
        column=None,
    ),
)
"""What the functions that tell of lists show only where list_id is refused."""

LEADS_COUNTS: Final = Parameter(
    "leads_counts",
    r.LETTERS_WORD,
    "Also how many leads the list has, and how many of them are NEW.",
    group=GROUP,
    choices=lead.YES_OR_NO,
    default="N",
)
DIALABLE_COUNT: Final = Parameter(
    "dialable_count",
    r.WORD_UNDERSCORE,
    "Also how many leads could be called now.",
    group=GROUP,
    choices=lead.YES_OR_NO,
    default="N",
)
CUSTOM_ORDER: Final = Parameter(
    "custom_order",
    r.LETTERS_WORD,
    "The order of the columns; a sorted one shows names of earlier lists with later ones.",
    group=GROUP,
    choices=("table_order", "alpha_up", "alpha_down"),
    default="table_order",
)
