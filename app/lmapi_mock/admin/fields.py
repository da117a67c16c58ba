"""The custom fields of a list (`/__admin/lists/{list_id}/fields`)."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Body

from lmapi_mock.admin.answers import FieldAnswer, FieldsAnswer, answers, fails
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.admin.small_bodies import SmallBodies
from lmapi_mock.admin.tables import Values, editing
from lmapi_mock.errors import StateError
from lmapi_mock.store.browse.list_fields import FIELDS, add_field, fields_of, remove_field
from lmapi_mock.store.browse.shapes import Row
from lmapi_mock.store.lookup.configuration import custom_tables

_FIELD: Final = {"field_label": "shoe_size", "field_type": "TEXT", "type": "varchar(20)"}

NewField = Annotated[Values, Body(examples=[_FIELD])]

routes = Routes(tags=["tables"], route_class=SmallBodies)


@routes.get("/lists/{list_id}/fields", responses=answers(FieldsAnswer))
def list_fields(world: Stored, list_id: int) -> dict[str, Any]:
    """A list's custom fields, each with its column's type."""
    table = f"custom_{list_id}"
    with world.database.transaction() as tx:
        return {
            "table": table if table in custom_tables(tx) else None,
            "fields": [_shown(row, kind) for row, kind in fields_of(tx, list_id)],
        }


@routes.post(
    "/lists/{list_id}/fields", status_code=201, responses=answers(FieldAnswer, 201) | fails(404)
)
def create_field(world: Stored, list_id: int, body: NewField) -> dict[str, Any]:
    """Add a custom field: columns of vicidial_lists_fields, and `type`, as varchar(20).

    The list's custom table gets the column, and is made where there is none.
    """
    columns = dict(body)
    spelling = columns.pop("type", None)
    if spelling is not None and not isinstance(spelling, str):
        raise StateError("bad_value", f"type is {spelling!r:.80}.", "It is text, as varchar(20).")
    with editing(world, FIELDS) as (tx, _):
        return _shown(*add_field(tx, list_id, columns, spelling))


@routes.delete("/lists/{list_id}/fields/{label}", status_code=204, responses=fails(404))
def delete_field(world: Stored, list_id: int, label: str) -> None:
    """Remove a custom field, its column and what that holds."""
    with editing(world, FIELDS) as (tx, _):
        remove_field(tx, list_id, label)


def _shown(row: Row, kind: str | None) -> dict[str, Any]:
    return {"key": str(row["field_id"]), "row": row, "type": kind}
