"""create_app(settings): database, clock, seed, endpoint and admin API, put together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from lmapi_mock.admin.errors import PREFIX, install_error_handlers
from lmapi_mock.admin.guard import Guard
from lmapi_mock.admin.routes import Admin
from lmapi_mock.clock import Clock
from lmapi_mock.errors import DatabaseError
from lmapi_mock.limits import Limits
from lmapi_mock.metrics import Metrics
from lmapi_mock.non_agent_api.doors import Doors
from lmapi_mock.settings import Settings
from lmapi_mock.store import existing
from lmapi_mock.store.database import Database
from lmapi_mock.store.migrate import migrate
from lmapi_mock.store.seed import Seed, demo_seed, file_seed
from lmapi_mock.store.shared_clock import keep_clock, kept_clock
from lmapi_mock.store.state import is_empty
from lmapi_mock.version import __version__

log = logging.getLogger("lmapi_mock.application")


def create_app(settings: Settings | None = None) -> FastAPI:
    """A server that is ready to answer: its database is open, migrated and seeded.

    Args:
        settings: what it is told; None is every default.

    Raises:
        DatabaseError: the database cannot be opened or migrated.
        SeedError: the seed cannot be read or does not fit.
    """
    settings = settings or Settings()
    seed = _seed_of(settings)
    # Made even when the database holds data already: a seed that does not fit stops the start
    # now, not the first reset, and that is then as quick as any.
    seed.image()
    try:
        database = open_database(settings)
        if not settings.existing:
            fill(database, seed)
    except BaseException:
        seed.close()
        raise
    clock = Clock(settings.timezone)
    if database.shared:
        _follow(database, clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        seed.close()
        database.close()

    app = FastAPI(
        title="lmapi-mock",
        version=__version__,
        description="The admin API: set the stage, freeze time, look at what happened.",
        docs_url=f"{PREFIX}/docs",
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        lifespan=lifespan,
    )
    install_error_handlers(app)
    metrics = Metrics(database)
    app.include_router(Admin(database, clock, seed, metrics, keep=settings.existing).router())
    app.add_middleware(Guard, token=settings.admin_token)
    app.add_middleware(
        Doors,
        doors=settings.all_doors(),
        database=database,
        clock=clock,
        observe=metrics.observe,
    )
    app.add_middleware(Limits, mib=settings.max_body, seconds=settings.body_timeout)
    return app


def _follow(database: Database, clock: Clock) -> None:
    """Stand where the database's clock stands, and say so if that is not the present."""
    with database.transaction() as tx:
        clock.take(kept_clock(tx))
    if clock.is_frozen:
        log.warning(
            "The clock of this database is frozen at %s (%s); PUT /__admin/clock lets it run.",
            clock.now().text,
            clock.timezone,
        )


def open_database(settings: Settings) -> Database:
    """Open the database and bring its schema up to date; the folder of a file is made."""
    file = settings.database.removeprefix("sqlite:///")
    if file != settings.database and file:
        folder = Path(file).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"The folder {folder} of the database cannot be made: {error.strerror}.",
                "Choose another file with --database, or :memory:.",
            ) from error
    # A server's database may have other processes of ours on it that nobody here knows of; a
    # dialer's own gets no table for their clock.
    shared = not settings.existing and (
        settings.workers > 1 or not settings.database.startswith("sqlite:")
    )
    database = Database(settings.database, shared=shared)
    try:
        if settings.existing:
            existing.check(database)
        else:
            migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def prepare(settings: Settings) -> None:
    """Make, migrate and seed the database, so that workers find it ready.

    The clock of a file is nobody's but this server's, and begins anew with it.
    """
    seed = _seed_of(settings)
    database = open_database(settings)
    try:
        if not settings.existing:
            fill(database, seed)
            if database.kind.single:
                with database.transaction() as tx:
                    keep_clock(tx, None)
    finally:
        seed.close()
        database.close()


def _seed_of(settings: Settings) -> Seed:
    return file_seed(settings.seed) if settings.seed else demo_seed()


def fill(database: Database, seed: Seed) -> None:
    """Seed a database that holds nothing yet."""
    with database.transaction() as tx:
        # Of servers that start at once on one database, one seeds it, before any answers.
        tx.hold(["seed"])
        empty = is_empty(tx)
        if empty and not database.kind.single:
            seed.restore(database)
    if empty and database.kind.single:
        # Page by page, which SQLite does outside a transaction only.
        seed.restore(database)
