"""The findings of the functions that read leads back and clean up (leads.md), with requests."""

from __future__ import annotations

from typing import Any

from client import BASE_STATE
from findings.case import LEAD, PHONE, Case

ONE = {"lead_id": "7"}
THERE = {"vicidial_list": [LEAD]}
SECOND = LEAD | {"lead_id": 8}
BOTH = {"vicidial_list": [LEAD, SECOND]}
APART = {"vicidial_list": [LEAD, SECOND | {"list_id": 999}]}
BY_PHONE = {"phone_number": PHONE}
SPLIT = {"vicidial_list": [LEAD | {"comments": "a|b"}]}
NOTE = {
    "vicidial_lists_fields": [
        {
            "list_id": 101,
            "field_label": "note",
            "field_type": "TEXT",
            "field_duplicate": "N",
            "field_show_hide": "X_OUT_ALL",
        }
    ],
    "custom_101": [{"lead_id": 7, "note": "secret"}],
    "vicidial_list": [LEAD | {"entry_list_id": 101}],
    "system_settings": [
        row | {"active_modules": "cf_encrypt"} for row in BASE_STATE["system_settings"]
    ],
}
NOTES = {"custom_101": [("note", "varchar(20)")]}
FIELD = ONE | {"custom_fields": "Y", "field_name": "note"}
CALLS = {
    "vicidial_list": [LEAD],
    "vicidial_log": [
        {"uniqueid": "1", "lead_id": 7, "call_date": "2026-07-14 10:00:00", "status": "SALE"}
    ],
}
DAY = {"status": "SALE", "date": "2026-07-14"}
CALLBACK = {"lead_id": 7, "list_id": 101, "campaign_id": "SALES", "recipient": "ANYONE"}
VENDOR = {"search_method": "VENDOR_LEAD_CODE", "vendor_lead_code": "abc"}
ABC = {"vicidial_list": [LEAD | {"vendor_lead_code": "ABC"}]}
HOPPER = {
    "vicidial_hopper": [{"lead_id": 7, "list_id": 101, "campaign_id": "SALES", "status": "READY"}]
}
LISTED = {"campaign_id": "SALES"}
ARCHIVED = {"vicidial_list_archive": [LEAD]}
NO_CAMPAIGN = {
    "vicidial_user_groups": [
        {"user_group": "RESTR", "allowed_campaigns": " NONE - -"},
        {"user_group": "ADMIN", "allowed_campaigns": " -ALL-CAMPAIGNS- - -"},
    ]
}


def _case(
    function: str,
    code: str,
    earns: dict[str, str],
    near: dict[str, str],
    says: str,
    tables: dict[str, Any] | None = None,
    **others: Any,
) -> Case:
    given = THERE if tables is None else tables
    return Case(code, function, earns, near, given, says=says, **others)


