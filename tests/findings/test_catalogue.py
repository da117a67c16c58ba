"""The catalogue, and docs/findings.md, which is made of it."""

from __future__ import annotations

import re

import pytest

from lmapi_mock.findings.catalogue import catalogue, page, shown
from lmapi_mock.non_agent_api.core.finding import Severity
from readme import ROOT

FILE = "docs/findings.md"
PAGE = (ROOT / FILE).read_text(encoding="utf-8")


def test_the_page_is_as_the_catalogue_makes_it() -> None:
    command = "from lmapi_mock.findings.catalogue import page; print(page(), end='')"
    assert page() == PAGE, f'run `python -c "{command}" > {FILE}`'


@pytest.mark.parametrize("code", catalogue())
def test_a_code_is_a_heading_that_links_find(code: str) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert f"\n## {code}\n" in PAGE


@pytest.mark.parametrize("code", catalogue())
def test_what_is_told_is_whole_sentences(code: str) -> None:
    kind = catalogue()[code]
    assert not kind.title.endswith(".")
    assert kind.bites.endswith(".")
    assert kind.remedy.endswith(".")


def test_severities_rise() -> None:
    assert sorted(Severity, key=lambda one: one.rank) == ["info", "warning", "error"]


def test_a_long_text_is_shown_cut() -> None:
    assert shown("x" * 300) == "x" * 300
    assert shown("x" * 301) == "x" * 299 + "…"


def test_what_is_no_text_is_shown_as_such() -> None:
    assert shown("a\udce9") == "a�"
