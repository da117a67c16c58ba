"""Load by wrk: requests per second beside those of the bare route, in turn."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final

from results import Goal, Table
from servers import (
    BARE,
    HERE,
    PID_FILES,
    PRODUCT,
    Served,
    database,
    environment,
    pid_of,
    processor_us,
    serving,
    why_not,
    without,
)

WHOLE: Final = "&duplicate_check=DUPSYS30DAY&add_to_hopper=Y"
CONNECTIONS: Final = 16

REAL_STACK: Final = 530
"""Requests/s of the real one, Apache with mod_php and MariaDB, at its best on two cores of another
day (390 to 530): it cannot be measured here."""


@dataclass(frozen=True, slots=True)
class Run:
    """What wrk measured.

    Attributes:
        rate: requests per second.
        p50: the median, in ms.
        p90: 9 of 10 take no longer, in ms.
        p99: 99 of 100 take no longer, in ms.
        requests: how many there were.
        us: of the processor for a request, in microseconds, all threads and workers together.
        database_us: likewise, of the database's server; 0 without one.
    """

    rate: float
    p50: float
    p90: float
    p99: float
    requests: float
    us: float = 0.0
    database_us: float = 0.0


def why_no_load() -> str | None:
    """Why there can be no load, None if there can."""
    if shutil.which("wrk") is None:
        return "wrk is not installed; on Debian: apt-get install wrk"
    return None


FEW: Final = 100
"""Requests by which a quick try finds out that a load can be measured: a second of it would take
both processors for as long."""


def wrk(
    port: int,
    seconds: int,
    query: str,
    connections: int = CONNECTIONS,
    *,
    most: int | None = None,
) -> Run:
    """Load a server, for so many seconds or with so many requests.

    Raises:
        RuntimeError: a request failed, or none was answered.
    """
    said = subprocess.run(
        [
            "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s",
            "-s", str(HERE / "add_lead.lua"), f"http://127.0.0.1:{port}",
        ],
        env=environment(LMAPI_BENCH_QUERY=query, LMAPI_BENCH_MOST=str(most or "")),
        capture_output=True,
        text=True,
        check=True,
    ).stdout  # fmt: skip
    line = next(line for line in said.splitlines() if line.startswith("JSON "))
    found = json.loads(line.removeprefix("JSON "))
    if found["errors"] or not found["requests"]:
        raise RuntimeError(f"wrk counted errors: {line}")
    requests = found["requests"]
    return Run(
        requests / found["seconds"], found["p50_ms"], found["p90_ms"], found["p99_ms"], requests
    )


def run_of(
    served: Served,
    engine: str | None,
    seconds: int,
    query: str = WHOLE,
    *,
    most: int | None = None,
) -> Run:
    """Load a server, and see what it takes of the processor, and its database's server does."""
    pids = [served.pid]
    if engine in PID_FILES:
        pids.append(pid_of(engine))
    before = list(map(processor_us, pids))
    run = wrk(served.port, seconds, query, most=most)
    took = [now - then for now, then in zip(map(processor_us, pids), before, strict=True)]
    us, database_us = [one / run.requests for one in (*took, 0.0)[:2]]
    return replace(run, us=us, database_us=database_us)


@dataclass(frozen=True, slots=True)
class Case:
    """One server under one kind of load.

    Attributes:
        name: for the table.
        command: the server's.
        engine: where its leads are; None for the bare route.
        arguments: further ones.
        query: what each request asks for besides its lead.
        workers: how many processes.
    """

    name: str
    command: tuple[str, ...] = PRODUCT
    engine: str | None = "sqlite"
    arguments: tuple[str, ...] = ()
    query: str = WHOLE
    workers: int = 1


SERVING: Final = (
    Case("bare FastAPI route, 1 process", BARE, None),
    Case("SQLite file, 1 process"),
    Case("bare FastAPI route, 2 processes", BARE, None, workers=2),
    Case("SQLite file, 2 workers", workers=2),
    Case("MariaDB, 1 process", engine="mariadb"),
    Case("MariaDB, 2 workers", engine="mariadb", workers=2),
    Case("PostgreSQL, 1 process", engine="postgresql"),
    Case("PostgreSQL, 2 workers", engine="postgresql", workers=2),
)

