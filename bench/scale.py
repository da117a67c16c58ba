"""What a request costs as the database grows, for each duplicate check and for a reset.

Half of the leads are in one list, most have neither title nor
alt_phone, and many share one phone number: what real data has, and what defeats an index.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

from results import Goal, Table
from servers import LEAD, PRODUCT, Served, database, environment, serving, why_not

from lmapi_mock.serving.opening import open_database, prepare
from lmapi_mock.settings import read_settings
from lmapi_mock.store.upkeep.migrate import schema

SIZES: Final = (0, 1_000, 100_000, 1_000_000, 10_000_000)
DAYS: Final = 700
"""Over how many days the leads came, the oldest first."""

KEPT_UP: Final = 1_000_000
"""The most leads for which indexes are kept up during the import."""

COLUMNS: Final = (
    "entry_date", "status", "list_id", "phone_number", "title", "first_name", "last_name",
    "alt_phone",
)  # fmt: skip

OLD: Final = 60
"""How many leads of a kind are too old for any window: more than are looked at one by one."""

MANY_PHONE: Final = "8888888888"
MANY_ALT: Final = "9999999999"
LISTS: Final = (101, 102, 999)

# What the requests ask for; `{n}` is another number each time.
FOUND: Final = {
    "DUP": "7275550001",
    "DUPPHONEALT": "7275550002",
    "DUPTITLEALTPHONE": "212{n:07}&title=Dr&alt_phone=7275550002",
    "DUPNAMEPHONE": "7275550001&first_name=Target&last_name=Lead",
}
NEW: Final = {
    "DUP": "212{n:07}",
    "DUPPHONEALT": "212{n:07}",
    "DUPTITLEALTPHONE": "212{n:07}&title=Dr&alt_phone=313{n:07}",
    "DUPNAMEPHONE": "212{n:07}&first_name=Target&last_name=Lead",
}
SHARED: Final = {
    "many with this phone, found": (MANY_PHONE + "&list_id=101&duplicate_check=DUPSYS"),
    "many with this phone, found in the window": (
        MANY_PHONE + "&list_id=101&duplicate_check=DUPSYS30DAY"
    ),
    "many with this phone, none in the list": (
        MANY_PHONE + "&list_id=7{n:07}&duplicate_check=DUPLIST"
    ),
    "many with this phone, none in the list's window": (
        MANY_PHONE + "&list_id=7{n:07}&duplicate_check=DUPLIST30DAY"
    ),
    "many with this phone, none of this name": (
        MANY_PHONE + "&list_id=101&first_name=A{n}&last_name=B&duplicate_check=DUPNAMEPHONESYS"
    ),
    "many with this alt_phone, found": (MANY_ALT + "&list_id=101&duplicate_check=DUPPHONEALTSYS"),
    "many with this alt_phone, none in the list": (
        MANY_ALT + "&list_id=8{n:07}&duplicate_check=DUPPHONEALTLIST"
    ),
    "no title, no alt_phone, found": "212{n:07}&list_id=101&duplicate_check=DUPTITLEALTPHONESYS",
    "no title, no alt_phone, found in the window": (
        "212{n:07}&list_id=101&duplicate_check=DUPTITLEALTPHONESYS30DAY"
    ),
    "no title, no alt_phone, none in the list": (
        "212{n:07}&list_id=9{n:07}&duplicate_check=DUPTITLEALTPHONELIST"
    ),
}


def requests() -> dict[str, str]:
    """The queries by name, `{n}` in them another number each time."""
    queries = {"no check": "212{n:07}&list_id=101"}
    for fields in FOUND:
        for scope in ("LIST", "CAMP", "SYS"):
            for window in ("", "30DAY"):
                check = f"{fields}{scope}{window}"
                # The value of `duplicate_check` has no comma or blank between name and window.
                ending = f"&list_id=101&duplicate_check={check}"
                queries[f"{check}, found"] = FOUND[fields] + ending
                queries[f"{check}, none"] = NEW[fields] + ending
    return queries | SHARED


def leads(size: int) -> Iterator[tuple[object, ...]]:
    """So many leads, but for their dates."""
    for number in range(size):
        share = number * 7919 % 100
        phone = 3_000_000_000 + number * 104_729 % 4_999_999_937
        yield (
            "NEW",
            101 if share < 50 else LISTS[number % 3],
            MANY_PHONE if share % 10 == 7 else phone,
            "" if share < 70 else "Mr",
            f"First{number % 997}",
            f"Last{number % 1009}",
            "" if share < 80 else MANY_ALT if share < 90 else phone + 1,
        )


def write_leads(file: Path, size: int) -> None:
    """A file to import: so many leads, the oldest first, and some that requests look for."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    oldest = now - dt.timedelta(days=DAYS)
    step = dt.timedelta(days=DAYS) / max(size, 1)
    recent = now - dt.timedelta(days=1)
    many = [
        ("NEW", list_id, MANY_PHONE, "", "Many", "Many", alt_phone)
        for list_id in LISTS
        for alt_phone in (MANY_ALT, "")
    ]
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows((oldest, *lead) for lead in many * OLD)
        for number, lead in enumerate(leads(size)):
            writer.writerow(((oldest + number * step).isoformat(" ", "seconds"), *lead))
        writer.writerow((recent, "NEW", 101, "7275550001", "Dr", "Target", "Lead", "7275550002"))
        writer.writerows((recent, *lead) for lead in many)


