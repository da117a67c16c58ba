"""All routes of the admin API; a module for each subject."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi import FastAPI
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
    for subject in _SUBJECTS:
        app.router.routes.extend(subject.routes.routes)


def admin_routes() -> Iterator[tuple[str, APIRoute]]:
    """Every documented route, with its whole path."""
    for subject in _SUBJECTS:
        for route in subject.routes.routes:
            if route.include_in_schema:
                yield route.documented.path_format, route.documented
