"""A password that has just been stored is hidden from the very next request on, whatever that is.

Also where the endpoint does not answer it: a path at which nothing is, a head that is none, a call
of the admin API.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from client import BASE_STATE, Mock
from command import seed_file
from databases import SERVERS, scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, read_settings


def user_of(password: str) -> dict[str, str]:
    return {"user": f"newcomer{password[-1]}", "pass": password}


def by_state(mock: Mock, password: str) -> None:
    mock.put_state(vicidial_users=[*BASE_STATE["vicidial_users"], user_of(password)])


def by_rows_of_a_state(mock: Mock, password: str) -> None:
    added = {"tables": {"vicidial_users": [user_of(password)]}}
    assert mock.admin("POST", "/state", added).status == 200


def by_a_row(mock: Mock, password: str) -> None:
    assert mock.admin("POST", "/tables/vicidial_users", user_of(password)).status == 201


def by_a_change(mock: Mock, password: str) -> None:
    by_a_row(mock, "before")
    (key,) = [row["user_id"] for row in mock.rows("vicidial_users") if row["pass"] == "before"]
    changed = mock.admin("PATCH", f"/tables/vicidial_users/{key}", {"pass": password})
    assert changed.status == 200, changed.text


def by_a_snapshot(mock: Mock, password: str) -> None:
    by_a_row(mock, password)
    assert mock.admin("PUT", "/snapshots/with-newcomer").status == 201
    mock.put_state()
    mock.request("GET", f"{VICIDIAL_DOOR}?function=version")
    assert mock.admin("POST", "/snapshots/with-newcomer/restore").status == 204


def by_the_endpoint(mock: Mock, password: str) -> None:
    asked = "function=add_user&source=test&user=6666&pass=1234&agent_user=newcomer"
    added = mock.request(
        "GET",
        f"{VICIDIAL_DOOR}?{asked}&agent_pass={password}&agent_user_level=1"
        "&agent_full_name=New&agent_user_group=ADMIN",
    )
    assert added.text.startswith("SUCCESS"), added.text


STORED = [
    by_state,
    by_rows_of_a_state,
    by_a_row,
    by_a_change,
    by_a_snapshot,
    by_the_endpoint,
]


def a_wrong_path(mock: Mock, password: str) -> None:
    assert mock.request("GET", f"/nowhere/{password}").status == 404


def a_wrong_head(mock: Mock, password: str) -> None:
    with socket.create_connection((mock.server.host, mock.server.port), timeout=10) as connection:
        connection.sendall(b"GET /%s HTTP/1.1\r\nHost: a b\r\n\r\n" % password.encode())
        assert b" 400 " in connection.recv(1000)


def an_admin_call(mock: Mock, password: str) -> None:
    assert mock.admin("GET", f"/tables/{password}").status == 404


ASKED = [a_wrong_path, a_wrong_head, an_admin_call]


def staff(mock: Mock) -> None:
    """Some users, whose passwords a request has seen."""
    users = [{**user, "modify_users": "1"} for user in BASE_STATE["vicidial_users"]]
    mock.put_state(vicidial_users=users)
    mock.request("GET", f"{VICIDIAL_DOOR}?function=version")


def told_of(mock: Mock) -> str:
    return mock.admin("GET", "/requests?limit=100").text


@pytest.mark.parametrize("store", STORED)
def test_it_is_hidden_from_the_next_request_on(
    mock: Mock, caplog: pytest.LogCaptureFixture, store: Callable[[Mock, str], None]
) -> None:
    caplog.set_level(logging.INFO)
    for number, ask in enumerate(ASKED):
        password = f"Fresh-Words-{number}"
        staff(mock)
        store(mock, password)
        ask(mock, password)
        assert password not in told_of(mock), ask
        assert password not in caplog.text, ask


def test_of_a_namespace_that_is_made_anew_it_is_hidden_too(
    mock: Mock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    there = Mock(mock.server, "newcomers")
    try:
        by_state(there, "Fresh-Words-9")
        there.request("GET", "/nowhere/Fresh-Words-9")
        there.request("GET", "/__admin/tables/Fresh-Words-9")
        assert there.admin("POST", "/reset").status == 204
        assert there.request("GET", "/nowhere/Fresh-Words-9").status == 404
        assert "/nowhere/Fresh-Words-9" in told_of(there)
    finally:
        mock.admin("DELETE", "/namespaces/newcomers")
        there.close()
    # Of the last it is no password any more.
    assert caplog.text.count("Fresh-Words-9") == 1


@pytest.mark.parametrize("engine", SERVERS)
def test_another_process_hides_it_too(
    engine: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with scratch(engine, tmp_path) as url, ExitStack() as stack:
        flags = {"database": url, "port": "0", "seed": seed_file(tmp_path)}
        pair = [stack.enter_context(Server(read_settings(flags, {}))) for _ in range(2)]
        one, other = [stack.enter_context(closing(Mock(server))) for server in pair]
        for number, ask in enumerate(ASKED):
            password = f"Fresh-Words-{number}"
            other.request("GET", f"{VICIDIAL_DOOR}?function=version")
            by_a_row(one, password)
            ask(other, password)
            assert password not in told_of(one), ask
            assert password not in caplog.text, ask
