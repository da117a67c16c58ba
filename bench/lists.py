"""How long a list of many leads takes to be told of, reset and deleted, and who waits meanwhile.

`python bench/lists.py [--leads 1000000] [--engine mariadb]`: a server on a database with so many
leads in list 101. Beside each request two other clients ask for the version and add leads again and
again; the longest that each waited is told.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from servers import PRODUCT, Served, before_others, database, serving

DOOR: Final = "/vicidial/non_agent_api.php"
LOGIN: Final = {"user": "6666", "pass": "1234", "source": "bench"}
ASKED: Final = {
    "list_info": {"function": "list_info"},
    "list_info, leads_counts": {"function": "list_info", "leads_counts": "Y"},
    "list_info, dialable_count": {"function": "list_info", "dialable_count": "Y"},
    "update_list, reset_list": {"function": "update_list", "reset_list": "Y"},
    "update_list, delete_leads": {"function": "update_list", "delete_leads": "Y"},
}
BESIDE: Final = {
    "reads": {"function": "version"},
    "leads added": {"function": "add_lead", "phone_number": "7275551212", "list_id": "102"},
}


def write_leads(file: Path, count: int) -> None:
    """A file to import: half of the leads have been called."""
    with file.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("status", "list_id", "phone_number", "called_since_last_reset", "state"))
        for number in range(count):
            status = ("NEW", "B", "SALE", "N")[number % 4]
            rows.writerow((status, 101, 2_000_000_000 + number, "NY"[number % 2], "FL"))


def ask(connection: http.client.HTTPConnection, parameters: dict[str, str]) -> tuple[float, str]:
    """How many seconds an answer takes, and the answer."""
    begun = time.perf_counter()
    connection.request("GET", f"{DOOR}?{urlencode(LOGIN | parameters)}")
    answer = connection.getresponse().read().decode()
    return time.perf_counter() - begun, answer


class Beside:
    """Clients that ask all the while, and how long each waited at most."""

    def __init__(self, server: Served) -> None:
        self._over = threading.Event()
        self.longest = dict.fromkeys(BESIDE, 0.0)
        self._threads = [
            threading.Thread(target=self._go_on, args=(server, name)) for name in BESIDE
        ]
        for thread in self._threads:
            thread.start()

    def _go_on(self, server: Served, name: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        while not self._over.is_set():
            took, _ = ask(connection, BESIDE[name])
            self.longest[name] = max(self.longest[name], took)
            time.sleep(0.005)
        connection.close()

    def end(self) -> None:
        """Stop asking."""
        self._over.set()
        for thread in self._threads:
            thread.join()


def measure(server: Served) -> list[str]:
    """A line for each request."""
    lines = []
    for name, parameters in ASKED.items():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        beside = Beside(server)
        time.sleep(1)
        took, answer = ask(connection, parameters | {"list_id": "101"})
        beside.end()
        connection.close()
        waited = " | ".join(f"{1000 * longest:.0f}" for longest in beside.longest.values())
        lines.append(f"| {name} | {took:.2f} | {waited} |")
        print(lines[-1], answer.strip().splitlines()[-1], flush=True)
    return lines


def main() -> None:
    """Make the database, and measure."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--leads", type=int, default=1_000_000)
    read.add_argument("--folder", type=Path)
    read.add_argument("--engine", default="sqlite", choices=("sqlite", "mariadb", "postgresql"))
    read.add_argument(
        "--before-others", action="store_true", help="do not wait for other processes (as root)"
    )
    told = read.parse_args()
    if told.before_others:
        before_others()
    with (
        tempfile.TemporaryDirectory(dir=told.folder) as folder,
        database(told.engine, Path(folder)) as place,
    ):
        leads = Path(folder) / "leads.csv"
        write_leads(leads, told.leads)
        command = [sys.executable, "-m", "lmapi_mock", "import", "leads", str(leads)]
        subprocess.run([*command, "--database", place], check=True, capture_output=True)
        with serving(PRODUCT, "--port", "0", "--database", place) as server:
            print(f"Load of the machine: {os.getloadavg()[0]:.1f}")
            print("| request | seconds | reads beside it, ms | leads added beside it, ms |")
            print("| --- | ---: | ---: | ---: |")
            measure(server)


if __name__ == "__main__":
    main()
