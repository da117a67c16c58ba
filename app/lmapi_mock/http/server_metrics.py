"""What the server is and holds at the moment, for Prometheus, besides what its endpoint did."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lmapi_mock.version import __version__
from lmapi_mock.world import Worlds


class Traffic:
    """What is under way, counted in the event loop, and what the admin API was called for.

    Attributes:
        in_flight: requests that have come and are not answered.
        watchers: of them, those that read the stream of events.
        admin_calls: how many there were, by method and status.
        wrong_tokens: how many of them showed a wrong token.
    """

    def __init__(self) -> None:
        self.in_flight = 0
        self.watchers = 0
        self.admin_calls: Counter[tuple[str, int]] = Counter()
        self.wrong_tokens = 0


class ServerMetrics:
    """A collector of prometheus_client's.

    Args:
        worlds: whose journals and databases are looked at.
        traffic: what is under way.
        workers: how many processes serve; each has metrics of its own.
    """

    def __init__(self, worlds: Worlds, traffic: Traffic, workers: int) -> None:
        self._worlds = worlds
        self._traffic = traffic
        self._workers = workers

    def collect(self) -> Iterator[Any]:
        """All families."""
        yield from self._build()
        yield from self._under_way()
        yield from self._journal()
        yield from self._database()

    def _build(self) -> Iterator[Any]:
        build = _gauge("build_info", "Version of the server and what it runs on.", _BUILD)
        engine = self._worlds.own.database.engine.dialect.name
        build.add_metric([__version__, platform.python_version(), engine], 1)
        yield build
        worker = _gauge("worker_info", "The process that answers, and of how many.", _WORKER)
        worker.add_metric([str(os.getpid()), str(self._workers)], 1)
        yield worker

    def _under_way(self) -> Iterator[Any]:
        traffic = self._traffic
        yield _gauge("requests_in_flight", "Requests not answered yet.", value=traffic.in_flight)
        yield _gauge("event_streams", "Clients that watch events.", value=traffic.watchers)
        held = len(self._worlds.names())
        yield _gauge("namespaces", "Worlds beside the server's own, of this process.", value=held)
        calls = _counter("admin_calls", "Calls of the admin API.", ["method", "status"])
        for (method, status), count in traffic.admin_calls.items():
            calls.add_metric([method, str(status)], count)
        yield calls
        yield _counter(
            "admin_wrong_tokens", "Calls that showed a wrong token.", value=traffic.wrong_tokens
        )

    def _journal(self) -> Iterator[Any]:
        journal = self._worlds.own.journal
        stand = journal.last_stand
        yield _gauge("journal_entries", "Requests that the journal holds.", value=stand.held)
        yield _gauge("journal_size", "Requests that it may hold.", value=journal.size)
        room = journal.room
        yield _gauge("journal_bytes", "Memory that all journals take.", value=room.held)
        yield _gauge("journal_most_bytes", "Memory that they may take.", value=room.most or 0)
        yield _gauge(
            "journal_dropped", "Requests dropped since it was emptied.", value=stand.dropped
        )

    def _database(self) -> Iterator[Any]:
        database = self._worlds.own.database
        yield _gauge("database_connections_open", "Open.", value=database.connections_open)
        yield _gauge("database_connections_most", "Allowed.", value=database.most_connections)
        yield _counter(
            "database_pool_waits",
            "How often a transaction found all connections in use.",
            value=database.pool_waits,
        )
        errors = _counter("database_errors", "Failures to use the database.", ["reason"])
        for reason, count in list(database.errors.items()):
            errors.add_metric([reason], count)
        yield errors


_BUILD = ("version", "python", "database")
_WORKER = ("pid", "workers")


def _gauge(name: str, means: str, labels: Any = None, value: float | None = None) -> Any:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  loaded at a scrape

    return GaugeMetricFamily(f"lmapi_{name}", means, value=value, labels=labels)


def _counter(name: str, means: str, labels: Any = None, value: float | None = None) -> Any:
    from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415  loaded at a scrape

    return CounterMetricFamily(f"lmapi_{name}", means, value=value, labels=labels)
