"""Rules at work: which request meets which, how often, and for how long."""

from __future__ import annotations

import json
import random
import threading
from typing import Any

import pytest

from lmapi_mock.errors import PatternError
from lmapi_mock.faults.kinds import Break, Phase, Response
from lmapi_mock.faults.rules import Faults
from lmapi_mock.patterns.subject import Subject

PLAIN = Subject("GET", "/API/lmapi.php", {"phone_number": "7275551212"})
OTHER = Subject("GET", "/API/lmapi.php", {"phone_number": "8135551212"})
ONLY_727 = {"params": {"phone_number": {"matches": "727.*"}}}


class Monotonic:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Monotonic:
    return Monotonic()


@pytest.fixture
def faults(clock: Monotonic) -> Faults:
    return Faults(random.Random(1), clock)


def struck(faults: Faults, count: int, subject: Subject = PLAIN) -> str:
    """A mark for each request: x met a fault."""
    return "".join("x" if faults.choose(subject) else "." for _ in range(count))


def shown(faults: Faults, name: str) -> list[Any]:
    return [rule[name] for rule in faults.list()]


def test_without_rules_there_is_nothing_to_ask(faults: Faults) -> None:
    assert not faults
    assert faults.choose(PLAIN) is None
    faults.add({"status": 503})
    assert faults


def test_a_rule_says_what_it_does(faults: Faults) -> None:
    rule = faults.add({"status": 503, "delay": {"type": "fixed", "milliseconds": 20}})
    fired = faults.choose(PLAIN)
    assert fired is not None
    assert (fired.rule, fired.phase, fired.delay) == (rule.id, Phase.BEFORE, 0.02)
    assert isinstance(fired.effect, Response)
    assert fired.effect.status == 503


def test_only_what_matches_meets_it(faults: Faults) -> None:
    faults.add({"match": ONLY_727, "status": 503})
    assert struck(faults, 2, OTHER) == ".."
    assert struck(faults, 2) == "xx"
    assert shown(faults, "seen") == [2]


def test_it_heals_after_a_number_of_times(faults: Faults) -> None:
    faults.add({"times": 2, "fault": "EMPTY_RESPONSE"})
    assert struck(faults, 5) == "xx..."
    assert (shown(faults, "seen"), shown(faults, "fired")) == ([5], [2])
    assert shown(faults, "remaining") == [0]


def test_it_leaves_the_first_alone(faults: Faults) -> None:
    faults.add({"skip": 2, "times": 1, "fault": "EMPTY_RESPONSE"})
    assert struck(faults, 5) == "..x.."


def test_the_first_rule_that_strikes_has_its_way(faults: Faults) -> None:
    faults.add({"id": "a", "times": 1, "status": 500})
    faults.add({"id": "b", "skip": 1, "times": 1, "status": 501})
    faults.add({"id": "c", "status": 502})
    met = [fired.rule if (fired := faults.choose(PLAIN)) else None for _ in range(4)]
    # b does not see what a has struck.
    assert met == ["a", "c", "b", "c"]
    assert shown(faults, "seen") == [4, 3, 2]


def test_chance_is_as_likely_as_it_says_and_the_same_for_a_seed(faults: Faults) -> None:
    faults.add({"id": "a", "probability": 0.3, "seed": 7, "status": 503})
    once = struck(faults, 1000)
    assert 250 < once.count("x") < 350
    faults.remove("a")
    faults.add({"probability": 0.3, "seed": 7, "status": 503})
    assert struck(faults, 1000) == once
    faults.clear()
    faults.add({"probability": 0.3, "seed": 8, "status": 503})
    assert struck(faults, 1000) != once


def test_another_rule_does_not_change_what_chance_brings(faults: Faults) -> None:
    faults.add({"probability": 0.5, "seed": 7, "status": 503})
    alone = struck(faults, 50)
    faults.clear()
    faults.add({"probability": 0.5, "seed": 3, "match": {"path": "/elsewhere"}, "status": 500})
    faults.add({"probability": 0.5, "seed": 7, "status": 503})
    assert struck(faults, 50) == alone


@pytest.mark.parametrize(("probability", "marks"), [(0, "..."), (1, "xxx")])
def test_never_and_always(faults: Faults, probability: int, marks: str) -> None:
    faults.add({"probability": probability, "status": 503})
    assert struck(faults, 3) == marks


