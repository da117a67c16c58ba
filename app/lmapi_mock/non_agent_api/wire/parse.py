"""Reading parameters from query and body as PHP does (section 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lmapi_mock.non_agent_api.wire import multipart, urlencoded
from lmapi_mock.non_agent_api.wire.urlencoded import PERCENT, PLUS, decoded, encoded_name, php_name
from lmapi_mock.remembering import RememberingShort

MAX_VARIABLES: Final = 1000
"""PHP's max_input_vars, for query and body each; of an urlencoded body one more is read."""

MAX_BODY_BYTES: Final = 8 * 1024 * 1024
"""PHP's post_max_size: of a longer body no parameter is read."""

ARRAY: Final = b"Array"
"""What PHP makes of an array where it wants a text; the very object marks the array."""

Variables = dict[str, bytes]

_NO_NAMES: Final[frozenset[str]] = frozenset()


@dataclass(slots=True)
class Parameters:
    """The variables of query and body, in the order they came; names as Latin-1 text."""

    query: Variables = field(default_factory=dict)
    body: Variables = field(default_factory=dict)
    _arrays: frozenset[str] | None = field(default=None, init=False, repr=False, compare=False)

    def get(self, name: str) -> bytes:
        """The query's value if the name is there at all, else the body's, else nothing."""
        value = self.query.get(name)
        if value is None:
            return self.body.get(name, b"")
        return value

    def __contains__(self, name: str) -> bool:
        return name in self.query or name in self.body

    @property
    def arrays(self) -> frozenset[str]:
        """The names that were sent as arrays, where those count."""
        if self._arrays is None:
            self._arrays = self._find_arrays()
        return self._arrays

    def _find_arrays(self) -> frozenset[str]:
        if ARRAY not in self.query.values() and ARRAY not in self.body.values():
            return _NO_NAMES
        names = [name for name, value in self.query.items() if value is ARRAY]
        names += [
            name for name, value in self.body.items() if value is ARRAY and name not in self.query
        ]
        return frozenset(names)

    @property
    def last_of_body(self) -> tuple[str, bytes]:
        """The body's last variable, empty where there is none.

        The engine logs its value as `value`: the corpus has it in every vicidial_api_log row.
        """
        if not self.body:
            return "", b""
        return next(reversed(self.body.items()))


def read_parameters(query: bytes, body: bytes, content_type: str) -> Parameters:
    """Read the parameters of a request.

    Args:
        query: the query string as sent, without the `?`.
        body: the body of a POST, else nothing.
        content_type: the header's value; only the two form types make PHP read the body.
    """
    if not body or len(body) > MAX_BODY_BYTES:
        return Parameters(_query(query))
    if is_multipart(content_type):
        return Parameters(_query(query), _multipart(body, multipart_boundary(content_type)))
    if is_urlencoded(content_type):
        return Parameters(_query(query), _form(body))
    return Parameters(_query(query))


def is_urlencoded(content_type: str) -> bool:
    """Whether the header's value says that the body is a plain form."""
    return _media_type(content_type) == "application/x-www-form-urlencoded"


def is_multipart(content_type: str) -> bool:
    """Whether the header's value says that the body is a form of parts."""
    return _media_type(content_type) == "multipart/form-data"


def _media_type(content_type: str) -> str:
    return _TYPE_ENDS.split(content_type, maxsplit=1)[0].lower()


_TYPE_ENDS: Final = re.compile(r"[;, ]")
_BOUNDARY: Final = re.compile(r'boundary[^=]*=(?:"([^"]*)"|(?!")([^;,]*))', re.IGNORECASE)


def multipart_boundary(content_type: str) -> str:
    """What parts the body's parts, nothing where the header names no boundary."""
    found = _BOUNDARY.search(content_type)
    return (found[1] or found[2] or "") if found else ""


def _query(text: bytes) -> Variables:
    """Empty pairs of a query are not counted."""
    if not text:
        return {}
    pairs = urlencoded.whole_pairs(text)
    if text.count(b"&") < MAX_VARIABLES:
        return _variables(pairs)
    return _variables(islice(filter(None, pairs), MAX_VARIABLES))


def _form(text: bytes) -> Variables:
    """Of a body empty pairs are counted, and one more variable is read than of a query."""
    return _variables(islice(urlencoded.whole_pairs(text), MAX_VARIABLES + 1))


def _variables(pairs: Iterable[bytes]) -> Variables:
    variables: Variables = dict(map(_VARIABLES.__getitem__, pairs))
    # What has no name is none.
    variables.pop("", None)
    return variables


def _variable(pair: bytes) -> tuple[str, bytes]:
    sent, _, value = pair.partition(b"=")
    name, is_array = encoded_name(sent)
    if is_array:
        return name, ARRAY
    return name, decoded(value) if PERCENT in value or PLUS in value else value


_VARIABLES: Final = RememberingShort(_variable, most=1024, longest=urlencoded.MOST_REMEMBERED)
"""Most pairs are those of other requests too: the user, the list, what is asked for."""


def _multipart(body: bytes, boundary: str) -> Variables:
    variables: Variables = {}
    if not boundary:
        return variables
    found = multipart.fields(body, boundary.encode("latin-1", "replace"))
    for sent, start, end in islice(found, MAX_VARIABLES):
        name, is_array = php_name(sent)
        if name:
            variables[name] = ARRAY if is_array else body[start:end]
    return variables
