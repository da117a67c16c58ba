"""Findings over the whole journal (`/__admin/findings`)."""

from __future__ import annotations

import itertools
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from lmapi_mock.admin.answers import Findings, answers
from lmapi_mock.admin.scoped import Here
from lmapi_mock.admin.spooled import SpooledJson, json_list, json_object
from lmapi_mock.findings.catalogue import document
from lmapi_mock.findings.catalogue import severity as severity_of
from lmapi_mock.findings.finding import find
from lmapi_mock.findings.strict import fails
from lmapi_mock.non_agent_api.core.finding import Severity
from lmapi_mock.pace import paced

routes = APIRouter(tags=["findings"])


@routes.get("/findings", responses=answers(Findings))
def list_findings(
    world: Here,
    request: Request,
    severity: Annotated[Severity | None, Query(description="This severity and above.")] = None,
    code: str | None = None,
    since: Annotated[int, Query(description="Only of requests with ids above this one.")] = 0,
    limit: Annotated[int, Query(ge=0, le=10_000)] = 100,
) -> Response:
    """What the dialer would have swallowed silently, newest first, and whether --strict fails."""
    strict: str = request.app.state.strict.severity
    found = (
        (entry, finding)
        for entry in itertools.takewhile(lambda one: one.id > since, paced(world.journal.entries()))
        for finding in find(entry)
        if (severity is None or severity_of(finding).rank >= severity.rank)
        and (code is None or finding.code == code)
    )
    shown = list(itertools.islice(found, limit))
    failed = strict != "no" and any(
        fails(finding, strict) for _, finding in itertools.chain(shown, found)
    )
    listed = json_list(document(finding) | {"request": entry.id} for entry, finding in shown)
    meta = {"dropped": world.journal.dropped, "last_id": world.journal.last_id}
    return SpooledJson(
        json_object([("findings", listed), ("strict", strict), ("failed", failed), ("meta", meta)])
    )
