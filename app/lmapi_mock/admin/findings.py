"""Findings over the whole journal (`/__admin/findings`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from lmapi_mock.admin.answers import Findings, FindingsByCode, answers
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.query import QueryError
from lmapi_mock.admin.scoped import Here
from lmapi_mock.admin.spooled import SpooledJson, json_list, json_object
from lmapi_mock.findings.catalogue import catalogue, document
from lmapi_mock.findings.catalogue import severity as severity_of
from lmapi_mock.findings.finding import find
from lmapi_mock.findings.strict import fails
from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.core.finding import Finding, Severity
from lmapi_mock.pace import paced
from lmapi_mock.patterns.matchers import unknown_name
from lmapi_mock.world import World

routes = Routes(tags=["findings"])


def _found(world: World, severity: Severity | None, since: int) -> Iterator[tuple[Entry, Finding]]:
    """The findings of this severity and above, newest request first."""
    for entry in paced(world.journal.entries(since=since)):
        for finding in find(entry):
            if severity is None or severity_of(finding).rank >= severity.rank:
                yield entry, finding


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
    if code is not None and code not in catalogue():
        raise QueryError(
            "bad_request",
            f"query.code: no finding has the code {code!r}.",
            unknown_name("code", "code", code, catalogue()).hint,
        )
    strict: str = request.app.state.strict.severity
    found = (
        (entry, finding)
        for entry, finding in _found(world, severity, since)
        if code is None or finding.code == code
    )
    shown = list(itertools.islice(found, limit))
    failed = strict != "no" and any(
        fails(finding, strict) for _, finding in itertools.chain(shown, found)
    )
    listed = json_list(document(finding) | {"request": entry.id} for entry, finding in shown)
    stand = world.journal.stand
    meta = {"dropped": stand.dropped, "last_id": stand.last_id}
    return SpooledJson(
        json_object([("findings", listed), ("strict", strict), ("failed", failed), ("meta", meta)])
    )


@dataclass(slots=True)
class _OfCode:
    """What was found of a code: newest requests come first."""

    newest: Entry
    example: Finding
    severity: Severity
    oldest: int
    count: int = 0

    def document(self) -> dict[str, Any]:
        return {
            "code": self.example.code,
            "severity": self.severity,
            "count": self.count,
            "first": self.oldest,
            "last": self.newest.id,
            "example": document(self.example) | {"request": self.newest.id},
        }


@routes.get("/findings/codes", responses=answers(FindingsByCode))
def count_findings(
    world: Here,
    severity: Annotated[Severity | None, Query(description="This severity and above.")] = None,
    since: Annotated[int, Query(description="Only of requests with ids above this one.")] = 0,
) -> Response:
    """What was found, by code: how often, first and last in which request, and an example."""
    codes: dict[str, _OfCode] = {}
    for entry, finding in _found(world, severity, since):
        bad = severity_of(finding)
        of = codes.setdefault(finding.code, _OfCode(entry, finding, bad, entry.id))
        of.count += 1
        of.oldest = entry.id
        of.severity = max(of.severity, bad, key=lambda one: one.rank)
    ranked = sorted(codes.values(), key=lambda of: (-of.severity.rank, -of.count))
    listed = json_list(of.document() for of in ranked)
    stand = world.journal.stand
    meta = {"dropped": stand.dropped, "last_id": stand.last_id}
    return SpooledJson(json_object([("codes", listed), ("meta", meta)]))
