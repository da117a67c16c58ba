"""Reading parameters from query and body as PHP does (section 2)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

MAX_VARIABLES: Final = 1000
"""PHP's max_input_vars, for query and body each."""

MAX_BODY_BYTES: Final = 8 * 1024 * 1024
"""PHP's post_max_size: of a longer body no parameter is read."""

ARRAY: Final = b"Array"
"""What PHP makes of an array where it wants a text; the very object marks the array."""

Variables = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The variables of query and body, in the order they came; names as Latin-1 text."""

    query: Variables = field(default_factory=dict)
    body: Variables = field(default_factory=dict)

    def get(self, name: str) -> bytes:
        """The query's value if the name is there at all, else the body's, else nothing."""
        value = self.query.get(name)
        if value is None:
            return self.body.get(name, b"")
        return value

    def __contains__(self, name: str) -> bool:
        return name in self.query or name in self.body

    @property
    def last_of_body(self) -> tuple[str, bytes]:
        """The body's last variable, empty where there is none.

        The engine logs its value as `value`: the corpus has it in every vicidial_api_log row.
        """
        for name in reversed(self.body):
            return name, self.body[name]
        return "", b""


def read_parameters(query: bytes, body: bytes, content_type: str) -> Parameters:
    """Read the parameters of a request.

    Args:
        query: the query string as sent, without the `?`.
        body: the body of a POST, else nothing.
        content_type: the header's value; only the two form types make PHP read the body.
    """
    if not body or len(body) > MAX_BODY_BYTES:
        return Parameters(_urlencoded(query))
    if is_multipart(content_type):
        return Parameters(_urlencoded(query), _multipart(body, multipart_boundary(content_type)))
    if is_urlencoded(content_type):
        return Parameters(_urlencoded(query), _urlencoded(body))
    return Parameters(_urlencoded(query))


def is_urlencoded(content_type: str) -> bool:
    """Whether the header's value says that the body is a plain form."""
    return _media_type(content_type) == "application/x-www-form-urlencoded"


def is_multipart(content_type: str) -> bool:
    """Whether the header's value says that the body is a form of parts."""
    return _media_type(content_type) == "multipart/form-data"


def _media_type(content_type: str) -> str:
    return _TYPE_ENDS.split(content_type, maxsplit=1)[0].lower()


_TYPE_ENDS: Final = re.compile(r"[;, \t]")
_BOUNDARY: Final = re.compile(r'boundary[ \t]*=[ \t]*(?:"([^"]*)"|([^";,]*))', re.IGNORECASE)


def multipart_boundary(content_type: str) -> str:
    """What parts the body's parts, nothing where the header names no boundary."""
    found = _BOUNDARY.search(content_type)
    return (found[1] or found[2] or "").strip() if found else ""


def _urlencoded(text: bytes) -> Variables:
    variables: Variables = {}
    if not text:
        return variables
    count = 0
    for pair in text.split(b"&"):
        if not pair:
            continue
        count += 1
        if count > MAX_VARIABLES:
            break
        sent, _, value = pair.partition(b"=")
        name, is_array = _query_name(sent)
        if name:
            variables[name] = ARRAY if is_array else _urldecoded(value)
    return variables


def _urldecoded(text: bytes) -> bytes:
    if b"+" in text:
        text = text.replace(b"+", b" ")
    return unquote_to_bytes(text) if b"%" in text else text


def variable_name(sent: bytes) -> str:
    """The name under which PHP keeps a variable of a query, empty where it keeps none."""
    return _query_name(sent)[0]


# A client sends the same few names with every request.
@lru_cache(maxsize=1024)
def _query_name(sent: bytes) -> tuple[str, bool]:
    return _php_name(_urldecoded(sent))


def _php_name(raw_name: bytes) -> tuple[str, bool]:
    """The name that PHP gives a variable, empty for none, and whether it makes an array of it."""
    # PHP handles names as C strings: a NUL ends them.
    name = raw_name.partition(b"\0")[0].lstrip(b" ")
    plain, bracket, index = name.partition(b"[")
    if not plain:
        return "", False
    plain = plain.replace(b" ", b"_").replace(b".", b"_")
    is_array = bool(bracket) and b"]" in index
    if bracket and not is_array:
        # A bracket that is never closed is one more character that no name may hold.
        rest = index.replace(b" ", b"_").replace(b".", b"_").replace(b"[", b"_")
        plain += b"_" + rest
    return plain.decode("latin-1"), is_array


def _multipart(body: bytes, boundary: str) -> Variables:
    variables: Variables = {}
    if not boundary:
        return variables
    for raw_name, value in itertools.islice(_fields(body, boundary), MAX_VARIABLES):
        name, is_array = _php_name(raw_name)
        if name:
            variables[name] = ARRAY if is_array else value
    return variables


def _fields(body: bytes, boundary: str) -> Iterator[tuple[bytes, bytes]]:
    """The fields of a multipart body; uploaded files are none.

    PHP is lenient where libraries refuse: lines may end without a carriage return, text may
    stand before the first boundary, and the last one may be missing.
    """
    delimiter = re.escape(b"--" + boundary.encode("latin-1", "replace"))
    # What precedes the first boundary, if anything, is no part.
    for part in re.split(rb"(?:\A|\r?\n)" + delimiter, body)[1:]:
        if part.startswith(b"--"):
            return
        disposition, value = _part(part)
        options = _options(disposition)
        name = options.get(b"name")
        if name is not None and b"filename" not in options:
            yield name, value


def _part(part: bytes) -> tuple[bytes, bytes]:
    """A part's Content-Disposition and its content; its first line is what ends the boundary's."""
    _, _, rest = part.partition(b"\n")
    disposition = b""
    while rest:
        line, _, rest = rest.partition(b"\n")
        line = line.rstrip(b"\r")
        if not line:
            break
        header, _, value = line.partition(b":")
        if header.strip().lower() == b"content-disposition":
            disposition = value
    return disposition, rest


_OPTION: Final = re.compile(
    rb";[ \t]*([^=; \t]+)[ \t]*=[ \t]*"
    rb"(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|([^;]*))"
)
_ESCAPED: Final = re.compile(rb"\\([\"'\\])")


def _options(header: bytes) -> dict[bytes, bytes]:
    """The options of a Content-Disposition, as `name="user"`, by their names in lower case."""
    return {
        name.lower(): _ESCAPED.sub(rb"\1", double or single) or plain.strip()
        for name, double, single, plain in _OPTION.findall(header)
    }
