"""The findings of update_lead and batch_update_lead, each with a request that earns it."""

from __future__ import annotations

from typing import Any

from client import BASE_STATE
from findings.case import LEAD, PHONE, Case

TWICE = [LEAD | {"entry_date": "2026-07-01 00:00:00"}, LEAD | {"lead_id": 8}]
"""Two leads with one number, of which 7 is the newer one."""

COLOR = {
    "vicidial_lists_fields": [
        {"list_id": 101, "field_label": "color", "field_type": "TEXT", "field_duplicate": "N"}
    ]
}
COLORS = {"custom_101": [("color", "varchar(20)")]}
BY_PHONE = {"search_method": "PHONE_NUMBER", "phone_number": PHONE}
TWO = BY_PHONE | {"records": "2"}
ONE = {"lead_id": "7"}
CALLED_BACK = ONE | {"callback": "Y", "campaign_id": "SALES", "callback_datetime": "NOW"}
HELD = {"vicidial_list": [LEAD | {"status": "CBHOLD"}]}
CALLBACK = {"lead_id": 8, "list_id": 101, "recipient": "USERONLY", "status": "LIVE"}
INSERTED = BY_PHONE | {"phone_code": "1", "list_id": "101", "insert_if_not_found": "Y"}
THERE = {"vicidial_list": [LEAD]}
BOTH = {"vicidial_list": TWICE}
CUSTOM = THERE | COLOR


def _update(
    code: str,
    earns: dict[str, str],
    near: dict[str, str],
    says: str,
    tables: dict[str, Any] | None = None,
    **others: Any,
) -> Case:
    given = THERE if tables is None else tables
    return Case(code, "update_lead", earns, near, given, says=says, **others)


def _batch(
    code: str,
    earns: dict[str, str],
    near: dict[str, str],
    says: str,
    tables: dict[str, Any] | None = None,
) -> Case:
    given = BOTH if tables is None else tables
    return Case(code, "batch_update_lead", earns, near, given, says=says)


def _number(code: str, earns: dict[str, str], near: dict[str, str], says: str) -> Case:
    """A finding about the number of a lead that is inserted."""
    return _update(code, INSERTED | earns, INSERTED | near, says, {})


SALE = {"status": "SALE"}

