"""The clock (`/__admin/clock`)."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from typing import Annotated, Any, Final

from fastapi.responses import JSONResponse, Response
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from lmapi_mock.admin.answers import ClockAnswer, answers
from lmapi_mock.admin.at_once import at_once_in_memory
from lmapi_mock.admin.body import Body
from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.admin.scoped import Stored
from lmapi_mock.admin.small_bodies import SmallBodies
from lmapi_mock.clock import YEARS, is_within_reach
from lmapi_mock.http.refusals import error_response
from lmapi_mock.store.own_tables.shared_clock import keep_clock
from lmapi_mock.world import World

routes = Routes(tags=["clock"], route_class=SmallBodies)

_REACH: Final = f"the years {YEARS[0]} to {YEARS[-1]}"


_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _is_written_out(value: object) -> object:
    """Let through what is no number: `20260301` would be seconds since 1970."""
    if value is None or (isinstance(value, str) and _DATE.match(value)):
        return value
    raise PydanticCustomError(
        "no_instant",
        "{given} is no instant. Accepted: 2026-03-08T09:59:59Z, or local time without the offset",
        {"given": f"{value!r:.40}"},
    )


class ClockBody(Body):
    """Where the clock is to stand; a key that is left out changes nothing."""

    now: Annotated[dt.datetime | None, BeforeValidator(_is_written_out)] = Field(
        None,
        description="Freeze at this instant, as 2026-03-08T09:59:59Z; without an offset it is the "
        "dialer's local time; null runs free.",
        examples=["2026-03-08T09:59:59Z"],
    )
    timezone: str | None = Field(None, description="IANA name of the server's time zone.")


class AdvanceBody(Body):
    """How far the clock is to move."""

    seconds: float = Field(description="Seconds to move on; negative moves back.", examples=[3600])


@routes.get("/clock", responses=answers(ClockAnswer))
@at_once_in_memory
def read_clock(world: Stored) -> dict[str, Any]:
    """Where the clock stands."""
    return stands(world)


def stands(world: World) -> dict[str, Any]:
    """Where a world's clock stands, which others may have set."""
    world.follow_clock()
    return _stands(world)


def _stands(world: World) -> dict[str, Any]:
    now = world.clock.now()
    return {
        "now": now.utc.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "local": now.text,
        "timezone": world.clock.timezone,
        "frozen": world.clock.is_frozen,
    }


@routes.put("/clock", responses=answers(ClockAnswer))
@at_once_in_memory
def set_clock(world: Stored, body: ClockBody) -> Response:
    """Freeze at an instant, run free (`"now": null`), or move to another time zone."""
    # All is checked before anything is changed.
    world.follow_clock()
    try:
        zone = zoneinfo.ZoneInfo(world.clock.timezone if body.timezone is None else body.timezone)
    except (KeyError, ValueError, OSError):
        return error_response(
            422,
            "unknown_timezone",
            f"There is no time zone {body.timezone!r}.",
            "Give its IANA name, as UTC or America/New_York.",
        )
    now = body.now
    if now is not None and now.tzinfo is None:
        now = now.replace(tzinfo=zone)
        there = now.astimezone(dt.UTC).astimezone(zone)
        if there.replace(tzinfo=None) != now.replace(tzinfo=None):
            return error_response(
                422,
                "bad_instant",
                f"{body.now} does not exist in {zone.key}: summer time begins there.",
                f"Give the instant with its offset, or {there:%Y-%m-%d %H:%M:%S}.",
            )
    if now is not None and not is_within_reach(now):
        return error_response(422, "bad_instant", f"now is {body.now}.", f"Accepted: {_REACH}.")
    if body.timezone is not None:
        world.clock.move_to(body.timezone)
    if "now" in body.model_fields_set:
        if now is None:
            world.clock.run()
        else:
            world.clock.freeze(now)
    _share(world)
    return JSONResponse(_stands(world))


@routes.post("/clock/advance", responses=answers(ClockAnswer))
@at_once_in_memory
def advance_clock(world: Stored, body: AdvanceBody) -> Response:
    """Move the clock; a frozen one stays frozen, a running one runs on from there."""
    world.follow_clock()
    try:
        world.clock.advance(dt.timedelta(seconds=body.seconds))
    except (OverflowError, ValueError):
        return error_response(
            422,
            "bad_instant",
            f"{body.seconds} seconds from now is out of reach.",
            f"Accepted: what leads to {_REACH}.",
        )
    _share(world)
    return JSONResponse(_stands(world))


def _share(world: World) -> None:
    """Let the other processes' clocks stand where this one does."""
    if world.database.keeps_clock:
        with world.database.transaction() as tx:
            keep_clock(tx, world.clock.state)
        world.database.forget()
