"""What the functions for do-not-call numbers and filter phone groups say (leads.md, 9 and 10)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.outcome import Message

_RIGHTS: Final = "In vicidial_users give {user} user_level 8 or more, active Y and modify_lists 1."

MAY_NOT_ADD_DNC: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO ADD DNC NUMBERS",
    ": |{user}|0",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: user_level 8 or more, modify_lists 1, active Y.",
    remedy=_RIGHTS,
)
MAY_NOT_DELETE_DNC: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO DELETE DNC NUMBERS",
    ": |{user}|0",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: user_level 8 or more, modify_lists 1, delete_from_dnc 1, active"
    " Y.",
    remedy="In vicidial_users give {user} user_level 8 or more, active Y, modify_lists 1 and"
    " delete_from_dnc 1.",
)
MAY_NOT_ADD_FPG: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO ADD FILTER PHONE GROUP NUMBERS",
    ": |{user}|0",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: user_level 8 or more, modify_lists 1, active Y.",
    remedy=_RIGHTS,
)
MAY_NOT_DELETE_FPG: Final = Message(
    "ERROR",
    "USER DOES NOT HAVE PERMISSION TO DELETE FILTER PHONE GROUP NUMBERS",
    ": |{user}|0",
    logged="0",
    stage="check_permission",
    cause="The user lacks one of: user_level 8 or more, modify_lists 1, active Y.",
    remedy=_RIGHTS,
)

_PAIR: Final = "{phone_number}|{campaign_id}"
_MEMBER: Final = "{phone_number}|{group}"

DNC_FIELDS_MISSING: Final = Message(
    "ERROR",
    "YOU MUST USE ALL REQUIRED FIELDS",
    f": |{{user}}|{_PAIR}",
    logged=_PAIR,
    stage="check_fields",
    cause="phone_number is shorter than 6, or campaign_id is empty.",
    remedy="Send a phone_number of 6 digits or more, and campaign_id: a campaign, or"
    " SYSTEM_INTERNAL for the system's own list.",
)
DNC_EXISTS: Final = Message(
    "ERROR",
    "DNC NUMBER ALREADY EXISTS",
    f": |{{user}}|{_PAIR}",
    logged=_PAIR,
    stage="add_number",
    cause="The number is on this do-not-call list already.",
    remedy="Nothing to mend: {phone_number} is not called.",
)
DNC_ADDED: Final = Message(
    "SUCCESS",
    "DNC NUMBER HAS BEEN ADDED",
    f" - {{user}}|{_PAIR}",
    logged=_PAIR,
    stage="add_number",
    cause="The number is on this do-not-call list now.",
    remedy="Nothing to mend: {phone_number} is not called for {campaign_id} any more.",
)
DNC_ABSENT: Final = Message(
    "ERROR",
    "DNC NUMBER DOES NOT EXIST",
    f": |{{user}}|{_PAIR}",
    logged=_PAIR,
    stage="delete_number",
    cause="The number is not on this do-not-call list.",
    remedy="Send campaign_id as the number was added with; {phone_number} is not there for"
    " {campaign_id}.",
)
DNC_DELETED: Final = Message(
    "SUCCESS",
    "DNC NUMBER HAS BEEN DELETED",
    f" - {{user}}|{_PAIR}",
    logged=_PAIR,
    stage="delete_number",
    cause="The number is not on this do-not-call list any more.",
    remedy="Nothing to mend: {phone_number} may be called for {campaign_id} again.",
)

FPG_FIELDS_MISSING: Final = Message(
    "ERROR",
    "YOU MUST USE ALL REQUIRED FIELDS",
    f": |{{user}}|{_MEMBER}",
    logged=_MEMBER,
    stage="check_fields",
    cause="phone_number is shorter than 6, or group is empty.",
    remedy="Send a phone_number of 6 digits or more, and the group.",
)
FPG_UNKNOWN: Final = Message(
    "ERROR",
    "FILTER PHONE GROUP DOES NOT EXIST",
    ": |{user}|{group}",
    logged="{group}",
    stage="check_group",
    cause="No row of vicidial_filter_phone_groups has this filter_phone_group_id.",
    remedy="Send a group of vicidial_filter_phone_groups, or add {group} there.",
)
FPG_EXISTS: Final = Message(
    "ERROR",
    "FILTER PHONE GROUP NUMBER ALREADY EXISTS",
    f": |{{user}}|{_MEMBER}",
    logged=_MEMBER,
    stage="add_number",
    cause="The number is in this filter phone group already.",
    remedy="Nothing to mend: {phone_number} is in {group}.",
)
FPG_ADDED: Final = Message(
    "SUCCESS",
    "FILTER PHONE GROUP NUMBER HAS BEEN ADDED",
    f" - {{user}}|{_MEMBER}",
    logged=_MEMBER,
    stage="add_number",
    cause="The number is in this filter phone group now.",
    remedy="Nothing to mend: {phone_number} is in {group}.",
)
FPG_ABSENT: Final = Message(
    "ERROR",
    "FILTER PHONE GROUP NUMBER DOES NOT EXIST",
    f": |{{user}}|{_MEMBER}",
    logged=_MEMBER,
    stage="delete_number",
    cause="The number is not in this filter phone group.",
    remedy="Send the group that {phone_number} is in; {group} does not hold it.",
)
FPG_DELETED: Final = Message(
    "SUCCESS",
    "FILTER PHONE GROUP NUMBER HAS BEEN DELETED",
    f" - {{user}}|{_MEMBER}",
    logged=_MEMBER,
    stage="delete_number",
    cause="The number is not in this filter phone group any more.",
    remedy="Nothing to mend: {phone_number} is not in {group}.",
)
