"""Which entries of a journal in a database stored the same lead as one before them.

A process reads of each row once which leads its entries stored, and only when somebody looks.
"""

from __future__ import annotations

import threading
from collections import ChainMap
from collections.abc import Iterable, MutableMapping, Sequence

import sqlalchemy as sa

from lmapi_mock.journal.bundles import LONGEST_HEAD, leads_in
from lmapi_mock.store.schema.shared_tables import JOURNAL
from lmapi_mock.store.sql.transaction import Transaction

_Row = tuple[int, Sequence[str]]
"""The number of its last entry, and what is alike for those of the same lead, of each entry."""

_OF_SEVERAL = sa.func.substr(JOURNAL.c.entry, 1, 1) == "["
_HEAD = sa.case((_OF_SEVERAL, sa.func.substr(JOURNAL.c.entry, 1, LONGEST_HEAD)), else_="")


class Leads:
    """What was read of a journal's leads, which is no more than what is new each time.

    Args:
        size: how many entries the journal holds.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._newest: _Row = (0, ())
        self._latest: dict[str, int] = {}
        self._before: dict[int, int] = {}

    def repeated(
        self, tx: Transaction, numbers: Iterable[int], stored: int | None = None
    ) -> dict[int, int]:
        """The number of the newest entry before each that stored the same lead, if there was one.

        Args:
            tx: reads the journal.
            numbers: of the entries.
            stored: the number of the last entry that others can see; None where all can be seen.
        """
        with self._lock:
            before = self._read(tx, stored)
            found = {number: before.get(number, 0) for number in numbers}
        # One that it held no more when the other came is none.
        return {one: other for one, other in found.items() if other > one - self._size}

    def _read(self, tx: Transaction, stored: int | None) -> MutableMapping[int, int]:
        known = self._newest[0]
        rows = _rows_from(tx, known)
        if known and (not rows or rows[0] != self._newest):
            # Emptied since, or another journal's: what was known does not hold.
            self._latest, self._before, self._newest = {}, {}, (0, ())
            rows = _rows_from(tx, 0)
        elif known:
            del rows[0]
        seen = [row for row in rows if stored is None or row[0] <= stored]
        _take(seen, self._latest, self._before)
        if seen:
            self._newest = seen[-1]
        if len(self._latest) > 2 * self._size:
            held = self._newest[0] - self._size
            self._latest = {lead: last for lead, last in self._latest.items() if last > held}
            self._before = {one: last for one, last in self._before.items() if last > held}
        if len(seen) == len(rows):
            return self._before
        # They may be taken back.
        before: ChainMap[int, int] = ChainMap({}, self._before)
        _take(rows[len(seen) :], ChainMap({}, self._latest), before)
        return before


def _rows_from(tx: Transaction, number: int) -> list[_Row]:
    query = sa.select(JOURNAL.c.id, JOURNAL.c.lead, _HEAD).where(JOURNAL.c.id >= number)
    rows = tx.connection.execute(query.order_by(JOURNAL.c.id))
    return [(last, tuple(leads_in(lead, head))) for last, lead, head in rows]


def _take(
    rows: Iterable[_Row], latest: MutableMapping[str, int], before: MutableMapping[int, int]
) -> None:
    for last, leads in rows:
        for number, lead in enumerate(leads, last - len(leads) + 1):
            if lead:
                if lead in latest:
                    before[number] = latest[lead]
                latest[lead] = number
