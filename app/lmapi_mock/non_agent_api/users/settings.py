"""What update_user sets of a user, and when a value is good (lists.md, 13, step 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.login.viewable import viewable
from lmapi_mock.non_agent_api.users import messages
from lmapi_mock.non_agent_api.users.add_user import groups_text
from lmapi_mock.non_agent_api.wire.php import php_between, php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.later_tables import phones, phones_alias
from lmapi_mock.store.sql.transaction import Transaction

BLANK: Final = "--BLANK--"


def _logins(tx: Transaction) -> Counter[str]:
    return Counter(fold(str(row["login"] or "")) for row in tx.rows(phones))


def _aliases(tx: Transaction) -> Counter[str]:
    return Counter(fold(str(row["alias_id"])) for row in tx.rows(phones_alias))


Refused = dict[str, Any] | None
"""What a refusal tells beside the value; None where the value is good."""


def _length(least: int, most: int) -> Callable[[Call, str], Refused]:
    return lambda _, value: None if least <= php_strlen(value) <= most else {}


def _level(call: Call, value: str) -> Refused:
    assert call.caller is not None, "looked at the level before the login"
    own = int(call.caller["user_level"])
    same = str(call.caller["modify_same_user_level"])
    level = configuration.number(value)
    if 1 <= level <= 9 and level <= own and (same != "0" or level < own):
        return None
    return {"own_level": own, "same_level": same}


def _group(call: Call, value: str) -> Refused:
    is_there = viewable(call).has_group(call, value)
    if is_there and php_strlen(value) <= 20:
        return None
    return {"is_there": int(is_there)}


def _phone_login(call: Call, value: str) -> Refused:
    if value == BLANK:
        return None
    count = call.tx.cached(_logins)[fold(value)]
    aliases = call.tx.cached(_aliases)[fold(value)]
    if php_strlen(value) <= 20 and count + aliases:
        return None
    return {"count": count, "aliases": aliases}


class Setting(NamedTuple):
    """A parameter that sets a column.

    Attributes:
        name: the parameter.
        column: of vicidial_users.
        refused: looks at a value.
        message: what a bad one is told.
        empties: whether --BLANK-- empties the column.
    """

    name: str
    column: str
    refused: Callable[[Call, str], Refused]
    message: Message
    empties: bool = False


SETTINGS: Final = (
    Setting(
        "agent_full_name", "full_name", _length(1, 50), messages.FULL_NAME_NOT_VALID, empties=True
    ),
    Setting("agent_user_level", "user_level", _level, messages.LEVEL_NOT_VALID),
    Setting("agent_user_group", "user_group", _group, messages.GROUP_NOT_VALID),
    Setting(
        "phone_login", "phone_login", _phone_login, messages.PHONE_LOGIN_NOT_VALID, empties=True
    ),
    Setting(
        "phone_pass", "phone_pass", _length(1, 20), messages.PHONE_PASS_NOT_VALID, empties=True
    ),
    Setting(
        "hotkeys_active",
        "hotkeys_active",
        lambda _, value: None if configuration.number(value) <= 1 else {},
        messages.HOTKEYS_NOT_VALID,
    ),
    Setting("voicemail_id", "voicemail_id", _length(2, 10), messages.VOICEMAIL_NOT_VALID),
    Setting("email", "email", _length(5, 100), messages.EMAIL_NOT_VALID, empties=True),
    Setting(
        "custom_one", "custom_one", _length(1, 100), messages.CUSTOM_ONE_NOT_VALID, empties=True
    ),
    Setting(
        "custom_two", "custom_two", _length(1, 100), messages.CUSTOM_TWO_NOT_VALID, empties=True
    ),
    Setting(
        "custom_three",
        "custom_three",
        _length(1, 100),
        messages.CUSTOM_THREE_NOT_VALID,
        empties=True,
    ),
    Setting(
        "custom_four", "custom_four", _length(1, 100), messages.CUSTOM_FOUR_NOT_VALID, empties=True
    ),
    Setting(
        "custom_five", "custom_five", _length(1, 100), messages.CUSTOM_FIVE_NOT_VALID, empties=True
    ),
    Setting(
        "active",
        "active",
        lambda _, value: None if value in ("Y", "N") else {},
        messages.ACTIVE_NOT_VALID,
    ),
    Setting(
        "wrapup_seconds_override",
        "wrapup_seconds_override",
        lambda _, value: None if php_between(value, -1, 9999) else {},
        messages.WRAPUP_NOT_VALID,
    ),
)
"""In the order in which they are looked at, between agent_pass and in_groups, which are good
whatever they are."""


def settings_of(call: Call) -> Iterator[tuple[str, str]]:
    """The columns that a request sets, with their values.

    Raises:
        Refusal: a value is no good.
    """
    for setting in SETTINGS:
        value = call.value[setting.name]
        if not value:
            continue
        told = setting.refused(call, value)
        if told is not None:
            raise call.refusal(setting.message, value=value, **told)
        yield setting.column, "" if setting.empties and value == BLANK else value
    if call.value["in_groups"]:
        yield "closer_campaigns", groups_text(call.value["in_groups"])
