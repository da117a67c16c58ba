"""Answers of the endpoint's own that a fault can bring about, whatever the database holds.

Each runs in place of a stage, so that what is printed, logged and stored beside it is what a real
refusal there would leave. A request that does not get as far as the stage is answered as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.add_lead import duplicates
from lmapi_mock.non_agent_api.add_lead import messages as add_lead
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead import hopper
from lmapi_mock.non_agent_api.login import messages
from lmapi_mock.store.schema.columns import unsigned64
from lmapi_mock.store.schema.tables import vicidial_list as lead
from lmapi_mock.store.sql.statements import Statement

_FIRST_LEAD: Final = Statement(
    lambda _: (
        sa.select(lead.c.lead_id, lead.c.list_id)
        .order_by(lead.c.lead_id)
        .limit(sa.literal_column("1"))
    )
)


def _refuse_login(call: Call) -> None:
    """As if user or password were wrong; the user's row is not touched, so nobody gets locked."""
    raise call.refusal(messages.LOGIN_INCORRECT, password=call.value["pass"])


def _lock_login(call: Call) -> None:
    """As if the user had failed ten times; the user's row is not touched."""
    raise call.refusal(messages.LOGIN_LOCKED)


def _block_address(call: Call) -> None:
    """As if the peer's address were on the blacklist."""
    raise call.refusal(messages.IP_NOT_ALLOWED, remote_ip=call.given.remote_ip)


def _find_duplicate(call: Call) -> None:
    """A real duplicate is told as such; else the first lead there is passes for one.

    Of several checks asked for the first speaks, of none DUPSYS. In an empty database the lead is
    number 1, of the request's own list.
    """
    duplicates.check_duplicates(call)
    asked = call.value["duplicate_check"].upper()
    message = next(
        (check.message for check in duplicates.CHECKS if check.name in asked), add_lead.DUPSYS
    )
    first = call.tx.first(_FIRST_LEAD)
    raise call.refusal(
        message,
        duplicate_lead_id=first["lead_id"] if first else 1,
        duplicate_list_id=unsigned64(first["list_id"]) if first else call.value["list_id"],
        matched="PHONE",
    )


def _leave_out_of_hopper(call: Call) -> None:
    """As if it were night at the lead's place; nothing is said where no hopper is asked for."""
    if hopper.is_asked(call.value):
        call.say(add_lead.OUTSIDE_LOCAL_TIME, lead_id=call.lead_id, gmt_offset=call.gmt_offset)


ANSWERS: Final[Mapping[str, tuple[str, Callable[[Call], None]]]] = {
    "login_refused": ("authenticate", _refuse_login),
    "login_locked": ("authenticate", _lock_login),
    "ip_blocked": ("authenticate", _block_address),
    "duplicate": ("check_duplicates", _find_duplicate),
    "not_added_to_hopper": ("add_to_hopper", _leave_out_of_hopper),
}
"""By the answer's name: the stage, and what runs in its place."""


def instead_of_stages(answer: str) -> Mapping[str, Callable[[Call], None]]:
    """What `Call.instead` has to be for this answer."""
    stage, run = ANSWERS[answer]
    return {stage: run}
