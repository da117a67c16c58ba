"""The whole of add_lead, one stage a module, in the order of section 5."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.add_lead import duplicates, messages, new_lead_address
from lmapi_mock.non_agent_api.add_lead.insert import INSERT, insert_lead
from lmapi_mock.non_agent_api.add_lead.validate import check_list, set_defaults
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.lead import (
    alt_phones,
    call_time,
    callback,
    custom_fields,
    dnc,
    hopper,
    lookup_state,
    time_zone,
)
from lmapi_mock.non_agent_api.lead.permission import may_change_leads
from lmapi_mock.non_agent_api.lead.phone_number import check_phone_number

STAGES: Final = (
    Stage(
        "check_permission",
        may_change_leads(messages.MAY_NOT_ADD_LEADS),
        "Source and the user's rights",
        "5, 1-3",
        texts=("source",),
    ),
    Stage(
        "check_list",
        check_list,
        "The list: allowed, and there if it has to be",
        "5, 4-5",
        texts=("list_exists_check",),
    ),
    Stage(
        "set_defaults",
        set_defaults,
        "Defaults for what was not sent",
        "5, 6",
        texts=("gender", "rank", "list_id", "phone_code"),
    ),
    Stage(
        "check_phone_number",
        check_phone_number,
        "The phone number",
        "5, 7-11",
        texts=("tz_method",),
    ),
    Stage(
        "look_up_state",
        lookup_state.look_up_state,
        "State by area code",
        "5, 12",
        lookup_state.is_asked,
    ),
    Stage("check_dnc", dnc.check_dnc, "Do-not-call lists", "5, 13-14", dnc.is_asked),
    Stage(
        "check_duplicates",
        duplicates.check_duplicates,
        "Duplicate checks",
        "5, 15; 6",
        duplicates.is_asked,
        duplicates.FRAGILE,
        ("duplicate_check",),
        duplicates.asks,
    ),
    Stage(
        "look_up_time_zone",
        time_zone.look_up_time_zone,
        "Time zone",
        "5, 16; 7",
        fragile=time_zone.FRAGILE,
    ),
    Stage(
        "insert_lead",
        insert_lead,
        "The lead is stored",
        "5",
        fragile=(INSERT,),
        texts=("entry_list_id",),
    ),
    Stage(
        "load_alt_phones",
        alt_phones.load_alt_phones,
        "Further phone numbers",
        "5, 17; 8",
        alt_phones.is_asked,
        texts=("multi_alt_phones",),
    ),
    Stage(
        "add_custom_fields",
        custom_fields.add_custom_fields,
        "Custom fields",
        "5, 18; 9",
        custom_fields.is_asked,
        custom_fields.FRAGILE,
    ),
    Stage(
        "add_to_hopper",
        hopper.add_to_hopper,
        "Hopper",
        "5, 19; 10",
        hopper.is_asked,
        call_time.FRAGILE,
    ),
    Stage(
        "schedule_callback",
        callback.schedule_callback,
        "Scheduled callback",
        "5, 20; 11",
        callback.is_asked,
        callback.FRAGILE,
    ),
    Stage(
        "call_new_lead_address",
        new_lead_address.call_new_lead_address,
        "The address that is called for a new lead",
        "lists.md, 14",
        fragile=new_lead_address.FRAGILE,
    ),
)
"""The first refusal ends it, and nothing but the refusal is stored then."""
