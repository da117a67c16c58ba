"""The kinds of findings that are add_lead's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Kind, Severity
from lmapi_mock.non_agent_api.lead.number_findings import NUMBER_KINDS

_INFO: Final = Severity.INFO
_WARNING: Final = Severity.WARNING
_ERROR: Final = Severity.ERROR

KINDS: Final[Mapping[str, Kind]] = {
    # Settings.
    "unknown-duplicate-check": Kind(
        _WARNING,
        "A duplicate check that does not exist",
        "A check runs when its name occurs in `duplicate_check`; other text asks for nothing, and"
        " duplicates are loaded.",
        "Send the checks by their names, joined by `-`: `DUPLIST-DUPTITLEALTPHONELIST`.",
    ),
    "unknown-window": Kind(
        _WARNING,
        "A duplicate window that does not exist",
        "Windows are 1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180 and 360 days. They are found as"
        " parts of the text: `DUPSYS45DAY` has no window and looks at all leads, but `DUPSYS31DAY`"
        " holds `1DAY` and looks at the last day only.",
        "Use one of the windows.",
    ),
    "several-windows": Kind(
        _WARNING,
        "Several duplicate windows",
        "There is one window for all checks: of several the last in the dialer's own list wins,"
        " which is the longest, whichever check it stands at.",
        "Send one window, or one request for each.",
    ),
    "missing-requirement": Kind(
        _WARNING,
        "Something asked for without what it needs",
        "A setting that works on other parameters does nothing, or something else than meant,"
        " where those are missing: `tz_method=POSTAL` without a `postal_code` goes by the area"
        " code, `campaign_dnc_check=Y` without `campaign_id` looks at no campaign's list, and"
        " `DUPTITLEALTPHONESYS` with both empty finds every lead that has both empty.",
        "Send what it needs, or leave it out.",
    ),
    "nanpa-skipped": Kind(
        _WARNING,
        "The NANPA time zone was not looked up",
        "`usacan_prefix_check` = Y overwrites the prefix by its first digit, so that the NANPA"
        " look-up finds nothing and the time zone goes by the area code alone.",
        "Use `nanpa_ac_prefix_check` in place of `usacan_prefix_check`, or another `tz_method`.",
    ),
    "alt-phones-ignored": Kind(
        _WARNING,
        "multi_alt_phones was not loaded",
        "Up to 5 characters of `multi_alt_phones` are passed over; no further number is stored.",
        "Send `NUMBER_CODE_NOTE`, joined by `!`.",
    ),
    # What becomes of the lead.
    "held-without-callback": Kind(
        _ERROR,
        "The lead is held for a callback that is not there",
        "`callback=Y` stores the lead with status CBHOLD before it looks at the campaign and the"
        " user. Where the callback then fails the lead stays held, and nobody ever calls it.",
        "Send a `campaign_id` that exists, and with USERONLY a `callback_user` that exists.",
    ),
    "list-id-defaulted": Kind(
        _WARNING,
        "A list_id that is too short became 999",
        "A `list_id` of fewer than three digits is replaced by 999, and the lead goes there.",
        "Send the list's number; give lists numbers of three digits or more.",
    ),
    "list-id-not-sent": Kind(
        _INFO,
        "No list_id was sent",
        "Without a `list_id`, and with an empty one, the lead goes to list 999, whichever campaign"
        " that belongs to. A client whose setting is missing fills that list, and all is SUCCESS.",
        "Send the list's number, also where it is 999.",
    ),
    "list-missing": Kind(
        _WARNING,
        "The list does not exist",
        "The lead is stored in a list that is not there: no campaign dials it, and no report"
        " shows it. Only `list_exists_check=Y` would refuse it.",
        "Make the list, correct `list_id`, or send `list_exists_check=Y`.",
    ),
    "list-inactive": Kind(
        _INFO,
        "The list is not active",
        "Leads of a list that is not active are not dialed until somebody switches it on. For"
        " lists that are filled first and opened later this is as it should be.",
        "Switch the list on, or correct `list_id`.",
    ),
    "campaign-missing": Kind(
        _WARNING,
        "The list belongs to no campaign that exists",
        "Leads are dialed by the campaign of their list. This list names none, or one that is not"
        " there, and its leads are not dialed.",
        "Give the list to a campaign.",
    ),
    "campaign-inactive": Kind(
        _WARNING,
        "The list's campaign is not active",
        "A campaign that is not active dials nothing.",
        "Switch the campaign on, or send the lead to a list of one that is.",
    ),
    "campaign-not-the-lists": Kind(
        _WARNING,
        "The campaign sent is not the list's",
        "A lead belongs to its list, and the list to its campaign. `campaign_id` (`campaing` on"
        " the Load Leads page) changes neither: it is for `campaign_dnc_check` and callbacks only.",
        "Send the `list_id` of a list of that campaign.",
    ),
    "offset-unknown": Kind(
        _WARNING,
        "No time zone was found",
        "No row of vicidial_phone_codes fits: the answer's offset is empty, and 0 is stored. The"
        " lead is called by London's clock.",
        "Send the right `phone_code`, or load the country's codes.",
    ),
    "offset-guessed": Kind(
        _WARNING,
        "The time zone is a guess",
        "The area code is not in vicidial_phone_codes, so the offset is that of the country's"
        " first row, wherever that lies. People may be called at night.",
        "Check the number; `usacan_areacode_check=Y` refuses such numbers of the USA and Canada.",
    ),
    "time-zone-not-found": Kind(
        _WARNING,
        "tz_method found nothing",
        "No row of vicidial_postal_codes is of that postal code and country, or none of"
        " vicidial_phone_codes of that zone's code: the time zone goes by the phone number after"
        " all, and nothing says so.",
        "Load the country's postal codes; send a zone code as EST in `owner`.",
    ),
    **NUMBER_KINDS,
    "state-not-found": Kind(
        _INFO,
        "lookup_state found no state",
        "No row of vicidial_phone_codes is of the number's area code, or that row has no state, as"
        " in most countries: `state` stays empty, and rules for call times of states do not hold.",
        "Send `state`.",
    ),
    "new-lead-address-inactive": Kind(
        _INFO,
        "A new-lead address that is not active is called",
        "The dialer calls the new-lead address of `vicidial_url_multi` whatever its `active` says,"
        " and N, its default, does not stop it: whoever listens there hears of the lead.",
        "Take the row away, or empty its address. `---DISABLED---` as a list's address switches"
        " the system's off for that list.",
    ),
    "repeated-lead": Kind(
        _WARNING,
        "The same lead was stored again",
        "An earlier request of the same user stored a lead of the same list, number, name and"
        " `vendor_lead_code`, and without a `duplicate_check` this one made a second. Retries"
        " after a time-out do so: the person is called twice.",
        "Send a `duplicate_check`, as DUPLIST1DAY, with every request that may be repeated.",
    ),
}
