"""Prometheus's metrics of a server."""

from __future__ import annotations

import os
import platform
import socket
import sys
from collections.abc import Iterator

import pytest

from client import LOGIN, Mock
from lmapi_mock.http import doors
from lmapi_mock.http.metrics import Counts
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, read_settings
from lmapi_mock.version import __version__


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


def test_the_server_says_what_it_is_and_holds(counted: Mock) -> None:
    counted.add_lead(phone_number="7275551212")
    counted.admin("PUT", "/clock", {"now": None, "timezone": "UTC"})
    found = metrics(counted)
    python = platform.python_version()
    build = f'lmapi_build_info{{database="sqlite",python="{python}",version="{__version__}"}}'
    assert found[build] == 1
    assert found[f'lmapi_worker_info{{pid="{os.getpid()}",workers="1"}}'] == 1
    assert found["lmapi_requests_in_flight"] == 1
    assert found["lmapi_journal_entries"] == 1
    assert found["lmapi_journal_size"] == 10_000
    assert 1_000 < found["lmapi_journal_bytes"] < found["lmapi_journal_most_bytes"] == 128 << 20
    assert found["lmapi_journal_dropped"] == 0
    assert found["lmapi_namespaces"] == 0
    assert found["lmapi_event_streams"] == 0
    assert found["lmapi_database_connections_open"] == 1
    assert found["lmapi_database_pool_waits_total"] == 0
    assert found['lmapi_admin_calls_total{method="PUT",status="200"}'] == 1
    assert "process_start_time_seconds" in found or sys.platform != "linux"


def test_one_process_tells_its_counts_under_its_name_too(counted: Mock) -> None:
    counted.add_lead(phone_number="7275551212")
    lines = counted.request("GET", "/__admin/metrics?workers=all").text.splitlines()
    worker = f'worker="{socket.gethostname()}:{os.getpid()}"'
    assert f'lmapi_requests_total{{function="add_lead",status="200",{worker}}} 1.0' in lines
    assert f"lmapi_leads_stored_total{{{worker}}} 1.0" in lines
    assert f"lmapi_request_seconds_count{{{worker}}} 1.0" in lines


def test_counts_are_read_as_they_were_told() -> None:
    told = Counts()
    told.lines["add_lead", "ERROR", "a reason"] = 2
    told.statuses["add_lead", 503] = 3
    told.faults["add_lead", "delay"] = 4
    told.buckets[2], told.seconds, told.leads = 5, 0.25, 6
    assert vars(Counts.from_text(told.as_text())) == vars(told)
    assert vars(Counts.from_text('{"buckets": [1]}')) == vars(Counts())


def test_faults_are_counted_under_their_function_and_their_delays_are_time(counted: Mock) -> None:
    rule = {
        "match": {"params": {"function": "add_lead"}},
        "status": 503,
        "delay": {"type": "fixed", "milliseconds": 300},
    }
    answer = counted.admin("POST", "/faults", rule)
    assert answer.status == 201, answer.text
    assert counted.request("GET", f"{VICIDIAL_DOOR}?function=add_lead&user=6666").status == 503
    found = metrics(counted)
    assert found['lmapi_faults_fired_total{function="add_lead",kind="503"}'] == 1
    assert found['lmapi_requests_total{function="add_lead",status="503"}'] == 1
    assert found["lmapi_request_seconds_sum"] > 0.29


def test_what_fails_is_counted_under_its_function(
    counted: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(doors, "answer", fail)
        counted.add_lead(phone_number="7275551212")
    assert metrics(counted)['lmapi_requests_total{function="add_lead",status="500"}'] == 1
