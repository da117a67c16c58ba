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


_NEW: Final = {"list_id": "501", "list_name": "Web leads", "campaign_id": "SALES"}
_FIELD: Final = {
    "field_label": "color",
    "field_name": "Color",
    "field_size": "20",
    "field_type": "TEXT",
    "field_rank": "1",
}
_NO_FIELDS_USER: Final = {
    "vicidial_users": [
        user_row("reader", custom_fields_modify="0", delete_lists="0", modify_leads="0")
    ]
}
_NO_LEADS_USER: Final = {"vicidial_users": [user_row("keeper", modify_leads="5")]}
_LEADS: Final = {
    "vicidial_list": [
        {"lead_id": 7, "list_id": 101, "phone_number": "7275551212", "status": "NEW"},
    ]
}


def _add(said: Mapping[str, str] | None = None, **parameters: str) -> Example:
    return Example(calling("add_list", **(_NEW | parameters)), said=said or {}, columns=_SET)


def _update(
    said: Mapping[str, str] | None = None, list_id: str = "101", **parameters: str
) -> Example:
    sent = {"list_id": list_id} | parameters
    shown = {"list_name": "", "campaign_id": "", **(said or {})}
    return Example(calling("update_list", **sent), said=shown, columns=_SET)


def _not_valid(name: str, value: str) -> tuple[Example, Example]:
    """What a bad setting is told, of add_list and of update_list."""
    return _add({"value": value}, **{name: value}), _update({"value": value}, **{name: value})


_NOT_VALID: Final[Mapping[str, tuple[Example, Example]]] = {
    "SCRIPT": _not_valid("script", "GONE"),
    "IN_GROUP": _not_valid("drop_inbound_group", "GONE"),
    "RESET_TIME": _not_valid("reset_time", "900"),
    "TZ_METHOD": _not_valid("tz_method", "POSTAL"),
    "CALL_TIME": _not_valid("local_call_time", "gone"),
    **{
        f"TRANSFER_{number.upper()}": _not_valid(f"xferconf_{number}", "x" * 51)
        for number in ("one", "two", "three", "four", "five")
    },
}
_FIELD_SHOWN: Final = {"field_name": "", "field_size": "", "field_type": "", "field_rank": ""}
_GONE_LABEL: Final = {"field_label": "gone"}
_COLOR: Final = {"field_label": "favorite_color"}
_LIMITED: Final = {"vicidial_lists": {"daily_reset_limit": 0}}

_SHOWN: Final = {"list_name": "", "campaign_id": ""}

