"""A journal entry as something to paste: a curl command, a pytest test.

The password is not in the journal: the word PASSWORD stands in its place, except that of the demo
data's user, which everybody knows.
"""

from __future__ import annotations

import datetime as dt
import keyword
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlencode

from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.replaying import body_as_sent, body_with, query_as_sent, query_with
from lmapi_mock.non_agent_api.core.example import DEMO_LOGIN
from lmapi_mock.non_agent_api.wire.masking import MASK, MASKED
from lmapi_mock.non_agent_api.wire.parse import read_parameters
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR

PASSWORD: Final = "PASSWORD"  # noqa: S105  none
"""What stands in the password's place."""

_AS_IT_IS: Final = "".join(map(chr, range(0x21, 0x7F))).replace("#", "")
_FORM: Final = "application/x-www-form-urlencoded"
_LINE: Final = " \\\n  "


def as_curl(entry: Entry, base_url: str, password: str = PASSWORD) -> str:
    """A command for sh that sends the request again.

    Args:
        entry: the request.
        base_url: where the server is, without a slash at the end; a namespace's part of it.
        password: what stands in the password's place.

    Raises:
        JournalError: the journal holds only the beginning of the body.
    """
    parts = ["curl --silent --show-error --globoff"]
    if entry.method == "HEAD":
        parts.append("--head")
    elif entry.method != ("POST" if entry.body_size else "GET"):
        parts.append(f"--request {shlex.quote(entry.method)}")
    body = body_with(entry, password)
    before = ""
    if entry.method == "POST" and entry.body_size:
        # Nothing after the colon leaves out the header that curl would make up.
        parts.append(f"--header {shlex.quote(f'content-type: {entry.content_type}'.rstrip())}")
        if _is_plain(body):
            parts.append(f"--data-binary {shlex.quote(body.decode())}")
        else:
            before = f"printf {shlex.quote(_in_octal(body))} |{_LINE}"
            parts.append("--data-binary @-")
    parts.append(shlex.quote(base_url + _path(entry, password)))
    return before + _LINE.join(parts) + "\n"


def as_test(
    entry: Entry,
    before: Sequence[Entry] = (),
    *,
    timezone: str = "",
    password: Callable[[Entry], str] = lambda _: PASSWORD,
) -> str:
    """A pytest test with the fixture `lmapi` that sends the request and expects its answer.

    It calls by `lmapi.add_lead` or `lmapi.call` where these send the same, and by `requests` where
    they do not. Numbers of leads are left out of what is expected: they differ from run to run.

    Args:
        entry: the request.
        before: those that have to come first, as one whose lead it repeats.
        timezone: IANA name of the dialer's zone where its clock stood still; else empty.
        password: what stands in the place of a request's password.

    Raises:
        JournalError: the journal holds only the beginning of a body.
    """
    lines: list[str] = []
    stands: dt.datetime | None = None
    status, head = "status", []
    for one in (*before, entry):
        if timezone and one.at != stands:
            lines.append(f"    lmapi.freeze({one.at.isoformat()!r}, {timezone!r})")
            stands = one.at
        first, *others = _calling(one, password(one)) or _requesting(one, password(one))
        if first.startswith("requests."):
            head = ["import requests", "", ""]
            status = "status_code" if one is entry else status
        lines += [f"    answer = {first}" if one is entry else f"    {first}", *others]
    lines.append(f"    assert answer.{status} == {entry.status}")
    if entry.method != "HEAD":
        said = [line.partition(" - ")[0] for line in _text(entry, password(entry)).splitlines()]
        lines.append("    said = [line.partition(' - ')[0] for line in answer.text.splitlines()]")
        lines.append(f"    assert said == {said!r}")
    return "\n".join([*head, f"def {_name(entry)}(lmapi):", *lines]) + "\n"


def _text(entry: Entry, password: str) -> str:
    """The answer, in which a refused login repeats the password that is sent."""
    is_repeated = any("{password}" in line.message.vicidial for line in entry.lines)
    return entry.text.replace(f"|{MASK}|", f"|{password}|") if is_repeated else entry.text


def password_of(entry: Entry) -> str:
    """What is to stand in the password's place: the demo user's if it was that, else a word.

    Raises:
        JournalError: the journal holds only the beginning of the body.
    """
    body = body_as_sent(entry) if entry.method == "POST" else b""
    if entry.withheld is not None:
        return DEMO_LOGIN[MASKED] if entry.withheld.is_demo else PASSWORD
    read = read_parameters(query_as_sent(entry), body, entry.content_type)
    sent = {**read.body, **read.query}
    demo = {name: DEMO_LOGIN[name].encode() for name in ("user", MASKED)}
    return DEMO_LOGIN[MASKED] if demo.items() <= sent.items() else PASSWORD


