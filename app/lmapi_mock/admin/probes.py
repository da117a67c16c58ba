"""What an orchestrator asks: does the process live, and would it store a lead now.

`/__admin/live` asks nothing of the database, so that a database that is away restarts nobody;
`/__admin/ready` asks what a request would. `/__admin/health` is older, and stays as it is.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from fastapi.responses import JSONResponse, Response

from lmapi_mock.admin.answers import HEALTH, Alive, answers
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.store.upkeep.readiness import why_not_ready
from lmapi_mock.version import __version__
from lmapi_mock.world import World

routes = Routes(tags=["server"])

PATIENCE_S: Final = 2.0
"""How long the database has to answer a probe."""

THREADS: Final = 2
"""How many threads ask it at most: those that it leaves hanging hold up nobody else."""


@routes.get("/live", responses=answers(Alive))
async def live() -> Response:
    """Whether the process answers: always 200, whatever the database does."""
    return JSONResponse({"status": "ok", "version": __version__})


@routes.get("/ready", responses=HEALTH)
async def ready(request: Request) -> Response:
    """Whether a lead that came now would be stored: 200, or 503 with the reason."""
    own: World = request.app.state.worlds.own
    ask = partial(why_not_ready, own.database, is_kept=own.is_kept)
    try:
        async with asyncio.timeout(PATIENCE_S):
            reason = await to_thread.run_sync(
                ask, abandon_on_cancel=True, limiter=_threads(request)
            )
    except TimeoutError:
        reason = f"The database has not answered within {PATIENCE_S:.0f} seconds."
    if reason:
        return JSONResponse({"status": "error", "reason": reason}, 503)
    database = own.database.engine.dialect.name
    return JSONResponse({"status": "ok", "version": __version__, "database": database})


@routes.head("/live", include_in_schema=False)
async def live_head() -> Response:
    """The same without its body."""
    return await live()


@routes.head("/ready", include_in_schema=False)
async def ready_head(request: Request) -> Response:
    """The same without its body."""
    return await ready(request)


def _threads(request: Request) -> CapacityLimiter:
    state = request.app.state
    if not hasattr(state, "probing"):
        # Made where the event loop is.
        state.probing = CapacityLimiter(THREADS)
    threads: CapacityLimiter = state.probing
    return threads