CASES = [
    # The search.
    _update(
        "update-searched-everywhere",
        ONE | SALE | {"search_location": "CAMPAIGN", "list_id": "98765"},
        ONE | SALE | {"search_location": "CAMPAIGN", "list_id": "101"},
        "list_id names no list, so the whole system was searched: 1 lead found.",
    ),
    _update(
        "update-searched-everywhere",
        ONE | SALE | {"search_location": "LIST"},
        ONE | SALE | {"search_location": "LIST", "list_id": "101"},
        "list_id is missing",
    ),
    _update(
        "update-searched-everywhere",
        ONE | SALE | {"search_location": "list", "list_id": "101"},
        ONE | SALE | {"search_location": "SYSTEM", "list_id": "101"},
        "search_location is neither LIST nor CAMPAIGN",
    ),
    _update(
        "search-location-misread",
        ONE | SALE | {"search_location": "CAMPAIGNLIST", "list_id": "101"},
        ONE | SALE | {"search_location": "LIST", "list_id": "101"},
        "was read as LIST: 1 lead found.",
    ),
    _update(
        "search-key-left-out",
        ONE | SALE | {"search_method": "LEAD_ID_PHONE_NUMBER", "phone_number": "55512"},
        ONE | SALE | {"search_method": "LEAD_ID_PHONE_NUMBER", "phone_number": "555123"},
        "55512 is no number of 6 to 18 digits",
    ),
    _update(
        "search-key-left-out",
        ONE | SALE | {"search_method": "LEAD_ID_VENDOR_LEAD_CODE"},
        ONE | SALE | {"search_method": "LEAD_ID"},
        "search_method names VENDOR_LEAD_CODE, and vendor_lead_code is empty.",
    ),
    _update(
        "search-key-left-out",
        {"search_method": "phone_number", "phone_number": PHONE},
        BY_PHONE | SALE,
        "phone of search_method is no key in capitals",
    ),
    _update(
        "more-leads-match",
        BY_PHONE | SALE,
        TWO | SALE,
        "More leads have this phone_number: only 1 lead looked at.",
        BOTH,
    ),
    _update(
        "no-records-wanted",
        ONE | SALE | {"records": "0"},
        ONE | SALE | {"records": "1"},
        "records=0 finds no lead, though one is there.",
    ),
    _update(
        "lead-id-not-the-one",
        TWO | SALE | {"lead_id": "9", "search_method": "LEAD_ID_PHONE_NUMBER"},
        TWO | SALE | {"lead_id": "8", "search_method": "LEAD_ID_PHONE_NUMBER"},
        "Lead 9 was not found; 2 leads found by phone_number, the first of them lead 7.",
        BOTH,
    ),
    # What is asked for.
    _update("nothing-to-update", ONE, ONE | SALE, "1 lead found, and nothing was to be done"),
    _update(
        "empty-not-set",
        ONE | SALE | {"city": "", "state": ""},
        ONE | SALE | {"city": "--BLANK--"},
        "city, state was sent empty, and is as it was in 1 lead.",
    ),
    _update(
        "blank-not-emptied",
        ONE | SALE | {"rank": "--BLANK--"},
        ONE | SALE | {"comments": "--BLANK--"},
        "rank is not emptied by --BLANK--.",
    ),
    _update(
        "blank-not-emptied",
        ONE | {"gmt_offset_now": "--BLANK--"},
        ONE | {"gmt_offset_now": "0"},
        "gmt_offset_now became 0.00",
    ),
    _update(
        "blank-not-emptied",
        INSERTED | {"comments": "--BLANK--"},
        INSERTED | {"rank": "--BLANK--"},
        "comments of the inserted lead is --BLANK--.",
        {},
    ),
    _update(
        "line-feed-replaced",
        TWO | {"comments": "a\nb"},
        TWO | {"comments": "a\rb"},
        "Each line feed of comments became !N in 2 leads.",
        BOTH,
    ),
    _update(
        "update-switch-not-on",
        ONE | {"delete_lead": "y"},
        ONE | {"delete_lead": "N"},
        "delete_lead switches nothing on",
    ),
    _update(
        "update-switch-not-on",
        ONE | {"list_exists_check": "1"},
        ONE | {"list_exists_check": "yes"},
        "list_exists_check switches nothing on",
    ),
    _update(
        "update-ignores",
        ONE | SALE | {"no_update": "Y", "callback": "Y"},
        ONE | {"no_update": "Y"},
        "status, callback counts for nothing beside no_update=Y: 1 lead looked at.",
    ),
    _update(
        "update-ignores",
        ONE | SALE | {"delete_lead": "Y"},
        ONE | {"delete_lead": "Y"},
        "status counts for nothing beside delete_lead=Y: 1 lead deleted.",
    ),
    _update(
        "update-ignores",
        ONE | {"custom_fields": "Y", "color": "red", "entry_list_id": "102"},
        ONE | {"color": "red", "entry_list_id": "102"},
        "entry_list_id counts for nothing beside custom_fields=Y",
        CUSTOM,
        custom_tables=COLORS,
    ),
    _update(
        "update-ignores",
        ONE | {"add_to_hopper": "Y", "remove_from_hopper": "Y"},
        ONE | {"remove_from_hopper": "Y"},
        "add_to_hopper counts for nothing beside remove_from_hopper=Y",
    ),
    _update(
        "no-update-changes-hopper",
        ONE | {"no_update": "Y", "add_to_hopper": "Y"},
        ONE | {"add_to_hopper": "Y"},
        "the hopper was changed for lead 7.",
    ),
    _update(
        "list-id-moves-nothing",
        ONE | SALE | {"list_id": "102"},
        ONE | SALE | {"list_id_field": "102"},
        "1 lead stayed in another list than 102.",
    ),
    _update(
        "moved-to-no-list",
        ONE | {"list_id_field": "98765"},
        ONE | {"list_id_field": "102"},
        "1 lead moved to list 98765, which is not there.",
    ),
    _update(
        "moved-to-no-list",
        INSERTED | {"list_id": "98765"},
        INSERTED,
        "1 lead was inserted into list 98765, which is not there.",
        {},
    ),
    _update(
        "phone-number-unchecked",
        ONE | {"update_phone_number": "Y", "phone_number": "12"},
        ONE | {"update_phone_number": "Y", "phone_number": PHONE},
        "12 is no number that can be dialed; 1 lead has it now.",
    ),
    _update(
        "phone-number-is-the-key",
        BY_PHONE | {"update_phone_number": "Y"},
        ONE | {"update_phone_number": "Y", "phone_number": PHONE},
        "1 lead keeps it.",
    ),
    # What is done.
    _update(
        "update-stopped",
        TWO | SALE | {"user": "restrict"},
        TWO | SALE,
        "1 lead done; then came one in a list that the user may not use, and 1 lead left",
        {"vicidial_list": [TWICE[0], TWICE[1] | {"list_id": 999}]},
    ),
    _update(
        "only-first-lead-set",
        TWO | SALE | {"custom_fields": "Y"},
        TWO | SALE,
        "1 lead kept its columns.",
        BOTH | COLOR,
        custom_tables=COLORS,
    ),
    _update(
        "custom-field-unseen",
        {"color": "red"} | ONE | SALE | {"custom_fields": "Y"},
        ONE | SALE | {"color": "red", "custom_fields": "Y"},
        "color is the query's first parameter, and does not count as sent: 1 lead without it.",
        CUSTOM,
        custom_tables=COLORS,
    ),
    _update(
        "custom-field-unseen",
        ONE | {"Color": "red", "custom_fields": "Y"},
        ONE | {"colour": "red", "custom_fields": "Y"},
        "Color is not spelt &color=",
        CUSTOM,
        custom_tables=COLORS,
    ),
    _update(
        "custom-field-emptied",
        ONE | {"custom_fields": "Y", "comments": "see /?color=red"},
        ONE | {"custom_fields": "Y", "comments": "see /color=red"},
        "color was emptied in 1 lead",
        CUSTOM,
        custom_tables=COLORS,
        posts=True,
    ),
    _update(
        "custom-fields-though-disabled",
        ONE | {"color": "red", "custom_fields": "Y"},
        ONE | {"color": "red"},
        "Custom fields of 1 lead were changed",
        CUSTOM
        | {
            "system_settings": [
                row | {"custom_fields_enabled": "0"} for row in BASE_STATE["system_settings"]
            ]
        },
        custom_tables=COLORS,
    ),
    _update(
        "no-custom-data-deleted",
        TWO | {"delete_cf_data": "Y"},
        TWO | {"delete_cf_data": "N"},
        "1 of 2 leads had no custom fields to be deleted.",
        {
            "vicidial_list": [TWICE[0] | {"entry_list_id": 101}, TWICE[1]],
            "custom_101": [{"lead_id": 7, "color": "red"}],
        },
        custom_tables=COLORS,
    ),
    _update(
        "deleted-lead-leaves-rows",
        ONE | {"delete_lead": "Y"},
        ONE | {"delete_lead": "Y", "custom_fields": "Y", "remove_from_hopper": "Y"},
        "left in vicidial_hopper (1 lead), custom_101 (1 lead).",
        CUSTOM
        | {
            "vicidial_hopper": [{"lead_id": 7, "campaign_id": "SALES"}],
            "custom_101": [{"lead_id": 7, "color": "red"}],
        },
        custom_tables=COLORS,
    ),
    _update(
        "hopper-first-lead-only",
        TWO | {"add_to_hopper": "Y"},
        BY_PHONE | {"add_to_hopper": "Y"},
        "add_to_hopper counts for lead 7 only, not for 1 lead more.",
        BOTH,
    ),
    _update(
        "hopper-of-another-list",
        ONE | {"add_to_hopper": "Y", "list_id": "201"},
        ONE | {"add_to_hopper": "Y", "list_id": "101"},
        "Lead 7 is in list 101, and in the hopper for list 201.",
    ),
    # Callbacks.
    _update(
        "callback-undated",
        {name: value for name, value in CALLED_BACK.items() if name != "callback_datetime"},
        CALLED_BACK,
        "1 lead has a callback for 0000-00-00 00:00:00.",
    ),
    _update(
        "callback-lead-not-held",
        CALLED_BACK,
        CALLED_BACK | {"status": "CBHOLD"},
        "1 lead has a callback and keeps the status NEW.",
        {"vicidial_list": [LEAD | {"status": "NEW"}]},
    ),
    _update(
        "callback-unchecked",
        CALLED_BACK | {"campaign_id": "GONE"},
        CALLED_BACK,
        "campaign_id is not there, and the callback of 1 lead has it.",
        HELD | {"vicidial_callbacks": [CALLBACK | {"lead_id": 7}]},
    ),
    _update(
        "callback-unchecked",
        CALLED_BACK | {"callback_user": "nobody"},
        CALLED_BACK | {"callback_user": "6666"},
        "callback_user is not there",
        HELD | {"vicidial_callbacks": [CALLBACK | {"lead_id": 7}]},
    ),
    _update(
        "callback-turned",
        TWO | CALLED_BACK | {"lead_id": "", "callback_status": "CALLBK"},
        TWO | CALLED_BACK | {"lead_id": "", "callback_status": "CALLBK", "callback_type": "ANYONE"},
        "The callback of 1 lead was changed",
        BOTH | {"vicidial_callbacks": [CALLBACK]},
    ),
    # An insert.
    _update(
        "insert-ignores",
        INSERTED | {"callback": "Y"},
        INSERTED,
        "callback counts for nothing where a lead is inserted.",
        {},
    ),
    _update(
        "insert-not-archived",
        INSERTED | {"archived_lead": "Y"},
        INSERTED,
        "is in vicidial_list, not in the archive.",
        {},
    ),
    # batch_update_lead.
    _batch(
        "batch-ids-malformed",
        SALE | {"lead_ids": "7,,8"},
        SALE | {"lead_ids": "7,8"},
        "A part of lead_ids is empty: the search for the leads fails on a dialer, and nothing is"
        " changed. They are kept as 7,,8.",
    ),
    _batch(
        "batch-leads-left-out",
        SALE | {"lead_ids": "7,8,9,10"},
        SALE | {"lead_ids": "7,8"},
        "2 of 4 leads left out: 2 no lead (9, 10).",
    ),
    _batch(
        "batch-leads-left-out",
        SALE | {"lead_ids": "7,8", "user": "restrict"},
        SALE | {"lead_ids": "7", "user": "restrict"},
        "1 of 2 leads left out: 1 in a list that the user may not use (8).",
        {"vicidial_list": [TWICE[0], TWICE[1] | {"list_id": 999}]},
    ),
    _batch(
        "batch-leads-left-out",
        SALE | {"lead_ids": "7,8", "records": "1"},
        SALE | {"lead_ids": "7,8", "records": "2"},
        "1 of 2 leads left out: 1 beyond records (7).",
    ),
    _batch(
        "nothing-to-update",
        {"lead_ids": "7,8"},
        SALE | {"lead_ids": "7,8"},
        "2 leads found, and nothing was to be set",
    ),
    _batch(
        "batch-not-restricted",
        SALE | {"lead_ids": "7,8", "user": "restrict"},
        SALE | {"lead_ids": "7,8"},
        "The user may use no list, and 2 leads were open to them.",
        BOTH
        | {"vicidial_user_groups": [{"user_group": "RESTR", "allowed_campaigns": " NONE - -"}]},
    ),
    # The number of an inserted lead.
    _number(
        "number-length",
        {"phone_number": "727893000"},
        {"phone_number": "7278930000"},
        "727893000 has 9 digits; a number of country code 1 has 10.",
    ),
    _number(
        "number-prefix",
        {"phone_number": "02079460018", "phone_code": "44"},
        {"phone_number": "2079460018", "phone_code": "44"},
        "02079460018 begins with 0, which is dialed within the country only: with country code 44"
        " the number is 2079460018.",
    ),
    _number(
        "number-abroad",
        {"phone_number": "442079460018"},
        {"phone_number": "2079460018", "phone_code": "44"},
        "442079460018 is no number of country code 1, but one of 44 with its country code.",
    ),
    _number(
        "number-unassigned",
        {"phone_number": "7270000000"},
        {"phone_number": "7278930000"},
        "7270000000 is of no range that country code 1 has given out.",
    ),
    _number(
        "number-kind",
        {"phone_number": "9002345678"},
        {"phone_number": "7278930000"},
        "9002345678 is a premium-rate number",
    ),
    _number(
        "number-zone",
        {"phone_number": "7278930000", "tz_method": "TZCODE", "owner": "PST"},
        {"phone_number": "7278930000", "owner": "PST"},
        "The lead is called by the clock of -7; 7278930000 is of America/New_York (-4).",
    ),
    _number(
        "number-elsewhere",
        {"phone_number": "7278930000", "state": "TX"},
        {"phone_number": "7278930000", "state": "FL"},
        "state is TX, and the area code 727 is FL's.",
    ),
]
