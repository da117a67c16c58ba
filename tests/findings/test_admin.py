"""GET /__admin/findings."""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock
from findings.conftest import Send


@pytest.fixture
def three(send: Send, mock: Mock) -> list[int]:
    """Three requests with an info, a warning and an error; their numbers."""
    send(gmt_offset_now="-5")
    send(address="x", phone_number="7275552222")
    send(callback="Y", callback_datetime="NOW", phone_number="7275553333")
    return [one["id"] for one in reversed(mock.admin("GET", "/requests").json["requests"])]


def asked(mock: Mock, query: str) -> list[tuple[int, str]]:
    found: list[dict[str, Any]] = mock.admin("GET", f"/findings{query}").json["findings"]
    return [(one["request"], one["code"]) for one in found]


def test_newest_first_and_not_strict(mock: Mock, three: list[int]) -> None:
    answer = mock.admin("GET", "/findings").json
    assert [one["request"] for one in answer["findings"]] == three[::-1]
    assert answer["strict"] == "no"
    assert answer["failed"] is False
    assert answer["meta"] == {"dropped": 0, "last_id": three[-1]}


def test_filters(mock: Mock, three: list[int]) -> None:
    first, second, third = three
    assert asked(mock, "?severity=error") == [(third, "held-without-callback")]
    assert asked(mock, "?severity=warning") == [
        (third, "held-without-callback"),
        (second, "unknown-parameter"),
    ]
    assert asked(mock, "?code=parameter-ignored") == [(first, "parameter-ignored")]
    assert asked(mock, f"?since={second}") == [(third, "held-without-callback")]
    assert asked(mock, "?limit=1") == [(third, "held-without-callback")]
    assert asked(mock, "?limit=0") == []


def test_an_unknown_severity_is_refused(mock: Mock) -> None:
    answer = mock.admin("GET", "/findings?severity=fatal")
    assert answer.status == 422
    assert "severity" in answer.json["error"]["message"]


def test_what_is_no_utf8_is_shown(mock: Mock, send: Send) -> None:
    mock.post("user=6666&pass=1234&source=test&function=add_lead&phone_number=7275551111&x=%E9")
    (found,) = mock.admin("GET", "/findings?code=unknown-parameter").json["findings"]
    assert found["sent"] == "�"


def test_answers_carry_the_codes_on_request(mock: Mock) -> None:
    lead = "user=6666&source=test&function=add_lead&phone_number=7275551111&list_id=101&adress1=x"
    headers = {"x-lmapi-explain": "1"}
    path = f"/vicidial/non_agent_api.php?pass=1234&{lead}"
    answer = mock.request("GET", path, headers=headers)
    assert answer.headers["x-lmapi-findings"] == "password-in-query unknown-parameter"
    assert mock.request("GET", path).headers["x-lmapi-findings"] is None


def test_by_code_the_worst_first(mock: Mock, send: Send, three: list[int]) -> None:
    send(address="y", phone_number="7275554444")
    first, second, third = three
    last = mock.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    answer = mock.admin("GET", "/findings/codes").json
    assert [
        (one["code"], one["severity"], one["count"], one["first"], one["last"])
        for one in answer["codes"]
    ] == [
        ("held-without-callback", "error", 1, third, third),
        ("unknown-parameter", "warning", 2, second, last),
        ("parameter-ignored", "info", 1, first, first),
    ]
    assert answer["meta"] == {"dropped": 0, "last_id": last}
    (newest,) = mock.admin("GET", f"/findings?since={third}").json["findings"]
    assert answer["codes"][1]["example"] == newest


def test_by_code_of_a_severity_and_of_later_requests_only(mock: Mock, three: list[int]) -> None:
    def codes(query: str) -> list[str]:
        return [one["code"] for one in mock.admin("GET", f"/findings/codes{query}").json["codes"]]

    assert codes("?severity=error") == ["held-without-callback"]
    assert codes(f"?since={three[1]}") == ["held-without-callback"]
    assert codes(f"?since={three[2]}") == []
