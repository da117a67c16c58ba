#!/usr/bin/env python3
"""All attacks of tests/abuse at once, beside clients whose leads are to be kept.

`python bench/soak.py --minutes 10 [--engine mariadb]`; exit status 0 if no acknowledged lead was
lost, nothing was a 500, memory stayed bounded and the server ended within two seconds of SIGTERM. A
neighbour's waits are told with and without what was waited for a processor: attackers and server
share the cores. With --before-others server and neighbour do not wait for anybody's processes.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import multiprocessing
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from servers import (
    LEAD,
    PRODUCT,
    Served,
    before_others,
    beside_others,
    database,
    serving,
    sqlalchemy_url,
)

DOOR: Final = "/API/lmapi.php"
FORM: Final = {"content-type": "application/x-www-form-urlencoded"}
PARTS: Final = {"content-type": "multipart/form-data; boundary=B"}
MIB: Final = 1 << 20
LEAST_PAUSE: Final = 0.02
"""What an attacker waits after each attack, in seconds: it is the server that is measured, not who
gets more of two cores."""

MOST_MIB: Final = 400
MOST_SECONDS_TO_END: Final = 2.0
ARGUMENTS: Final = (
    *("--port", "0", "--header-timeout", "2", "--journal-memory", "32"),
    *("--namespaces", "50", "--namespace-ttl", "20"),
)


def asked(port: int, method: str, path: str, body: Any = None, headers: Any = None) -> int:
    """One request on a connection of its own; the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def quadratic_form(port: int) -> None:
    """Bodies that a careless parser takes minutes for."""
    body, headers = random.choice(
        [
            (b"--B\r\n" + b"a\r\n" * (MIB // 3), PARTS),
            (b"--B\r\n" * (MIB // 5), PARTS),
            (b"--B\r\nContent-Disposition: x" + b"; a=" * (MIB // 4) + b"\r\n\r\nx", PARTS),
            (b"a=" + b"%" * MIB, FORM),
            (b'pass:"' + b"\\" * MIB, {"content-type": "text/plain"}),
            (f"{LEAD}1&multi_alt_phones={'!' * MIB}".encode(), FORM),
        ]
    )
    asked(port, "POST", DOOR, body, headers)


def endless_head(port: int) -> None:
    """A head, or chunks, without end."""
    begun, more = random.choice(
        [
            (b"GET /?", b"x" * MIB),
            (b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"x" * MIB),
            (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n" * (MIB // 6)),
            (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"0" * MIB),
        ]
    )
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(begun)
        for _ in range(16):
            connection.sendall(more)


def silent_sockets(port: int) -> None:
    """Sockets that send nothing, or half a head, until they are closed."""
    opened = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(30)]
    for number, connection in enumerate(opened):
        connection.sendall((b"", b"GET / HTTP/1.1\r\n", b"G")[number % 3])
    for connection in opened:
        connection.recv(100)
        connection.close()


def namespaces(port: int) -> None:
    """Namespaces that somebody makes, drops and only names."""
    name = f"soak-{random.randrange(200)}"
    asked(port, "GET", f"/ns/{name}{DOOR}?{LEAD}7275551212&list_id=101")
    asked(port, "GET", f"/ns/x{random.random()}/nowhere")
    if random.random() < 0.3:
        asked(port, "DELETE", f"/__admin/namespaces/{name}")


def pattern(port: int) -> None:
    """A regular expression that Python's own engine does not come back from."""
    asked(port, "GET", f"{DOOR}?function=version&comments={'a' * 4000}!")
    body = json.dumps({"params": {"comments": {"matches": "(a+)+$"}}, "since": 0})
    asked(port, "POST", "/__admin/requests/find", body)


def watchers(port: int) -> None:
    """Streams of events, of which most are never read."""
    opened = []
    for number in range(20):
        connection = socket.create_connection(("127.0.0.1", port), timeout=5)
        connection.sendall(b"GET /__admin/requests/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if number % 5 == 0:
            connection.recv(MIB)
        opened.append(connection)
    time.sleep(3)
    for connection in opened:
        connection.close()


def big_states(port: int) -> None:
    """States of many rows, put and read, in a namespace and in the world itself."""
    rows = [{"phone_number": f"{7270000000 + number}"} for number in range(20_000)]
    body = json.dumps({"tables": {"vicidial_dnc": rows}})
    asked(port, "PUT", "/ns/big/__admin/state", body)
    asked(port, "GET", "/ns/big/__admin/state?tables=vicidial_dnc")
    asked(port, "GET", "/__admin/state")
    asked(port, "GET", "/__admin/requests?limit=2000")


def strangers(port: int) -> None:
    """Foreign names, wrong logins, wrong paths, large forms."""
    asked(port, "GET", "/__admin/state", None, {"Host": "evil.example:8080"})
    asked(port, "POST", "/__admin/reset", None, {"Origin": "http://evil.example"})
    asked(port, "GET", f"{DOOR}?user=6666&pass=wrong&function=version&source=x")
    asked(port, "POST", DOOR, b"function=add_lead&comments=" + b"x" * 100_000, FORM)


ATTACKS: Final[tuple[Callable[[int], None], ...]] = (
    quadratic_form,
    endless_head,
    silent_sockets,
    namespaces,
    pattern,
    watchers,
    big_states,
    strangers,
)


def attack(port: int, until: float, only: list[str], told: Any) -> None:
    """Attacks, each in a thread that begins anew when it is through."""
    beside_others()
    counts: Counter[str] = Counter()

    def over_and_over(one: Callable[[int], None]) -> None:
        while time.time() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                one(port)
            counts[one.__name__] += 1
            time.sleep(LEAST_PAUSE)

    threads = [
        threading.Thread(target=over_and_over, args=(one,))
        for one in ATTACKS
        if one.__name__ in only
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put(dict(counts))


def load(port: int, until: float, first: int, told: Any) -> None:
    """Leads, one after another; which of them were acknowledged, and what else was said."""
    beside_others()
    acknowledged, others = [], Counter[str]()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for number in itertools.count(first):
        if time.time() >= until:
            break
        query = f"{LEAD}{number}&list_id=101&first_name=Ann&add_to_hopper=Y"
        try:
            connection.request("GET", f"{DOOR}?{query}")
            answer = connection.getresponse()
            said = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            others[type(error).__name__] += 1
            continue
        if said.startswith("SUCCESS"):
            acknowledged.append(number)
        else:
            others[f"{answer.status} {said[:60]}"] += 1
    told.put((acknowledged, dict(others)))


def delayed(pid: int) -> float:
    """Seconds in which a process was ready and others had its processor, where that is known."""
    statistics = Path(f"/proc/{pid}/schedstat")
    return int(statistics.read_text().split()[1]) / 1e9 if statistics.exists() else 0.0


def wait_beside(port: int, until: float, server: int, told: Any) -> None:
    """A neighbour who asks for the version all the time.

    How long each answer took, and how long without what it or the server waited for a processor.
    """
    waits = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.time() < until:
        held_up = delayed(server) + delayed(os.getpid())
        begun = time.perf_counter()
        connection.request("GET", f"{DOOR}?function=version")
        connection.getresponse().read()
        took = time.perf_counter() - begun
        held_up = delayed(server) + delayed(os.getpid()) - held_up
        waits.append((took, max(took - held_up, 0.0)))
        time.sleep(0.01)
    told.put(waits)


def main() -> int:
    """Soak; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    names = [one.__name__ for one in ATTACKS]
    parser.add_argument("--only", nargs="*", default=names, choices=names, metavar="ATTACK")
    parser.add_argument("--engine", default="sqlite", choices=("sqlite", "mariadb", "postgresql"))
    parser.add_argument(
        "--before-others", action="store_true", help="do not wait for other processes (as root)"
    )
    told = parser.parse_args()
    if told.before_others:
        before_others()
    with (
        tempfile.TemporaryDirectory(prefix="lmapi-soak-") as folder,
        database(told.engine, Path(folder)) as place,
        serving(PRODUCT, *ARGUMENTS, "--database", place) as served,
    ):
        return _soaked(served, place, told.minutes * 60, told.only)


def _soaked(served: Served, place: str, seconds: float, only: list[str]) -> int:
    until = time.time() + seconds
    told: dict[str, Any] = {
        name: multiprocessing.Queue() for name in ("attack", "load a", "load b", "wait")
    }
    workers = [
        multiprocessing.Process(target=target, args=(served.port, until, *more, told[name]))
        for name, target, more in (
            ("attack", attack, (only,)),
            ("load a", load, (2_000_000_000,)),
            ("load b", load, (3_000_000_000,)),
            ("wait", wait_beside, (served.pid,)),
        )
    ]
    for worker in workers:
        worker.start()
    most = 0.0
    while time.time() < until:
        most = max(most, served.resident_mib())
        time.sleep(1)
    attacks, waits = told["attack"].get(), told["wait"].get()
    loads = [told[name].get() for name in ("load a", "load b")]
    for worker in workers:
        worker.join()
    failures = _failures(served.port)
    begun = time.monotonic()
    os.kill(served.pid, signal.SIGTERM)
    with contextlib.suppress(ChildProcessError):
        os.waitid(os.P_PID, served.pid, os.WEXITED | os.WNOWAIT)
    ending = time.monotonic() - begun
    acknowledged = [number for numbers, _ in loads for number in numbers]
    others: Counter[str] = Counter()
    for _, said in loads:
        others.update(said)
    lost = len(set(acknowledged) - _stored(place))
    print(f"{seconds:.0f} seconds, load average {os.getloadavg()[0]:.1f}")
    print(f"attacks: {', '.join(f'{name} {count}' for name, count in attacks.items())}")
    print(f"leads: {len(acknowledged)} acknowledged, {lost} lost; other answers: {dict(others)}")
    for what, one in (("", 0), (" without waiting for a processor", 1)):
        print(f"a neighbour's wait{what}, ms: {_summary([wait[one] for wait in waits])}")
    print(f"memory: {most:.0f} MiB at the most; 500s: {failures}; ended in {ending:.2f} seconds")
    failed = lost or failures or most > MOST_MIB or ending > MOST_SECONDS_TO_END
    return 1 if failed or not acknowledged else 0


def _summary(waits: list[float]) -> str:
    waits = sorted(waits)
    median, p99 = waits[len(waits) // 2] * 1000, waits[len(waits) * 99 // 100] * 1000
    over = sum(one > 0.25 for one in waits)
    return (
        f"median {median:.1f}, p99 {p99:.0f}, longest {waits[-1] * 1000:.0f}, "
        f"over 250: {over} of {len(waits)}"
    )


def _failures(port: int) -> int:
    """How many answers were 500, which is a defect."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/__admin/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    counted = [line for line in lines if line.startswith("lmapi_requests_total{")]
    return sum(int(float(line.split()[-1])) for line in counted if 'status="500"' in line)


def _stored(place: str) -> set[int]:
    engine = sa.create_engine(sqlalchemy_url(place), poolclass=sa.NullPool)
    with engine.connect() as connection:
        numbers = connection.exec_driver_sql("SELECT phone_number FROM vicidial_list").scalars()
        return {int(number) for number in numbers}


if __name__ == "__main__":
    sys.exit(main())
