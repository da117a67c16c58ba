"""The page for people (`/__admin`), the API's documentation (`/__admin/docs`), and their files."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
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

_FOR_EVER: Final = {**HEADERS, "cache-control": "max-age=31536000, immutable"}
"""Of a file whose address names what is in it: a browser that has it asks no more."""

_LOADED: Final = (".css", ".js", ".svg")
"""What the pages load."""

_GENERATION: Final = re.compile(r"[0-9a-f]{12}/")


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
    for name, file in found.items():
        if name.endswith(".html"):
            named = file.content.replace(b"/__admin/page/", f"/__admin/page/{_of(found)}".encode())
            found[name] = _file(named, file.media_type)
    return found


def _of(found: Mapping[str, File]) -> str:
    """What addresses of files begin with, another one where any of them is another."""
    tags = "".join(file.etag for name, file in sorted(found.items()) if name.endswith(_LOADED))
    return f"{hashlib.sha256(tags.encode()).hexdigest()[:12]}/"


@cache
def generation() -> str:
    """The same of the files that are served."""
    return _of(files())


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
    """A file that the pages load, with or without the generation that the pages name it by."""
    own = _GENERATION.match(name)
    headers = _FOR_EVER if own is not None and own[0] == generation() else HEADERS
    return _served(request, _GENERATION.sub("", name, count=1) if own else name, headers)


def _served(request: Request, name: str, with_headers: Mapping[str, str] = HEADERS) -> Response:
    mount = request.scope.get(MOUNT, "")
    file = files().get(name)
    if file is None:
        raise UnknownError(
            "unknown_file", f"The page has no file {name!r}.", "The page itself is at /__admin."
        )
    if mount and name.endswith(".html"):
        file = _mounted(name, mount)
    headers = {**with_headers, "etag": file.etag}
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)
