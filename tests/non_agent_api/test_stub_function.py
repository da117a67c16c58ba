"""A function of a few lines has everything that any function has, and no other file knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from command import seed_file
from lmapi_mock import create_app
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.example import Example, calling
from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen, Severity
from lmapi_mock.non_agent_api.core.function import Findings, Function
from lmapi_mock.non_agent_api.core.outcome import Message
from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.core.stage import Stage
from lmapi_mock.non_agent_api.functions import beside, is_there
from lmapi_mock.non_agent_api.login.parameters import PARAMETERS
from lmapi_mock.non_agent_api.wire.sanitise import DIGITS
from lmapi_mock.settings import read_settings

SAID = Message("SUCCESS", "NUMBER ECHOED", " - {number}|{user}", logged="{number}", stage="echo",
               cause="A number was sent.", remedy="Nothing to mend.")  # fmt: skip
NO_NUMBER = Message("ERROR", "NO NUMBER", " - |{user}", logged="", stage="echo",
                    cause="No number was sent.", remedy="Send a number.")  # fmt: skip
SEVEN = Kind(Severity.WARNING, "A seven", "It is unlucky on a dialer.", "Send another number.")


def echo(call: Call) -> None:
    if not call.value["number"]:
        raise call.refusal(NO_NUMBER)
    call.say(SAID)


def find(seen: Seen) -> Iterator[Finding]:
    if seen.cleaned["number"] == "7":
        yield Finding("unlucky-seven", "A 7 was sent.", "number", "7")


STUB = Function(
    "echo_number",
    "Says the number that was sent.",
    (Stage("echo", echo, "The number, or a refusal", "0"),),
    (*PARAMETERS, Parameter("number", DIGITS, "The number.", needed=True)),
    {"SAID": SAID, "NO_NUMBER": NO_NUMBER},
    lambda: {
        "SAID": Example(calling("echo_number", number="7")),
        "NO_NUMBER": Example(calling("echo_number")),
    },
    lambda: Findings({"unlucky-seven": SEVEN}, find),
)

SENT = {"user": "6666", "pass": "1234", "source": "test", "function": "echo_number"}
DOOR = "/vicidial/non_agent_api.php"


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    seed = seed_file(tmp_path_factory.mktemp("seed"), {})
    app = create_app(read_settings({"database": ":memory:", "seed": seed}, {}))
    with beside(STUB), TestClient(app, client=("127.0.0.1", 1)) as running:
        yield running


def ask(client: TestClient, **sent: str) -> str:
    text: str = client.get(DOOR, params=SENT | sent).text
    return text


def admin(client: TestClient, path: str) -> Any:
    return client.get(f"/__admin{path}").json()


def test_it_answers_whom_it_knows(client: TestClient) -> None:
    assert ask(client, number="7-2-7") == "SUCCESS: echo_number NUMBER ECHOED - 727|6666\n"
    assert ask(client) == "ERROR: echo_number NO NUMBER - |6666\n"
    refused = ask(client, **{"pass": "wrong", "number": "7"})
    assert refused == "ERROR: Login incorrect, please try again: |6666|wrong|BAD|\n"


def test_it_is_logged(client: TestClient) -> None:
    ask(client, number="727")
    (row,) = admin(client, "/state?tables=vicidial_api_log")["tables"]["vicidial_api_log"]
    found = {name: row[name] for name in ("user", "function", "result", "result_reason", "data")}
    assert found == {
        "user": "6666",
        "function": "echo_number",
        "result": "SUCCESS",
        "result_reason": "echo_number NUMBER ECHOED",
        "data": "727",
    }


def test_the_journal_has_its_stages_and_findings(client: TestClient) -> None:
    ask(client, number="7", numbr="8")
    entry = admin(client, "/requests/1")
    assert (entry["function"], entry["cleaned"]["number"]) == ("echo_number", "7")
    assert [(one["name"], one["verdict"]) for one in entry["stages"]] == [
        ("authenticate", "passed"),
        ("echo", "said"),
    ]
    found = {one["code"]: one["message"] for one in admin(client, "/findings")["findings"]}
    assert found["unlucky-seven"] == "A 7 was sent."
    assert "Did you mean number?" in found["unknown-parameter"]
    ask(client)
    refusal = admin(client, "/requests/2")["refusal"]
    assert (refusal["stage"], refusal["remedy"]) == ("echo", "Send a number.")


def test_a_fault_takes_the_place_of_its_stage(client: TestClient) -> None:
    rule = {"match": {"function": "echo_number"}, "answer": "echo_number.NO_NUMBER"}
    assert client.post("/__admin/faults", json=rule).status_code == 201
    assert ask(client, number="7") == "ERROR: echo_number NO NUMBER - |6666\n"


def test_it_is_counted_by_its_name(client: TestClient) -> None:
    ask(client, number="7")
    lines = [
        line
        for line in client.get("/__admin/metrics").text.splitlines()
        if 'function="echo_number"' in line
    ]
    assert any(line.startswith("lmapi_requests_total") and line.endswith(" 1.0") for line in lines)
    assert any('reason="echo_number NUMBER ECHOED"' in line for line in lines)


def test_the_contract_which_the_page_lists_has_it(client: TestClient) -> None:
    contract = admin(client, "/contract")
    (own,) = [one for one in contract["functions"] if one["name"] == "echo_number"]
    assert [stage["name"] for stage in own["stages"]] == ["authenticate", "echo"]
    messages = [one for one in contract["messages"] if one["function"] == "echo_number"]
    assert [(one["name"], one["vicidial"]) for one in messages] == [
        ("SAID", "SUCCESS: echo_number NUMBER ECHOED - {number}|{user}"),
        ("NO_NUMBER", "ERROR: echo_number NO NUMBER - |{user}"),
    ]
    (number,) = [
        one
        for one in contract["parameters"]
        if (one["function"], one["name"]) == ("echo_number", "number")
    ]
    assert (number["kept"], number["needed"]) == ("digits", True)
    document = admin(client, "/openapi.json")
    told = {one["name"]: one for one in document["paths"][DOOR]["get"]["parameters"]}
    assert "echo_number" in told["function"]["schema"]["examples"]
    assert "Kept: digits." in told["number"]["description"]
    cleaned = client.post(
        "/__admin/clean", json={"function": "echo_number", "params": {"number": "7a", "x": "1"}}
    )
    assert cleaned.json() == {"cleaned": {"number": "7"}, "unknown": ["x"]}


def test_it_goes_with_its_block() -> None:
    with beside(STUB):
        assert is_there("echo_number")
        with pytest.raises(ValueError, match="there is a function echo_number already"):
            beside(STUB).__enter__()
    assert not is_there("echo_number")
