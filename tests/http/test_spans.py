"""Spans of requests, as a collector on this machine receives them."""

from __future__ import annotations

import builtins
import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from client import Mock
from lmapi_mock.http import spans
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """What an OTLP collector is sent."""
    bodies: list[bytes] = []

    class Collector(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Collector) as collector:
        thread = threading.Thread(target=collector.serve_forever)
        thread.start()
        endpoint = f"http://127.0.0.1:{collector.server_address[1]}"
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
        yield bodies
        collector.shutdown()
        thread.join()


def test_each_request_is_a_span_under_its_clients(received: list[bytes]) -> None:
    trace_service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
    with Server(read_settings({"database": ":memory:", "port": "0"}, {})) as server:
        mock = Mock(server)
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "x-request-id": "mine-7"}
        query = "user=6666&pass=1234&source=test&function=add_lead&phone_number=7275551212"
        mock.request("GET", f"/vicidial/non_agent_api.php?{query}", headers=headers)
        mock.admin("GET", "/live")
        mock.close()
    found: dict[str, Any] = {}
    resources = []
    for body in received:
        sent = trace_service.ExportTraceServiceRequest.FromString(body)
        for resource in sent.resource_spans:
            resources += [one.value.string_value for one in resource.resource.attributes]
            for scope in resource.scope_spans:
                found |= {span.name: span for span in scope.spans}
    assert found.keys() == {"GET /vicidial/non_agent_api.php", "GET /__admin/live"}
    span = found["GET /vicidial/non_agent_api.php"]
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == (TRACE, PARENT)
    attributes = {one.key: one.value for one in span.attributes}
    assert attributes["lmapi.function"].string_value == "add_lead"
    assert attributes["lmapi.request_id"].string_value == "mine-7"
    assert attributes["http.response.status_code"].int_value == 200
    assert "lmapi-mock" in resources
    assert b"1234" not in b"".join(received).replace(b"7275551212", b"")


def test_without_the_extra_a_word_is_said_and_requests_are_answered(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("opentelemetry"):
            raise ImportError(name, name="opentelemetry")
        return real(name, *rest, **named)

    async def app(*_: Any) -> None:
        """Answers nothing."""

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", without)
        environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
        assert spans.traced(app, environment)[0] is app
    assert "lmapi-mock[otel]" in caplog.text
    assert spans.traced(app, {})[0] is app
