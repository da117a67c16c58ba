"""What `lmapi-mock shadow` adds to a dialer's answers, and whether it loses any."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from load import Run, wrk
from results import Goal, Table
from servers import PRODUCT, Served, before_others, beside_others, environment, serving

SHADOW: Final = ("-m", "lmapi_mock", "shadow")
MOST_MS: Final = 5

_PASSING: Final = re.compile(r"Passing: http://127\.0\.0\.1:(\d+) ")
_TOLD: Final = re.compile(r"([\d,]+) requests passed: ([\d,]+) answered alike, ([\d,]+) differ")


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of load.

    Attributes:
        name: for the table.
        thinks: how long the dialer takes for an answer, in ms.
        connections: how many clients.
    """

    name: str
    thinks: int
    connections: int


CASES: Final = (
    Case("answers at once, 1 client", 0, 1),
    Case("takes 20 ms, 8 clients", 20, 8),
)


@dataclass(slots=True)
class Shadow:
    """A shadow that runs, and what it says at its end.

    Attributes:
        port: where clients call.
        answered: how many requests wrk has had answered.
        compared: how many the double has compared with its own.
    """

    port: int
    answered: int = 0
    compared: int = field(default=0, init=False)


@contextmanager
def _shadow(dialer: Served) -> Iterator[Shadow]:
    upstream = f"http://127.0.0.1:{dialer.port}"
    flags = ("--upstream", upstream, "--listen", "127.0.0.1:0", "--port", "0")
    process = subprocess.Popen(
        [sys.executable, *SHADOW, *flags], env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        passing = _PASSING.match(process.stdout.readline())
        if passing is None:
            raise RuntimeError("lmapi-mock shadow has not started.")
        process.stdout.readline()
        (double,) = _children(process.pid)
        # Where the run has a class of its own before others, `nice` counts for nothing in it.
        os.sched_setscheduler(double, os.SCHED_OTHER, os.sched_param(0))
        shadow = Shadow(int(passing[1]))
        yield shadow
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=180)[0]
    finally:
        process.kill()
        process.wait()
    told = _TOLD.search(said)
    assert told is not None, said
    shadow.compared = int(told[2].replace(",", "")) + int(told[3].replace(",", ""))


def _children(pid: int) -> list[int]:
    """The processes that one has started, but for what keeps track of them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    commands = {one: Path(f"/proc/{one}/cmdline").read_bytes() for one in children}
    return [int(one) for one, command in commands.items() if b"resource_tracker" not in command]


def _think(dialer: Served, milliseconds: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", dialer.port, timeout=20)
    delay = {"type": "fixed", "milliseconds": milliseconds}
    rule = json.dumps({"match": {"method": "GET"}, "delay": delay})
    connection.request("POST", "/__admin/faults", rule, {"content-type": "application/json"})
    if connection.getresponse().status != 201:
        raise RuntimeError("The dialer takes no delay.")
    connection.close()


def shadow_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """The same load with and without a shadow before the dialer, in turn."""
    del folder
    rounds, seconds = (1, 1) if quick else (5, 3)
    if not quick:
        before_others()
    rows: list[tuple[str, ...]] = []
    goals: list[Goal] = []
    lost = 0
    for case in CASES:
        runs: dict[str, list[Run]] = {"direct": [], "shadow": []}
        with serving(PRODUCT, "--port", "0") as dialer:
            if case.thinks:
                _think(dialer, case.thinks)
            with _shadow(dialer) as shadow:
                for _ in range(rounds):
                    for way, port in (("direct", dialer.port), ("shadow", shadow.port)):
                        run = wrk(port, seconds, "", case.connections)
                        say(f"{case.name}, {way}: p50 {run.p50:.2f}, p90 {run.p90:.2f} ms")
                        runs[way].append(run)
                shadow.answered = sum(round(run.rate * seconds) for run in runs["shadow"])
        lost += max(0, shadow.answered - shadow.compared)
        added = {}
        for name, of in (("median", "p50"), ("9 of 10", "p90"), ("99 of 100", "p99")):
            direct, through = (
                statistics.median(getattr(run, of) for run in runs[way]) for way in runs
            )
            added[name] = through - direct
            rows.append(
                (f"{case.name}: {name}", f"{direct:.2f}", f"{through:.2f}", f"{added[name]:+.2f}")
            )
        goals += [
            Goal(f"shadow, dialer that {case.name}: added at {name}, ms", "<", MOST_MS, added[name])
            for name in ("median", "9 of 10")
        ]
    if not quick:
        beside_others()
    goals.append(Goal("shadow: answered requests that were not compared", "<", 1, lost))
    return Table(
        "What a shadow adds",
        "add_lead, by wrk, at a dialer (another double) and through `lmapi-mock shadow` before it, "
        f"in turn, {seconds} s each; medians of {rounds} rounds. The double beside runs in a "
        "process of its own behind the others.",
        ("the dialer", "direct, ms", "shadow, ms", "added, ms"),
        rows,
        goals,
    )
