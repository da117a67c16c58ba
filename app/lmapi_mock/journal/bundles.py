"""Rows of the shared journal: each holds an entry, or those of requests committed together.

Several in one row are compressed and looked through for passwords at once, what their clients have
in common stands once, and the database's server has one row to store.

Entries are numbered without a gap, and a row has the number of its last one: the others' follow
from how many there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from lmapi_mock.journal.compression import compressed, decompressed
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.stored import Told, all_told, json_of, text_of, told_of

MOST_TOGETHER: Final = 64 * 1024
"""So much JSON is one text, in bytes, unless one entry alone has more: whoever reads an entry reads
those beside it."""

_LEAD: Final = 16
"""How many letters tell a lead from others."""

_MOST_ENTRIES: Final = 32
LONGEST_HEAD: Final = _MOST_ENTRIES * (_LEAD + 1) + 1
"""In so many letters a text has said which leads its entries stored."""


class Bundle(NamedTuple):
    """Entries that are one row.

    Attributes:
        entries: how many.
        lead: alike for those that stored the same lead, of one entry by itself; else None.
        text: all of them. Of several it begins with their leads, in brackets.
    """

    entries: int
    lead: str | None
    text: str


def bundled(entries: Sequence[Entry]) -> Iterator[Bundle]:
    """Entries as they are stored, in their order."""
    together: list[Entry] = []
    told: list[Told] = []
    size = 0
    for entry, made in zip(entries, all_told(entries), strict=True):
        if together and (size + made.size > MOST_TOGETHER or len(together) == _MOST_ENTRIES):
            yield _bundle(together, told)
            together, told, size = [], [], 0
        together.append(entry)
        told.append(made)
        size += made.size
    if together:
        yield _bundle(together, told)


def _bundle(entries: Sequence[Entry], told: Sequence[Told]) -> Bundle:
    if len(entries) == 1:
        (entry,) = entries
        lead = None if entry.lead is None else _alike(entry.lead)
        return Bundle(1, lead, text_of(entry, told[0]))
    leads = [_alike(entry.lead)[:_LEAD] if entry.lead else "" for entry in entries]
    return Bundle(len(entries), None, _text(leads, told))


def _text(leads: Sequence[str], told: Sequence[Told]) -> str:
    lines = []
    frame = None
    for one in told:
        if one.frame != frame:
            frame = one.frame
            lines.append(frame)
        lines.append(one.rest)
    together = compressed(b"\n".join(lines))
    return f"[{','.join(leads)}]{together}"


def told_in(text: str) -> list[str]:
    """The JSON of each entry that a row holds."""
    if not text.startswith("["):
        return [json_of(text)]
    return [one.json.decode() for one in _told(text)]


def _told(text: str) -> Iterator[Told]:
    """The same of several: a frame is a line of its own, before those that have it in common."""
    frame = b""
    for line in decompressed(text.partition("]")[2]).split(b"\n"):
        if line.startswith(b"{"):
            frame = line
        else:
            yield Told(frame, line)


def with_another(text: str, place: int, entry: Entry) -> str:
    """A row's text, one of its entries stored anew.

    Args:
        text: of the row.
        place: which of its entries it is, from 0.
        entry: what it is from now on; its lead is the one that it was.
    """
    if not text.startswith("["):
        return text_of(entry)
    told = list(_told(text))
    told[place] = told_of(entry)
    return _text(text[1:].partition("]")[0].split(","), told)


def leads_in(lead: str | None, head: str) -> list[str]:
    """What is alike for entries that stored the same lead, of each in a row; nothing for none.

    Args:
        lead: the row's own.
        head: how its text begins, LONGEST_HEAD letters or more.
    """
    if head.startswith("["):
        return head[1:].partition("]")[0].split(",")
    return [(lead or "")[:_LEAD]]


def _alike(lead: tuple[str, ...]) -> str:
    """A text that is the same for the same lead, and tells nothing of it."""
    named = "\0".join(lead).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(named, digest_size=16).hexdigest()
