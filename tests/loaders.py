"""Leads from several clients at once, and what must hold of the answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from client import Mock
from lmapi_mock.serving.server import Server

LOADERS = 6


@dataclass
class Load:
    """Leads from several threads at once, each answer with what it took."""

    server: Server
    answers: list[tuple[float, float, str, int, str]] = field(default_factory=list)
    """Sent at, answered at, the lead's phone number, status, text."""
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self, number: int) -> None:
        mock = Mock(self.server)
        count = 0
        while not self.ended.is_set():
            count += 1
            phone = f"{number}{count:09}"
            sent = time.monotonic()
            answer = mock.request(
                "GET",
                "/vicidial/non_agent_api.php?user=6666&pass=1234&source=test&function=add_lead"
                f"&phone_number={phone}&duplicate_check=DUPSYS&add_to_hopper=Y",
            )
            self.answers.append((sent, time.monotonic(), phone, answer.status, answer.text))
        mock.close()

    def until(self, holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < deadline, what
            time.sleep(0.005)

    def more(self, count: int, status: int) -> None:
        """Wait for so many more answers of a status."""
        start = len(self.answers)
        self.until(
            lambda: sum(answer[3] == status for answer in self.answers[start:]) >= count,
            f"no {count} answers of status {status}",
        )


@contextmanager
def under_load(server: Server) -> Iterator[Load]:
    load = Load(server)
    threads = [threading.Thread(target=load.run, args=(n + 1,)) for n in range(LOADERS)]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.ended.set()
        for thread in threads:
            thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)


def health(server: Server) -> int:
    mock = Mock(server)
    status = mock.admin("GET", "/health").status
    mock.close()
    return status


def nothing_was_lost(load: Load, gone: Sequence[tuple[float, float]]) -> None:
    """Every answer is whole or an honest 503, and what was acknowledged is stored as it was said.

    Args:
        load: which has ended.
        gone: when the database was away for certain, from and to, on the monotonic clock.
    """
    for sent, answered, _, status, text in load.answers:
        assert answered - sent < 5
        assert status in (200, 503), text
        if status == 200:
            assert text.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - ")
            assert text.count("\n") == 2
            assert not any(cut < sent and answered < end for cut, end in gone)
        else:
            assert text.startswith("lmapi-mock: The database ")
            assert " It is tried again with the next request. " in text
            assert not any(word in text for word in ("SUCCESS", "ERROR:", "NOTICE:"))
    mock = Mock(load.server)
    stored = {row["phone_number"]: row["lead_id"] for row in mock.rows("vicidial_list")}
    hopper = {row["lead_id"] for row in mock.rows("vicidial_hopper")}
    mock.close()
    for _, _, phone, status, text in load.answers:
        if status == 200:
            assert stored[phone] == int(text.split("|")[2])
    assert hopper == set(stored.values())
