"""For every message of the list functions a request that brings it about on the demo data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.example import Example, calling, permission_examples, user_row

_SET: Final = {"vicidial_users": {"modify_lists": "1"}}
_RESTRICTED: Final = {
    "vicidial_user_groups": [
        {"user_group": "LOCAL", "group_name": "Local", "allowed_campaigns": " SALES - -"}
    ],
    "vicidial_users": [user_row("local", user_group="LOCAL", api_list_restrict="1")],
}


def _info(said: Mapping[str, str] | None = None, **parameters: str) -> Example:
    sent = {"list_id": "101"} | parameters
    return Example(calling("list_info", **sent), said=said or {}, columns=_SET)


def _fields(said: Mapping[str, str] | None = None, **parameters: str) -> Example:
    sent = {"list_id": "101"} | parameters
    return Example(calling("list_custom_fields", **sent), said=said or {}, columns=_SET)


_SHOWN: Final = {"list_name": "", "campaign_id": ""}

EXAMPLES: Final[Mapping[str, Mapping[str, Example]]] = {
    "list_info": {
        **permission_examples("list_info", "MAY_NOT_GET_LIST", list_id="101"),
        "LIST_INFO_INCOMPLETE": _info(_SHOWN, list_id="1"),
        "LIST_INFO_NOT_ALLOWED": Example(
            calling("list_info", user="local", list_id="999"), rows=_RESTRICTED
        ),
        "LIST_INFO_UNKNOWN": _info(list_id="404"),
        "LIST_TOLD": _info({"output": "101|Sales, with custom fields|SALES|Y|||2099-12-31|0|"}),
    },
    "list_custom_fields": {
        **permission_examples("list_custom_fields", "MAY_NOT_GET_FIELDS", list_id="101"),
        "CUSTOM_FIELDS_DISABLED": Example(
            calling("list_custom_fields", list_id="101"),
            columns={"system_settings": {"custom_fields_enabled": "0"}},
        ),
        "LIST_FIELDS_INCOMPLETE": _fields(_SHOWN, list_id="1"),
        "LIST_FIELDS_NOT_ALLOWED": Example(
            calling("list_custom_fields", user="local", list_id="999"), rows=_RESTRICTED
        ),
        "LIST_FIELDS_UNKNOWN": _fields(list_id="404"),
        "FIELDS_TOLD": _fields(
            {"output": "101|Sales, with custom fields|SALES|Y|||favorite_color birthday"}
        ),
    },
}
"""By function, then by the message's name."""
