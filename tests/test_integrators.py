"""What public integrators send, at both doors: the recorded answers, and what has to be told."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from client import Mock
from lmapi_mock.findings.catalogue import catalogue
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR, read_settings
from test_wire import CASES, RECORDED

Case = dict[str, Any]

ANSWERS_NOT_YET: Final = {
    "case-105": "vm_list, a page for administrators, is not imitated",
}
"""Cases whose answers are not the recorded ones, each with its reason."""

FAILS: Final = "fails-on-the-dialer"
UNTOLD: Final = {
    "case-1": ("values-end-in-blanks", ""),
    "case-5": ("number-length", "phone_number"),
    "case-14": ("list-id-not-sent", "list_id"),
    "case-41": ("method-acts", ""),
    "case-53": (FAILS, "address1"),
    "case-53b": (FAILS, "last_name"),
    "case-68": ("unreadable-request", ""),
    "case-80a": (FAILS, "last_name"),
    "case-80c": (FAILS, "last_name"),
    "case-80e": (FAILS, "title"),
    "case-80i": (FAILS, "comments"),
    "case-80k": (FAILS, "comments"),
    "case-80o": ("backslash-is-an-escape", "favorite_color"),
    "case-85": ("unfilled-placeholder", "phone_number"),
    "case-97b": ("unfilled-placeholder", "first_name"),
    "case-105": ("function-not-imitated", "function"),
}
"""What `told` says that nobody told when the cases were made: a code and its parameter."""


SINCE: Final = {
    ("case-105", "unknown-parameter", "stage"),
    ("case-105", "function-unknown", "function"),
}
"""What is told otherwise since: `stage` is a parameter of functions that came later, and a function
that a dialer has is not unknown but not imitated."""


def cases() -> Iterator[Case]:
    with (CASES / "integrators.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


CORPUS: Final = list(cases())


@pytest.fixture(scope="module")
def vicidials() -> Iterator[Mock]:
    """A server whose doors both speak VICIdial's words; else as it starts, with the demo data.

    The dialer that was recorded has PHP 8.2.
    """
    given = {"database": ":memory:", "port": "0", "dialect": "vicidial", "sql_failures": "php8"}
    with Server(read_settings(given, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def set_stage(mock: Mock, case: Case) -> None:
    assert mock.fresh().admin("POST", "/reset").status == 204
    tables = dict(case["adds"].get("tables", {}))
    if "system_settings" in tables:
        there = mock.rows("system_settings")[0]
        tables["system_settings"] = [there | tables["system_settings"][0]]
    assert mock.admin("POST", "/state", case["adds"] | {"tables": tables}).status == 200
    said = re.search(r"EPOCH: (\d+)", case["steps"][0]["real"])
    now = dt.datetime.fromtimestamp(int(said[1]), dt.UTC) if said else RECORDED
    mock.freeze(now.isoformat())


def play(mock: Mock, case: Case, door: str) -> Iterator[tuple[Case, Any]]:
    """Each step, with its answer."""
    for step in case["steps"]:
        path = step["path"].replace(VICIDIAL_DOOR, door)
        headers = {"content-type": step["content_type"]} if step.get("content_type") else {}
        body = step.get("body")
        target = f"{path}?{step['query']}" if step["query"] else path
        yield step, mock.request(step["method"], target, body and body.encode(), headers)


def not_yet(known: dict[str, str]) -> list[Any]:
    """The cases; those that are known not to pass are to fail."""
    return [
        pytest.param(
            case,
            id=case["name"],
            marks=[pytest.mark.xfail(reason=known[case["name"]], strict=True)]
            if case["name"] in known
            else [],
        )
        for case in CORPUS
    ]


DOORS: Final = pytest.mark.parametrize(
    "door", [VICIDIAL_DOOR, DOCUMENTED_DOOR], ids=["vicidial", "documented"]
)


@DOORS
@pytest.mark.parametrize("case", not_yet(ANSWERS_NOT_YET))
def test_what_is_answered(vicidials: Mock, door: str, case: Case) -> None:
    set_stage(vicidials, case)
    for step, answer in play(vicidials, case, door):
        assert answer.status == step["status"]
        if step["status"] in (200, 500):
            # The others' pages are the web server's own.
            assert answer.text == step["real"]


def to_tell(case: Case) -> list[tuple[str, str]]:
    """Codes and parameters that `told` names, and what it says is not told."""
    text = case["told"].partition(": ")[2].partition(" — ")[0]
    found = [re.fullmatch(r"([a-z-]+)(?:\((.*)\))?", one) for one in text.split(", ")]
    named = [(one[1], one[2] or "") for one in found if one and one[1] in catalogue()]
    named = [one for one in named if (case["name"], *one) not in SINCE]
    return named + ([UNTOLD[case["name"]]] if case["name"] in UNTOLD else [])


@DOORS
@pytest.mark.parametrize("case", not_yet({}))
def test_what_is_told(vicidials: Mock, door: str, case: Case) -> None:
    set_stage(vicidials, case)
    assert vicidials.admin("DELETE", "/requests").status == 200
    assert all(True for _ in play(vicidials, case, door))
    told = {
        (one["code"], one["parameter"])
        for entry in vicidials.admin("GET", "/requests").json["requests"]
        for one in entry["findings"]
    }
    missing = [one for one in to_tell(case) if one not in told]
    assert missing == []


def test_every_case_that_tells_nothing_says_what_is_to_be_told() -> None:
    silent = {case["name"] for case in CORPUS if case["told"].startswith("NO")}
    assert silent <= UNTOLD.keys()
