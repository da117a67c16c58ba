"""Answers of the endpoint's own that a fault can bring about, whatever the database holds.

Each runs in place of a stage, so that what is printed, logged and stored beside it is what a real
refusal there would leave. A request that does not get as far as the stage is answered as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.add_lead import duplicates
from lmapi_mock.non_agent_api.add_lead import messages as add_lead
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Message, Refusal
from lmapi_mock.non_agent_api.core.stage import Instead
from lmapi_mock.non_agent_api.functions import edition, functions
from lmapi_mock.non_agent_api.lead import hopper
from lmapi_mock.non_agent_api.lead import messages as lead_messages
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
    raise call.refusal(messages.IP_NOT_ALLOWED, remote_ip=call.request.remote_ip)


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
        call.say(lead_messages.OUTSIDE_LOCAL_TIME, lead_id=call.lead_id, gmt_offset=call.gmt_offset)


_Run = Callable[[Call], None]

_BY_NAME: Final[Mapping[str, tuple[str, str, _Run]]] = {
    "login_refused": ("", "authenticate", _refuse_login),
    "login_locked": ("", "authenticate", _lock_login),
    "ip_blocked": ("", "authenticate", _block_address),
    "duplicate": ("add_lead", "check_duplicates", _find_duplicate),
    "not_added_to_hopper": ("add_lead", "add_to_hopper", _leave_out_of_hopper),
}
"""By the answer's name: function (empty for every one), stage, and what runs in its place."""


def _refuse(message: Message, said: Mapping[str, object]) -> _Run:
    def refuse(call: Call) -> None:
        values: dict[str, object] = {**dict.fromkeys(call.names(message), ""), **said}
        raise Refusal(call.line(message, **(values | call.value)))

    return refuse


def _refusals_of(function: Function) -> Mapping[str, tuple[str, str, _Run]]:
    """Every ERROR of a function, at the stage that says it: `add_lead.IN_DNC`.

    What it names is the request's own; what only a real refusal knows is the example's.
    """
    examples = function.examples()
    return {
        f"{function.name}.{name}": (
            function.name,
            message.stage,
            _refuse(message, examples[name].said if name in examples else {}),
        )
        for name, message in function.messages.items()
        if message.result == "ERROR"
    }


def answers() -> Mapping[str, tuple[str, str, _Run]]:
    """Every answer that a fault can name: function, stage, and what runs in its place."""
    return _answers(edition())


@lru_cache(1)
def _answers(_: int) -> Mapping[str, tuple[str, str, _Run]]:
    found = dict(_BY_NAME)
    for function in functions():
        found |= _refusals_of(function)
    return found


def instead_of_stages(answer: str) -> Instead:
    """What `Call.instead` has to be for this answer."""
    function, stage, run = answers()[answer]
    return {(function, stage): run}