def _calling(entry: Entry, password: str) -> list[str] | None:
    """The lines of a call by `lmapi`; None if it would not send the same."""
    is_form = entry.method == "POST" and entry.content_type == _FORM and not entry.query
    if entry.path not in {DOCUMENTED_DOOR, VICIDIAL_DOOR} or not (is_form or entry.method == "GET"):
        return None
    text = body_with(entry, PASSWORD) if is_form else entry.query
    parameters = entry.parameters.body if is_form else entry.parameters.query
    if not _reads_as(text, parameters):
        return None
    sent = _decoded(parameters, password)
    function = sent.pop("function", None)
    if function is None or (not is_form and entry.body_size):
        return None
    passed: dict[str, str | None] = {
        name: value for name, value in sent.items() if DEMO_LOGIN.get(name) != value
    }
    passed |= dict.fromkeys(DEMO_LOGIN.keys() - sent.keys())  # What the call adds by itself.
    named = {name: value for name, value in passed.items() if _is_argument(name)}
    others = {name: value for name, value in passed.items() if name not in named}
    arguments = [f"{name}_" if keyword.iskeyword(name) else name for name in named]
    lines = [
        "lmapi.add_lead(" if function == "add_lead" and not others else f"lmapi.call({function!r},",
        *(["vicidial=True,"] if entry.path == VICIDIAL_DOOR else []),
        *(["post=True,"] if is_form else []),
        *(
            f"{argument}={value!r},"
            for argument, value in zip(arguments, named.values(), strict=True)
        ),
        *([f"custom={others!r},"] if others else []),
    ]
    return [lines[0], *("        " + line for line in lines[1:]), "    )"]


_TAKEN: Final = frozenset({"self", "function", "custom", "vicidial", "post"})


def _is_argument(name: str) -> bool:
    """Whether `lmapi.call` takes a parameter of this name as an argument."""
    return name.isidentifier() and name.isascii() and name not in _TAKEN and name[-1] != "_"


def _requesting(entry: Entry, password: str) -> list[str]:
    """The lines of a call by `requests`."""
    form = _same_form(entry.parameters.query, password)
    path, arguments = repr(_path(entry, password)), []
    if entry.query and _reads_as(entry.query, entry.parameters.query):
        path = repr(quote(entry.path))
        arguments.append(f"params={form},")
    if entry.method == "POST" and entry.body_size:
        body = body_with(entry, password)
        if entry.content_type == _FORM and _reads_as(body, entry.parameters.body):
            arguments.append(f"data={_same_form(entry.parameters.body, password)},")
        else:
            arguments.append(f"data={body!r},")
            arguments.append(f"headers={{'content-type': {entry.content_type!r}}},")
    return [
        "requests.request(",
        f"        {entry.method!r},",
        f"        lmapi.base_url + {path},",
        *(f"        {argument}" for argument in arguments),
        "        timeout=10,",
        "    )",
    ]


def _path(entry: Entry, password: str) -> str:
    """Path and query as they go into an address."""
    path = quote(entry.path, safe="/!$&'()*+,;=:@~")
    query = quote(query_with(entry, password), safe=_AS_IT_IS)
    return f"{path}?{query}" if query else path


def _is_plain(body: bytes) -> bool:
    """Whether a body can be an argument of a command, and is none that curl reads as a file."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    return text.isprintable() and not text.startswith("@")


def _in_octal(body: bytes) -> str:
    """A body as printf's format: letters as they are, everything else in octal."""
    return "".join(
        chr(byte) if chr(byte).isascii() and chr(byte).isalnum() else f"\\{byte:03o}"
        for byte in body
    )


def _reads_as(text: bytes, parameters: Mapping[str, bytes]) -> bool:
    """Whether a dictionary of the parameters, encoded again, is read as the text was."""
    try:
        decoded = _decoded(parameters)
    except UnicodeDecodeError:
        return False
    again = read_parameters(urlencode(decoded).encode(), b"", "").query
    return list(again.items()) == [(name, value.encode()) for name, value in decoded.items()] and (
        len(text) > 0
    )


def _decoded(parameters: Mapping[str, bytes], password: str = PASSWORD) -> dict[str, str]:
    """Parameters as text, the password's place held."""
    return {
        name: password if name == MASKED and value == MASK.encode() else value.decode()
        for name, value in parameters.items()
    }


def _same_form(parameters: Mapping[str, bytes], password: str) -> str:
    """Parameters as the source of a dictionary, a line for each; nothing if they are no text."""
    try:
        decoded = _decoded(parameters, password)
    except UnicodeDecodeError:
        return ""
    pairs = "".join(f"            {name!r}: {value!r},\n" for name, value in decoded.items())
    return "{\n" + pairs + "        }"


def _name(entry: Entry) -> str:
    """The test's name, of what was called and for which number."""
    about = f"{entry.function} {entry.sent.get('phone_number', '')}"
    words = re.findall(r"[A-Za-z0-9_]+", about) or ["request"]
    return f"test_{'_'.join(words)[:60]}"
