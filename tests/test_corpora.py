"""The corpora of the functions that come after add_lead: every scenario, on every engine.

Answers, headers and stored rows are compared byte for byte, at VICIdial's own door: the page
documents none of these functions.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from client import Mock
from corpora import Scenario, check_after, play, scenarios, set_stage
from databases import ENGINES
from lmapi_mock.settings import VICIDIAL_DOOR

CORPORA = ("update_lead", "leads", "leads-quotes")
"""Each is a file of this name in the folder of the golden corpus."""

SCENARIOS = [scenario for name in CORPORA for scenario in scenarios(name)]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[one["name"] for one in SCENARIOS])
@pytest.mark.parametrize("engine", ENGINES)
def test_corpora(running_on: Callable[[str], Mock], engine: str, scenario: Scenario) -> None:
    running = running_on(engine)
    set_stage(running, scenario)
    for step in scenario["steps"]:
        play(running, VICIDIAL_DOOR, step, step["response"])
    check_after(running, scenario["after"])
