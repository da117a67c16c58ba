"""The corpora of the functions that come after add_lead: every scenario, on engines in turns.

LMAPI_CORPORA=again has each played on another engine, LMAPI_CORPORA=whole on every one.

Answers, headers and stored rows are compared byte for byte, at VICIdial's own door: the page
documents none of these functions. On SQLite statements that values break fail as they did where
the corpus was recorded; elsewhere values are data, as they are by default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from client import Mock
from corpora import (
    Scenario,
    check_after,
    in_turns,
    parts,
    play,
    play_each,
    scenarios,
    set_stage,
)
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR

CORPORA = {"update_lead": "php8", "leads": "php8", "leads-quotes": "php7", "lists": "php8"}
"""Each is a file of this name in the folder of the golden corpus, and how it was recorded."""

PLACES = ("sqlite", "mariadb", "sqlite", "postgresql")
"""The engines that take turns; one that is played again changes between SQLite and a server."""


@pytest.fixture(scope="module")
def as_recorded(server: Server) -> Iterator[Callable[[str], Mock]]:
    """A namespace for each way in which statements fail."""
    worlds = {mode: Mock(server, f"corpora-{mode}") for mode in set(CORPORA.values())}
    for mode, mock in worlds.items():
        assert mock.admin("POST", "/faults", {"sql_failures": mode}).status == 201
    yield lambda mode: worlds[mode].fresh()
    for mock in worlds.values():
        mock.close()


def plays() -> Iterator[object]:
    """Each scenario on its engine."""
    for name, mode in CORPORA.items():
        played: dict[str, list[Scenario]] = {engine: [] for engine in PLACES}
        for engine, _, scenario in in_turns(PLACES, scenarios(name)):
            played[engine].append(scenario)
        for engine, of_them in played.items():
            yield from parts(of_them, engine, mode, on=engine)


@pytest.mark.parametrize(("engine", "mode", "part"), list(plays()))
def test_corpora(
    running_on: Callable[[str], Mock],
    as_recorded: Callable[[str], Mock],
    engine: str,
    mode: str,
    part: list[Scenario],
) -> None:
    def play_one(scenario: Scenario) -> None:
        running = as_recorded(mode) if engine == "sqlite" else running_on(engine)
        set_stage(running, scenario)
        for step in scenario["steps"]:
            play(running, VICIDIAL_DOOR, step, step["response"])
        check_after(running, scenario["after"])

    play_each(part, play_one)
