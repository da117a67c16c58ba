"""What hopper_list and hopper_bulk_insert say (leads.md, 12 and 13)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

MAY_NOT_GET_CAMPAIGN: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO GET CAMPAIGN INFO",
    ": |{user}|0|",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: vdc_agent_api_access 1, view_reports 1, user_level 8 or more,"
    " active Y.",
    remedy="In vicidial_users give {user} vdc_agent_api_access 1, view_reports 1, user_level 8 or"
    " more, and active Y.",
)
CAMPAIGN_UNKNOWN: Final = Message(
    "ERROR",
    "THIS CAMPAIGN DOES NOT EXIST",
    ": |{user}|{campaign_id}",
    logged="0",
    stage="find_campaign",
    cause="campaign_id is not in vicidial_campaigns, or the caller's user group is not allowed it.",
    remedy="Send a campaign_id of vicidial_campaigns that the allowed_campaigns of {user}'s group"
    " name; {campaign_id} is none.",
)
HOPPER_EMPTY: Final = Message(
    "ERROR",
    "THERE ARE NO LEADS IN THE HOPPER FOR THIS CAMPAIGN",
    ": {user}|{campaign_id}",
    logged="{user}|{campaign_id}",
    stage="list_hopper",
    cause="No row of vicidial_hopper is of this campaign and READY.",
    remedy="Put a lead into the hopper of {campaign_id}: add_lead with add_to_hopper=Y, or"
    " hopper_bulk_insert.",
)
HOPPER_LISTED: Final = Message(
    "SUCCESS",
    "RESULTS FOUND: {rows}",
    "{output}",
    logged="{user}||",
    stage="list_hopper",
    cause="The rows of vicidial_hopper of this campaign that are READY, the highest priority"
    " first.",
    remedy="Nothing to mend.",
    prints_result=False,
    ends_line=False,
)

MAY_NOT_INSERT: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE HOPPER",
    ": |{user}|0|",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: vdc_agent_api_access 1, modify_campaigns 1, user_level 8 or more,"
    " active Y.",
    remedy="In vicidial_users give {user} vdc_agent_api_access 1, modify_campaigns 1, user_level 8"
    " or more, and active Y.",
)
LEAD_NOT_FOUND: Final = Message(
    "NOTICE",
    "NOT ADDED TO HOPPER, LEAD NOT FOUND",
    " - {part}",
    stage="insert_leads",
    cause="A part of lead_ids is not the lead_id of a lead that the caller may see, written without"
    " leading zeros; or its list has no campaign.",
    remedy="Send the lead_id of a row of vicidial_list in a list with a campaign; {part} is none.",
)
ALREADY_IN_HOPPER: Final = Message(
    "NOTICE",
    "NOT ADDED TO HOPPER, LEAD IS ALREADY IN THE HOPPER",
    " - {part}",
    stage="insert_leads",
    cause="The lead is in vicidial_hopper, in whatever campaign and status.",
    remedy="Nothing to mend: lead {part} is in the hopper.",
)
LIST_WITHOUT_CAMPAIGN: Final = Message(
    "NOTICE",
    "CAMPAIGN DOES NOT EXIST",
    " - {list_id}|{part}",
    stage="insert_leads",
    cause="The lead's list is not in vicidial_lists, or its campaign is not in vicidial_campaigns.",
    remedy="Give list {list_id} a row in vicidial_lists with a campaign_id of vicidial_campaigns.",
)
BULK_OUTSIDE_LOCAL_TIME: Final = Message(
    "NOTICE",
    "NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME,",
    " - {part}|{gmt_offset_now}|{state}|0",
    stage="insert_leads",
    cause="hopper_local_call_time_check is Y, and the lead's local time is outside the call time of"
    " its list, campaign or state.",
    remedy="Send it while the call time is open at UTC offset {gmt_offset_now}, or leave"
    " hopper_local_call_time_check out.",
)
INSERT_FAILED: Final = Message(
    "NOTICE",
    "NOT ADDED TO HOPPER, LEAD HOPPER INSERT ERROR",
    " - {part}",
    stage="insert_leads",
    cause="A value of the lead breaks the insert, and PHP passes it over: --sql-failures php7.",
    remedy="Take the quote out of the lead's vendor_lead_code or state.",
)
LEAD_ADDED_TO_HOPPER: Final = Message(
    "NOTICE",
    "LEAD ADDED TO HOPPER",
    " - {phone_number}|{part}|{hopper_id}|{user}",
    stage="insert_leads",
    cause="The lead is in the hopper of its list's campaign now.",
    remedy="Nothing to mend: it is hopper_id {hopper_id} of vicidial_hopper.",
)
LEADS_INSERTED: Final = Message(
    "SUCCESS",
    "LEADS HAVE BEEN INSERTED INTO THE HOPPER",
    " - {added}|{errors}|{hopper_id}|{user}",
    logged="{added}|{errors}|{hopper_id}|{not_found}|{errors}",
    stage="insert_leads",
    cause="At least one lead is in the hopper now.",
    remedy="Nothing to mend: {added} leads are in vicidial_hopper; the lines before tell of each.",
)
NO_LEADS_INSERTED: Final = Message(
    "ERROR",
    "NO LEADS HAVE BEEN INSERTED INTO THE HOPPER",
    " - {errors}|{not_found}|{user}",
    logged="0||{not_found}|{errors}",
    stage="insert_leads",
    cause="No lead of lead_ids was put into the hopper; the lines before tell why.",
    remedy="See the lines before: {not_found} leads were not found, {errors} could not be put"
    " there.",
)
