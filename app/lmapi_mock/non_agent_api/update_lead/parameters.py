"""What update_lead and batch_update_lead read (update_lead.md, U1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.store.schema.tables import vicidial_list

SEARCH: Final = "Search"
CHANGES: Final = "Changes"

_LEAD: Final = vicidial_list.c


def _switch(name: str, explains: str) -> Parameter:
    return replace(lead.switch(name, explains), group=CHANGES)


_FIELDS: Final = (
    Parameter(
        "user_field",
        r.LETTERS_WORD,
        "The lead's user.",
        group=CHANGES,
        column=_LEAD.user,
    ),
    Parameter(
        "list_id_field",
        r.DIGITS,
        "The list that the lead is moved to, or inserted into.",
        group=CHANGES,
        accepts="digits",
        column=_LEAD.list_id,
    ),
    Parameter(
        "status",
        r.LETTERS_WORD,
        "The lead's status; it need not exist.",
        group=CHANGES,
        accepts="1 to 6 characters",
        column=_LEAD.status,
    ),
    lead.VENDOR_LEAD_CODE,
    lead.SOURCE_ID,
    Parameter(
        "gmt_offset_now",
        r.OFFSET,
        "The lead's offset from UTC, in hours, stored as given; an inserted lead's is looked up.",
        group=CHANGES,
        accepts="a number such as -5.00",
        column=_LEAD.gmt_offset_now,
    ),
    *lead.NAME_AND_ADDRESS,
    replace(lead.GENDER, default=""),
    lead.DATE_OF_BIRTH,
    lead.ALT_PHONE,
    lead.EMAIL,
    lead.SECURITY_PHRASE,
    lead.COMMENTS,
    replace(lead.RANK, default=""),
    lead.OWNER,
    Parameter(
        "called_count",
        r.DIGITS,
        "How often the lead was called.",
        group=CHANGES,
        accepts="digits",
        column=_LEAD.called_count,
    ),
    replace(lead.PHONE_CODE, default=""),
    _switch("reset_lead", "Set called_since_last_reset to N, so that the lead is dialed again."),
)
"""What both functions set in a lead; the value --BLANK-- empties a text."""

_RECORDS: Final = Parameter(
    "records",
    r.DIGITS,
    "How many leads are changed at most.",
    group=SEARCH,
    accepts="digits",
    default="1",
)
_FIRST: Final = (login.USER, login.PASSWORD, login.FUNCTION)
_LAST: Final = (
    lead.ARCHIVED_LEAD,
    lead.LIST_EXISTS_CHECK,
    login.AGENT_USER,
)

UPDATE_LEAD: Final = (
    *_FIRST,
    login.SOURCE,
    replace(lead.LEAD_ID, group=SEARCH, explains="The lead, by its number."),
    replace(
        lead.PHONE_NUMBER,
        group=SEARCH,
        explains="The number to search by; with update_phone_number=Y the lead's new one.",
        accepts="6 to 18 digits",
        needed=False,
    ),
    Parameter(
        "search_method",
        r.WORD,
        "What is searched by, in capitals; several may be joined, and the first that finds a lead"
        " counts.",
        group=SEARCH,
        choices=("LEAD_ID", "VENDOR_LEAD_CODE", "PHONE_NUMBER"),
        default="LEAD_ID",
    ),
    replace(lead.SEARCH_LOCATION, group=SEARCH),
    Parameter(
        "list_id",
        r.DIGITS,
        "The list of search_location, and of an inserted lead.",
        group=SEARCH,
        accepts="3 or more digits",
    ),
    _RECORDS,
    _switch("no_update", "Only say whether a lead is found."),
    *_FIELDS,
    _switch("update_phone_number", "Set phone_number too, to whatever was sent."),
    _switch("delete_lead", "Delete the lead; its callbacks go to the archive."),
    _switch("delete_cf_data", "Delete the lead's custom fields, and set its entry_list_id to 0."),
    _switch(
        "insert_if_not_found",
        "Add the lead where none is found, without the checks of add_lead; needs phone_number,"
        " phone_code and list_id.",
    ),
    replace(
        lead.ENTRY_LIST_ID,
        group=CHANGES,
        explains="The list whose custom fields the lead has; not set with custom_fields=Y.",
        default="",
    ),
    lead.FORCE_ENTRY_LIST_ID,
    replace(
        lead.CUSTOM_FIELDS,
        explains="Store the custom fields that were sent, each as a parameter named by its label;"
        " the first parameter of a query never counts.",
    ),
    Parameter(
        "callback",
        r.CAPITALS,
        "Schedule a callback, change the one that is there, or remove all.",
        group=lead.SETTINGS,
        choices=("Y", "N", "REMOVE"),
        default="N",
    ),
    replace(lead.CALLBACK_STATUS, explains="The callback's status; the lead's own stays."),
    lead.CALLBACK_DATETIME,
    lead.CALLBACK_TYPE,
    lead.CALLBACK_USER,
    lead.CALLBACK_COMMENTS,
    lead.CAMPAIGN_ID,
    lead.ADD_TO_HOPPER,
    Parameter(
        "remove_from_hopper",
        r.LETTERS,
        "Take the lead out of the hopper; add_to_hopper then counts for nothing.",
        group=lead.SETTINGS,
        choices=lead.YES_OR_NO,
        default="N",
    ),
    lead.HOPPER_PRIORITY,
    lead.HOPPER_LOCAL_CALL_TIME_CHECK,
    lead.TZ_METHOD,
    lead.MULTI_ALT_PHONES,
    *_LAST,
)

BATCH_UPDATE_LEAD: Final = (
    *_FIRST,
    login.SOURCE,
    Parameter(
        "lead_ids",
        r.DIGITS_COMMA,
        "The leads that are changed.",
        group=SEARCH,
        accepts="digits, joined by commas",
        needed=True,
    ),
    replace(_RECORDS, default="1000"),
    *_FIELDS,
    *_LAST,
)
