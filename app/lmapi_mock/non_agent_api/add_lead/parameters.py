"""What add_lead reads, in the Load Leads page's order."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.add_lead.duplicates import CHECKS, WINDOW_DAYS
from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.store.schema.tables import vicidial_callbacks, vicidial_list

_LEAD: Final = vicidial_list.c
_CALLBACK: Final = vicidial_callbacks.c

PARAMETERS: Final = (
    # The lead's own user is the API's.
    replace(login.USER, column=_LEAD.user),
    login.PASSWORD,
    login.FUNCTION,
    lead.PHONE_NUMBER,
    lead.PHONE_CODE,
    Parameter(
        "list_id",
        r.LETTERS_WORD,
        "The list that the lead goes to; only its digits count.",
        group=login.REQUIRED,
        accepts="3 to 12 digits; a shorter one is the default",
        default="999",
        column=_LEAD.list_id,
    ),
    login.SOURCE,
    Parameter(
        "campaing",
        r.LETTERS_WORD,
        "The page's spelling of campaign_id, read in its place where that is not sent, at"
        " doors that know it such as /API/lmapi.php; may be left out.",
        group=login.REQUIRED,
        accepts="2 to 8 characters",
        column=_CALLBACK.campaign_id,
    ),
    lead.VENDOR_LEAD_CODE,
    lead.SOURCE_ID,
    Parameter(
        "gmt_offset_now",
        r.OFFSET,
        "Read and ignored: the offset is looked up (tz_method).",
        group=lead.OPTIONAL,
        ignored="the offset is looked up",
    ),
    lead.TITLE,
    lead.FIRST_NAME,
    lead.MIDDLE_INITIAL,
    lead.LAST_NAME,
    lead.ADDRESS1,
    lead.ADDRESS2,
    lead.ADDRESS3,
    lead.CITY,
    lead.STATE,
    lead.PROVINCE,
    lead.POSTAL_CODE,
    lead.COUNTRY_CODE,
    lead.GENDER,
    lead.DATE_OF_BIRTH,
    lead.ALT_PHONE,
    lead.EMAIL,
    lead.SECURITY_PHRASE,
    lead.COMMENTS,
    Parameter(
        "multi_alt_phones",
        r.ALT_PHONES,
        "Further numbers, each a row of vicidial_list_alt_phones.",
        group=lead.OPTIONAL,
        accepts="NUMBER_CODE_NOTE, joined by !, such as 7275552222_1_office!7275553333_1_home; over"
        " 5 characters",
    ),
    lead.RANK,
    lead.OWNER,
    Parameter(
        "entry_list_id",
        r.DIGITS,
        "The list whose custom fields the lead has: leave it to custom_fields = Y, which sets"
        " it; another value breaks them.",
        group=lead.OPTIONAL,
        accepts="3 to 12 digits",
        default="0",
        column=_LEAD.entry_list_id,
    ),
    lead.DNC_CHECK,
    lead.CAMPAIGN_DNC_CHECK,
    lead.CAMPAIGN_ID,
    lead.switch("add_to_hopper", "Put the lead into the hopper, to be dialed next."),
    lead.HOPPER_PRIORITY,
    lead.HOPPER_LOCAL_CALL_TIME_CHECK,
    lead.USACAN_PREFIX_CHECK,
    lead.USACAN_AREACODE_CHECK,
    lead.NANPA_AC_PREFIX_CHECK,
    Parameter(
        "custom_fields",
        r.SWITCH,
        "Store the list's custom fields, each sent as a parameter named by its label, such as"
        " favorite_color=blue.",
        group=lead.SETTINGS,
        choices=lead.YES_OR_NO,
        default="N",
    ),
    lead.TZ_METHOD,
    lead.switch("callback", "Schedule a callback; needs campaign_id and callback_datetime."),
    Parameter(
        "callback_status",
        r.LETTERS_WORD,
        "The callback's status; the lead's own is CBHOLD meanwhile.",
        group=lead.SETTINGS,
        accepts="1 to 6 characters",
        default="CALLBK",
        column=_CALLBACK.lead_status,
    ),
    Parameter(
        "callback_datetime",
        r.DATE_TIME,
        "When to call back, in the server's time.",
        group=lead.SETTINGS,
        accepts="YYYY-MM-DD HH:MM:SS, NOW, or 5DAYS for five days from now",
        column=_CALLBACK.callback_time,
    ),
    Parameter(
        "callback_type",
        r.CAPITALS,
        "For callback_user alone, or for anyone.",
        group=lead.SETTINGS,
        choices=("ANYONE", "USERONLY"),
        default="ANYONE",
        column=_CALLBACK.recipient,
    ),
    Parameter(
        "callback_user",
        r.LETTERS_WORD,
        "Whose callback it is, with callback_type USERONLY.",
        group=lead.SETTINGS,
        accepts="vicidial_users.user",
        column=_CALLBACK.user,
    ),
    Parameter(
        "callback_comments",
        r.CALLBACK_COMMENTS,
        "Remarks for whoever calls back.",
        group=lead.SETTINGS,
        column=_CALLBACK.comments,
    ),
    lead.switch("lookup_state", "Fill an empty state by the area code."),
    Parameter(
        "list_exists_check",
        r.SWITCH,
        "Refuse a list_id that is not in vicidial_lists.",
        group=lead.SETTINGS,
        choices=lead.YES_OR_NO,
        default="N",
    ),
    Parameter(
        "duplicate_check",
        r.WORD,
        "Refuse a lead that is there already: in the same list, in the lists of its campaign,"
        " or anywhere, by the columns that each check names. Several may be joined.",
        group=lead.SETTINGS,
        accepts="checks joined by -, each with a window if only recent leads count, such as"
        f" DUPSYS90DAY; windows are {', '.join(map(str, WINDOW_DAYS))} days, and the last of"
        " several holds for all",
        choices=tuple(check.name for check in CHECKS),
    ),
    login.AGENT_USER,
    Parameter(
        "lead_id",
        r.DIGITS,
        "Read and ignored: a new lead gets the next number.",
        group=login.OTHERS,
        ignored="a new lead gets the next number",
    ),
    Parameter("format", r.LETTERS, "Read and ignored by add_lead.", group=login.OTHERS),
)
