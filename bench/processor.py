"""What a start, the first admin calls, resets and namespaces take of a processor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

from results import Goal, Table
from servers import PRODUCT, Served, database, serving

_CALLS: Final = (
    ("the first admin call, `GET /__admin/health`", "GET", "/__admin/health"),
    ("the first `GET /__admin/world`", "GET", "/__admin/world"),
    ("the first `GET /__admin/contract`", "GET", "/__admin/contract"),
    ("the first reset", "POST", "/__admin/reset"),
    ("a later reset", "POST", "/__admin/reset"),
    ("the first namespace", "POST", "/ns/first/__admin/reset"),
    ("a later namespace", "POST", "/ns/second/__admin/reset"),
)

_MANY: Final = 20
_WORLD: Final = f"each of {_MANY} namespaces more, without its reset"
_RESET: Final = f"each of {_MANY} resets of those"


def processor_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """Each call of several servers, in turn in memory and on a file."""
    taken: dict[tuple[str, str], list[float]] = {}
    for _ in range(1 if quick else 9):
        with serving(PRODUCT, "--port", "0", "--database", ":memory:") as served:
            _note(served, "in memory", taken)
        with (
            database("sqlite", folder) as place,
            serving(PRODUCT, "--port", "0", "--database", place) as served,
        ):
            _note(served, "on a file", taken)
    names = list(dict.fromkeys(name for name, _ in taken))
    rows = [
        (name, *_cells(taken[name, "in memory"]), *_cells(taken[name, "on a file"]))
        for name in names
    ]
    for row in rows:
        say(", ".join(row))

    def best(name: str, where: str = "in memory") -> float:
        return min(taken[name, where])

    return Table(
        "What a start and the first calls take of a processor",
        "Milliseconds of the server's process, all threads, best and median of several; a load "
        "of other processes disturbs them little.",
        ("what", "memory: best", "median", "file: best", "median"),
        rows,
        [
            Goal("a start, processor s", "<", 0.5, best(names[0]) / 1000),
            Goal("the first admin call, processor s", "<", 0.25, best(_CALLS[0][0]) / 1000),
            Goal("a reset in memory, processor ms", "<", 3, best("a later reset")),
            Goal("a reset on a file, processor ms", "<", 5, best("a later reset", "on a file")),
            Goal("a namespace in memory, processor ms", "<", 1, best(_WORLD)),
        ],
    )


def _cells(taken: list[float]) -> tuple[str, str]:
    return f"{min(taken):.1f}", f"{median(taken):.1f}"


def _note(served: Served, where: str, taken: dict[tuple[str, str], list[float]]) -> None:
    before = _processor_ms(served)
    taken.setdefault(("exec to `Ready:`", where), []).append(before)
    for name, method, path in _CALLS:
        served.call(method, path)
        after = _processor_ms(served)
        taken.setdefault((name, where), []).append(after - before)
        before = after
    # Of many, for one is less than what else a server does meanwhile; each is reset when it is
    # made, so that as many resets alone are taken off.
    for number in range(_MANY):
        served.call("POST", f"/ns/later-{number}/__admin/reset")
    made = _processor_ms(served)
    for number in range(_MANY):
        served.call("POST", f"/ns/later-{number}/__admin/reset")
    alone = _processor_ms(served) - made
    taken.setdefault((_WORLD, where), []).append((made - before - alone) / _MANY)
    taken.setdefault((_RESET, where), []).append(alone / _MANY)


def _processor_ms(served: Served) -> float:
    """How long the process's threads have run; Linux tells it to the nanosecond."""
    tasks = Path(f"/proc/{served.pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in tasks) / 1e6
