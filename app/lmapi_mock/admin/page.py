"""The page for people (`/__admin`), the API's documentation (`/__admin/docs`), and their files."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from lmapi_mock.admin.late_routes import Routes
from lmapi_mock.errors import UnknownError
from lmapi_mock.http.refusals import PREFIX
from lmapi_mock.http.way_in import MOUNT

routes = Routes(include_in_schema=False)

FOLDER: Final = Path(__file__).parents[1] / "page"
"""Where the files are, in the wheel and in the checkout."""

TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
"""What is served, by the end of its name; nothing else in the folder is."""

HEADERS: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    # Kept by the browser, and asked about each time: a new version shows at once.
    "cache-control": "no-cache",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is served."""

    content: bytes
    media_type: str
    etag: str


@cache
def files() -> dict[str, File]:
    """Every file of the page by its path below FOLDER, read when the page is first asked for."""
    found = {}
    for path in FOLDER.rglob("*"):
        if path.suffix in TYPES:
            name = path.relative_to(FOLDER).as_posix()
            found[name] = _file(path.read_bytes(), TYPES[path.suffix])
    return found


def _file(content: bytes, media_type: str) -> File:
    return File(content, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


@cache
def _mounted(name: str, mount: str) -> File:
    """A page as it is where the application is mounted: its links lead there."""
    file = files()[name]
    here = b'"' + PREFIX.encode()
    there = b'"' + html.escape(mount).encode() + PREFIX.encode()
    return _file(file.content.replace(here, there), file.media_type)


@routes.get("")
@routes.get("/")
def read_page(request: Request) -> Response:
    """The page."""
    return _served(request, "index.html")


@routes.get("/docs")
def read_docs(request: Request) -> Response:
    """The admin API's documentation, made of its OpenAPI document in the browser."""
    return _served(request, "docs.html")


@routes.get("/docs/findings")
def read_findings(request: Request) -> Response:
    """What every finding means; `docs` of a finding leads to its place there."""
    # The catalogue is loaded by those who want findings only.
    from lmapi_mock.admin.findings_page import findings_page  # noqa: PLC0415  see above

    text = findings_page(request.scope.get(MOUNT, ""))
    return Response(text, media_type=TYPES[".html"], headers=HEADERS)


@routes.get("/page/{name:path}")
def read_file(request: Request, name: str) -> Response:
    """A file that the pages load."""
    return _served(request, name)


def _served(request: Request, name: str) -> Response:
    mount = request.scope.get(MOUNT, "")
    file = files().get(name)
    if file is None:
        raise UnknownError(
            "unknown_file", f"The page has no file {name!r}.", "The page itself is at /__admin."
        )
    if mount and name.endswith(".html"):
        file = _mounted(name, mount)
    headers = {**HEADERS, "etag": file.etag}
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)