PARTS: Final = (
    Case("bare FastAPI route", BARE, None),
    Case("all parts"),
    Case("without the journal (--journal 0)", arguments=("--journal", "0")),
    Case("without the API log", without("api-log")),
    Case("without the hopper", query="&duplicate_check=DUPSYS30DAY"),
    Case("without the duplicate check", query="&add_to_hopper=Y"),
    Case("in memory instead of a file", engine="memory"),
    Case("without the endpoint: HTTP, middleware, journal", without("endpoint"), "memory"),
)


_IN_MEMORY: Final = without("shared-journal")

JOURNALS: Final = tuple(
    Case(f"{name}, {processes}: {what}", command, engine, workers=workers)
    for name, engine in (("MariaDB", "mariadb"), ("PostgreSQL", "postgresql"))
    for workers, processes, in_memory in (
        (1, "1 process", "its journal in memory"),
        (2, "2 workers", "a journal for each, in memory"),
    )
    for what, command in ((in_memory, _IN_MEMORY), ("one journal, in the database", PRODUCT))
)
"""One process on a server has its journal in the database too: there may be others beside it."""


@contextmanager
def _served(case: Case, folder: Path) -> Iterator[Served]:
    with ExitStack() as stack:
        if case.engine is None:
            workers = str(case.workers)
            yield stack.enter_context(serving(case.command, LMAPI_BENCH_WORKERS=workers))
            return
        place = ":memory:"
        if case.engine != "memory":
            place = stack.enter_context(database(case.engine, folder))
        yield stack.enter_context(
            serving(
                case.command,
                *("--port", "0", "--database", place, "--workers", str(case.workers)),
                *case.arguments,
            )
        )


