"""Who may call the admin API: whoever has the token, and no page of another site."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from lmapi_mock.admin.wrong_tokens import WrongTokens
from lmapi_mock.http.hosts import AllowedHosts
from lmapi_mock.http.known_secrets import know_secrets
from lmapi_mock.http.refusals import PREFIX, error_response, is_admin
from lmapi_mock.http.server_metrics import Traffic
from lmapi_mock.non_agent_api.wire.masking import masked_path

OPEN_TO_ALL: Final = frozenset(
    f"{PREFIX}{path}"
    for path in (
        *("", "/", "/health", "/live", "/ready"),
        *("/docs", "/docs/findings", "/openapi.json"),
    )
)
"""Paths that tell nobody anything: health checks, the page without its data, the documentation."""

FILES: Final = f"{PREFIX}/page/"
"""What the page is made of, open as it is."""

PROBES: Final = frozenset(f"{PREFIX}/{path}" for path in ("health", "ready", "live"))
"""Paths that load balancers call, by whatever name."""

BODIES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Guard:
    """Stands before the admin API.

    Args:
        app: what it guards.
        token: what a caller has to show, as `Authorization: Bearer TOKEN`; nothing lets all in.
        hosts: by which names a caller without it may have found the server.
        traffic: counts wrong tokens.
    """

    def __init__(self, app: ASGIApp, token: str, hosts: AllowedHosts, traffic: Traffic) -> None:
        self._app = app
        self._token = token.encode()
        self._hosts = hosts
        self._traffic = traffic
        self._wrong = WrongTokens()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http" or not is_admin(scope["path"]):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        knows_token = bool(self._token) and self._knows_token(headers)
        is_known = knows_token or scope["path"] in PROBES
        if not is_known and not self._hosts.allow(headers.get("host", "")):
            refused = error_response(
                403,
                "unknown_host",
                f"This server is not known to go by the name {headers['host']}, and a foreign page "
                "might have given it to it: its admin API is not called by that name.",
                "Tell it with --allowed-hosts or LMAPI_ALLOWED_HOSTS, or send the token of the "
                "admin API.",
            )
            await refused(scope, receive, send)
            return
        if _is_foreign(headers):
            refused = error_response(
                403,
                "foreign_origin",
                f"A page of {headers.get('origin', 'another site')} may not call this server's "
                "admin API.",
                "Call it from a program, or from the server's own pages.",
            )
            await refused(scope, receive, send)
            return
        if self._token and needs_token(scope["path"]) and not knows_token:
            if "authorization" in headers:
                client = scope.get("client")
                self._traffic.wrong_tokens += 1
                own = scope["app"].state.worlds.own
                await know_secrets(own)
                path = masked_path(scope["path"], own.secrets)
                await self._wrong.wait(client[0] if client else "-", path, headers["authorization"])
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
        scheme, _, offered = headers.get("authorization", "").partition(" ")
        shown = offered.strip().encode("latin-1", "replace")
        return scheme.lower() == "bearer" and hmac.compare_digest(shown, self._token)


def needs_token(path: str) -> bool:
    """Whether a path is for those only who have the token, where there is one."""
    return path not in OPEN_TO_ALL and not path.startswith(FILES)


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that the request comes from a page of another site.

    A link that leads here, from wherever, is no call: the page it comes from sees nothing of it.
    """
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host", ""):
        return True
    if headers.get("sec-fetch-site", "") not in ("cross-site", "same-site"):
        return False
    is_link = headers.get("sec-fetch-mode") == "navigate"
    return not (is_link and headers.get("sec-fetch-dest") == "document" and origin is None)
