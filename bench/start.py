"""From the start of a process to its first answer, beside what importing its libraries takes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from results import Goal, Table
from servers import LEAD, PRODUCT, database, environment, serving


def imports(libraries: str) -> float:
    """Seconds from exec to the end of a process that imports these."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", f"import {libraries}"], env=environment(), check=True)
    return time.perf_counter() - began


def first_answer(place: str) -> float:
    """Seconds from exec to the first lead that is added."""
    began = time.perf_counter()
    with serving(PRODUCT, "--port", "0", "--database", place) as served:
        said = served.ask(f"{LEAD}7275551212")
        took = time.perf_counter() - began
    if not said.startswith("SUCCESS"):
        raise RuntimeError(f"the first answer was {said!r}")
    return took


def start_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """The best of several, each in turn: what else the machine does only adds to it."""
    best: dict[str, float] = {}

    def measure(name: str, took: float) -> None:
        best[name] = min(best.get(name, took), took)

    for _ in range(1 if quick else 15):
        measure("import fastapi, sqlalchemy", imports("fastapi, sqlalchemy"))
        measure("serve --database :memory:", first_answer(":memory:"))
        with database("sqlite", folder) as place:
            measure("serve --database FILE, a new one", first_answer(place))
            measure("serve --database FILE, one that is there", first_answer(place))
    alone = best["import fastapi, sqlalchemy"]
    for name, took in best.items():
        say(f"{name}: {took:.3f} s")
    memory = best["serve --database :memory:"]
    return Table(
        "Start",
        "From exec to the end of the first `add_lead`; of the import, to the process's end.",
        ("process", "seconds", "ratio"),
        [(f"`{name}`", f"{took:.3f}", f"{took / alone:.2f}") for name, took in best.items()],
        [
            Goal("start to first answer, seconds", "<", 0.5, memory),
            Goal("start to first answer, to `import fastapi, sqlalchemy` alone", "<", 1.15,
                 memory / alone),
        ],
    )  # fmt: skip