def in_turn(
    cases: Sequence[Case], folder: Path, *, rounds: int, seconds: int, say: Callable[[str], None]
) -> dict[Case, Run]:
    """Each case's medians over rounds, in each of which all cases have their turn."""
    runs: dict[Case, list[Run]] = {}
    for turn in range(rounds):
        for case in cases:
            with _served(case, folder) as served:
                if seconds > 1:
                    wrk(served.port, seconds // 4, case.query)
                most = None if seconds > 1 else FEW
                run = run_of(served, case.engine, seconds, case.query, most=most)
            took = f"{run.us:.0f} and {run.database_us:.0f} µs a request"
            say(f"round {turn + 1}: {case.name}: {run.rate:.0f}/s, p99 {run.p99:.1f} ms, {took}")
            runs.setdefault(case, []).append(run)
    return {
        case: Run(
            *(statistics.median(getattr(run, one.name) for run in of_case) for one in fields(Run))
        )
        for case, of_case in runs.items()
    }


def serving_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """add_lead on every engine beside the bare route."""
    reasons = {case: why_not(case.engine or "sqlite") for case in SERVING}
    cases = [case for case in SERVING if reasons[case] is None]
    runs = in_turn(cases, folder, rounds=1 if quick else 3, seconds=1 if quick else 6, say=say)
    bare = {case.workers: run for case, run in runs.items() if case.command is BARE}
    rows = []
    goals = []
    for case, run in runs.items():
        to = bare[case.workers]
        rows.append(
            (
                case.name, f"{run.rate:.0f}", f"{run.rate / to.rate:.2f}",
                f"{run.p50:.1f}", f"{run.p99:.1f}", f"{run.p99 / to.p99:.1f}",
            )
        )  # fmt: skip
        if case.name == "SQLite file, 1 process":
            goals += [
                Goal("SQLite file, 1 process: requests/s to the bare route's", ">=", 0.5,
                     run.rate / to.rate),
                Goal("SQLite file, 1 process: p99 to the bare route's", "<", 4, run.p99 / to.p99),
            ]  # fmt: skip
        elif case.engine == "mariadb":
            goals.append(
                Goal(f"{case.name}: requests/s, three times the real stack's {REAL_STACK}", ">=",
                     3 * REAL_STACK, run.rate)
            )  # fmt: skip
        elif case.engine == "postgresql":
            # The goal names "the bare route": the one of as many processes asks for more.
            goals.append(
                Goal(f"{case.name}: requests/s to the bare route's", ">=", 0.15,
                     run.rate / to.rate)
            )  # fmt: skip
    left_out = [f"{case.name}: not measured, {why}." for case, why in reasons.items() if why]
    return Table(
        "Under load",
        "`add_lead` with DUPSYS30DAY, hopper, API log and journal, each request another number, "
        f"list and name; wrk with {CONNECTIONS} connections beside the server. Ratios are to the "
        "bare route in as many processes.",
        ("server", "requests/s", "ratio", "p50 ms", "p99 ms", "p99 ratio"),
        rows,
        goals,
        left_out,
    )


def journal_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """What it costs that all processes have one journal."""
    reasons = {case: why_not(case.engine or "sqlite") for case in JOURNALS}
    cases = [case for case in JOURNALS if reasons[case] is None]
    runs = in_turn(cases, folder, rounds=1 if quick else 8, seconds=1 if quick else 4, say=say)
    by_kind = {(case.engine, case.workers, case.command): run for case, run in runs.items()}
    rows = []
    goals = []
    for case, run in runs.items():
        beside = by_kind[case.engine, case.workers, _IN_MEMORY]
        alike = run.rate / beside.rate
        alone = run.rate / by_kind[case.engine, 1, _IN_MEMORY].rate
        took = (beside.us + beside.database_us) / (run.us + run.database_us)
        rows.append(
            (
                case.name, f"{run.rate:.0f}", f"{alike:.2f}", f"{alone:.2f}", f"{run.p99:.1f}",
                f"{run.us:.0f}", f"{run.database_us:.0f}", f"{took:.2f}",
            )
        )  # fmt: skip
        if case.command is PRODUCT:
            goals.append(
                Goal(f"{case.name}: requests/s to as many with theirs in memory", ">=", 0.9, alike)
            )
        if case.command is PRODUCT and case.workers > 1:
            goals.append(
                Goal(f"{case.name}: requests/s to 1 process with its in memory", ">=", 0.9, alone)
            )
    left_out = [f"{case.name}: not measured, {why}." for case, why in reasons.items() if why]
    return Table(
        "One journal for all processes",
        "The same load where each entry is a row of the database, and where each process keeps "
        "its own in memory, as none does that works on a server's database; medians of rounds in "
        "each of which all cases have their turn. The first ratio is to as many processes with "
        "theirs in memory, which is what a row of the database costs; the second to one process "
        "with its journal in memory, which is what there would be without a journal for all. "
        "Beside them what the processes and the database's server take of a processor for a "
        "request, and the ratio that this alone would make of the rates, which others' load "
        "disturbs less.",
        ("server", "requests/s", "ratio", "to 1 process", "p99 ms", "µs", "server's µs", "ratio"),
        rows,
        goals,
        left_out,
    )


def parts_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """What each part costs: the same load with that part switched off."""
    cases = PARTS[:4] if quick else PARTS
    runs = in_turn(cases, folder, rounds=1 if quick else 2, seconds=1 if quick else 5, say=say)
    whole = runs[PARTS[1]]
    rows = [
        (
            case.name, f"{run.rate:.0f}", f"{run.rate / runs[PARTS[0]].rate:.2f}",
            f"{1e6 / run.rate:.0f}", f"{1e6 / whole.rate - 1e6 / run.rate:+.0f}",
        )
        for case, run in runs.items()
    ]  # fmt: skip
    return Table(
        "What each part costs",
        "One process, SQLite file, the same load with one part switched off. Findings are made "
        "when an entry of the journal is read, so that a request pays nothing for them.",
        ("server", "requests/s", "ratio to bare", "µs a request", "µs saved"),
        rows,
    )
