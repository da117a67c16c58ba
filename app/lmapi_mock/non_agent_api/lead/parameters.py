"""What several functions read of a lead, each described once (section 3)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.login.parameters import REQUIRED
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.store.schema.tables import vicidial_callbacks, vicidial_hopper, vicidial_list

OPTIONAL: Final = "Optional"
SETTINGS: Final = "Settings"

YES_OR_NO: Final = ("Y", "N")
YES_NO_OR_AREACODE: Final = ("Y", "N", "AREACODE")

_LEAD: Final = vicidial_list.c
_CALLBACK: Final = vicidial_callbacks.c


def switch(name: str, explains: str) -> Parameter:
    """A parameter that is on when it is exactly `Y` (cleaned to capital letters)."""
    return Parameter(name, r.CAPITALS, explains, group=SETTINGS, choices=YES_OR_NO, default="N")


PHONE_NUMBER: Final = Parameter(
    "phone_number",
    r.DIGITS_COMMA,
    "The number to dial.",
    group=REQUIRED,
    accepts="6 to 16 digits",
    needed=True,
    column=_LEAD.phone_number,
)
PHONE_CODE: Final = Parameter(
    "phone_code",
    r.DIGITS,
    "The country's calling code.",
    group=REQUIRED,
    accepts="1 to 4 digits, such as 52",
    default="1",
    column=_LEAD.phone_code,
)
VENDOR_LEAD_CODE: Final = Parameter(
    "vendor_lead_code",
    r.FREE_TEXT,
    "The lead's key in the sender's own system.",
    group=OPTIONAL,
    column=_LEAD.vendor_lead_code,
)
SOURCE_ID: Final = Parameter(
    "source_id",
    r.FREE_TEXT,
    "Where the sender has the lead from.",
    group=OPTIONAL,
    column=_LEAD.source_id,
)
TITLE: Final = Parameter(
    "title", r.TITLE, "Mr, Ms, Dr and the like.", group=OPTIONAL, column=_LEAD.title
)
FIRST_NAME: Final = Parameter(
    "first_name", r.NAME, "First name.", group=OPTIONAL, column=_LEAD.first_name
)
MIDDLE_INITIAL: Final = Parameter(
    "middle_initial", r.LETTERS_WORD, "Middle initial.", group=OPTIONAL, column=_LEAD.middle_initial
)
LAST_NAME: Final = Parameter(
    "last_name", r.NAME, "Last name.", group=OPTIONAL, column=_LEAD.last_name
)
ADDRESS1: Final = Parameter(
    "address1", r.ADDRESS, "Address, first line.", group=OPTIONAL, column=_LEAD.address1
)
ADDRESS2: Final = Parameter(
    "address2", r.ADDRESS, "Address, second line.", group=OPTIONAL, column=_LEAD.address2
)
ADDRESS3: Final = Parameter(
    "address3", r.ADDRESS, "Address, third line.", group=OPTIONAL, column=_LEAD.address3
)
CITY: Final = Parameter("city", r.ADDRESS, "City.", group=OPTIONAL, column=_LEAD.city)
STATE: Final = Parameter(
    "state",
    r.STATE,
    "State; call times and, for phone_code 61, the time zone go by it.",
    group=OPTIONAL,
    column=_LEAD.state,
)
PROVINCE: Final = Parameter(
    "province",
    r.NAME,
    "Province, or whatever else divides the country.",
    group=OPTIONAL,
    column=_LEAD.province,
)
POSTAL_CODE: Final = Parameter(
    "postal_code",
    r.POSTAL_CODE,
    "Postal code; tz_method POSTAL goes by it.",
    group=OPTIONAL,
    column=_LEAD.postal_code,
)
COUNTRY_CODE: Final = Parameter(
    "country_code",
    r.LETTERS_WORD,
    "Country, as in USA or CAN.",
    group=OPTIONAL,
    column=_LEAD.country_code,
)
NAME_AND_ADDRESS: Final = (
    TITLE,
    FIRST_NAME,
    MIDDLE_INITIAL,
    LAST_NAME,
    ADDRESS1,
    ADDRESS2,
    ADDRESS3,
    CITY,
    STATE,
    PROVINCE,
    POSTAL_CODE,
    COUNTRY_CODE,
)
"""In this order they are told of."""

GENDER: Final = Parameter(
    "gender",
    r.CAPITALS,
    "Undefined, male or female.",
    group=OPTIONAL,
    choices=("U", "M", "F"),
    default="U",
    column=_LEAD.gender,
)
DATE_OF_BIRTH: Final = Parameter(
    "date_of_birth",
    r.DIGITS_HYPHEN,
    "Date of birth.",
    group=OPTIONAL,
    accepts="YYYY-MM-DD",
    column=_LEAD.date_of_birth,
)
ALT_PHONE: Final = Parameter(
    "alt_phone", r.NAME, "A second number.", group=OPTIONAL, column=_LEAD.alt_phone
)
EMAIL: Final = Parameter("email", r.EMAIL, "E-mail address.", group=OPTIONAL, column=_LEAD.email)
SECURITY_PHRASE: Final = Parameter(
    "security_phrase",
    r.ADDRESS,
    "A text by which the person is recognised.",
    group=OPTIONAL,
    column=_LEAD.security_phrase,
)
COMMENTS: Final = Parameter(
    "comments", r.FREE_TEXT, "Remarks for the agent.", group=OPTIONAL, column=_LEAD.comments
)
RANK: Final = Parameter(
    "rank",
    r.DIGITS,
    "The lead's rank.",
    group=OPTIONAL,
    accepts="digits",
    default="0",
    column=_LEAD.rank,
)
OWNER: Final = Parameter(
    "owner",
    r.ADDRESS,
    "A user, territory or group; with tz_method TZCODE the zone's code.",
    group=OPTIONAL,
    column=_LEAD.owner,
)
CAMPAIGN_ID: Final = Parameter(
    "campaign_id",
    r.LETTERS_WORD,
    "The campaign of campaign_dnc_check and of the callback; the hopper goes by the list's.",
    group=SETTINGS,
    accepts="2 to 8 characters",
    column=_CALLBACK.campaign_id,
)

LEAD_FIELDS: Final = (
    VENDOR_LEAD_CODE,
    SOURCE_ID,
    TITLE,
    FIRST_NAME,
    MIDDLE_INITIAL,
    LAST_NAME,
    ADDRESS1,
    ADDRESS2,
    ADDRESS3,
    CITY,
    STATE,
    PROVINCE,
    POSTAL_CODE,
    COUNTRY_CODE,
    GENDER,
    DATE_OF_BIRTH,
    ALT_PHONE,
    EMAIL,
    SECURITY_PHRASE,
    COMMENTS,
    RANK,
    OWNER,
)
"""The columns of a lead that people fill in, in the page's order."""

