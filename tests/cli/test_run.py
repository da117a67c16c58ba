"""`lmapi-mock run -- COMMAND`: a server for as long as a command runs."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from command import COMMAND, environment, run, seed_file

ADD = """
import os, sys, urllib.request
url = os.environ["LMAPI_URL"]
query = "source=test&user=6666&pass=1234&function=add_lead&phone_number=7275551212"
print(urllib.request.urlopen(f"{url}/vicidial/non_agent_api.php?{query}" + sys.argv[1]).read())
"""


@pytest.fixture
def seed(tmp_path: Path) -> str:
    return seed_file(tmp_path)


def test_the_command_is_told_where_its_server_is(seed: str) -> None:
    ended = run("run", "--seed", seed, "--", sys.executable, "-c", ADD, "")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("b'SUCCESS: add_lead LEAD HAS BEEN ADDED")


@pytest.mark.parametrize("status", [0, 1, 7])
def test_its_status_is_the_commands(seed: str, status: int) -> None:
    ended = run("run", "--seed", seed, "--", "/bin/sh", "-c", f"exit {status}")
    assert (ended.returncode, ended.stderr) == (status, "")


def test_strict_makes_it_fail_where_something_was_swallowed(seed: str) -> None:
    command = ("--", sys.executable, "-c", ADD)
    wrong = run("run", "--strict", "warning", "--seed", seed, *command, "&adress1=x")
    assert wrong.returncode == 3
    assert "lmapi-mock: 1 finding of severity warning or above:" in wrong.stderr
    assert run("run", "--strict", "warning", "--seed", seed, *command, "").returncode == 0


def test_the_command_has_the_token_and_flags_of_its_own(seed: str) -> None:
    shown = 'echo "$LMAPI_ADMIN_TOKEN" "$0" "$1"'
    command = ("--", "/bin/sh", "-c", shown, "--", "--wait")
    ended = run("run", "--seed", seed, "--admin-token", "sixteen-and-more", *command)
    assert ended.stdout == "sixteen-and-more -- --wait\n"


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (["--", "no-such-program"], 127, "no-such-program cannot be run: No such file"),
        (["--"], 2, "Which command? None is given.\nlmapi-mock run -- pytest: it stands after"),
        ([], 2, "Which command? None is given."),
        (["--workers", "2", "--", "true"], 2, "--workers is 2, and the server of a command is"),
        (["true"], 2, "unrecognized arguments: true"),
    ],
    ids=["no program", "nothing", "no dashes", "workers", "no dashes, but a command"],
)
def test_what_cannot_be_run_is_said(seed: str, command: list[str], status: int, said: str) -> None:
    ended = run("run", "--seed", seed, *command)
    assert ended.returncode == status
    assert said in ended.stderr


def test_a_signal_goes_to_the_command_first(seed: str) -> None:
    process = subprocess.Popen(
        [*COMMAND, "run", "--seed", seed, "--", "/bin/sh", "-c", "echo begun; exec sleep 60"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (128 + signal.SIGTERM, "")
