"""Passwords of the tables are shown to whoever asks for them and may, and to nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from client import BASE_STATE, Mock
from lmapi_mock.admin.error_handlers import install_error_handlers
from lmapi_mock.admin.passwords import Secrets
from lmapi_mock.settings import read_settings
from lmapi_mock.store.schema.secret_columns import HIDDEN

PASSWORD = "S3cret-Words"
USER = {"user": "keeper", "pass": PASSWORD, "pass_hash": f"{PASSWORD}-h", "phone_pass": ""}
PLACES = [
    "/state",
    "/state?tables=vicidial_users",
    "/tables/vicidial_users",
    "/tables/vicidial_users/7",
    f"/tables/vicidial_users?q={PASSWORD}",
    "/snapshots/kept",
]


@pytest.fixture
def keeper(mock: Mock) -> Iterator[Mock]:
    users = [row | {"user_id": n} for n, row in enumerate(BASE_STATE["vicidial_users"], 100)]
    mock.put_state(
        vicidial_users=[*users, USER | {"user_id": 7}],
        system_settings=[row | {"pass_key": PASSWORD} for row in BASE_STATE["system_settings"]],
    )
    assert mock.admin("PUT", "/snapshots/kept").status == 201
    yield mock
    mock.admin("DELETE", "/snapshots/kept")


@pytest.mark.parametrize("place", PLACES)
def test_a_password_is_hidden(keeper: Mock, place: str) -> None:
    answer = keeper.admin("GET", place)

    assert answer.status == 200
    assert PASSWORD not in answer.text.replace(place, "")


@pytest.mark.parametrize("place", PLACES[:4] + PLACES[5:])
def test_a_password_is_shown_to_whoever_asks(keeper: Mock, place: str) -> None:
    answer = keeper.admin("GET", f"{place}{'&' if '?' in place else '?'}secrets=yes")

    assert f'"{PASSWORD}"' in answer.text
    assert f'"{PASSWORD}-h"' in answer.text


def test_nothing_stays_nothing(keeper: Mock) -> None:
    row = keeper.admin("GET", "/tables/vicidial_users/7").json["row"]

    assert (row["pass"], row["pass_hash"], row["phone_pass"]) == (HIDDEN, HIDDEN, "")


@pytest.mark.parametrize("query", [f"where.pass={PASSWORD}", "where.pass_hash=x", "sort=pass"])
def test_no_row_is_found_by_its_password(keeper: Mock, query: str) -> None:
    answer = keeper.admin("GET", f"/tables/vicidial_users?{query}")

    assert (answer.status, answer.json["error"]["code"]) == (403, "secret_column")
    assert keeper.admin("GET", f"/tables/vicidial_users?{query}&secrets=yes").status == 200


def test_no_search_finds_a_password(keeper: Mock) -> None:
    assert keeper.admin("GET", f"/tables/vicidial_users?q={PASSWORD}").json["rows"] == []
    assert keeper.admin("GET", f"/tables/system_settings?q={PASSWORD}").json["rows"] == []


@pytest.fixture
def logged(mock: Mock) -> Mock:
    """A log of a user that was added, and of one whose phone password was refused."""
    users = [row | {"modify_users": "1"} for row in BASE_STATE["vicidial_users"]]
    mock.put_state(vicidial_users=users)
    login = "user=6666&pass=1234&source=test"
    new = f"function=add_user&agent_user=newbie&agent_pass={PASSWORD}&agent_user_level=1"
    told = mock.post(f"{login}&{new}&agent_full_name=New&agent_user_group=ADMIN")
    assert told.startswith("SUCCESS"), told
    refused = f"function=update_user&agent_user=newbie&phone_pass={PASSWORD}%21-again-and-again"
    assert "PHONE PASSWORD" in mock.post(f"{login}&{refused}")
    return mock


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        (f"q={PASSWORD}", 0),
        (f"q={PASSWORD[:3]}", 0),
        ("q=newbie", 2),
        (f"where.data=newbie|{PASSWORD}|1|New|ADMIN", 0),
        (f"where.value={PASSWORD}", 0),
        (f"where.data={HIDDEN}", 1),
        (f"where.data={HIDDEN}&q=s3c", 0),
        ("sort=data", 2),
        ("sort=value&desc=true", 2),
    ],
)
def test_no_search_of_the_log_finds_a_new_password(logged: Mock, query: str, count: int) -> None:
    answer = logged.admin("GET", f"/tables/vicidial_api_log?{query}")

    assert (answer.status, answer.json["total"]) == (200, count)
    assert PASSWORD.lower() not in answer.text.lower()
    state = logged.admin("GET", "/state?tables=vicidial_api_log").text
    assert PASSWORD.lower() not in state.lower()


def test_the_log_is_searched_as_it_is_by_whoever_may_see_it(logged: Mock) -> None:
    for query in (f"q={PASSWORD}", f"q={PASSWORD.lower()}&sort=data"):
        answer = logged.admin("GET", f"/tables/vicidial_api_log?{query}&secrets=yes")
        # The refused one holds a user's password in the midst of it, which is not even stored.
        assert answer.json["total"] == 1


@pytest.mark.parametrize("change", [{"function": "add_lead"}, {"result_reason": "none"}])
def test_no_change_of_the_log_shows_a_new_password(logged: Mock, change: dict[str, str]) -> None:
    for row in logged.admin("GET", "/tables/vicidial_api_log").json["rows"]:
        path = f"/tables/vicidial_api_log/{row['key']}"
        answer = logged.admin("PATCH", path, change)
        assert (answer.status, answer.json["error"]["code"]) == (403, "secret_column")
        assert logged.admin("PATCH", path, {"source": "other"}).status == 200
        assert logged.admin("PATCH", f"{path}?secrets=yes", change).status == 200


def test_a_written_row_is_shown_without(keeper: Mock) -> None:
    changed = keeper.admin("PATCH", "/tables/vicidial_users/7", {"pass": "another"})
    added = keeper.admin("POST", "/tables/vicidial_users", {"user": "new", "pass": "another"})

    assert changed.json["row"]["pass"] == added.json["rows"][0]["row"]["pass"] == HIDDEN
    assert keeper.rows("vicidial_users")[0]["pass"] == "another"


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/state"), ("POST", "/state"), ("PUT", "/snapshots/n/document")]
)
def test_a_state_that_was_shown_without_is_refused(keeper: Mock, method: str, path: str) -> None:
    before = keeper.rows("vicidial_users")
    shown = keeper.admin("GET", "/state?tables=vicidial_users").json
    answer = keeper.admin(method, path, shown)

    assert answer.status == 422
    assert answer.json["error"] == {
        "code": "hidden_password",
        "message": "vicidial_users, row 1: pass is ********, which stands where a password was not "
        "shown.",
        "hint": "Give the password, or read the rows with ?secrets=yes.",
    }
    assert json.loads(answer.headers["x-lmapi-place"]) == ["tables", "vicidial_users", 0, "pass"]
    assert keeper.rows("vicidial_users") == before


def test_a_row_that_was_shown_without_is_refused(keeper: Mock) -> None:
    row = keeper.admin("GET", "/tables/vicidial_users/7").json["row"]
    answer = keeper.admin("PATCH", "/tables/vicidial_users/7", row)

    assert (answer.status, answer.json["error"]["code"]) == (422, "hidden_password")


@pytest.mark.parametrize(
    ("token", "peer", "status"),
    [
        ("", "127.0.0.1", 200),
        ("", "::1", 200),
        ("", "::ffff:127.0.0.1", 200),
        ("", "192.0.2.7", 403),
        ("", "", 403),
        ("a-token-of-sixteen", "192.0.2.7", 200),
    ],
)
def test_who_may_ask(token: str, peer: str, status: int) -> None:
    app = FastAPI()
    install_error_handlers(app)
    app.state.settings = read_settings({"database": ":memory:", "admin_token": token}, {})

    @app.get("/")
    def shown(secrets: Secrets) -> bool:
        return secrets

    assert TestClient(app, client=(peer, 1)).get("/?secrets=yes").status_code == status
