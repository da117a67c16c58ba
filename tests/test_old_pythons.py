"""What the oldest Python that the package runs on does otherwise than later ones."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Final

import lmapi_mock
from lmapi_mock.non_agent_api.core.failing import is_sql_text

PACKAGE: Final = Path(lmapi_mock.__file__).parent


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Before 3.11.3 `(?:..)*+` takes a last turn that does not match; `(?>(?:..)*)` does not."""
    found = [
        f"{file.relative_to(PACKAGE)}:{text.lineno}: {text.value!r}"
        for file in PACKAGE.rglob("*.py")
        for text in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(text, ast.Constant)
        if isinstance(text.value, str)
        # Of an f-string this is the part behind what is filled in.
        if re.search(r"(?:^|[^\\(])\)(?:[*+?]|\{[0-9,]+\})\+", text.value)
    ]
    assert found == []


def test_a_text_of_sql_ends_where_its_mark_does() -> None:
    assert [is_sql_text(text, "'") for text in ("M'", "M''", "'", "' '", "a\\", "a\\'")] == [
        *(False, True, False, True, False, True),
    ]
