"""Why a request ended as it did: each stage with its verdict, and what would let it pass."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lmapi_mock.journal.entry import Entry
from lmapi_mock.non_agent_api.core.outcome import Dialect, Line
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.endpoint import stages_of

LEAD: Final = "x-lmapi-lead"
"""The header of the id of the lead that a request stored; where it stored none, there is none."""


class Verdict(StrEnum):
    """What became of a stage."""

    PASSED = "passed"
    SAID = "said"
    SKIPPED = "skipped"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class StageVerdict:
    """A stage, what became of it, and what it said."""

    stage: Stage
    verdict: Verdict
    lines: tuple[Line, ...] = ()


def verdict(entry: Entry) -> str:
    """In a few words: `refused by check_dnc`, `stored as lead 12`."""
    if entry.ended and entry.broke is not None:
        return f"failed in {entry.broke.fragile.purpose}"
    if (refused := refusal(entry)) is not None:
        return f"refused by {refused[0].name}"
    if entry.lead_id:
        return f"stored as lead {entry.lead_id}"
    return f"answered {entry.status}"


def refusal(entry: Entry) -> tuple[Stage, Line] | None:
    """The stage that refused a request, and its line; None if none did.

    It is the one that ended it with an ERROR (a list that update_list has add_list make ends it
    with a SUCCESS), or one that had nothing else to say, as where a call names no function.
    """
    if entry.refused_by is not None:
        is_refused = bool(entry.lines) and _is_refusal(entry.lines[-1:])
        return (entry.refused_by, entry.lines[-1]) if is_refused else None
    said = [(stage, entry.lines_of(place)) for place, stage in enumerate(entry.stages)]
    return next(((stage, lines[-1]) for stage, lines in said if _is_refusal(lines)), None)


def _is_refusal(lines: tuple[Line, ...]) -> bool:
    return bool(lines) and all(line.message.result == "ERROR" for line in lines)


def stages(entry: Entry) -> list[StageVerdict]:
    """Every stage of the function that was called, in order, reached or not."""
    if not entry.stages:
        return []
    verdicts = []
    function = entry.called
    for place, stage in enumerate(stages_of(function)):
        if place >= len(entry.stages):
            verdicts.append(StageVerdict(stage, Verdict.NOT_REACHED))
            continue
        lines = entry.lines_of(place)
        if place >= len(entry.said_after):
            ended = Verdict.REFUSED if _is_refusal(lines[-1:]) else Verdict.SAID
            found = Verdict.FAILED if entry.ended else ended
        elif lines:
            found = Verdict.REFUSED if _is_refusal(lines) else Verdict.SAID
        elif stage.is_asked(entry.cleaned):
            found = Verdict.PASSED
        else:
            found = Verdict.SKIPPED
        verdicts.append(StageVerdict(stage, found, lines))
    return verdicts


def remedy(line: Line) -> str:
    """What would let the request pass that this line refused."""
    return line.message.remedy.format_map(line.fields)


def shown(one: StageVerdict) -> dict[str, object]:
    """A stage as the admin API shows it."""
    return {
        "name": one.stage.name,
        "does": one.stage.does,
        "section": one.stage.section,
        "verdict": one.verdict,
        "lines": [line.text(Dialect.VICIDIAL).rstrip("\n") for line in one.lines],
    }