def test_without_a_seed_the_servers_chance_draws_one_that_is_shown() -> None:
    def marks(server_seed: int) -> tuple[str, int]:
        faults = Faults(random.Random(server_seed))
        faults.add({"probability": 0.5, "status": 503})
        return struck(faults, 40), shown(faults, "seed")[0]

    drawn, seed = marks(1)
    assert marks(1) == (drawn, seed)
    assert marks(2) != (drawn, seed)
    again = Faults(random.Random(99))
    again.add({"probability": 0.5, "seed": seed, "status": 503})
    assert struck(again, 40) == drawn


def test_delays_are_drawn_anew_for_each(faults: Faults) -> None:
    delay = {"type": "uniform", "lower": 0, "upper": 1000}
    faults.add({"seed": 1, "delay": delay})
    drawn = [fired.delay for _ in range(5) if (fired := faults.choose(PLAIN))]
    assert len(set(drawn)) == 5
    faults.clear()
    faults.add({"seed": 1, "delay": delay})
    again = [fired.delay for _ in range(5) if (fired := faults.choose(PLAIN))]
    assert again == drawn


def test_a_rule_lives_for_its_ttl_in_real_seconds(faults: Faults, clock: Monotonic) -> None:
    faults.add({"id": "short", "ttl": 60, "status": 503})
    clock.now += 59.5
    assert struck(faults, 1) == "x"
    assert shown(faults, "expires_in") == [0.5]
    clock.now += 0.5
    assert struck(faults, 1) == "."
    assert faults.list() == []
    assert not faults
    faults.add({"id": "short", "status": 503})
    assert shown(faults, "expires_in") == [None]


def test_rules_are_listed_as_given_with_what_became_of_them(faults: Faults) -> None:
    given = {"match": ONLY_727, "times": 3, "seed": 5, "phase": "after_commit", "status": 500}
    faults.add(given)
    struck(faults, 1)
    (listed,) = faults.list()
    assert listed == given | {
        "id": "fault-1",
        "seen": 1,
        "fired": 1,
        "remaining": 2,
        "expires_in": None,
    }
    assert json.loads(json.dumps(listed)) == listed


def test_what_was_given_may_change_afterwards(faults: Faults) -> None:
    given = {"match": {"user": "a"}, "status": 503}
    faults.add(given)
    given["match"] = {}
    assert shown(faults, "match") == [{"user": "a"}]


def test_identifiers_are_made_up_past_those_taken(faults: Faults) -> None:
    assert faults.add({"id": "fault-2", "status": 503}).id == "fault-2"
    assert [faults.add({"status": 503}).id for _ in range(2)] == ["fault-1", "fault-3"]
    faults.clear()
    assert not faults
    assert faults.add({"status": 503}).id == "fault-1"


def test_an_identifier_is_taken_once(faults: Faults) -> None:
    faults.add({"id": "a", "status": 503})
    with pytest.raises(PatternError, match=r"^id: there is a rule a already\.$"):
        faults.add({"id": "a", "status": 500})
    assert shown(faults, "status") == [503]


def test_a_rule_can_be_removed_once(faults: Faults) -> None:
    faults.add({"id": "a", "status": 503})
    faults.add({"id": "b", "fault": "EMPTY_RESPONSE"})
    assert faults.remove("a")
    assert not faults.remove("a")
    fired = faults.choose(PLAIN)
    assert fired is not None
    assert fired.effect is Break.EMPTY_RESPONSE


def test_of_many_requests_at_once_exactly_so_many_are_struck(faults: Faults) -> None:
    faults.add({"times": 100, "status": 503})
    marks: list[str] = []
    threads = [threading.Thread(target=lambda: marks.append(struck(faults, 500))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "".join(marks).count("x") == 100
    assert shown(faults, "seen") == [4000]


def test_a_spent_rule_leaves_its_identifier_to_another(faults: Faults) -> None:
    rule = faults.add({"id": "a", "status": 503, "times": 1})
    with pytest.raises(PatternError, match=r"^id: there is a rule a already\.$"):
        faults.add({"id": "a", "status": 500})
    rule.meet()
    faults.add({"id": "a", "status": 500})
    assert shown(faults, "status") == [500]
