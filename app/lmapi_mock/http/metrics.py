"""What the endpoint has done, counted for Prometheus (`GET /__admin/metrics`)."""

from __future__ import annotations

import bisect
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from lmapi_mock.faults.kinds import Break, Failing, Fired, Response, Said
from lmapi_mock.non_agent_api import functions
from lmapi_mock.non_agent_api.endpoint import Answer
from lmapi_mock.store.own_tables.processes import Heartbeat
from lmapi_mock.store.sql.database import Database

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the latency histogram's buckets."""


class Counts:
    """What a process has counted since its start."""

    def __init__(self) -> None:
        self.lines: Counter[tuple[str, str, str]] = Counter()
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.buckets = [0] * (len(SECONDS) + 1)
        self.seconds = 0.0
        self.faults: Counter[tuple[str, str]] = Counter()
        self.leads = 0

    def copy(self) -> Counts:
        """The same, which counts no further."""
        copied = Counts()
        copied.lines, copied.statuses = Counter(self.lines), Counter(self.statuses)
        copied.buckets, copied.seconds = list(self.buckets), self.seconds
        copied.faults, copied.leads = Counter(self.faults), self.leads
        return copied

    def as_text(self) -> str:
        """As JSON, for other processes to read."""
        return json.dumps(
            {
                "lines": [[*labels, count] for labels, count in self.lines.items()],
                "statuses": [[*labels, count] for labels, count in self.statuses.items()],
                "buckets": self.buckets,
                "seconds": self.seconds,
                "faults": [[*labels, count] for labels, count in self.faults.items()],
                "leads": self.leads,
            }
        )

    @classmethod
    def from_text(cls, text: str) -> Counts:
        """What `as_text` has made; nothing at all of what another version has made otherwise."""
        kept = json.loads(text)
        read = cls()
        if len(kept.get("buckets", ())) == len(read.buckets):
            read.lines = Counter({tuple(labels): count for *labels, count in kept["lines"]})
            read.statuses = Counter({tuple(labels): count for *labels, count in kept["statuses"]})
            read.buckets, read.seconds = kept["buckets"], kept["seconds"]
            read.faults = Counter({tuple(labels): count for *labels, count in kept["faults"]})
            read.leads = kept["leads"]
        return read


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
        self._counts = Counts()

    def observe(self, answered: Answer, seconds: float, fired: Fired | None = None) -> None:
        """Count one answer, which took so long, and what a fault made of it."""
        # What a client calls a function is no label: there is no end to such names.
        function = answered.function if functions.is_there(answered.function) else "other"
        counts = self._counts
        with self._lock:
            counts.statuses[function, answered.status] += 1
            for line in answered.lines:
                counts.lines[function, line.message.result, line.kind] += 1
            counts.buckets[bisect.bisect_left(SECONDS, seconds)] += 1
            counts.seconds += seconds
            if fired is not None:
                counts.faults[function, kind_of(fired)] += 1
            if answered.call is not None and answered.call.lead_id:
                counts.leads += 1

    def counts(self) -> Counts:
        """What has been counted until now."""
        with self._lock:
            return self._counts.copy()

    def tell(self, heartbeat: Heartbeat | None) -> None:
        """Let other processes know what has been counted, by the heartbeat if there is one."""
        if heartbeat is not None:
            heartbeat.counts = lambda: self.counts().as_text()

    def text(self) -> bytes:
        """All of it in Prometheus's text format."""
        # Loaded at the first scrape: it would add a tenth to the time of a start.
        from prometheus_client import ProcessCollector  # noqa: PLC0415  see above

        # Memory, processor, open files; where there is no /proc, nothing.
        return _text(lambda registry: ProcessCollector(registry=registry), self, *self._others)

    def collect(self) -> Iterator[Any]:
        """The families of metrics, as prometheus_client asks a collector for them."""
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  see above

        yield from _families({(): self.counts()}, [])
        yield GaugeMetricFamily(
            "lmapi_database_connections",
            "Connections to the database that are in use.",
            value=self._database.connections_in_use,
        )


class AllWorkers:
    """What each of several processes has counted, under its name.

    Args:
        counts: by the name of each.
    """

    def __init__(self, counts: Mapping[str, Counts]) -> None:
        self._counts = counts

    def text(self) -> bytes:
        """All of it in Prometheus's text format."""
        return _text(lambda _: None, self)

    def collect(self) -> Iterator[Any]:
        """The families of metrics, as prometheus_client asks a collector for them."""
        yield from _families({(name,): one for name, one in self._counts.items()}, ["worker"])


def _text(prepare: Callable[[Any], object], *collectors: Any) -> bytes:
    from prometheus_client import (  # noqa: PLC0415  see above
        CollectorRegistry,
        generate_latest,
    )

    registry = CollectorRegistry()
    prepare(registry)
    for collector in collectors:
        registry.register(collector)
    return generate_latest(registry)


def _families(counts: Mapping[tuple[str, ...], Counts], names: list[str]) -> Iterator[Any]:
    """What was counted, each with labels of these names before its own."""
    from prometheus_client.core import (  # noqa: PLC0415  see above
        CounterMetricFamily,
        HistogramMetricFamily,
    )

    answers = CounterMetricFamily(
        "lmapi_requests",
        "Requests by function and HTTP status.",
        labels=[*names, "function", "status"],
    )
    said = CounterMetricFamily(
        "lmapi_lines",
        "Lines answered by function, result and reason.",
        labels=[*names, "function", "result", "reason"],
    )
    leads = CounterMetricFamily("lmapi_leads_stored", "Leads stored.", labels=names)
    faults = CounterMetricFamily(
        "lmapi_faults_fired", "Faults by function and kind.", labels=[*names, "function", "kind"]
    )
    latency = HistogramMetricFamily(
        "lmapi_request_seconds", "Time to answer a request.", labels=names
    )
    for whose, one in counts.items():
        for (function, status), count in one.statuses.items():
            answers.add_metric([*whose, function, str(status)], count)
        for labels, count in one.lines.items():
            said.add_metric([*whose, *labels], count)
        leads.add_metric(list(whose), one.leads)
        for labelled, count in one.faults.items():
            faults.add_metric([*whose, *labelled], count)
        latency.add_metric(list(whose), _cumulated(one.buckets), sum_value=one.seconds)
    yield from (answers, said, leads, faults, latency)


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
