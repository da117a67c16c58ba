"""The list that a lead goes to, and what it gets where nothing was sent (steps 4 to 6)."""

from __future__ import annotations

from lmapi_mock.non_agent_api.add_lead import messages
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.store.lookup import configuration

DEFAULT_LIST_ID = "999"


def check_list(call: Call) -> None:
    """Refuse a list that the user may not load, or one that has to exist and does not.

    A restriction compares the list_id as text (`0101` is not list 101), list_exists_check as
    a number; both see it as given, before its default.
    """
    value = call.value
    list_id = value["list_id"]
    if not (list_id.isascii() and list_id.isdecimal()):
        list_id = value["list_id"] = "".join([c for c in list_id if "0" <= c <= "9"])
    if call.allowed_lists is not None and list_id not in call.allowed_lists:
        raise call.refusal(messages.LIST_NOT_ALLOWED)
    if "Y" in value["list_exists_check"].upper() and not configuration.list_(call.tx, list_id):
        raise call.refusal(messages.LIST_NOT_DEFINED)


def set_defaults(call: Call) -> None:
    """Gender U, rank 0, list 999, phone code 1."""
    value = call.value
    value["gender"] = value["gender"] or "U"
    value["rank"] = value["rank"] or "0"
    if len(value["list_id"]) < 3:
        value["list_id"] = DEFAULT_LIST_ID
    value["phone_code"] = value["phone_code"] or "1"
