"""The golden corpus: every scenario in both dialects, on every engine.

Answers, headers and stored rows are compared byte for byte.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from client import BASE_STATE, GOLDEN, Mock
from databases import ENGINES
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR

Scenario = dict[str, Any]

NAMESPACE = "namespace"
"""A world beside the server's own, as tests in parallel have it."""

RECORDED = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
"""A day near which scenarios without a frozen clock were recorded; summer time matters."""


def scenarios() -> Iterator[Scenario]:
    with gzip.open(GOLDEN / "golden.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


CORPUS = list(scenarios())


def set_stage(mock: Mock, scenario: Scenario) -> None:
    mock.put_state(scenario["custom_tables"], **scenario["tables"])
    mock.freeze(scenario["now"], scenario["timezone"])
    if scenario["now"] is None:
        seconds = (RECORDED - dt.datetime.now(dt.UTC)).total_seconds()
        assert mock.admin("POST", "/clock/advance", {"seconds": seconds}).status == 200


def play(mock: Mock, door: str, step: dict[str, Any], expected: str) -> None:
    body = step.get("body")
    sent = base64.b64decode(step["body_b64"]) if "body_b64" in step else body and body.encode()
    headers = {"content-type": step["content_type"]} if step.get("content_type") else {}
    # What follows a `#` is the client's own: the one that recorded did not send it, as none does.
    text = step["query"].partition("#")[0]
    query = f"?{text}" if text else ""
    answer = mock.request(step["method"], f"{door}{query}", sent, headers)
    assert answer.body.decode() == expected
    assert answer.status == step["status"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache, must-revalidate"
    assert answer.headers["pragma"] == "no-cache"


def check_after(mock: Mock, after: dict[str, list[dict[str, Any]]]) -> None:
    stored = mock.admin("GET", f"/state?secrets=yes&tables={','.join(after)}").json["tables"]
    for table, rows in after.items():
        columns = list(rows[0]) if rows else []
        assert [{name: row[name] for name in columns} for row in stored[table]] == rows, table


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
