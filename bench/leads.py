"""What finding and changing a lead costs as the database grows: update_lead and lead_search."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Final

from results import Goal, Table
from scale import DAYS, KEPT_UP, LISTS, OLD, fill, leads, without_indexes
from servers import PRODUCT, Served, database, serving

SIZES: Final = (1_000, 1_000_000, 10_000_000)
_BEFORE: Final = 2 * len(LISTS) * OLD
"""How many leads the import puts before the ones that are asked for."""

_LOGIN: Final = "source=bench&user=6666&pass=1234&function="
QUERIES: Final = {
    "update_lead by lead_id": "update_lead&lead_id={lead_id}&city=City{n}",
    "update_lead by phone_number": (
        "update_lead&search_method=PHONE_NUMBER&phone_number={phone}&city=Town{n}"
    ),
    "lead_search by phone_number": "lead_search&phone_number={phone}",
    "lead_all_info by phone_number": "lead_all_info&phone_number={phone}",
}
"""By name; `{lead_id}` and `{phone}` are of another lead each time, `{n}` is another number."""

_PHONE: Final = 2


def phones(size: int, wanted: int) -> list[tuple[int, object]]:
    """The lead_id and number of so many leads, spread over all, that share it with nobody."""
    step = max(1, size // (wanted * 2))
    found: list[tuple[int, object]] = []
    for number, lead in enumerate(leads(size)):
        if number % step == 0 and isinstance(lead[_PHONE], int):
            found.append((_BEFORE + number + 1, lead[_PHONE]))
    return found


def ask_all(servers: dict[int, Served], counts: int) -> dict[int, dict[str, float]]:
    """The median of each query at each size, in ms.

    Queries and sizes take turns: what else the machine does slows all of them down alike.
    """
    times = {size: {name: list[float]() for name in QUERIES} for size in servers}
    some = {size: phones(size, counts) for size in servers}
    for number in range(counts):
        for place, (name, query) in enumerate(QUERIES.items()):
            for size, served in servers.items():
                lead_id, phone = some[size][(number * len(QUERIES) + place) % len(some[size])]
                text = _LOGIN + query.format(lead_id=lead_id, phone=phone, n=number)
                begun = time.perf_counter()
                said = served.ask(text)
                times[size][name].append((time.perf_counter() - begun) * 1000)
                if str(lead_id) not in said or "ERROR" in said:
                    raise RuntimeError(f"{name}: {text} was answered {said!r}")
    # The first ones find cold caches.
    return {
        size: {name: statistics.median(took[counts // 5 :]) for name, took in of_one.items()}
        for size, of_one in times.items()
    }


def leads_table(
    folder: Path,
    *,
    quick: bool,
    say: Callable[[str], None],
    sizes: Sequence[int] = SIZES,
) -> Table:
    """Medians at each size on SQLite, and the ratio of the largest to the smallest."""
    with ExitStack() as stack:
        servers = {}
        for size in sizes:
            place = stack.enter_context(database("sqlite", folder))
            with without_indexes(place) if size > KEPT_UP else nullcontext():
                took = fill(place, folder, size)
            say(f"{size:,} leads, imported in {took:.0f} s")
            start = serving(PRODUCT, "--port", "0", "--database", place)
            servers[size] = stack.enter_context(start)
        found = ask_all(servers, 5 if quick else 200)
    small, large = found[sizes[0]], found[sizes[-1]]
    return Table(
        "Leads found and changed, as the database grows",
        f"Median milliseconds of a request over HTTP, one at a time, on an SQLite file with leads"
        f" of {DAYS} days; each asks for another lead, whose number no other lead has.",
        ("request", *(f"{size:,}" for size in sizes), "ratio"),
        [
            (
                name,
                *(f"{found[size][name]:.2f}" for size in sizes),
                f"{large[name] / small[name]:.2f}",
            )
            for name in QUERIES
        ],
        [
            Goal(
                f"sqlite, {name} at {sizes[-1]:,} leads to {sizes[0]:,}",
                "<",
                1.5,
                large[name] / small[name],
            )
            for name in QUERIES
        ],
    )
