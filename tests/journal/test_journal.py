"""The ring that keeps the last requests."""

from __future__ import annotations

import pytest

import entries
from lmapi_mock.errors import JournalError
from lmapi_mock.journal.entry import Entry
from lmapi_mock.journal.journal import Journal, Room
from lmapi_mock.journal.weight import weight


def entry(lead: tuple[str, ...] | None = None, body: bytes = b"") -> Entry:
    return entries.entry(lead=lead, body=body, body_size=len(body))


def filled(size: int, count: int) -> Journal:
    journal = Journal(size)
    for _ in range(count):
        journal.add(entry())
    return journal


def ids(journal: Journal) -> list[int]:
    return [one.id for one in journal.entries()]


def test_the_newest_comes_first() -> None:
    assert ids(filled(10, 3)) == [3, 2, 1]


def test_the_oldest_goes_when_it_is_full() -> None:
    journal = filled(3, 5)

    assert ids(journal) == [5, 4, 3]
    assert journal.dropped == 2
    assert [journal.get(number) is not None for number in range(7)] == [
        False, False, False, True, True, True, False,
    ]  # fmt: skip


def test_it_says_so_when_it_cannot_know() -> None:
    journal = filled(3, 5)

    with pytest.raises(JournalError, match="holds the last 3 requests, and 2 older ones have been"):
        journal.must_hold_all()
    with pytest.raises(JournalError):
        journal.must_hold_all(since=1)
    # What came after the second is all there.
    journal.must_hold_all(since=2)


def test_emptied_it_knows_all_that_came_since() -> None:
    journal = filled(3, 5)
    journal.clear()

    assert ids(journal) == []
    assert journal.dropped == 0
    journal.must_hold_all()
    journal.add(entry())
    assert ids(journal) == [6]
    journal.must_hold_all()


def test_one_that_keeps_nothing_knows_nothing() -> None:
    with pytest.raises(JournalError, match="keeps no requests"):
        Journal(0).must_hold_all()


def test_one_of_several_processes_knows_too_little() -> None:
    its_own = "has 2 processes, each with a journal of its own"
    with pytest.raises(JournalError, match=its_own) as refused:
        Journal(10, 2).must_hold_all()
    assert "beside a dialer's own tables (--existing) it makes none" in refused.value.hint


def test_a_lead_that_was_stored_before_is_found() -> None:
    journal = Journal(10)
    for lead in (("a",), ("b",), ("a",), None, ("a",)):
        journal.add(entry(lead))

    assert [one.repeats for one in journal.entries()] == [3, 0, 1, 0, 0]


def test_one_that_has_been_dropped_is_repeated_by_none() -> None:
    journal = Journal(2)
    for lead in (("a",), ("b",), ("c",), ("a",)):
        journal.add(entry(lead))

    assert [one.repeats for one in journal.entries()] == [0, 0]


KIB = 1024


def sizes(*journals: Journal) -> list[int]:
    return [len(journal) for journal in journals]


def test_the_oldest_goes_when_its_memory_is_full() -> None:
    journal = Journal(100, room=Room(100 * KIB))
    for _ in range(10):
        journal.add(entry(body=b"x" * 30 * KIB))

    assert ids(journal) == [10, 9, 8]
    assert journal.dropped == 7
    assert journal.bytes == journal.room.held == 3 * weight(entry(body=b"x" * 30 * KIB))
    with pytest.raises(JournalError, match="holds the last 3 requests, and 7 older ones have been"):
        journal.must_hold_all()
    journal.clear()
    assert journal.bytes == journal.room.held == 0


def test_what_is_larger_than_the_memory_is_not_kept() -> None:
    journal = Journal(100, room=Room(10 * KIB))
    journal.add(entry(("a",), body=b"x" * 30 * KIB))

    assert (ids(journal), journal.dropped, journal.room.held) == ([], 1, 0)
    journal.add(entry(("a",)))
    assert [one.repeats for one in journal.entries()] == [0]


def test_whoever_fills_his_own_empties_no_other() -> None:
    room = Room(100 * KIB)
    mine, his = Journal(100, room=room), Journal(100, room=room)
    for _ in range(5):
        mine.add(entry(body=b"x" * KIB))
    for _ in range(200):
        his.add(entry(body=b"x" * KIB))

    assert len(mine) == 5
    assert his.dropped > 100
    assert room.held == mine.bytes + his.bytes <= 100 * KIB
    his.close()
    his.add(entry())
    assert room.held == mine.bytes


def test_those_who_look_slowly_see_what_is_still_there() -> None:
    journal = filled(300, 300)
    looking = journal.entries()
    assert next(looking).id == 300
    for _ in range(250):
        journal.add(entry())

    # The first hundred were taken out together; of the others those up to 250 are gone.
    assert [one.id for one in looking] == list(range(299, 200, -1))
    assert ids(journal)[0] == 550
