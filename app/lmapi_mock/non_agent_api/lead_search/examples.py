"""For every message of lead_search a request that brings it about on the demo data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.example import ANYONE, Example, calling, permission_examples

_LEADS: Final = {
    "vicidial_list": [
        {"lead_id": 7, "list_id": 101, "phone_number": ANYONE},
        {"lead_id": 8, "list_id": 102, "phone_number": ANYONE},
    ]
}


def _search(**parameters: str) -> dict[str, str]:
    return calling("lead_search", **{"phone_number": ANYONE, **parameters})


EXAMPLES: Final[Mapping[str, Example]] = {
    **permission_examples("lead_search", "MAY_NOT_SEARCH", phone_number=ANYONE),
    "NO_SEARCH_METHOD": Example(
        _search(phone_number="72755", search_method="PHONE_NUMBER"),
        said={"lead_id": "", "vendor_lead_code": ""},
    ),
    "LIST_NOT_ALLOWED": Example(_search(user="restricted", list_id="999")),
    "NO_MATCHES": Example(_search(), said={"lead_id": "", "vendor_lead_code": ""}),
    "LEADS_FOUND": Example(
        _search(),
        said={
            "output": f"{ANYONE}|2|8-7",
            "found": 2,
            "lead_id": "",
            "vendor_lead_code": "",
        },
        rows=_LEADS,
    ),
}
"""By the message's name."""
