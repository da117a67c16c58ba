"""Findings about a request as a whole: method, body, and where its parameters stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    counted,
    text_of,
)
from lmapi_mock.non_agent_api.login.allowed import ANY_ALL
from lmapi_mock.non_agent_api.wire import multipart
from lmapi_mock.non_agent_api.wire.masking import MASKED, means_password
from lmapi_mock.non_agent_api.wire.parse import (
    ARRAY,
    MAX_BODY_BYTES,
    MAX_VARIABLES,
    is_multipart,
    is_urlencoded,
    multipart_boundary,
)
from lmapi_mock.non_agent_api.wire.urlencoded import decoded, encoded_name, pairs, php_name
from lmapi_mock.store.sql.written import Written

DEBUG: Final = "DB"
"""What asks the engine for its SQL."""

_FORMS: Final = "application/x-www-form-urlencoded or multipart/form-data"


def beside_the_dialer(entry: Entry) -> Iterator[Finding]:
    """Whether the dialer has answered otherwise, where there is one beside the double."""
    if entry.dialer is not None and entry.dialer.differs:
        theirs = entry.dialer.text if entry.dialer.status else "nothing"
        yield Finding(
            "dialer-differs",
            f"The dialer has answered {entry.dialer.status or 'nothing'}, the double"
            f" {entry.status}.",
            sent=theirs.strip(),
            kept=entry.text.strip(),
        )


def find(entry: Entry) -> Iterator[Finding]:
    """What is wrong with it before any value is looked at."""
    yield from _body(entry)
    yield from _method(entry)
    yield from _variables(entry)
    yield from _blanks(entry)
    yield from _escaped(entry)
    yield from _json(entry)
    yield from _again(entry)
    parameters = entry.parameters
    for name in parameters.body:
        if name in parameters.query and not entry.is_cut:
            yield _twice(entry, name)
    for name in parameters.query | parameters.body:
        if name in entry.cleaned and parameters.get(name) is ARRAY:
            kept = entry.cleaned[name]
            yield Finding(
                "array-parameter",
                f"{name} was sent as an array, {name}[], and reads as "
                f"{f'the word {kept}' if kept else 'nothing'}.",
                name,
                f"{name}[]",
                kept,
            )
    if entry.watched is not None and entry.watched.shows_sql:
        yield Finding(
            "debug-output",
            "DB asks for the SQL, and allow_web_debug allows it: a dialer prints it before the"
            " answer.",
            DEBUG,
            entry.sent.get(DEBUG, ""),
        )
    opened = entry.noted.get("opened_by")
    if opened:
        yield Finding(
            "group-opened-by-campaign",
            f"User group {opened['user_group']} may use every campaign and list: {ANY_ALL} within"
            f" {opened['campaign']} of its allowed_campaigns opens it.",
            kept=opened["campaign"],
        )
    if MASKED in parameters.query:
        yield Finding(
            "password-in-query",
            "The password stands in the query, and so in every access log on its way.",
            MASKED,
        )


def _body(entry: Entry) -> Iterator[Finding]:
    length = entry.header("content-length")
    size = int(length) if length.isascii() and length.isdigit() else 0
    content_type = entry.content_type
    if entry.method != "POST":
        if size or entry.header("transfer-encoding"):
            yield Finding(
                "method-body-ignored",
                f"The request has a body, and of a {entry.method} only the query is read.",
                sent=f"{entry.method} with {size} bytes" if size else entry.method,
            )
    elif max(size, entry.body_size) > MAX_BODY_BYTES:
        yield Finding(
            "body-too-large",
            f"The body has {size} bytes; of more than {MAX_BODY_BYTES} PHP reads nothing at all.",
            sent=f"{size} bytes",
        )
    elif entry.body_size and not _is_form(content_type):
        if is_multipart(content_type):
            why = "its content type names no boundary"
        elif content_type:
            why = f"its content type is {content_type}"
        else:
            why = "it has no content type"
        yield Finding(
            "body-ignored", f"The body was not read: {why}, not {_FORMS}.", sent=content_type
        )


ASKING: Final = frozenset({"HEAD", "OPTIONS"})
"""Methods that people and browsers send to learn something."""

_LOGS: Final = frozenset({"vicidial_api_log", "vicidial_api_urls", "vicidial_user_log"})


def _method(entry: Entry) -> Iterator[Finding]:
    if entry.method in ASKING and any(map(_acts, entry.rows)):
        yield Finding(
            "method-acts",
            f"{entry.method} did what GET does, and something was stored.",
            sent=entry.method,
        )


def _acts(written: Written) -> bool:
    """Whether a row is of what was asked for: each login is written down too."""
    is_login = written.table == "vicidial_users" and "last_login_date" in written.row
    return written.table not in _LOGS and not is_login


def _blanks(entry: Entry) -> Iterator[Finding]:
    ending = ending_in_blanks(entry)
    if ending:
        count = len(_texts(entry))
        yield Finding(
            "values-end-in-blanks",
            counted(len(ending), f"of {count} values ends", f"of {count} values end")
            + f" in blanks: {', '.join(ending)}.",
        )


def ending_in_blanks(entry: Entry) -> list[str]:
    """The parameters whose values end in blanks, nothing where that is no habit of the sender's."""
    texts = _texts(entry)
    ending = [name for name, value in texts.items() if value[-1].isspace()]
    return ending if len(ending) >= _SEVERAL and len(ending) * 2 > len(texts) else []


