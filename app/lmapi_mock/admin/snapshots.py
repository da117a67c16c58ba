"""Named states of database and clock to go back to (`/__admin/snapshots`)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Depends, Request
from fastapi.responses import Response
from pydantic import WithJsonSchema

from lmapi_mock.admin.answers import SnapshotAnswer, SnapshotDocument, Snapshots, answers, fails
from lmapi_mock.admin.bodies import SNAPSHOT
from lmapi_mock.admin.large_bodies import LargeBodies, rows_of
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.passwords import Secrets
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.admin.spooled import SpooledJson, json_object, json_tables
from lmapi_mock.store.schema.secret_columns import hidden
from lmapi_mock.store.snapshots.snapshots import Snapshot
from lmapi_mock.world import World

routes = Routes(tags=["snapshots"], route_class=LargeBodies)


async def _own(world: Stored) -> World:
    """A world whose database is ours to write to."""
    world.refuse_to_empty()
    return world


Own = Annotated[World, Depends(_own)]
Uploaded = Annotated[dict[str, Any], Body(title=SNAPSHOT["title"]), WithJsonSchema(SNAPSHOT)]


@routes.get("/snapshots", responses=answers(Snapshots) | fails(422))
def list_snapshots(world: Own) -> dict[str, Any]:
    """The snapshots there are, by name, each with when it was saved and how many leads it holds."""
    return {"snapshots": [_shown(one) for one in world.snapshots.list()]}


@routes.put(
    "/snapshots/{name}", status_code=201, responses=answers(SnapshotAnswer, 201) | fails(422)
)
def save_snapshot(world: Own, name: str) -> dict[str, Any]:
    """Keep database and clock as they are now under a name; an older one of it is replaced."""
    return _shown(world.snapshots.save(name))


@routes.post("/snapshots/{name}/restore", status_code=204, responses=fails(404, 422))
def restore_snapshot(world: Own, name: str) -> None:
    """Go back to a snapshot, all or nothing; journal and faults stay as they are."""
    world.snapshots.restore(name)


@routes.get("/snapshots/{name}", responses=answers(SnapshotDocument) | fails(404))
def download_snapshot(world: Own, name: str, secrets: Secrets) -> Response:
    """A snapshot as a document; with `?secrets=yes` it can be uploaded elsewhere, or be a seed."""
    with world.snapshots.reading(name) as document:
        tables = (
            (table, rows if secrets else hidden(table, rows)) for table, rows in document.tables
        )
        return SpooledJson(json_object([("tables", json_tables(tables)), *document.rest.items()]))


@routes.put("/snapshots/{name}/document", status_code=201, responses=answers(SnapshotAnswer, 201))
def upload_snapshot(world: Own, request: Request, name: str, document: Uploaded) -> dict[str, Any]:
    """Keep a document, as downloaded or as put to /__admin/state, under a name."""
    if isinstance(tables := document.get("tables"), dict):
        document = {**document, "tables": rows_of(request, tables)}
    return _shown(world.snapshots.upload(name, document))


@routes.delete("/snapshots/{name}", status_code=204, responses=fails(404, 422))
def delete_snapshot(world: Own, name: str) -> None:
    """Forget a snapshot."""
    world.snapshots.delete(name)


def _shown(one: Snapshot) -> dict[str, Any]:
    return {
        "name": one.name,
        "saved_at": one.saved_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "leads": one.leads,
    }
