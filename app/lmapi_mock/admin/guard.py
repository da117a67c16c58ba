"""Who may call the admin API: whoever has the token, and no page of another site."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from lmapi_mock.http.refusals import PREFIX, error_response

OPEN_TO_ALL: Final = frozenset(
    f"{PREFIX}{path}" for path in ("", "/", "/health", "/live", "/ready", "/docs", "/openapi.json")
)
"""Paths that tell nobody anything: health checks, the page without its data, the documentation."""

FILES: Final = f"{PREFIX}/page/"
"""What the page is made of, open as it is."""

BODIES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Guard:
    """Stands before the admin API.

    Args:
        app: what it guards.
        token: what a caller has to show, as `Authorization: Bearer TOKEN`; nothing lets all in.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(f"{PREFIX}/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _is_foreign(headers):
            refused = error_response(
                403,
                "foreign_origin",
                f"A page of {headers['origin']} may not call this server's admin API.",
                "Call it from a program, or from the server's own pages.",
            )
            await refused(scope, receive, send)
            return
        if self._token and not _is_open(scope["path"]) and not self._knows_token(headers):
            refused = error_response(
                401,
                "token_needed",
                "The admin API of this server needs its token.",
                "Send it as `Authorization: Bearer TOKEN`; the server was given it as "
                "--admin-token or LMAPI_ADMIN_TOKEN.",
            )
            refused.headers["www-authenticate"] = "Bearer"
            await refused(scope, receive, send)
            return
        if scope["method"] in BODIES:
            # A body is JSON whatever its header says: `curl -d` would call it a form.
            scope = {**scope, "headers": list(scope["headers"])}
            MutableHeaders(scope=scope)["content-type"] = "application/json"
        await self._app(scope, receive, send)

    def _knows_token(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        shown = given.strip().encode("latin-1", "replace")
        return scheme.lower() == "bearer" and hmac.compare_digest(shown, self._token)


def _is_open(path: str) -> bool:
    return path in OPEN_TO_ALL or path.startswith(FILES)


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that the request comes from a page of another site."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "")
