"""The world in brief, and what the server was told (`/__admin/world`, `/__admin/settings`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from fastapi import Request

from lmapi_mock.admin.answers import Settings as SettingsAnswer
from lmapi_mock.admin.answers import WorldAnswer, answers
from lmapi_mock.admin.clock import stands
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.settings import DEFINITIONS, SECRETS, Settings
from lmapi_mock.store.browse.pages import count
from lmapi_mock.store.browse.shapes import shape_of
from lmapi_mock.store.own_tables.processes import living
from lmapi_mock.store.sql.place import place_of
from lmapi_mock.version import __version__
from lmapi_mock.world import World

routes = Routes(tags=["server"])

_HIDDEN: Final = "***"


@routes.get("/world", responses=answers(WorldAnswer))
def read_world(world: Stored, request: Request) -> dict[str, Any]:
    """The world in brief: its clock, faults, leads, journal and database."""
    return brief(world, request.app.state.settings, request.app.state.worlds.own)


@routes.get("/settings", responses=answers(SettingsAnswer))
def read_settings(request: Request) -> dict[str, Any]:
    """What the server was told, setting by setting; what is secret is `***`."""
    settings: Settings = request.app.state.settings
    return {
        "settings": [
            {
                "name": one.name,
                "value": _shown(one.name, getattr(settings, one.name)),
                "default": one.default,
                "meaning": one.meaning,
                "flag": one.flag,
                "variable": one.variable,
            }
            for one in DEFINITIONS
        ]
    }


def brief(world: World, settings: Settings, own: World) -> dict[str, Any]:
    """What the head of a page shows of a world; of processes only the server's own knows."""
    with world.database.transaction() as tx:
        leads = count(tx, shape_of(tx, "vicidial_list"))
    processes = None
    if own.database.shared:
        with own.database.transaction() as tx:
            processes = [one._asdict() for one in living(tx)]
    journal = world.journal
    stand = journal.stand
    rules = world.faults.list()
    spent = sum(1 for rule in rules if rule["remaining"] == 0)
    return {
        "namespace": world.name,
        "version": __version__,
        "clock": stands(world),
        "faults": len(rules) - spent,
        "spent_faults": spent,
        "leads": leads,
        "journal": {
            "size": journal.size,
            "held": stand.held,
            "bytes": stand.bytes,
            "most_bytes": journal.room.most,
            "last_id": stand.last_id,
            "dropped": stand.dropped,
        },
        "database": world.database.engine.dialect.name,
        "existing": world.is_kept,
        "strict": settings.strict,
    } | ({} if processes is None else {"processes": processes})


def _shown(name: str, value: Any) -> str:
    """A setting's value as it would be given."""
    if name in SECRETS:
        return _HIDDEN if value else ""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Path():
            return str(value)
        case tuple() if name == "doors":
            return ",".join(f"{path}={dialect}" for path, dialect in value)
        case tuple():
            return ",".join(map(str, value))
    if name == "database":
        return sa.engine.make_url(place_of(value).url).render_as_string(hide_password=True)
    return str(value)
