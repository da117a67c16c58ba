"""Differences that are known and meant, as docs/limits.md has them: data, with their reasons.

One is recognised where the answers differ by it alone. Two of the limits cannot be: which of many
equal requests at once has added the lead, and SQL in values, look like any other difference; what a
setting mends (`--sql-failures`, `--charset`) is no limit. The pages of errors that a web server
makes, and how a body is framed, are never compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import zip_longest
from typing import Final, NamedTuple

from lmapi_mock.conform.asking import Reply
from lmapi_mock.conform.comparing import distance
from lmapi_mock.conform.sent import Sent, read_sent
from lmapi_mock.non_agent_api.functions import NOT_IMITATED


class Known(NamedTuple):
    """A difference that is meant.

    Attributes:
        why: what differs, for reports.
        holds: whether it is what parts the double's answer from the dialer's to a request, which
            is given as its bytes and as it is read; None for what cannot be read.
    """

    why: str
    holds: Callable[[bytes, Sent | None, Reply, Reply], bool]


_NO_FUNCTION: Final = b"NO FUNCTION SPECIFIED"
_SURROGATE: Final = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_DEBUG: Final = re.compile(rb"[1-9]")
_DUPLICATE: Final = re.compile(rb"ERROR: \w+ DUPLICATE [A-Z ]+ - ")
_NO_MAIL: Final = re.compile(rb"(?m)^.*EMAIL FAILURE.*\n?")
_RANGES: Final = re.compile(rb"(?im)^range[ \t]*:[^,\r\n]*,")
_WITHOUT_VERSION: Final = re.compile(rb"[A-Z]+ [^ \r\n]+\r?\n")
_LENGTH: Final = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*([0-9]{1,15})[ \t]*\r?$")


def _is_no_function(_: bytes, sent: Sent | None, ours: Reply, theirs: Reply) -> bool:
    return (
        sent is not None
        and sent.cleaned["function"] in NOT_IMITATED
        and _NO_FUNCTION in ours.body
        and _NO_FUNCTION not in theirs.body
    )


def _is_surrogate(_: bytes, __: Sent | None, ours: Reply, theirs: Reply) -> bool:
    as_here = theirs._replace(body=_SURROGATE.sub(b"???", theirs.body))
    return as_here != theirs and not distance(ours, as_here)


def _is_debug(_: bytes, sent: Sent | None, ours: Reply, theirs: Reply) -> bool:
    asked = None if sent is None else sent.parameters.get("DB")
    return (
        isinstance(asked, bytes)
        and _DEBUG.search(asked) is not None
        and bool(ours.body)
        and theirs.body.endswith(b"\n" + ours.body)
    )


def _is_another_duplicate(_: bytes, __: Sent | None, ours: Reply, theirs: Reply) -> bool:
    mine, other = _DUPLICATE.match(ours.body), _DUPLICATE.match(theirs.body)
    if mine is None or other is None or mine[0] != other[0]:
        return False
    # The lead that was found, and its list.
    parted = [
        (one, another)
        for one, another in zip_longest(_fields(ours), _fields(theirs))
        if one != another
    ]
    return 0 < len(parted) <= len(("lead_id", "list_id")) and all(
        one is not None and another is not None and one.isdigit() and another.isdigit()
        for one, another in parted
    )


def _fields(reply: Reply) -> list[bytes]:
    return reply.body.strip().split(b"|")[1:]


def _is_mail(_: bytes, sent: Sent | None, ours: Reply, theirs: Reply) -> bool:
    if sent is None or sent.cleaned["function"] != "update_user":
        return False
    as_here = theirs._replace(body=_NO_MAIL.sub(b"", theirs.body))
    return as_here != theirs and not distance(ours, as_here)


def _is_several_ranges(raw: bytes, _: Sent | None, __: Reply, ___: Reply) -> bool:
    return _RANGES.search(raw.partition(b"\r\n\r\n")[0]) is not None


def _is_unusual_line(raw: bytes, _: Sent | None, __: Reply, ___: Reply) -> bool:
    return _WITHOUT_VERSION.match(raw) is not None or raw.startswith(b"OPTIONS * ")


def _is_short_body(raw: bytes, _: Sent | None, __: Reply, ___: Reply) -> bool:
    head, end, body = raw.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return bool(end) and length is not None and len(body) < int(length[1])


def _is_the_folder(_: bytes, sent: Sent | None, ours: Reply, ___: Reply) -> bool:
    return sent is not None and sent.path == "/vicidial/" and ours.status == 404


KNOWN: Final = (
    Known("a function of VICIdial's that is not imitated: a fault can answer it", _is_no_function),
    Known("an encoded surrogate is three `?` here", _is_surrogate),
    Known("the SQL that DB=1 prints before the answer is not imitated", _is_debug),
    Known(
        "a dialer may put a new lead where a deleted one was, and tell it as the duplicate",
        _is_another_duplicate,
    ),
    Known("no mail is sent here, and none fails (EMAIL FAILURE)", _is_mail),
    Known("several ranges in one Range are not imitated", _is_several_ranges),
    Known("HTTP/0.9 and `OPTIONS *` are not imitated", _is_unusual_line),
    Known("a body that ends before its length is not imitated", _is_short_body),
    Known("/vicidial/ itself is 404 here", _is_the_folder),
)
"""Each limit that can be met, and recognised."""


def known_difference(raw: bytes, ours: Reply, theirs: Reply) -> str:
    """Why two answers differ, where that is known and meant; else, or where they do not, nothing.

    Args:
        raw: the request.
        ours: the double's answer.
        theirs: the dialer's.
    """
    if not theirs.status or not distance(ours, theirs):
        return ""
    sent = read_sent(raw)
    found = (one.why for one in KNOWN if one.holds(raw, sent, ours, theirs))
    return next((f"{why} (docs/limits.md)" for why in found), "")
