"""Findings over the whole journal (`/__admin/findings`)."""

from __future__ import annotations

import itertools
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from lmapi_mock.admin.scoped import Here
from lmapi_mock.findings.catalogue import Severity
from lmapi_mock.findings.finding import find
from lmapi_mock.findings.strict import fails

routes = APIRouter(tags=["findings"])


@routes.get("/findings")
def list_findings(
    world: Here,
    request: Request,
    severity: Annotated[Severity | None, Query(description="This severity and above.")] = None,
    code: str | None = None,
    since: Annotated[int, Query(description="Only of requests with ids above this one.")] = 0,
    limit: Annotated[int, Query(ge=0, le=10_000)] = 100,
) -> dict[str, Any]:
    """What the dialer would have swallowed silently, newest first, and whether --strict fails."""
    strict: str = request.app.state.strict.severity
    found = (
        (entry, finding)
        for entry in itertools.takewhile(lambda one: one.id > since, world.journal.entries())
        for finding in find(entry)
        if (severity is None or finding.severity.rank >= severity.rank)
        and (code is None or finding.code == code)
    )
    shown = list(itertools.islice(found, limit))
    failed = strict != "no" and any(
        fails(finding, strict) for _, finding in itertools.chain(shown, found)
    )
    return {
        "findings": [finding.document() | {"request": entry.id} for entry, finding in shown],
        "strict": strict,
        "failed": failed,
        "meta": {"dropped": world.journal.dropped, "last_id": world.journal.last_id},
    }
