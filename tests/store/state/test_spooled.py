"""JSON of any size, whose rows stay in their file."""

from __future__ import annotations

import json
import tempfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmapi_mock.errors import StateError
from lmapi_mock.store.state import spooled
from lmapi_mock.store.state.spooled import SpooledRows, read_document


def read(text: str | bytes) -> Any:
    """The document, its rows looked through twice."""
    with tempfile.TemporaryFile() as file:
        file.write(text if isinstance(text, bytes) else text.encode())
        file.flush()
        document = read_document(file.fileno())
        if isinstance(document, dict) and isinstance(document.get("tables"), dict):
            for name, rows in document["tables"].items():
                if isinstance(rows, SpooledRows):
                    assert list(rows) == list(rows)
                    assert len(rows) == len(list(rows))
                    document["tables"][name] = list(rows)
        return document


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(
    SCALARS, lambda one: st.lists(one) | st.dictionaries(st.text(), one), max_leaves=12
)
TABLES = st.dictionaries(st.text(), st.lists(JSON) | JSON) | JSON


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.dictionaries(st.text(), JSON),
    TABLES,
    st.booleans(),
    st.sampled_from([None, 1, "\t"]),
    st.sampled_from([1, 2, 7, 64]),
)
def test_what_is_read_is_what_json_reads(
    others: dict[str, Any], tables: Any, ascii_: bool, indent: int | str | None, at_once: int
) -> None:
    text = json.dumps({**others, "tables": tables}, ensure_ascii=ascii_, indent=indent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spooled, "AT_ONCE", at_once)
        assert read(text) == json.loads(text)


@pytest.mark.parametrize("text", ["1", "-1.5e3", '"x"', "[1, 2]", '\ufeff{"tables": {"a": [1]}}'])
def test_what_is_no_state_is_read_too(text: str) -> None:
    assert read(text) == json.loads(text.removeprefix("\ufeff"))


@pytest.mark.parametrize(
    "text",
    ["", " ", "{", '{"a"', '{"a":', '{"a": 1', '{"a": 1,}', '{"a": 1} x', "{1: 2}", "{]", "nul",
     '{"tables": {"x": [}}', '{"tables": {"x": [1,]}}', '{"tables": {"x": [{"a": 1}',
     '{"tables": {"x": [{"a": "\n"}]}}', '{"tables": {"x": [{"a": "y]}}', '{"a": "\\x"}',
     b'{"a": "\xff"}', "[" * 100_000],
)  # fmt: skip
@pytest.mark.parametrize("at_once", [1, 1 << 16])
def test_what_is_no_json_is_refused(
    text: str | bytes, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spooled, "AT_ONCE", at_once)
    with pytest.raises(StateError, match="The body is no JSON"):
        read(text)


def test_a_row_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spooled, "LARGEST", 1000)
    with pytest.raises(StateError, match="is longer than 1000 characters"):
        read('{"tables": {"x": [{"a": "' + "b" * 200_000 + '"}]}}')
