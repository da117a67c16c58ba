"""The admin API as an application of FastAPI's, and when it is made."""

from __future__ import annotations

import threading
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp

from lmapi_mock.admin.calls import Calls
from lmapi_mock.admin.error_handlers import install_error_handlers
from lmapi_mock.admin.guard import Guard
from lmapi_mock.admin.openapi import Documented
from lmapi_mock.admin.routes import include_admin_routes
from lmapi_mock.admin.telling import Tellers
from lmapi_mock.findings.strict import Strict
from lmapi_mock.http.hosts import AllowedHosts
from lmapi_mock.http.metrics import Metrics
from lmapi_mock.http.refusals import PREFIX
from lmapi_mock.http.server_metrics import Traffic
from lmapi_mock.settings import Settings
from lmapi_mock.version import __version__
from lmapi_mock.world import Worlds

_INCLUDING: Final = threading.Lock()
"""pydantic makes a handler's model at its first use, and not in two threads at once."""


def admin_api(
    settings: Settings,
    worlds: Worlds,
    metrics: Metrics,
    traffic: Traffic,
    strict: Strict,
    served: ASGIApp,
) -> FastAPI:
    """The admin API of one server, behind its guard.

    Args:
        settings: what the server was told.
        worlds: those it can be asked about; `Namespaces` has put a request's into its scope.
        metrics: what the endpoint has done.
        traffic: what is under way.
        strict: which findings end the process badly.
        served: the whole server, for requests that are to come once more.
    """
    app = Documented(
        title="lmapi-mock",
        version=__version__,
        description="The admin API: set the stage, freeze time, look at what happened.",
        docs_url=None,  # admin/page.py has one that needs no network
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
    )
    install_error_handlers(app)
    app.state.settings = settings
    app.state.worlds = worlds
    app.state.metrics = metrics
    app.state.traffic = traffic
    app.state.tellers = Tellers(worlds, settings)
    app.state.strict = strict
    app.state.served = served
    with _INCLUDING:
        include_admin_routes(app)
    hosts = AllowedHosts(settings.host, settings.allowed_hosts)
    app.add_middleware(Guard, token=settings.admin_token, hosts=hosts, traffic=traffic)
    # The last that is added comes first.
    app.add_middleware(Calls, traffic=traffic)
    return app
