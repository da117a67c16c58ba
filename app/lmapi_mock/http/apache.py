"""How Apache, behind which the engine runs, reads a request's head: what it accepts, what not.

httptools reads more strictly in some places and less in others, so that the head is read here
first, and what httptools is given is one that it reads alike. Nothing here knows of sockets:
`connection.py` does what is said here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from lmapi_mock.remembering import RememberingShort

ADMIN: Final = b"/__admin"
"""Our own paths, whose escapes and slashes are data."""

MOST_HEADERS: Final = 100
"""LimitRequestFields."""

REASONS: Final = {
    200: "OK",
    206: "Partial Content",
    301: "Moved Permanently",
    400: "Bad Request",
    404: "Not Found",
    408: "Request Timeout",
    413: "Request Entity Too Large",
    414: "Request-URI Too Long",
    416: "Requested Range Not Satisfiable",
    417: "Expectation Failed",
}
"""Apache's own words, where Python's change from one version to the next."""


class Unreadable(Exception):
    """A request that Apache does not hand on to the engine.

    Attributes:
        status: what it answers.
        why: what is wrong, in a sentence.
    """

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class HeadLimits:
    """How much of a head is taken.

    Attributes:
        request_line: LimitRequestLine, in bytes; 0 for no limit.
        header: LimitRequestFieldSize, in bytes; 0 for no limit.
    """

    request_line: int = 8190
    header: int = 8190


class Head(NamedTuple):
    """A request's head.

    Attributes:
        method: as sent: Apache hands every token on, and PHP reads all but POST as GET.
        target: the raw one, whatever its bytes are.
        version: `1.0`, or `1.1` for that and everything after it.
        fields: the header lines and the empty one, as httptools is to read them.
        is_chunked: whether the body is.
    """

    method: bytes
    target: bytes
    version: bytes
    fields: bytes
    is_chunked: bool


_TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_REQUEST_LINE: Final = re.compile(rb"(%s) ([!-~\x80-\xff]+) HTTP/([1-9]\.[0-9])" % _TOKEN)
_NAMESPACE: Final = re.compile(rb"/ns/[^/?]{1,64}(?=[/?]|\Z)")
_FOLD: Final = re.compile(rb"\r\n[ \t]+")


class HeadGathering:
    """A head that comes in pieces: its limits hold before it is whole, and before it is kept.

    Args:
        limits: how much is taken.
    """

    def __init__(self, limits: HeadLimits) -> None:
        self._limits = limits
        self._line = 0
        self._field = 0
        self._looked_at = 0
        self._fields = -1
        self.gathered = bytearray()

    def add(self, data: bytes) -> bytes | None:
        """Take what came; the head with all that stands behind it, once it is whole.

        Raises:
            Unreadable: a line is too long, or there are too many.
        """
        self.gathered += data
        if not self._line and self.gathered[0] in b"\r\n":
            # As Apache does; older clients end a body with an empty line too many.
            del self.gathered[: len(self.gathered) - len(self.gathered.lstrip(b"\r\n"))]
        while (end := self.gathered.find(b"\n", self._looked_at)) >= 0:
            self._end_line(end)
            if not self.gathered[self._line : end].strip(b"\r"):
                return bytes(self.gathered)
            self._line = self._looked_at = end + 1
        self._looked_at = len(self.gathered)
        self._check_length(self._looked_at)
        return None

    def _end_line(self, end: int) -> None:
        if self.gathered[self._line] not in b" \t":
            self._field = self._line
            self._fields += 1
            _check_count(self._fields)
        self._check_length(end - 1)

    def _check_length(self, end: int) -> None:
        if self._fields < 0 or not self._line:
            # Which part of it is a namespace's name, only the whole line tells.
            _check_request_line(end - self._line - 68, self._limits)
        else:
            folded = end > self._line and self.gathered[self._line] in b" \t"
            _check_header(end - (self._field if folded else self._line), self._limits)


def read_head(head: bytes, limits: HeadLimits) -> Head:
    """Read a head that ends with its empty line.

    Raises:
        Unreadable: Apache would not.
    """
    line, _, fields = head.partition(b"\r\n")
    if len(line) > limits.request_line:
        namespace = _NAMESPACE.match(line, line.find(b" ") + 1)
        _check_request_line(len(line) - (len(namespace[0]) if namespace else 0), limits)
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        raise Unreadable(400, _wrong_with(line))
    method, target, version = match.groups()
    if _FRAGMENT in target:
        raise Unreadable(400, "The target holds a `#`, which no request sends.")
    if method == b"CONNECT":
        raise Unreadable(400, "CONNECT is for proxies.")
    read: _Fields = _FIELDS[fields]
    if read.longest > limits.header:
        _check_header(read.longest, limits)
    return Head(
        method, target, b"1.0" if version == b"1.0" else b"1.1", read.fields, read.is_chunked
    )


_FRAGMENT: Final = ord("#")


class _Fields(NamedTuple):
    """The headers of a head.

    Attributes:
        fields: as httptools is given them.
        is_chunked: whether a body comes in chunks.
        number: how many headers there are.
        longest: how long the longest one is, in bytes.
    """

    fields: bytes
    is_chunked: bool
    number: int
    longest: int


def _read_fields(fields: bytes) -> _Fields:
    if b"\r\n " in fields or b"\r\n\t" in fields or fields[:1] in (b" ", b"\t"):
        fields = _unfolded(fields)
    if b" \r\n" in fields or b"\t\r\n" in fields:
        # Blanks behind a value are none of it.
        fields = b"\r\n".join([line.rstrip(b" \t") for line in fields.split(b"\r\n")])
    lines = fields.split(b"\r\n")
    number, longest = len(lines) - 2, max(map(len, lines))
    _check_count(number)
    is_chunked = False
    lowered = fields.lower()
    if b"transfer-encoding" in lowered or b"\nupgrade" in lowered or lowered[:7] == b"upgrade":
        fields, is_chunked = _for_httptools(lines)
    return _Fields(fields, is_chunked, number, longest)


_FIELDS: Final = RememberingShort(_read_fields, most=64, longest=2048)
"""A client sends the same with each request."""


def _check_request_line(length: int, limits: HeadLimits) -> None:
    if limits.request_line and length > limits.request_line:
        raise Unreadable(
            414,
            f"The request line is longer than {limits.request_line} bytes; "
            "--url-limit says how long it may be.",
        )


def _check_header(length: int, limits: HeadLimits) -> None:
    if limits.header and length > limits.header:
        raise Unreadable(
            400,
            f"A header is longer than {limits.header} bytes; --header-limit says how long it may "
            "be.",
        )


def _check_count(count: int) -> None:
    if count > MOST_HEADERS:
        raise Unreadable(400, f"There are more than {MOST_HEADERS} headers.")


def _wrong_with(line: bytes) -> str:
    words = line.split(b" ")
    if not re.fullmatch(_TOKEN, words[0]) or len(words) < 2:
        return "This is no HTTP request line."
    if not re.fullmatch(rb"HTTP/[1-9]\.[0-9]", words[-1]):
        return "The request line does not end with HTTP/1.1 or HTTP/1.0."
    if len(words) > 3:
        return "A blank stands in the target, where %20 or + has to."
    return "The target holds control characters."


def _unfolded(fields: bytes) -> bytes:
    if fields[:1] in (b" ", b"\t"):
        raise Unreadable(400, "The first header begins with a blank.")
    return _FOLD.sub(b" ", fields[:-4]) + b"\r\n\r\n"


def _for_httptools(lines: Sequence[bytes]) -> tuple[bytes, bool]:
    """The headers without what httptools reads otherwise than Apache does.

    It refuses a length beside Transfer-Encoding, which for Apache alone counts, and leaves out the
    body where a client offers to go on in another protocol (Java's does with every request).
    """
    named = [(line.partition(b":")[0].lower(), line) for line in lines if line]
    codings = [line.partition(b":")[2] for name, line in named if name == b"transfer-encoding"]
    dropped = {b"upgrade"}
    added = []
    if codings:
        if b",".join(codings).split(b",")[-1].strip().lower() != b"chunked":
            raise Unreadable(400, "The last Transfer-Encoding is not chunked.")
        dropped |= {b"transfer-encoding", b"content-length"}
        added = [b"transfer-encoding: chunked"]
    kept = [line for name, line in named if name not in dropped]
    return b"\r\n".join([*kept, *added, b"", b""]), bool(codings)


_HOST: Final = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_NUMBERS: Final = re.compile(rb"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){3}")


def check_fields(head: Head, fields: Sequence[tuple[bytes, bytes]]) -> None:
    """Look at the headers that Apache itself looks at.

    Args:
        head: the request's.
        fields: names, in lower case, and values.

    Raises:
        Unreadable: one of them stops the request.
    """
    host = None
    for name, value in fields:
        if name == b"host":
            if host is not None:
                raise Unreadable(400, "There are two Host headers.")
            host = value
        elif name == b"expect" and value.lower() not in (b"", b"100-continue"):
            raise Unreadable(417, "Expect asks for something else than 100-continue.")
    if not host:
        if head.version == b"1.1":
            raise Unreadable(400, "There is no Host header.")
    elif not is_host(host):
        raise Unreadable(400, "The Host header is no name or address of a host.")


@lru_cache(maxsize=64)
def is_host(host: bytes) -> bool:
    """Whether a Host header is one that Apache takes."""
    match = _HOST.fullmatch(host)
    if match is None or (match[2] and not 1 <= int(match[2]) <= 65535):
        return False
    name = match[1]
    if name[:1] == b"[":
        return True
    if not name.strip(b"0123456789."):
        return _NUMBERS.fullmatch(name) is not None
    if b".." in name:
        return False
    # A name's last part, where it has several, begins with a letter.
    last = name.rpartition(b".")[2] if b"." in name else b""
    return not last or last[:1].isalpha()


_PLAIN: Final = re.compile(rb"(?:/[A-Za-z0-9_][A-Za-z0-9._~-]*)+")
_ABSOLUTE: Final = re.compile(rb"https?://[^/?]*", re.IGNORECASE)
_WRONG_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_HIDDEN: Final = re.compile(rb"%(?:2f|00)", re.IGNORECASE)


def split_target(target: bytes) -> tuple[bytes, bytes]:
    """Path and query of a target, both as sent.

    Raises:
        Unreadable: it has neither.
    """
    if target[:1] != b"/":
        match = _ABSOLUTE.match(target)
        if match is None:
            raise Unreadable(400, "The target is neither a path nor an http:// address.")
        target = target[match.end() :]
    path, _, query = target.partition(b"?")
    return path or b"/", query


def resolved(path: bytes) -> str:
    """A path as Apache looks for it: decoded, its slashes merged, `.` and `..` resolved.

    Raises:
        Unreadable: it leads out of the server's root, or hides a slash.
    """
    text: str = _PATHS[path]
    return text


def _resolved(path: bytes) -> str:
    if _PLAIN.fullmatch(path):
        return path.decode("ascii")
    match = _NAMESPACE.match(path)
    namespace = match[0] if match else b""
    path = path[len(namespace) :]
    decoded = b"/" + unquote_to_bytes(path).lstrip(b"/")
    if not f"{_text(decoded)}/".startswith(f"{_text(ADMIN)}/"):
        decoded = _normal(path)
    return _text(namespace + decoded)


_PATHS: Final = RememberingShort(_resolved, most=256, longest=256)
"""Most are doors."""


def _normal(path: bytes) -> bytes:
    if _WRONG_ESCAPE.search(path):
        raise Unreadable(400, "The path holds a `%` without two hexadecimal digits.")
    if _HIDDEN.search(path):
        raise Unreadable(404, "The path holds %2F or %00, and no path of Apache's does.")
    segments = unquote_to_bytes(path).split(b"/")
    kept: list[bytes] = []
    for segment in segments:
        if segment == b"..":
            if not kept:
                raise Unreadable(400, "The path leads out of the server's root.")
            kept.pop()
        elif segment not in (b"", b"."):
            kept.append(segment)
    folder = b"/" if kept and segments[-1] in (b"", b".", b"..") else b""
    return b"/" + b"/".join(kept) + folder


def _text(path: bytes) -> str:
    return path.decode("utf-8", "replace")


_RANGE: Final = re.compile(rb"bytes=[ \t]*([0-9]{1,15})?-([0-9]{1,15})?[ \t]*", re.IGNORECASE)


def part_asked_for(field: bytes, length: int) -> range | None:
    """The places of an answer that a Range header asks for; None for all of it.

    Several ranges at once are not imitated.

    Args:
        field: the header's value, empty for none.
        length: the answer's, in bytes.

    Raises:
        Unreadable: the answer has no such part.
    """
    found = _RANGE.fullmatch(field)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(length - int(found[2]), 0), length - 1
    else:
        first, last = int(found[1]), int(found[2] or length - 1)
        if found[2] and last < first:
            return None
    if first >= length:
        raise Unreadable(416, "Range asks for a part behind the answer's end.")
    return range(first, min(last, length - 1) + 1)


class ChunkedBody:
    """Finds where a chunked body ends, which httptools does not tell, and leaves its trailers out.

    Nobody reads them, and there is no end to them.
    """

    END: Final = b"0\r\n\r\n"
    _LONGEST_LINE: Final = 8190

    def __init__(self) -> None:
        self._held_back = b""
        self._left = 0
        self._is_last = False
        self._trailers = 0

    def take(self, data: bytes) -> tuple[bytes, bytes | None]:
        """Take what came: what httptools is to read of it, and what stands behind the body.

        The latter is None as long as the body has not ended.

        Raises:
            Unreadable: these are no chunks.
        """
        data = self._held_back + data
        self._held_back = b""
        at = 0
        read: int | None = 0 if self._is_last else None
        while at < len(data):
            if self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
                at += step
                continue
            newline = data.find(b"\n", at)
            line = data[at:newline] if newline >= 0 else data[at:]
            if len(line) > self._LONGEST_LINE:
                raise Unreadable(400, "A line between the body's chunks is too long.")
            if newline < 0:
                self._held_back = line
                return data[: at if read is None else read], None
            begun, at = at, newline + 1
            if not self._is_last:
                self._begin_chunk(line)
                read = begun if self._is_last else None
            elif line.strip(b"\r"):
                self._trailers += 1
                _check_count(self._trailers)
            else:
                return data[:read] + self.END, data[at:]
        return data[:read], None

    def _begin_chunk(self, line: bytes) -> None:
        size = line.partition(b";")[0].strip()
        if not _SIZE.fullmatch(size):
            raise Unreadable(400, "A chunk of the body does not begin with its size.")
        length = int(size, 16)
        self._is_last = not length
        self._left = length + 2 if length else 0


_SIZE: Final = re.compile(rb"[0-9A-Fa-f]{1,15}")