# What the functions read that look leads up.

LEAD_ID: Final = Parameter(
    "lead_id", r.DIGITS, "The lead, vicidial_list.lead_id.", group=REQUIRED, accepts="digits"
)
ARCHIVED_LEAD: Final = Parameter(
    "archived_lead",
    r.SWITCH,
    "Look into vicidial_list_archive in place of vicidial_list.",
    group=SETTINGS,
    choices=YES_OR_NO,
    default="N",
)
STAGE: Final = Parameter(
    "stage",
    r.WORD,
    "What stands between the values: a comma, a tab or a bar.",
    group=SETTINGS,
    choices=("csv", "tab", "pipe"),
    default="pipe",
)
HEADER: Final = Parameter(
    "header",
    r.SWITCH,
    "Whether a line with the names of the columns comes first; only YES does, in capitals.",
    group=SETTINGS,
    choices=("YES", "NO"),
    default="NO",
)
SEARCH_LOCATION: Final = Parameter(
    "search_location",
    r.CAPITALS,
    "Where leads are looked for: in list_id, in the lists of its campaign, or everywhere.",
    group=SETTINGS,
    choices=("SYSTEM", "CAMPAIGN", "LIST"),
    default="SYSTEM",
)

HOPPER_PRIORITY: Final = Parameter(
    "hopper_priority",
    r.PRIORITY,
    "Which of the hopper's leads goes first: the highest.",
    group=SETTINGS,
    accepts="-99 to 99",
    default="0",
    column=vicidial_hopper.c.priority,
)
HOPPER_LOCAL_CALL_TIME_CHECK: Final = switch(
    "hopper_local_call_time_check",
    "Into the hopper only within the call time of the lead's place.",
)
REMOVE_FROM_HOPPER: Final = Parameter(
    "remove_from_hopper",
    r.LETTERS,
    "Y switches add_to_hopper off; a new lead is in no hopper that it could be taken from.",
    group=SETTINGS,
    choices=YES_OR_NO,
    default="N",
)

