"""Requests that are too large, or whose body does not come."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator

import pytest

from client import FORM, Mock
from lmapi_mock.http.limits import MIB
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, read_settings


@pytest.fixture(scope="module")
def limited() -> Iterator[Mock]:
    """A server that takes a MiB, and waits a second for it."""
    flags = {"database": ":memory:", "port": "0", "max_body": "1", "body_timeout": "1"}
    with Server(read_settings(flags, {})) as server:
        mock = Mock(server)
        # The admin API is loaded at its first call, for which a body would wait its second.
        mock.admin("GET", "/health")
        yield mock
        mock.close()


def raw(mock: Mock, head: str, body: bytes) -> tuple[int, str]:
    """What the server answers to a request whose sender then waits."""
    with socket.create_connection((mock.server.host, mock.server.port), timeout=60) as connection:
        connection.sendall(f"{head}Host: x\r\n\r\n".encode() + body)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        with answer:
            return answer.status, answer.read().decode()


CHUNK = b"%x\r\n%s\r\n" % (MIB // 2, b" " * (MIB // 2))


def test_a_body_that_is_too_large_is_refused_by_its_length(limited: Mock) -> None:
    answer = limited.fresh().request(
        "POST", DOCUMENTED_DOOR, b"x" * (MIB + 1), {"content-type": FORM}
    )
    assert answer.status == 413
    assert answer.text == "lmapi-mock: The request's body is larger than 1 MiB.\n"


def test_a_body_that_is_too_large_is_refused_without_a_length(limited: Mock) -> None:
    head = f"POST {DOCUMENTED_DOOR} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
    answer = raw(limited, head, CHUNK * 3 + b"0\r\n\r\n")
    assert answer == (413, "lmapi-mock: The request's body is larger than 1 MiB.\n")


def test_the_admin_api_refuses_in_its_own_form(limited: Mock) -> None:
    head = "PUT /__admin/state HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
    status, text = raw(limited, head, CHUNK * 3 + b"0\r\n\r\n")
    said = "PUT /__admin/state: The request's body is larger than 1 MiB."
    assert (status, json.loads(text)["error"]["message"]) == (413, said)


def test_a_body_that_does_not_come_is_not_waited_for(limited: Mock) -> None:
    head = f"POST {DOCUMENTED_DOOR} HTTP/1.1\r\nContent-Type: {FORM}\r\nContent-Length: 99\r\n"
    answer = raw(limited, head, b"user=6666")
    assert answer == (408, "lmapi-mock: The request's body did not come within 1 seconds.\n")


def test_a_body_within_the_limits_is_read(limited: Mock) -> None:
    body = (
        f"user=6666&pass=1234&source=test&function=add_lead&phone_number=7275551212&x={'x' * 9999}"
    )
    assert limited.fresh().post(body).startswith("SUCCESS: ")
