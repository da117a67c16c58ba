"""Names by which the admin API may be called."""

from __future__ import annotations

import pytest

from lmapi_mock.http.hosts import AllowedHosts

OWN = ["localhost:8080", "a.localhost", "127.0.0.2", "[::1]:1", "", "lmapi:8080", "192.0.2.1:80"]


@pytest.mark.parametrize("host", OWN)
@pytest.mark.parametrize("listens_on", ["127.0.0.1", "0.0.0.0"])
def test_names_that_no_page_can_take_are_known(listens_on: str, host: str) -> None:
    assert AllowedHosts(listens_on, ()).allow(host)


FOREIGN = ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "localhost.x"]


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("listens_on", ["127.0.0.1", "0.0.0.0"])
def test_a_name_that_anyone_may_own_has_to_be_allowed(listens_on: str, host: str) -> None:
    assert not AllowedHosts(listens_on, ("x.example",)).allow(host)


@pytest.mark.parametrize(
    ("allowed", "host"),
    [("x.example", "X.example.:80"), (".x.example", "a.x.example"), ("*", "evil.example")],
)
def test_what_is_allowed_is_known(allowed: str, host: str) -> None:
    assert AllowedHosts("127.0.0.1", (allowed,)).allow(host)
    assert not AllowedHosts("127.0.0.1", (allowed,)).allow("bx.example") or allowed == "*"


def test_the_host_that_it_listens_on_is_known() -> None:
    assert AllowedHosts("dialer.example", ()).allow("dialer.example:8080")
