"""What the server logs about a request: for people, or as JSON; never a password."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from client import LOGIN, Mock
from lmapi_mock.serving.logs import JSONFormatter, TextFormatter, configure
from lmapi_mock.settings import read_settings


@pytest.fixture
def requests_logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, logger="lmapi_mock.endpoint"):
        yield caplog


def test_a_request_is_one_line(mock: Mock, requests_logged: pytest.LogCaptureFixture) -> None:
    mock.add_lead(phone_number="7275551212", add_to_hopper="Y", list_id="999", frist_name="A")
    (record,) = requests_logged.records
    text, _, rest = record.getMessage().partition(" findings=")
    assert text == (
        "GET /vicidial/non_agent_api.php 200 add_lead door=vicidial user=6666 list_id=999 "
        'phone_number=*1212 result="SUCCESS: add_lead LEAD HAS BEEN ADDED; NOTICE: add_lead ADDED '
        'TO HOPPER" lead_id=1'
    )
    assert rest.startswith('"password-in-query unknown-parameter')
    assert rest.endswith(" ms)")


def test_a_wrong_path_is_named_with_its_namespace(
    mock: Mock, requests_logged: pytest.LogCaptureFixture
) -> None:
    mock.request("GET", "/API/lmapi.hpp?phone_number=7275551212")
    mock.request("GET", "/ns/never/made.php")
    first, second = (record.getMessage().rpartition(" (")[0] for record in requests_logged.records)
    assert first.startswith(
        'GET /API/lmapi.hpp 404 phone_number=*1212 result="no door is at this path"'
    )
    assert second == 'GET /made.php 404 namespace=never result="no door is at this path"'


def test_a_fault_is_named(mock: Mock, requests_logged: pytest.LogCaptureFixture) -> None:
    mock.admin("POST", "/faults", {"status": 503, "times": 1})
    mock.add_lead(phone_number="7275551212")
    assert " 503 add_lead " in requests_logged.records[0].getMessage()
    assert " fault=503 " in requests_logged.records[0].getMessage()


def test_json_has_the_same_fields(mock: Mock, requests_logged: pytest.LogCaptureFixture) -> None:
    mock.add_lead(phone_number="7275551212")
    line = json.loads(JSONFormatter().format(requests_logged.records[0]))
    assert {name: line[name] for name in ("method", "path", "door", "namespace", "user")} == {
        "method": "GET",
        "path": "/vicidial/non_agent_api.php",
        "door": "vicidial",
        "namespace": "",
        "user": "6666",
    }
    assert (line["phone_number"], line["lead_id"], line["fault"]) == ("*1212", 1, "")
    assert line["findings"].startswith("password-in-query")


def test_what_a_client_chooses_begins_no_line(
    mock: Mock, requests_logged: pytest.LogCaptureFixture
) -> None:
    mock.request("GET", "/a%0A2026-01-01 ERROR%1b[31m?list_id=1%0a2".replace(" ", "%20"))
    mock.add_lead(list_id="1\n2026 ERROR")
    lines = [record.getMessage() for record in requests_logged.records]
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)


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


def test_levels_are_in_colour_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, "text", None, None)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert TextFormatter().format(record).endswith(" \033[33mWARNING\033[0m text")
    monkeypatch.setenv("NO_COLOR", "1")
    assert TextFormatter().format(record).endswith(" WARNING text")
