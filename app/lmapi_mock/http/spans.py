"""A span of OpenTelemetry for each request, where the environment names a collector."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lmapi_mock.http.request_id import request_id
from lmapi_mock.version import __version__

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

log = logging.getLogger("lmapi_mock.spans")

ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""Variables of OpenTelemetry that name the collector."""

ATTRIBUTES: Final = "lmapi.span"
"""Where the scope of a request has room for what is known of it later: a dict."""

_LAST_SECONDS: Final = 0.5
"""How long the last spans have to be sent when the server ends."""


class Spans:
    """Makes a span of each request, a child of its client's.

    Args:
        app: what answers.
        provider: makes spans, and sends them.
        hidden: gives a text of a client's without passwords.
    """

    def __init__(
        self, app: ASGIApp, provider: TracerProvider, hidden: Callable[[str], str]
    ) -> None:
        from opentelemetry.trace.propagation import tracecontext  # noqa: PLC0415  extra

        self._app = app
        self._provider = provider
        self._hidden = hidden
        self._tracer = provider.get_tracer("lmapi_mock", __version__)
        self._propagator = tracecontext.TraceContextTextMapPropagator()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on within its span."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        from opentelemetry.trace import SpanKind, StatusCode  # noqa: PLC0415  extra

        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        parent = self._propagator.extract(_carrier(scope))
        method, path = self._hidden(scope["method"]), self._hidden(scope["path"])
        span = self._tracer.start_span(f"{method} {path}", parent, kind=SpanKind.SERVER)
        # Not the query: there the password stands.
        attributes = {"http.request.method": method, "url.path": path}
        scope = {**scope, ATTRIBUTES: attributes}
        name = request_id(scope)
        try:
            await self._app(scope, receive, noted)
        finally:
            span.set_attributes(attributes)
            span.set_attribute("lmapi.request_id", self._hidden(name))
            span.set_attribute("http.response.status_code", status)
            if status >= 500 or status == 0:
                span.set_status(StatusCode.ERROR)
            span.end()

    def close(self) -> None:
        """Send what is left, as far as the collector takes it at once."""
        last = threading.Thread(target=self._provider.shutdown, daemon=True)
        last.start()
        last.join(_LAST_SECONDS)


def traced(
    app: ASGIApp,
    environment: Mapping[str, str] = os.environ,
    hidden: Callable[[str], str] = str,
) -> tuple[ASGIApp, Callable[[], None]]:
    """The application within spans, and what ends them; itself where no collector is named.

    Args:
        app: what answers.
        environment: where the collector is named.
        hidden: gives a text of a client's without passwords.
    """
    if not any(map(environment.get, ENDPOINTS)):
        return app, _nothing
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415  extra
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  extra
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  extra
    except ImportError as error:
        log.warning(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, and no span is sent: %s is not installed. It "
            "comes with lmapi-mock[otel].",
            error.name,
        )
        return app, _nothing
    named = environment.get("OTEL_SERVICE_NAME", "lmapi-mock")
    resource = Resource.create({"service.name": named, "service.version": __version__})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    spans = Spans(app, provider, hidden)
    return spans, spans.close


def _nothing() -> None:
    """There is nothing to end."""


def _carrier(scope: Scope) -> dict[str, str]:
    wanted = (b"traceparent", b"tracestate")
    return {n.decode(): v.decode("latin-1") for n, v in scope["headers"] if n in wanted}
