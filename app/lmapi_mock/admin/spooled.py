"""Answers of any size: JSON that is written part by part, to the disk where it is large."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from tempfile import TemporaryFile
from typing import IO, Any, Final

from anyio import to_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from lmapi_mock.pace import Pace

IN_MEMORY: Final = 1024 * 1024
"""What is larger, in bytes, is written to a file that has no name and is gone with its answer."""

AT_A_TIME: Final = 64 * 1024


class SpooledJson(Response):
    """JSON whose parts are made and written here, in the thread of a handler, with rests.

    The answer begins when all of it is there: what fails before is answered as an error, and
    nobody who reads slowly keeps a database or a thread.

    Args:
        parts: the text.
    """

    def __init__(self, parts: Iterable[str]) -> None:
        self._file: IO[bytes] | None = None
        held = bytearray()
        pace = Pace()
        for part in parts:
            held += part.encode()
            if len(held) > IN_MEMORY:
                if self._file is None:
                    self._file = TemporaryFile()  # noqa: SIM115  closed once it is sent
                self._file.write(held)
                held.clear()
            pace()
        self._size = len(held)
        if self._file is not None:
            self._file.write(held)
            held.clear()
            self._size = self._file.tell()
            self._file.seek(0)
        super().__init__(bytes(held), media_type="application/json")
        self.headers["content-length"] = str(self._size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        if self._file is None:
            await super().__call__(scope, receive, send)
            return
        start = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **start})
        left = self._size
        with self._file as file:
            while left:
                part = await to_thread.run_sync(file.read, AT_A_TIME)
                left -= len(part)
                await send({"type": "http.response.body", "body": part, "more_body": left > 0})


_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def json_text(value: Any) -> str:
    """A value as FastAPI writes it."""
    return _JSON.encode(value)


def json_list(things: Iterable[Any]) -> Iterator[str]:
    """A list, part by part."""
    mark = "["
    for thing in things:
        yield mark + json_text(thing)
        mark = ","
    yield "[]" if mark == "[" else "]"


def json_object(pairs: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """An object, part by part; a value that is an iterator is one's parts already."""
    mark = "{"
    for name, value in pairs:
        yield f"{mark}{json_text(name)}:"
        if isinstance(value, Iterator):
            yield from value
        else:
            yield json_text(value)
        mark = ","
    yield "{}" if mark == "{" else "}"


def json_tables(tables: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> Iterator[str]:
    """The rows of tables."""
    return json_object((name, json_list(rows)) for name, rows in tables)
