"""What public integrators send, at both doors: the recorded answers, and what has to be told."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib import parse

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

NUMBER: Final = ("number-length", "number-prefix", "number-abroad", "country-code-in-number")
CALLED_FOR: Final = {
    # The request as a whole.
    r"ends? in (spaces|blanks)": ("values-end-in-blanks",),
    r"(HEAD|OPTIONS) stores|preflight": ("method-acts",),
    r"Apache's request line": ("unreadable-request",),
    r"&amp;|HTML-escaped": ("ampersand-escaped",),
    r"JSON keys|JSON (sent )?as (a )?form": ("json-as-form",),
    r"sent twice|the first is lost": ("sent-twice", "query-and-body"),
    r"encoded twice|double.encoded": ("encoded-twice",),
    # Values.
    r"placeholder|undefined|\bnull\b|\bNone\b|\bNaN\b|\[object Object\]": ("unfilled-placeholder",),
    r"no word about the number|dial prefix|trunk|outside line": NUMBER,
    r"glued": ("digits-glued",),
    r"in the past": ("callback-in-past",),
    # What becomes of the lead.
    r"list_id never|(default )?list 999": ("list-id-not-sent", "list-id-defaulted"),
    r"custom_fields=Y with no": ("custom-fields-not-sent", "custom-fields-not-stored"),
    # What the engine does with its SQL.
    r"apostrophe|lead (is )?lost|HTTP 500|comments last": ("fails-on-the-dialer",),
    r"eats the backslash": ("backslash-is-an-escape",),
}
"""Words of `told` that say what nobody told when the cases were made, and the codes that tell it
now; any of them will do."""

TOLD_SINCE_AS: Final = {
    "dropped-characters": ("values-end-in-blanks", "digits-glued", "unfilled-placeholder"),
    "unknown-parameter": ("ampersand-escaped", "json-as-form"),
    "function-unknown": ("function-not-imitated",),
}
"""Codes in whose place others tell the cause, naming the parameter."""

KNOWN_SINCE: Final = {"unknown-parameter": {"stage"}}
"""Parameters that were unknown then: other functions that are imitated now have them."""


def cases() -> Iterator[Case]:
    with (CASES / "integrators.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


CORPUS: Final = list(cases())


@contextmanager
def recorded_dialer() -> Iterator[Mock]:
    """A server whose doors both speak VICIdial's words; else as it starts, with the demo data.

    The dialer that was recorded has PHP 8.2.
    """
    given = {"database": ":memory:", "port": "0", "dialect": "vicidial", "sql_failures": "php8"}
    with Server(read_settings(given, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


@pytest.fixture(scope="module")
def vicidials() -> Iterator[Mock]:
    with recorded_dialer() as mock:
        yield mock


def set_stage(mock: Mock, case: Case) -> None:
    assert mock.fresh().admin("POST", "/reset").status == 204
    assert mock.admin("POST", "/state", case["adds"]).status == 200
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


def told_then(case: Case) -> list[tuple[str, str]]:
    """Codes and parameters that `told` names; it is cut at 200 characters, and so is its last."""
    text = case["told"].partition(": ")[2].partition(" — ")[0]
    found = [re.fullmatch(r"([a-z-]+)(?:\((.*)\))?", one) for one in text.split(", ")]
    named = [(one[1], one[2] or "") for one in found if one and one[1] in catalogue()]
    return [one for one in named if one[1] not in KNOWN_SINCE.get(one[0], ())]


def called_for(case: Case) -> list[tuple[str, ...]]:
    """Of each of these codes one is to be told, for `told` says that it was missing."""
    said = case["told"]
    text = said if said.startswith("NO") else said.partition(" — ")[2]
    return [codes for words, codes in CALLED_FOR.items() if re.search(words, text)]


def is_told(code: str, parameter: str, told: list[Case]) -> bool:
    """Whether a finding is there, or one that tells its cause and names its parameter."""
    return any(
        (one["code"] == code and one["parameter"] == parameter)
        or (
            one["code"] in TOLD_SINCE_AS.get(code, ())
            and (parameter == one["parameter"] or parameter in one["message"])
        )
        for one in told
    )


TOLD_FILE: Final = Path(__file__).with_name("integrators_told.txt")
"""What is told of each case, word for word, so that a change of findings is seen.

