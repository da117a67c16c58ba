"""vicidial_admin_log: what functions change beside leads (leads.md, 1.8)."""

from __future__ import annotations

from typing import Final

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.store.schema.later_tables import vicidial_admin_log
from lmapi_mock.store.sql.statements import Insert

_LOG: Final = Insert(
    vicidial_admin_log,
    (
        "event_date",
        "user",
        "ip_address",
        "event_section",
        "event_type",
        "record_id",
        "event_code",
        "event_sql",
        "event_notes",
        "user_group",
    ),
)


def log_change(
    call: Call,
    *,
    section: str,
    kind: str,
    record: str,
    code: str,
    sql: str,
    notes: str,
    ip_address: str = "",
) -> None:
    """Write one row.

    Args:
        call: whose change it is.
        section: event_section, as `LISTS`.
        kind: event_type, as `ADD`.
        record: record_id, what was changed.
        code: event_code, a few words.
        sql: event_sql; the engine keeps its statements there.
        notes: event_notes.
        ip_address: the address; without it the caller's.
    """
    call.tx.insert(
        _LOG,
        {
            "event_date": call.now.text,
            "user": call.user,
            "ip_address": ip_address or call.request.remote_ip,
            "event_section": section,
            "event_type": kind,
            "record_id": record,
            "event_code": code,
            "event_sql": sql,
            "event_notes": notes,
            "user_group": "---ALL---",
        },
    )
