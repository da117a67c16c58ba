"""What a type checker tells those who write tests with lmapi-mock."""

from __future__ import annotations

import sys
from pathlib import Path

from mypy import api

RIGHT = """\
import datetime as dt

from lmapi_mock import CallError, LmapiMock, MockServer, Reply, RunningServer, Served, Settings

FIELDS: dict[int, dict[str, str]] = {999: {"color": "varchar(20)"}}


def test_all(lmapi: LmapiMock) -> None:
    reply: Reply = lmapi.add_lead(phone_number="7275551212")
    assert reply.ok
    lmapi.given(fields=FIELDS, users="crm", lists=[101], campaign_dnc={"SALES": ["7275551212"]})
    lmapi.fault(503, phase="after_commit", times=1, delay=dt.timedelta(seconds=1), list_id=101)
    lmapi.freeze("2026-03-01 12:00")
    lmapi.advance(hours=1)
    lmapi.wait_for_lead(timeout=1, phone_number={"contains": "727"})
    lmapi.assert_requested(times=1, phone_number="7275551212")
    lmapi.assert_clean("error", allow=["repeated-lead"])
    lmapi.change("vicidial_lists", 999, active="N")


def served(server: Served = RunningServer("http://127.0.0.1:8080")) -> str:
    with MockServer(Settings(database=":memory:"), seed="x.yaml") as own:
        return own.url + server.url


def status(error: CallError) -> int:
    return error.status
"""

SLIPS = """\
from lmapi_mock import LmapiMock, MockServer
from lmapi_mock import Nonsense

def slips(lmapi: LmapiMock) -> None:
    lmapi.led()
    lmapi.fault(503, phase="after")
    lmapi.fault(delay="1 s")
    lmapi.findings("warnin")
    lmapi.assert_clean(severity="eror")
    lmapi.wait_for_lead("7275551212")
    lmapi.assert_requested("7275551212")
    lmapi.advance(hour=1)
    lmapi.given(user="crm")
    lmapi.freeze(5)
    LmapiMock(strict="loud")
    MockServer("x.yaml")
"""


def checked(folder: Path, text: str) -> tuple[set[int], str]:
    """The lines in which mypy, strict, finds something wrong, and all that it says."""
    file = folder / "test_it.py"
    file.write_text(text, encoding="utf-8")
    said, wrong, _ = api.run(
        [
            "--strict",
            "--follow-imports=silent",
            f"--python-executable={sys.executable}",
            f"--cache-dir={folder / 'cache'}",
            str(file),
        ]
    )
    assert not wrong, wrong
    return {int(line.split(":")[1]) for line in said.splitlines() if ": error:" in line}, said


def test_what_is_right_passes_and_each_slip_is_told(tmp_path: Path) -> None:
    found, said = checked(tmp_path, RIGHT)
    assert found == set(), said
    found, said = checked(tmp_path, SLIPS)
    lines = SLIPS.splitlines()
    expected = {2, *range(5, len(lines) + 1)}
    assert found == expected, said
