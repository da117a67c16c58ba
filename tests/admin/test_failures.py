"""Each operation fails as the OpenAPI document says it may, and in no other way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from command import seed_file
from lmapi_mock.errors import DatabaseError
from lmapi_mock.serving.application import create_app
from lmapi_mock.settings import read_settings
from lmapi_mock.store.sql.database import Database

BODIES: dict[tuple[str, str], Any] = {
    ("post", "/__admin/clean"): {"params": {}},
    ("post", "/__admin/clock/advance"): {"seconds": 1},
    ("post", "/__admin/faults"): {"status": 503},
    ("post", "/__admin/lists/{list_id}/fields"): {"field_label": "made"},
}
"""Bodies that are understood, where an empty object is not."""

VALUES = {"list_id": "7", "lead_id": "7", "id": "7"}
"""What stands in a path, where no name may; there is nothing of this number."""

ON_A_DIALERS_OWN = {
    "/__admin/snapshots",
    "/__admin/snapshots/{name}",
    "/__admin/snapshots/{name}/restore",
    "/__admin/reset",
    "/__admin/tables/{table}/{key}",
}
"""Paths of calls without a body that are impossible on a dialer's own database."""


Document = dict[str, Any]


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A few rows, so that no answer is long."""
    return seed_file(tmp_path_factory.mktemp("seed"), {})


def made(seed: str, **given: str) -> FastAPI:
    return create_app(read_settings({"database": ":memory:", "seed": seed, **given}, {}))


@pytest.fixture(scope="module")
def app(seed: str) -> FastAPI:
    return made(seed)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, client=("127.0.0.1", 1)) as running:
        yield running


@pytest.fixture(scope="module")
def document(app: FastAPI) -> Document:
    return app.openapi()


def admin_operations(document: Document) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        # A stream has no end that a client without a connection could wait for.
        if path.startswith("/__admin") and path != "/__admin/requests/events"
    ]


def call(client: TestClient, method: str, path: str, **given: Any) -> Response:
    nobody = "made" if method == "put" else "nobody"
    names = {part[1:-1] for part in path.split("/") if part.startswith("{")}
    values = {name: VALUES.get(name, nobody) for name in names}
    if "content" not in given and method in {"post", "put", "patch"}:
        given.setdefault("json", BODIES.get((method, path), {}))
    return client.request(method.upper(), path.format_map(values), **given)


def takes_text(schema: dict[str, Any]) -> bool:
    return any(one.get("type") == "string" for one in (schema, *schema.get("anyOf", ()))) and (
        "enum" not in schema
    )


def differences(
    status: int, send: Callable[[str, str, dict[str, Any]], Response], document: Document
) -> list[str]:
    """Which operations answer with a status that they do not document, or the reverse."""
    found = []
    for method, path, operation in admin_operations(document):
        answered = send(method, path, operation).status_code
        if (answered == status) != (str(status) in operation["responses"]):
            found.append(f"{method} {path}: {answered}")
    return found


def test_401_without_the_token(seed: str, document: Document) -> None:
    with TestClient(made(seed, admin_token="long-enough-a-token")) as client:
        assert differences(401, lambda how, path, _: call(client, how, path), document) == []


def test_403_to_a_foreign_page(client: TestClient, document: Document) -> None:
    def send(method: str, path: str, _: dict[str, Any]) -> Response:
        return call(client, method, path, headers={"origin": "http://evil.example"})

    assert differences(403, send, document) == []


def test_409_for_a_namespace_that_cannot_be_had(client: TestClient, document: Document) -> None:
    def send(method: str, path: str, _: dict[str, Any]) -> Response:
        return call(client, method, path, headers={"x-lmapi-namespace": "!"})

    assert differences(409, send, document) == []


@pytest.mark.parametrize(
    ("status", "content", "headers"),
    [
        (400, b"\xff", {}),
        (413, b"{}", {"content-length": str(300 * 1024 * 1024)}),
        (422, b"7", {}),
    ],
)
def test_a_body_that_is_none(
    client: TestClient, document: Document, status: int, content: bytes, headers: dict[str, str]
) -> None:
    for method, path, operation in admin_operations(document):
        if "requestBody" in operation:
            answer = call(client, method, path, content=content, headers=headers)
            assert answer.status_code == status, (method, path, answer.text)
            assert str(status) in operation["responses"]
        elif status != 422:
            assert str(status) not in operation["responses"], (method, path)


def test_404_for_what_is_not_there(client: TestClient, document: Document) -> None:
    found = differences(404, lambda how, path, _: call(client, how, path), document)
    assert found == []


def test_422_for_parameters_that_are_not_understood(client: TestClient, document: Document) -> None:
    for method, path, operation in admin_operations(document):
        if "requestBody" in operation:
            continue
        checked = [
            one["name"]
            for one in operation.get("parameters", ())
            if one["in"] == "query" and not takes_text(one["schema"])
        ]
        numbers = set(VALUES) if "/faults/" not in path else set()
        refused = [
            client.request(method, path.format_map(dict.fromkeys((*VALUES, "label"), "x")))
            for name in numbers
            if f"{{{name}}}" in path
        ] + [call(client, method, path, params={name: "?"}) for name in checked]
        statuses = {one.status_code for one in refused if one.status_code != 404}
        assert statuses <= {422}, (method, path)


def test_422_for_a_parameter_that_is_not_known(client: TestClient, document: Document) -> None:
    for method, path, operation in admin_operations(document):
        answer = call(client, method, path, params={"no_such_parameter": "?"})
        assert answer.status_code == 422, (method, path, answer.text)
        assert "422" in operation["responses"], (method, path)


def test_422_for_what_a_dialers_own_database_has_no_place_for(
    app: FastAPI, client: TestClient, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.worlds.own, "is_kept", True)
    for method, path, operation in admin_operations(document):
        is_refused = call(client, method, path).status_code == 422
        if path in ON_A_DIALERS_OWN and method != "get":
            assert is_refused, (method, path)
        assert is_refused <= ("422" in operation["responses"]), (method, path)


ASKED_ON_A_SERVER_ONLY = {
    "/__admin/clock",
    "/__admin/clock/advance",
    "/__admin/faults",
    "/__admin/faults/{id}",
}
"""Several processes keep clock and faults in the database that they share; so are snapshots."""


def test_503_while_the_database_is_away(
    client: TestClient, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise DatabaseError("The database is away.")

    monkeypatch.setattr(Database, "transaction", away)
    monkeypatch.setattr(Database, "copy_of", away)
    for method, path, operation in admin_operations(document):
        is_documented = "503" in operation["responses"]
        if path in ASKED_ON_A_SERVER_ONLY or "/snapshots" in path:
            assert is_documented, (method, path)
        else:
            answer = call(client, method, path)
            assert (answer.status_code == 503) == is_documented, (method, path, answer.text)


def test_a_door_answers_what_is_documented(client: TestClient, document: Document) -> None:
    told = document["paths"]["/API/lmapi.php"]["get"]["responses"]
    for query, status in (("function=version", 200), ("function=coffee", 418)):
        answer = client.get(f"/API/lmapi.php?{query}")
        assert answer.status_code == status
        assert answer.headers["content-type"].partition(";")[0] in told[str(status)]["content"]
