"""Findings that the functions which tell of leads have in common (leads.md, 1.1 and 1.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    Kind,
    Seen,
    Severity,
    counted,
    text_of,
)

MISSPELT: Final = "word-in-wrong-case"
SPLIT: Final = "separator-in-value"

KINDS: Final[Mapping[str, Kind]] = {
    MISSPELT: Kind(
        Severity.WARNING,
        "A word that counts in one spelling only",
        "header, stage, search_location, archived_lead and custom_fields count in exactly one"
        " spelling: another one is passed over without a word, or finds nothing.",
        "Send header as YES, stage as csv, tab, pipe or newline, the rest in capitals.",
    ),
    SPLIT: Kind(
        Severity.WARNING,
        "A value that holds the separator",
        "Values are not quoted: one that holds the separator or a line end moves all that follow"
        " it in its line, and whoever counts columns reads another field.",
        "Send another stage: tab, or csv, pipe or newline, whichever no value holds.",
    ),
}
"""By their codes; each function takes those that it can have."""

_OFF: Final = frozenset({"", "0", "f", "false", "n", "no", "none", "off"})


def misspelt(seen: Seen, words: Mapping[str, Iterable[str]]) -> Iterator[Finding]:
    """Words that do not count as they are spelt.

    Args:
        seen: the request.
        words: by a parameter's name the words that count; an empty value always does.
    """
    for name, known in words.items():
        sent, kept = text_of(seen, name), seen.cleaned[name]
        if sent and kept not in known and not (set(known) == {"Y"} and sent.lower() in _OFF):
            yield Finding(
                MISSPELT,
                f"{name} {sent} is none of {', '.join(sorted(known))}.",
                name,
                sent,
                kept,
            )


def is_split(values: Iterable[str], between: str) -> bool:
    """Whether a value holds what stands between values, or ends the line."""
    return any(between in value or "\n" in value for value in values)


def split(seen: Seen, what: str) -> Iterator[Finding]:
    """Lines with a value that holds the separator, as the stages have counted them.

    Args:
        seen: the request.
        what: a line is told of, in the plural.
    """
    number = seen.noted.get("split_lines", 0)
    if number:
        yield Finding(
            SPLIT,
            counted(number, f"of the {what} told holds", f"of the {what} told hold")
            + " the separator or a line end in a value.",
            "stage",
            text_of(seen, "stage"),
            seen.cleaned["stage"],
        )
