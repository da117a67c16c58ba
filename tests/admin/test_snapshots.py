"""Snapshots over HTTP (what they hold on each engine: store/test_snapshots.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from client import Mock

JULY = {"now": "2026-07-15T14:00:00Z", "timezone": "America/New_York"}
ANN = {"phone_number": "7275550001", "first_name": "Ann"}


@pytest.fixture
def staged(demo: Mock) -> Iterator[Mock]:
    demo.admin("PUT", "/clock", JULY)
    yield demo
    for one in demo.admin("GET", "/snapshots").json["snapshots"]:
        demo.admin("DELETE", f"/snapshots/{one['name']}")
    demo.admin("POST", "/reset")


def lead_id(mock: Mock) -> str:
    return mock.documented(**ANN).split("|")[3]


def test_a_world_goes_back_to_what_was_saved(staged: Mock) -> None:
    assert [lead_id(staged), lead_id(staged)] == ["1", "2"]
    saved = staged.admin("PUT", "/snapshots/two-leads")
    assert (saved.status, saved.json["name"], saved.json["leads"]) == (201, "two-leads", 2)
    lead_id(staged)
    staged.admin("POST", "/reset")

    assert staged.admin("POST", "/snapshots/two-leads/restore").status == 204
    assert staged.admin("GET", "/clock").json["local"] == "2026-07-15 10:00:00"
    assert lead_id(staged) == "3"


def test_what_is_downloaded_is_uploaded_elsewhere(staged: Mock) -> None:
    staged.put_state()  # Of few rows: each of them is sent twice.
    staged.admin("PUT", "/clock", JULY)
    lead_id(staged)
    staged.admin("PUT", "/snapshots/one")
    document = staged.admin("GET", "/snapshots/one?secrets=yes").json
    assert [row["first_name"] for row in document["tables"]["vicidial_list"]] == ["Ann"]

    put = "/ns/elsewhere/__admin/snapshots/from-there/document"
    assert staged.request("PUT", put, json.dumps(document)).status == 201
    restored = staged.request("POST", "/ns/elsewhere/__admin/snapshots/from-there/restore")
    assert restored.status == 204
    there = staged.request("GET", "/ns/elsewhere/__admin/state?tables=vicidial_list").json
    assert there["tables"]["vicidial_list"] == document["tables"]["vicidial_list"]
    assert staged.request("GET", "/ns/elsewhere/__admin/clock").json["frozen"] is True
    staged.admin("DELETE", "/namespaces/elsewhere")


def test_a_snapshot_that_is_not_there_says_which_are(staged: Mock) -> None:
    staged.admin("PUT", "/snapshots/one")
    answer = staged.admin("POST", "/snapshots/two/restore")

    assert answer.status == 404
    assert answer.json["error"] == {
        "code": "unknown_snapshot",
        "message": "There is no snapshot 'two'.",
        "hint": "There are: one.",
    }
    assert staged.admin("DELETE", "/snapshots/one").status == 204
    assert staged.admin("GET", "/snapshots").json == {"snapshots": []}


def test_a_document_that_does_not_fit_is_refused(staged: Mock) -> None:
    document = {"tables": {"vicidial_list": [{"phone": "7"}]}}
    answer = staged.admin("PUT", "/snapshots/bad/document", document)

    assert (answer.status, answer.json["error"]["code"]) == (422, "unknown_column")
    assert json.loads(answer.headers["x-lmapi-place"])[:3] == ["tables", "vicidial_list", 0]
    assert staged.admin("GET", "/snapshots").json == {"snapshots": []}


def test_the_schema_of_a_state_is_published(demo: Mock) -> None:
    schema = demo.admin("GET", "/state.schema.json").json

    assert "vicidial_list" in schema["properties"]["tables"]["properties"]
    # A file that names it can be put as it is.
    state = {"$schema": "state.schema.json", "tables": {"vicidial_dnc": [{"phone_number": "7"}]}}
    assert demo.admin("PUT", "/state", state).status == 204
    demo.admin("POST", "/reset")
