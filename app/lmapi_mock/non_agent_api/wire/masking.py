"""Hiding the password in what is kept of a request: logs, journal and pages never hold one."""

from __future__ import annotations

import re
from typing import Final

from lmapi_mock.non_agent_api.wire.parse import (
    is_multipart,
    is_urlencoded,
    multipart_boundary,
    variable_name,
)

MASKED: Final = "pass"
"""The parameter whose value is hidden."""

MASK: Final = "XXXX"
"""What stands in its place."""

_MASK: Final = MASK.encode()
_NAMED_PASS: Final = re.compile(rb"\bname[ \t]*=[ \t]*[\"']?pass\b", re.IGNORECASE)
_ANYWHERE: Final = re.compile(
    rb"(pass(?:word)?[\"']?\s*[:=>]\s*)(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s,;&<>}\"']+)",
    re.IGNORECASE,
)


def masked_pairs(pairs: bytes) -> bytes:
    """A query or a form as sent, but for the password, however its name is written."""
    return b"&".join([_masked(pair) for pair in pairs.split(b"&")])


def _masked(pair: bytes) -> bytes:
    name, equals, _ = pair.partition(b"=")
    if equals and variable_name(name) == MASKED:
        return name + equals + _MASK
    return pair


def masked_body(body: bytes, content_type: str) -> bytes:
    """A body as sent, but for what is, or looks like, a password.

    Args:
        body: the bytes.
        content_type: the header's value.
    """
    if is_multipart(content_type):
        return _masked_parts(body, multipart_boundary(content_type))
    if is_urlencoded(content_type):
        return masked_pairs(body)
    # The engine reads no parameter of it, but a person may look at it.
    return _ANYWHERE.sub(rb"\1" + _MASK, body)


def _masked_parts(body: bytes, boundary: str) -> bytes:
    if not boundary:
        return _ANYWHERE.sub(rb"\1" + _MASK, body)
    delimiter = b"--" + boundary.encode("latin-1", "replace")
    return delimiter.join([_masked_part(part) for part in body.split(delimiter)])


def _masked_part(part: bytes) -> bytes:
    head, gap, value = part.partition(b"\r\n\r\n")
    if not gap:
        head, gap, value = part.partition(b"\n\n")
    if not gap or not _NAMED_PASS.search(head):
        return part
    end = re.search(rb"\r?\n\Z", value)
    return head + gap + _MASK + (end[0] if end else b"")
