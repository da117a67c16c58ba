"""Which world a request is for: the server's own, or a namespace named in path or header."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from typing import Final

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lmapi_mock.errors import AdminError, NamespaceError, UnknownError
from lmapi_mock.http.fields import REQUEST_ID, fields_of
from lmapi_mock.http.refusals import error_response, is_admin
from lmapi_mock.http.request_id import request_id
from lmapi_mock.world import Worlds

PATH: Final = "/ns/"
"""What a path with a namespace begins with: `/ns/NAME/API/lmapi.php`."""

WORLD: Final = "lmapi.world"
"""Where the scope of a request holds its World; None for a namespace that is not made yet."""

NAMESPACE: Final = "lmapi.namespace"
"""Where it holds the namespace's name, empty for the server's own world."""


_NAMELESS_PATH: Final = re.compile(rb"/ns/(?:/|\Z)")

_NAMELESS: Final = UnknownError(
    "unknown_namespace",
    "The address names no namespace: between /ns/ and the next / stands nothing.",
    "Name one, as /ns/my-test/API/lmapi.php, or leave /ns/ out for the server's own world.",
)


class Namespaces:
    """Finds a request's world, and takes its name off the path.

    A namespace that is not there yet is made by those who do something in it, once it is known
    that they may (`http/doors.py`, `admin/scoped.py`): not by everybody who names it.

    Args:
        app: what is handed the request.
        worlds: the worlds that there are.
    """

    def __init__(self, app: ASGIApp, worlds: Worlds) -> None:
        self._app = app
        self._worlds = worlds

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Hand a request on with its world, `scope["lmapi.world"]`."""
        if scope["type"] != "http":
            return self._app(scope, receive, send)
        fields = fields_of(scope)
        send = _named(scope, send, is_asked_for=fields.asks_for_id)
        name = fields.namespace
        path: str = scope["path"]
        if path.startswith(PATH):
            name, _, rest = path.removeprefix(PATH).partition("/")
            path = f"/{rest}"
            # Apache takes several slashes for one; whoever leaves the name out means none.
            if not name or _NAMELESS_PATH.match(scope["raw_path"]):
                return _refuse(_NAMELESS, path, scope, receive, send)
            scope = {**scope, "path": path}
        if name:
            try:
                self._worlds.check(name)
            except NamespaceError as error:
                return _refuse(error, path, scope, receive, send)
        # The router reads path and raw_path; the latter would still hold the namespace.
        scope["raw_path"] = path.encode("utf-8")
        scope[WORLD] = self._worlds.known(name)
        scope[NAMESPACE] = name
        return self._app(scope, receive, send)


def _named(scope: Scope, send: Send, *, is_asked_for: bool) -> Send:
    # Named before the scope is copied, so that all copies have the one name.
    name = request_id(scope)

    def named(message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start" and (is_asked_for or message["status"] >= 500):
            message["headers"] = [*message.get("headers", ()), (REQUEST_ID, name.encode())]
        return send(message)

    return named


async def _refuse(error: AdminError, path: str, scope: Scope, receive: Receive, send: Send) -> None:
    if is_admin(path):
        refused = error_response(error.status, error.code, str(error), error.hint)
        await refused(scope, receive, send)
        return
    text = PlainTextResponse(f"lmapi-mock: {error} {error.hint}\n", error.status)
    await text(scope, receive, send)
