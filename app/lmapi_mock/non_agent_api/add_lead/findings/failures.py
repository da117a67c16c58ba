"""What makes a real engine fail: it builds its SQL by hand, and some values end it too early (W4).

Here values are data, and nothing fails. Under PHP 8.1 and newer the first statement that fails ends
the request with status 500: what was said before is said, what was stored before stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Seen, outlook_of, text_of
from lmapi_mock.non_agent_api.wire.parse import ARRAY
from lmapi_mock.non_agent_api.wire.sanitise import (
    ARRAY_FAILS_AFTER_LOGIN,
    ARRAY_FAILS_AFTER_SUCCESS,
    ARRAY_FAILS_BEFORE_LOGIN,
)

CODE: Final = "fails-on-the-dialer"

BEFORE_ALL: Final = (
    "the client sees status 500 with an empty body; no lead is stored, and no line in any log"
)
AFTER_FIRST_LINE: Final = (
    "the client sees the first line with status 500; that line stays true, but its row of"
    " vicidial_api_urls, further phone numbers, custom fields, hopper and callback are missing"
)
AFTER_FIRST_LINE_UNLOGGED: Final = (
    "the client sees the first line with status 500; that line stays true, but its row of"
    " vicidial_api_log, further phone numbers, custom fields, hopper and callback are missing"
)
AFTER_SUCCESS: Final = (
    "the client sees the SUCCESS with status 500; the lead is stored, and what comes after is"
    " missing"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement that fails for some values.

    Attributes:
        purpose: what the statement is for.
        stage: the stage that runs it; a request that did not come there does not fail.
        leaves: what the client sees, and what is left behind.
        values: the parameters whose values end it too early.
    """

    purpose: str
    stage: str
    leaves: str
    values: Callable[[Seen], Iterator[str]]


def _with_apostrophe(*names: str, switch: str, asked: str) -> Callable[[Seen], Iterator[str]]:
    """Parameters that hold an apostrophe, where a switch asks for what compares them."""

    def find(seen: Seen) -> Iterator[str]:
        if asked in seen.cleaned[switch].upper():
            yield from (name for name in names if "'" in seen.cleaned[name])

    return find


def _ends_in_backslash(seen: Seen) -> Iterator[str]:
    for name in ("vendor_lead_code", "source_id", "comments"):
        value = seen.cleaned[name]
        # Two of them are one that is escaped.
        if (len(value) - len(value.rstrip("\\"))) % 2:
            yield name


def _list_without_campaign(seen: Seen) -> Iterator[str]:
    asked = seen.cleaned["duplicate_check"].upper()
    if any(name in asked for name in _CAMPAIGN_CHECKS) and not outlook_of(seen).exists:
        yield "list_id"


_CAMPAIGN_CHECKS: Final = ("DUPCAMP", "DUPPHONEALTCAMP", "DUPTITLEALTPHONECAMP", "DUPNAMEPHONECAMP")


def _arrays(names: frozenset[str]) -> Callable[[Seen], Iterator[str]]:
    def find(seen: Seen) -> Iterator[str]:
        parameters = seen.parameters
        yield from sorted(name for name in names if parameters.get(name) is ARRAY)

    return find


def _last_of_body(seen: Seen) -> Iterator[str]:
    name, value = seen.parameters.last_of_body
    if not _SQL_TEXT.fullmatch(value):
        yield name


_SQL_TEXT: Final = re.compile(rb"(?:[^'\\]|\\.|'')*", re.DOTALL)


def _query(seen: Seen) -> Iterator[str]:
    if b"'" in seen.query:
        holding = (name for name, value in seen.parameters.query.items() if b"'" in value)
        yield next(holding, "")


FAILURES: Final = (
    Failure(
        "the reading of the parameter",
        "authenticate",
        BEFORE_ALL,
        _arrays(ARRAY_FAILS_BEFORE_LOGIN),
    ),
    Failure(
        "the check of the parameter",
        "check_permission",
        BEFORE_ALL,
        _arrays(ARRAY_FAILS_AFTER_LOGIN - {"callback_datetime"}),
    ),
    Failure(
        "the duplicate check by name",
        "check_duplicates",
        BEFORE_ALL,
        _with_apostrophe("first_name", "last_name", switch="duplicate_check", asked="DUPNAMEPHONE"),
    ),
    Failure(
        "the duplicate check by title and alt_phone",
        "check_duplicates",
        BEFORE_ALL,
        _with_apostrophe("title", "alt_phone", switch="duplicate_check", asked="DUPTITLEALTPHONE"),
    ),
    Failure(
        "the search for the lists of its campaign",
        "check_duplicates",
        BEFORE_ALL,
        _list_without_campaign,
    ),
    Failure(
        "the look-up of the time zone by its code",
        "look_up_time_zone",
        BEFORE_ALL,
        _with_apostrophe("owner", switch="tz_method", asked="TZCODE"),
    ),
    Failure("the insert of the lead", "insert_lead", BEFORE_ALL, _ends_in_backslash),
    Failure(
        "the log of the answer's first line",
        "check_permission",
        AFTER_FIRST_LINE_UNLOGGED,
        _last_of_body,
    ),
    Failure(
        "the log of the request's address",
        "check_permission",
        AFTER_FIRST_LINE,
        _query,
    ),
    Failure(
        "the reading of further phone numbers",
        "load_alt_phones",
        AFTER_SUCCESS,
        _arrays(ARRAY_FAILS_AFTER_SUCCESS),
    ),
)
"""In the order in which the engine comes to them."""


def find(seen: Seen) -> Iterator[Finding]:
    """The first statement that would fail: it ends the request."""
    begun = {stage.name for stage in seen.stages}
    for failure in FAILURES:
        if failure.stage not in begun:
            continue
        names = list(failure.values(seen))
        if names:
            named = " and ".join(filter(None, names))
            yield Finding(
                CODE,
                f"{named or 'The query'} makes {failure.purpose} fail on a dialer with PHP 8.1 or"
                f" newer: {failure.leaves}.",
                names[0],
                text_of(seen, names[0]) if names[0] else "",
            )
            return
