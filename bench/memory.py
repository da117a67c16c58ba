"""Memory that a server holds, after ten thousand requests and after a million."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from load import WHOLE, wrk
from results import Goal, Table
from servers import PRODUCT, database, serving

MARKS: Final = (10_000, 100_000, 1_000_000)
"""After so many requests memory is looked at."""


def memory_table(
    folder: Path, *, quick: bool, say: Callable[[str], None], most: int = 1_000_000
) -> Table:
    """Of one process on an SQLite file, whose journal is full after the first ten thousand."""
    marks = (300, 1_000) if quick else tuple(mark for mark in MARKS if mark <= most)
    journal = ("--journal", "100") if quick else ()
    rows = []
    held: list[float] = []
    count = 0
    with (
        database("sqlite", folder) as place,
        serving(PRODUCT, "--port", "0", "--database", place, *journal) as served,
    ):
        for mark in marks:
            while count < mark:
                # Not much beyond the mark, as far as a load can be measured by time.
                seconds = min(30, max(1, (mark - count) // 2_000))
                run = wrk(served.port, seconds, WHOLE, most=mark - count if quick else None)
                count += round(run.rate * seconds)
            held.append(served.resident_mib())
            rows.append((f"{count:,}", f"{held[-1]:.1f}", f"{held[-1] / held[0]:.2f}"))
            say(f"{count:,} requests: {held[-1]:.1f} MiB")
    return Table(
        "Memory",
        "Resident memory of one process on an SQLite file under the load above.",
        ("requests", "MiB", "ratio"),
        rows,
        [Goal(f"memory after {marks[-1]:,} requests to that after {marks[0]:,}", "<", 1.1,
              held[-1] / held[0])],
    )  # fmt: skip
