"""Reading parameters from query and body as PHP does (section 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Final
from urllib.parse import unquote_to_bytes

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser

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
    def last_of_body(self) -> bytes:
        """The value of the body's last variable.

        The engine logs it as `value`: the corpus has it in every vicidial_api_log row.
        """
        for name in reversed(self.body):
            return self.body[name]
        return b""


def read_parameters(query: bytes, body: bytes, content_type: str) -> Parameters:
    """Read the parameters of a request.

    Args:
        query: the query string as sent, without the `?`.
        body: the body of a POST, else nothing.
        content_type: the header's value; only the two form types make PHP read the body.
    """
    if not body or len(body) > MAX_BODY_BYTES:
        return Parameters(_urlencoded(query))
    message = Message()
    message["Content-Type"] = content_type
    match message.get_content_type():
        case "application/x-www-form-urlencoded":
            return Parameters(_urlencoded(query), _urlencoded(body))
        case "multipart/form-data":
            return Parameters(_urlencoded(query), _multipart(body, message.get_boundary()))
        case _:
            return Parameters(_urlencoded(query))


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
        name, _, value = pair.partition(b"=")
        _register(variables, _urldecoded(name), _urldecoded(value))
    return variables


def _urldecoded(text: bytes) -> bytes:
    if b"+" in text:
        text = text.replace(b"+", b" ")
    return unquote_to_bytes(text) if b"%" in text else text


def _register(variables: Variables, raw_name: bytes, value: bytes) -> None:
    """Enter a variable under the name that PHP gives it."""
    # PHP handles names as C strings: a NUL ends them.
    name = raw_name.partition(b"\0")[0].lstrip(b" ")
    plain, bracket, index = name.partition(b"[")
    if not plain:
        return
    plain = plain.replace(b" ", b"_").replace(b".", b"_")
    if bracket and b"]" in index:
        value = ARRAY
    elif bracket:
        # A bracket that is never closed is one more character that no name may hold.
        rest = index.replace(b" ", b"_").replace(b".", b"_").replace(b"[", b"_")
        plain += b"_" + rest
    variables[plain.decode("latin-1")] = value


def _multipart(body: bytes, boundary: str | None) -> Variables:
    variables: Variables = {}
    if not boundary:
        return variables
    for count, (name, value) in enumerate(_fields(body, boundary), start=1):
        if count > MAX_VARIABLES:
            break
        _register(variables, name, value)
    return variables


def _fields(body: bytes, boundary: str) -> Iterator[tuple[bytes, bytes]]:
    """The fields of a multipart body; uploaded files are none."""
    reader = _FieldReader()
    callbacks: dict[str, Callable[..., None]] = {
        "on_part_begin": reader.begin,
        "on_part_data": reader.data,
        "on_part_end": reader.end,
        "on_header_field": reader.header_name,
        "on_header_value": reader.header_value,
        "on_header_end": reader.header_end,
    }
    try:
        parser = MultipartParser(boundary.encode("latin-1"), callbacks)  # type: ignore[arg-type]
        parser.write(body)
        parser.finalize()
    except (FormParserError, UnicodeEncodeError):
        # As with PHP, what came whole before the malformed part counts.
        return iter(reader.fields)
    return iter(reader.fields)


class _FieldReader:
    """Collects what python_multipart calls back with."""

    def __init__(self) -> None:
        self.fields: list[tuple[bytes, bytes]] = []
        self.begin()

    def begin(self) -> None:
        self._header = b""
        self._header_value = b""
        self._disposition = b""
        self._value = bytearray()

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._header_value
        self._header = self._header_value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def end(self) -> None:
        message = Message()
        message["Content-Disposition"] = self._disposition.decode("latin-1")
        options = dict(message.get_params([], header="content-disposition"))
        name = options.get("name")
        if name is not None and "filename" not in options:
            self.fields.append((name.encode("latin-1", "replace"), bytes(self._value)))
