"""How the admin API says no, and what every other path says."""

from __future__ import annotations

import json

import pytest

from client import Mock
from lmapi_mock.http import doors
from lmapi_mock.http.failures import BUG

PATHS = {
    "/__admin/health",
    "/__admin/state",
    "/__admin/reset",
    "/__admin/clock",
    "/__admin/clock/advance",
}


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "message", "hint"),
    [
        (
            "GET",
            "/__admin/nothing",
            404,
            "not_found",
            "/__admin/nothing is not here.",
            "/__admin/docs lists what is.",
        ),
        (
            "DELETE",
            "/__admin/state",
            405,
            "http_error",
            "DELETE /__admin/state: Method Not Allowed.",
            "",
        ),
        (
            "GET",
            "/__admin/reset",
            405,
            "http_error",
            "GET /__admin/reset: Method Not Allowed.",
            "",
        ),
        (
            "PUT",
            "/__admin/clock",
            422,
            "bad_request",
            "the body: Field required.",
            "/__admin/docs shows what is accepted.",
        ),
    ],
)
def test_every_error_of_the_admin_api_has_one_form(
    mock: Mock, method: str, path: str, status: int, code: str, message: str, hint: str
) -> None:
    answer = mock.request(method, path)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/json")
    assert answer.json == {"error": {"code": code, "message": message, "hint": hint}}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api/lmapi.php",
        "/API/lmapi.ph/",
        "/API/LMAPI.php",
        "/vicidial/",
        "/vicidial/non_agent_api/x",
        "/__adminx",
        "/favicon.ico",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_other_path_is_a_plain_404(mock: Mock, method: str, path: str) -> None:
    answer = mock.request(method, path)
    assert (answer.status, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert answer.text == (
        f"{path} is not here. The endpoint answers at /API/lmapi.php and "
        "/vicidial/non_agent_api.php, the admin API under /__admin.\n"
    )


def test_the_docs_are_reachable_and_name_every_path(mock: Mock) -> None:
    page = mock.request("GET", "/__admin/docs")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "/__admin/openapi.json" in page.text
    document = mock.request("GET", "/__admin/openapi.json")
    assert document.status == 200
    assert document.json["paths"].keys() >= PATHS


def test_every_path_in_the_docs_says_what_it_does(mock: Mock) -> None:
    document = mock.request("GET", "/__admin/openapi.json").json
    for path, methods in document["paths"].items():
        for method, what in methods.items():
            assert what.get("description"), (method, path)


def test_a_defect_is_a_500_that_stores_nothing_and_the_server_goes_on(
    mock: Mock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr(doors, "answer", broken)
        answer = mock.request("GET", "/API/lmapi.php?function=version")
    assert answer.status == 500
    assert answer.text.startswith(f"{BUG} The server's log has the details, under request ")
    assert "RuntimeError: a defect" in caplog.text
    assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS")


def test_messages_are_json_whatever_a_name_holds(mock: Mock) -> None:
    name = 'a"b\\c<d>\n\u00e9'
    answer = mock.admin("PUT", "/state", {"tables": {name: []}})
    assert answer.status == 422
    assert json.loads(answer.body)["error"]["message"] == f"There is no table {name!r}."
