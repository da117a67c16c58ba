"""Which requests of the journal are asked for: the filters of a list, and how far it looked."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final, Literal

from fastapi import Depends, Query

from lmapi_mock.admin.entry_json import refusal, rows
from lmapi_mock.findings.catalogue import said, severity
from lmapi_mock.findings.finding import find
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.explaining import verdict
from lmapi_mock.journal.journal import Journal
from lmapi_mock.journal.outcome import Outcome
from lmapi_mock.journal.outcome import outcome as outcome_of
from lmapi_mock.journal.remembered import remembered
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.non_agent_api.core.finding import Severity
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.pace import paced

ANY: Final = "any"
"""What a filter says that wants one, whichever."""


class Filters:
    """The filters that lists and counts of requests share: an entry has to pass all of them."""

    def __init__(
        self,
        since: Annotated[int, Query(description="Only ids above this one.")] = 0,
        q: Annotated[
            str,
            Query(
                description="A text that occurs anywhere in what is shown of a request; `#12`"
                " finds the one with this id."
            ),
        ] = "",
        user: str | None = None,
        function: str | None = None,
        result: Literal["SUCCESS", "NOTICE", "ERROR"] | None = None,
        outcome: Annotated[
            Outcome | None, Query(description="Only those that came to this.")
        ] = None,
        phone_number: str | None = None,
        list_id: str | None = None,
        finding: Annotated[
            str | None,
            Query(
                description="Only with a finding of this code, or of this severity and above:"
                " `info`, `warning`, `error`; `any` for any."
            ),
        ] = None,
        fault: Annotated[
            str | None,
            Query(description="Only those that met the fault of this id; `any` for any."),
        ] = None,
        door: Annotated[
            Literal["documented", "vicidial"] | None,
            Query(description="Only in this dialect's words."),
        ] = None,
    ) -> None:
        self.since = since
        self._text = q.casefold()
        self._user = user
        self._function = function
        self._result = result
        self._outcome = outcome
        self._parameters = [
            (name, value)
            for name, value in (("phone_number", phone_number), ("list_id", list_id))
            if value is not None
        ]
        self._finding = finding
        self._fault = fault
        self._door = door

    def of(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Those of the entries that pass."""
        return filter(self.wants, entries)

    def wants(self, entry: Entry) -> bool:
        """Whether an entry passes; what is quick to see is looked at first."""
        return (
            (self._user is None or entry.user == self._user)
            and (self._function is None or entry.function == self._function)
            and (self._door is None or entry.dialect == self._door)
            and (self._result is None or entry.result == self._result)
            and (self._outcome is None or outcome_of(entry) is self._outcome)
            and (self._fault is None or _met(entry, self._fault))
            and all(entry.sent.get(name) == value for name, value in self._parameters)
            and (self._finding is None or _has(entry, self._finding))
            and (not self._text or self._text == f"#{entry.id}" or self._text in text_of(entry))
        )


Asked = Annotated[Filters, Depends()]
"""The filters of a call, as a handler's parameter."""


Before = Annotated[int | None, Query(description="Only ids below this one.")]
Within = Annotated[
    float | None,
    Query(
        gt=0, le=60, description="How long to look, in seconds; `next` then says where to go on."
    ),
]


class Looked:
    """How far a list has looked through the journal, and whether in time.

    Args:
        within: for how long it may, in seconds; None for as long as it takes.
    """

    def __init__(self, within: float | None = None) -> None:
        self._until = None if within is None else time.monotonic() + within
        self.next: int | None = None
        """Below which id to go on; None where all were looked at."""

    def at(
        self, journal: Journal | SharedJournal, before: int | None, since: int
    ) -> Iterator[Entry]:
        """The entries between two ids, newest first, as long as there is time."""
        for entry in paced(journal.entries(since=since, before=before)):
            yield entry
            if self._until is not None and time.monotonic() >= self._until:
                self.next = entry.id
                return

    def first(self, entries: Iterator[Entry], limit: int) -> Iterator[Entry]:
        """So many of the entries."""
        for place, entry in zip(range(1, limit + 1), entries):  # noqa: B905  the shorter one ends it
            if place == limit:
                self.next = entry.id
            yield entry


def _met(entry: Entry, rule: str) -> bool:
    return entry.fault is not None and rule in {ANY, entry.fault.rule}


_SEVERITIES: Final = {str(one): one for one in Severity}


def _has(entry: Entry, asked: str) -> bool:
    least = _SEVERITIES.get(asked)
    if least is not None:
        return any(severity(one).rank >= least.rank for one in find(entry))
    return any(asked in {ANY, one.code} for one in find(entry))


MOST_REMEMBERED: Final = 10_000
"""The texts of so many requests are remembered once somebody has searched: a letter typed later,
all of them are looked through in a hundredth of the time. Of each it is a kilobyte or two."""

LONGEST_REMEMBERED: Final = 4096
"""Longer texts, in characters, are made anew: looking at the journal shall not double it."""


@remembered(MOST_REMEMBERED, lambda text: len(text) <= LONGEST_REMEMBERED)
def text_of(entry: Entry) -> str:
    """All that is shown of a request, case-folded, for searches."""
    return "\n".join(dict.fromkeys(text.casefold() for text in _texts(entry)))


def _texts(entry: Entry) -> Iterator[str]:
    """Every text that is shown of a request."""
    yield from (entry.path, entry.text, entry.user, entry.function, entry.method)
    yield from (str(entry.dialect or ""), str(entry.status), entry.remote_ip, entry.request_id)
    yield from (outcome_of(entry).replace("_", " "), verdict(entry), entry.unreadable)
    if entry.fault is not None:
        yield from _values(entry.fault.as_json())
    for name, value in entry.sent.items():
        yield from (name, value)
    yield from (value.decode("latin-1") for _, value in entry.headers)
    yield from (entry.query.decode("latin-1"), entry.body.decode("utf-8", "replace"))
    for one in find(entry):
        yield from (one.code, said(one))
    yield from _values(refusal(entry))
    yield from (entry.text_in(dialect) for dialect in Dialect)
    yield from _values(entry.cleaned)
    yield from _values([[row["table"], row["row"], row["before"]] for row in rows(entry)])


def _values(shown: object) -> Iterator[str]:
    """The texts in what is fit for JSON, without the names of things."""
    if isinstance(shown, Mapping):
        for value in shown.values():
            yield from _values(value)
    elif isinstance(shown, list):
        for value in shown:
            yield from _values(value)
    elif shown is not None:
        yield str(shown)
