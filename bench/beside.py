"""What a request takes of the processor, beside another checkout: `beside.py CHECKOUT`.

`python bench/beside.py ../before --rounds 7`, with `git worktree add ../before COMMIT`. Both run
with this interpreter and its libraries on SQLite files, in one run and in turn. The processor's
time tells them apart where others have work for it too, which a rate does not; but who is given it
in slices finds nothing of his in its caches, so `--first` runs before all others. Needs root.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from load import WHOLE, Run, wrk
from servers import HERE, PRODUCT, Served, before_others, database, serving


@dataclass(frozen=True, slots=True)
class Turn:
    """One server's turn under load.

    Attributes:
        run: what wrk measured.
        us: of the processor for a request, in microseconds, all threads of the server together.
    """

    run: Run
    us: float


def processor_us(pid: int) -> float:
    """What a process's threads have had of the processor until now, in microseconds."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text("ascii").split()[0]) for one in tasks) / 1000


def turn(served: Served, seconds: int) -> Turn:
    """Load a server for so long."""
    before = processor_us(served.pid)
    run = wrk(served.port, seconds, WHOLE)
    return Turn(run, (processor_us(served.pid) - before) / (run.rate * seconds))


def main() -> None:
    """Print medians, and the ratio of this checkout's to the other's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="of each turn")
    parser.add_argument("--first", action="store_true", help="run before all others")
    told = parser.parse_args()
    if told.first:
        before_others()
    checkouts = (told.checkout.resolve(), HERE.parent)
    turns: dict[Path, list[Turn]] = {one: [] for one in checkouts}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {}
        for one in checkouts:
            place = stack.enter_context(database("sqlite", folder))
            servers[one] = stack.enter_context(
                serving(PRODUCT, "--port", "0", "--database", place, PYTHONPATH=str(one / "app"))
            )
            turn(servers[one], 1)
        for number in range(told.rounds):
            for one in checkouts if number % 2 else reversed(checkouts):
                turns[one].append(turn(servers[one], told.seconds))
    for one in checkouts:
        us = statistics.median(each.us for each in turns[one])
        rate = statistics.median(each.run.rate for each in turns[one])
        print(f"{one}: {us:.0f} µs of the processor a request, {rate:.0f} requests/s")
    pairs = list(zip(*turns.values(), strict=True))
    us = statistics.median(new.us / old.us for old, new in pairs)
    rate = statistics.median(new.run.rate / old.run.rate for old, new in pairs)
    print(f"ratio: {us:.2f} of its processor time, {rate:.2f} of its rate")


if __name__ == "__main__":
    main()
