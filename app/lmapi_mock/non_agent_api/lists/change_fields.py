"""custom_fields_add, custom_fields_update and custom_fields_delete of update_list (lists.md, 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.lists import messages
from lmapi_mock.non_agent_api.lists.field_page import (
    ADDED,
    DELETED,
    UPDATED,
    Verdicts,
    add_field,
    ask,
    delete_field,
    update_field,
)
from lmapi_mock.non_agent_api.lists.stored_fields import (
    SETTINGS,
    field_named,
    fields_of,
    stored_values,
)
from lmapi_mock.non_agent_api.lists.update_list import is_there
from lmapi_mock.store.sql.transaction import Row

BLANK: Final = "--BLANK--"
_NEEDED: Final = ("field_label", "field_name", "field_size", "field_type", "field_rank")
_EMPTIED: Final = ("field_description", "field_help", "field_options", "field_default")
_SHOWN: Final = ("LAST_1", "LAST_2", "LAST_3", "LAST_4")
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "field_encrypt": ("N", "Y"),
    "name_position": ("LEFT", "TOP"),
    "multi_position": ("HORIZONTAL", "VERTICAL"),
    "field_required": ("N", "Y"),
    "field_duplicate": ("N", "Y"),
}
"""What is good, the value of a new field first."""


def change_fields(call: Call) -> None:
    """Do what is asked for, one after the other; each says how it went."""
    value = call.value
    if value["field_type"] != "SCRIPT":
        for character in "'&":
            value["field_options"] = value["field_options"].replace(character, "")
    call.noted["is_there"] = is_there(call)
    if value["custom_fields_add"] == "Y" and _may(call, messages.ADDED_TO_UNKNOWN):
        _add(call)
    if value["custom_fields_update"] == "Y" and _may(call, messages.UPDATED_TO_UNKNOWN):
        _update(call)
    if value["custom_fields_delete"] == "Y" and _may(call, messages.DELETED_TO_UNKNOWN):
        _delete(call)


def _may(call: Call, unknown: Message) -> bool:
    """Whether there is a list whose fields the caller may change; quirk: one with fields is."""
    assert call.caller is not None, "looked at rights before the login"
    if not call.noted["is_there"]:
        if not fields_of(call.tx, call.value["list_id"]):
            call.say(unknown)
            return False
        call.noted["is_there"] = True
    if str(call.caller["custom_fields_modify"]) != "1":
        call.say(messages.FIELDS_NOT_ALLOWED)
        return False
    return True


def _is_good(name: str, value: str) -> bool:
    """Whether a value is one of those that there are to choose from."""
    if name == "field_show_hide":
        return value in ("DISABLED", "X_OUT_ALL") or any(one in value for one in _SHOWN)
    return value in _CHOICES[name]


def _add(call: Call) -> None:
    value = call.value
    if not all(value[name] for name in _NEEDED):
        call.say(messages.ADDED_FIELD_INCOMPLETE)
        return
    for name, choices in _CHOICES.items():
        if not _is_good(name, value[name]):
            value[name] = choices[0]
    if not _is_good("field_show_hide", value["field_show_hide"]):
        value["field_show_hide"] = "DISABLED"
    value["field_order"] = value["field_order"] or "1"
    _said(call, messages.FIELD_ADDED, ADDED, add_field(_given(call)))


def _update(call: Call) -> None:
    value = call.value
    if not value["field_label"]:
        call.say(messages.UPDATED_FIELD_INCOMPLETE)
        return
    field = _field(call)
    if field is None:
        call.say(messages.UPDATED_FIELD_UNKNOWN)
        return
    stored = stored_values(field)
    for name in SETTINGS:
        is_choice = name in _CHOICES or name == "field_show_hide"
        if not value[name] or (is_choice and not _is_good(name, value[name])):
            value[name] = stored[name]
    for name in _EMPTIED:
        if value[name] == BLANK:
            value[name] = ""
    _said(call, messages.FIELD_UPDATED, UPDATED, update_field(_given(call), field))


def _delete(call: Call) -> None:
    if not call.value["field_label"]:
        call.say(messages.DELETED_FIELD_INCOMPLETE)
        return
    field = _field(call)
    if field is None:
        call.say(messages.DELETED_FIELD_UNKNOWN)
        return
    _said(call, messages.FIELD_DELETED, DELETED, delete_field(field))


def _field(call: Call) -> Row | None:
    fields = fields_of(call.tx, call.value["list_id"])
    return field_named(fields, call.value["field_label"])


def _given(call: Call) -> dict[str, str]:
    value = call.value
    if value["field_rerank"] not in ("YES", "NO"):
        value["field_rerank"] = "NO"
    return {name: value[name] for name in (*SETTINGS, "field_rerank")}


def _said(call: Call, message: Message, verdicts: Verdicts, work: Callable[..., None]) -> None:
    verdict = ask(call, verdicts, (call.value["list_id"],), work)
    call.noted["verdicts"] = [*call.noted.get("verdicts", ()), verdict]
    call.say(message, verdict=verdict)
