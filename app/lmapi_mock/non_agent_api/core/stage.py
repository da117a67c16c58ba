"""One stage of a request, as data: what runs, what it does, and when it has something to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lmapi_mock.non_agent_api.core.failing import CHECKING, Culprit, Fragile

if TYPE_CHECKING:
    from lmapi_mock.non_agent_api.core.call import Call
    from lmapi_mock.store.sql.read_ahead import Question
    from lmapi_mock.store.sql.transaction import Transaction


def _nothing(_: Mapping[str, str], __: Transaction) -> Iterable[Question]:
    return ()


def _always(_: Mapping[str, str]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage.

    Attributes:
        name: the function's name, by which the journal and faults know the stage.
        run: works on the call; raises a Refusal to end the request.
        does: a few words for people.
        section: of the spec, with its steps.
        is_asked: whether these cleaned parameters give the stage something to do.
        fragile: the engine's statements in it that some values break.
        texts: the parameters that the engine wants as texts there: on an array it fails.
        asks: what it is likely to read of the database, with these cleaned parameters: that is read
            ahead for requests that are committed together. Nothing depends on it.
    """

    name: str
    run: Callable[[Call], None]
    does: str
    section: str
    is_asked: Callable[[Mapping[str, str]], bool] = _always
    fragile: tuple[Fragile, ...] = ()
    texts: tuple[str, ...] = ()
    asks: Callable[[Mapping[str, str], Transaction], Iterable[Question]] = _nothing

    @property
    def asks_ahead(self) -> bool:
        """Whether it knows what it will read before it is its turn."""
        return self.asks is not _nothing

    @property
    def is_optional(self) -> bool:
        """Whether it has something to do only for those who ask for it."""
        return self.is_asked is not _always


Instead = Mapping[tuple[str, str], "Callable[[Call], None]"]
"""What runs in place of stages, by function and stage; an empty function stands for every one."""

NOTHING: Final[Instead] = {}


def run_stages(call: Call, stages: tuple[Stage, ...]) -> None:
    """Run stages in turn; a fault (`call.instead`) may take one's place."""
    call.stages = stages
    ends, lines = call.said_after.append, call.lines
    is_usual = not call.arrays and not call.instead
    for stage in stages:
        call.begun += 1
        if is_usual:
            stage.run(call)
        else:
            _run_unusual(call, stage)
        ends(len(lines))


def run_within(call: Call, stages: Iterable[Stage]) -> None:
    """Run another function's stages as part of the stage that is running, which is what is told."""
    for stage in stages:
        _run_unusual(call, stage)


def _run_unusual(call: Call, stage: Stage) -> None:
    """Run a stage of a request that has arrays, or meets a fault."""
    for name in stage.texts:
        if name in call.arrays:
            call.runs(CHECKING, Culprit(name))
    instead = call.instead
    own = instead.get((call.function.name, stage.name))
    (own or instead.get(("", stage.name), stage.run))(call)
