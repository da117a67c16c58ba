"""docs/developers.md: what it names is there, and its walk-through works."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import readme
from lmapi_mock.non_agent_api.add_lead.function import FUNCTION
from lmapi_mock.non_agent_api.contract import contract
from lmapi_mock.non_agent_api.core.parameter import Parameter
from lmapi_mock.non_agent_api.functions import beside
from lmapi_mock.non_agent_api.lead import parameters as lead
from lmapi_mock.non_agent_api.wire import sanitise as r
from lmapi_mock.non_agent_api.wire.parse import Parameters
from quotes import DOCS, ROOT

PAGE = (DOCS / "developers.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "app" / "lmapi_mock"

NICKNAME = Parameter("nickname", r.NAME, "What friends call the lead.", group=lead.OPTIONAL)


def named_files() -> list[str]:
    """What the page names in `code` that looks like a place in the tree."""
    words = {word for word in re.findall(r"`([^`\s]+)`", PAGE) if not word.startswith("/")}
    return sorted(word for word in words if re.fullmatch(r"[\w./]+/|[\w./]+\.(py|md)", word))


@pytest.mark.parametrize("name", named_files())
def test_the_files_that_it_names_are_there(name: str) -> None:
    top = name.partition("/")[0] in {"tests", "docs", "migrations"}
    places = [ROOT] if top else [PACKAGE, PACKAGE / "non_agent_api"]
    # What stands in each function's folder, and in the part that its row is of.
    places += [] if "/" in name else [folder for folder in PACKAGE.rglob("*") if folder.is_dir()]
    assert any((place / name).exists() for place in places)


def rooms(folder: Path) -> set[str]:
    return {
        one.name
        for one in folder.iterdir()
        if not one.name.startswith(("__", ".")) and (one.suffix == ".py" or one.is_dir())
    }


def test_every_part_has_its_line() -> None:
    named = set(re.findall(r"`([\w.]+)`", PAGE))
    assert rooms(PACKAGE) <= named
    functions = {"core", "wire", "login", "lead"}
    conduct = {one for one in rooms(PACKAGE / "non_agent_api") if one.endswith(".py")}
    assert functions | conduct <= named
    assert rooms(PACKAGE / "store") <= named


def test_a_parameter_is_added_in_one_place() -> None:
    """The walk-through's, on a copy of add_lead: nothing else is told of it."""
    copy = replace(FUNCTION, name="add_friend", parameters=(*FUNCTION.parameters, NICKNAME))
    with beside(copy):
        (told,) = [
            one
            for one in contract()["parameters"]
            if (one["function"], one["name"]) == ("add_friend", "nickname")
        ]
        page = readme.page_of(copy)
    assert (told["explains"], told["group"]) == ("What friends call the lead.", "Optional")
    cleaned = copy.cleaner.clean(Parameters(query={"nickname": b"Ann#+"}), non_latin=False)
    assert cleaned["nickname"] == "Ann "
    assert "`nickname`" in page
