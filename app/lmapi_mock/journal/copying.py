"""A journal entry as something to paste: a curl command, a pytest test.

The password is not in the journal: the word PASSWORD stands in its place.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.replaying import body_with, query_with
from lmapi_mock.non_agent_api.wire.masking import MASK, MASKED
from lmapi_mock.non_agent_api.wire.parse import read_parameters

PASSWORD: Final = "PASSWORD"  # noqa: S105  none
"""What stands in the password's place."""

_AS_IT_IS: Final = "".join(map(chr, range(0x21, 0x7F))).replace("#", "")
_FORM: Final = "application/x-www-form-urlencoded"
_LINE: Final = " \\\n  "


def as_curl(entry: Entry, base_url: str) -> str:
    """A command for sh that sends the request again.

    Args:
        entry: the request.
        base_url: where the server is, without a slash at the end; a namespace's part of it.

    Raises:
        JournalError: the journal holds only the beginning of the body.
    """
    parts = ["curl --silent --show-error --globoff"]
    if entry.method == "HEAD":
        parts.append("--head")
    elif entry.method != ("POST" if entry.body_size else "GET"):
        parts.append(f"--request {shlex.quote(entry.method)}")
    body = body_with(entry, PASSWORD)
    before = ""
    if entry.method == "POST" and entry.body_size:
        # Nothing after the colon leaves out the header that curl would make up.
        parts.append(f"--header {shlex.quote(f'content-type: {entry.content_type}'.rstrip())}")
        if _is_plain(body):
            parts.append(f"--data-binary {shlex.quote(body.decode())}")
        else:
            before = f"printf {shlex.quote(_in_octal(body))} |{_LINE}"
            parts.append("--data-binary @-")
    parts.append(shlex.quote(base_url + _path(entry)))
    return before + _LINE.join(parts) + "\n"


def as_test(entry: Entry) -> str:
    """A pytest test with the fixture `lmapi` that sends the request and expects its answer.

    Numbers of leads are left out of what is expected: they differ from run to run.

    Raises:
        JournalError: the journal holds only the beginning of the body.
    """
    form = _same_form(entry.parameters.query)
    path, arguments = repr(_path(entry)), []
    if entry.query and _reads_as(entry.query, entry.parameters.query):
        path = repr(quote(entry.path))
        arguments.append(f"params={form},")
    if entry.method == "POST" and entry.body_size:
        body = body_with(entry, PASSWORD)
        if entry.content_type == _FORM and _reads_as(body, entry.parameters.body):
            arguments.append(f"data={_same_form(entry.parameters.body)},")
        else:
            arguments.append(f"data={body!r},")
            arguments.append(f"headers={{'content-type': {entry.content_type!r}}},")
    said = [line.partition(" - ")[0] for line in entry.text.splitlines()]
    lines = [
        "import requests",
        "",
        "",
        f"def {_name(entry)}(lmapi):",
        "    answer = requests.request(",
        f"        {entry.method!r},",
        f"        lmapi.base_url + {path},",
        *(f"        {argument}" for argument in arguments),
        "        timeout=10,",
        "    )",
        f"    assert answer.status_code == {entry.status}",
    ]
    if entry.method != "HEAD":
        lines.append("    said = [line.partition(' - ')[0] for line in answer.text.splitlines()]")
        lines.append(f"    assert said == {said!r}")
    return "\n".join(lines) + "\n"


def _path(entry: Entry) -> str:
    """Path and query as they go into an address."""
    path = quote(entry.path, safe="/!$&'()*+,;=:@~")
    query = quote(query_with(entry, PASSWORD), safe=_AS_IT_IS)
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


def _decoded(parameters: Mapping[str, bytes]) -> dict[str, str]:
    """Parameters as text, the password's place held."""
    return {
        name: PASSWORD if name == MASKED and value == MASK.encode() else value.decode()
        for name, value in parameters.items()
    }


def _same_form(parameters: Mapping[str, bytes]) -> str:
    """Parameters as the source of a dictionary, a line for each; nothing if they are no text."""
    try:
        decoded = _decoded(parameters)
    except UnicodeDecodeError:
        return ""
    pairs = "".join(f"            {name!r}: {value!r},\n" for name, value in decoded.items())
    return "{\n" + pairs + "        }"


def _name(entry: Entry) -> str:
    """The test's name, of what was called and for which number."""
    about = f"{entry.function} {entry.sent.get('phone_number', '')}"
    words = re.findall(r"[A-Za-z0-9_]+", about) or ["request"]
    return f"test_{'_'.join(words)[:60]}"
