"""The callbacks of a lead that is updated (update_lead.md, U5, 4 and 5)."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.lead.callback import add_callback, callback_datetime, group_of_user
from lmapi_mock.non_agent_api.update_lead import messages
from lmapi_mock.non_agent_api.update_lead.search import Found, Lead
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_callbacks, vicidial_callbacks_archive
from lmapi_mock.store.sql.changes import Delete, Update
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Moved

_FIRST: Final = Statement(
    lambda _: (
        sa.select(vicidial_callbacks.c.callback_id)
        .where(vicidial_callbacks.c.lead_id == sa.bindparam("lead_id"))
        .order_by(vicidial_callbacks.c.callback_id)
        .limit(sa.literal_column("1"))
    )
)
ARCHIVING: Final = Fragile(
    "the archiving of the callbacks",
    breaks_by="a callback whose callback_id is in the archive already",
)
_IN_ARCHIVE: Final = Statement(
    lambda _: (
        sa.select(vicidial_callbacks.c.callback_id)
        .where(
            vicidial_callbacks.c.lead_id == sa.bindparam("lead_id"),
            vicidial_callbacks.c.callback_id.in_(
                sa.select(vicidial_callbacks_archive.c.callback_id)
            ),
        )
        .limit(sa.literal_column("1"))
    )
)
_UPDATE: Final = Update(vicidial_callbacks, ("callback_id",))
_OF_LEAD: Final = Delete(vicidial_callbacks, ("lead_id",))

_SET_BY: Final = {
    "callback_time": "callback_datetime",
    "lead_status": "callback_status",
    "campaign_id": "campaign_id",
    "list_id": "list_id_field",
    "recipient": "callback_type",
    "comments": "callback_comments",
}
"""The parameter that sets each column of a callback that is there, where it is not empty."""

_TURNED: Final = ("callback_type", "callback_status")
"""What an earlier lead's new callback turns for the later ones, in another sense than was sent."""


def schedule(call: Call, found: Found, lead: Lead) -> None:
    """Change the lead's callback, or add one where it has none.

    What NOW, DAYS and defaults are turned into stays turned for the leads that follow.
    """
    sent = call.noted.setdefault("callback_sent", {name: call.value[name] for name in _TURNED})
    row = call.tx.first(_FIRST, lead_id=lead.lead_id)
    if row is None:
        add_callback(call, lead.lead_id, lead.list_id)
        return
    value = call.value
    value["callback_datetime"] = callback_datetime(call)
    columns: dict[str, str] = {
        column: value[parameter] for column, parameter in _SET_BY.items() if value[parameter]
    }
    # Quirk: a user that was set once is set in later callbacks too, whatever became of it.
    found.callback_user = value["callback_user"] or found.callback_user
    if found.callback_user:
        columns["user"] = found.callback_user
    if not columns:
        call.say(messages.CALLBACK_NOT_UPDATED, lead_id=lead.lead_id)
        return
    if "campaign_id" in columns and configuration.campaign(call.tx, value["campaign_id"]) is None:
        call.count("unknown_campaigns")
    if "user" in columns and group_of_user(call.tx, columns["user"]) is None:
        call.count("unknown_users")
    if any(value[name] != sent[name] for name in _TURNED):
        call.count("callbacks_turned")
    columns |= {"status": "ACTIVE", "entry_time": call.now.text}
    call.tx.update(_UPDATE, columns, callback_id=row["callback_id"])
    call.say(messages.CALLBACK_UPDATED, lead_id=lead.lead_id)


def remove(call: Call, found: Found, lead: Lead) -> None:
    """Archive the lead's callbacks."""
    moved = archive(call, lead.lead_id)
    found.archived = str(moved.inserted)
    call.say(
        messages.CALLBACK_DELETED,
        lead_id=lead.lead_id,
        deleted=moved.deleted,
        archived=moved.inserted,
    )


def archive(call: Call, lead_id: int) -> Moved:
    """Move a lead's callbacks to the archive."""
    twice = call.tx.first(_IN_ARCHIVE, lead_id=lead_id)
    if twice is not None:
        call.runs(ARCHIVING, Culprit("", f"callback {twice['callback_id']} in the archive"))
    return call.tx.move(_OF_LEAD, vicidial_callbacks_archive, lead_id=lead_id)
