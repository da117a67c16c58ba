"""A NUL in a text is kept, and read again wherever rows are read, on every engine (W2, C03)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from client import LOGIN, Mock, base_changed
from databases import ENGINES
from lmapi_mock.settings import VICIDIAL_DOOR

LEAD = LOGIN | {"phone_number": "7275551111", "list_id": "101", "comments": "a\0b"}


@pytest.fixture(params=ENGINES)
def mock(request: pytest.FixtureRequest, running_on: Callable[[str], Mock]) -> Mock:
    mock = running_on(request.param)
    mock.put_state()
    return mock


def test_it_is_stored_with_the_lead_and_in_its_logs(mock: Mock) -> None:
    answer = mock.post(f"{urlencode(LEAD)}&vendor_lead_code=x%00y%00")
    assert answer.startswith("SUCCESS")
    (lead,) = mock.rows("vicidial_list")
    assert (lead["comments"], lead["vendor_lead_code"]) == ("a\0b", "x\0y\0")
    assert mock.rows("vicidial_api_log")[0]["value"] == "x\0y\0"
    assert mock.rows("vicidial_api_urls")[0]["url"].endswith(
        "comments=a\0b&vendor_lead_code=x\0y\0"
    )
    page = mock.admin("GET", "/tables/vicidial_list?limit=1")
    assert '"a\\u0000b"' in page.text


def test_it_is_answered_and_counts_for_nothing_when_texts_are_compared(mock: Mock) -> None:
    assert mock.add_lead(**(LEAD | {"vendor_lead_code": "key\0"})).startswith("SUCCESS")
    users = base_changed("vicidial_users", view_reports="1", admin_hide_lead_data="0")
    leads = mock.rows("vicidial_list")
    mock.put_state(vicidial_users=users, vicidial_list=leads)
    info = LOGIN | {"function": "lead_all_info", "lead_id": "1"}
    assert "|a\0b|" in mock.request("GET", f"{VICIDIAL_DOOR}?{urlencode(info)}").text
    update = {
        "function": "update_lead",
        "vendor_lead_code": "KEY",
        "search_method": "VENDOR_LEAD_CODE",
    }
    mock.post(urlencode(LOGIN | update | {"title": "Ms"}))
    assert mock.rows("vicidial_list")[0]["title"] == "Ms"


def test_it_comes_and_goes_with_a_state_and_a_snapshot(mock: Mock) -> None:
    row = {"lead_id": 7, "list_id": 101, "phone_number": "7275551111", "comments": "\0"}
    mock.put_state(vicidial_list=[row])
    assert mock.admin("PUT", "/snapshots/nul").status in (200, 201, 204)
    mock.put_state()
    assert mock.admin("POST", "/snapshots/nul/restore").status in (200, 204)
    assert mock.rows("vicidial_list")[0]["comments"] == "\0"
