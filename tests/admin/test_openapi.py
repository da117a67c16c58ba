"""The OpenAPI document: every operation says what it answers, and really answers that."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from client import Mock
from lmapi_mock import paths
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR


@pytest.fixture
def document(demo: Mock) -> dict[str, Any]:
    found: dict[str, Any] = demo.admin("GET", "/openapi.json").json
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path.removeprefix("/__admin"), operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if path.startswith("/__admin")
    ]


def test_every_operation_says_what_it_answers(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        answered = operation["responses"]
        (status,) = [one for one in answered if one.startswith("2")]
        schemas = [one["schema"] for one in answered[status].get("content", {}).values()]
        told = all("$ref" in one or one.get("type") == "string" for one in schemas)
        assert status == "204" or (schemas and told), (method, path)


@pytest.mark.parametrize(
    ("path", "method", "name", "keys"),
    [
        ("/faults", "post", "FaultRule", {"times", "delay", "page"}),
        ("/requests/count", "post", "Pattern", {"params", "response", "since"}),
        ("/requests/find", "post", "Pattern", {"params", "response", "since"}),
        ("/snapshots/{name}/document", "put", "Snapshot", {"tables", "clock"}),
        ("/state", "put", "StateBody", {"tables", "custom_tables"}),
    ],
)
def test_a_body_with_keys_of_its_own_is_a_named_type(
    document: dict[str, Any], path: str, method: str, name: str, keys: set[str]
) -> None:
    body = document["paths"][f"/__admin{path}"][method]["requestBody"]["content"]
    assert body["application/json"]["schema"] == {"$ref": f"#/components/schemas/{name}"}
    assert keys <= document["components"]["schemas"][name]["properties"].keys()


@pytest.mark.parametrize("door", [DOCUMENTED_DOOR, VICIDIAL_DOOR])
def test_both_doors_take_every_parameter_by_get_and_form(
    demo: Mock, document: dict[str, Any], door: str
) -> None:
    told = {one["name"] for one in demo.admin("GET", "/contract").json["parameters"]}
    get, post = document["paths"][door]["get"], document["paths"][door]["post"]
    form = post["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert {one["name"] for one in get["parameters"]} == form["properties"].keys() == told
    assert "Kept: capital letters." in form["properties"]["gender"]["description"]


CALLS: list[tuple[str, str, str, Any]] = [
    ("GET", "/live", "/live", None),
    ("GET", "/ready", "/ready", None),
    ("GET", "/health", "/health", None),
    ("GET", "/world", "/world", None),
    ("GET", "/settings", "/settings", None),
    ("GET", "/clock", "/clock", None),
    ("GET", "/contract", "/contract", None),
    ("GET", "/state.schema.json", "/state.schema.json", None),
    ("PUT", "/clock", "/clock", {"now": "2026-07-15T14:00:00Z"}),
    ("POST", "/clock/advance", "/clock/advance", {"seconds": 1}),
    ("GET", "/state", "/state", None),
    ("POST", "/state", "/state", {"tables": {"vicidial_dnc": [{"phone_number": "7275559"}]}}),
    ("PUT", "/snapshots/{name}", "/snapshots/one", None),
    ("GET", "/snapshots", "/snapshots", None),
    ("GET", "/snapshots/{name}", "/snapshots/one", None),
    ("PUT", "/snapshots/{name}/document", "/snapshots/two/document", {"tables": {}}),
    ("GET", "/namespaces", "/namespaces", None),
    ("GET", "/tables", "/tables", None),
    ("GET", "/tables/{table}", "/tables/vicidial_list?limit=1", None),
    ("GET", "/tables/{table}/{key}", "/tables/vicidial_users/1", None),
    ("POST", "/tables/{table}", "/tables/vicidial_dnc", {"phone_number": "7275558"}),
    ("PATCH", "/tables/{table}/{key}", "/tables/vicidial_list/{lead}", {"first_name": "Ann"}),
    ("POST", "/lists/{list_id}/fields", "/lists/101/fields", {"field_label": "made"}),
    ("GET", "/lists/{list_id}/fields", "/lists/101/fields", None),
    ("GET", "/leads/{lead_id}", "/leads/{lead}", None),
    ("POST", "/clean", "/clean", {"params": {"phone_number": "(727)", "odd": "1"}}),
    ("GET", "/findings", "/findings", None),
    ("GET", "/findings/codes", "/findings/codes", None),
    ("POST", "/faults", "/faults", {"match": {"user": "x"}, "times": 2, "status": 503}),
    ("GET", "/faults", "/faults", None),
    ("GET", "/requests", "/requests", None),
    ("GET", "/requests/unmatched", "/requests/unmatched", None),
    ("GET", "/requests/{id}", "/requests/{refused}", None),
    ("GET", "/requests/{id}", "/requests/{stored}", None),
    ("POST", "/requests/{id}/replay", "/requests/{stored}/replay", None),
    ("POST", "/requests/count", "/requests/count", {"user": "6666"}),
    ("POST", "/requests/find", "/requests/find", {"user": "6666"}),
    (
        "POST",
        "/near-misses/request-pattern",
        "/near-misses/request-pattern",
        {"params": {"phone_number": "7275551299"}},
    ),
    ("DELETE", "/requests", "/requests", None),
    ("GET", "/leads/{lead_id}", "/leads/999999", None),
    ("POST", "/faults", "/faults", {"fixedDelayMilliseconds": 1}),
]


def test_real_answers_are_as_the_document_says(demo: Mock, document: dict[str, Any]) -> None:
    # Without the reference data, whose 43 000 rows would be looked at one by one.
    seed = json.loads((paths.SEED / "demo.json").read_text(encoding="utf-8"))
    assert demo.admin("PUT", "/state", seed).status == 204
    demo.documented(phone_number="7275551298", nonsense="1")
    demo.documented(phone_number="1")
    refused, stored = demo.admin("GET", "/requests?limit=2").json["requests"]
    ids = {"lead": stored["lead_id"], "stored": stored["id"], "refused": refused["id"]}
    for method, path, asked, body in CALLS:
        answer = demo.admin(method, asked.format_map(ids), body)
        operation = document["paths"][f"/__admin{path}"][method.lower()]
        response = operation["responses"][str(answer.status)]
        schema = response["content"]["application/json"]["schema"]
        whole = schema | {"components": document["components"]}
        jsonschema.Draft202012Validator(whole).validate(answer.json)
