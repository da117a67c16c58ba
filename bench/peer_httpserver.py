"""pytest-httpserver with a handler that keeps leads in a list, as a server of its own."""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Response

leads: list[dict[str, Any]] = []


def add(request: Any) -> Response:
    """Keep one more."""
    leads.append(request.get_json())
    return Response("SUCCESS", 201)


def reset(_: Any) -> Response:
    """As the fixture does between tests, but for the handlers."""
    leads.clear()
    server.clear_log()
    return Response(status=204)


server = HTTPServer("127.0.0.1", int(sys.argv[1]), threaded=True)
server.expect_request("/leads", method="POST").respond_with_handler(add)
server.expect_request("/leads").respond_with_handler(lambda _: Response(json.dumps(leads)))
server.expect_request("/reset").respond_with_handler(reset)
server.start()
threading.Event().wait()
