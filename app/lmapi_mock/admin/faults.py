"""What is to go wrong (`/__admin/faults`)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Request
from pydantic import WithJsonSchema

from lmapi_mock.admin.answers import FaultAnswer, FaultsAnswer, answers, fails
from lmapi_mock.admin.at_once import at_once_in_memory
from lmapi_mock.admin.bodies import FAULT
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.admin.small_bodies import SmallBodies
from lmapi_mock.errors import AdminError, UnknownError
from lmapi_mock.patterns.pattern import refuse_slip_of_path
from lmapi_mock.settings import Settings

routes = Routes(tags=["faults"], route_class=SmallBodies)

Rule = Annotated[dict[str, Any], Body(title=FAULT["title"]), WithJsonSchema(FAULT)]


@routes.get("/faults", responses=answers(FaultsAnswer))
@at_once_in_memory
def list_faults(world: Stored) -> dict[str, Any]:
    """The rules in force, in their order, each with how often it was met and has struck."""
    return {"faults": world.faults.list()}


@routes.post("/faults", status_code=201, responses=answers(FaultAnswer, 201))
@at_once_in_memory
def add_fault(request: Request, world: Stored, rule: Rule) -> dict[str, Any]:
    """Add a rule: which requests it picks, how often it strikes, and what it does to them."""
    settings: Settings = request.app.state.settings
    workers = settings.workers
    if workers > 1 and not world.database.shared:
        raise AdminError(
            "several_workers",
            f"This server has {workers} processes on a dialer's own database, where it keeps"
            " nothing of its own: a fault would be known to one of them only.",
            "Start it with one worker to make things go wrong.",
        )
    refuse_slip_of_path(rule.get("match"), settings.all_doors())
    return world.faults.add(rule).as_json()


@routes.delete("/faults", status_code=204)
@at_once_in_memory
def clear_faults(world: Stored) -> None:
    """Remove all rules."""
    world.faults.clear()


@routes.delete("/faults/{id}", status_code=204, responses=fails(404))
@at_once_in_memory
def remove_fault(world: Stored, id: str) -> None:  # noqa: A002  its name in the path
    """Remove one rule."""
    if not world.faults.remove(id):
        raise UnknownError(
            "unknown_fault",
            f"There is no fault {id!r}.",
            "GET /__admin/faults lists those that are in force.",
        )
