"""Findings about what a dialer fails on: values that break the SQL that it builds by hand (W4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from lmapi_mock.findings.catalogue import shown
from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.core.failing import LOG_ROW, Broke
from lmapi_mock.non_agent_api.core.finding import Finding, text_of
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.endpoint import stages_of

CODE: Final = "fails-on-the-dialer"

MOST_SHOWN: Final = 40
"""Of a longer value so many characters stand in the sentence; `sent` has it whole."""


def find(entry: Entry) -> Iterator[Finding]:
    """The first statement that would fail on a dialer: it ends the request there."""
    broke = entry.broke
    if broke is None or not broke.fragile.is_told:
        return
    name = broke.culprit.parameter
    sent = text_of(entry, name) if name else broke.culprit.what
    what = f"{name} {sent[:MOST_SHOWN]!r}" if name else sent
    yield Finding(
        CODE,
        f"{shown(what)} makes {broke.fragile.purpose} fail on a dialer with PHP 8.1 or newer: the"
        f" client sees status 500 {_seen(entry, broke)}; {_left(entry, broke)}.",
        name,
        sent,
    )


def _seen(entry: Entry, broke: Broke) -> str:
    """What the client is answered there."""
    if not broke.said:
        return "and an empty body"
    last = entry.lines[broke.said - 1]
    line = f"{last.message.result}: {last.reason}" if last.message.prints_result else "the data"
    return f"after {line}" if broke.said == 1 else f"after {broke.said} lines, to {line}"


_LOGS: Final = frozenset({"vicidial_api_log", "vicidial_api_urls"})


def _left(entry: Entry, broke: Broke) -> str:
    """What is stored all the same, and what is not."""
    stored = Counter(row.table for row in entry.rows[: broke.written] if row.table not in _LOGS)
    rows = ", ".join(f"{count} of {table}" for table, count in stored.items())
    left = f"stored all the same: {rows}" if rows else "nothing is stored"
    if not rows and not broke.said:
        return left
    missing = []
    if broke.said and broke.fragile.is_log:
        table = "vicidial_api_log" if broke.fragile is LOG_ROW else "vicidial_api_urls"
        missing.append(f"its row of {table}")
    missing += [f"`{stage.name}`" for stage in _not_done(entry, broke)]
    return f"{left}; missing: {', '.join(missing)}" if missing else left


def _not_done(entry: Entry, broke: Broke) -> Iterator[Stage]:
    """The stages that would have had something to do; after a refusal there is none."""
    said = entry.lines[: broke.said]
    if any(line.message.result == "ERROR" for line in said):
        return
    stages = stages_of(entry.called)
    first = broke.stages if broke.fragile.is_log else max(broke.stages - 1, 0)
    for stage in stages[first:]:
        if stage.is_optional and stage.is_asked(entry.cleaned):
            yield stage
