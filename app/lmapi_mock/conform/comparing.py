"""Whether two answers are the same, and by how much they are not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Final

from lmapi_mock.conform.asking import Reply

_RELEASE: Final = re.compile(
    rb"VERSION: (?P<version>[^|]*)\|BUILD: (?P<build>[^|]*)"
    rb"\|DATE: (?P<date>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\|EPOCH: (?P<epoch>\d+)\|DST: (?P<dst>\d)"
)
_QUARTER_S: Final = 900

_ENGINE: Final = frozenset({418, 500})
"""Refusals whose body is the engine's own; all other pages of errors are the web server's."""


class Release:
    """What function=version tells.

    Args:
        told: a match of its line.

    Attributes:
        version: the release.
        build: likewise.
        moment: when it was told.
        offset: how far the dialer's clock is ahead of UTC, in seconds.
        is_summer: whether it says so.
    """

    def __init__(self, told: re.Match[bytes]) -> None:
        self.version = told["version"].decode("latin-1")
        self.build = told["build"].decode("latin-1")
        self.moment = datetime.fromtimestamp(int(told["epoch"]), UTC)
        date = datetime.strptime(told["date"].decode(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        self.offset = round((date - self.moment).total_seconds() / _QUARTER_S) * _QUARTER_S
        self.is_summer = told["dst"] != b"0"


def release_of(reply: Reply) -> Release | None:
    """What a dialer has told of itself; None where it is another answer."""
    found = _RELEASE.search(reply.body)
    if found is None:
        return None
    try:
        return Release(found)
    except (ValueError, OverflowError):
        return None


def distance(ours: Reply, theirs: Reply) -> int:
    """How many pieces of two answers differ: status, headers, what stands between bars.

    The time is none, only how far from UTC a dialer's clock is. The pages of errors that a web
    server makes are not looked at, only their status.
    """
    if ours.status != theirs.status and not (_is_engines(ours) and _is_engines(theirs)):
        return 1
    if not _is_engines(ours):
        return 0
    pairs = [
        (ours.status, theirs.status),
        *zip(ours.headers, theirs.headers, strict=True),
        *zip_longest(_pieces(ours), _pieces(theirs)),
    ]
    return sum(one != other for one, other in pairs)


def _is_engines(reply: Reply) -> bool:
    return 200 <= reply.status < 300 or reply.status in _ENGINE


def _pieces(reply: Reply) -> list[bytes]:
    body = reply.body
    release = release_of(reply)
    if release is not None:
        body = re.sub(rb"\|DATE: [^|]*\|EPOCH: \d+", b"|DATE: UTC%+d" % release.offset, body)
    return body.split(b"|")
