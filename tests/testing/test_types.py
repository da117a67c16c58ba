"""What a type checker tells those who write tests with lmapi-mock."""

from __future__ import annotations

from pathlib import Path
from typing import NotRequired, get_origin, get_type_hints

import pytest

from checkers import Checker, mypy, pyright
from lmapi_mock import LmapiMock
from lmapi_mock.testing import rows
from lmapi_mock.testing.told import (
    FaultRule,
    Finding,
    JournalEntry,
    JournalFinding,
    SentRequest,
    SentResponse,
)

RIGHT = """\
import datetime as dt

from lmapi_mock import (
    CallError,
    FaultRule,
    JournalEntry,
    JournalFinding,
    LmapiMock,
    MockServer,
    Reply,
    RunningServer,
    Served,
    Settings,
    SystemSettings,
    VicidialList,
    VicidialLists,
    VicidialUsers,
)

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
    changed: VicidialLists = lmapi.change("vicidial_lists", 999, active="N")
    settings: SystemSettings = lmapi.settings(custom_fields_enabled="0")
    lmapi.given(fields={"list_id": 999, "field_label": "size", "type": "int"})
    lmapi.requests(result={"contains": "R"}, user=None)
    assert (changed["active"], settings["custom_fields_enabled"]) == ("N", "0")
    assert lmapi.change("custom_999", 1, color="red")["color"] == "red"


async def waiting(lmapi: LmapiMock) -> list[JournalEntry]:
    return await lmapi.await_requests(times=2, result="ERROR", phone_number="727")


def typed(lmapi: LmapiMock) -> list[str]:
    reply = lmapi.add_lead(phone_number=7275551212, pass_="1234", custom={"color": "blue"})
    rule: FaultRule = lmapi.fault("add_lead.IN_DNC", times=2)
    lead: VicidialList = lmapi.wait_for_lead(lead_id=reply.lead_id)
    (user,) = lmapi.rows("vicidial_users", user="6666")
    named: VicidialUsers = user
    custom = lmapi.rows("custom_999")[0]["color"].upper()
    entry: JournalEntry = lmapi.requests(result="SUCCESS")[0]
    found: list[JournalFinding] = lmapi.findings("info")
    when = lead["entry_date"] or "never"
    texts = [rule["id"], named["pass"], custom, entry["params"]["phone_number"], when]
    return texts + [one["code"] for one in found] + [line.result for line in reply.lines]


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
    lmapi.add_lead(phone="7275551212")
    lmapi.add_lead(list_id=["101"])
    lmapi.fault("EMPTY")
    lmapi.leads()[0]["phone"]
    lmapi.hopper()[0]["lead_id"].upper()
    lmapi.rows("vicidial_lists")[0]["name"]
    lmapi.requests()[0]["outcoem"]
    lmapi.requests()[0]["result"] == "success"
    lmapi.findings()[0]["severty"]
    lmapi.faults()[0]["hits"]
    lmapi.version().lines[0].result == "OK"
    lmapi.requests(result="success")
    lmapi.wait_for_requests(result="FAIL")
    lmapi.change("vicidial_lists", 999, active="N")["activ"]
    lmapi.settings()["custom_field_enabled"]
    lmapi.calls()[0]["lead"]
"""


@pytest.mark.parametrize("check", [mypy, pyright])
def test_what_is_right_passes_and_each_slip_is_told(tmp_path: Path, check: Checker) -> None:
    (tmp_path / "right.py").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "slips.py").write_text(SLIPS, encoding="utf-8")
    found, said = check(tmp_path)
    lines = {2, *range(5, len(SLIPS.splitlines()) + 1)}
    assert found == {("slips.py", line) for line in lines}, said


def test_rows_and_what_is_told_have_the_shape_that_their_types_say() -> None:
    with LmapiMock() as lmapi:
        lmapi.add_lead(
            phone_number="7275551212",
            campaign_id="TESTCAMP",
            callback="Y",
            callback_status="CALLBK",
            add_to_hopper="Y",
        )
        main = ("list", "hopper", "callbacks", "users", "lists", "campaigns")
        for table in (*(f"vicidial_{name}" for name in main), "system_settings"):
            kind = getattr(rows, "".join(part.capitalize() for part in table.split("_")))
            types = get_type_hints(kind)
            there = lmapi.rows(table)
            assert there
            for row in there:
                assert list(row) == list(types)
                assert {one for one in row if not isinstance(row[one], types[one])} == set()
        lmapi.fault(503, times=1, skip=1, delay=0.1, ttl=60, phase="before", user="6666", body="x")
        (entry,) = lmapi.requests()
        assert set(entry) == get_type_hints(JournalEntry).keys()
        assert set(entry["request"]) | {"body_base64"} == get_type_hints(SentRequest).keys()
        assert set(entry["response"]) == get_type_hints(SentResponse).keys()
        assert set(entry["findings"][0]) == get_type_hints(Finding).keys()
        assert set(lmapi.findings()[0]) == get_type_hints(JournalFinding).keys()
        (rule,) = lmapi.faults()
        hints = get_type_hints(FaultRule, include_extras=True)
        required = {one for one, kind in hints.items() if get_origin(kind) is not NotRequired}
        assert required <= set(rule) <= set(hints)