def _texts(entry: Entry) -> dict[str, str]:
    return {
        name: value
        for name, value in entry.sent.items()
        if value and entry.parameters.get(name) is not ARRAY
    }


_SEVERAL: Final = 3
"""Of fewer values nobody can say that it is a habit."""

ESCAPED: Final = "amp;"
"""What the names begin with in an address that was escaped as HTML is."""


def _escaped(entry: Entry) -> Iterator[Finding]:
    names = [name for name in entry.sent if name.startswith(ESCAPED)]
    if names:
        lost = ", ".join(name.removeprefix(ESCAPED) for name in names)
        yield Finding(
            "ampersand-escaped",
            f"Parameters are joined by &amp; in place of &, and are not read: {lost}.",
            names[0],
            text_of(entry, names[0]),
        )


def is_json(entry: Entry) -> bool:
    """Whether a body that is called a form is JSON."""
    if entry.method != "POST" or not is_urlencoded(entry.content_type):
        return False
    return _JSON.match(decoded(entry.body[:_HEAD])) is not None


_JSON: Final = re.compile(rb"\s*(?:\[\s*)?\{\s*[\"}]")
_HEAD: Final = 200
"""So many bytes of a body show that it is JSON."""


def _json(entry: Entry) -> Iterator[Finding]:
    if is_json(entry):
        yield Finding(
            "json-as-form",
            "The body is JSON and called a form: none of its keys was read.",
            sent=entry.content_type,
        )


def _again(entry: Entry) -> Iterator[Finding]:
    """Names whose first value is lost, for another one follows in the same place."""
    for place in (_pairs_of(entry.query, entry.parameters.query), _fields_of(entry)):
        first: dict[str, bytes] = {}
        told: set[str] = set()
        for (name, is_array), value in islice(place, MAX_VARIABLES):
            sent = first.setdefault(name, value)
            if is_array or not name or name in told or sent == value:
                continue
            told.add(name)
            yield Finding(
                "sent-twice",
                f"{shown_name(name)} was sent twice with different values; the last one counts.",
                shown_name(name),
                "" if means_password(name) else sent.decode("utf-8", "surrogateescape"),
                "" if means_password(name) else text_of(entry, name),
            )


Variable = tuple[tuple[str, bool], bytes]
"""A variable as it came: its name, whether it is an array, and its value, decoded."""


def _pairs_of(text: bytes, names: Mapping[str, bytes]) -> Iterator[Variable]:
    """The variables of a query or a form, nothing where none can have come twice."""
    if text.count(b"&") < len(names):
        # As many names as there are pairs.
        return
    for sent, _, value in pairs(text):
        yield encoded_name(sent), decoded(value)


def _fields_of(entry: Entry) -> Iterator[Variable]:
    """The variables of a body, whichever form it is."""
    if entry.method != "POST" or entry.is_cut:
        return
    boundary = multipart_boundary(entry.content_type).encode("latin-1", "replace")
    if is_urlencoded(entry.content_type):
        yield from _pairs_of(entry.body, entry.parameters.body)
    elif is_multipart(entry.content_type) and boundary:
        for name, start, end in multipart.fields(entry.body, boundary):
            yield php_name(name), entry.body[start:end]


def shown_name(name: str) -> str:
    """A parameter's name as text: names are held as Latin-1."""
    return name.encode("latin-1").decode("utf-8", "replace")


def _is_form(content_type: str) -> bool:
    if is_multipart(content_type):
        return bool(multipart_boundary(content_type))
    return is_urlencoded(content_type)


def _variables(entry: Entry) -> Iterator[Finding]:
    counts = {"query": _pairs(entry.query)}
    if is_multipart(entry.content_type):
        boundary = multipart_boundary(entry.content_type).encode("latin-1", "replace")
        # What ends the last part is no part.
        counts["body"] = entry.body.count(b"--" + boundary) - 1 if boundary else 0
    elif is_urlencoded(entry.content_type):
        counts["body"] = _pairs(entry.body)
    for place, count in counts.items():
        if count > MAX_VARIABLES:
            yield Finding(
                "too-many-variables",
                f"The {place} holds {count} variables; PHP reads the first {MAX_VARIABLES}.",
                sent=str(count),
                kept=str(MAX_VARIABLES),
            )


def _pairs(text: bytes) -> int:
    if text.count(b"&") < MAX_VARIABLES:
        return 0
    return sum(1 for pair in text.split(b"&") if pair)


def _twice(entry: Entry, name: str) -> Finding:
    if means_password(name):
        return Finding("query-and-body", _TWICE.format(name=name), name)
    sent = entry.parameters.body[name].decode("utf-8", "surrogateescape")
    kept = entry.parameters.query[name].decode("utf-8", "surrogateescape")
    return Finding("query-and-body", _TWICE.format(name=name), name, sent, kept)


_TWICE: Final = "{name} stands in query and body; the query's counts, the body's is ignored."
