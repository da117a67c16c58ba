"""The admin API as an application of FastAPI's, with the doors beside it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from starlette.types import ASGIApp

from lmapi_mock.admin.calls import Calls
from lmapi_mock.admin.documented import Documented
from lmapi_mock.admin.door_routes import add_door_routes
from lmapi_mock.admin.error_handlers import install_error_handlers
from lmapi_mock.admin.guard import Guard
from lmapi_mock.admin.routes import include_admin_routes
from lmapi_mock.admin.telling import Tellers
from lmapi_mock.findings.strict import Strict
from lmapi_mock.http.hosts import AllowedHosts
from lmapi_mock.http.metrics import Metrics
from lmapi_mock.http.server_metrics import Traffic
from lmapi_mock.settings import Settings
from lmapi_mock.version import __version__
from lmapi_mock.world import Worlds

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def admin_api(
    settings: Settings, traffic: Traffic, strict: Strict, lifespan: Lifespan | None = None
) -> FastAPI:
    """The admin API of one server, behind its guard; `connect` gives it something to show.

    Args:
        settings: what the server was told.
        traffic: what is under way.
        strict: which findings end the process badly.
        lifespan: what happens at its start and end.
    """
    app = Documented(
        title="lmapi-mock",
        version=__version__,
        description="The lead API of VICIdial-family dialers as a test double, and its admin API: "
        "set the stage, freeze time, look at what happened.",
        docs_url=None,  # admin/page.py has one that needs no network
        redoc_url=None,
        openapi_url=None,  # and admin/openapi.py its document, which knows where it is mounted
        lifespan=lifespan,
    )
    install_error_handlers(app)
    app.state.settings = settings
    app.state.traffic = traffic
    app.state.strict = strict
    include_admin_routes(app)
    add_door_routes(app, settings.all_doors())
    hosts = AllowedHosts(settings.host, settings.allowed_hosts)
    app.add_middleware(Guard, token=settings.admin_token, hosts=hosts, traffic=traffic)
    # The last that is added comes first.
    app.add_middleware(Calls, traffic=traffic)
    return app


def connect(
    app: FastAPI, worlds: Worlds, metrics: Metrics, served: ASGIApp, doors: ASGIApp | None = None
) -> None:
    """Let an admin API show these, once they are there.

    Args:
        app: the admin API.
        worlds: those it can be asked about; `Namespaces` has put a request's into its scope.
        metrics: what the endpoint has done.
        served: the whole server, for requests that are to come once more.
        doors: what answers at the doors, where they are reached through this application.
    """
    app.state.worlds = worlds
    app.state.tellers = Tellers(worlds, app.state.settings)
    app.state.metrics = metrics
    app.state.served = served
    app.state.doors = doors
