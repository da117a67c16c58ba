"""For every message of these functions a request that brings it about on the demo data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lmapi_mock.non_agent_api.core.example import ANYONE, Example, calling, permission_examples

Rows = Mapping[str, Any]


def _leads(**columns: Any) -> Rows:
    lead = {"lead_id": 7, "list_id": 101, "phone_number": ANYONE, "status": "NEW", "state": "FL"}
    return {"vicidial_list": [lead | {"gmt_offset_now": "-5.00"} | columns]}


def _update(**parameters: str) -> dict[str, str]:
    return calling("update_lead", **{"lead_id": "7", **parameters})


def _insert(**parameters: str) -> dict[str, str]:
    sent = {
        "search_method": "PHONE_NUMBER",
        "phone_number": ANYONE,
        "phone_code": "1",
        "list_id": "101",
        "insert_if_not_found": "Y",
    }
    return calling("update_lead", **(sent | parameters))


def _in_hopper(status: str = "READY") -> Rows:
    return {"vicidial_hopper": [{"lead_id": 7, "campaign_id": "SALES", "status": status}]}


_CALLBACKS: Final[Rows] = {
    "vicidial_callbacks": [{"lead_id": 7, "list_id": 101, "status": "LIVE", "recipient": "ANYONE"}]
}
_CUSTOM: Final[Rows] = {"custom_101": [{"lead_id": 7, "favorite_color": "red"}]}
_KEYS: Final = {"vendor_lead_code": "", "phone_number": ""}
_NONE: Final = {"phone_number": ""}
_OF_LEAD: Final = {"lead_id": 7, "list_id": 101, "phone_number": ""}
_HOPPER: Final = {"lead_id": "7", "phone_number": ""}
_NIGHT: Final = {"now": "2026-01-15T06:00:00Z", "timezone": "UTC"}
_NEXT_YEAR: Final = "2030-08-01 12:00:00"
_GONE: Final = {"deleted": 1, "archived": 1}
_ONE: Final = {"lead_id": 1}
# Hawaii: no summer time, so the line is the same all the year round.
_HAWAII: Final = "8085551212"

EXAMPLES: Final[Mapping[str, Mapping[str, Example]]] = {
    "update_lead": {
        **permission_examples("update_lead", "MAY_NOT_UPDATE", lead_id="7"),
        "NO_SEARCH_METHOD": Example(
            calling("update_lead", search_method="PHONE_NUMBER"), said={"lead_id": "", **_KEYS}
        ),
        "SEARCH_LIST_NOT_ALLOWED": Example(_update(user="restricted", list_id="999"), said=_NONE),
        "LIST_NOT_DEFINED": Example(
            _update(list_id_field="12344", list_exists_check="Y"), said=_NONE
        ),
        "NO_MATCHES": Example(_update(), said=_KEYS),
        "NO_MATCHES_TOLD": Example(_update(no_update="Y"), said=_KEYS),
        "LEADS_FOUND": Example(
            _update(no_update="Y"),
            said={**_KEYS, "found_list": "101", "found_entry_list": "0"},
            rows=_leads(),
        ),
        "RESULT_LIST_NOT_ALLOWED": Example(
            _update(user="restricted", status="SALE"),
            said={"list_id": 999},
            rows=_leads(list_id=999),
        ),
        "CUSTOM_DATA_DELETED": Example(
            _update(delete_cf_data="Y"),
            said={**_OF_LEAD, "custom_list": "101", "changed": 1, "deleted": 1},
            rows={**_leads(entry_list_id=101), **_CUSTOM},
        ),
        "LEAD_DELETED": Example(
            _update(delete_lead="Y"), said={**_OF_LEAD, **_GONE}, rows={**_leads(), **_CALLBACKS}
        ),
        "LEAD_UPDATED": Example(
            _update(status="SALE"),
            said={**_OF_LEAD, "changed": 1, "archived": ""},
            rows=_leads(),
        ),
        "CALLBACK_UPDATED": Example(
            _update(callback="Y", callback_datetime=_NEXT_YEAR),
            said=dict.fromkeys(
                ("campaign_id", "callback_type", "callback_user", "callback_status"), ""
            ),
            rows={**_leads(), **_CALLBACKS},
        ),
        "CALLBACK_NOT_UPDATED": Example(_update(callback="Y"), rows={**_leads(), **_CALLBACKS}),
        "CALLBACK_DELETED": Example(
            _update(callback="REMOVE"), said=_GONE, rows={**_leads(), **_CALLBACKS}
        ),
        "CUSTOM_ENTRY_DELETED": Example(
            _update(delete_lead="Y", custom_fields="Y"),
            said={**_OF_LEAD, "entry_list": "101", "custom_list": "101"},
            rows={**_leads(entry_list_id=101), **_CUSTOM},
        ),
        "CUSTOM_UPDATED": Example(
            _update(custom_fields="Y", favorite_color="blue"),
            said={**_OF_LEAD, "entry_list": "101", "custom_list": "101", "changed": 1},
            rows={**_leads(entry_list_id=101), **_CUSTOM},
        ),
        "INVALID_FOR_INSERTION": Example(_insert(list_id="12")),
        "INSERT_LIST_NOT_ALLOWED": Example(
            _insert(user="restricted", list_id_field="999"), said={"list_id": "999"}
        ),
        "LEAD_INSERTED": Example(_insert(phone_number=_HAWAII), said={**_ONE, "gmt_offset": "-10"}),
        "ALREADY_IN_HOPPER": Example(
            _update(add_to_hopper="Y"), said=_HOPPER, rows={**_leads(), **_in_hopper()}
        ),
        "HOPPER_LEAD_NOT_FOUND": Example(
            _update(add_to_hopper="Y", delete_lead="Y"), said=_HOPPER, rows=_leads()
        ),
        "OUTSIDE_LOCAL_TIME": Example(
            _update(add_to_hopper="Y", hopper_local_call_time_check="Y"),
            said={**_HOPPER, "gmt_offset": "-5.00"},
            rows=_leads(list_id=999),
            clock=_NIGHT,
        ),
        "NOT_IN_HOPPER": Example(_update(remove_from_hopper="Y"), said=_HOPPER, rows=_leads()),
        "REMOVED_FROM_HOPPER": Example(
            _update(remove_from_hopper="Y"),
            said={**_HOPPER, "status": "READY"},
            rows={**_leads(), **_in_hopper()},
        ),
        "NOT_REMOVED": Example(
            _update(remove_from_hopper="Y"),
            said={**_HOPPER, "status": "INCALL"},
            rows={**_leads(), **_in_hopper("INCALL")},
        ),
        "CALLBACK_CAMPAIGN_NOT_VALID": Example(
            _update(callback="Y", campaign_id="XYZ"), rows=_leads()
        ),
        "CALLBACK_USER_NOT_VALID": Example(
            _update(
                callback="Y", campaign_id="SALES", callback_type="USERONLY", callback_user="nobody"
            ),
            rows=_leads(),
        ),
        "CALLBACK_ADDED": Example(
            _update(callback="Y", campaign_id="SALES", callback_datetime=_NEXT_YEAR),
            said={"callback_type": "ANYONE", "callback_user": "", "callback_status": "CALLBK"},
            rows=_leads(),
        ),
        "NO_CUSTOM_FIELDS_FOR_LIST": Example(
            _update(custom_fields="Y"),
            said={**_OF_LEAD, "list_id": 102},
            rows=_leads(list_id=102),
        ),
        "ALT_PHONES_LOADED": Example(
            _insert(multi_alt_phones="7275552222_1_office"),
            said={**_ONE, "rows": 1, "records": "7275552222|1|office"},
        ),
        "CUSTOM_FIELDS_DISABLED": Example(
            _insert(custom_fields="Y"),
            said={**_ONE, "custom_fields_enabled": "0"},
            columns={"system_settings": {"custom_fields_enabled": "0"}},
        ),
        "NO_FIELDS_DEFINED": Example(
            _insert(custom_fields="Y", list_id="102"),
            said=_ONE,
            custom_tables={"custom_102": [("favorite_color", "varchar(20)")]},
        ),
        "CUSTOM_VALUES_ADDED": Example(
            _insert(custom_fields="Y", favorite_color="blue"), said={**_ONE, "changed_leads": 1}
        ),
        "ADDED_TO_HOPPER": Example(
            _update(add_to_hopper="Y"), said={**_HOPPER, "hopper_id": 1}, rows=_leads()
        ),
    },
    "batch_update_lead": {
        **permission_examples("batch_update_lead", "MAY_NOT_UPDATE", lead_ids="7"),
        "NO_LEADS_DEFINED": Example(calling("batch_update_lead", status="SALE")),
        "BATCH_LIST_NOT_ALLOWED": Example(
            calling("batch_update_lead", user="restricted", lead_ids="7", list_id_field="999")
        ),
        "BATCH_LIST_NOT_DEFINED": Example(
            calling("batch_update_lead", lead_ids="7", list_id_field="12344", list_exists_check="Y")
        ),
        "BATCH_NO_MATCHES": Example(calling("batch_update_lead", lead_ids="7", status="SALE")),
        "BATCH_UPDATED": Example(
            calling("batch_update_lead", lead_ids="7,8", status="SALE"),
            said={"changed": 1, "found": 1, "leads": "7"},
            rows=_leads(),
        ),
    },
}
"""By function, then by the message's name."""
