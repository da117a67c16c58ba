"""The journal (`/__admin/requests`), in WireMock's shapes where it has them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import WithJsonSchema

from lmapi_mock.admin.answers import Count, NearMisses, Nothing, RequestAnswer, Requests, answers
from lmapi_mock.admin.bodies import PATTERN
from lmapi_mock.admin.entry_json import subject, summary, whole
from lmapi_mock.admin.scoped import Here
from lmapi_mock.errors import UnknownError
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.journal import Journal
from lmapi_mock.patterns.pattern import Pattern, read_pattern
from lmapi_mock.world import World

routes = APIRouter(tags=["requests"])

Body = dict[str, Any]
Asked = Annotated[Body, WithJsonSchema(PATTERN)]

NEAREST: Final = 3
"""How many near misses are shown."""


@routes.get("/requests", responses=answers(Requests))
def list_requests(
    world: Here,
    limit: Annotated[int, Query(ge=0, le=10_000)] = 100,
    before: Annotated[int | None, Query(description="Only ids below this one.")] = None,
    since: Annotated[int, Query(description="Only ids above this one.")] = 0,
    q: Annotated[str, Query(description="A text that occurs in the address, body or answer.")] = "",
    user: str | None = None,
    function: str | None = None,
    result: Annotated[str | None, Query(description="SUCCESS, NOTICE or ERROR.")] = None,
    phone_number: str | None = None,
    list_id: str | None = None,
) -> Body:
    """The journal, newest first: what came, decoded parameters, what was answered, findings."""
    wanted = {"phone_number": phone_number, "list_id": list_id}
    found = (
        entry
        for entry in world.journal.entries()
        if (before is None or entry.id < before)
        and entry.id > since
        and (user is None or entry.user == user)
        and (function is None or entry.function == function)
        and (result is None or entry.result == result)
        and all(value is None or entry.sent.get(name) == value for name, value in wanted.items())
        and (not q or _holds(entry, q))
    )
    return _listing(world.journal, itertools.islice(found, limit))


@routes.delete("/requests", responses=answers(Nothing))
def clear_requests(world: Here) -> Body:
    """Empty the journal."""
    world.journal.clear()
    return {}


@routes.get("/requests/unmatched", responses=answers(Requests))
def list_unmatched(world: Here) -> Body:
    """The requests that were refused or that came to a path which is none of the endpoint's."""
    return _listing(world.journal, (one for one in world.journal.entries() if one.refused))


@routes.post("/requests/count", responses=answers(Count))
def count_requests(world: Here, pattern: Asked) -> Body:
    """How many requests match a pattern; a 409 if some that might have been dropped."""
    matched = _matching(world, _since(pattern), read_pattern(pattern))
    return {"count": sum(1 for _ in matched), "requestJournalDisabled": False}


@routes.post("/requests/find", responses=answers(Requests))
def find_requests(world: Here, pattern: Asked) -> Body:
    """The requests that match a pattern, newest first."""
    since = _since(pattern)
    matching = read_pattern(pattern)
    found = (
        entry
        for entry in world.journal.entries()
        if entry.id > since and matching.matches(subject(entry))
    )
    return _listing(world.journal, found)


@routes.post("/near-misses/request-pattern", responses=answers(NearMisses))
def find_near_misses(world: Here, pattern: Asked) -> Body:
    """The requests that come nearest to a pattern without matching it, and what differs."""
    since = _since(pattern)
    matching = read_pattern(pattern)
    misses = []
    for entry in world.journal.entries():
        differences = matching.differences(subject(entry)) if entry.id > since else []
        if differences:
            misses.append((matching.distance(subject(entry)), entry, differences))
    misses.sort(key=lambda miss: miss[0])
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
            for distance, entry, differences in misses[:NEAREST]
        ]
    }


@routes.get("/requests/{id}", responses=answers(RequestAnswer))
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
    return since if isinstance(since, int) else 0


def _matching(world: World, since: int, pattern: Pattern) -> Iterator[Entry]:
    world.journal.must_hold_all(since=since)
    return (
        entry
        for entry in world.journal.entries()
        if entry.id > since and pattern.matches(subject(entry))
    )


def _listing(journal: Journal, entries: Iterator[Entry]) -> Body:
    shown = [_shown(entry) for entry in entries]
    return {
        "requests": shown,
        "meta": {
            "total": len(shown),
            "dropped": journal.dropped,
            "last_id": journal.last_id,
            "processes": journal.processes,
        },
        "requestJournalDisabled": journal.size == 0,
    }


def _shown(entry: Entry) -> Body:
    return summary(entry)


def _holds(entry: Entry, text: str) -> bool:
    wanted = text.casefold()
    return any(
        wanted in held.casefold()
        for held in (entry.path, entry.text, entry.user, *entry.sent.values())
    )