@contextmanager
def without_indexes(place: str) -> Iterator[None]:
    """A database whose leads are indexed once they are there.

    Ten million leads that come in no order change every page of an index again and again.
    """
    settings = read_settings({"database": place}, {})
    # Seeded as the import would: SQLite's seed brings its indexes with it.
    prepare(settings)
    database = open_database(settings)
    (leads,) = (
        table for table in schema(database.kind).tables.values() if table.name == "vicidial_list"
    )
    with database.transaction() as tx:
        for index in leads.indexes:
            index.drop(tx.connection)
    yield
    with database.transaction() as tx:
        for index in leads.indexes:
            index.create(tx.connection)
    database.close()


def fill(place: str, folder: Path, size: int) -> float:
    """Import leads; the seconds that it took."""
    file = folder / f"leads-{os.getpid()}.csv"
    write_leads(file, size)
    began = time.perf_counter()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "lmapi_mock", "import", "leads", str(file), "--database", place],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        file.unlink()
    if ended.returncode:
        raise RuntimeError(f"the import failed: {ended.stderr}")
    return time.perf_counter() - began


def ask_all(served: Served, counts: int) -> dict[str, float]:
    """The median of each query, in ms; the queries take turns."""
    times: dict[str, list[float]] = {name: [] for name in requests()}
    for number in range(counts):
        for name, query in requests().items():
            # A number of this query's own: another's lead would be found.
            unique = number * len(times) + list(times).index(name)
            text = LEAD + query.format(n=unique)
            begun = time.perf_counter()
            said = served.ask(text)
            took = (time.perf_counter() - begun) * 1000
            is_found = said.startswith("ERROR: add_lead DUPLICATE")
            if is_found is not ("found" in name) or not (is_found or said.startswith("SUCCESS")):
                raise RuntimeError(f"{name}: {text} was answered {said!r}")
            times[name].append(took)
    # The first ones find cold caches: a connection, a compiled statement, the disk's pages.
    warm = counts // 5
    return {name: statistics.median(of_one[warm:]) for name, of_one in times.items()}


def scale_table(
    folder: Path, *, quick: bool, say: Callable[[str], None], engine: str, sizes: Sequence[int]
) -> Table:
    """Medians at each size, and the ratio of the largest to the empty database."""
    title = f"As the database grows: {engine}"
    why = why_not(engine)
    if why is not None:
        return Table(title, f"Not measured: {why}.", ("request",), [])
    counts = 2 if quick else 60
    found: dict[int, dict[str, float]] = {}
    notes = []
    for size in sizes:
        with database(engine, folder) as place:
            with without_indexes(place) if size > KEPT_UP else nullcontext():
                took = fill(place, folder, size)
            say(f"{size:,} leads, imported in {took:.0f} s")
            how = ", and indexed then" if size > KEPT_UP else ""
            notes.append(f"{size:,} leads: imported in {took:.0f} s{how}.")
            with serving(PRODUCT, "--port", "0", "--database", place) as served:
                found[size] = ask_all(served, counts)
                found[size]["reset"] = served.reset() * 1000
    small, large = found[sizes[0]], found[sizes[-1]]
    rows = [
        (
            name,
            *(f"{found[size][name]:.2f}" for size in sizes),
            f"{large[name] / small[name]:.2f}",
        )
        for name in large
    ]
    ratios = {name: large[name] / small[name] for name in large if name != "reset"}
    worst = max(ratios, key=ratios.__getitem__)
    return Table(
        title,
        "Median milliseconds of a request over HTTP, one at a time; `none` adds a lead, `found` "
        f"does not. {sizes[-1]:,} leads over {DAYS} days: half in one list, 70 % without a title, "
        "80 % without an alt_phone, 10 % with one and the same phone number.",
        ("request", *(f"{size:,}" for size in sizes), "ratio"),
        rows,
        [
            Goal(f"{engine}, slowest of all at {sizes[-1]:,} leads to empty ({worst})", "<", 1.5,
                 ratios[worst]),
        ],
        notes,
    )  # fmt: skip
