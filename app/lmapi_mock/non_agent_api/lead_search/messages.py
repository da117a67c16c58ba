"""What lead_search says (leads.md, 3)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

MAY_NOT_SEARCH: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO SEARCH FOR LEADS",
    ": |{user}|0|",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: vdc_agent_api_access 1, modify_leads 1 to 5, user_level 8 or"
    " more, active Y.",
    remedy="In vicidial_users give {user} vdc_agent_api_access 1, modify_leads 1, 2, 3, 4 or 5,"
    " user_level 8 or more, and active Y.",
)
NO_SEARCH_METHOD: Final = Message(
    "ERROR",
    "NO VALID SEARCH METHOD",
    " - {user}|{search_method}|{lead_id}(0)|{vendor_lead_code}(0)|{phone_number}(0)",
    logged="{search_method}|{lead_id}(0)|{vendor_lead_code}(0)|{phone_number}(0)",
    stage="choose_searches",
    cause="Nothing that search_method names was sent: lead_id for LEAD_ID, vendor_lead_code for"
    " VENDOR_LEAD_CODE, a phone_number of 6 or more for PHONE_NUMBER.",
    remedy="Send search_method in capitals, and what it searches for; {search_method} found"
    " nothing to search for.",
)
LIST_NOT_ALLOWED: Final = Message(
    "ERROR",
    "NOT AN ALLOWED LIST ID",
    " - {phone_number}|{list_id}",
    logged="{phone_number}|{list_id}",
    stage="check_list",
    cause="The user has api_list_restrict 1, and list_id, as written, is no list of the campaigns"
    " in their group's allowed_campaigns.",
    remedy="Send a list_id of those campaigns, without leading zeros; {list_id} is none.",
)
NO_MATCHES: Final = Message(
    "ERROR",
    "NO MATCHES FOUND IN THE SYSTEM",
    ": |{user}|{lead_id}|{vendor_lead_code}|{phone_number}",
    logged="{lead_id}|{vendor_lead_code}|{phone_number}",
    stage="search",
    cause="No lead has what was searched for where it was looked for.",
    remedy="Look at vicidial_list for {phone_number}{vendor_lead_code}{lead_id}, and at"
    " search_location.",
)
LEADS_FOUND: Final = Message(
    "SUCCESS",
    "LEADS FOUND IN THE SYSTEM",
    "{output}",
    logged="{lead_id}|{vendor_lead_code}|{phone_number}|{found}",
    stage="search",
    cause="Leads were found; a line for each number or code that was sent, with how many leads have"
    " it and which.",
    remedy="Nothing to mend: {found} leads were found.",
    prints_result=False,
    ends_line=False,
)
