"""The OpenAPI document of the admin API and the endpoint (`/__admin/openapi.json`)."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.http.way_in import MOUNT

routes = Routes(include_in_schema=False)


@routes.get("/openapi.json")
def read_openapi(request: Request) -> dict[str, Any]:
    """The document; where the application is mounted, with the place as its server."""
    document: dict[str, Any] = request.app.openapi()
    mount = request.scope.get(MOUNT, "")
    return {**document, "servers": [{"url": mount}]} if mount else document
