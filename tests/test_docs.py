"""README.md: each example runs, each command is the one that CI runs, the reference is current."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import readme
from client import Mock
from lmapi_mock import LmapiMock
from lmapi_mock.settings import DEFINITIONS
from lmapi_mock.version import __version__

TEXT = readme.README.read_text(encoding="utf-8")
CHANGELOG = (readme.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


def claims() -> Iterator[tuple[str, str]]:
    for example in EXAMPLES:
        (name,) = re.findall(r"def (test_\w+)\(lmapi\)", example)
        yield name, example


@pytest.mark.parametrize(("name", "example"), [pytest.param(*one, id=one[0]) for one in claims()])
def test_example_runs(name: str, example: str, lmapi: LmapiMock) -> None:
    module: dict[str, Any] = {}
    exec(compile(example, f"README.md, {name}", "exec"), module)  # the README's own code
    module[name](lmapi)


def test_there_are_examples_and_the_first_is_short() -> None:
    assert len(EXAMPLES) >= 4
    assert len([line for line in EXAMPLES[0].splitlines() if line.strip()]) <= 10


def test_the_first_curl_gives_the_answer_that_the_readme_shows(demo: Mock) -> None:
    (curl,) = re.findall(r"<!-- command: first-lead -->\n```sh\n(.*?)\n```", TEXT)
    (answer,) = re.findall(r"```\n(SUCCESS: .*\n)```", TEXT)
    demo.freeze("2026-01-15T12:00:00Z")
    path = re.sub(r"^curl 'http://127.0.0.1:8080|'$", "", curl)
    assert demo.request("GET", path).text == answer


def test_the_reference_is_what_the_code_says() -> None:
    assert readme.filled(TEXT) == TEXT, "run `python tests/readme.py`"


@pytest.mark.parametrize("heading", re.findall(r"\]\(#([\w-]+)\)", TEXT))
def test_link_leads_to_a_heading(heading: str) -> None:
    headings = [
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in TEXT.splitlines()
        if line.startswith("#")
    ]
    assert heading in headings


@pytest.mark.parametrize("file", re.findall(r"\]\(((?!http|#)[^)#]+)", TEXT))
def test_link_leads_to_a_file(file: str) -> None:
    assert Path(readme.ROOT, file).exists()


def test_the_changelog_begins_with_this_version() -> None:
    assert re.findall(r"^## \[([\d.]+)\]", CHANGELOG, re.MULTILINE)[0] == __version__


@pytest.mark.parametrize("flag", re.findall(r"lmapi-mock serve (--.*)", TEXT))
def test_flags_of_the_examples_are_there(flag: str) -> None:
    known = {*(definition.flag for definition in DEFINITIONS), "--wait"}
    assert set(re.findall(r"--[\w-]+", flag)) <= known


def test_shell_commands_are_valid_shell() -> None:
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL):
        subprocess.run(["sh", "-n"], input=block, text=True, check=True)
