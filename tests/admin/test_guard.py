"""The admin API's token, foreign pages, and bodies of any content type."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from client import Mock
from lmapi_mock.errors import SettingError
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import check_admin_is_closed, read_settings

TOKEN = "s3cret-token-of-tests"


@pytest.fixture
def closed() -> Iterator[Mock]:
    """A server that has seen no wrong token yet, for each further one takes longer."""
    settings = read_settings({"database": ":memory:", "port": "0", "admin_token": TOKEN}, {})
    with Server(settings) as server:
        mock = Mock(server)
        yield mock
        mock.close()


@pytest.mark.parametrize(
    "shown",
    [{}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}],
    ids=["none", "wrong", "other scheme"],
)
@pytest.mark.parametrize("call", ["GET /state", "POST /reset", "PUT /clock", "GET /nothing"])
def test_without_the_token_no_call_is_answered(
    closed: Mock, shown: dict[str, str], call: str
) -> None:
    method, path = call.split(" ")
    answer = closed.request(method, f"/__admin{path}", headers=shown)
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json["error"]["code"] == "token_needed"
    assert TOKEN not in answer.text


def test_with_the_token_calls_are_answered(closed: Mock) -> None:
    shown = {"authorization": f"Bearer {TOKEN}"}
    assert closed.request("POST", "/__admin/reset", headers=shown).status == 204


@pytest.mark.parametrize("path", ["/health", "/docs", "/docs/findings", "/openapi.json"])
def test_health_and_documentation_need_no_token(closed: Mock, path: str) -> None:
    assert closed.request("GET", f"/__admin{path}").status == 200


def test_the_endpoint_needs_no_token(closed: Mock) -> None:
    assert closed.add_lead(phone_number="7275551212").startswith("SUCCESS: ")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "dialer.example"])
def test_beyond_this_machine_a_server_does_not_start_without_token(host: str) -> None:
    with pytest.raises(SettingError) as refused:
        Server(read_settings({"host": host, "database": ":memory:"}, {}))
    assert str(refused.value).startswith(f"--host is {host!r}, beyond this machine, ")
    assert refused.value.hint == (
        "Give a token with --admin-token or LMAPI_ADMIN_TOKEN, or say --open-admin yes."
    )


@pytest.mark.parametrize(
    "told",
    [
        {"host": "0.0.0.0", "admin_token": TOKEN},
        {"host": "0.0.0.0", "open_admin": "yes"},
        {"host": "localhost"},
        {"host": "127.0.0.2"},
        {"host": "::1"},
    ],
    ids=["token", "told so", "localhost", "127.0.0.2", "::1"],
)
def test_a_server_that_is_closed_or_told_to_be_open_starts(told: dict[str, str]) -> None:
    check_admin_is_closed(read_settings(told, {}))


def test_a_page_of_another_site_is_refused(demo: Mock) -> None:
    headers = {"origin": "https://evil.example"}
    answer = demo.request("POST", "/__admin/reset", headers=headers)
    assert answer.status == 403
    assert answer.json["error"]["code"] == "foreign_origin"


def test_a_page_of_the_server_itself_is_let_in(demo: Mock) -> None:
    headers = {"origin": f"http://{demo.server.host}:{demo.server.port}"}
    assert demo.request("POST", "/__admin/reset", headers=headers).status == 204


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", None]
)
def test_a_body_is_json_whatever_its_content_type(demo: Mock, content_type: str | None) -> None:
    headers = {"content-type": content_type} if content_type else {}
    body = '{"timezone": "America/New_York"}'
    answer = demo.request("PUT", "/__admin/clock", body, headers)
    assert (answer.status, answer.json["timezone"]) == (200, "America/New_York")


@pytest.mark.parametrize("path", ["/", "/state", "/page/page.js", "/docs"])
def test_a_foreign_name_of_this_machine_is_refused(demo: Mock, path: str) -> None:
    answer = demo.request("GET", f"/__admin{path}", headers={"host": "evil.example:8080"})
    assert answer.status == 403
    assert answer.json["error"]["code"] == "unknown_host"
    assert "evil.example:8080" in answer.json["error"]["message"]
    assert "--allowed-hosts" in answer.json["error"]["hint"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8080"])
def test_its_own_names_are_let_in(demo: Mock, host: str) -> None:
    assert demo.request("GET", "/__admin/clock", headers={"host": host}).status == 200


def test_whoever_knows_the_token_may_use_any_name(closed: Mock) -> None:
    headers = {"host": "evil.example", "authorization": f"Bearer {TOKEN}"}
    assert closed.request("GET", "/__admin/clock", headers=headers).status == 200


def test_probes_and_the_endpoint_answer_by_any_name(demo: Mock) -> None:
    headers = {"host": "dialer.example"}
    assert demo.request("GET", "/__admin/health", headers=headers).status == 200
    assert demo.request("GET", "/API/lmapi.php?function=version", headers=headers).status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_a_foreign_page_loads_is_refused(demo: Mock, site: str) -> None:
    answer = demo.request("GET", "/__admin/state", headers={"sec-fetch-site": site})
    assert (answer.status, answer.json["error"]["code"]) == (403, "foreign_origin")


def test_a_link_from_anywhere_leads_to_the_page(demo: Mock) -> None:
    link = {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
    }
    assert demo.request("GET", "/__admin/", headers=link).status == 200
    framed = link | {"sec-fetch-dest": "iframe"}
    assert demo.request("GET", "/__admin/", headers=framed).status == 403
