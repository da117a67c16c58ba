"""The recorded corpora, and how a scenario of theirs is played (docs/behaviour/admin.md)."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import orjson
import pytest

from client import GOLDEN, Mock
from databases import SERVERS, why_not

Scenario = dict[str, Any]

AT_ONCE: Final = 20 if "PYTEST_XDIST_WORKER" in os.environ else 1
"""How many scenarios are one test. In a run that is shared out, pytest and xdist take for each test
about as long as for a request: there are thousands of scenarios, which every worker collects."""

_PLAYED: Final = os.environ.get("LMAPI_CORPORA", "once")
"""`once` has each scenario played in one place, and places take turns; `again` in another place
than that; `whole` in every place."""

if _PLAYED not in ("once", "again", "whole"):
    raise pytest.UsageError(f"LMAPI_CORPORA is {_PLAYED!r}. Accepted: once, again, whole.")

_RECORDED: Final = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
"""A day near which scenarios without a frozen clock were recorded; summer time matters."""

_UNORDERED: Final = frozenset(
    {
        "vicidial_campaign_dnc",
        "vicidial_dnc",
        "vicidial_filter_phone_groups",
        "vicidial_filter_phone_numbers",
    }
)
"""Tables whose rows were recorded in no order of theirs."""


def scenarios(name: str) -> list[Scenario]:
    """Those of a corpus, which is a file in the folder of the golden corpus."""
    with gzip.open(GOLDEN / f"{name}.jsonl.gz") as lines:
        # Every worker reads them all; it takes half of json's time.
        return [orjson.loads(line) for line in lines]


def in_turns(
    places: Sequence[str], scenarios: Iterable[Scenario]
) -> Iterator[tuple[str, int, Scenario]]:
    """Where each scenario is played, as LMAPI_CORPORA has it.

    Args:
        places: where it can be; one that is named twice has twice as many, and a server that is
            not there has none, unless all are to be played there.
        scenarios: all of them.

    Returns:
        For each play its place, a number by which something else can take turns too, and the
        scenario. Played again, in another place, it has a number of the other parity.
    """
    is_whole = _PLAYED == "whole"
    chosen = list(dict.fromkeys(places) if is_whole else filter(_is_there, places))
    for number, scenario in enumerate(scenarios):
        turn = (number + (_PLAYED == "again")) % len(chosen)
        for index, place in enumerate(chosen):
            if is_whole or index == turn:
                yield place, number // len(chosen) + index, scenario


def _is_there(place: str) -> bool:
    """Whether scenarios can be played there, or have to be: then they fail where they cannot."""
    is_needed = os.environ.get("LMAPI_REQUIRE_DATABASES") == "1"
    return place not in SERVERS or is_needed or why_not(place) is None


def parts(scenarios: Sequence[Scenario], *of_each: object, on: str) -> Iterator[object]:
    """The scenarios as tests' parameters, some together: what is the same for each, and a list.

    Args:
        scenarios: all of them.
        of_each: the parameters before the list.
        on: what the tests' names begin with.
    """
    for first in range(0, len(scenarios), AT_ONCE):
        part = scenarios[first : first + AT_ONCE]
        names = dict.fromkeys((part[0]["name"], part[-1]["name"]))
        yield pytest.param(*of_each, part, id=f"{on}-{'..'.join(names)}")


def play_each(part: Sequence[Scenario], play_one: Callable[[Scenario], None]) -> None:
    """Play all of a part, and then fail with whatever failed, each with its scenario's name."""
    failures = []
    for scenario in part:
        try:
            play_one(scenario)
        except Exception as error:  # noqa: BLE001  raised below
            error.add_note(f"This is scenario {scenario['name']}.")
            failures.append(error)
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(part)} scenarios fail", failures)


def set_stage(mock: Mock, scenario: Scenario) -> None:
    """Put the base state with the scenario's tables over it, and set the clock."""
    mock.put_state(scenario["custom_tables"], **scenario["tables"])
    mock.freeze(scenario["now"], scenario["timezone"])
    if scenario["now"] is None:
        seconds = (_RECORDED - dt.datetime.now(dt.UTC)).total_seconds()
        assert mock.admin("POST", "/clock/advance", {"seconds": seconds}).status == 200


def play(mock: Mock, door: str, step: dict[str, Any], expected: str) -> None:
    """Send a step byte for byte, and compare the answer byte for byte."""
    body = step.get("body")
    sent = base64.b64decode(step["body_b64"]) if "body_b64" in step else body and body.encode()
    headers = {"content-type": step["content_type"]} if step.get("content_type") else {}
    # What follows a `#` is the client's own: the one that recorded did not send it, as none does.
    text = step["query"].partition("#")[0]
    query = f"?{text}" if text else ""
    answer = mock.request(step["method"], f"{door}{query}", sent, headers)
    said = answer.body.decode()
    assert said == expected, f"{said!r} in place of {expected!r}"
    assert answer.status == step["status"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache, must-revalidate"
    assert answer.headers["pragma"] == "no-cache"


def check_after(mock: Mock, after: dict[str, list[dict[str, Any]]]) -> None:
    """Compare what the tables hold with what was recorded, in the columns that it names."""
    stored = mock.admin("GET", f"/state?secrets=yes&tables={','.join(after)}").json["tables"]
    for table, rows in after.items():
        columns = list(rows[0]) if rows else []
        order = _by_values if table in _UNORDERED else list
        found = order({name: row[name] for name in columns} for row in stored[table])
        assert found == order(rows), table


def _by_values(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=repr)
