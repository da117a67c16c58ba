"""The server itself: does it answer, what has it done (`/__admin/health`, `/metrics`)."""

from __future__ import annotations

import logging
import os
import socket
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from lmapi_mock.admin.answers import HEALTH, answers_text
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Here
from lmapi_mock.errors import DatabaseError
from lmapi_mock.http.metrics import AllWorkers, Counts, Metrics
from lmapi_mock.store.upkeep.existing import missing_from
from lmapi_mock.store.upkeep.migrate import HEAD, revision_of
from lmapi_mock.version import __version__
from lmapi_mock.world import World

routes = Routes(tags=["server"])

log = logging.getLogger("lmapi_mock.admin")


@routes.head("/health", include_in_schema=False)
@routes.get("/health", responses=HEALTH)
def health(world: Here) -> Response:
    """Whether the database answers and its schema is up to date."""
    try:
        world.database.must_answer()
        reason = schema_is_wrong(world)
    except DatabaseError as error:
        log.warning("%s", error)
        reason = error.told
    except sa.exc.SQLAlchemyError as error:
        log.warning("%s", error)
        reason = "The database cannot be asked; the server's log says why."
    if reason:
        return JSONResponse({"status": "error", "reason": reason}, 503)
    database = world.database.engine.dialect.name
    return JSONResponse({"status": "ok", "version": __version__, "database": database})


def schema_is_wrong(world: World) -> str:
    """What is wrong with the schema, nothing if it is as it should be."""
    if world.is_kept:
        lacking = missing_from(world.database)
        return f"The database lacks {', '.join(lacking)}." if lacking else ""
    revision = revision_of(world.database)
    return "" if revision == HEAD else f"The database is at revision {revision}, not {HEAD}."


@routes.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses=answers_text("text/plain", "lmapi_requests_in_flight 1\n"),
)
def read_metrics(
    request: Request,
    workers: Annotated[
        Literal["own", "all"],
        Query(
            description="`all`: what each process on the database has counted, under the label"
            " `worker`, whichever of them answers."
        ),
    ] = "own",
) -> Response:
    """Requests by function and status, lines by reason, latencies, leads stored, connections.

    In Prometheus's text format, counted since the server's start.
    """
    metrics: Metrics = request.app.state.metrics
    text = metrics.text() if workers == "own" else _of_all(request, metrics).text()
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def _of_all(request: Request, metrics: Metrics) -> AllWorkers:
    """What all processes have counted: this one until now, the others until their last beats."""
    heartbeat = request.app.state.worlds.own.heartbeat
    if heartbeat is None:
        return AllWorkers({f"{socket.gethostname()}:{os.getpid()}": metrics.counts()})
    try:
        found = heartbeat.counts_of_others()
    except DatabaseError as error:
        log.warning("%s", error)
        found = {}
    counts = {name: Counts.from_text(text) for name, text in found.items()}
    return AllWorkers(counts | {heartbeat.process.name: metrics.counts()})
