"""What the endpoint has done, counted for Prometheus (`GET /__admin/metrics`)."""

from __future__ import annotations

import bisect
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from lmapi_mock.faults.kinds import Break, Failing, Fired, Response, Said
from lmapi_mock.non_agent_api import functions
from lmapi_mock.non_agent_api.endpoint import Answer
from lmapi_mock.store.sql.database import Database

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the latency histogram's buckets."""


class Metrics:
    """Counters since the start; adding to them takes no longer than a microsecond or two.

    Args:
        database: the server's own world's.
        others: further collectors, shown with these.
    """

    def __init__(self, database: Database, *others: Any) -> None:
        self._database = database
        self._others = others
        self._lock = threading.Lock()
        self._lines: Counter[tuple[str, str, str]] = Counter()
        self._statuses: Counter[tuple[str, int]] = Counter()
        self._buckets = [0] * (len(SECONDS) + 1)
        self._seconds = 0.0
        self._faults: Counter[tuple[str, str]] = Counter()
        self._leads = 0

    def observe(self, given: Answer, seconds: float, fired: Fired | None = None) -> None:
        """Count one answer, which took so long, and what a fault made of it."""
        # What a client calls a function is no label: there is no end to such names.
        function = given.function if functions.is_there(given.function) else "other"
        with self._lock:
            self._statuses[function, given.status] += 1
            for line in given.lines:
                self._lines[function, line.message.result, line.reason] += 1
            self._buckets[bisect.bisect_left(SECONDS, seconds)] += 1
            self._seconds += seconds
            if fired is not None:
                self._faults[function, kind_of(fired)] += 1
            if given.call is not None and given.call.lead_id:
                self._leads += 1

    def text(self) -> bytes:
        """All of it in Prometheus's text format."""
        # Loaded at the first scrape: it would add a tenth to the time of a start.
        from prometheus_client import (  # noqa: PLC0415  see above
            CollectorRegistry,
            ProcessCollector,
            generate_latest,
        )

        registry = CollectorRegistry()
        # Memory, processor, open files; where there is no /proc, nothing.
        ProcessCollector(registry=registry)
        for collector in (self, *self._others):
            registry.register(collector)
        return generate_latest(registry)

    def collect(self) -> Iterator[Any]:
        """The families of metrics, as prometheus_client asks a collector for them."""
        from prometheus_client.core import (  # noqa: PLC0415  see above
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        with self._lock:
            lines, statuses = Counter(self._lines), Counter(self._statuses)
            leads = self._leads
            fired = Counter(self._faults)
            buckets, seconds = list(self._buckets), self._seconds
        answers = CounterMetricFamily(
            "lmapi_requests", "Requests by function and HTTP status.", labels=["function", "status"]
        )
        for (function, status), count in statuses.items():
            answers.add_metric([function, str(status)], count)
        yield answers
        said = CounterMetricFamily(
            "lmapi_lines",
            "Lines answered by function, result and reason.",
            labels=["function", "result", "reason"],
        )
        for labels, count in lines.items():
            said.add_metric(list(labels), count)
        yield said
        yield CounterMetricFamily("lmapi_leads_stored", "Leads stored.", value=leads)
        faults = CounterMetricFamily(
            "lmapi_faults_fired", "Faults by function and kind.", labels=["function", "kind"]
        )
        for labelled, count in fired.items():
            faults.add_metric(list(labelled), count)
        yield faults
        latency = HistogramMetricFamily("lmapi_request_seconds", "Time to answer a request.")
        latency.add_metric([], _cumulated(buckets), sum_value=seconds)
        yield latency
        yield GaugeMetricFamily(
            "lmapi_database_connections",
            "Connections to the database that are in use.",
            value=self._database.connections_in_use,
        )


def kind_of(fired: Fired) -> str:
    """What a fault did, as a label."""
    match fired.effect:
        case Response(status=status):
            return str(int(status))
        case Break() as kind:
            return str(kind)
        case Said():
            return "answer"
        case Failing(mode=mode):
            return str(mode)
        case None:
            return "delay"


def _cumulated(buckets: list[int]) -> list[tuple[str, float]]:
    total = 0
    cumulated = []
    for bound, count in zip([*map(str, SECONDS), "+Inf"], buckets, strict=True):
        total += count
        cumulated.append((bound, float(total)))
    return cumulated