EXAMPLES: Final[Mapping[str, Mapping[str, Example]]] = {
    "add_list": {
        **permission_examples("add_list", "MAY_NOT_ADD_LISTS", **_NEW),
        "ADD_LIST_INCOMPLETE": _add(list_name="x"),
        "CAMPAIGN_UNKNOWN": _add(campaign_id="GONE"),
        "LIST_EXISTS": _add(list_id="101"),
        **{f"NEW_{name}_NOT_VALID": one for name, (one, _) in _NOT_VALID.items()},
        "COPY_FROM_UNKNOWN": _add(custom_fields_copy="404"),
        "COPY_FROM_WITHOUT_FIELDS": _add(custom_fields_copy="102"),
        "COPYING_NOT_ALLOWED": Example(
            calling("add_list", **_NEW, user="reader", custom_fields_copy="101"),
            rows=_NO_FIELDS_USER,
        ),
        "LIST_ADDED": _add(),
    },
    "update_list": {
        **permission_examples("update_list", "MAY_NOT_UPDATE_LISTS", list_id="101"),
        "UPDATE_LIST_INCOMPLETE": _update(list_id="1"),
        "UPDATE_LIST_NOT_ALLOWED": Example(
            calling("update_list", user="local", list_id="999"), rows=_RESTRICTED
        ),
        "SENT_TO_ADD_LIST": _update(list_id="404", insert_if_not_found="Y"),
        "ADD_LIST_NOT_ALLOWED": Example(
            calling("update_list", user="reader", list_id="404", insert_if_not_found="Y"),
            rows={"vicidial_users": [user_row("reader", api_allowed_functions=" update_list ")]},
        ),
        "UPDATE_LIST_UNKNOWN": _update(list_id="404"),
        "ADDED_TO_UNKNOWN": _update(list_id="404", custom_fields_add="Y"),
        "UPDATED_TO_UNKNOWN": _update(list_id="404", custom_fields_update="Y"),
        "DELETED_TO_UNKNOWN": _update(list_id="404", custom_fields_delete="Y"),
        "FIELDS_NOT_ALLOWED": Example(
            calling("update_list", user="reader", list_id="101", custom_fields_add="Y"),
            said={"custom_fields_copy": ""},
            rows=_NO_FIELDS_USER,
        ),
        "ADDED_FIELD_INCOMPLETE": _update(
            {"field_label": "", **_FIELD_SHOWN}, custom_fields_add="Y"
        ),
        "FIELD_ADDED": _update(
            {"verdict": "SUCCESS: Field added"}, custom_fields_add="Y", **_FIELD
        ),
        "UPDATED_FIELD_INCOMPLETE": _update(custom_fields_update="Y"),
        "UPDATED_FIELD_UNKNOWN": _update(
            _FIELD_SHOWN, "101", custom_fields_update="Y", **_GONE_LABEL
        ),
        "FIELD_UPDATED": _update(
            {"verdict": "SUCCESS: Field updated", "field_type": "TEXT"},
            custom_fields_update="Y",
            field_max="30",
            **_COLOR,
        ),
        "DELETED_FIELD_INCOMPLETE": _update(custom_fields_delete="Y"),
        "DELETED_FIELD_UNKNOWN": _update({}, "101", custom_fields_delete="Y", **_GONE_LABEL),
        "FIELD_DELETED": _update(
            {"verdict": "SUCCESS: Field deleted"}, custom_fields_delete="Y", **_COLOR
        ),
        "CAMPAIGN_NOT_VALID": _update({"value": "GONE"}, campaign_id="GONE"),
        "LIST_NAME_NOT_VALID": _update({"value": "short"}, list_name="short"),
        "ACTIVE_NOT_VALID": _update({"value": "X"}, active="X"),
        "OUTBOUND_CID_NOT_VALID": _update({"value": "12345"}, outbound_cid="12345"),
        "AM_MESSAGE_NOT_VALID": _update({"value": "x" * 101}, am_message="x" * 101),
        **{f"{name}_NOT_VALID": one for name, (_, one) in _NOT_VALID.items()},
        "NO_LIST_UPDATES": _update(),
        "LIST_UPDATED": _update(active="N"),
        "LEADS_RESET": _update(reset_list="Y"),
        "RESET_FAILED": Example(
            calling("update_list", list_id="101", reset_list="Y"),
            said={"resets": "0", "limit": "0"},
            columns=_LIMITED,
        ),
        "DELETING_LISTS_NOT_ALLOWED": Example(
            calling("update_list", user="reader", list_id="101", delete_list="Y"),
            rows=_NO_FIELDS_USER,
        ),
        "LIST_DELETED": _update({"count": "1"}, delete_list="Y"),
        "DELETING_LEADS_NOT_ALLOWED": Example(
            calling("update_list", user="keeper", list_id="101", delete_leads="Y"),
            rows=_NO_LEADS_USER,
        ),
        "LEADS_DELETED": Example(
            calling("update_list", list_id="101", delete_leads="Y"),
            said={"count": "1"},
            rows=_LEADS,
        ),
        "UPDATE_COPY_FROM_UNKNOWN": _update({}, custom_fields_copy="404"),
        "UPDATE_COPY_FROM_WITHOUT_FIELDS": _update({}, custom_fields_copy="102"),
        "UPDATE_COPYING_NOT_ALLOWED": Example(
            calling("update_list", user="reader", list_id="102", custom_fields_copy="101"),
            rows=_NO_FIELDS_USER,
        ),
        "FIELDS_COPIED": _update(
            {"method": "APPEND", "verdict": "SUCCESS: Fields copied"},
            list_id="102",
            custom_fields_copy="101",
        ),
    },
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
