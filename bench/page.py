"""How soon the page answers a click while requests pour in, and a search of a million leads."""

from __future__ import annotations

import json
import shutil
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from results import Goal, Table
from scale import fill
from servers import PRODUCT, Served, database, serving

HELD: Final = 10_000
"""How many requests the journal holds before the first click."""

RATE: Final = 50
"""How many come in a second meanwhile."""

CLICKED_WITHIN_MS: Final = 200
BUSY: Final = 0.5
"""How much of the time the page's main thread may be busy."""

SEARCHED_WITHIN_MS: Final = 1000

_LOGIN: Final = {"source": "bench", "user": "6666", "pass": "1234", "function": "add_lead"}

_WATCH: Final = """() => {
  // When the reader pressed, as the browser has it: what the page was busy with before counts too.
  for (const kind of ["pointerdown", "keydown"])
    addEventListener(kind, (event) => (window.pressedAt = event.timeStamp), true);
}"""

_ANSWERED: Final = """() => new Promise((answered) => {
  const isDone = %s;
  const look = () => {
    const took = performance.now() - window.pressedAt;
    if (isDone()) requestAnimationFrame(() => answered(performance.now() - window.pressedAt));
    else if (took > 30_000) answered(took);
    else setTimeout(look, 2);
  };
  look();
})"""

_OPENED: Final = r"""() => {
  const id = /requests.(\d+)/.exec(location.hash)?.[1];
  return document.querySelector(".pane h1")?.textContent.startsWith(`Request ${id}:`);
}"""
_REFUSED: Final = """() => location.hash.includes("outcome=refused") &&
  document.querySelector(".row-text .answer.error") &&
  !document.querySelector(".row-text .answer.success")"""
_ALL: Final = """() => !location.hash.includes("outcome") &&
  document.querySelector(".row-text .answer.success")"""


def send(connection: HTTPConnection, number: int) -> None:
    """A lead: every fifth is refused, every third loses letters."""
    name = "José" if number % 3 == 0 else "Ann"
    phone = "727" if number % 5 == 0 else f"{7_270_000_000 + number}"
    query = urlencode(_LOGIN | {"phone_number": phone, "first_name": name, "list_id": "101"})
    connection.request("GET", f"/API/lmapi.php?{query}")
    connection.getresponse().read()


@contextmanager
def pouring(port: int, first: int) -> Iterator[None]:
    """Requests at RATE, from another thread."""
    is_over = threading.Event()

    def pour() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        number = first
        due = time.monotonic()
        while not is_over.is_set():
            send(connection, number)
            number += 1
            due += 1 / RATE
            is_over.wait(max(0.0, due - time.monotonic()))
        connection.close()

    thread = threading.Thread(target=pour)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _clicks(page: Any, rounds: int) -> dict[str, list[float]]:
    """How long each of some actions took from the press to what it shows, in ms."""
    times: dict[str, list[float]] = {}

    def measure(name: str, act: Callable[[], None], done: str) -> None:
        act()
        times.setdefault(name, []).append(float(page.evaluate(_ANSWERED % done)))
        # As a reader rests between two clicks.
        page.wait_for_timeout(150)

    def press(selector: str) -> None:
        box = page.evaluate(
            "(one) => { const box = document.querySelector(one).getBoundingClientRect();"
            " return [box.left + 40, box.top + box.height / 2]; }",
            selector,
        )
        page.mouse.click(*box)

    # The rows stay where they are once the pointer is among them, as before any click.
    page.mouse.move(400, 300)
    for _ in range(rounds):
        measure("open a request", lambda: press("tbody tr:nth-child(8) .row-link"), _OPENED)
        measure("the next one, by j", lambda: page.keyboard.press("j"), _OPENED)
        measure("the refused ones, by their tab", lambda: press(".tabs a.error"), _REFUSED)
        measure("all of them, by their tab", lambda: press(".tabs a"), _ALL)
        page.keyboard.press("Escape")
        page.wait_for_timeout(150)
    return times


def _busy(session: Any) -> tuple[float, float]:
    """The seconds of processor time that the page's main thread has worked, and the time."""
    found = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return found["TaskDuration"], time.perf_counter()


