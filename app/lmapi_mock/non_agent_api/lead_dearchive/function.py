"""lead_dearchive as data, with its stages and messages (leads.md, 11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.example import Example, calling, permission_examples
from lmapi_mock.non_agent_api.core.function import Findings, Function, chosen, messages_of
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead.parameters import LEAD_ID, SEARCH_LOCATION, STAGE
from lmapi_mock.non_agent_api.lead.permission import rights
from lmapi_mock.non_agent_api.lead_dearchive import messages
from lmapi_mock.non_agent_api.login import parameters as login
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.columns import unsigned64
from lmapi_mock.store.schema.tables import (
    vicidial_callbacks_archive,
    vicidial_list,
    vicidial_list_archive,
)
from lmapi_mock.store.sql.changes import Delete
from lmapi_mock.store.sql.statements import Statement

LONGEST_ID: Final = 11


def _found_in(table: sa.Table) -> Statement:
    return Statement(
        lambda _: sa.select(table.c.list_id).where(table.c.lead_id == sa.bindparam("lead_id"))
    )


_ARCHIVED: Final = _found_in(vicidial_list_archive)
_CURRENT: Final = _found_in(vicidial_list)
_CALLBACKS: Final = _found_in(vicidial_callbacks_archive)
_OF_ARCHIVE: Final = Delete(vicidial_list_archive, ("lead_id",))


def check_lead_id(call: Call) -> None:
    """Refuse a request without a lead_id of some length."""
    if not 1 <= len(call.value["lead_id"]) <= LONGEST_ID:
        raise call.refusal(messages.INVALID_SEARCH)


def find_archived(call: Call) -> None:
    """Note the archived lead's list, or refuse a lead that may not be seen."""
    row = call.tx.first(_ARCHIVED, lead_id=configuration.number(call.value["lead_id"]))
    if row is None or not _may_be_seen(call, row["list_id"]):
        raise call.refusal(messages.NOT_ARCHIVED)
    call.noted["list_id"] = unsigned64(int(row["list_id"]))


def _may_be_seen(call: Call, list_id: int) -> bool:
    """Whether the caller's group is allowed the list.

    Quirk: where no list at all is allowed, nothing is narrowed.
    """
    may = allowed(call)
    if may.is_open or may.has_list(call.tx, list_id):
        return True
    call.noted["narrowed_nothing"] = True
    return not any(may.has_list(call.tx, one) for one in configuration.all_lists(call.tx))


def dearchive(call: Call) -> None:
    """Move the row, unless the lead is in both tables."""
    lead_id = configuration.number(call.value["lead_id"])
    if call.tx.first(_CURRENT, lead_id=lead_id) is not None:
        raise call.refusal(messages.STILL_THERE, list_id=call.noted["list_id"])
    call.tx.move(_OF_ARCHIVE, vicidial_list, lead_id=lead_id)
    call.noted["callbacks_left"] = len(call.tx.all(_CALLBACKS, lead_id=lead_id))
    call.noted["no_such_list"] = configuration.list_(call.tx, str(call.noted["list_id"])) is None
    call.say(messages.DEARCHIVED)


def _findings() -> Findings:
    from lmapi_mock.non_agent_api.lead_dearchive import findings  # noqa: PLC0415  read by few

    return findings.FINDINGS


def _examples() -> Mapping[str, Example]:
    archived = {"vicidial_list_archive": [{"lead_id": 7, "list_id": 101, "phone_number": "727"}]}
    current = {"vicidial_list": [{"lead_id": 7, "list_id": 102, "phone_number": "727"}]}
    return {
        **permission_examples("lead_dearchive", "MAY_NOT_MODIFY"),
        "INVALID_SEARCH": Example(calling("lead_dearchive", lead_id="")),
        "NOT_ARCHIVED": Example(
            calling("lead_dearchive", lead_id="7"), said={"stage": "", "search_location": ""}
        ),
        "STILL_THERE": Example(
            calling("lead_dearchive", lead_id="7"),
            said={"list_id": 101},
            rows=archived | current,
        ),
        "DEARCHIVED": Example(calling("lead_dearchive", lead_id="7"), rows=archived),
    }


FUNCTION: Final = Function(
    "lead_dearchive",
    "Moves a lead back from vicidial_list_archive to vicidial_list.",
    (
        Stage(
            "check_permission",
            rights(messages.MAY_NOT_MODIFY, {"vdc_agent_api_access": "1", "modify_leads": "1"}),
            "Source and the user's rights",
            "1.2",
            texts=("source",),
        ),
        Stage("check_lead_id", check_lead_id, "What has to be sent", "11, 1"),
        Stage("find_archived", find_archived, "The archived lead", "11, 2"),
        Stage("dearchive", dearchive, "The lead is moved back", "11, 3-4"),
    ),
    (
        login.USER,
        login.PASSWORD,
        login.FUNCTION,
        LEAD_ID,
        login.SOURCE,
        STAGE,
        SEARCH_LOCATION,
        login.AGENT_USER,
    ),
    chosen(shared, shared.OF_PERMISSION) | messages_of(messages),
    _examples,
    _findings,
)
