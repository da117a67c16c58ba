"""Findings of a request, worked out of its journal entry when somebody asks.

What is looked at, a module for each: the request as a whole, names, values as cleaned and as
stored; then what the function that was called looks at itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lmapi_mock.findings import failures, names, request, stored, values
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.remembered import remembered
from lmapi_mock.non_agent_api.core.finding import Finding

MOST_REMEMBERED: Final = 10_000
"""The findings of so many entries are remembered: they take half a millisecond to make, about a
kilobyte to keep, and whoever counts or filters them asks for those of all entries."""


def find(entry: Entry) -> tuple[Finding, ...]:
    """Every finding of a request, in the order of the catalogue's chapters.

    Little is found where the request came to none of the endpoint's paths, and of one that was
    asked for no login (`version`) only what concerns it as a whole.
    """
    # Whether a dialer has answered otherwise is known only after the entry is kept.
    return (*request.beside_the_dialer(entry), *_found(entry))


@remembered(MOST_REMEMBERED)
def _found(entry: Entry) -> tuple[Finding, ...]:
    if entry.unreadable:
        return (Finding("unreadable-request", f"The request was not read. {entry.unreadable}"),)
    if entry.dialect is None:
        return ()
    looks: list[Callable[[Entry], Iterator[Finding]]] = [request.find, failures.find]
    function = entry.called
    if entry.stages and function.needs_login:
        # Of a body that the journal has cut, nobody can say what else was in it.
        looks += [] if entry.is_cut else [names.find, values.find, stored.find]
        looks.append(function.findings().find)
    found = [finding for look in looks for finding in look(entry)]
    told = {one.code for one in found}
    blank = request.ending_in_blanks(entry) if "values-end-in-blanks" in told else []
    follows = {code for cause, codes in _FOLLOWS.items() if cause in told for code in codes}
    same = {
        (code, cause.parameter)
        for cause in found
        if cause.code != values.PLACEHOLDER or values.is_placeholder(cause.sent)
        for code in _FOLLOWS_OF_ONE.get(cause.code, ())
    }
    return tuple(
        one
        for one in found
        if one.code not in follows
        and (one.code, one.parameter) not in same
        and not (one.parameter in blank and _is_of_blanks(one))
    )


_FOLLOWS: Final = {
    "digits-glued": ("number-length", "number-prefix", "number-abroad"),
    "number-prefix": ("offset-guessed",),
    "number-abroad": ("offset-guessed",),
}
"""By a cause that is told, what would be told of the same once more."""

_FOLLOWS_OF_ONE: Final = {
    values.PLACEHOLDER: (
        "character-replaced",
        "date-read-otherwise",
        "dropped-characters",
        "encoded-twice",
        "impossible-date",
        "phone-number-cleaned",
        "switch-not-on",
        "unknown-choice",
        "unknown-duplicate-check",
        "value-changed",
        "value-cut",
    ),
    "batch-ids-malformed": ("dropped-characters",),
    "custom-field-unseen": ("unknown-parameter",),
    "dnc-areacode": ("dropped-characters",),
}
"""The same of one parameter's value."""


def _is_of_blanks(finding: Finding) -> bool:
    """Whether all it tells of is the blanks that a value ends in, which are a finding of theirs."""
    meant = finding.sent.strip()
    return not meant or meant == finding.kept.strip()
