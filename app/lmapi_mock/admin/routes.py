"""All routes of the admin API, in one table; the handlers are a few lines each."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

import sqlalchemy as sa
from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema

from lmapi_mock.admin.errors import PREFIX, error_response
from lmapi_mock.clock import YEARS, Clock, ClockState, is_within_reach
from lmapi_mock.errors import DatabaseError, StateError
from lmapi_mock.metrics import Metrics
from lmapi_mock.store.database import Database
from lmapi_mock.store.existing import missing_from
from lmapi_mock.store.migrate import HEAD, revision_of
from lmapi_mock.store.seed import Seed
from lmapi_mock.store.shared_clock import keep_clock, kept_clock
from lmapi_mock.store.state import State, get_state, put_state
from lmapi_mock.version import __version__

_REACH: Final = f"the years {YEARS[0]} to {YEARS[-1]}"

# What a value may be is checked with the rest of a row, where its place can be named.
Value = Annotated[Any, WithJsonSchema({"type": ["string", "number", "null"]})]
Rows = list[dict[str, Value]]


class StateBody(BaseModel):
    """The whole of what the database is to hold."""

    model_config = ConfigDict(extra="forbid")

    tables: dict[str, Rows] = Field(
        {}, description="Rows by table, under VICIdial's column names; what is left out is empty."
    )
    custom_tables: dict[str, list[tuple[str, str]]] = Field(
        {}, description="Columns of each custom table, as pairs of name and MariaDB type."
    )


class ClockBody(BaseModel):
    """Where the clock is to stand; a key that is left out changes nothing."""

    model_config = ConfigDict(extra="forbid")

    now: AwareDatetime | None = Field(
        None, description="Freeze at this instant, as 2026-03-08T09:59:59Z; null runs free."
    )
    timezone: str | None = Field(None, description="IANA name of the server's time zone.")


class AdvanceBody(BaseModel):
    """How far the clock is to move."""

    model_config = ConfigDict(extra="forbid")

    seconds: float = Field(description="Seconds to move on; negative moves back.")


class Admin:
    """What the handlers work on."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        seed: Seed,
        metrics: Metrics,
        *,
        keep: bool = False,
    ) -> None:
        self._metrics = metrics
        self._keep = keep
        self._database = database
        self._clock = clock
        self._seed = seed

    def router(self) -> APIRouter:
        """Every path of the admin API."""
        routes = APIRouter(prefix=PREFIX)
        routes.get("/health", tags=["server"])(self.health)
        routes.get("/ready", tags=["server"])(self.health)
        routes.get("/metrics", tags=["server"])(self.read_metrics)
        routes.get("/state", tags=["state"])(self.read_state)
        routes.put("/state", tags=["state"], status_code=204)(self.write_state)
        routes.post("/reset", tags=["state"], status_code=204)(self.reset)
        routes.get("/clock", tags=["clock"])(self.read_clock)
        routes.put("/clock", tags=["clock"])(self.set_clock)
        routes.post("/clock/advance", tags=["clock"])(self.advance_clock)
        return routes

    def health(self) -> Response:
        """Whether the database answers and its schema is up to date."""
        try:
            reason = self._schema_is_wrong()
        except (sa.exc.SQLAlchemyError, DatabaseError) as error:
            reason = str(error)
        if reason:
            return JSONResponse({"status": "error", "reason": reason}, 503)
        database = self._database.engine.dialect.name
        return JSONResponse({"status": "ok", "version": __version__, "database": database})

    def _schema_is_wrong(self) -> str:
        """What is wrong with the schema, nothing if it is as it should be."""
        if self._keep:
            lacking = missing_from(self._database)
            return f"The database lacks {', '.join(lacking)}." if lacking else ""
        revision = revision_of(self._database)
        return "" if revision == HEAD else f"The database is at revision {revision}, not {HEAD}."

    def read_metrics(self) -> Response:
        """Requests by function and status, lines by reason, latencies, leads stored, connections.

        In Prometheus's text format, counted since the server's start.
        """
        return Response(self._metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    def read_state(self, tables: Annotated[str | None, Query()] = None) -> Response:
        """The rows of some tables (`?tables=a,b`), or of all, in primary-key order."""
        names = None if tables is None else [name for name in tables.split(",") if name]
        with self._database.transaction() as tx:
            rows = get_state(tx, names)
        return JSONResponse({"tables": rows})

    def write_state(self, body: StateBody) -> None:
        """Make the database hold exactly this; tables not named are emptied."""
        self._refuse_to_empty()
        put_state(self._database, State(body.tables, body.custom_tables))

    def reset(self) -> None:
        """Back to the seed that the server was started with, and to the clock's start."""
        self._refuse_to_empty()
        self._seed.restore(self._database)
        self._clock.reset()
        self._share_clock(None)

    def _follow_clock(self) -> None:
        """Stand where another process has set the clock that all share."""
        if self._database.shared:
            with self._database.transaction() as tx:
                self._clock.take(kept_clock(tx))

    def _share_clock(self, state: ClockState | None) -> None:
        """Let the other processes' clocks stand where this one does."""
        if self._database.shared:
            with self._database.transaction() as tx:
                keep_clock(tx, state)
            self._database.forget()

    def _refuse_to_empty(self) -> None:
        if self._keep:
            raise StateError(
                "existing_database",
                "This server works on a dialer's own database, which it does not empty.",
                "Start one without --existing, on a database of its own, to set its state.",
            )

    def read_clock(self) -> dict[str, Any]:
        """Where the clock stands."""
        self._follow_clock()
        now = self._clock.now()
        return {
            "now": now.utc.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "local": now.text,
            "timezone": self._clock.timezone,
            "frozen": self._clock.is_frozen,
        }

    def set_clock(self, body: ClockBody) -> Response:
        """Freeze at an instant, run free (`"now": null`), or move to another time zone."""
        # All is checked before anything is changed.
        if body.now is not None and not is_within_reach(body.now):
            return error_response(422, "bad_instant", f"now is {body.now}.", f"Accepted: {_REACH}.")
        self._follow_clock()
        if body.timezone is not None:
            try:
                self._clock.move_to(body.timezone)
            except (KeyError, ValueError, OSError):
                return error_response(
                    422,
                    "unknown_timezone",
                    f"There is no time zone {body.timezone!r}.",
                    "Give its IANA name, as UTC or America/New_York.",
                )
        if "now" in body.model_fields_set:
            if body.now is None:
                self._clock.run()
            else:
                self._clock.freeze(body.now)
        self._share_clock(self._clock.state)
        return JSONResponse(self.read_clock())

    def advance_clock(self, body: AdvanceBody) -> Response:
        """Move the clock; a frozen one stays frozen, a running one runs on from there."""
        self._follow_clock()
        try:
            self._clock.advance(dt.timedelta(seconds=body.seconds))
        except (OverflowError, ValueError):
            return error_response(
                422,
                "bad_instant",
                f"{body.seconds} seconds from now is out of reach.",
                f"Accepted: what leads to {_REACH}.",
            )
        self._share_clock(self._clock.state)
        return JSONResponse(self.read_clock())
