"""Rules that several processes share: together they strike as one process does."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle
from typing import Any

import pytest
import sqlalchemy as sa

from databases import ENGINES, scratch
from lmapi_mock.errors import PatternError
from lmapi_mock.faults.kinds import Fired
from lmapi_mock.faults.rules import Faults
from lmapi_mock.faults.shared import NewRulesError, SharedFaults
from lmapi_mock.patterns.subject import Subject
from lmapi_mock.store.schema.shared_tables import FAULT_COUNTERS
from lmapi_mock.store.sql.database import Database

PLAIN = Subject("GET", "/API/lmapi.php", {}, "add_lead", "6666", "127.0.0.1")


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module", params=ENGINES)
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Database]]:
    with (
        scratch(request.param, tmp_path_factory.mktemp("faults")) as url,
        closing(Database(url, shared=True)) as one,
        closing(Database(url, shared=True)) as other,
    ):
        one.share()
        yield [one, other]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def both(databases: list[Database], clock: Clock) -> list[SharedFaults]:
    SharedFaults(databases[0], 1, clock).clear()
    with databases[0].transaction() as tx:
        # Which seeds it has drawn, nothing that anybody asks for lets it forget.
        tx.connection.execute(sa.update(FAULT_COUNTERS).values(drawn=0))
    return [SharedFaults(one, 1, clock) for one in databases]


@pytest.fixture
def meet(databases: list[Database], both: list[SharedFaults]) -> Callable[[], Fired | None]:
    """What the next request meets, which one and the other process answer in turn."""
    turns = cycle(zip(databases, both, strict=True))

    def met() -> Fired | None:
        database, faults = next(turns)
        with database.transaction() as tx:
            return faults.choose(PLAIN, tx)

    return met


UNIFORM = {"type": "uniform", "lower": 0, "upper": 1000}
LOGNORMAL = {"type": "lognormal", "median": 10, "sigma": 1}
RULES: list[dict[str, Any]] = [
    {"times": 2, "status": 503},
    {"skip": 3, "times": 2, "fault": "EMPTY_RESPONSE"},
    {"probability": 0.5, "seed": 7, "status": 503},
    {"probability": 0.4, "skip": 2, "times": 3, "status": 503, "delay": UNIFORM},
    {"probability": 0.9, "delay": LOGNORMAL},
    {"delay": UNIFORM, "times": 5},
    {"probability": 0, "status": 503},
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_they_strike_as_one_process_does(
    both: list[SharedFaults], meet: Callable[[], Fired | None], rule: dict[str, Any]
) -> None:
    alone = Faults(random.Random(1))
    alone.add(rule)
    both[0].add(rule)
    assert [meet() for _ in range(15)] == [alone.choose(PLAIN) for _ in range(15)]
    assert both[0].list() == both[1].list() == alone.list()


def test_several_rules_of_one_process_and_the_other_are_one_list(
    both: list[SharedFaults], meet: Callable[[], Fired | None]
) -> None:
    alone = Faults(random.Random(1))
    for number, rule in enumerate(RULES):
        alone.add(rule)
        both[number % 2].add(rule)
    assert [meet() for _ in range(20)] == [alone.choose(PLAIN) for _ in range(20)]
    assert both[1].list() == alone.list()


def test_what_a_transaction_counted_that_came_to_nothing_is_not_counted(
    databases: list[Database], both: list[SharedFaults]
) -> None:
    both[0].add({"probability": 0.5, "seed": 7, "status": 503})
    marks = []
    for number in range(20):
        with databases[0].transaction() as tx:
            both[0].choose(PLAIN, tx)
            tx.connection.rollback()
        with databases[number % 2].transaction() as tx:
            marks.append(both[number % 2].choose(PLAIN, tx) is not None)
    alone = Faults(random.Random(1))
    alone.add({"probability": 0.5, "seed": 7, "status": 503})
    assert marks == [alone.choose(PLAIN) is not None for _ in range(20)]


def test_who_has_met_no_rule_finds_out_in_his_own_transaction(
    databases: list[Database], both: list[SharedFaults]
) -> None:
    one, other = both
    with databases[1].transaction() as tx:
        other.look(tx)
    one.add({"status": 503})
    assert not other
    with pytest.raises(NewRulesError), databases[1].transaction() as tx:
        other.look(tx)
    assert other
    one.clear()
    with databases[1].transaction() as tx:
        other.look(tx)
    assert not other


def test_identifiers_and_ttl_are_those_of_all(
    both: list[SharedFaults], meet: Callable[[], Fired | None], clock: Clock
) -> None:
    one, other = both
    assert one.add({"id": "fault-2", "ttl": 60, "status": 503}).id == "fault-2"
    assert other.add({"status": 503}).id == "fault-1"
    assert one.add({"status": 503}).id == "fault-3"
    assert other.remove("fault-3")
    assert not one.remove("fault-3")
    assert one.add({"status": 503}).id == "fault-4"
    with pytest.raises(PatternError, match=r"^id: there is a rule fault-2 already\.$"):
        other.add({"id": "fault-2", "status": 503})
    clock.now += 59.5
    assert [rule["expires_in"] for rule in other.list()] == [0.5, None, None]
    clock.now += 0.5
    fired = meet()
    assert fired is not None
    assert fired.rule == "fault-1"
    assert [rule["id"] for rule in one.list()] == ["fault-1", "fault-4"]
    one.add({"id": "fault-2", "status": 503})
    other.clear()
    assert one.add({"status": 503}).id == "fault-1"


def test_a_spent_rule_leaves_its_identifier_to_another(
    both: list[SharedFaults], meet: Callable[[], Fired | None]
) -> None:
    one, other = both
    one.add({"id": "a", "status": 503, "times": 1})
    assert meet() is not None
    other.add({"id": "a", "status": 500})
    assert [rule["status"] for rule in one.list()] == [500]
