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
        r.WORD,
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
    *lead.NAME_AND_ADDRESS,
    lead.GENDER,
    lead.DATE_OF_BIRTH,
    lead.ALT_PHONE,
    lead.EMAIL,
    lead.SECURITY_PHRASE,
    lead.COMMENTS,
    lead.MULTI_ALT_PHONES,
    lead.RANK,
    lead.OWNER,
    lead.ENTRY_LIST_ID,
    lead.DNC_CHECK,
    lead.CAMPAIGN_DNC_CHECK,
    lead.CAMPAIGN_ID,
    lead.ADD_TO_HOPPER,
    lead.REMOVE_FROM_HOPPER,
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
    lead.CALLBACK,
    lead.CALLBACK_STATUS,
    lead.CALLBACK_DATETIME,
    lead.CALLBACK_TYPE,
    lead.CALLBACK_USER,
    lead.CALLBACK_COMMENTS,
    lead.switch("lookup_state", "Fill an empty state by the area code."),
    lead.LIST_EXISTS_CHECK,
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
