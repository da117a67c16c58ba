"""Calls of the admin API are logged, and wrong tokens are told and slowed down."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

import pytest

from client import Mock, Response
from lmapi_mock.admin import wrong_tokens
from lmapi_mock.errors import SettingError
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import check_admin_is_closed, read_settings

TOKEN = "sixteen-and-more"


@pytest.fixture
def guarded() -> Iterator[Mock]:
    flags = {"database": ":memory:", "port": "0", "admin_token": TOKEN}
    with Server(read_settings(flags, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def call(mock: Mock, method: str, path: str, token: str = "") -> Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return mock.request(method, f"/__admin{path}", headers=headers)


def test_each_call_is_a_line_that_says_who_what_where_and_how_it_ended(
    guarded: Mock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "lmapi_mock.admin"):
        call(guarded, "GET", "/requests", TOKEN)
        named = {"authorization": f"Bearer {TOKEN}", "x-request-id": "my-1"}
        guarded.request("POST", "/ns/mine/__admin/reset", headers=named)
        call(guarded, "GET", "/state")
        call(guarded, "GET", "/live")
        deadline = time.monotonic() + 60
        while len(caplog.records) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 3
    assert " by 127.0.0.1: GET '/__admin/requests': 200 (" in lines[0]
    assert (
        "Admin call my-1 by 127.0.0.1: POST '/__admin/reset' of namespace mine: 204 (" in lines[1]
    )
    assert " by 127.0.0.1: GET '/__admin/state': 401 (" in lines[2]
    assert TOKEN not in caplog.text


def test_wrong_tokens_are_logged_and_each_takes_longer(
    guarded: Mock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrong_tokens, "FIRST_S", 0.1)
    took = []
    for guess in ("first-guess", "second-guess", "third-guess"):
        began = time.monotonic()
        assert call(guarded, "GET", "/state", guess).status == 401
        took.append(time.monotonic() - began)
    assert [seconds >= least for seconds, least in zip(took, (0.1, 0.2, 0.4), strict=True)] == [
        True,
        True,
        True,
    ]
    warned = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    assert warned == [
        f"A wrong token from 127.0.0.1 for '/__admin/state', the {n}. of late." for n in (1, 2, 3)
    ]
    assert "guess" not in caplog.text
    began = time.monotonic()
    assert call(guarded, "GET", "/state", TOKEN).status == 200
    assert "lmapi_admin_wrong_tokens_total 3.0" in call(guarded, "GET", "/metrics", TOKEN).text


def test_a_short_token_is_refused_where_others_reach_the_server() -> None:
    def check(host: str, **flags: str) -> None:
        check_admin_is_closed(read_settings({"host": host, **flags}, {}))

    check("127.0.0.1", admin_token="short")
    check("0.0.0.0", admin_token="x" * 16)
    check("0.0.0.0", admin_token="short", open_admin="yes")
    with pytest.raises(SettingError) as refused:
        check("0.0.0.0", admin_token="x" * 15)
    assert str(refused.value) == (
        "--host is '0.0.0.0', beyond this machine, and the token of the admin API has 15 "
        "characters: it could be guessed."
    )
    assert refused.value.hint == "Give one of 16 characters or more."
