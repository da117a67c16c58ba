"""What one call takes a test: a server in a thread of its process, and a client beside it."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from results import Goal, Table
from servers import LEAD

from lmapi_mock import MockServer


def in_process_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """Medians of calls one after another on one connection, HTTP included."""
    del folder  # The database is in memory.
    rows = []
    medians = {}
    with MockServer() as server:
        connection = http.client.HTTPConnection(server.host, server.port)
        for name, query in (
            ("add_lead", ""),
            ("with DUPSYS30DAY and hopper", "&duplicate_check=DUPSYS30DAY&add_to_hopper=Y"),
        ):
            times = []
            for number in range(100 if quick else 5_000):
                begun = time.perf_counter()
                connection.request("GET", f"/API/lmapi.php?{LEAD}727{number:07}{query}&list_id=101")
                said = connection.getresponse().read()
                times.append((time.perf_counter() - begun) * 1000)
                if not said.startswith((b"SUCCESS", b"ERROR: add_lead DUPLICATE")):
                    raise RuntimeError(f"answered {said!r}")
            medians[name] = statistics.median(times)
            p99 = statistics.quantiles(times, n=100)[-1]
            rows.append((name, f"{medians[name]:.3f}", f"{p99:.3f}"))
            say(f"{name}: {medians[name]:.3f} ms")
        connection.close()
    return Table(
        "In the process of a test",
        "`MockServer` in a thread, and `http.client` on one connection.",
        ("call", "median ms", "p99 ms"),
        rows,
        [Goal("in-process call, median ms", "<", 1, medians["add_lead"])],
    )
