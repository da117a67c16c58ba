"""Prometheus's metrics of a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from client import LOGIN, Mock
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings


@pytest.fixture
def counted() -> Iterator[Mock]:
    """A server that has answered nothing yet."""
    with Server(read_settings({"database": ":memory:", "port": "0"}, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def metrics(mock: Mock) -> dict[str, float]:
    answer = mock.request("GET", "/__admin/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = (line for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_answers_are_counted_by_what_they_say(counted: Mock) -> None:
    for phone_number in ("7275551212", "7275551213", "72755"):
        counted.add_lead(phone_number=phone_number)
    counted.request("GET", "/vicidial/non_agent_api.php?function=coffee")
    found = metrics(counted)
    assert found['lmapi_requests_total{function="add_lead",status="200"}'] == 3
    assert found['lmapi_requests_total{function="coffee",status="418"}'] == 1
    assert found["lmapi_leads_stored_total"] == 2
    refused = 'function="add_lead",reason="add_lead INVALID PHONE NUMBER LENGTH",result="ERROR"'
    assert found[f"lmapi_lines_total{{{refused}}}"] == 1


def test_latencies_are_a_histogram_of_all_requests(counted: Mock) -> None:
    for _ in range(5):
        counted.add_lead(phone_number="7275551212")
    found = metrics(counted)
    assert found["lmapi_request_seconds_count"] == 5
    assert found['lmapi_request_seconds_bucket{le="+Inf"}'] == 5
    assert 0 < found["lmapi_request_seconds_sum"] < 5


def test_what_clients_call_a_function_is_no_label_of_its_own(counted: Mock) -> None:
    for number in range(20):
        counted.add_lead(phone_number="7275551212", function=f"made_up_{number}")
    found = metrics(counted)
    assert found['lmapi_requests_total{function="other",status="200"}'] == 20
    assert not [name for name in found if "made_up" in name]


def test_no_metric_holds_a_password(counted: Mock) -> None:
    counted.add_lead(**{**LOGIN, "pass": "hunter2"})
    assert "hunter2" not in counted.request("GET", "/__admin/metrics").text
