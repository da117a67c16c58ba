"""What add_lead alone says, in both dialects side by side (sections 5, 6).

The names and texts are the field's own, so that an answer seen in production is found with one
search: after the result stands the name of the function that says it, which is no part of the
text here. `logged` is the `data` of vicidial_api_log; `cause` and `remedy` are for people.
"""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

_LEAD: Final = "{phone_number}|{list_id}"
MAY_NOT_ADD_LEADS: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM",
    ": |{user}|0|",
    documented=" - {user}|0",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: vdc_agent_api_access 1, modify_leads 1 to 4, user_level 8 or"
    " more, active Y.",
    remedy="In vicidial_users give {user} vdc_agent_api_access 1, modify_leads 1, 2, 3 or 4,"
    " user_level 8 or more, and active Y.",
)
LIST_NOT_ALLOWED: Final = Message(
    "ERROR",
    "NOT AN ALLOWED LIST ID",
    f" - {_LEAD}",
    logged=_LEAD,
    stage="check_list",
    cause="The user has api_list_restrict 1, and list_id, as sent, is no list of the campaigns in"
    " their group's allowed_campaigns; left out it is none either.",
    remedy="Send, without leading zeros, a list_id of those campaigns (vicidial_lists), or add the"
    " list's campaign to vicidial_user_groups.allowed_campaigns.",
)
LIST_NOT_DEFINED: Final = Message(
    "ERROR",
    "NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED",
    f" - {_LEAD}",
    logged=_LEAD,
    stage="check_list",
    cause="list_exists_check holds a Y, and list_id, as sent, is not in vicidial_lists; left out"
    " it is not either, as its default comes later.",
    remedy="Send a list_id that is in vicidial_lists ({list_id} is not), or leave"
    " list_exists_check out.",
)
_DUPLICATE: Final = "{duplicate_lead_id}"
_DUPLICATE_AND_LIST: Final = "{duplicate_lead_id}|{duplicate_list_id}"
_TITLE: Final = "{title}|{alt_phone}|{list_id}"
_NAME: Final = "{first_name}|{last_name}|{phone_number}|{list_id}"
_SAME: Final = {
    "PHONE NUMBER": "this phone_number",
    "TITLE ALT_PHONE": "this title and alt_phone",
    "NAME PHONE": "this first_name, last_name and phone_number",
}
_AS_EITHER: Final = " as its phone_number or alt_phone"
_PLACES: Final = {
    "LIST": "the same list",
    "CAMPAIGN LISTS": "a list of the same campaign",
    "SYSTEM": "any list",
}


def _duplicate(check: str, reason: str, data: str, documented: str | None = None) -> Message:
    what, _, where = reason.removeprefix("DUPLICATE ").partition(" IN ")
    same = _SAME[what] + (_AS_EITHER if "PHONEALT" in check else "")
    other = _SAME[what].removeprefix("this ").replace(" and ", " or ")
    return Message(
        "ERROR",
        reason,
        f" - {data}",
        documented=documented and f" - {documented}",
        logged=data,
        stage="check_duplicates",
        cause=f"duplicate_check asks for {check}, and a lead in {_PLACES[where]} has {same}.",
        remedy=f"Send another {other}, remove lead {_DUPLICATE} from vicidial_list, leave"
        f" duplicate_check out, or let it look at recent leads only, as {check}30DAY.",
    )


DUPLIST: Final = _duplicate("DUPLIST", "DUPLICATE PHONE NUMBER IN LIST", f"{_LEAD}|{_DUPLICATE}")
DUPCAMP: Final = _duplicate(
    "DUPCAMP", "DUPLICATE PHONE NUMBER IN CAMPAIGN LISTS", f"{_LEAD}|{_DUPLICATE_AND_LIST}"
)
DUPSYS: Final = _duplicate(
    "DUPSYS", "DUPLICATE PHONE NUMBER IN SYSTEM", f"{_LEAD}|{_DUPLICATE_AND_LIST}"
)
DUPPHONEALTLIST: Final = _duplicate(
    "DUPPHONEALTLIST", "DUPLICATE PHONE NUMBER IN LIST", f"{_LEAD}|{_DUPLICATE}|{{matched}}"
)
DUPPHONEALTCAMP: Final = _duplicate(
    "DUPPHONEALTCAMP",
    "DUPLICATE PHONE NUMBER IN CAMPAIGN LISTS",
    f"{_LEAD}|{_DUPLICATE_AND_LIST}|{{matched}}",
)
DUPPHONEALTSYS: Final = _duplicate(
    "DUPPHONEALTSYS",
    "DUPLICATE PHONE NUMBER IN SYSTEM",
    f"{_LEAD}|{_DUPLICATE_AND_LIST}|{{matched}}",
)
DUPTITLEALTPHONELIST: Final = _duplicate(
    "DUPTITLEALTPHONELIST", "DUPLICATE TITLE ALT_PHONE IN LIST", f"{_TITLE}|{_DUPLICATE}"
)
DUPTITLEALTPHONECAMP: Final = _duplicate(
    "DUPTITLEALTPHONECAMP",
    "DUPLICATE TITLE ALT_PHONE IN CAMPAIGN LISTS",
    f"{_TITLE}|{_DUPLICATE_AND_LIST}",
)
DUPTITLEALTPHONESYS: Final = _duplicate(
    "DUPTITLEALTPHONESYS", "DUPLICATE TITLE ALT_PHONE IN SYSTEM", f"{_TITLE}|{_DUPLICATE_AND_LIST}"
)
DUPNAMEPHONELIST: Final = _duplicate(
    "DUPNAMEPHONELIST",
    "DUPLICATE NAME PHONE IN LIST",
    f"{_NAME}|{_DUPLICATE}",
    documented=f"{_NAME}|{_DUPLICATE_AND_LIST}",
)
DUPNAMEPHONECAMP: Final = _duplicate(
    "DUPNAMEPHONECAMP", "DUPLICATE NAME PHONE IN CAMPAIGN LISTS", f"{_NAME}|{_DUPLICATE_AND_LIST}"
)
DUPNAMEPHONESYS: Final = _duplicate(
    "DUPNAMEPHONESYS", "DUPLICATE NAME PHONE IN SYSTEM", f"{_NAME}|{_DUPLICATE_AND_LIST}"
)
LEAD_ADDED: Final = Message(
    "SUCCESS",
    "LEAD HAS BEEN ADDED",
    " - {phone_number}|{list_id}|{lead_id}|{gmt_offset}|{user}",
    documented=" - {phone_number}|{user}|{list_id}|{lead_id}|{gmt_offset}",
    logged="{phone_number}|{list_id}|{lead_id}|{gmt_offset}",
    stage="insert_lead",
    cause="Every check passed, and the lead is stored.",
    remedy="Nothing to mend: it is lead_id {lead_id} of vicidial_list.",
)
