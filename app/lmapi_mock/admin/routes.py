"""All routes of the admin API; a module for each subject."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from lmapi_mock.admin import (
    cleaning,
    clock,
    contract,
    events,
    faults,
    fields,
    findings,
    leads,
    namespaces,
    page,
    probes,
    replay,
    requests,
    server,
    snapshots,
    state,
    tables,
    world,
)
from lmapi_mock.admin import state_rows as adding
from lmapi_mock.admin.answers import ERRORS
from lmapi_mock.http.refusals import PREFIX


def include_admin_routes(app: FastAPI) -> None:
    """Add every path of the admin API to an application."""
    app.include_router(_admin_router())


def _admin_router() -> APIRouter:
    router = APIRouter()
    for subject in (
        page,
        cleaning,
        server,
        probes,
        state,
        adding,
        snapshots,
        clock,
        # Before requests, whose /requests/{id} would take its path.
        events,
        requests,
        replay,
        tables,
        fields,
        leads,
        world,
        faults,
        findings,
        namespaces,
        contract,
    ):
        router.include_router(subject.routes, prefix=PREFIX, responses=ERRORS)
    return router
