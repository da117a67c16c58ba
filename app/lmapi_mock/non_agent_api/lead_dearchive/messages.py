"""What lead_dearchive can say of its own (leads.md, 11)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

MAY_NOT_MODIFY: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO MODIFY LEAD INFO",
    ": |{user}|0|",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: vdc_agent_api_access 1, modify_leads 1, user_level 8 or more,"
    " active Y.",
    remedy="In vicidial_users give {user} vdc_agent_api_access 1, modify_leads 1, user_level 8 or"
    " more, and active Y.",
)
INVALID_SEARCH: Final = Message(
    "ERROR",
    "INVALID SEARCH PARAMETERS",
    ": {user}|{lead_id}",
    logged="{user}|{lead_id}",
    stage="check_lead_id",
    cause="lead_id is empty, or longer than 11.",
    remedy="Send the lead_id of a row of vicidial_list_archive.",
)
NOT_ARCHIVED: Final = Message(
    "ERROR",
    "ARCHIVED LEAD NOT FOUND",
    ": {user}|{lead_id}|{stage}|{search_location}",
    logged="{user}|{lead_id}|{stage}|{search_location}",
    stage="find_archived",
    cause="No lead of this lead_id is in vicidial_list_archive, or it is in a list of a campaign"
    " that the caller's user group is not allowed.",
    remedy="Send a lead_id of vicidial_list_archive ({lead_id} is none), as a user whose group is"
    " allowed its campaign.",
)
STILL_THERE: Final = Message(
    "ERROR",
    "NON-ARCHIVED LEAD FOUND",
    ": {user}|{lead_id}|{list_id}",
    logged="{user}|{lead_id}|{list_id}",
    stage="dearchive",
    cause="A lead of this lead_id is in vicidial_list already.",
    remedy="Nothing to mend: lead {lead_id} is in vicidial_list.",
)
DEARCHIVED: Final = Message(
    "SUCCESS",
    "LEAD DE-ARCHIVED",
    ": {user}|{lead_id}|1|1",
    logged="{user}|{lead_id}|1|1",
    stage="dearchive",
    cause="The lead was moved back, unchanged, from vicidial_list_archive.",
    remedy="Nothing to mend: lead {lead_id} is in vicidial_list.",
)
