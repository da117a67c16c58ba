"""docs/*.md: examples are quoted from files that run, links lead somewhere, commands are right."""

from __future__ import annotations

import itertools
import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import quotes
from lmapi_mock import LmapiMock
from lmapi_mock.cli import main as cli
from quotes import DOCS, EXAMPLES

PAGES = {page.name: page.read_text(encoding="utf-8") for page in quotes.pages()}
INDEX = PAGES["README.md"]
ALL = "".join(PAGES.values())
SHELL = re.findall(r"```sh\n(.*?)```", ALL, re.DOTALL)


@pytest.fixture(params=PAGES, ids=str)
def page(request: pytest.FixtureRequest) -> Path:
    return DOCS / str(request.param)


def headings(file: Path) -> set[str]:
    """What GitHub calls the headings of a page in its links."""
    lines = re.sub(r"```.*?```", "", file.read_text(encoding="utf-8"), flags=re.DOTALL).splitlines()
    titles = [line.lstrip("# ").lower() for line in lines if line.startswith("#")]
    return {re.sub(r"[^\w -]", "", title).replace(" ", "-") for title in titles}


def test_its_examples_are_as_the_files_have_them(page: Path) -> None:
    text = PAGES[page.name]
    assert quotes.filled(text) == text, "run `python tests/quotes.py`"


def test_all_code_on_it_is_quoted_but_commands_and_patterns(page: Path) -> None:
    text = re.sub(r"(?m)^<!-- file: [^\n]*-->\n```.*?^```", "", PAGES[page.name], flags=re.DOTALL)
    assert set(re.findall(r"(?m)^```(\w+)$", text)) <= {"sh", "json"}


def test_json_on_it_is_json(page: Path) -> None:
    for block in re.findall(r"```json\n(.*?)```", PAGES[page.name], re.DOTALL):
        json.loads(block)


def test_its_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(((?!http)[^)]+)\)", PAGES[page.name]):
        file, _, heading = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        assert not heading or heading in headings(target), link


def test_the_index_names_every_page() -> None:
    linked = set(re.findall(r"\]\(([\w-]+\.md)[)#]", INDEX))
    assert linked == (set(PAGES) - {"README.md"}) | {quotes.GENERATED}


def test_every_example_is_shown_or_part_of_a_project_that_is_linked() -> None:
    shown = {file for text in PAGES.values() for file in quotes.quoted_files(text)}
    linked = {
        DOCS / link
        for text in PAGES.values()
        for link in re.findall(r"\]\((examples/[^)]+)/\)", text)
    }
    files = {file for file in EXAMPLES.rglob("*") if file.is_file() and "__" not in str(file)}
    left = {file for file in files - shown if not linked & set(file.parents)}
    assert {file.relative_to(EXAMPLES).as_posix() for file in left} == {
        "faults/lead_push.py",  # what the faults strike; the page is about the test
        "pytest.ini",
        "seeds/dnc.yaml",  # a line that seeds.sh names
        "bulk/leads.csv",  # what bulk.sh imports
    }


SYMPTOMS = (
    "404",
    "Login incorrect",
    "USER DOES NOT HAVE PERMISSION TO ADD LEADS",
    "NO FUNCTION SPECIFIED",
    "INVALID PHONE NUMBER LENGTH",
    "nothing dials",
    "hopper is empty",
    "seed is ignored",
    "leads are gone",
    "list 999",
    "accents",
    "duplicates are added",
    "DNC list",
    "custom fields are not stored",
    "time is wrong",
    "fault does not strike",
    "test hangs",
    "fixture 'lmapi' not found",
    "pip install lmapi-mock",
    "address already in use",
    "connection refused",
    "token_needed",
)
"""What people search for."""


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_a_symptom_is_found_by_its_words(symptom: str) -> None:
    titles = re.findall(r"(?m)^## (.*)$", PAGES["troubleshooting.md"])
    assert [one for one in titles if symptom.lower() in one.lower()]


@pytest.mark.parametrize(
    "refused",
    [
        {"pass_": "wrong"},
        {"user": "reader"},
        {"function": "add_leed"},
        {"phone_number": "727"},
    ],
    ids=str,
)
def test_a_refusal_stands_there_as_it_is_printed(
    refusing: LmapiMock, refused: dict[str, str]
) -> None:
    sent: dict[str, Any] = {"phone_number": "7275551212", **refused}
    answer = str(refusing.call(sent.pop("function", "add_lead"), **sent))
    said = re.split(r" - |: \||\n", answer)[0]
    assert f"## {said}" in PAGES["troubleshooting.md"]


@pytest.fixture(scope="module")
def refusing() -> Iterator[LmapiMock]:
    with LmapiMock() as mock:
        mock.given(users={"user": "reader", "modify_leads": "0"})
        yield mock


def test_what_follows_a_mark_after_a_line_is_left_alone() -> None:
    block = "\n```sh\npython -m unittest\n```\n"
    mark = "<!-- file: docs/examples/seeds/dnc.yaml -->\n"
    once = quotes.filled(mark + block)
    assert once.endswith(f"```\n{block}")
    assert quotes.filled(once) == once


def test_a_part_that_a_file_does_not_have_is_not_quoted() -> None:
    with pytest.raises(AssertionError, match=r"naive\.py has no pull"):
        quotes.filled("<!-- file: docs/examples/retries/naive.py pull -->\n")


@pytest.mark.parametrize("block", SHELL)
def test_shell_commands_are_valid_shell(block: str) -> None:
    subprocess.run(["sh", "-n"], input=block, text=True, check=True)


COMMANDS = {
    *re.findall(r"(?m)^lmapi-mock (.*)$", "\n".join(SHELL)),
    *re.findall(r"`lmapi-mock (.*?)`", ALL),
}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_our_commands_have_these_flags(command: str) -> None:
    given = shlex.split(command, comments=True)
    # What follows is another command's own.
    given = given[: given.index("--")] if "--" in given else given
    # What is a shell's own: where output goes, that nobody waits, a process's number.
    given = list(itertools.takewhile(lambda one: one not in {">", "&", "|"}, given))
    told = [re.sub(r"^\$(?:!|server)$", "1", one) for one in given]
    cli._parsers()[0].parse_args(told)


def test_the_image_has_a_name_of_the_readers_own() -> None:
    images = set(re.findall(r"docker (?:push|build --tag) (\S+)", ALL))
    assert images == {"lmapi-mock", "YOUR-REGISTRY/lmapi-mock:TAG"}
