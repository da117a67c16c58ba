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


@pytest.fixture(scope="session")
def played_on(server: Server, running_on: Callable[[str], Mock]) -> Iterator[Callable[[str], Mock]]:
    """A server on each engine, and a namespace."""
    namespace = Mock(server, "golden")
    yield lambda place: namespace.fresh() if place == NAMESPACE else running_on(place)
    namespace.close()


@pytest.mark.parametrize("scenario", CORPUS, ids=[scenario["name"] for scenario in CORPUS])
@pytest.mark.parametrize(
    ("door", "response"),
    [(VICIDIAL_DOOR, "response"), (DOCUMENTED_DOOR, "response_documented")],
    ids=["vicidial", "documented"],
)
@pytest.mark.parametrize("place", [*ENGINES, NAMESPACE])
def test_golden(
    played_on: Callable[[str], Mock], place: str, scenario: Scenario, door: str, response: str
) -> None:
    if response == "response_documented" and scenario.get("documented") is False:
        # The corpus holds no answer: here the dialects part in what they do.
        return
    running = played_on(place)
    set_stage(running, scenario)
    for step in scenario["steps"]:
        play(running, door, step, step[response])
    check_after(running, scenario["after"])
    if place == NAMESPACE:
        # What the journal makes of them, findings included, can be read of them all.
        requests = running.admin("GET", f"/requests?limit={len(scenario['steps'])}").json
        assert len(requests["requests"]) == len(scenario["steps"])


def test_the_base_state_is_the_one_of_the_corpus() -> None:
    assert {"system_settings", "vicidial_users", "vicidial_phone_codes"} <= BASE_STATE.keys()
