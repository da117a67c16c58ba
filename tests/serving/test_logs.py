"""What the server logs about a request: for people, or as JSON; never a password."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from client import LOGIN, Mock
from lmapi_mock.serving.logs import JSONFormatter, configure
from lmapi_mock.settings import read_settings


@pytest.fixture
def requests_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, logger="lmapi_mock.endpoint"):
        yield caplog


def test_a_request_is_one_line(mock: Mock, requests_logged: pytest.LogCaptureFixture) -> None:
    mock.add_lead(phone_number="7275551212", add_to_hopper="Y")
    (record,) = requests_logged.records
    assert record.getMessage().startswith(
        "200 add_lead 6666: SUCCESS: add_lead LEAD HAS BEEN ADDED; "
        "NOTICE: add_lead ADDED TO HOPPER ("
    )


def test_a_request_carries_the_identifier_that_its_client_gave(
    mock: Mock, requests_logged: pytest.LogCaptureFixture
) -> None:
    mock.request("GET", "/API/lmapi.php", headers={"x-request-id": "abc-1"})
    line = json.loads(JSONFormatter().format(requests_logged.records[0]))
    assert (line["request_id"], line["status"], line["level"]) == ("abc-1", 200, "info")
    assert line["result"] == "ERROR: Login incorrect, please try again"


def test_no_line_holds_a_password(mock: Mock, requests_logged: pytest.LogCaptureFixture) -> None:
    mock.add_lead(**{**LOGIN, "pass": "hunter2"})
    mock.post("pass=hunter2&user=6666&function=add_lead", query="pass=hunter2")
    lines = [JSONFormatter().format(record) for record in requests_logged.records]
    assert len(lines) == 2
    assert not [line for line in lines if "hunter2" in line]


def test_a_defect_is_logged_with_its_traceback() -> None:
    try:
        raise RuntimeError("broken")
    except RuntimeError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("lmapi_mock", logging.ERROR, __file__, 1, "A defect", (), info)
    line = json.loads(JSONFormatter().format(record))
    assert line["message"] == "A defect"
    assert line["traceback"].endswith("RuntimeError: broken")


@pytest.mark.parametrize(("log_format", "begins"), [("json", "{"), ("text", "2")])
def test_the_form_is_a_setting(
    log_format: str, begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = logging.root.handlers[:], logging.root.level
    try:
        configure(read_settings({"log_format": log_format, "log_level": "info"}, {}))
        logging.getLogger("lmapi_mock.endpoint").info("something")
        assert capsys.readouterr().err.startswith(begins)
    finally:
        logging.root.handlers[:], level = before
        logging.root.setLevel(level)
