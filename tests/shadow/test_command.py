"""The command `lmapi-mock shadow`, in a process of its own."""

from __future__ import annotations

import datetime as dt
import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from command import COMMAND, environment
from lmapi_mock.cli.main import main
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR
from lmapi_mock.shadow.apart import Apart
from lmapi_mock.shadow.framing import Passed
from shadow.conftest import settings
from shadow.test_shadow import get

ADD = {"user": "6666", "pass": "1234", "source": "test", "function": "add_lead"}


@pytest.fixture(scope="module")
def dialer() -> Iterator[Server]:
    with Server(settings()) as server:
        yield server


def test_it_passes_requests_until_it_is_told_to_end(dialer: Server, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    flags = ("--upstream", dialer.base_url, "--listen", "127.0.0.1:0", "--port", "0")
    process = subprocess.Popen(
        [*COMMAND, "shadow", *flags, "--timezone", "America/New_York", "--record", corpus],
        env=environment(LMAPI_DATABASE_URL="/nowhere/at/all.db"),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        first, second = process.stdout.readline(), process.stdout.readline()
        passing = re.fullmatch(rf"Passing: (http://127\.0\.0\.1:\d+) to {dialer.base_url}\n", first)
        assert passing
        assert re.fullmatch(r"The double beside: http://127\.0\.0\.1:\d+/__admin\n", second)
        with requests.Session() as client:
            sent = ADD | {"phone_number": "7275551212", "list_id": "101"}
            said = client.get(passing[1] + VICIDIAL_DOOR, params=sent, timeout=20).text
            assert said.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|101|")
            client.get(passing[1] + VICIDIAL_DOOR, params={"function": "version"}, timeout=20)
            client.get(f"{passing[1]}/elsewhere", timeout=20)
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=30)[0]
    finally:
        process.kill()
        process.stdout.close()
        process.wait(60)
    assert process.returncode == 0
    assert rest.splitlines() == [
        "3 requests passed: 2 answered alike, 1 differ.",
        f"{corpus} holds 2 of them.",
        "  left out 1: they came to no door",
    ]
    steps = json.loads(corpus.read_text("utf-8"))["steps"]
    assert [step["response"][:8] for step in steps] == ["SUCCESS:", "VERSION:"]


def test_the_end_of_the_doubles_process_is_a_failure_of_its_own() -> None:
    answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    passed = Passed(
        get("/elsewhere"), answer, dt.datetime.now(dt.UTC), 0.0, is_whole=True, is_cut=False
    )
    apart = Apart(settings(), None)
    try:
        assert apart.compare(passed) == "alike"
        apart.process.kill()
        assert apart.compare(passed) == apart.compare(passed) == "failed"
    finally:
        assert apart.end() is None


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (
            ["--upstream", "dialer"],
            "--upstream is 'dialer'. Accepted: the dialer's address without",
        ),
        (["--upstream", "http://d/API/lmapi.php"], "--upstream is 'http://d/API/lmapi.php'. Acc"),
        (["--listen", "8090"], "--listen is '8090'. Accepted: host and port, as 127.0.0.1:8090."),
        (["--listen", "192.0.2.1:8090", "--port", "0"], "--listen 192.0.2.1:8090: "),
        (["--journal", "0"], "--journal is 0, and the journal is what tells where"),
    ],
)
def test_what_cannot_be_done_is_told(
    flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["shadow", "--upstream", "http://127.0.0.1:1", *flags]) == 2
    assert f"lmapi-mock: {message}" in capsys.readouterr().err
