"""The golden corpus: every scenario in both dialects, on every engine.

Answers, headers and stored rows are compared byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from client import BASE_STATE, Mock
from corpora import Scenario, check_after, play, scenarios, set_stage
from databases import ENGINES
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR

NAMESPACE = "namespace"
"""A world beside the server's own, as tests in parallel have it."""

CORPUS = scenarios("golden")

DIALECTS = {
    "vicidial": (VICIDIAL_DOOR, "response"),
    "documented": (DOCUMENTED_DOOR, "response_documented"),
}
"""The door that speaks each, and where the corpus has its answers."""


@pytest.fixture(scope="session")
def played_on(server: Server, running_on: Callable[[str], Mock]) -> Iterator[Callable[[str], Mock]]:
    """A server on each engine, and a namespace."""
    namespace = Mock(server, "golden")
    # As it was recorded: statements that break are skipped. Elsewhere values are data.
    namespace.admin("POST", "/faults", {"sql_failures": "php7"})
    yield lambda place: namespace.fresh() if place == NAMESPACE else running_on(place)
    namespace.close()


def plays() -> Iterator[object]:
    """Each scenario on each place: in both dialects on SQLite, in turns on the others.

    What a dialect says does not depend on the engine, and what an engine stores does not depend
    on the dialect. Where the corpus holds no documented answer the dialects part in what they do.
    """
    for number, scenario in enumerate(CORPUS):
        dialects = ["vicidial", "documented"][: 1 if scenario.get("documented") is False else 2]
        for turn, place in enumerate([*ENGINES, NAMESPACE]):
            only = dialects[(number + turn) % len(dialects)]
            for dialect in dialects if place == "sqlite" else [only]:
                name = f"{place}-{dialect}-{scenario['name']}"
                yield pytest.param(place, dialect, scenario, id=name)


@pytest.mark.parametrize(("place", "dialect", "scenario"), list(plays()))
def test_golden(
    played_on: Callable[[str], Mock], place: str, dialect: str, scenario: Scenario
) -> None:
    running = played_on(place)
    set_stage(running, scenario)
    for step in scenario["steps"]:
        door, response = DIALECTS[dialect]
        play(running, door, step, step[response])
    check_after(running, scenario["after"])
    if place == NAMESPACE:
        # What the journal makes of them, findings included, can be read of them all.
        requests = running.admin("GET", f"/requests?limit={len(scenario['steps'])}").json
        assert len(requests["requests"]) == len(scenario["steps"])


def test_the_base_state_is_the_one_of_the_corpus() -> None:
    assert {"system_settings", "vicidial_users", "vicidial_phone_codes"} <= BASE_STATE.keys()
