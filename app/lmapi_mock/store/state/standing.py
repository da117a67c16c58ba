"""Rows that are to be put and stand there already, which their tables keep.

A suite puts one state again and again, most of whose tables no test has written to. To check the
rows, empty a table and fill it takes far longer than to see that it stands as it was put, and a
server is asked of all in one round trip. What was put is known by a digest of the rows as they were
given, and what stands by a fingerprint of the rows as they are stored: whoever has written to a
table meanwhile, and in whatever way, its rows are then put anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.stored_order import ORDERED
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction

_LARGE: Final = 2_000
"""Tables of more rows are not asked about: all requests wait for the answer."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class Stood(NamedTuple):
    """What is known of a table since its rows were put.

    Attributes:
        given: the digest of the rows as they were given, and of how they were to fit.
        stored: the fingerprint of the rows as they were stored.
    """

    given: bytes
    stored: tuple[Any, ...]


class Standing:
    """Which of the rows that are to be put stand there already.

    Args:
        database: where.
        rows: those of each table.
        fit: what becomes of values that a column would change.
    """

    def __init__(self, database: Database, rows: Rows, fit: Fit) -> None:
        self._known = database.stood
        self._counts: dict[sa.Table, int] = {}
        self._given: dict[str, bytes] = {}
        for name, of_table in rows.items():
            table = METADATA.tables.get(name)
            # Leads have an order beside their rows, and are what tests write.
            if table is not None and table is not ORDERED and 0 < len(of_table) <= _LARGE:
                self._counts[table] = len(of_table)
                self._given[name] = _digest(of_table, fit)

    def is_known(self, table: str) -> bool:
        """Whether just these rows were put before, and so found to fit."""
        known = self._known.get(table)
        return known is not None and known.given == self._given.get(table)

    def found(self, tx: Transaction) -> frozenset[str]:
        """The tables that hold just their rows, as they were put before."""
        asked = {
            table: count
            for table, count in self._counts.items()
            if self.is_known(table.name) and not tx.is_lent(table.name)
        }
        told = tx.engine.fingerprints(tx.connection, asked)
        return frozenset(name for name, one in told.items() if one == self._known[name].stored)

    def note(self, tx: Transaction, stood: Container[str]) -> None:
        """Know the tables' rows, which have been put, by what is stored; but of those that stood.

        It holds whether or not the transaction is committed: rows of this fingerprint are these.
        """
        asked = {
            table: count
            for table, count in self._counts.items()
            if table.name not in stood and not tx.is_lent(table.name)
        }
        for name, one in tx.engine.fingerprints(tx.connection, asked).items():
            self._known[name] = Stood(self._given[name], one)


def _digest(rows: Iterable[Any], fit: Fit) -> bytes:
    # JSON tells 1, 1.0, "1" and true apart, which are not alike to a column.
    text = json.dumps([fit.name, list(rows)], default=_told)
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _told(value: Any) -> Any:
    """What JSON has no word for: no mistake is taken for what is none."""
    return dict(value) if isinstance(value, Mapping) else [type(value).__name__, repr(value)]
