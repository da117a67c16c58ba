"""An application that is made when the first request for it comes, and once."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from lmapi_mock.http.lazy_app import LazyApp


async def receive() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def send(_: Any) -> None:
    """The answer goes nowhere."""


def test_it_is_made_once_however_many_come_at_once() -> None:
    made: list[str] = []
    answered: list[str] = []
    go_on = threading.Event()

    def make() -> ASGIApp:
        made.append("made")
        assert go_on.wait(timeout=60)

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            answered.append(scope["path"])

        return app

    async def ask() -> None:
        app = LazyApp(make)
        assert made == []
        asked = [
            asyncio.create_task(app({"path": f"/{number}"}, receive, send)) for number in range(3)
        ]
        # The event loop goes on meanwhile: this very sleep ends.
        await asyncio.sleep(0.01)
        assert answered == []
        go_on.set()
        await asyncio.gather(*asked)

    asyncio.run(ask())
    assert made == ["made"]
    assert sorted(answered) == ["/0", "/1", "/2"]


def test_what_keeps_it_from_being_made_is_raised_and_it_is_tried_again() -> None:
    tried: list[int] = []

    def make() -> ASGIApp:
        tried.append(len(tried))
        raise RuntimeError(f"try {len(tried)}")

    app = LazyApp(make)
    for number in (1, 2):
        with pytest.raises(RuntimeError, match=f"try {number}"):
            asyncio.run(app({"path": "/"}, receive, send))
