from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from client import BASE_STATE, LOGIN, Mock
from lmapi_mock.settings import VICIDIAL_DOOR

Findings = list[dict[str, Any]]
Find = Callable[..., Findings]
Send = Callable[..., Findings]

GOOD = LOGIN | {"phone_number": "7275551111", "list_id": "101"}


@pytest.fixture
def find(mock: Mock) -> Find:
    """What was found in the last request, without its number, which differs from run to run."""
    assert mock.admin("DELETE", "/requests").status == 200

    def found() -> Findings:
        last = mock.admin("GET", "/requests?limit=1").json["requests"][0]
        findings: Findings = mock.admin("GET", f"/findings?since={last['id'] - 1}").json["findings"]
        assert {one.pop("request") for one in findings} <= {last["id"]}
        assert last["findings"] == findings
        return findings

    return found


@pytest.fixture
def send(mock: Mock, find: Find) -> Send:
    """Post a good lead with these changes, and say what was found; its list is active."""

    def sent(
        door: str = VICIDIAL_DOOR, query: str = "", tables: Any = None, **changes: str
    ) -> Findings:
        if tables is not None:
            mock.put_state(**(BASE_STATE | tables))
        mock.post(urlencode(GOOD | changes), door=door, query=query)
        return find()

    return sent
