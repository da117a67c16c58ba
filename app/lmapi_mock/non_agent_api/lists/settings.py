"""The settings of a list that add_list and update_list store (lists.md, 3 and 4.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote_plus

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, is_sql_text
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.lists import messages
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration

BLANK: Final = "--BLANK--"
SHORTEST_DATE: Final = 10
SHORTEST_RESET_TIME: Final = 4
LONGEST_TRANSFER: Final = 50
_ENCODED_ADDRESS: Final = "%3A%2F%2F"

TIME_ZONE_METHODS: Final = (
    "COUNTRY_AND_AREA_CODE",
    "POSTAL_CODE",
    "NANPA_PREFIX",
    "OWNER_TIME_ZONE_CODE",
)
WEB_FORMS: Final = ("web_form_address", "web_form_address_two", "web_form_address_three")
TRANSFERS: Final[Mapping[str, str]] = {
    "xferconf_one": "xferconf_a_number",
    "xferconf_two": "xferconf_b_number",
    "xferconf_three": "xferconf_c_number",
    "xferconf_four": "xferconf_d_number",
    "xferconf_five": "xferconf_e_number",
}
"""The column of each parameter."""


def decoded_address(value: str) -> str:
    """A web form's address; one that was encoded twice is decoded once more."""
    if _ENCODED_ADDRESS not in value:
        return value
    return unquote_plus(value, "utf-8", "surrogateescape").replace(" ", "+")


def _is_script(call: Call, value: str) -> bool:
    return configuration.script(call.tx, value) is not None


def _is_in_group(call: Call, value: str) -> bool:
    return configuration.in_group(call.tx, value) is not None


def _is_campaign(call: Call, value: str) -> bool:
    return configuration.campaign(call.tx, value) is not None


def _is_call_time(call: Call, value: str) -> bool:
    return value == "campaign" or configuration.call_time(call.tx, value) is not None


def _is_method(_: Call, value: str) -> bool:
    return value in TIME_ZONE_METHODS


def _length(least: int, most: int) -> Callable[[Call, str], bool]:
    return lambda _, value: least <= php_strlen(value) <= most


class Setting(NamedTuple):
    """A parameter that sets a column of vicidial_lists.

    Attributes:
        name: the parameter.
        column: of vicidial_lists.
        is_good: looks at a value; None where any will do.
        message: what a bad one is told, of update_list.
        of_new: what a bad one is told, of add_list; None where it does not look.
        empties: whether --BLANK-- empties the column in update_list.
    """

    name: str
    column: str
    is_good: Callable[[Call, str], bool] | None = None
    message: Message | None = None
    of_new: Message | None = None
    empties: bool = False


_LONG_ENOUGH: Final = 10_000_000

SCRIPT: Final = Setting(
    "script",
    "agent_script_override",
    _is_script,
    messages.SCRIPT_NOT_VALID,
    messages.NEW_SCRIPT_NOT_VALID,
    empties=True,
)
IN_GROUP: Final = Setting(
    "drop_inbound_group",
    "drop_inbound_group_override",
    _is_in_group,
    messages.IN_GROUP_NOT_VALID,
    messages.NEW_IN_GROUP_NOT_VALID,
    empties=True,
)
RESET_TIME: Final = Setting(
    "reset_time",
    "reset_time",
    _length(SHORTEST_RESET_TIME, _LONG_ENOUGH),
    messages.RESET_TIME_NOT_VALID,
    messages.NEW_RESET_TIME_NOT_VALID,
)
TZ_METHOD: Final = Setting(
    "tz_method",
    "time_zone_setting",
    _is_method,
    messages.TZ_METHOD_NOT_VALID,
    messages.NEW_TZ_METHOD_NOT_VALID,
)
LOCAL_CALL_TIME: Final = Setting(
    "local_call_time",
    "local_call_time",
    _is_call_time,
    messages.CALL_TIME_NOT_VALID,
    messages.NEW_CALL_TIME_NOT_VALID,
)
_TRANSFER_MESSAGES: Final = (
    (messages.TRANSFER_ONE_NOT_VALID, messages.NEW_TRANSFER_ONE_NOT_VALID),
    (messages.TRANSFER_TWO_NOT_VALID, messages.NEW_TRANSFER_TWO_NOT_VALID),
    (messages.TRANSFER_THREE_NOT_VALID, messages.NEW_TRANSFER_THREE_NOT_VALID),
    (messages.TRANSFER_FOUR_NOT_VALID, messages.NEW_TRANSFER_FOUR_NOT_VALID),
    (messages.TRANSFER_FIVE_NOT_VALID, messages.NEW_TRANSFER_FIVE_NOT_VALID),
)
TRANSFER_SETTINGS: Final = tuple(
    Setting(name, column, _length(1, LONGEST_TRANSFER), message, of_new, empties=True)
    for (name, column), (message, of_new) in zip(TRANSFERS.items(), _TRANSFER_MESSAGES, strict=True)
)

SETTINGS: Final = (
    Setting("campaign_id", "campaign_id", _is_campaign, messages.CAMPAIGN_NOT_VALID),
    SCRIPT,
    IN_GROUP,
    Setting("list_name", "list_name", _length(6, 30), messages.LIST_NAME_NOT_VALID),
    Setting("active", "active", lambda _, value: value in ("Y", "N"), messages.ACTIVE_NOT_VALID),
    Setting(
        "outbound_cid", "campaign_cid_override", _length(6, 18), messages.OUTBOUND_CID_NOT_VALID
    ),
    Setting(
        "am_message",
        "am_message_exten_override",
        _length(1, 100),
        messages.AM_MESSAGE_NOT_VALID,
        empties=True,
    ),
    RESET_TIME,
    Setting("expiration_date", "expiration_date"),
    *(Setting(name, name, empties=True) for name in WEB_FORMS),
    Setting("list_description", "list_description", empties=True),
    TZ_METHOD,
    LOCAL_CALL_TIME,
    *TRANSFER_SETTINGS,
)
"""In the order in which update_list looks at them."""


def breaks_address(call: Call) -> Culprit | None:
    """The first web form's address that breaks the SQL that it is put into, once it is decoded."""
    for name in WEB_FORMS:
        if not is_sql_text(decoded_address(call.value[name]), "'"):
            return Culprit(name)
    return None


def stored_value(setting: Setting, value: str) -> str:
    """What is stored of a good value: nothing for a --BLANK-- that empties."""
    if setting.empties and value == BLANK:
        return ""
    return decoded_address(value) if setting.name in WEB_FORMS else value
