"""States of many rows, put and read: whoever comes beside them does not wait for the rows."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from client import BASE_STATE, LOGIN, Mock, Response
from command import Serving, seed_file, serving
from databases import ENGINES, scratch
from lmapi_mock.settings import VICIDIAL_DOOR
from pace import slowness

ROWS = 4_000
"""Together they take seconds; a tenth of them would, in one go, take longer than the bound."""

LEAD = f"{VICIDIAL_DOOR}?{'&'.join(f'{name}={value}' for name, value in LOGIN.items())}"


def state(rows: int, *more: dict[str, Any]) -> str:
    leads = [
        {"phone_number": str(7270000000 + number), "list_id": 101, "first_name": f"First{number}"}
        for number in range(rows)
    ]
    leads += more
    return json.dumps({"tables": BASE_STATE | {"vicidial_list": leads}})


@pytest.fixture(params=["memory", *ENGINES])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Serving]:
    """A server in a process of its own, with the base state."""
    if request.param == "memory":
        with serving("--database", ":memory:") as running:
            yield running
        return
    seed = ("--seed", seed_file(tmp_path))
    with scratch(request.param, tmp_path) as url, serving("--database", url, *seed) as running:
        yield running


class Neighbour(threading.Thread):
    """Somebody who adds leads all the time, and how long that took at the most."""

    def __init__(self, mock: Mock) -> None:
        super().__init__(daemon=True)
        self._mock = mock
        self._ended = threading.Event()
        self.longest = 0.0
        self.answers: list[str] = []

    def run(self) -> None:
        while not self._ended.is_set():
            begun = time.monotonic()
            phone = 2125550000 + len(self.answers)
            self.answers.append(self._mock.request("GET", f"{LEAD}&phone_number={phone}").text)
            self.longest = max(self.longest, time.monotonic() - begun)
            time.sleep(0.005)

    def end(self) -> None:
        self._ended.set()
        self.join()


def beside(served: Serving, call: Callable[[Mock], Response]) -> tuple[Response, float]:
    """What is answered to a call, and how long a neighbour waited meanwhile at the most."""
    with closing(served.mock()) as one, closing(served.mock()) as mock:
        neighbour = Neighbour(one)
        neighbour.start()
        answer = call(mock)
        neighbour.end()
    assert all(
        said.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED") for said in neighbour.answers
    )
    return answer, neighbour.longest


def test_a_neighbour_does_not_wait_for_many_rows(served: Serving) -> None:
    body = state(ROWS)
    json_ = {"content-type": "application/json"}
    few = state(3)
    with closing(served.mock()) as mock:
        assert mock.request("PUT", "/__admin/state", few, json_).status == 204
    _, of_few = beside(served, lambda mock: mock.request("PUT", "/__admin/state", few, json_))

    waits: list[float] = []
    put, waited = beside(served, lambda mock: mock.request("PUT", "/__admin/state", body, json_))
    waits.append(waited)
    assert (put.status, put.body) == (204, b"")
    read, waited = beside(served, lambda mock: mock.admin("GET", "/state?tables=vicidial_list"))
    waits.append(waited)
    leads = read.json["tables"]["vicidial_list"]
    assert leads[:ROWS][-1]["phone_number"] == str(7270000000 + ROWS - 1)
    # What the neighbour added before it stood is gone, and what it added then is there.
    assert [lead["lead_id"] for lead in leads] == list(range(1, len(leads) + 1))
    assert {lead["phone_number"][:3] for lead in leads[ROWS:]} <= {"212"}

    more = json.dumps({"tables": {"vicidial_list": json.loads(body)["tables"]["vicidial_list"]}})
    added, waited = beside(served, lambda mock: mock.request("POST", "/__admin/state", more, json_))
    waits.append(waited)
    assert added.status == 200, added.text
    numbers = added.json["identifiers"]["vicidial_list"]
    assert len(set(numbers)) == ROWS
    with closing(served.mock()) as mock:
        leads = mock.rows("vicidial_list")
    assert {lead["lead_id"] for lead in leads} > set(numbers)

    refused = state(ROWS, {"phone_nunber": "1"})
    answer, waited = beside(
        served, lambda mock: mock.request("PUT", "/__admin/state", refused, json_)
    )
    waits.append(waited)
    assert answer.status == 422
    assert answer.json["error"]["code"] == "unknown_column"
    assert f"row {ROWS + 1}: there is no column 'phone_nunber'" in answer.json["error"]["message"]
    with closing(served.mock()) as mock:
        assert len(mock.rows("vicidial_list")) > len(leads)
    # A state of few rows takes its place in one go too, for which a server needs its disk.
    assert max(waits) < 0.25 * slowness() + 2 * of_few
