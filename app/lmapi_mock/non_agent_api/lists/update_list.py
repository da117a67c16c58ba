"""update_list: settings, leads and custom fields of a list (lists.md, 4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Fragile
from lmapi_mock.non_agent_api.core.function import Function
from lmapi_mock.non_agent_api.core.outcome import Refusal
from lmapi_mock.non_agent_api.core.stage import run_within
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lists import leads, messages
from lmapi_mock.non_agent_api.lists.add_list import check_copy, log_list
from lmapi_mock.non_agent_api.lists.field_page import COPIED, ask, copy_fields, copy_method
from lmapi_mock.non_agent_api.lists.list_info import has_length
from lmapi_mock.non_agent_api.lists.settings import (
    BLANK,
    SETTINGS,
    SHORTEST_DATE,
    breaks_address,
    stored_value,
)
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.non_agent_api.wire.php import php_equals, php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_hopper, vicidial_lists
from lmapi_mock.store.sql.changes import Delete, Update
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

UPDATING: Final = Fragile(
    "the update of the list",
    breaks_by="an apostrophe in a web form's address that is encoded twice",
)
LONGEST_LIST: Final = 14
_BY_ID: Final = Update(vicidial_lists, ("list_id",))
_DELETE: Final = Delete(vicidial_lists, ("list_id",))
_ROW: Final = Statement(
    lambda _: sa.select(
        vicidial_lists.c.campaign_id,
        vicidial_lists.c.daily_reset_limit,
        vicidial_lists.c.resets_today,
    ).where(vicidial_lists.c.list_id == sa.bindparam("list"))
)
_HOPPER: Final = Statement(
    lambda _: sa.select(vicidial_hopper.c.hopper_id, vicidial_hopper.c.campaign_id).where(
        vicidial_hopper.c.list_id == sa.bindparam("list")
    )
)
_OFF_HOPPER: Final = Delete(vicidial_hopper, ("hopper_id",))


def number_of(call: Call) -> int:
    """The list's number."""
    return configuration.number(call.value["list_id"])


def stored_list(call: Call) -> Row | None:
    """The list's row, whether or not the caller may see it."""
    return call.tx.first(_ROW, list=call.tx.engine.unsigned64(number_of(call)))


def is_there(call: Call) -> bool:
    """Whether there is such a list, of a campaign that the caller sees."""
    row = stored_list(call)
    return row is not None and allowed(call).has_campaign(row["campaign_id"])


def finding_list(add_list: Function) -> Callable[[Call], None]:
    """The stage that finds the list, or goes on as add_list where there is none.

    Args:
        add_list: what it goes on as.
    """

    def find_list(call: Call) -> None:
        value = call.value
        if not has_length(value["list_id"]):
            raise call.refusal(messages.UPDATE_LIST_INCOMPLETE)
        if call.allowed_lists is not None and value["list_id"] not in call.allowed_lists:
            raise call.refusal(messages.UPDATE_LIST_NOT_ALLOWED)
        if is_there(call) or _asks_for_fields(call):
            return
        if value["insert_if_not_found"] != "Y":
            raise call.refusal(messages.UPDATE_LIST_UNKNOWN)
        call.say(messages.SENT_TO_ADD_LIST)
        _go_on_as(call, add_list)

    return find_list


def _asks_for_fields(call: Call) -> bool:
    value = call.value
    names = ("custom_fields_add", "custom_fields_update", "custom_fields_delete")
    return (
        any(value[name] == "Y" for name in names)
        or 0 < php_strlen(value["custom_fields_copy"]) <= LONGEST_LIST
    )


def _go_on_as(call: Call, add_list: Function) -> None:
    """Do all of add_list; the last that it says ends the request."""
    call.function = add_list
    call.value["function"] = add_list.name
    try:
        run_within(call, add_list.stages)
    except Refusal as refusal:
        if refusal.lines[0].message is shared.FUNCTION_NOT_ALLOWED:
            raise call.refusal(messages.ADD_LIST_NOT_ALLOWED) from refusal
        raise
    raise Refusal(call.lines.pop())


def check_settings(call: Call) -> None:
    """Refuse the first setting that is no good."""
    columns: dict[str, str] = {}
    for setting in SETTINGS:
        value = call.value[setting.name]
        if not value:
            continue
        is_emptied = setting.empties and value == BLANK
        if setting.is_good is not None and not is_emptied and not setting.is_good(call, value):
            assert setting.message is not None, "what is looked at has a word for it"
            raise call.refusal(setting.message, value=value)
        columns[setting.column] = stored_value(setting, value)
    # Quirk: a date in place of the times to reset at.
    if php_strlen(call.value["expiration_date"]) < SHORTEST_DATE:
        columns.pop("expiration_date", None)
    else:
        call.noted["reset_time_lost"] = "reset_time" in columns
        columns.pop("reset_time", None)
    call.noted["columns"] = columns