CASES = [
    # lead_search
    _case(
        "lead_search",
        "word-in-wrong-case",
        BY_PHONE | {"header": "Yes"},
        BY_PHONE | {"header": "NO"},
        "header Yes is none of NO, YES.",
    ),
    _case(
        "lead_search",
        "search-everywhere",
        BY_PHONE | {"search_location": "LIST", "list_id": "99a"},
        BY_PHONE | {"search_location": "LIST", "list_id": "101"},
        "list_id names no list",
    ),
    _case(
        "lead_search",
        "search-everywhere",
        BY_PHONE | {"search_location": "list", "list_id": "101"},
        BY_PHONE | {"search_location": "SYSTEM", "list_id": "101"},
        "search_location is none in capitals",
    ),
    _case(
        "lead_search",
        "search-not-restricted",
        BY_PHONE | {"user": "restrict"},
        BY_PHONE | {"user": "restrict", "search_location": "LIST", "list_id": "101"},
        "The lists that restrict may use were not looked at.",
    ),
    _case(
        "lead_search",
        "search-answer-empty",
        {"search_method": "LEAD_ID", "lead_id": "1", "lead_ids": "7"},
        {"search_method": "LEAD_ID_PHONE_NUMBER", "lead_id": "1", "lead_ids": "7"} | BY_PHONE,
        "1 of the leads was found, and none is told.",
    ),
    _case(
        "lead_search",
        "search-miscounted",
        VENDOR,
        VENDOR | {"vendor_lead_code": "ABC"},
        "The line of abc says 0; 1 of the leads found has it.",
        ABC,
    ),
    _case(
        "lead_search",
        "search-part-not-searched",
        VENDOR | BY_PHONE | {"search_method": "VENDOR_LEAD_CODE_PHONE_NUMBER"},
        VENDOR | BY_PHONE,
        "1 line is of a number or code that was not searched for",
        ABC,
    ),
    _case(
        "lead_search",
        "search-cut",
        BY_PHONE | {"records": "1"},
        BY_PHONE | {"records": "2"},
        "1 lead more was found than records allows.",
        BOTH,
    ),
    _case(
        "lead_search",
        "search-header-unreadable",
        BY_PHONE | {"header": "YES"},
        BY_PHONE,
        "The header is one word.",
    ),
    # lead_all_info and its like
    _case(
        "lead_all_info",
        "word-in-wrong-case",
        ONE | {"header": "yes"},
        ONE | {"header": "YES"},
        "header yes is none of NO, YES.",
    ),
    _case(
        "lead_all_info",
        "word-in-wrong-case",
        ONE | {"archived_lead": "y"},
        ONE | {"archived_lead": "n"},
        "archived_lead y is none of Y.",
    ),
    _case(
        "lead_callback_info",
        "word-in-wrong-case",
        ONE | {"search_location": "BOTH"},
        ONE | {"search_location": "ALL"},
        "search_location BOTH is none of ALL, ARCHIVE, CURRENT.",
    ),
    _case(
        "lead_all_info",
        "no-custom-fields-shown",
        ONE | {"custom_fields": "Y"},
        ONE | {"custom_fields": "N"},
        "no custom field is shown.",
    ),
    _case(
        "lead_all_info",
        "separator-in-value",
        ONE,
        ONE | {"stage": "tab"},
        "1 of the leads told holds the separator or a line end in a value.",
        SPLIT,
    ),
    _case(
        "lead_all_info",
        "phone-number-not-read",
        ONE | BY_PHONE,
        BY_PHONE,
        f"phone_number {PHONE} was not looked at",
    ),
    _case(
        "lead_all_info",
        "numbers-read-as-one",
        {"phone_number": f"{PHONE},7275551213"},
        BY_PHONE,
        "was looked for as one number.",
    ),
    _case(
        "lead_all_info",
        "leads-not-told",
        BY_PHONE,
        ONE,
        "1 of 2 leads was left out: its list is not allowed.",
        {"vicidial_list": [LEAD, SECOND | {"list_id": 500}]},
    ),
    _case(
        "lead_all_info",
        "header-repeated",
        BY_PHONE | {"header": "YES"},
        ONE | {"header": "YES"},
        "The header stands before each of 2 leads.",
        BOTH,
    ),
    _case(
        "lead_all_info",
        "custom-values-hidden",
        ONE | {"custom_fields": "Y"},
        ONE,
        "1 custom value is shown as X.",
        NOTE,
        custom_tables=NOTES,
    ),
    _case(
        "lead_field_info",
        "hidden-field-told",
        FIELD | {"field_name": "NOTE"},
        FIELD,
        "NOTE was told",
        NOTE,
        custom_tables=NOTES,
    ),
    _case(
        "lead_field_info",
        "field-empty",
        ONE | {"field_name": "city"},
        ONE | {"field_name": "phone_number"},
        "city of the lead is empty.",
    ),
    _case(
        "lead_status_search",
        "calls-of-a-day-only",
        DAY | {"lead_id": "9"},
        DAY,
        "The calls of 2026-07-14 were looked for, not those of lead 9.",
        CALLS,
    ),
    _case(
        "lead_status_search",
        "date-not-read",
        ONE | {"status": "SALE", "date": "2026-7-14"},
        ONE,
        "all calls of the lead were looked for.",
        CALLS,
    ),
    _case(
        "lead_status_search",
        "date-not-read",
        DAY | {"date": "2026-14-07"},
        DAY,
        "2026-14-07 is no day.",
        CALLS,
    ),
    _case(
        "lead_callback_info",
        "callbacks-refused",
        ONE | {"user": "restrict"},
        ONE,
        "Lead 7 is there, and has more than one callback.",
        {"vicidial_callbacks": [CALLBACK, CALLBACK]},
    ),
    _case(
        "lead_callback_info",
        "separator-in-value",
        ONE,
        ONE | {"stage": "tab"},
        "1 of the callbacks told",
        {"vicidial_callbacks": [CALLBACK | {"comments": "a|b"}]},
    ),
    # check_phone_number
    _case(
        "check_phone_number",
        "called-by-londons-clock",
        BY_PHONE | {"local_call_time": "24hours", "phone_code": "999"},
        BY_PHONE | {"local_call_time": "24hours"},
        "AREACODE found no time zone",
    ),
    # do-not-call numbers
    _case(
        "add_dnc_phone",
        "dnc-other-campaign",
        BY_PHONE | {"campaign_id": "OTHER"},
        BY_PHONE | {"campaign_id": "SALES"},
        "Calls of OTHER are held against the list of SALES.",
    ),
    _case(
        "add_dnc_phone",
        "numbers-as-one",
        {"phone_number": "7275551,72755512", "campaign_id": "SALES"},
        BY_PHONE | {"campaign_id": "SALES"},
        "7275551,72755512 is one entry of the list.",
    ),
    _case(
        "add_fpg_phone",
        "dnc-number-cut",
        {"phone_number": "1234567890123456789", "group": "GROUP"},
        BY_PHONE | {"group": "GROUP"},
        "phone_number is stored as 123456789012345678.",
        {"vicidial_filter_phone_groups": [{"filter_phone_group_id": "GROUP"}]},
    ),
    # the hopper
    _case(
        "hopper_list",
        "word-in-wrong-case",
        LISTED | {"stage": "newline"},
        LISTED | {"stage": "tab"},
        "stage newline is none of csv, pipe, tab.",
    ),
    _case(
        "hopper_list",
        "separator-in-value",
        LISTED | {"stage": "csv"},
        LISTED,
        "1 of the rows told",
        {"vicidial_hopper": [HOPPER["vicidial_hopper"][0] | {"vendor_lead_code": "a,b"}]},
    ),
    _case(
        "hopper_list",
        "hopper-without-lead",
        LISTED,
        LISTED | {"search_method": "BLOCK"},
        "1 of the rows told has no lead.",
        HOPPER,
    ),
    _case(
        "hopper_list",
        "hopper-call-age-wrong",
        LISTED,
        {"campaign_id": "TESTCAMP"},
        "last_call_time is wrong by 5 hours: servers.local_gmt is not the zone",
        {
            "servers": [{"server_id": "A", "active": "Y", "local_gmt": "-5.00"}],
            "vicidial_list": [LEAD | {"last_local_call_time": "2026-01-15 10:00:00"}, SECOND],
            "vicidial_hopper": [
                HOPPER["vicidial_hopper"][0],
                HOPPER["vicidial_hopper"][0] | {"lead_id": 8, "campaign_id": "TESTCAMP"},
            ],
        },
    ),
    _case(
        "hopper_bulk_insert",
        "hopper-list-inactive",
        {"lead_ids": "7,8"},
        {"lead_ids": "7"},
        "1 of the leads put into the hopper is of an inactive list: 8.",
        APART,
    ),
    _case(
        "hopper_bulk_insert",
        "hopper-leads-beyond",
        {"lead_ids": ",".join(map(str, range(1, 1002)))},
        {"lead_ids": ",".join(map(str, range(1, 1000)))},
        "1000 leads were looked up, and no more.",
        {"vicidial_list": [LEAD | {"lead_id": one} for one in range(1, 1002)]},
        posts=True,
    ),
    # lead_dearchive
    _case(
        "lead_dearchive",
        "dearchive-leaves-callbacks",
        ONE,
        {"lead_id": "8"},
        "Lead 7 is back, and 1 of its callbacks is not.",
        {
            "vicidial_list_archive": [LEAD, SECOND],
            "vicidial_callbacks_archive": [CALLBACK | {"callback_id": 1}],
        },
    ),
    _case(
        "lead_dearchive",
        "dearchive-to-no-list",
        {"lead_id": "8"},
        ONE,
        "Lead 8 is in list 500, which is not there.",
        {"vicidial_list_archive": [LEAD, SECOND | {"list_id": 500}]},
    ),
    _case(
        "lead_dearchive",
        "dearchive-not-restricted",
        ONE | {"user": "restrict"},
        ONE,
        "Lead 7 is of a list that restrict may not see.",
        ARCHIVED | NO_CAMPAIGN,
    ),
]
