"""webserver, api_url and run_time of vicidial_api_log (wire-and-engine, W3, A11)."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from client import Mock
from databases import ENGINES
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR

VERSION = f"{VICIDIAL_DOOR}?function=version"


@pytest.fixture(params=ENGINES)
def mock(request: pytest.FixtureRequest, running_on: Callable[[str], Mock]) -> Mock:
    mock: Mock = running_on(request.param)
    mock.put_state()
    mock.freeze("2026-07-15T14:00:00Z")
    return mock


def logged(mock: Mock) -> list[tuple[Any, ...]]:
    rows = mock.rows("vicidial_api_log")
    return [(row["webserver"], row["api_url"], row["run_time"]) for row in rows]


def ask(mock: Mock, path: str, host: str = "dialer.example:80") -> None:
    assert mock.request("GET", path, headers={"host": host}).status == 200


def test_each_name_and_address_has_a_row_from_its_first_request_on(mock: Mock) -> None:
    ask(mock, VERSION)
    ask(mock, VERSION)
    ask(mock, f"{VERSION}&source=abc")
    ask(mock, f"{DOCUMENTED_DOOR}?function=version")
    ask(mock, VERSION, "Dialer.Example")
    ask(mock, VERSION, "10.0.0.1")

    assert logged(mock) == [
        (1, 1, "0"),
        (1, 1, "0"),
        (1, 1, "0"),
        (1, 2, "0"),
        (1, 1, "0"),
        (2, 3, "0"),
    ]
    assert mock.rows("vicidial_webservers") == [
        {"webserver_id": 1, "webserver": "dialer.example", "hostname": socket.gethostname()},
        {"webserver_id": 2, "webserver": "10.0.0.1", "hostname": socket.gethostname()},
    ]
    port = mock.server.port
    assert mock.rows("vicidial_urls") == [
        {"url_id": 1, "url": f"http://dialer.example:{port}{VICIDIAL_DOOR}"},
        {"url_id": 2, "url": f"http://dialer.example:{port}{DOCUMENTED_DOOR}"},
        {"url_id": 3, "url": f"http://10.0.0.1:{port}{VICIDIAL_DOOR}"},
    ]


def test_they_are_made_anew_when_the_tables_are_emptied(mock: Mock) -> None:
    for _ in range(3):
        ask(mock, VERSION)
    mock.put_state()
    for _ in range(3):
        ask(mock, VERSION)
    assert logged(mock) == [(1, 1, "0")] * 3
    assert len(mock.rows("vicidial_urls")) == 1


def test_they_are_no_rows_of_the_request(mock: Mock) -> None:
    mock.add_lead(phone_number="7275551111", list_id=101)
    newest = mock.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    rows = mock.admin("GET", f"/requests/{newest}").json["rows"]
    tables = {row["table"] for row in rows}
    assert tables == {"vicidial_list", "vicidial_api_log", "vicidial_api_urls"}


def test_the_seconds_taken_are_the_clocks(mock: Mock) -> None:
    mock.freeze(None)
    ask(mock, VERSION)
    seconds = float(mock.rows("vicidial_api_log")[0]["run_time"])
    assert 0 < seconds < 5


def test_there_is_an_end_to_numbers(mock: Mock) -> None:
    mock.put_state(vicidial_webservers=[{"webserver_id": 65535, "webserver": "last"}])
    ask(mock, VERSION)
    ask(mock, VERSION)
    assert logged(mock) == [(0, 1, "0")] * 2