DNC_CHECK: Final = Parameter(
    "dnc_check",
    r.CAPITALS,
    "Refuse a number in vicidial_dnc; AREACODE also one whose whole area code is there.",
    group=SETTINGS,
    choices=YES_NO_OR_AREACODE,
    default="N",
)

CAMPAIGN_DNC_CHECK: Final = Parameter(
    "campaign_dnc_check",
    r.CAPITALS,
    "The same with vicidial_campaign_dnc, for campaign_id.",
    group=SETTINGS,
    choices=YES_NO_OR_AREACODE,
    default="N",
)

USACAN_PREFIX_CHECK: Final = switch(
    "usacan_prefix_check", "Refuse a number whose fourth digit is 0 or 1."
)

USACAN_AREACODE_CHECK: Final = switch(
    "usacan_areacode_check",
    "Refuse a number without a US or Canadian area code; in the documented dialect also"
    " one that is not 10 digits long.",
)

NANPA_AC_PREFIX_CHECK: Final = switch(
    "nanpa_ac_prefix_check",
    "Refuse a number whose area code and prefix are not in the NANPA data, if loaded.",
)

TZ_METHOD: Final = Parameter(
    "tz_method",
    r.WORD,
    "How the time zone is found: by postal_code, by the zone code in owner, by NANPA"
    " prefix; without it by phone_code and area code.",
    group=SETTINGS,
    choices=("", "POSTAL", "TZCODE", "NANPA"),
)

CUSTOM_FIELDS: Final = Parameter(
    "custom_fields",
    r.SWITCH,
    "Also the custom fields.",
    group=SETTINGS,
    choices=YES_OR_NO,
    default="N",
)
FORCE_ENTRY_LIST_ID: Final = Parameter(
    "force_entry_list_id",
    r.DIGITS,
    "The list whose custom fields are meant, whatever the lead says.",
    group=SETTINGS,
    accepts="digits",
)

MULTI_ALT_PHONES: Final = Parameter(
    "multi_alt_phones",
    r.ALT_PHONES,
    "Further numbers, each a row of vicidial_list_alt_phones.",
    group=OPTIONAL,
    accepts="NUMBER_CODE_NOTE, joined by !, such as 7275552222_1_office!7275553333_1_home; over"
    " 5 characters",
)

ENTRY_LIST_ID: Final = Parameter(
    "entry_list_id",
    r.DIGITS,
    "The list whose custom fields the lead has: leave it to custom_fields = Y, which sets"
    " it; another value breaks them.",
    group=OPTIONAL,
    accepts="3 to 12 digits",
    default="0",
    column=_LEAD.entry_list_id,
)

ADD_TO_HOPPER: Final = switch("add_to_hopper", "Put the lead into the hopper, to be dialed next.")

CALLBACK: Final = switch(
    "callback", "Schedule a callback; needs campaign_id and callback_datetime."
)

CALLBACK_STATUS: Final = Parameter(
    "callback_status",
    r.LETTERS_WORD,
    "The callback's status; the lead's own is CBHOLD meanwhile.",
    group=SETTINGS,
    accepts="1 to 6 characters",
    default="CALLBK",
    column=_CALLBACK.lead_status,
)

CALLBACK_DATETIME: Final = Parameter(
    "callback_datetime",
    r.DATE_TIME,
    "When to call back, in the server's time.",
    group=SETTINGS,
    accepts="YYYY-MM-DD HH:MM:SS, NOW, or 5DAYS for five days from now",
    column=_CALLBACK.callback_time,
)

CALLBACK_TYPE: Final = Parameter(
    "callback_type",
    r.CAPITALS,
    "For callback_user alone, or for anyone.",
    group=SETTINGS,
    choices=("ANYONE", "USERONLY"),
    default="ANYONE",
    column=_CALLBACK.recipient,
)

CALLBACK_USER: Final = Parameter(
    "callback_user",
    r.LETTERS_WORD,
    "Whose callback it is, with callback_type USERONLY.",
    group=SETTINGS,
    accepts="vicidial_users.user",
    column=_CALLBACK.user,
)

CALLBACK_COMMENTS: Final = Parameter(
    "callback_comments",
    r.CALLBACK_COMMENTS,
    "Remarks for whoever calls back.",
    group=SETTINGS,
    column=_CALLBACK.comments,
)

LIST_EXISTS_CHECK: Final = Parameter(
    "list_exists_check",
    r.SWITCH,
    "Refuse a list_id that is not in vicidial_lists.",
    group=SETTINGS,
    choices=YES_OR_NO,
    default="N",
)