def page_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """Clicks while requests come, and how busy the page's main thread is meanwhile."""
    title = "The page while requests come"
    held, rounds, rest_s = (60, 1, 1) if quick else (HELD, 10, 10)
    about = (
        f"Chromium at 1440 x 900 beside the server, whose journal holds {held} requests and gets"
        f" {RATE} more a second; from the press to what was asked for being drawn."
    )
    heads = ("action", "median ms", "worst ms")
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        return Table(title, about, heads, [], notes=["not measured: no chromium is on the PATH"])
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  not needed for the others

    with (
        database("sqlite", folder) as place,
        serving(PRODUCT, "--port", "0", "--database", place) as (served),
        sync_playwright() as playwright,
    ):
        for number in range(held):
            send(served.connection, number)
        say(f"{held} requests are held")
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = started.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.goto(f"http://127.0.0.1:{served.port}/__admin#/requests")
        page.wait_for_selector(".row-link")
        page.evaluate(_WATCH)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        with pouring(served.port, held):
            page.wait_for_timeout(1000)
            before = _busy(session)
            page.wait_for_timeout(1000 * rest_s)
            after = _busy(session)
            times = _clicks(page, rounds)
        started.close()
    busy = (after[0] - before[0]) / (after[1] - before[1])
    rows = [
        (name, f"{statistics.median(of_one):.0f}", f"{max(of_one):.0f}")
        for name, of_one in times.items()
    ]
    slowest = max(statistics.median(of_one) for of_one in times.values())
    goals = [
        Goal(
            f"page at {RATE} requests/s, slowest action, median ms", "<", CLICKED_WITHIN_MS, slowest
        ),
        Goal(f"page at {RATE} requests/s, its main thread's share busy", "<", BUSY, busy),
    ]
    return Table(title, about, heads, rows, goals)


ASKED: Final = {
    "search, a phone number that is there": "q={phone}",
    "search, the beginning of a name": "q=First99",
    "search, nothing has it": "q=nobody@example.org",
    "sort by phone_number": "sort=phone_number",
    "sort by entry_date, the newest first": "sort=entry_date&desc=true",
    "sort by last_name": "sort=last_name",
    "sort by email, which no index has": "sort=email",
    "the leads of a list, by entry_date": "where.list_id=102&sort=entry_date",
}
"""Queries of the leads, by what they ask."""


def browse_table(folder: Path, *, quick: bool, say: Callable[[str], None]) -> Table:
    """Searches and sorts of many leads, as the page asks for them."""
    size, counts = (300, 2) if quick else (1_000_000, 7)
    with database("sqlite", folder) as place:
        say(f"{size} leads imported in {fill(place, folder, size):.0f} s")
        with serving(PRODUCT, "--port", "0", "--database", place) as served:
            times = _browsed(served, counts)
    rows = [
        (name, f"{statistics.median(of_one):.0f}", f"{max(of_one):.0f}")
        for name, of_one in times.items()
    ]
    slowest = max(statistics.median(of_one) for of_one in times.values())
    goal = Goal(
        f"sqlite, slowest search or sort of {size:,} leads, median ms",
        "<",
        SEARCHED_WITHIN_MS,
        slowest,
    )
    about = (
        f"`GET /__admin/tables/vicidial_list` of {size:,} leads in an SQLite file, a page of 50"
        " rows; the whole table is searched and sorted."
    )
    return Table(
        "The leads, searched and sorted", about, ("asked", "median ms", "worst ms"), rows, [goal]
    )


def _browsed(served: Served, counts: int) -> dict[str, list[float]]:
    newest = _page(served, "limit=1")["rows"][0]["row"]["phone_number"]
    times: dict[str, list[float]] = {name: [] for name in ASKED}
    for _ in range(counts):
        for name, query in ASKED.items():
            began = time.perf_counter()
            _page(served, query.format(phone=newest))
            times[name].append((time.perf_counter() - began) * 1000)
    return times


def _page(served: Served, query: str) -> dict[str, Any]:
    served.connection.request("GET", f"/__admin/tables/vicidial_list?{query}")
    answer = served.connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{query}: {answer.status} {said.decode()}")
    found: dict[str, Any] = json.loads(said)
    return found
