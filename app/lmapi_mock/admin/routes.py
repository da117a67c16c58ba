"""All routes of the admin API; a module for each subject."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute

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
    openapi,
    outgoing,
    page,
    probes,
    replay,
    requests,
    server,
    snapshots,
    state,
    state_rows,
    tables,
    world,
)
from lmapi_mock.admin.query import refuse_unknown_query
from lmapi_mock.http.refusals import PREFIX

_SUBJECTS: Final = (
    page,
    openapi,
    cleaning,
    server,
    probes,
    state,
    state_rows,
    snapshots,
    clock,
    # Before requests, whose /requests/{id} would take its path.
    events,
    requests,
    replay,
    tables,
    fields,
    leads,
    outgoing,
    world,
    faults,
    findings,
    namespaces,
    contract,
)


def include_admin_routes(app: FastAPI) -> None:
    """Add every path of the admin API to an application."""
    app.include_router(_admin_router())


@cache
def _admin_router() -> APIRouter:
    """One for all applications of the process: FastAPI reads every handler's signature for it."""
    router = APIRouter()
    for subject in _SUBJECTS:
        asked = [Depends(refuse_unknown_query)]
        router.include_router(subject.routes, prefix=PREFIX, dependencies=asked)
    return router


def admin_routes() -> Iterator[tuple[str, APIRoute]]:
    """Every documented route, with its whole path."""
    for subject in _SUBJECTS:
        for route in subject.routes.routes:
            if isinstance(route, APIRoute) and route.include_in_schema:
                yield f"{PREFIX}{route.path_format}", route
