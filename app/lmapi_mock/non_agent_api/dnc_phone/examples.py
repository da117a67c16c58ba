"""For every message of these functions a request that brings it about on the demo data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.example import ANYONE, Example, calling, permission_examples

_LISTED: Final = "7275559999"
"""A number of the demo data's vicidial_dnc."""

_GROUPS: Final = {
    "vicidial_filter_phone_groups": [
        {"filter_phone_group_id": "SPAM", "filter_phone_group_name": "Callers that nobody wants"}
    ]
}
_MEMBERS: Final = {
    "vicidial_filter_phone_numbers": [{"phone_number": ANYONE, "filter_phone_group_id": "SPAM"}]
}


def _dnc(function: str, phone_number: str, **parameters: str) -> dict[str, str]:
    sent = {"phone_number": phone_number, "campaign_id": "SYSTEM_INTERNAL", **parameters}
    return calling(function, **sent)


def _fpg(function: str, phone_number: str, **parameters: str) -> dict[str, str]:
    return calling(function, **{"phone_number": phone_number, "group": "SPAM", **parameters})


EXAMPLES: Final[Mapping[str, Mapping[str, Example]]] = {
    "add_dnc_phone": {
        **permission_examples("add_dnc_phone", "MAY_NOT_ADD_DNC"),
        "DNC_FIELDS_MISSING": Example(_dnc("add_dnc_phone", "72755")),
        "DNC_EXISTS": Example(_dnc("add_dnc_phone", _LISTED)),
        "DNC_ADDED": Example(_dnc("add_dnc_phone", ANYONE)),
    },
    "delete_dnc_phone": {
        **permission_examples("delete_dnc_phone", "MAY_NOT_DELETE_DNC"),
        "DNC_FIELDS_MISSING": Example(_dnc("delete_dnc_phone", "72755")),
        "DNC_ABSENT": Example(_dnc("delete_dnc_phone", ANYONE)),
        "DNC_DELETED": Example(_dnc("delete_dnc_phone", _LISTED)),
    },
    "add_fpg_phone": {
        **permission_examples("add_fpg_phone", "MAY_NOT_ADD_FPG"),
        "FPG_FIELDS_MISSING": Example(_fpg("add_fpg_phone", "72755")),
        "FPG_UNKNOWN": Example(_fpg("add_fpg_phone", ANYONE, group="NONE")),
        "FPG_EXISTS": Example(_fpg("add_fpg_phone", ANYONE), rows=_GROUPS | _MEMBERS),
        "FPG_ADDED": Example(_fpg("add_fpg_phone", ANYONE), rows=_GROUPS),
    },
    "delete_fpg_phone": {
        **permission_examples("delete_fpg_phone", "MAY_NOT_DELETE_FPG"),
        "FPG_FIELDS_MISSING": Example(_fpg("delete_fpg_phone", "72755")),
        "FPG_UNKNOWN": Example(_fpg("delete_fpg_phone", ANYONE, group="NONE")),
        "FPG_ABSENT": Example(_fpg("delete_fpg_phone", ANYONE), rows=_GROUPS),
        "FPG_DELETED": Example(_fpg("delete_fpg_phone", ANYONE), rows=_GROUPS | _MEMBERS),
    },
}
"""By function, then by the message's name."""
