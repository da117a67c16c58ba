"""The golden corpus: every scenario, on engines and in dialects that take turns.

LMAPI_CORPORA=again has each played on another engine and in the other dialect, and
LMAPI_CORPORA=whole on every engine.

Answers, headers and stored rows are compared byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from client import BASE_STATE, Mock
from corpora import Scenario, check_after, in_turns, parts, play, play_each, scenarios, set_stage
from databases import SERVERS
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR

NAMESPACE = "namespace"
"""A world beside the server's own, as tests in parallel have it; on SQLite too."""

PLACES = ("sqlite", "mariadb", NAMESPACE, "postgresql")
"""Where a scenario can be played; one that is played again changes between file and server."""

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
    """Each scenario in one of the places, in one of the dialects.

    What a dialect says does not depend on the engine, and what an engine stores does not depend
    on the dialect, so that both take turns. Where the corpus holds no documented answer the
    dialects part in what they do.
    """
    played: dict[tuple[str, str], list[Scenario]] = {
        (place, dialect): [] for place in PLACES for dialect in DIALECTS
    }
    for place, turn, scenario in in_turns(PLACES, CORPUS):
        dialects = list(DIALECTS)[: 1 if scenario.get("documented") is False else 2]
        played[place, dialects[turn % len(dialects)]].append(scenario)
    for (place, dialect), of_them in played.items():
        yield from parts(of_them, place, dialect, on=f"{place}-{dialect}")


@pytest.mark.parametrize(("place", "dialect", "part"), list(plays()))
def test_golden(
    played_on: Callable[[str], Mock], place: str, dialect: str, part: list[Scenario]
) -> None:
    door, response = DIALECTS[dialect]

    def play_one(scenario: Scenario) -> None:
        running = played_on(place)
        set_stage(running, scenario)
        for step in scenario["steps"]:
            play(running, door, step, step[response])
        check_after(running, scenario["after"])
        if place == NAMESPACE:
            # What the journal makes of them, findings included, can be read of them all.
            requests = running.admin("GET", f"/requests?limit={len(scenario['steps'])}").json
            assert len(requests["requests"]) == len(scenario["steps"])

    play_each(part, play_one)


def test_the_base_state_is_the_one_of_the_corpus() -> None:
    assert {"system_settings", "vicidial_users", "vicidial_phone_codes"} <= BASE_STATE.keys()


def test_a_part_that_fails_tells_of_each_scenario_that_does() -> None:
    def play_one(scenario: Scenario) -> None:
        assert scenario["name"] == "good"

    part = [{"name": name} for name in ("bad", "good", "worse")]
    play_each(part[1:2], play_one)
    with pytest.raises(AssertionError) as one:
        play_each(part[:2], play_one)
    assert one.value.__notes__ == ["This is scenario bad."]
    with pytest.raises(ExceptionGroup, match="2 of 3 scenarios fail") as both:
        play_each(part, play_one)
    assert [error.__notes__ for error in both.value.exceptions] == [
        ["This is scenario bad."],
        ["This is scenario worse."],
    ]


def test_a_scenario_that_is_played_again_is_played_elsewhere_and_in_the_other_dialect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LMAPI_REQUIRE_DATABASES", "1")

    def played(how: str) -> list[tuple[str, int, Scenario]]:
        monkeypatch.setattr("corpora._PLAYED", how)
        return list(in_turns(PLACES, CORPUS))

    once, again = played("once"), played("again")
    assert [scenario for *_, scenario in once] == [scenario for *_, scenario in again] == CORPUS
    assert {place for place, *_ in once} == {place for place, *_ in again} == set(PLACES)
    for (place, turn, _), (other, other_turn, _) in zip(once, again, strict=True):
        assert ((place in SERVERS) != (other in SERVERS), (turn - other_turn) % 2) == (True, 1)


def test_without_servers_every_scenario_is_played_on_sqlite(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("LMAPI_REQUIRE_DATABASES", raising=False)
    monkeypatch.setattr("corpora.why_not", "no server of {}".format)
    monkeypatch.setattr("corpora._PLAYED", "once")
    played = list(in_turns(PLACES, CORPUS))
    assert [scenario for *_, scenario in played] == CORPUS
    assert {place for place, *_ in played} == {"sqlite", NAMESPACE}
