"""Differences that are known and meant: each of the limits is recognised, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lmapi_mock.cli.main import main
from lmapi_mock.conform.asking import Reply
from lmapi_mock.conform.known import KNOWN, known_difference
from lmapi_mock.non_agent_api.functions import NOT_IMITATED

HTML = ("text/html; charset=utf-8", "", "")
DOOR = "/vicidial/non_agent_api.php"
LEAD = b"ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 7275551111|101|"
DONE = b"SUCCESS: update_user USER HAS BEEN UPDATED - 6666|1001\n"


def get(query: str, *headers: str, path: str = DOOR) -> bytes:
    return "\r\n".join([f"GET {path}?{query} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


def said(body: bytes, status: int = 200) -> Reply:
    return Reply(status, HTML, body)


NO_FUNCTION = said(b"ERROR: NO FUNCTION SPECIFIED\n")
OTHER = said(b"ERROR: other\n")

CASES = (
    (0, get(f"function={NOT_IMITATED[0]}"), NO_FUNCTION, said(b"SUCCESS: x\n")),
    (1, get("function=lead_field_info"), said(b"a???b\n"), said(b"a\xed\xa0\x80b\n")),
    (2, get("function=x&DB=1"), said(DONE), said(b"DEBUG: SELECT 1;\n" + DONE)),
    (3, get("function=add_lead"), said(LEAD + b"7\n"), said(LEAD + b"50\n")),
    (4, get("function=update_user"), said(DONE), said(DONE + b"NOTICE: EMAIL FAILURE - x\n")),
    (5, get("x", "Range: bytes=0-1,4-5"), said(b"abcdef"), said(b"--x", 206)),
    (6, b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", said(b"", 404), said(b"")),
    (6, b"GET /x\r\n", said(b"", 400), said(b"a")),
    (7, b"POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", said(b"", 400), said(b"a")),
    (8, get("", path="/vicidial/"), said(b"", 404), said(b"<html>")),
)


@pytest.mark.parametrize(("place", "raw", "ours", "theirs"), CASES)
def test_each_limit_is_recognised_where_it_is_met(
    place: int, raw: bytes, ours: Reply, theirs: Reply
) -> None:
    assert known_difference(raw, ours, theirs) == f"{KNOWN[place].why} (docs/limits.md)"
    assert known_difference(raw, ours, ours) == ""
    assert known_difference(raw, ours, said(b"", 0)) == ""


def test_every_limit_has_a_case() -> None:
    assert {place for place, *_ in CASES} == set(range(len(KNOWN)))


@pytest.mark.parametrize(
    ("raw", "ours", "theirs"),
    [
        (get("function=add_leads"), NO_FUNCTION, said(b"SUCCESS: x\n")),
        (get(f"function={NOT_IMITATED[0]}"), OTHER, said(b"SUCCESS: x\n")),
        (get("function=x"), said(b"a???b\n"), said(b"a\xed\xa0\x80c\n")),
        (get("function=x"), said(b"a?b\n"), said(b"a????b\n")),
        (get("function=x&DB=1"), said(DONE), said(b"DEBUG: SELECT 1;\n")),
        (get("function=x&DB=0"), said(DONE), said(b"DEBUG: SELECT 1;\n" + DONE)),
        (get("function=add_lead"), said(LEAD + b"7\n"), said(LEAD + b"seven\n")),
        (get("function=add_lead"), said(LEAD + b"7\n"), said(LEAD.replace(b"LIST", b"SYS") + b"7")),
        (get("function=update_user"), said(DONE), OTHER),
        (get("x", "Range: bytes=0-1"), said(b"ab", 206), said(b"abc")),
        (b"nonsense", said(b"", 400), said(b"a")),
    ],
)
def test_another_difference_is_none_of_them(raw: bytes, ours: Reply, theirs: Reply) -> None:
    assert known_difference(raw, ours, theirs) == ""


def test_what_is_known_is_listed_and_counts_as_no_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, junit = tmp_path / "corpus.jsonl", tmp_path / "conform.xml"
    query = f"user=6666&pass=1234&source=test&function={NOT_IMITATED[0]}"
    step = {"method": "GET", "query": query, "status": 200, "response": "SUCCESS: other\n"}
    file.write_text(json.dumps({"steps": [step]}), "utf-8")
    assert main(["conform", "--corpus", str(file), "--junit", str(junit)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"Known to differ: scenario, step 1: {KNOWN[0].why} (docs/limits.md).\n")
    assert told.endswith("All 1 answers are the double's, but for 1 that are known to differ.\n")
    assert 'failures="0"' in junit.read_text("utf-8")
