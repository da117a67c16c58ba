"""Fault rules that several processes share: rows of the database that all of them work on.

A request counts in the database that it has met a rule, and whether it is struck depends on that
count alone. So rules strike as often, and as much by chance, as in one process.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from lmapi_mock.faults.kinds import Fired
from lmapi_mock.faults.rules import Rule, taken_id
from lmapi_mock.patterns.subject import Subject
from lmapi_mock.store.schema.shared_tables import FAULT_COUNTERS, FAULTS
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction

_MS = 1000

Rules = tuple[tuple[int, Rule], ...]
"""Rules by their numbers, in their order."""


class NewRulesError(Exception):
    """Rules have been added since it was last looked: the request is to be held against them."""


class SharedFaults:
    """All rules, in the order in which they were added; false while none is known of.

    Args:
        database: where they are kept.
        chance: the seed of all chance: that of rules that bring none.
        now: the clock that a `ttl` counts on, in seconds since 1970: real time, not the world's.
    """

    def __init__(
        self, database: Database, chance: int, now: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._chance = chance
        self._now = now
        self._lock = threading.Lock()
        self._met: dict[int, Rule] = {}
        self._ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self._ids)

    def add(self, content: Any) -> Rule:
        """Add a rule behind those there are.

        Raises:
            PatternError: it is not understood, or its identifier is taken.
            DatabaseError: the database cannot be used.
        """
        # Loaded by those who have faults, of which most servers have none.
        from lmapi_mock.faults.reading import read_rule  # noqa: PLC0415  most have no rule

        plan = read_rule(content)
        with self._changing() as tx:
            _drop_spent(tx, plan.id)
            taken = set(tx.connection.execute(sa.select(FAULTS.c.name)).scalars())
            if plan.id in taken:
                raise taken_id(plan.id)
            count = _counters(tx)
            name = plan.id
            while not name:
                count["named"] += 1
                made_up = f"fault-{count['named']}"
                name = "" if made_up in taken else made_up
            seed = plan.seed
            if seed is None:
                count["drawn"] += 1
                seed = _drawn(self._chance, count["drawn"])
            count["added"] += 1
            rule = Rule(content, plan, name, seed, self._now)
            ends = rule.expires_at
            tx.connection.execute(sa.update(FAULT_COUNTERS).values(**count))
            tx.connection.execute(
                sa.insert(FAULTS).values(
                    number=count["added"],
                    name=name,
                    rule=json.dumps(content),
                    seed=seed,
                    seen=0,
                    fired=0,
                    expires_at_ms=None if ends is None else round(ends * _MS),
                )
            )
        # So the next request here is held against it at once, not only once it has looked.
        self._ids = (*self._ids, name)
        return rule

    def remove(self, name: str) -> bool:
        """Remove the rule of this identifier; whether it was there."""
        with self._changing() as tx:
            gone = tx.connection.execute(sa.delete(FAULTS).where(FAULTS.c.name == name))
            return bool(gone.rowcount)

    def clear(self) -> None:
        """Remove all rules; made-up identifiers begin anew."""
        with self._changing() as tx:
            tx.connection.execute(sa.delete(FAULTS))
            tx.connection.execute(sa.update(FAULT_COUNTERS).values(named=0))

    def list(self) -> list[dict[str, Any]]:
        """Every rule that has not expired, as JSON."""
        counted = sa.select(FAULTS.c.number, FAULTS.c.seen, FAULTS.c.fired)
        with self._database.transaction() as tx:
            counts = {row.number: row for row in tx.connection.execute(counted)}
            found = self._in_force(tx)
        shown = []
        for number, rule in found:
            if number in counts:
                row = counts[number]
                shown.append(rule.as_json(seen=row.seen, fired=row.fired))
        return shown

    def ids(self) -> tuple[str, ...]:
        """The identifiers of the rules that have not expired, as the database has them now."""
        with self._database.transaction() as tx:
            self._in_force(tx)
        return self._ids

    def look(self, tx: Transaction) -> None:
        """In the transaction of a request that has met no rule: make sure that there is none.

        Raises:
            NewRulesError: there are some.
        """
        if self._in_force(tx):
            raise NewRulesError

    def choose(self, subject: Subject, tx: Transaction) -> Fired | None:
        """What the request meets: the first rule that matches it and strikes.

        Args:
            subject: what rules are held against.
            tx: in which it is counted.
        """
        for number, rule in self._in_force(tx):
            if not rule.plan.pattern.matches(subject):
                continue
            this = FAULTS.c.number == number
            count = sa.update(FAULTS).where(this).values(seen=FAULTS.c.seen + 1)
            if not tx.connection.execute(count).rowcount:
                # It has been removed just now.
                continue
            # The row is this transaction's until it ends: nobody else is given the same number.
            seen = tx.connection.execute(sa.select(FAULTS.c.seen).where(this)).scalar_one()
            with self._lock:
                fired = rule.met(seen)
            if fired is not None:
                struck = sa.update(FAULTS).where(this).values(fired=FAULTS.c.fired + 1)
                tx.connection.execute(struck)
                return fired
        return None

    def begin_anew(self) -> None:
        """Remove all rules, and let chance begin anew: of a database that has a new server."""
        with self._changing() as tx:
            tx.connection.execute(sa.delete(FAULTS))
            tx.connection.execute(sa.delete(FAULT_COUNTERS))

    @contextmanager
    def _changing(self) -> Iterator[Transaction]:
        """A transaction that changes the rules, of which every process learns."""
        with self._database.transaction() as tx:
            tx.hold(["faults"])
            tx.configures()
            expired = FAULTS.c.expires_at_ms <= round(self._now() * _MS)
            tx.connection.execute(sa.delete(FAULTS).where(expired))
            yield tx

    def _in_force(self, tx: Transaction) -> Rules:
        """The rules that have not expired, read when the generation says that it is time."""
        kept = tx.cached(self._read)
        found = tuple([one for one in kept if not one[1].has_expired]) if kept else kept
        self._ids = tuple([rule.id for _, rule in found])
        return found

    def _read(self, tx: Transaction) -> Rules:
        from lmapi_mock.faults.reading import read_rule  # noqa: PLC0415  most have no rule

        rows = list(tx.connection.execute(sa.select(FAULTS).order_by(FAULTS.c.number)))
        with self._lock:
            known, self._met = self._met, {}
            for row in rows:
                rule = known.get(row.number)
                if rule is None or (rule.id, rule.seed) != (row.name, row.seed):
                    content = json.loads(row.rule)
                    ends = None if row.expires_at_ms is None else row.expires_at_ms / _MS
                    rule = Rule(content, read_rule(content), row.name, row.seed, self._now, ends)
                self._met[row.number] = rule
            return tuple(self._met.items())


def _drop_spent(tx: Transaction, name: str) -> None:
    """Remove the rule of this identifier if it has struck as often as it was to."""
    this = FAULTS.c.name == name
    row = tx.connection.execute(sa.select(FAULTS.c.rule, FAULTS.c.fired).where(this)).first()
    if row is not None and json.loads(row.rule).get("times") == row.fired:
        tx.connection.execute(sa.delete(FAULTS).where(this))


def _counters(tx: Transaction) -> dict[str, int]:
    """What has been counted so far; the transaction holds the faults."""
    row = tx.connection.execute(sa.select(FAULT_COUNTERS)).mappings().first()
    if row is None:
        begun = {"added": 0, "named": 0, "drawn": 0}
        tx.connection.execute(sa.insert(FAULT_COUNTERS).values(id=1, **begun))
        return begun
    return {name: row[name] for name in ("added", "named", "drawn")}


def _drawn(chance: int, number: int) -> int:
    """The `number`-th seed that a server with this chance draws."""
    draws = random.Random(chance)  # noqa: S311  no secret
    for _ in range(number - 1):
        draws.getrandbits(32)
    return draws.getrandbits(32)
