"""Faults over HTTP: what a client sees of them, and what is stored all the same."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from client import Mock
from command import seed_file
from databases import scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

ANN = {"phone_number": "7275550001", "first_name": "Ann"}
BOB = {"phone_number": "7275550002", "first_name": "Bob"}


@pytest.fixture
def faulty(demo: Mock) -> Iterator[Mock]:
    demo.admin("PUT", "/clock", {"now": "2026-07-15T14:00:00Z"})
    yield demo
    assert demo.fresh().admin("DELETE", "/faults").status == 204


def fault(mock: Mock, **rule: Any) -> dict[str, Any]:
    answer = mock.admin("POST", "/faults", rule)
    assert answer.status == 201, answer.text
    added: dict[str, Any] = answer.json
    return added


def leads(mock: Mock) -> list[str]:
    rows = mock.admin("GET", "/state?tables=vicidial_list").json["tables"]["vicidial_list"]
    return [row["phone_number"] for row in rows]


def newest(mock: Mock) -> dict[str, Any]:
    found: dict[str, Any] = mock.admin("GET", "/requests?limit=1").json["requests"][0]
    return found


def test_a_status_and_a_body_take_the_answers_place(faulty: Mock) -> None:
    fault(faulty, match={"params": {"first_name": "Ann"}}, status=503, body="Down for tea.\n")

    assert faulty.documented(**ANN) == "Down for tea.\n"
    assert faulty.documented(**BOB).startswith("SUCCESS")
    assert leads(faulty) == ["7275550002"]


@pytest.mark.parametrize("sent", [{"function": "add_lead!"}, {"function": " add_lead"}, {}])
@pytest.mark.parametrize("user", ["6666", "66!66"])
def test_faults_and_journal_see_the_same_function_and_user(
    faulty: Mock, sent: dict[str, str], user: str
) -> None:
    """As cleaned, by which the request is answered: `add_lead!` is add_lead."""
    pattern = {"function": "add_lead", "user": "6666"}
    assert faulty.documented(**ANN, **{**sent, "user": user}).startswith("SUCCESS")
    fault(faulty, match=pattern, status=503, body="Down for tea.\n")
    assert faulty.documented(**BOB, **{**sent, "user": user}) == "Down for tea.\n"
    assert faulty.admin("POST", "/requests/count", pattern).json["count"] == 2
    assert (newest(faulty)["function"], newest(faulty)["user"]) == ("add_lead", "6666")


def test_no_fault_guesses_a_password_wherever_it_is_sent(faulty: Mock) -> None:
    assert faulty.documented(**ANN).startswith("SUCCESS")
    guess = {"params": {"last_name": "1234"}}
    fault(faulty, match=guess, status=504)
    assert faulty.documented(**BOB, last_name="1234").startswith("SUCCESS")
    assert faulty.admin("POST", "/requests/count", guess).json["count"] == 0


def test_it_strikes_so_often_and_heals(faulty: Mock) -> None:
    added = fault(faulty, times=2, status=500)

    said = [faulty.documented(phone_number=f"727555000{number}") for number in range(3)]
    assert [text.startswith("SUCCESS") for text in said] == [False, False, True]
    assert faulty.admin("GET", "/faults").json["faults"] == [
        added | {"seen": 3, "fired": 2, "remaining": 0}
    ]


@pytest.mark.parametrize(
    "kind",
    [
        "EMPTY_RESPONSE",
        "MALFORMED_RESPONSE_CHUNK",
        "RANDOM_DATA_THEN_CLOSE",
        "CONNECTION_RESET_BY_PEER",
    ],
)
def test_after_commit_the_lead_is_stored_and_the_answer_lost(faulty: Mock, kind: str) -> None:
    fault(faulty, fault=kind, phase="after_commit", times=1)

    with (
        closing(Mock(faulty.server)) as client,
        pytest.raises((http.client.HTTPException, OSError)),
    ):
        client.documented(**ANN)
    assert leads(faulty) == ["7275550001"]
    found = newest(faulty)
    assert found["response"]["body"].startswith("SUCCESS")
    assert found["fault"] == {
        "rule": "fault-1",
        "phase": "after_commit",
        "delay_ms": 0.0,
        "effect": {"fault": kind},
    }
    # Healed: who tries again without a duplicate check makes a second lead.
    assert faulty.documented(**ANN).split("|")[3] == "2"


def test_before_the_request_does_nothing_at_all(faulty: Mock) -> None:
    fault(faulty, fault="EMPTY_RESPONSE", times=1)

    with closing(Mock(faulty.server)) as client, pytest.raises(http.client.RemoteDisconnected):
        client.documented(**ANN)
    assert leads(faulty) == []
    found = newest(faulty)
    assert (found["response"]["status"], found["lead_id"]) == (0, None)
    assert found["params"]["first_name"] == "Ann"


def test_a_delay_comes_before_the_true_answer(faulty: Mock) -> None:
    fault(faulty, delay={"type": "fixed", "milliseconds": 150})

    begun = time.perf_counter()
    said = faulty.documented(**ANN)
    took = time.perf_counter() - begun
    assert said == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275550001|6666|999|1|-4\n"
    # The delay is none of the time that the request took.
    assert 0 < newest(faulty)["duration_ms"] <= (took - 0.15) * 1000


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("login_refused", "ERROR: Login incorrect, please try again: |6666|1234|BAD|\n"),
        ("login_locked", "ERROR: Too many login attempts, try again in 15 minutes: |6666|LOCK|\n"),
        ("ip_blocked", "ERROR: Your IP Address is not allowed: 127.0.0.1: ||IPBLOCK|\n"),
        (
            "duplicate",
            "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 7275550001|999|1|999\n",
        ),
    ],
)
def test_an_answer_of_the_dialers_own_is_brought_about(
    faulty: Mock, answer: str, text: str
) -> None:
    fault(faulty, answer=answer, times=1)

    assert faulty.documented(**ANN) == text
    assert leads(faulty) == []
    assert faulty.documented(**ANN).startswith("SUCCESS")


def test_a_lead_may_miss_the_hopper(faulty: Mock) -> None:
    fault(faulty, answer="not_added_to_hopper")

    assert faulty.documented(**ANN, add_to_hopper="Y") == (
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275550001|6666|999|1|-4\n"
        "NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - 7275550001|6666|1|-4|0\n"
    )


def test_a_page_comes_with_status_200(faulty: Mock) -> None:
    fault(faulty, page="firewall")

    said = faulty.documented(**ANN)
    assert "<html" in said.lower()
    assert newest(faulty)["response"]["status"] == 200


def test_a_rule_that_is_not_understood_is_refused_and_changes_nothing(faulty: Mock) -> None:
    answer = faulty.admin("POST", "/faults", {"statsu": 500})

    assert answer.status == 422
    assert "status" in answer.json["error"]["message"] + answer.json["error"]["hint"]
    assert faulty.admin("GET", "/faults").json == {"faults": []}


@pytest.mark.parametrize("path", ["/API/lmapi.pph", "/api/lmapi.php", "/ns/a/API/lmapi.php"])
def test_a_path_that_is_all_but_a_doors_is_refused(faulty: Mock, path: str) -> None:
    rule = {"status": 503, "match": {"path": path}}
    refused = faulty.admin("POST", "/faults", rule)
    assert refused.status == 422
    assert refused.json["error"]["message"] == f'match.path: unknown path "{path}".'
    assert refused.json["error"]["hint"].startswith("Did you mean /API/lmapi.php? ")
    # One that is meant to be another can still be said, and one that is no slip is no matter.
    for meant in ({"matches": path}, "/API/lmapi.php", "/crm/leads"):
        assert faulty.admin("POST", "/faults", rule | {"match": {"path": meant}}).status == 201


def test_one_rule_is_removed(faulty: Mock) -> None:
    first = fault(faulty, status=500)
    fault(faulty, status=502)

    assert faulty.admin("DELETE", f"/faults/{first['id']}").status == 204
    assert [rule["status"] for rule in faulty.admin("GET", "/faults").json["faults"]] == [502]
    answer = faulty.admin("DELETE", f"/faults/{first['id']}")
    assert (answer.status, answer.json["error"]["code"]) == (404, "unknown_fault")


def test_a_reset_heals_all(faulty: Mock) -> None:
    fault(faulty, status=500)
    faulty.admin("POST", "/reset")

    assert faulty.admin("GET", "/faults").json == {"faults": []}
    assert faulty.documented(**ANN).startswith("SUCCESS")


def test_a_namespaces_faults_are_its_own(faulty: Mock) -> None:
    faulty.request("POST", "/ns/theirs/__admin/faults", '{"status": 500}')

    assert faulty.documented(**ANN).startswith("SUCCESS")
    assert faulty.admin("DELETE", "/namespaces/theirs").status == 204


def test_chance_is_alike_in_equal_worlds(faulty: Mock) -> None:
    def struck(name: str) -> list[int]:
        faulty.request("POST", f"/ns/{name}/__admin/faults", '{"probability": 0.5, "status": 500}')
        path = f"/ns/{name}/API/lmapi.php?function=version"
        statuses = [faulty.request("GET", path).status for _ in range(30)]
        faulty.admin("DELETE", f"/namespaces/{name}")
        return statuses

    first = struck("chance-1")
    assert set(first) == {200, 500}
    assert struck("chance-2") == first


def test_several_workers_on_a_dialers_own_database_take_none_and_say_why(tmp_path: Path) -> None:
    with scratch("mariadb", tmp_path) as url:
        flags = {"database": url, "port": "0", "workers": "2"}
        with Server(read_settings(flags | {"seed": seed_file(tmp_path)}, {})):
            pass
        kept = read_settings(flags | {"existing": "yes"}, {})
        with Server(kept) as server, closing(Mock(server)) as mock:
            answer = mock.admin("POST", "/faults", {"status": 500})
    assert answer.status == 422
    assert answer.json["error"] == {
        "code": "several_workers",
        "message": "This server has 2 processes on a dialer's own database, where it keeps nothing"
        " of its own: a fault would be known to one of them only.",
        "hint": "Start it with one worker to make things go wrong.",
    }
