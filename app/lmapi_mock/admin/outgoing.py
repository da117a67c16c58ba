"""Calls of the address for new leads (`/__admin/calls`)."""

from __future__ import annotations

from typing import Annotated, Any, Final

import sqlalchemy as sa
from fastapi import Query, Request

from lmapi_mock.admin.answers import OutgoingCalls, answers
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.non_agent_api.add_lead.new_lead_address import URL_TYPE
from lmapi_mock.store.schema.tables import vicidial_url_log as calls

routes = Routes(tags=["tables"])

_SHOWN: Final = (
    calls.c.url_log_id.label("id"),
    calls.c.url_date.label("time"),
    calls.c.uniqueid.label("lead_id"),
    calls.c.url,
    calls.c.url_response.label("response"),
    calls.c.response_sec.label("seconds"),
)


@routes.get("/calls", responses=answers(OutgoingCalls))
def list_calls(
    world: Stored,
    request: Request,
    lead_id: Annotated[int | None, Query(description="Of this lead only.")] = None,
    limit: Annotated[int, Query(ge=0, le=10_000)] = 100,
) -> dict[str, Any]:
    """The calls for new leads, newest first: made with `--call-urls yes`, else recorded only."""
    query = sa.select(*_SHOWN).where(calls.c.url_type == URL_TYPE)
    if lead_id is not None:
        query = query.where(calls.c.uniqueid == str(lead_id))
    with world.database.transaction() as tx:
        found = tx.connection.execute(query.order_by(calls.c.url_log_id.desc()).limit(limit))
        rows = [dict(row._mapping) for row in found]  # noqa: SLF001  SQLAlchemy's public name
    for row in rows:
        row["time"] = None if row["time"] is None else str(row["time"])
    return {"calls": rows, "call_urls": request.app.state.settings.call_urls}
