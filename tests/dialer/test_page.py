"""The commands of docs/your-dialer.md, in their order, as a reader has them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import requests

from dialer.conftest import OLAF
from lmapi_mock.cli.main import main
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, Settings, read_settings
from lmapi_mock.shadow.recording import Recording
from shadow.conftest import shadow

PAGE: Final = (Path(__file__).parents[2] / "docs" / "your-dialer.md").read_text("utf-8")
LOGIN: Final[dict[str, str]] = {"user": "crm", "pass": OLAF["pass"], "source": "test"}
NAMED: Final = ("--diff", "--passwords", "--write-profile", "--write", "--yes", "--corpus")
"""By which of its flags a command is known."""


def commands() -> list[list[str]]:
    """Each command of ours, without what is said of it behind a `#`."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("lmapi-mock")]


@pytest.fixture
def upstream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A dialer of another release, for a reader who is in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    Path("dialer.yaml").write_text(shown, "utf-8")
    settings = {"database": ":memory:", "port": "0", "dialer_version": "2.14-9"}
    with Server(read_settings(settings, {})) as server:
        yield server


def flag(command: list[str], name: str) -> str | None:
    return command[command.index(name) + 1] if name in command else None


def settings_of(command: list[str]) -> Settings:
    """The settings of a server that a command starts, on a free port."""
    named = {name: flag(command, f"--{name}") for name in ("seed", "profile")}
    return read_settings({"database": ":memory:", "port": "0", **named}, {})


def passed(command: list[str], upstream: str) -> None:
    """Run a shadow for the time of two requests."""
    own = settings_of(command)
    record = flag(command, "--record")
    recording = Recording(Path(record), own.all_doors()) if record else None
    with shadow(upstream, own, recording) as one:
        host, port = one.address[:2]
        lead = LOGIN | {"function": "add_lead", "phone_number": "7275551212", "list_id": "777"}
        for sent in (lead, {"function": "version"}):
            requests.get(f"http://{host}:{port}{VICIDIAL_DOOR}", sent, timeout=60)
        one.settled()
        # Another release is told where the profile does not tell it.
        assert one.waiting.counts.alike == 1 + (flag(command, "--profile") is not None)
    if recording is not None:
        recording.close()
        assert recording.steps == 2


def test_the_commands_of_the_page_do_what_it_says(
    dialer: str,
    upstream: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LMAPI_CONFORM_PASSWORD", LOGIN["pass"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "y")
    monkeypatch.setattr("getpass.getpass", lambda _: "")
    url = upstream.base_url
    instead = {
        "mysql://reader@db.example/asterisk": dialer,
        "$DIALER_DATABASE": dialer,
        "http://127.0.0.1:8080": url,
        "https://dialer.example/vicidial/non_agent_api.php": f"{url}{VICIDIAL_DOOR}",
        "$DIALER": f"{url}{VICIDIAL_DOOR}",
        "https://staging.example": url,
        "apiuser": LOGIN["user"],
        "$DIALER_USER": LOGIN["user"],
    }
    ended: list[tuple[str, int]] = []
    for shown in commands():
        command = [instead.get(word, word) for word in shown]
        name = command[0]
        if name == "serve":
            with Server(settings_of(command)) as server:
                said = requests.get(f"{server.base_url}/__admin/health", timeout=60)
            assert said.status_code == 200
        elif name == "shadow":
            passed(command, url)
        else:
            if name == "conform" and "--upstream" in command:
                command += ["--rate", "1000"]
            ended.append((" ".join(shown[:1] + [w for w in shown if w in NAMED]), main(command)))
            if "--url" in command:
                # The dialer is set up as its database says; it gets the list of the page.
                row = {"list_id": 998, "campaign_id": "SALES", "active": "N"}
                table = f"{url}/__admin/tables/vicidial_lists"
                requests.post(table, json=row, timeout=60).raise_for_status()
    assert ended == [
        ("seed", 0),
        ("seed --diff", 0),
        ("seed --passwords", 0),
        ("conform --write-profile", 1),
        ("conform --write", 1),
        ("conform --yes", 0),
        ("conform --corpus", 0),
    ], capsys.readouterr().err
