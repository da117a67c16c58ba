"""The journal (`/__admin/requests`), in WireMock's shapes where it has them."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import WithJsonSchema

from lmapi_mock.admin.answers import (
    Count,
    NearMisses,
    Nothing,
    Outcomes,
    RequestAnswer,
    Requests,
    answers,
    fails,
)
from lmapi_mock.admin.asked import Asked, Before, Looked, Within
from lmapi_mock.admin.at_once import at_once_in_memory
from lmapi_mock.admin.bodies import PATTERN
from lmapi_mock.admin.entry_json import summary, whole
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Here
from lmapi_mock.admin.small_bodies import SmallBodies
from lmapi_mock.errors import UnknownError
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.journal import Journal
from lmapi_mock.journal.outcome import outcome
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.non_agent_api.functions import KNOWN
from lmapi_mock.pace import paced
from lmapi_mock.patterns.matchers import misunderstood, shown
from lmapi_mock.patterns.pattern import Pattern, read_pattern
from lmapi_mock.world import World

routes = Routes(tags=["requests"], route_class=SmallBodies)

Body = dict[str, Any]
AsPattern = Annotated[Body, WithJsonSchema(PATTERN)]

_AT_ONCE: Final = 64 * 1024
"""How much of a listing is written at once, in bytes."""

NEAREST: Final = 3
"""How many near misses are shown."""


@routes.get("/requests", responses=answers(Requests))
def list_requests(
    world: Here,
    asked: Asked,
    limit: Annotated[int, Query(ge=0, le=10_000)] = 100,
    before: Before = None,
    within: Within = None,
) -> StreamingResponse:
    """The journal, newest first: what came, decoded parameters, what was answered, findings."""
    looked = Looked(within)
    found = asked.of(looked.at(world.journal, before, asked.since))
    return _listing(world.journal, looked.first(found, limit), looked)


@routes.get("/requests/outcomes", responses=answers(Outcomes))
def count_outcomes(world: Here, asked: Asked, before: Before = None, within: Within = None) -> Body:
    """How many requests came to what, of those that the same filters would list."""
    # What comes while they are counted is not counted: whoever hears of it adds it.
    last_id = world.journal.last_id
    before = last_id + 1 if before is None else before
    looked = Looked(within)
    counts = Counter(map(outcome, asked.of(looked.at(world.journal, before, asked.since))))
    return {
        "outcomes": counts,
        "total": counts.total(),
        "next": looked.next,
        "last_id": last_id,
        "requestJournalDisabled": world.journal.size == 0,
    }


@routes.delete("/requests", responses=answers(Nothing))
@at_once_in_memory
def clear_requests(world: Here) -> Body:
    """Empty the journal."""
    world.journal.clear()
    return {}


@routes.get("/requests/unmatched", responses=answers(Requests))
def list_unmatched(world: Here) -> StreamingResponse:
    """The requests that were refused or that came to a path which is none of the endpoint's."""
    return _listing(world.journal, (one for one in paced(world.journal.entries()) if one.refused))


@routes.post("/requests/count", responses=answers(Count))
def count_requests(world: Here, pattern: AsPattern) -> Body:
    """How many requests match a pattern; a 409 if some that might have been dropped."""
    since = _since(pattern)
    count = sum(1 for _ in _matching(world, since, read_pattern(pattern, functions=KNOWN)))
    # Some may have been dropped while the others were counted.
    world.journal.must_hold_all(since=since)
    return {"count": count, "requestJournalDisabled": False}


@routes.post("/requests/find", responses=answers(Requests))
def find_requests(world: Here, pattern: AsPattern) -> StreamingResponse:
    """The requests that match a pattern, newest first."""
    since = _since(pattern)
    matching = read_pattern(pattern, functions=KNOWN)
    found = (
        entry
        for entry in paced(world.journal.entries(since=since))
        if matching.matches(entry.subject)
    )
    return _listing(world.journal, found)


@routes.post("/near-misses/request-pattern", responses=answers(NearMisses))
def find_near_misses(world: Here, pattern: AsPattern) -> Body:
    """The requests that come nearest to a pattern without matching it, and what differs."""
    since = _since(pattern)
    matching = read_pattern(pattern, functions=KNOWN)
    misses = (
        (matching.distance(entry.subject), entry, differences)
        for entry in paced(world.journal.entries(since=since))
        if (differences := matching.differences(entry.subject))
    )
    nearest = heapq.nsmallest(NEAREST, misses, key=lambda miss: miss[0])
    return {
        "nearMisses": [
            {
                "request": _shown(entry),
                "matchResult": {"distance": round(distance, 4)},
                "differences": [
                    {"where": one.where, "expected": one.expected, "found": one.found}
                    for one in differences
                ],
            }
            for distance, entry, differences in nearest
        ]
    }


@routes.get("/requests/{id}", responses=answers(RequestAnswer) | fails(404))
def read_request(world: Here, id: int) -> Body:  # noqa: A002  its name in the path
    """One request with its stages and verdicts, cleaned parameters, rows written and findings."""
    entry = world.journal.get(id)
    if entry is None:
        raise UnknownError(
            "unknown_request",
            f"The journal holds no request {id}.",
            f"It holds the last {world.journal.size}; GET /__admin/requests lists them.",
        )
    return whole(entry)


def _since(pattern: Body) -> int:
    since = pattern.pop("since", 0)
    if not isinstance(since, int) or isinstance(since, bool):
        raise misunderstood(
            "since", f"is {shown(since)}", "The id of a request is accepted: only later ones match."
        )
    return since


def _matching(world: World, since: int, pattern: Pattern) -> Iterator[Entry]:
    world.journal.must_hold_all(since=since)
    return (
        entry
        for entry in paced(world.journal.entries(since=since))
        if pattern.matches(entry.subject)
    )


def _listing(
    journal: Journal | SharedJournal, entries: Iterator[Entry], looked: Looked | None = None
) -> StreamingResponse:
    """The entries, written as they are looked up: all at once they would take as much again."""
    # A database that is away is told as such, before the answer begins.
    last_id = journal.last_id
    parts = _parts(journal, last_id, entries, looked or Looked())
    return StreamingResponse(parts, media_type="application/json")


def _parts(
    journal: Journal | SharedJournal, last_id: int, entries: Iterator[Entry], looked: Looked
) -> Iterator[bytes]:
    total = size = 0
    parts = [b'{"requests":[']
    for entry in entries:
        parts += (b"," if total else b"", _json(_shown(entry)))
        total += 1
        size += len(parts[-1])
        if size >= _AT_ONCE:
            yield b"".join(parts)
            parts, size = [], 0
    meta = {
        "total": total,
        "dropped": journal.stand.dropped,
        "last_id": last_id,
        "processes": journal.processes,
        "next": looked.next,
    }
    rest = {"meta": meta, "requestJournalDisabled": journal.size == 0}
    yield b"".join([*parts, b"],", _json(rest)[1:]])


def _json(shown: Body) -> bytes:
    # A lone surrogate, which stands for a byte that is no UTF-8, has no form in UTF-8.
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _shown(entry: Entry) -> Body:
    return summary(entry)
