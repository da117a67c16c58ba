"""For every message of these functions a request that brings it about on the demo data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lmapi_mock.non_agent_api.core.example import Example, calling, permission_examples

Rows = Mapping[str, Any]

_LEAD: Final[Rows] = {
    "lead_id": 7,
    "list_id": 101,
    "phone_number": "7275551212",
    "phone_code": "1",
    "status": "SALE",
    "first_name": "Ann",
    "entry_list_id": 101,
}
_LEADS: Final[Rows] = {"vicidial_list": [_LEAD]}
_STRAY: Final[Rows] = {"vicidial_list": [{**_LEAD, "list_id": 500}]}
_CALLS: Final[Rows] = {
    "vicidial_log": [
        {
            "uniqueid": "1.1",
            "lead_id": 7,
            "list_id": 101,
            "campaign_id": "SALES",
            "call_date": "2026-07-15 10:00:00",
            "status": "SALE",
        }
    ]
}
_CALLBACK: Final[Rows] = {
    "lead_id": 7,
    "list_id": 999,
    "campaign_id": "TESTCAMP",
    "status": "ACTIVE",
    "entry_time": "2026-07-15 10:00:00",
    "callback_time": "2026-07-16 10:00:00",
    "recipient": "ANYONE",
    "lead_status": "CALLBK",
}
_CALLBACKS: Final[Rows] = {"vicidial_callbacks": [_CALLBACK]}
_ALL_INFO: Final = "SALE||||101|0.00|1|7275551212||Ann|||||||||||U||||||0||0||101|7"
_CALLBACK_LINE: Final = (
    "7|CURRENT|ANYONE|ACTIVE|CALLBK|2026-07-16 10:00:00|2026-07-15 10:00:00||999|TESTCAMP||||"
)

EXAMPLES: Final[Mapping[str, Mapping[str, Example]]] = {
    "lead_all_info": {
        **permission_examples("lead_all_info", "MAY_NOT_GET_ALL_INFO", lead_id="7"),
        "LEADS_NOT_FOUND": Example(
            calling("lead_all_info", lead_id="7"), said={"phone_number": ""}
        ),
        "LIST_NOT_ALLOWED": Example(
            calling("lead_all_info", user="restricted", lead_id="7"),
            said={"phone_number": ""},
            rows=_STRAY,
        ),
        "NO_LIST_ALLOWED": Example(
            calling("lead_all_info", lead_id="7"),
            said={"phone_number": "", "list_id": 500},
            rows=_STRAY,
        ),
        "LEAD_TOLD": Example(calling("lead_all_info", lead_id="7"), rows=_LEADS),
        "LEADS_TOLD": Example(
            calling("lead_all_info", lead_id="7"), said={"output": _ALL_INFO}, rows=_LEADS
        ),
    },
    "lead_field_info": {
        **permission_examples(
            "lead_field_info", "MAY_NOT_GET_INFO", lead_id="7", field_name="status"
        ),
        "INVALID_FIELD_SEARCH": Example(
            calling("lead_field_info", lead_id="7"), said={"field_name": ""}
        ),
        "LEAD_NOT_FOUND": Example(calling("lead_field_info", lead_id="7", field_name="status")),
        "LIST_NOT_FOUND": Example(
            calling("lead_field_info", lead_id="7", field_name="status"),
            said={"list_id": 500},
            rows=_STRAY,
        ),
        "FIELD_NOT_FOUND": Example(
            calling("lead_field_info", lead_id="7", field_name="favorite_color", custom_fields="Y"),
            rows=_LEADS,
        ),
        "FIELD_TOLD": Example(
            calling("lead_field_info", lead_id="7", field_name="status"),
            said={"output": "SALE"},
            rows=_LEADS,
        ),
    },
    "lead_status_search": {
        **permission_examples("lead_status_search", "MAY_NOT_GET_INFO", lead_id="7"),
        "INVALID_STATUS_SEARCH": Example(
            calling("lead_status_search", status="SALE"), said={"date": "", "lead_id": ""}
        ),
        "NO_RESULTS": Example(
            calling("lead_status_search", status="SALE", date="2026-07-15"), said={"lead_id": ""}
        ),
        "RECORDS_TOLD": Example(
            calling("lead_status_search", status="SALE", date="2026-07-15"),
            said={"output": ";---------- START OF RECORD 1 ----------"},
            rows={**_LEADS, **_CALLS},
        ),
    },
    "lead_callback_info": {
        **permission_examples("lead_callback_info", "MAY_NOT_GET_CALLBACKS", lead_id="7"),
        "INVALID_CALLBACK_SEARCH": Example(calling("lead_callback_info", lead_id="")),
        "CALLBACK_NOT_ALLOWED": Example(
            calling("lead_callback_info", user="restricted", lead_id="7"), rows=_CALLBACKS
        ),
        "CALLBACK_NOT_FOUND": Example(
            calling("lead_callback_info", lead_id="7"),
            said={"told_stage": "pipe", "search_location": ""},
        ),
        "CALLBACKS_TOLD": Example(
            calling("lead_callback_info", lead_id="7"),
            said={"output": _CALLBACK_LINE},
            rows=_CALLBACKS,
        ),
    },
}
"""By function, then by the message's name."""
