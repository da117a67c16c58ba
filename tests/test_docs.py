"""README.md: each example runs, each command is the one that CI runs, the reference is current."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

import collection
import readme
from client import Mock
from lmapi_mock import LmapiMock
from lmapi_mock.settings import DEFINITIONS, DOCUMENTED_DOOR
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


@pytest.mark.parametrize("file", sorted(readme.REFERENCE.iterdir()), ids=lambda file: file.name)
def test_the_reference_is_what_the_code_says(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == readme.pages()[file], "run `python tests/readme.py`"


def test_the_reference_holds_nothing_else() -> None:
    assert {*readme.REFERENCE.iterdir()} == {*readme.pages()}


def test_the_readme_is_short() -> None:
    assert len(TEXT.splitlines()) < 200


def links_of(page: Path) -> set[Path]:
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"\]\(((?!http|#)[^)#\s]+\.md)", text)
    return {(page.parent / link).resolve() for link in found}


def test_every_page_is_two_clicks_from_the_readme() -> None:
    docs = readme.ROOT / "docs"
    first = links_of(readme.README)
    second = {link for page in first for link in links_of(page)}
    pages = {page.resolve() for page in (*docs.glob("*.md"), *readme.REFERENCE.glob("*.md"))}
    assert pages - first - second == set()


def test_the_collections_requests_print_what_the_contract_says(demo: Mock) -> None:
    played = list(collection.requests())
    assert {one.function for one in played} >= {"login", "add_lead", "lead_search", "add_list"}
    for one in played:
        if one.function != "login":
            demo.fresh().admin("POST", "/reset")
        answer = demo.post(urlencode(one.parameters), door=DOCUMENTED_DOOR)
        head = one.prints.partition(" - ")[0]
        assert head.partition("|")[0] in answer, one.title


def test_both_collections_hold_the_same_requests() -> None:
    of_postman = json.loads(collection.postman())
    bodies = [
        {pair["key"]: pair["value"] for pair in item["request"]["body"]["urlencoded"]}
        for folder in of_postman["item"]
        for item in folder["item"]
    ]
    forms = re.findall(r"^(?:user|source|function|pass)=.*", collection.http_file(), re.MULTILINE)
    assert len(forms) == len(bodies)
    assert sorted(forms) == sorted(map(urlencode, bodies))


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
