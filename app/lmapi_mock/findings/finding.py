"""Findings of a request, worked out of its journal entry when somebody asks.

What is looked at, a module for each: the request as a whole, names, values as cleaned and as
stored, settings, and what becomes of the lead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lmapi_mock.findings import dialing, names, settings, stored, values
from lmapi_mock.findings import request as whole
from lmapi_mock.findings.catalogue import Finding
from lmapi_mock.journal.entry import Entry

__all__ = ["Finding", "find"]


def find(entry: Entry) -> list[Finding]:
    """Every finding of a request, in the order of the catalogue's chapters.

    Nothing is found where the request came to none of the endpoint's paths, and of one that was
    asked for no login (`version`) only what concerns it as a whole.
    """
    if entry.dialect is None:
        return []
    looks: list[Callable[[Entry], Iterator[Finding]]] = [whole.find]
    if entry.stages:
        # Of a body that the journal has cut, nobody can say what else was in it.
        if not whole.is_cut(entry):
            looks += [names.find, values.find, stored.find, settings.find]
        looks.append(dialing.find)
    return [finding for look in looks for finding in look(entry)]
