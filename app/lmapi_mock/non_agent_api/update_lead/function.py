"""update_lead and batch_update_lead as data (update_lead.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from lmapi_mock.non_agent_api.core.example import Example
from lmapi_mock.non_agent_api.core.function import Findings, Function, chosen
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.lead import call_time, callback, custom_fields
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead.permission import may_change_leads
from lmapi_mock.non_agent_api.update_lead import batch, callbacks, insert, messages, search
from lmapi_mock.non_agent_api.update_lead.change import change_leads
from lmapi_mock.non_agent_api.update_lead.columns import SET_BY, UPDATING
from lmapi_mock.non_agent_api.update_lead.hopper import change_hopper
from lmapi_mock.non_agent_api.update_lead.parameters import BATCH_UPDATE_LEAD, UPDATE_LEAD


def _examples(name: str) -> Mapping[str, Example]:
    from lmapi_mock.non_agent_api.update_lead.examples import EXAMPLES  # noqa: PLC0415  read by few

    return EXAMPLES[name]


def _findings() -> Findings:
    from lmapi_mock.non_agent_api.update_lead.findings import FINDINGS  # noqa: PLC0415  read by few

    return FINDINGS


def _said_at(stage: str, names: Iterable[str], cause: str = "") -> dict[str, Message]:
    """Shared messages, with the stage that says them here, and another cause if need be."""
    return {
        name: replace(message, stage=stage, cause=cause or message.cause)
        for name, message in chosen(shared, names).items()
    }


_OF_UPDATE: Final = (
    "MAY_NOT_UPDATE",
    "NO_SEARCH_METHOD",
    "SEARCH_LIST_NOT_ALLOWED",
    "LIST_NOT_DEFINED",
    "NO_MATCHES",
    "NO_MATCHES_TOLD",
    "LEADS_FOUND",
    "RESULT_LIST_NOT_ALLOWED",
    "CUSTOM_DATA_DELETED",
    "LEAD_DELETED",
    "LEAD_UPDATED",
    "CALLBACK_UPDATED",
    "CALLBACK_NOT_UPDATED",
    "CALLBACK_DELETED",
    "CUSTOM_ENTRY_DELETED",
    "CUSTOM_UPDATED",
    "INVALID_FOR_INSERTION",
    "INSERT_LIST_NOT_ALLOWED",
    "LEAD_INSERTED",
    "ALREADY_IN_HOPPER",
    "HOPPER_LEAD_NOT_FOUND",
    "OUTSIDE_LOCAL_TIME",
    "NOT_IN_HOPPER",
    "REMOVED_FROM_HOPPER",
    "NOT_REMOVED",
)
_OF_BATCH: Final = (
    "MAY_NOT_UPDATE",
    "NO_LEADS_DEFINED",
    "BATCH_LIST_NOT_ALLOWED",
    "BATCH_LIST_NOT_DEFINED",
    "BATCH_NO_MATCHES",
    "BATCH_UPDATED",
)
_PERMISSION: Final = Stage(
    "check_permission",
    may_change_leads(messages.MAY_NOT_UPDATE),
    "Source and the user's rights",
    "U2, 1-3",
    texts=("source",),
)

FUNCTIONS: Final = (
    Function(
        "update_lead",
        "Looks for leads and changes, deletes or only reports them; inserts one that is not found.",
        (
            _PERMISSION,
            Stage("set_defaults", search.set_defaults, "Defaults for what was not sent", "U2, 4"),
            Stage("check_search", search.check_search, "What is searched by", "U2, 5"),
            Stage("check_lists", search.check_lists, "The lists: allowed, and there", "U2, 6-7"),
            Stage("search", search.search, "The search", "U3", fragile=search.FRAGILE),
            Stage(
                "tell_found",
                search.tell_found,
                "What was found, where nothing is to be changed",
                "U4",
                lambda value: value["no_update"] == "Y",
            ),
            Stage(
                "change_leads",
                change_leads,
                "Each lead that was found",
                "U5",
                fragile=(UPDATING, callbacks.ARCHIVING, *custom_fields.FRAGILE, *callback.FRAGILE),
                texts=tuple(SET_BY.values()),
            ),
            Stage(
                "insert_lead",
                insert.insert_lead,
                "The lead that was not found",
                "U6",
                lambda value: value["insert_if_not_found"] == "Y",
                insert.FRAGILE,
            ),
            Stage(
                "change_hopper",
                change_hopper,
                "Hopper",
                "U7",
                lambda value: "Y" in {value["add_to_hopper"], value["remove_from_hopper"]},
                call_time.FRAGILE,
            ),
        ),
        UPDATE_LEAD,
        {
            **chosen(shared, shared.OF_PERMISSION),
            **chosen(messages, _OF_UPDATE),
            **_said_at(
                "change_leads",
                ("CALLBACK_CAMPAIGN_NOT_VALID",),
                cause="callback is Y, the lead has no callback yet, and campaign_id is not in"
                " vicidial_campaigns, or was left out.",
            ),
            **_said_at(
                "change_leads",
                ("CALLBACK_USER_NOT_VALID",),
                cause="callback is Y with callback_type USERONLY, the lead has no callback yet, and"
                " callback_user is not in vicidial_users.",
            ),
            **_said_at("change_leads", ("CALLBACK_ADDED", "NO_CUSTOM_FIELDS_FOR_LIST")),
            **_said_at(
                "insert_lead",
                (
                    "ALT_PHONES_LOADED",
                    "CUSTOM_FIELDS_DISABLED",
                    "NO_FIELDS_DEFINED",
                    "CUSTOM_VALUES_ADDED",
                ),
            ),
            **_said_at("change_hopper", ("ADDED_TO_HOPPER",)),
        },
        lambda: _examples("update_lead"),
        _findings,
        restricts_lists=True,
    ),
    Function(
        "batch_update_lead",
        "Gives many leads, named by lead_ids, the same values.",
        (
            _PERMISSION,
            Stage("check_batch", batch.check_batch, "Leads and list", "U9, 4-6"),
            Stage(
                "update_batch",
                batch.update_batch,
                "Each lead",
                "U9, 7-9",
                fragile=(batch.SEARCH, UPDATING),
                texts=tuple(SET_BY.values()),
            ),
        ),
        BATCH_UPDATE_LEAD,
        chosen(shared, shared.OF_PERMISSION) | chosen(messages, _OF_BATCH),
        lambda: _examples("batch_update_lead"),
        _findings,
        restricts_lists=True,
    ),
)
