"""Where a request's time goes: cProfile over in-process calls of the endpoint.

`python bench/hot_path.py [--calls 5000] [--sort tottime] [--lines 40]`; for the whole server under
load, `py-spy record -o flame.svg -- python -m lmapi_mock serve` beside `bench/run parts`.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import tempfile
import time
from pathlib import Path

from load import WHOLE
from servers import LEAD

from lmapi_mock.clock import Clock
from lmapi_mock.non_agent_api.core.call import Request
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.endpoint import answer
from lmapi_mock.non_agent_api.wire.parse import read_parameters
from lmapi_mock.serving.opening import fill, open_database
from lmapi_mock.settings import DOCUMENTED_DOOR, read_settings
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.seed import demo_seed


def call(database: Database, clock: Clock, number: int) -> None:
    """One request, from its query to its answer."""
    query = f"{LEAD}{2_000_000_000 + number}&list_id=101&first_name=Ann&last_name=Lee{WHOLE}"
    sent = query.encode()
    request = Request(
        path=DOCUMENTED_DOOR,
        query=sent,
        parameters=read_parameters(sent, b"", ""),
        content_type="",
        remote_ip="127.0.0.1",
        campaing_spelling=True,
    )
    with database.transaction() as tx:
        given = answer(request, Dialect.DOCUMENTED, tx, clock)
    if not given.text.startswith("SUCCESS"):
        raise RuntimeError(given.text)


def main() -> None:
    """Time without the profiler, then with it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=5_000)
    parser.add_argument("--sort", default="tottime")
    parser.add_argument("--lines", type=int, default=40)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"database": str(Path(folder) / "leads.db")}, {})
        database = open_database(settings)
        seed = demo_seed()
        fill(database, seed, settings)
        clock = Clock("UTC")
        for number in range(200):
            call(database, clock, number)
        times = []
        for number in range(200, 200 + told.calls):
            begun = time.perf_counter()
            call(database, clock, number)
            times.append((time.perf_counter() - begun) * 1e6)
        print(f"median {statistics.median(times):.0f} µs, mean {statistics.fmean(times):.0f} µs")
        profile = cProfile.Profile()
        profile.enable()
        for number in range(200 + told.calls, 200 + 2 * told.calls):
            call(database, clock, number)
        profile.disable()
        pstats.Stats(profile).strip_dirs().sort_stats(told.sort).print_stats(told.lines)
        seed.close()
        database.close()


if __name__ == "__main__":
    main()
