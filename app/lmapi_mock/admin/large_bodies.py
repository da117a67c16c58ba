"""Bodies of any size that hold rows: kept on the disk, and read there."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from tempfile import TemporaryFile
from typing import IO, Any, Final

from anyio import to_thread
from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from lmapi_mock.admin.small_bodies import refuse_large
from lmapi_mock.pace import Pace
from lmapi_mock.store.state.spooled import SpooledRows, read_document

IN_MEMORY: Final = 256 * 1024
"""What is larger, in bytes, is read in a thread and in parts: others would wait for it."""

AT_ONCE: Final = 1024 * 1024
"""How much is written to the disk at a time."""

_ROWS: Final = "lmapi.rows"


class LargeBodies(APIRoute):
    """A route whose body may hold `tables` of many rows.

    Of a large one FastAPI and the handler are given all but the rows, which `rows_of` adds.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own, behind what takes the rows out."""
        handle = super().get_route_handler()

        async def handle_large(request: Request) -> Response:
            if self.body_field is None:
                return await handle(request)
            with TemporaryFile() as file:
                small = await _received(request, file)
                if file.tell():
                    small = await to_thread.run_sync(_without_rows, request, file)
                request._body = small  # noqa: SLF001  where Starlette keeps what it has read
                return await handle(request)

        return handle_large


async def _received(request: Request, file: IO[bytes]) -> bytes:
    """The body where it is small; a large one is in the file."""
    parts = bytearray()
    most = IN_MEMORY
    async for part in request.stream():
        parts += part
        if len(parts) > most:
            await to_thread.run_sync(file.write, bytes(parts))
            parts.clear()
            most = AT_ONCE
    if most == AT_ONCE:
        await to_thread.run_sync(file.write, bytes(parts))
        return b""
    return bytes(parts)


def _without_rows(request: Request, file: IO[bytes]) -> bytes:
    file.flush()
    document = read_document(file.fileno(), Pace())
    if isinstance(document, dict) and isinstance(tables := document.get("tables"), dict):
        request.scope[_ROWS] = {
            name: rows for name, rows in tables.items() if isinstance(rows, SpooledRows)
        }
        kept = {name: [] if name in request.scope[_ROWS] else tables[name] for name in tables}
        document = {**document, "tables": kept}
    small = json.dumps(document).encode()
    # What is no row of a table is read once more, by FastAPI, in the event loop.
    refuse_large(len(small))
    return small


def rows_of(request: Request, tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of a body that a handler was given, with their rows."""
    rows: Mapping[str, SpooledRows] = request.scope.get(_ROWS, {})
    return {**tables, **rows}
