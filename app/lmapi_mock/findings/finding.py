"""Findings of a request, worked out of its journal entry when somebody asks.

What is looked at, a module for each: the request as a whole, names, values as cleaned and as
stored; then what the function that was called looks at itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lmapi_mock.findings import failures, names, request, stored, values
from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.core.finding import Finding


def find(entry: Entry) -> list[Finding]:
    """Every finding of a request, in the order of the catalogue's chapters.

    Nothing is found where the request came to none of the endpoint's paths, and of one that was
    asked for no login (`version`) only what concerns it as a whole.
    """
    if entry.unreadable:
        return [Finding("unreadable-request", f"The request was not read. {entry.unreadable}")]
    if entry.dialect is None:
        return []
    looks: list[Callable[[Entry], Iterator[Finding]]] = [request.find, failures.find]
    function = entry.called
    if entry.stages and function.needs_login:
        # Of a body that the journal has cut, nobody can say what else was in it.
        looks += [] if entry.is_cut else [names.find, values.find, stored.find]
        looks.append(function.findings().find)
    return [finding for look in looks for finding in look(entry)]
