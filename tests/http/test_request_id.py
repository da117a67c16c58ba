"""A request's name: the client's or the server's, in header, journal, log and failures."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from client import Mock
from command import seed_file
from databases import SERVERS, scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, read_settings

VERSION = f"{VICIDIAL_DOOR}?function=version"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def journalled(mock: Mock) -> str:
    named: str = mock.admin("GET", "/requests").json["requests"][0]["request_id"]
    return named


def test_a_clients_name_comes_back_and_is_kept(mock: Mock) -> None:
    answer = mock.request("GET", VERSION, headers={"x-request-id": "my-1", "traceparent": PARENT})
    assert answer.headers["x-request-id"] == "my-1"
    assert journalled(mock) == "my-1"
    kept = mock.admin("GET", "/requests").json["requests"][0]["request"]["headers"]
    assert kept["traceparent"] == PARENT


@pytest.mark.parametrize("sent", ["", "with space", "x" * 101, "caf\u00e9"])
def test_a_name_that_cannot_be_repeated_is_replaced(mock: Mock, sent: str) -> None:
    answer = mock.request("GET", VERSION, headers={"x-request-id": sent})
    assert re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]+", answer.headers["x-request-id"])
    assert journalled(mock) == answer.headers["x-request-id"]


def test_a_name_is_in_the_header_only_where_it_is_asked_for(mock: Mock) -> None:
    assert "x-request-id" not in mock.request("GET", VERSION).headers
    first = mock.request("GET", VERSION, headers={"x-lmapi-explain": "1"}).headers["x-request-id"]
    second = mock.request("GET", VERSION, headers={"x-lmapi-explain": "1"}).headers["x-request-id"]
    assert first != second


@pytest.fixture(params=SERVERS)
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Mock, str]]:
    """A server whose database has gone, and that database's address."""
    with ExitStack() as stack:
        gone = stack.enter_context(ExitStack())
        url = gone.enter_context(scratch(request.param, tmp_path))
        flags = {"database": url, "port": "0", "seed": seed_file(tmp_path)}
        server = stack.enter_context(Server(read_settings(flags, {})))
        mock = Mock(server)
        gone.close()
        yield mock, str(sa.make_url(url).database)
        mock.close()


def test_a_stranger_is_told_no_address_and_the_log_has_all(
    broken: tuple[Mock, str], caplog: pytest.LogCaptureFixture
) -> None:
    mock, database = broken
    with caplog.at_level(logging.WARNING):
        answers = [
            mock.request("GET", VERSION, headers={"x-request-id": "mine"}),
            mock.admin("GET", "/health"),
            mock.admin("GET", "/ready"),
            mock.admin("GET", "/state"),
        ]
    assert [answer.status for answer in answers] == [503] * 4
    for answer in answers:
        assert database not in answer.text
        assert "127.0.0.1" not in answer.text
        assert "3306" not in answer.text
        assert "5432" not in answer.text
    assert "under request mine." in answers[0].text
    assert answers[0].headers["x-request-id"] == "mine"
    assert database in caplog.text
    assert "Request mine" in caplog.text
