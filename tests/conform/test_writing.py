"""`lmapi-mock conform --write`: leads added to an inactive list of a dialer's, and none left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from conform.test_conform import conform, stored
from lmapi_mock import MockServer
from lmapi_mock.conform import writing
from lmapi_mock.conform.asking import Endpoint, Reply
from lmapi_mock.conform.probes import Probe
from lmapi_mock.errors import LmapiMockError

LIST = "880"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMAPI_CONFORM_PASSWORD", "1234")


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    with MockServer(timezone="America/New_York", charset="latin1") as one:
        yield one


@pytest.fixture
def dialer(server: MockServer) -> MockServer:
    """A dialer with leads, and an inactive list."""
    admin = f"{server.base_url}/__admin"
    requests.post(f"{admin}/reset", timeout=60).raise_for_status()
    for table, row in (
        ("vicidial_lists", {"list_id": 880, "campaign_id": "TESTCAMP", "active": "N"}),
        ("vicidial_lists", {"list_id": 890, "campaign_id": "TESTCAMP", "active": "Y"}),
        ("vicidial_list", {"lead_id": 7000, "list_id": 101, "phone_number": "7275550101"}),
    ):
        requests.post(f"{admin}/tables/{table}", json=row, timeout=60).raise_for_status()
    return server


def write(server: MockServer, list_id: str = LIST, *flags: str, charset: str = "latin1") -> int:
    url = f"{server.base_url}/vicidial/non_agent_api.php"
    alike = ("--timezone", "America/New_York", "--charset", charset)
    return conform(url, "--yes", *alike, "--write", list_id, *flags)


def leads(server: MockServer) -> list[dict[str, Any]]:
    state = f"{server.base_url}/__admin/state?tables=vicidial_list"
    found: list[dict[str, Any]] = requests.get(state, timeout=60).json()["tables"]["vicidial_list"]
    return found


def test_what_is_written_is_compared_and_nothing_is_left(
    dialer: MockServer, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stored(dialer)
    assert write(dialer) == 0
    said = capsys.readouterr().out
    assert "Then, if list 880 is inactive and holds no lead of 7275550101 and 7275550102, " in said
    assert "a lead: GET /vicidial/non_agent_api.php?user={user}&pass={pass}&source=conform&" in said
    assert "answers are the double's.\n" in said
    assert stored(dialer) == before
    asked = f"{dialer.base_url}/__admin/requests?limit=40&function=add_lead&result=SUCCESS"
    assert len(requests.get(asked, timeout=60).json()["requests"]) == 2


def test_what_comes_back_tells_the_character_set_of_the_dialers_database(
    dialer: MockServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "dialer.yaml"
    assert write(dialer, LIST, "--write-profile", str(profile), charset="utf8mb4") == 1
    said = capsys.readouterr().out
    assert re.findall(r"^\d+\. (.*)$", said, re.MULTILINE) == ["the character (write)"]
    assert "   agrees with charset=latin1\n" in said
    assert "   dialer: a\\xf0\\x9f\\x98\\x80b\n" in said
    assert "charset: 'latin1'\n" in profile.read_text("utf-8")


@pytest.mark.parametrize(
    ("list_id", "change", "message"),
    [
        ("890", None, "List 890 is active: its leads could be called.\nNothing was added."),
        ("4711", None, "The dialer does not tell of list 4711: "),
        (LIST, 880, "Before anything was added, list 880 is to hold no lead of 7275550101 and"),
    ],
)
def test_nothing_is_added_where_it_could_not_be_told_from_others(
    dialer: MockServer,
    list_id: str,
    change: int | None,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if change is not None:
        row = {"list_id": change, "phone_number": "7275550101"}
        table = f"{dialer.base_url}/__admin/tables/vicidial_list"
        requests.post(table, json=row, timeout=60).raise_for_status()
    before = leads(dialer)
    assert write(dialer, list_id) == 2
    assert message in capsys.readouterr().err
    assert leads(dialer) == before


@pytest.mark.parametrize("failure", [LmapiMockError("gone"), KeyboardInterrupt()])
def test_nothing_is_left_when_it_breaks_off(
    dialer: MockServer, failure: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = leads(dialer)
    ask = Endpoint.ask
    seen: list[bytes] = []

    def breaking(endpoint: Endpoint, probe: Probe) -> Reply:
        reply = ask(endpoint, probe)
        if probe.name == "a lead with accents":
            # Its answer is lost: nobody knows the lead's number.
            seen.append(reply.body)
            raise failure
        return reply

    monkeypatch.setattr(Endpoint, "ask", breaking)
    if isinstance(failure, KeyboardInterrupt):
        with pytest.raises(KeyboardInterrupt):
            write(dialer)
    else:
        assert write(dialer) == 2
    assert seen[0].startswith(b"SUCCESS")
    assert leads(dialer) == before


def test_what_may_be_left_is_told(
    dialer: MockServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = Endpoint.ask

    def broken(endpoint: Endpoint, probe: Probe) -> Reply:
        if b"delete_lead" in probe.query:
            raise LmapiMockError("The dialer does not answer.")
        return ask(endpoint, probe)

    monkeypatch.setattr(Endpoint, "ask", broken)
    monkeypatch.setattr(writing, "_PAUSE_S", 0.0)
    assert write(dialer) == 2
    assert "Leads of 7275550101 and 7275550102 may be left in list 880" in capsys.readouterr().err


@pytest.mark.parametrize("list_id", ["x", "88", "099", "6666"])
def test_what_is_no_list_to_search_in_is_refused(
    dialer: MockServer, list_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write(dialer, list_id) == 2
    said = capsys.readouterr().err
    assert f"--write is '{list_id}'. Accepted: the number of a list, from 100 on" in said
