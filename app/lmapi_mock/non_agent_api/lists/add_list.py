"""add_list: a new list, with the custom fields of another if asked for (lists.md, 3)."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Fragile
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.lead.admin_log import log_change
from lmapi_mock.non_agent_api.lists import messages
from lmapi_mock.non_agent_api.lists.field_page import (
    COPIED,
    ask,
    copy_fields,
    copy_method,
)
from lmapi_mock.non_agent_api.lists.list_info import has_length
from lmapi_mock.non_agent_api.lists.settings import (
    IN_GROUP,
    LOCAL_CALL_TIME,
    RESET_TIME,
    SCRIPT,
    SHORTEST_DATE,
    TRANSFER_SETTINGS,
    TRANSFERS,
    TZ_METHOD,
    WEB_FORMS,
    Setting,
    breaks_address,
    decoded_address,
)
from lmapi_mock.non_agent_api.lists.stored_fields import fields_of
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_lists
from lmapi_mock.store.sql.statements import Insert, Statement

INSERT: Final = Fragile(
    "the insert of the list",
    breaks_by="an apostrophe in a web form's address that is encoded twice",
)
NO_END: Final = "2099-12-31"
_IS_THERE: Final = Statement(
    lambda _: sa.select(vicidial_lists.c.list_id).where(
        vicidial_lists.c.list_id == sa.bindparam("list")
    )
)
_ALWAYS: Final = {
    "outbound_cid": "campaign_cid_override",
    "script": "agent_script_override",
    "am_message": "am_message_exten_override",
    "drop_inbound_group": "drop_inbound_group_override",
}
"""The column of what is stored even if it is empty."""


def check_parameters(call: Call) -> None:
    """Refuse a request that lacks what a list needs, or names a campaign that is not seen."""
    value = call.value
    if (
        not has_length(value["list_id"])
        or not 1 <= php_strlen(value["campaign_id"]) <= 8
        or not 2 <= php_strlen(value["list_name"]) <= 30
    ):
        raise call.refusal(messages.ADD_LIST_INCOMPLETE)
    campaign = configuration.campaign(call.tx, value["campaign_id"])
    if campaign is None or not allowed(call).has_campaign(campaign["campaign_id"]):
        raise call.refusal(messages.CAMPAIGN_UNKNOWN)


def check_new_list(call: Call) -> None:
    """Refuse a list that is there; of equal requests at once only one goes on."""
    list_id = configuration.number(call.value["list_id"])
    call.tx.hold([f"vicidial_lists.list_id {list_id}"])
    if call.tx.first(_IS_THERE, list=call.tx.engine.unsigned64(list_id)) is not None:
        raise call.refusal(messages.LIST_EXISTS)


def check_settings(call: Call) -> None:
    """Refuse the first setting that is no good."""
    for setting in (SCRIPT, IN_GROUP, RESET_TIME):
        _check(call, setting)
    check_copy(
        call,
        messages.COPY_FROM_UNKNOWN,
        messages.COPY_FROM_WITHOUT_FIELDS,
        messages.COPYING_NOT_ALLOWED,
    )
    for setting in (TZ_METHOD, LOCAL_CALL_TIME, *TRANSFER_SETTINGS):
        _check(call, setting)


def _check(call: Call, setting: Setting) -> None:
    value = call.value[setting.name]
    assert setting.is_good is not None, "add_list looks at it"
    assert setting.of_new is not None, "add_list has a word for it"
    if value and not setting.is_good(call, value):
        raise call.refusal(setting.of_new, value=value)


def check_copy(call: Call, unknown: Message, without: Message, not_allowed: Message) -> bool:
    """Whether custom fields are to be copied; refuses what cannot be.

    Args:
        call: the call.
        unknown: what is told of a list to copy from that is not there.
        without: what is told of one that has no fields.
        not_allowed: what a user is told who may not change fields.
    """
    assert call.caller is not None, "looked at rights before the login"
    source = call.value["custom_fields_copy"]
    if not has_length(source):
        return False
    number = configuration.number(source)
    if call.tx.first(_IS_THERE, list=call.tx.engine.unsigned64(number)) is None:
        raise call.refusal(unknown)
    if not fields_of(call.tx, source):
        raise call.refusal(without)
    if str(call.caller["custom_fields_modify"]) != "1":
        raise call.refusal(not_allowed)
    return True


def insert_list(call: Call) -> None:
    """Store the list, then copy the fields; quirk: the answer does not tell whether that worked."""
    value = call.value
    if call.runs(INSERT, breaks_address(call)):
        call.tx.insert(_insert(tuple(row := _row(call))), row)
    source = value["custom_fields_copy"]
    verdict = ""
    if has_length(source):
        work = copy_fields(source, copy_method(call))
        verdict = ask(call, COPIED, (value["list_id"], source), work)
    call.noted["copy_verdict"] = verdict
    log_list(
        call,
        "ADD",
        "ADMIN API ADD LIST",
        f"list: {value['list_id']}|{value['campaign_id']}|{source}|{verdict}",
    )
    call.say(messages.LIST_ADDED)


def _row(call: Call) -> dict[str, Any]:
    value = call.value
    expires = value["expiration_date"]
    row = {
        "list_id": value["list_id"],
        "list_name": value["list_name"],
        "campaign_id": value["campaign_id"],
        "active": value["active"] or "N",
        "expiration_date": expires if php_strlen(expires) >= SHORTEST_DATE else NO_END,
        "reset_time": value["reset_time"],
        **{column: value[name] for name, column in _ALWAYS.items()},
    }
    for name in (*WEB_FORMS, "list_description"):
        if value[name]:
            text = value[name] if name == "list_description" else decoded_address(value[name])
            row[name] = "" if value[name] == "--BLANK--" else text
    if value["tz_method"]:
        row["time_zone_setting"] = value["tz_method"]
    if value["local_call_time"]:
        row["local_call_time"] = value["local_call_time"]
    row |= {column: value[name] for name, column in TRANSFERS.items() if value[name]}
    return row


@cache
def _insert(columns: tuple[str, ...]) -> Insert:
    return Insert(vicidial_lists, columns)


def log_list(call: Call, kind: str, code: str, notes: str) -> None:
    """Write the row of vicidial_admin_log."""
    log_change(
        call,
        section="LISTS",
        kind=kind,
        record=call.value["list_id"],
        code=code,
        sql=f"{code} {call.value['list_id']}",
        notes=notes,
    )
