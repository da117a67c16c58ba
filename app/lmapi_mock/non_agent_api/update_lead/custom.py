"""The custom fields of a lead that is updated (update_lead.md, U5, 6).

Quirk: a field counts as sent where its label stands in the text of the query behind a `&` or `?`
and before a `=`: the query's first parameter never does, nor one that is spelt another way.
"""

from __future__ import annotations

from collections.abc import Sequence

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead import messages as shared
from lmapi_mock.non_agent_api.lead.custom_fields import (
    INSERT,
    breaks_insert,
    encrypted_labels,
    labels_of,
    stored_value,
)
from lmapi_mock.non_agent_api.update_lead import messages
from lmapi_mock.non_agent_api.update_lead.columns import UPDATE, table_of
from lmapi_mock.non_agent_api.update_lead.search import Found, Lead
from lmapi_mock.store.custom.custom_tables import (
    delete_custom_row,
    insert_custom_row,
    update_custom_row,
)
from lmapi_mock.store.lookup import configuration

_LEAST_CUSTOM_LIST = 99


def change(call: Call, found: Found, lead: Lead) -> None:
    """Set the fields that were sent, or with delete_lead=Y delete the lead's row."""
    custom_list = _custom_list(call, lead)
    table = f"custom_{custom_list}"
    columns = configuration.custom_columns(call.tx, table)
    told = {"lead_id": lead.lead_id, "list_id": lead.list_id}
    lists = {"entry_list": lead.entry_list_id, "custom_list": custom_list}
    if columns is None:
        call.say(shared.NO_CUSTOM_FIELDS_FOR_LIST, **told)
        return
    if call.value["delete_lead"] == "Y":
        if delete_custom_row(call.tx, table, columns, lead.lead_id):
            call.say(messages.CUSTOM_ENTRY_DELETED, **told, **lists)
        return
    # Quirk: from here on no later lead has its columns set.
    found.may_set = False
    known = {fold(name): name for name in columns}
    defined = labels_of(call.tx, custom_list)
    labels = [label for label in defined if fold(label) in known]
    encrypted = encrypted_labels(call.tx, custom_list)
    sent = [label for label in defined if was_sent(call, label)]
    runs = call.runs(INSERT, breaks_insert(call, sent, known))
    values = {
        known[fold(label)]: "" if label in encrypted else stored_value(call, label)
        for label in sent
        if label in labels
    }
    _note(call, labels)
    if not values:
        return
    if not runs:
        call.say(messages.CUSTOM_UPDATED, **told, **lists, changed=0)
        return
    stored = update_custom_row(call.tx, table, columns, values, lead.lead_id)
    changed = stored.changed
    if not stored.matched:
        insert_custom_row(call.tx, table, columns, {"lead_id": lead.lead_id, **values})
        changed = 1
    if changed:
        entry_list = {"entry_list_id": custom_list}
        call.tx.update(UPDATE[table_of(call).name], entry_list, lead_id=lead.lead_id)
    call.say(messages.CUSTOM_UPDATED, **told, **lists, changed=changed)


def _note(call: Call, labels: Sequence[str]) -> None:
    """Keep what differs from what a reader of the request would take for sent."""
    sent = call.request.parameters.query | call.request.parameters.body
    for label in labels:
        spelt = [name for name in sent if name.lower() == label.lower()]
        if was_sent(call, label):
            if not spelt:
                call.noted.setdefault("fields_in_values", []).append(label)
        elif spelt:
            call.noted.setdefault("fields_unseen", {})[spelt[0]] = label
    call.noted["custom_fields_enabled"] = configuration.settings(call.tx)["custom_fields_enabled"]
    call.count("leads_with_fields")
    call.noted.setdefault("fields", {}).update(dict.fromkeys(labels, True))


def _custom_list(call: Call, lead: Lead) -> str:
    if configuration.number(lead.entry_list_id) > _LEAST_CUSTOM_LIST:
        return lead.entry_list_id
    forced = call.value["force_entry_list_id"]
    return forced if len(forced) > 1 else lead.list_id


def was_sent(call: Call, label: str) -> bool:
    """Whether a field counts as sent: the `?` before the query is no part of its text."""
    name = label.encode("utf-8", "surrogateescape") + b"="
    texts = (call.request.query, _body_as_text(call))
    return any(mark + name in text for text in texts for mark in (b"&", b"?"))


def _body_as_text(call: Call) -> bytes:
    """The body's variables as the engine strings them together."""
    return b"".join(
        b"&" + name.encode("latin-1") + b"=" + value.translate(None, b"'\"\\;")
        for name, value in call.request.parameters.body.items()
    )
