"""schemathesis, which calls every operation with what its schema allows, finds nothing wrong.

Few examples each, so that it is quick: `LMAPI_EXAMPLES=100 pytest tests/admin/test_schemathesis.py`
looks longer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from command import seed_file
from lmapi_mock.serving.application import create_app
from lmapi_mock.settings import read_settings

EXAMPLES = int(os.environ.get("LMAPI_EXAMPLES", "2"))

CHECKS: Any = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

STREAM = "/__admin/requests/events"
"""Ends with its connection only, of which this client has none."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    # Without the demo data's area codes and ZIP codes, of which answers would be full.
    seed = seed_file(tmp_path_factory.mktemp("seed"), {})
    return create_app(read_settings({"database": ":memory:", "seed": seed}, {}))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, client=("127.0.0.1", 1)) as running:
        # Something to be found by what is made up: a lead, its request, a snapshot, a fault.
        running.get(
            "/API/lmapi.php?source=test&user=6666&pass=1234&function=add_lead"
            "&phone_number=7275551212&nonsense=1"
        )
        running.put("/__admin/snapshots/0")
        running.post("/__admin/faults", json={"match": {"user": "nobody"}, "status": 503})
        yield running


def test_nothing_is_answered_that_the_document_does_not_allow(
    app: FastAPI, client: TestClient
) -> None:
    schema = schemathesis.openapi.from_asgi("/__admin/openapi.json", app)
    looked_at = 0
    for found in schema.get_all_operations():
        assert not isinstance(found, Err), found.err()
        operation = found.ok()
        if operation.path == STREAM:
            continue
        looked_at += 1

        @settings(
            max_examples=EXAMPLES,
            database=None,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def holds(case: Any) -> None:
            case.call_and_validate(checks=CHECKS)

        holds()
    assert looked_at == sum(map(len, app.openapi()["paths"].values())) - 1
