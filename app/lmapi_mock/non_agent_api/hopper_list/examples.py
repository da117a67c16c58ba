"""For every message of hopper_list and hopper_bulk_insert a request that brings it about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lmapi_mock.non_agent_api.core.example import Example, calling, permission_examples


def _lead(list_id: int = 101, **columns: Any) -> Mapping[str, Any]:
    row = {"lead_id": 7, "list_id": list_id, "phone_number": "7275551212", "state": "FL"}
    return {"vicidial_list": [row | {"gmt_offset_now": "-5.00", "status": "NEW"} | columns]}


def _bulk(lead_ids: str = "7", **parameters: str) -> dict[str, str]:
    return calling("hopper_bulk_insert", lead_ids=lead_ids, **parameters)


_NOON: Final = {"now": "2026-01-15T17:00:00Z", "timezone": "UTC"}
_NIGHT: Final = {"now": "2026-01-15T06:00:00Z", "timezone": "UTC"}
_WAITING: Final = {
    "vicidial_hopper": [
        {"lead_id": 7, "campaign_id": "SALES", "status": "READY", "list_id": 101, "source": "P"}
    ]
}
_DATES: Final[Mapping[str, Any]] = {
    "entry_date": "2026-01-14 17:00:00",
    "last_local_call_time": "2026-01-15 07:00:00",
}
_ONE_LINE: Final = "0|0|7|101|7275551212|||NEW|0|0.00|0|NONE|P|||1|10 HOURS "

EXAMPLES: Final[Mapping[str, Mapping[str, Example]]] = {
    "hopper_list": {
        **permission_examples("hopper_list", "MAY_NOT_GET_CAMPAIGN", campaign_id="SALES"),
        "CAMPAIGN_UNKNOWN": Example(calling("hopper_list", campaign_id="GONE")),
        "HOPPER_EMPTY": Example(calling("hopper_list", campaign_id="SALES")),
        "HOPPER_LISTED": Example(
            calling("hopper_list", campaign_id="SALES"),
            said={"rows": 1, "output": _ONE_LINE},
            rows={**_lead(**_DATES), **_WAITING},
            clock=_NOON,
        ),
    },
    "hopper_bulk_insert": {
        **permission_examples("hopper_bulk_insert", "MAY_NOT_INSERT", lead_ids="7"),
        "LEAD_NOT_FOUND": Example(_bulk("7,8"), said={"part": "8"}, rows=_lead()),
        "ALREADY_IN_HOPPER": Example(_bulk(), said={"part": "7"}, rows={**_lead(), **_WAITING}),
        "LIST_WITHOUT_CAMPAIGN": Example(
            _bulk(), said={"part": "7", "list_id": 500}, rows=_lead(500)
        ),
        "BULK_OUTSIDE_LOCAL_TIME": Example(
            _bulk(hopper_local_call_time_check="Y"),
            said={"part": "7", "gmt_offset_now": "-5.00", "state": "FL"},
            rows=_lead(999),
            clock=_NIGHT,
        ),
        "LEAD_ADDED_TO_HOPPER": Example(
            _bulk(),
            said={"part": "7", "phone_number": "7275551212", "hopper_id": 1},
            rows=_lead(),
        ),
        "LEADS_INSERTED": Example(
            _bulk(),
            said={"added": 1, "errors": 0, "not_found": 0, "hopper_id": 1},
            rows=_lead(),
        ),
        "NO_LEADS_INSERTED": Example(_bulk("8"), said={"errors": 0, "not_found": 1}),
    },
}
"""By function, then by the message's name."""