Each was read for its truth. `python tests/test_integrators.py` writes it anew.
"""


def recorded() -> dict[str, str]:
    """By a case's name, its part of the file."""
    parts = TOLD_FILE.read_text("utf-8").split("\n\n") if TOLD_FILE.exists() else []
    return {part.split(":", 1)[0]: part.rstrip("\n") for part in parts}


TOLD: Final = recorded()


def as_text(case: Case, found: list[list[Case]]) -> str:
    """What was told of each of a case's requests, for people to read."""
    lines = [f"{case['name']}: {case['what']}"]
    for step, findings in zip(case["steps"], found, strict=True):
        lines.append(f"  {step['method']}, {step['status']}")
        for one in findings:
            # A request's number depends on what was played before.
            message = re.sub(r"^Request \d+ ", "An earlier request ", one["message"])
            where = f"{one['code']} {one['parameter']}".rstrip()
            lines.append(f"    {one['severity']} {where}: {message}")
    return "\n".join(lines)


def findings_of(mock: Mock, case: Case, door: str) -> list[list[Case]]:
    """Of each request of a case, oldest first."""
    set_stage(mock, case)
    assert mock.admin("DELETE", "/requests").status == 200
    assert all(True for _ in play(mock, case, door))
    entries = mock.admin("GET", "/requests").json["requests"]
    return [entry["findings"] for entry in reversed(entries)]


@DOORS
@pytest.mark.parametrize("case", not_yet({}))
def test_what_is_told(vicidials: Mock, door: str, case: Case) -> None:
    found = findings_of(vicidials, case, door)
    assert as_text(case, found) == TOLD[case["name"]]
    nothing_is_missing(case, found)
    nothing_is_false(case, found)


def nothing_is_missing(case: Case, found: list[list[Case]]) -> None:
    told = [one for some in found for one in some]
    named = told_then(case)
    missing: list[Any] = [one for one in named if not is_told(*one, told)]
    codes = {one["code"] for one in told}
    missing += [any_of for any_of in called_for(case) if not codes & set(any_of)]
    assert missing == []
    if case["told"].startswith(("NO", "partly")):
        # Whatever its words: more has to be told than was.
        severe = {one["code"] for one in told if one["severity"] != "info"}
        assert called_for(case) or severe - {code for code, _ in named}


def nothing_is_false(case: Case, found: list[list[Case]]) -> None:
    """Each finding is about what was sent, and nothing is told twice."""
    for step, told in zip(case["steps"], found, strict=True):
        sent = parse.unquote_plus(f"{step['query']}&{step.get('body') or ''}", errors="replace")
        for one in told:
            name = one["parameter"]
            assert not one["sent"] or not name or f"{name}" in sent or name == "pass"
        said = [(one["code"], one["parameter"]) for one in told]
        assert len(said) == len(set(said))
        if case["told"].startswith("-"):
            grave = {one["code"] for one in told if one["severity"] != "info"}
            assert grave <= RIGHT_ALL_THE_SAME.get(case["name"], set())


RIGHT_ALL_THE_SAME: Final = {
    "case-80g": {"time-zone-not-found"},
}
"""Cases of which `told` calls for nothing, and what is told of them: `'33701` is no postal code."""


def test_words_that_call_for_a_finding_name_codes_that_there_are() -> None:
    codes = {code for some in (*CALLED_FOR.values(), *TOLD_SINCE_AS.values()) for code in some}
    assert codes <= catalogue().keys()


def test_each_case_is_recorded_once() -> None:
    assert [case["name"] for case in CORPUS] == list(TOLD)


if __name__ == "__main__":
    with recorded_dialer() as dialer:
        played = [as_text(one, findings_of(dialer, one, VICIDIAL_DOOR)) for one in CORPUS]
    TOLD_FILE.write_text("\n\n".join(played) + "\n", "utf-8")