def update_row(call: Call) -> None:
    """Set the columns; quirk: a list that is not there has been updated too."""
    columns: dict[str, Any] = call.noted.pop("columns")
    if not columns:
        call.say(messages.NO_LIST_UPDATES)
        return
    row = stored_list(call)
    if "campaign_id" in columns:
        _leave_hopper(call, "" if row is None else str(row["campaign_id"] or ""))
    columns["list_changedate"] = call.now.text
    if call.runs(UPDATING, breaks_address(call)):
        call.tx.update(_BY_ID, columns, list_id=number_of(call))
    log_list(call, "MODIFY", "ADMIN API UPDATE LIST", f"list: {call.value['list_id']}")
    call.noted["updated_nothing"] = row is None
    call.say(messages.LIST_UPDATED)


def _leave_hopper(call: Call, campaign_id: str) -> None:
    """Take the list's leads out of the hopper of a campaign that it leaves."""
    if php_equals(campaign_id, call.value["campaign_id"]):
        return
    left = fold(campaign_id)
    for row in call.tx.all(_HOPPER, list=call.tx.engine.unsigned64(number_of(call))):
        if row["campaign_id"] is not None and fold(str(row["campaign_id"])) == left:
            call.tx.delete(_OFF_HOPPER, hopper_id=int(row["hopper_id"]))


def reset_leads(call: Call) -> None:
    """With reset_list=Y let all leads be called again, as often a day as the list allows."""
    if call.value["reset_list"] != "Y":
        return
    row = stored_list(call)
    if row is None or not allowed(call).has_campaign(row["campaign_id"]):
        row = {"daily_reset_limit": None, "resets_today": None}
    limit, resets = (row[name] for name in ("daily_reset_limit", "resets_today"))
    most, so_far = int(limit or 0), int(resets or 0)
    if most <= so_far and most >= 0:
        told = {
            "resets": "" if resets is None else resets,
            "limit": "" if limit is None else limit,
        }
        log_list(
            call,
            "RESET",
            "ADMIN API RESET LIST FAILED",
            f"daily list resets limit reached: {told['resets']} / {told['limit']}",
        )
        call.say(messages.RESET_FAILED, **told)
        return
    count = leads.reset(call, number_of(call))
    call.tx.update(
        _BY_ID,
        {"resets_today": so_far + 1, "list_changedate": call.now.text},
        list_id=number_of(call),
    )
    log_list(
        call,
        "RESET",
        "ADMIN API RESET LIST",
        f"{count} leads reset, list resets today: {so_far + 1}",
    )
    call.say(messages.LEADS_RESET)


def delete_list(call: Call) -> None:
    """With delete_list=Y delete the list, and nothing of what it has."""
    assert call.caller is not None, "looked at rights before the login"
    if call.value["delete_list"] != "Y":
        return
    if str(call.caller["delete_lists"]) != "1":
        raise call.refusal(messages.DELETING_LISTS_NOT_ALLOWED)
    count = call.tx.delete(_DELETE, list_id=number_of(call))
    log_list(call, "DELETE", "ADMIN API DELETE LIST", f"list: {call.value['list_id']}")
    call.say(messages.LIST_DELETED, count=count)


def delete_leads(call: Call) -> None:
    """With delete_leads=Y delete the list's leads, and nothing of what they have."""
    assert call.caller is not None, "looked at rights before the login"
    if call.value["delete_leads"] != "Y":
        return
    caller = call.caller
    if str(caller["delete_lists"]) != "1" or str(caller["modify_leads"]) not in set("1234"):
        raise call.refusal(messages.DELETING_LEADS_NOT_ALLOWED)
    count = leads.delete(call, number_of(call))
    log_list(call, "DELETE", "ADMIN API DELETE LEADS", f"list: {call.value['list_id']}")
    call.say(messages.LEADS_DELETED, count=count)


def copy_from_list(call: Call) -> None:
    """With custom_fields_copy have the fields of another list copied."""
    value = call.value
    if not check_copy(
        call,
        messages.UPDATE_COPY_FROM_UNKNOWN,
        messages.UPDATE_COPY_FROM_WITHOUT_FIELDS,
        messages.UPDATE_COPYING_NOT_ALLOWED,
    ):
        return
    method, source = copy_method(call), value["custom_fields_copy"]
    verdict = ask(call, COPIED, (value["list_id"], source), copy_fields(source, method))
    call.noted["verdicts"] = [*call.noted.get("verdicts", ()), verdict]
    call.say(messages.FIELDS_COPIED, method=method, verdict=verdict)
