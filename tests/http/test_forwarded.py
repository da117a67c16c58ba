"""Behind a proxy, as nginx is set up by its own documentation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from client import LOGIN, Mock
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, read_settings

LEAD = f"{VICIDIAL_DOOR}?function=version"


@pytest.fixture(scope="module")
def proxied() -> Iterator[Mock]:
    """A server that trusts this machine, and one machine more."""
    flags = {"database": ":memory:", "port": "0", "trusted_proxies": "127.0.0.1,192.0.2.0/24"}
    flags["allowed_hosts"] = "mock.example"
    with Server(read_settings(flags, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def remote_ip(mock: Mock, forwarded: dict[str, str]) -> str:
    mock.request("GET", LEAD, headers=forwarded)
    entry = mock.admin("GET", "/requests?limit=1").json["requests"][0]
    found: str = entry["request"]["remote_ip"]
    return found


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("198.51.100.1, 203.0.113.7, 192.0.2.9", "203.0.113.7"),
        ("192.0.2.8, 192.0.2.9", "192.0.2.8"),
        ("nobody, 192.0.2.9", "192.0.2.9"),
        ("nobody", "127.0.0.1"),
    ],
)
def test_the_client_is_whom_the_trusted_ones_name(
    proxied: Mock, forwarded: str, client: str
) -> None:
    assert remote_ip(proxied, {"x-forwarded-for": forwarded}) == client


def test_who_is_not_trusted_is_not_believed(mock: Mock) -> None:
    assert remote_ip(mock, {"x-forwarded-for": "203.0.113.7"}) == "127.0.0.1"


def test_the_endpoints_log_has_the_clients_address(proxied: Mock) -> None:
    proxied.put_state()
    headers = {"x-forwarded-for": "203.0.113.7"}
    query = "&".join(f"{name}={value}" for name, value in LOGIN.items())
    proxied.request("GET", f"{VICIDIAL_DOOR}?{query}&phone_number=7275551111", headers=headers)
    assert proxied.rows("vicidial_api_urls")[-1]["remote_ip"] == "203.0.113.7"


def test_a_change_by_the_page_is_of_the_same_origin(proxied: Mock) -> None:
    headers = {"origin": "https://mock.example", "x-forwarded-proto": "https"}
    assert proxied.request("POST", "/__admin/reset", headers=headers).status == 403
    headers["x-forwarded-host"] = "mock.example"
    assert proxied.request("POST", "/__admin/reset", headers=headers).status == 204


def test_a_forwarded_name_has_to_be_allowed_too(proxied: Mock) -> None:
    headers = {"x-forwarded-host": "evil.example"}
    assert proxied.request("GET", "/__admin/clock", headers=headers).status == 403


def test_the_scheme_is_the_clients(proxied: Mock) -> None:
    headers = {"x-forwarded-proto": "https", "x-forwarded-host": "mock.example"}
    answer = proxied.request("GET", "/vicidial", headers=headers)
    assert answer.headers["location"] == "https://mock.example/vicidial/"
