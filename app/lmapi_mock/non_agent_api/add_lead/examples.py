"""For every message a request that brings it about on a server with the demo data.

A test plays them all, at both doors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.example import ANYONE, Example, calling, user_row


def lead(**parameters: str) -> dict[str, str]:
    """The parameters of a lead, with these in place of or beside the usual ones."""
    return calling(**{"function": "add_lead", "phone_number": ANYONE, **parameters})


_ANN: Final = {
    "phone_number": "7275551111",
    "alt_phone": "7275552222",
    "title": "Mrs",
    "first_name": "Ann",
    "last_name": "Lee",
}
_IN_101: Final = {"duplicate_lead_id": 1, "duplicate_list_id": 101}


def _again(check: str, list_id: str, **parameters: str) -> Example:
    """Ann is in list 101; here she comes again."""
    return Example(
        lead(**_ANN | parameters, list_id=list_id, duplicate_check=check),
        said=_IN_101 | {"matched": "ALT"},
        before=[lead(**_ANN, list_id="101")],
    )


def _custom(list_id: str) -> dict[str, str]:
    return lead(list_id=list_id, custom_fields="Y", favorite_color="blue")


def _callback(**parameters: str) -> dict[str, str]:
    return lead(callback="Y", callback_datetime="2030-08-01 12:00:00", **parameters)


_FIRST: Final = {"lead_id": 1}
_NIGHT: Final = {"now": "2026-01-15T06:00:00Z", "timezone": "UTC"}

EXAMPLES: Final[Mapping[str, Example]] = {
    "INVALID_SOURCE": Example(lead(source="x")),
    "INVALID_SOURCE_ECHO": Example(lead(source="x")),
    "FUNCTION_NOT_ALLOWED": Example(
        lead(user="reader"),
        rows={"vicidial_users": [user_row("reader", api_allowed_functions=" version ")]},
    ),
    "MAY_NOT_ADD_LEADS": Example(lead(user="noleads")),
    "LIST_NOT_ALLOWED": Example(lead(user="restricted", list_id="999")),
    "LIST_NOT_DEFINED": Example(lead(list_id="12344", list_exists_check="Y")),
    "NANPA_DISABLED": Example(lead(nanpa_ac_prefix_check="Y"), said={"rows": 0}),
    "INVALID_LENGTH": Example(lead(phone_number="72755")),
    "INVALID_PREFIX": Example(lead(phone_number="7271551212", usacan_prefix_check="Y")),
    "INVALID_AREACODE": Example(lead(phone_number="1115551212", usacan_areacode_check="Y")),
    "INVALID_NANPA": Example(
        lead(nanpa_ac_prefix_check="Y"),
        rows={
            "vicidial_nanpa_prefix_codes": [
                {"areacode": "727", "prefix": str(prefix), "GMT_offset": "-5", "DST": "Y"}
                for prefix in range(200, 210)
            ]
        },
    ),
    "IN_DNC": Example(lead(phone_number="7275559999", dnc_check="Y")),
    "IN_CAMPAIGN_DNC": Example(
        lead(phone_number="7275558888", campaign_dnc_check="Y", campaign_id="SALES")
    ),
    "DUPLIST": _again("DUPLIST", "101"),
    "DUPCAMP": _again("DUPCAMP", "102"),
    "DUPSYS": _again("DUPSYS", "999"),
    "DUPPHONEALTLIST": _again("DUPPHONEALTLIST", "101", phone_number=_ANN["alt_phone"]),
    "DUPPHONEALTCAMP": _again("DUPPHONEALTCAMP", "102", phone_number=_ANN["alt_phone"]),
    "DUPPHONEALTSYS": _again("DUPPHONEALTSYS", "999", phone_number=_ANN["alt_phone"]),
    "DUPTITLEALTPHONELIST": _again("DUPTITLEALTPHONELIST", "101", phone_number=ANYONE),
    "DUPTITLEALTPHONECAMP": _again("DUPTITLEALTPHONECAMP", "102", phone_number=ANYONE),
    "DUPTITLEALTPHONESYS": _again("DUPTITLEALTPHONESYS", "999", phone_number=ANYONE),
    "DUPNAMEPHONELIST": _again("DUPNAMEPHONELIST", "101"),
    "DUPNAMEPHONECAMP": _again("DUPNAMEPHONECAMP", "102"),
    "DUPNAMEPHONESYS": _again("DUPNAMEPHONESYS", "999"),
    # Hawaii: no summer time, so the line is the same all the year round.
    "LEAD_ADDED": Example(
        lead(phone_number="8085551212"), said=_FIRST | {"list_id": "999", "gmt_offset": "-10"}
    ),
    "ALT_PHONES_LOADED": Example(
        lead(multi_alt_phones="7275552222_1_office!7275553333__home"),
        said=_FIRST | {"rows": 2, "records": "7275552222|1|office7275553333||home"},
    ),
    "CUSTOM_FIELDS_DISABLED": Example(
        _custom("101"),
        said=_FIRST | {"custom_fields_enabled": "0"},
        columns={"system_settings": {"custom_fields_enabled": "0"}},
    ),
    "NO_CUSTOM_FIELDS_FOR_LIST": Example(_custom("102"), said=_FIRST),
    "NO_FIELDS_DEFINED": Example(
        _custom("102"),
        said=_FIRST,
        custom_tables={"custom_102": [("favorite_color", "varchar(20)")]},
    ),
    "NO_FIELDS_TO_UPDATE": Example(
        _custom("101"),
        said=_FIRST,
        rows={"vicidial_lists_fields": [{"list_id": 101, "field_label": "shoe_size"}]},
    ),
    "CUSTOM_VALUES_ADDED": Example(_custom("101"), said=_FIRST | {"changed_leads": 1}),
    "OUTSIDE_LOCAL_TIME": Example(
        lead(list_id="999", add_to_hopper="Y", hopper_local_call_time_check="Y"),
        said=_FIRST | {"gmt_offset": "-5"},
        clock=_NIGHT,
    ),
    "ADDED_TO_HOPPER": Example(lead(add_to_hopper="Y"), said=_FIRST | {"hopper_id": 1}),
    "CALLBACK_CAMPAIGN_NOT_VALID": Example(_callback(campaign_id="XYZ"), said=_FIRST),
    "CALLBACK_USER_NOT_VALID": Example(
        _callback(campaign_id="SALES", callback_type="USERONLY", callback_user="nobody"),
        said=_FIRST,
    ),
    "CALLBACK_ADDED": Example(
        _callback(campaign_id="SALES", callback_type="USERONLY", callback_user="agent1"),
        said=_FIRST | {"callback_status": "CALLBK"},
    ),
}
"""By the message's name."""
