"""What a request takes of the processor, beside another checkout: `beside.py CHECKOUT`.

`python bench/beside.py ../before --rounds 7`, with `git worktree add ../before COMMIT`. Both run
with this interpreter and its libraries on databases of one engine, in one run and in turn. The
processor's time tells them apart where others have work for it too, which a rate does not; but who
is given it in slices finds nothing of his in its caches, so `--first` runs before all others. Needs
root. What a database's server takes for it is told too, where that runs on this machine.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from load import Run, run_of
from servers import HERE, PID_FILES, PRODUCT, before_others, database, serving


def main() -> None:
    """Print medians, and the ratio of this checkout's to the other's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--engine", choices=("sqlite", *PID_FILES), default="sqlite")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="of each turn")
    parser.add_argument("--first", action="store_true", help="run before all others")
    told = parser.parse_args()
    if told.first:
        before_others()
    checkouts = (told.checkout.resolve(), HERE.parent)
    turns: dict[Path, list[Run]] = {one: [] for one in checkouts}
    is_server = told.engine in PID_FILES
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {}
        for one in checkouts:
            place = stack.enter_context(database(told.engine, folder))
            arguments = ("--port", "0", "--database", place, "--workers", str(told.workers))
            servers[one] = stack.enter_context(
                serving(PRODUCT, *arguments, PYTHONPATH=str(one / "app"))
            )
            run_of(servers[one], told.engine, 1)
        for number in range(told.rounds):
            for one in checkouts if number % 2 else reversed(checkouts):
                turns[one].append(run_of(servers[one], told.engine, told.seconds))
    for one in checkouts:
        us = statistics.median(each.us for each in turns[one])
        rate = statistics.median(each.rate for each in turns[one])
        of_database = statistics.median(each.database_us for each in turns[one])
        more = f" and {of_database:.0f} of its database's" if is_server else ""
        print(f"{one}: {us:.0f} µs of the processor{more} a request, {rate:.0f} requests/s")
    pairs = list(zip(*turns.values(), strict=True))
    us = statistics.median(new.us / old.us for old, new in pairs)
    rate = statistics.median(new.rate / old.rate for old, new in pairs)
    of_database = (
        statistics.median(
            new.database_us / old.database_us for old, new in pairs if old.database_us
        )
        if is_server
        else 0
    )
    more = f" and {of_database:.2f} of its database's" if is_server else ""
    print(f"ratio: {us:.2f} of its processor time{more}, {rate:.2f} of its rate")


if __name__ == "__main__":
    main()
