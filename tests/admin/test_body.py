from __future__ import annotations

from typing import Any

import pytest

from client import Mock


@pytest.mark.parametrize(
    ("method", "path", "content", "key", "hint"),
    [
        (
            *("PUT", "/state", {"tabels": {}}, "tabels"),
            "Did you mean tables? Accepted: $schema, tables, custom_tables.",
        ),
        ("POST", "/state", {"rows": {}}, "rows", "Accepted: $schema, tables, custom_tables."),
        ("PUT", "/clock", {"Now": None}, "Now", "Did you mean now? Accepted: now, timezone."),
        (
            *("POST", "/clock/advance", {"second": 1}, "second"),
            "Did you mean seconds? Accepted: seconds.",
        ),
        (
            *("POST", "/clean", {"params": {}, "functoin": "add_lead"}, "functoin"),
            "Did you mean function? Accepted: params, function.",
        ),
        (
            *("POST", "/requests/1/replay", {"password": "x"}, "password"),
            "Did you mean pass? Accepted: pass.",
        ),
    ],
)
def test_a_key_that_is_not_known_is_told_with_what_is(
    mock: Mock, method: str, path: str, content: Any, key: str, hint: str
) -> None:
    answer = mock.admin(method, path, content)
    error = answer.json["error"]
    assert answer.status == 422
    assert error["message"] == f"the body: unknown key {key!r}."
    assert error["hint"] == hint
