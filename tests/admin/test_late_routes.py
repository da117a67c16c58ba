"""Operations of the admin API are read by FastAPI when they are called, not before."""

from __future__ import annotations

import pytest
from starlette.routing import Match

from lmapi_mock.admin.late_routes import Routes

routes = Routes(tags=["tests"])


@routes.get("/rows/{table}/{key:path}")
def read_row(table: str, key: str) -> list[str]:
    return [table, key]


@pytest.mark.parametrize(
    ("method", "path", "match"),
    [
        ("GET", "/__admin/rows/a/1", Match.FULL),
        ("GET", "/__admin/rows/a/1/2", Match.FULL),
        ("PUT", "/__admin/rows/a/1", Match.PARTIAL),
        ("GET", "/__admin/rows/a", Match.NONE),
        ("GET", "/__admin/rows//1", Match.NONE),
        ("GET", "/__admin/columns/a/1", Match.NONE),
    ],
)
def test_a_request_is_for_the_operation_of_its_method_and_path(
    method: str, path: str, match: Match
) -> None:
    scope = {"type": "http", "method": method, "path": path}
    assert routes.routes[0].matches(scope)[0] is match


def test_a_route_is_made_at_its_first_request() -> None:
    others = Routes()
    others.get("/live")(read_row)
    (route,) = others.routes
    assert route._made is None
    route.matches({"type": "http", "method": "GET", "path": "/__admin/ready"})
    assert route._made is None
    route.matches({"type": "http", "method": "GET", "path": "/__admin/live"})
    assert route._made is route.made
    assert route.made.path == "/__admin/live"
