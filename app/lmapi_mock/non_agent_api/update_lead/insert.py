"""The lead that is inserted where none was found (update_lead.md, U6).

Of add_lead's options it takes tz_method, alternative phones, custom fields and the hopper; nothing
is checked but the lengths. An empty gender stays empty, and user_field counts for nothing.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.lead import alt_phones, time_zone
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead.columns import KEYS, PERSON, PHONE
from lmapi_mock.non_agent_api.lead.custom_fields import INSERT as INSERT_CUSTOM
from lmapi_mock.non_agent_api.lead.custom_fields import (
    breaks_insert,
    labels_of,
    stored_value,
)
from lmapi_mock.non_agent_api.lead.time_zone import offset_by
from lmapi_mock.non_agent_api.update_lead import messages
from lmapi_mock.non_agent_api.update_lead.columns import FREE_TEXT, UPDATE, table_of
from lmapi_mock.non_agent_api.update_lead.search import found_of, may_use
from lmapi_mock.non_agent_api.wire.php import php_strlen
from lmapi_mock.store.custom.custom_tables import insert_custom_row
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_list
from lmapi_mock.store.sql.statements import Insert

_AS_SENT: Final = ("user", *PHONE, *KEYS, *PERSON, "rank", "owner")
_LEAD: Final = Insert(
    vicidial_list,
    (
        *_AS_SENT,
        "list_id",
        "status",
        "gmt_offset_now",
        "called_since_last_reset",
        "called_count",
        "entry_date",
        "modify_date",
        "last_local_call_time",
        "entry_list_id",
    ),
)


INSERT: Final = Fragile("the insert of the lead", FREE_TEXT, '"')
FRAGILE: Final = (*time_zone.FRAGILE, INSERT, INSERT_CUSTOM)


def insert_lead(call: Call) -> None:
    """Insert the lead, if none was found and that is asked for."""
    found = found_of(call)
    if found.leads or call.value["no_update"] == "Y":
        return
    value = call.value
    list_id = value["list_id_field"] or value["list_id"]
    is_number = 6 <= php_strlen(value["phone_number"]) <= 18
    if not is_number or not value["phone_code"] or len(list_id) < 3:
        raise call.refusal(messages.INVALID_FOR_INSERTION, list_id=list_id)
    if not may_use(call, list_id):
        raise call.refusal(messages.INSERT_LIST_NOT_ALLOWED, list_id=list_id)
    call.noted["no_such_list"] = configuration.list_(call.tx, list_id) is None
    call.areacode, call.prefix = value["phone_number"][:3], value["phone_number"][3:6]
    call.gmt_offset = offset_by(call, value["tz_method"])
    call.lead_id = _insert(call, list_id)
    found.was_inserted = True
    found.lead_id, found.list_id = str(call.lead_id), list_id
    call.say(
        messages.LEAD_INSERTED, lead_id=call.lead_id, list_id=list_id, gmt_offset=call.gmt_offset
    )
    alt_phones.load_alt_phones(call)
    if value["custom_fields"] == "Y":
        _add_custom_fields(call, list_id)


def _insert(call: Call, list_id: str) -> int:
    value = call.value
    row: dict[str, str | int] = {name: value[name] for name in _AS_SENT}
    row |= {
        "list_id": list_id,
        "status": value["status"] or "NEW",
        "gmt_offset_now": call.gmt_offset,
        "called_since_last_reset": "N",
        "called_count": 0,
        "entry_list_id": "0" if value["custom_fields"] == "Y" else value["entry_list_id"] or "0",
    }
    row["entry_date"] = row["modify_date"] = row["last_local_call_time"] = call.now.text
    return call.tx.insert(_LEAD, row | call.as_read(INSERT)) if call.runs(INSERT) else 0


def _add_custom_fields(call: Call, list_id: str) -> None:
    """Store a row of the list's fields, those not sent empty, or say why there is none."""
    told = {"lead_id": call.lead_id, "list_id": list_id}
    enabled = str(configuration.settings(call.tx)["custom_fields_enabled"])
    if enabled in {"", "0"}:
        call.say(shared.CUSTOM_FIELDS_DISABLED, **told, custom_fields_enabled=enabled)
        return
    if configuration.custom_columns(call.tx, f"custom_{list_id}") is None:
        call.say(shared.NO_CUSTOM_FIELDS_FOR_LIST, **told)
        return
    labels = labels_of(call.tx, list_id)
    forced = call.value["force_entry_list_id"]
    custom_list = forced if len(forced) > 1 else list_id
    table = f"custom_{custom_list}"
    columns = configuration.custom_columns(call.tx, table) or {}
    known = {fold(name): name for name in columns}
    runs = call.runs(INSERT_CUSTOM, breaks_insert(call, labels, known))
    if not runs or not labels or not all(fold(label) in known for label in labels):
        call.say(shared.NO_FIELDS_DEFINED, **told)
        return
    call.noted["fields"] = dict.fromkeys(labels, True)
    row = {known[fold(label)]: stored_value(call, label) for label in labels}
    try:
        with call.tx.connection.begin_nested():
            insert_custom_row(call.tx, table, columns, {"lead_id": call.lead_id, **row})
    except sa.exc.IntegrityError:
        # A row that an earlier lead of this number left behind.
        call.runs(INSERT_CUSTOM, Culprit("", f"a row of {table} for lead {call.lead_id}"))
        call.say(shared.NO_FIELDS_DEFINED, **told)
        return
    # With archived_lead=Y the new lead is looked for in the archive, where it is not.
    changed = call.tx.update(
        UPDATE[table_of(call).name], {"entry_list_id": custom_list}, lead_id=call.lead_id
    )
    call.say(shared.CUSTOM_VALUES_ADDED, **told, changed_leads=changed.changed)
