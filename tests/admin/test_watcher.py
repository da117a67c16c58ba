"""The queue of one who watches: what does not fit is a gap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from lmapi_mock.admin.watcher import AT_A_TIME, Told, Watcher, event, gap

WORLD = Told(event("world", {}))


def request(number: int, size: int = 100) -> Told:
    return Told(f"{number}:".encode().ljust(size, b"."), number, number)


def taken(fill: Callable[[Watcher], None], most: int = 350) -> list[bytes]:
    """What is sent of what is put into a queue, part by part, at once."""

    async def take() -> list[bytes]:
        watcher = Watcher(None, most)
        watcher.begin_after(10)
        fill(watcher)
        watcher.finish()
        found = []
        while (text := await watcher.next()) is not None:
            found.append(text)
        return found

    return asyncio.run(take())


def test_what_fits_is_sent_at_once() -> None:
    told = [request(11), request(12), request(13)]

    def fill(watcher: Watcher) -> None:
        for one in told:
            watcher.put(one)

    assert taken(fill) == [b"".join(one.text for one in told)]


def test_what_does_not_is_a_gap_behind_which_the_world_is_told_again() -> None:
    def fill(watcher: Watcher) -> None:
        watcher.put_world(WORLD)
        for number in range(11, 21):
            watcher.put(request(number))
        assert watcher.last == 20

    (text,) = taken(fill)
    assert text == gap(10, 20).text + WORLD.text + request(20).text


def test_a_gap_grows_as_long_as_nobody_reads() -> None:
    def fill(watcher: Watcher) -> None:
        for number in range(11, 500):
            watcher.put(request(number))
        watcher.put(gap(499, 600))
        watcher.put(request(600))
        watcher.put(request(601, 300))

    (text,) = taken(fill)
    assert text == gap(10, 601).text + request(601, 300).text


def test_one_that_is_larger_than_the_queue_is_told_all_the_same() -> None:
    assert taken(lambda watcher: watcher.put(request(11, 1000))) == [request(11, 1000).text]


def test_a_lot_is_sent_in_parts() -> None:
    def fill(watcher: Watcher) -> None:
        for number in range(11, 15):
            watcher.put(request(number, AT_A_TIME // 2))

    assert [len(one) for one in taken(fill, most=4 * AT_A_TIME)] == [AT_A_TIME, AT_A_TIME]


def test_what_waits_at_the_end_of_the_client_is_forgotten() -> None:
    def fill(watcher: Watcher) -> None:
        watcher.put(request(11))
        watcher.end()

    assert taken(fill) == []
