"""list_info: a list's settings, and how many leads it has (lists.md, 6)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead.printed import printed, separator
from lmapi_mock.non_agent_api.lists import messages
from lmapi_mock.non_agent_api.lists.counting import count_dialable, count_leads
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_lists
from lmapi_mock.store.sql.transaction import Row

NAMES: Final = (
    "list_name",
    "campaign_id",
    "active",
    "list_changedate",
    "list_lastcalldate",
    "expiration_date",
    "resets_today",
)
"""What is printed of a list, after its identifier as it was sent."""


def has_length(list_id: str) -> bool:
    """Whether a text is as long as a list's identifier may be."""
    return 2 <= php_strlen(list_id) <= 14


def seen_list(call: Call, list_id: str) -> Row | None:
    """The list of this identifier, if its campaign is one that the caller sees."""
    row = configuration.list_named(call.tx, list_id)
    return row if row is not None and allowed(call).has_campaign(row["campaign_id"]) else None


def find_list(call: Call) -> None:
    """Refuse a list that is not there, or that the caller does not see."""
    list_id = call.value["list_id"]
    if not has_length(list_id):
        raise call.refusal(messages.LIST_INFO_INCOMPLETE)
    if call.allowed_lists is not None and list_id not in call.allowed_lists:
        raise call.refusal(messages.LIST_INFO_NOT_ALLOWED)
    if seen_list(call, list_id) is None:
        raise call.refusal(messages.LIST_INFO_UNKNOWN)


def tell_list(call: Call) -> None:
    """Print the list's line; quirk: it ends in a delimiter where dialable_count is not asked."""
    value = call.value
    row = seen_list(call, value["list_id"])
    assert row is not None, "find_list has found it"
    names, values = ["list_id", *NAMES], [value["list_id"]]
    values += [printed(vicidial_lists, row, name) for name in NAMES]
    if value["leads_counts"] == "Y":
        counts = count_leads(call, row)
        names += ["all_leads_count", "new_leads_count"]
        values += [str(counts.all), str(counts.new)]
    dialable = ""
    if value["dialable_count"] == "Y":
        names.append("dialable_count")
        dialable = count_dialable(call, row)
    between = separator(value["stage"])
    header = f"{between.join(names)}\n" if value["header"] == "YES" else ""
    call.say(messages.LIST_TOLD, output=f"{header}{between.join([*values, dialable])}\n")
