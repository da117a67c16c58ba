"""The whole of add_lead, one stage a line, in the order of section 5."""

from __future__ import annotations

from lmapi_mock.non_agent_api.add_lead.alt_phones import load_alt_phones
from lmapi_mock.non_agent_api.add_lead.callback import schedule_callback
from lmapi_mock.non_agent_api.add_lead.custom_fields import add_custom_fields
from lmapi_mock.non_agent_api.add_lead.dnc import check_dnc
from lmapi_mock.non_agent_api.add_lead.duplicates import check_duplicates
from lmapi_mock.non_agent_api.add_lead.hopper import add_to_hopper
from lmapi_mock.non_agent_api.add_lead.insert import insert_lead
from lmapi_mock.non_agent_api.add_lead.permission import check_permission
from lmapi_mock.non_agent_api.add_lead.phone_number import check_phone_number
from lmapi_mock.non_agent_api.add_lead.state import look_up_state
from lmapi_mock.non_agent_api.add_lead.time_zone import look_up_time_zone
from lmapi_mock.non_agent_api.add_lead.validate import check_list, set_defaults
from lmapi_mock.non_agent_api.call import Call


def add_lead(call: Call) -> None:
    """Load one lead; the first refusal ends it, and nothing but the refusal is stored then."""
    check_permission(call)  #     1-3
    check_list(call)  #           4-5
    set_defaults(call)  #         6
    check_phone_number(call)  #   7-11
    look_up_state(call)  #        12
    check_dnc(call)  #            13-14
    check_duplicates(call)  #     15
    look_up_time_zone(call)  #    16
    insert_lead(call)
    load_alt_phones(call)  #      17
    add_custom_fields(call)  #    18
    add_to_hopper(call)  #        19
    schedule_callback(call)  #    20
