"""What the endpoint waits for while the admin API puts and reads a state of very many rows."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from results import Goal, Table
from servers import LEAD, PRODUCT, Served, database, serving, why_not

ROWS: Final = 400_000
WHERE: Final = ("memory", "sqlite", "mariadb", "postgresql")

SEED: Final = Path(__file__).parents[1] / "seed" / "demo.json"


class Neighbour(threading.Thread):
    """Somebody who adds leads all the time, and how long each took, in ms."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self._ended = threading.Event()
        self.waits: list[float] = []

    def run(self) -> None:
        while not self._ended.is_set():
            begun = time.perf_counter()
            number = 2_125_550_000 + len(self.waits)
            self._connection.request("GET", f"/API/lmapi.php?{LEAD}{number}")
            said = self._connection.getresponse().read()
            if not said.startswith(b"SUCCESS"):
                raise RuntimeError(f"a lead was answered {said!r}")
            self.waits.append((time.perf_counter() - begun) * 1000)
            time.sleep(0.01)

    def end(self) -> None:
        self._ended.set()
        self.join()
        self._connection.close()


def state(rows: int) -> bytes:
    """The demo data with so many leads."""
    tables = json.loads(SEED.read_text(encoding="utf-8"))["tables"]
    tables["vicidial_list"] = [
        {
            "phone_number": str(7_270_000_000 + number),
            "list_id": 101 + number % 4,
            "first_name": f"First{number % 997}",
            "last_name": f"Last{number % 1009}",
            "entry_date": "2026-01-01 00:00:00",
            "vendor_lead_code": str(number),
        }
        for number in range(rows)
    ]
    return json.dumps({"tables": tables}).encode()


def called(port: int, method: str, path: str, body: bytes | None = None) -> int:
    """Make a call of the admin API; how many bytes the answer has."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3600)
    headers = {"content-type": "application/json"} if body else {}
    connection.request(method, f"/__admin{path}", body, headers)
    answer = connection.getresponse()
    size = 0
    while part := answer.read(1 << 20):
        size += len(part)
    connection.close()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status}")
    return size


def _call(port: int, method: str, path: str, body: bytes | None = None) -> Callable[[], object]:
    return partial(called, port, method, path, body)


def beside(served: Served, what: str, call: Callable[[], object]) -> tuple[str, ...]:
    """A row of the table, and what the neighbour waited at the most, last."""
    neighbour = Neighbour(served.port)
    neighbour.start()
    begun = time.perf_counter()
    call()
    took = time.perf_counter() - begun
    neighbour.end()
    waits = sorted(neighbour.waits)
    return (
        what,
        f"{took:.1f}",
        str(len(waits)),
        f"{waits[len(waits) // 2]:.1f}",
        f"{waits[int(len(waits) * 0.99)]:.0f}",
        f"{waits[-1]:.0f}",
        f"{served.resident_mib():.0f}",
    )


def large_table(
    folder: Path, *, quick: bool, say: Callable[[str], None], rows: int = ROWS
) -> Table:
    """Seconds of each call, and the neighbour's waits meanwhile."""
    rows = 5_000 if quick else rows
    body, small = state(rows), state(3)
    found: list[tuple[str, ...]] = []
    goals: list[Goal] = []
    notes = []
    for where in WHERE:
        engine = "sqlite" if where == "memory" else where
        why = why_not(engine)
        if why is not None:
            notes.append(f"{where}: not measured, {why}.")
            continue
        with (
            database(engine, folder) as place,
            serving(
                PRODUCT, "--port", "0", "--database", ":memory:" if where == "memory" else place
            ) as served,
        ):
            call = partial(_call, served.port)
            call("PUT", "/state", small)()
            calls: dict[str, Callable[[], object]] = {
                "nothing, for 3 s": partial(time.sleep, 3),
                "PUT of 3 leads": call("PUT", "/state", small),
                "PUT": call("PUT", "/state", body),
                "PUT in its place": call("PUT", "/state", body),
                "GET": call("GET", "/state?tables=vicidial_list"),
                "snapshot": call("PUT", "/snapshots/a"),
                "its download": call("GET", "/snapshots/a"),
                "its return": call("POST", "/snapshots/a/restore"),
                "reset": call("POST", "/reset"),
            }
            own = [beside(served, f"{where}: {what}", done) for what, done in calls.items()]
        for one in own:
            say(", ".join(one))
        found += own
        worst = max(float(one[5]) for one in own[2:5])
        goals.append(
            Goal(f"{where}, longest wait beside PUT and GET of {rows:,} leads, ms", "<", 250, worst)
        )
    return Table(
        "Beside large states",
        f"A state of {rows:,} leads ({len(body) / 1e6:.0f} MB) put and read by the admin API, and "
        "somebody who adds a lead each 10 ms meanwhile: how many, and their waits in ms.",
        ("call", "seconds", "leads", "median", "99 %", "longest", "server, MiB"),
        found,
        goals,
        notes,
    )  # fmt: skip
