"""lead_field_info: one field of one lead, without a line end (leads.md, 5)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.lead_info import custom, messages
from lmapi_mock.non_agent_api.lead_info.columns import all_columns, lead_by_id, value_of
from lmapi_mock.non_agent_api.login.allowed import allowed
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_list
from lmapi_mock.store.sql.transaction import Row

READ: Final = Fragile(
    "the reading of the field",
    breaks_by="a `field_name` that is no column, a list without a custom table",
)

LONGEST_ID: Final = 11


def check_parameters(call: Call) -> None:
    """Refuse a request without a lead_id of some length or without a field_name."""
    if not 1 <= len(call.value["lead_id"]) <= LONGEST_ID or not call.value["field_name"]:
        raise call.refusal(messages.INVALID_FIELD_SEARCH)


def find_lead(call: Call) -> None:
    """Note the lead, or refuse one that is not there, or that the caller may not see."""
    lead = lead_by_id(call, call.value["lead_id"])
    if lead is None:
        raise call.refusal(messages.LEAD_NOT_FOUND)
    list_id = value_of(lead, "list_id")
    if not allowed(call).has_list(call.tx, list_id):
        raise call.refusal(messages.LIST_NOT_FOUND, list_id=list_id)
    call.noted["lead"] = lead


def tell_field(call: Call) -> None:
    """Print the value."""
    lead: Row = call.noted.pop("lead")
    found = _of_custom(call, lead) if call.value["custom_fields"] == "Y" else _of_lead(call, lead)
    if found is None:
        raise call.refusal(messages.FIELD_NOT_FOUND)
    call.say(messages.FIELD_TOLD, output=found)


def _of_lead(call: Call, lead: Row) -> str | None:
    wanted = fold(call.value["field_name"])
    for column in all_columns(vicidial_list):
        if fold(column.name) == wanted:
            return value_of(lead, column.name)
    call.runs(READ, Culprit("field_name"))
    return None


def _of_custom(call: Call, lead: Row) -> str | None:
    list_id = call.value["list_id"]
    if php_strlen(list_id) <= 1:
        list_id = value_of(lead, "entry_list_id")
    name = call.value["field_name"]
    columns = configuration.custom_columns(call.tx, f"custom_{list_id}")
    if fold(name) not in set(map(fold, columns or ())):
        call.runs(READ, Culprit("field_name"))
    row = custom.row_of(call, list_id, int(lead["lead_id"]))
    found = None if row is None else custom.cell(row, name)
    if found is None:
        return None
    # Quirk: the name is compared case by case here, and not where the value is read.
    labels = custom.hidden_labels(call, list_id)
    is_hidden = custom.hides_all(call) or name in labels
    call.noted["hidden_values"] = int(is_hidden and bool(found))
    call.noted["hidden_field_told"] = not is_hidden and fold(name) in set(map(fold, labels))
    return custom.hidden(found) if is_hidden else found
