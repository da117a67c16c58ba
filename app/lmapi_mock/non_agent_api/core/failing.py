"""Where the engine fails: it builds its SQL by hand, and some values break it (W4).

A statement that takes values as they are stands beside the stage that runs it, as a `Fragile`, and
in that stage's record. What comes of a broken one is a setting: nothing, since values are data
here; or what a dialer does, whose PHP ends the request there (8.1 and newer) or passes it over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, NamedTuple


class SqlFailures(StrEnum):
    """What comes of a statement that a value breaks."""

    NONE = "none"
    """Values are data: nothing breaks."""
    PHP8 = "php8"
    """PHP 8.1 and newer: status 500, the answer cut there, what was stored before stays."""
    PHP7 = "php7"
    """Older ones: the statement is skipped in silence, and the request goes on."""


class Culprit(NamedTuple):
    """What breaks a statement.

    Attributes:
        parameter: whose value it is; empty where it is none of the request's.
        what: it in words, where it is none of the request's.
    """

    parameter: str
    what: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Fragile:
    """A statement of the engine, or a step of its PHP, that some values break.

    Attributes:
        purpose: what it is for, as `the duplicate check by name`.
        takes: the parameters that it takes as they are.
        quote: the mark that its texts stand between.
        breaks_by: in words for people, what breaks it besides, or in their place.
        is_log: whether it keeps what is done already.
        is_told: whether a request that breaks it gets a finding; not where that is a matter of how
            the dialer was installed.
    """

    purpose: str
    takes: tuple[str, ...] = ()
    quote: str = "'"
    breaks_by: str = ""
    is_log: bool = False
    is_told: bool = True

    def culprit(self, value: Mapping[str, str]) -> Culprit | None:
        """The first of its parameters whose value breaks it."""
        for name in self.takes:
            text = value[name]
            if (self.quote in text or "\\" in text) and not is_sql_text(text, self.quote):
                return Culprit(name)
        return None


class Broke(NamedTuple):
    """The first statement of a request that broke, or would break.

    Attributes:
        fragile: the statement.
        culprit: what breaks it.
        stages: how many stages had begun.
        said: how many lines had been said.
        written: how many rows had been stored, changed or deleted.
    """

    fragile: Fragile
    culprit: Culprit
    stages: int
    said: int
    written: int


class EndedError(Exception):
    """PHP ends the request here; what was said is said, and what was stored stays."""


NOT_RUN: Final = -1
"""How many rows PHP says that a statement has changed which broke, and was passed over."""

MOST_IN_A_STATEMENT: Final = 16 * 1024 * 1024
"""MariaDB's max_allowed_packet, in bytes: a longer statement fails, whatever is in it."""

READING: Final = Fragile(
    "the reading of the parameter",
    breaks_by="an array, as `phone_number[]=1`, for `phone_number`, `hopper_priority` or"
    " `remove_from_hopper`",
)
CHECKING: Final = Fragile("the check of the parameter", breaks_by="an array, as `rank[]=1`")
"""What PHP 8 does with an array where it wants a text."""

LOG_ROW: Final = Fragile(
    "the log of the answer",
    breaks_by="the last variable of a form, or stored data in the answer",
    is_log=True,
)
LOG_URL: Final = Fragile(
    "the log of the request's address",
    breaks_by="a `'` that the query holds unescaped; a form of 8 MiB without a query, which stands"
    " there twice",
    is_log=True,
)
EVERYWHERE: Final = (READING, CHECKING, LOG_ROW, LOG_URL)
"""What every function runs."""


@cache
def _whole(quote: str) -> re.Pattern[str]:
    """What can stand between two quotes, and be one text, or several side by side.

    A quote escaped or doubled is part of it; two with blanks between end a text and begin another.
    """
    q = re.escape(quote)
    # An atomic group, and not `*+` behind one: before Python 3.11.3, which Debian 12 is, that
    # matches where its last turn has failed half way.
    return re.compile(rf"(?>(?:[^{q}\\]++|\\.|{q}\s*+{q})*)", re.DOTALL)


def is_sql_text(value: str, quote: str) -> bool:
    """Whether a value can stand between two quotes as it is.

    Args:
        value: as PHP puts it there.
        quote: `'` or `"`.
    """
    if quote not in value and "\\" not in value:
        return True
    return _whole(quote).fullmatch(value) is not None


_ESCAPES: Final = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}


def sql_text(value: str, quote: str) -> str:
    """What MariaDB makes of a value between two quotes, which it can stand between."""
    if quote not in value and "\\" not in value:
        return value
    return _read_escapes(quote).sub(_unescaped, value)


@cache
def _read_escapes(quote: str) -> re.Pattern[str]:
    q = re.escape(quote)
    return re.compile(rf"\\(?P<escaped>.)|(?P<doubled>{q}{q})|{q}\s+{q}", re.DOTALL)


def _unescaped(found: re.Match[str]) -> str:
    escaped: str | None = found["escaped"]
    if escaped is None:
        doubled: str = found["doubled"] or ""
        return doubled[:1]
    if escaped in "%_":
        # Left for LIKE.
        return found[0]
    return _ESCAPES.get(escaped, escaped)


def joined_text(parts: Iterable[str], culprit: Culprit) -> Culprit | None:
    """The culprit, if any of the texts that a list of SQL is made of cannot stand in it."""
    return None if all(is_sql_text(part, "'") for part in parts) else culprit
