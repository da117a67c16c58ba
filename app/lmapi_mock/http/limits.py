"""How large a request may be, and how long its body may take to come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lmapi_mock.http.connection import BROKEN
from lmapi_mock.http.fields import fields_of

MIB: Final = 1024 * 1024


class Limits:
    """Answers 413 to a body that is too large, and 408 to one that does not come.

    Args:
        app: what it protects.
        mib: the most that a body may have, in MiB.
        seconds: how long a whole body may take.
    """

    def __init__(self, app: ASGIApp, mib: int, seconds: int) -> None:
        self._app = app
        self._mib = mib
        self._seconds = seconds

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Hand a request on, its body under the limits; nobody reads one of GET."""
        if scope["type"] != "http" or scope["method"] == "GET":
            return self._app(scope, receive, send)
        return self._within_limits(scope, receive, send)

    async def _within_limits(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, self._limited(scope, receive), send)
        except HTTPException as refused:
            # The admin API has answered in its own form; this is the endpoint's.
            answer = PlainTextResponse(f"lmapi-mock: {refused.detail}\n", refused.status_code)
            await answer(scope, receive, send)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        deadline = asyncio.get_running_loop().time() + self._seconds
        is_announced = fields_of(scope).content_length > self._mib * MIB
        size = 0
        whole = False

        async def limited() -> Message:
            nonlocal size, whole
            if whole:
                # What comes now is only whether the client is still there.
                return await receive()
            if is_announced:
                raise self._too_large()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(
                    408, f"The request's body did not come within {self._seconds} seconds."
                ) from None
            if BROKEN in message:
                raise HTTPException(400, message[BROKEN])
            size += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if size > self._mib * MIB:
                raise self._too_large()
            return message

        return limited

    def _too_large(self) -> HTTPException:
        return HTTPException(413, f"The request's body is larger than {self._mib} MiB.")
