"""Which namespaces there are on a database that processes share: a row for each.

A row is there before its space is made, and until it is dropped. So nothing is left that nobody
knows of, whatever is killed meanwhile: who comes next finds a row that is not ready, and clears up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import sqlalchemy as sa

from lmapi_mock.store.schema.shared_tables import NAMESPACES
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Transaction

_ALL: Final = "namespaces"
"""The name that transactions hold which count them."""


class Namespace(NamedTuple):
    """A namespace.

    Attributes:
        name: as requests name it.
        space: where its tables are: a schema, a database, a file.
        age: since when there is one, in seconds.
        idle: how long nobody has used it, in seconds, as far as that has been noted.
    """

    name: str
    space: str
    age: float
    idle: float


class Register:
    """The rows, as any process finds them.

    Every method raises a DatabaseError where the database cannot be used.

    Args:
        database: that processes share, not a namespace's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Let nobody else, in any process, make or drop the namespace of this name."""
        if self._database.kind.single:
            with self._database.alone():
                yield
            return
        with self._database.transaction() as tx:
            tx.hold([f"namespace {name}"])
            yield

    def space_of(self, name: str) -> str | None:
        """Where a namespace has its tables; None where there is none, or none yet."""
        query = sa.select(NAMESPACES.c.space)
        with self._database.transaction() as tx:
            found = query.where(NAMESPACES.c.name == name, NAMESPACES.c.is_ready == 1)
            space: str | None = tx.connection.execute(found).scalar()
            return space

    def listed(self) -> list[Namespace]:
        """All that are there, by name."""
        columns = [NAMESPACES.c[one] for one in ("name", "space", "made_at", "used_at")]
        query = sa.select(*columns).where(NAMESPACES.c.is_ready == 1)
        with self._database.transaction() as tx:
            now = _now(tx)
            rows = list(tx.connection.execute(query))
        return sorted(
            Namespace(name, space, max(now - made_at, 0), max(now - used_at, 0))
            for name, space, made_at, used_at in rows
        )

    def claim(self, name: str, space: str, most: int) -> bool:
        """Note that a namespace is going to be made, by who is `alone` with it.

        Returns:
            Whether there is room for it.
        """
        with self._database.transaction() as tx:
            tx.hold([_ALL])
            count = sa.select(sa.func.count()).select_from(NAMESPACES)
            if tx.connection.execute(count).scalar_one() >= most:
                return False
            now = _now(tx)
            row = {"name": name, "space": space, "is_ready": 0, "made_at": now, "used_at": now}
            tx.connection.execute(sa.insert(NAMESPACES).values(row))
        return True

    def set_ready(self, name: str) -> None:
        """Note that it is made."""
        with self._database.transaction() as tx:
            ready = sa.update(NAMESPACES).where(NAMESPACES.c.name == name).values(is_ready=1)
            tx.connection.execute(ready)

    def used(self, idle: dict[str, int]) -> None:
        """Note when namespaces were used.

        Args:
            idle: by the space of each, how many seconds ago.
        """
        with self._database.transaction() as tx:
            now = _now(tx)
            for space, seconds in sorted(idle.items()):
                then = now - seconds
                later = NAMESPACES.c.space == space, NAMESPACES.c.used_at < then
                tx.connection.execute(sa.update(NAMESPACES).where(*later).values(used_at=then))

    def idle(self, seconds: float) -> list[str]:
        """Those that nobody has used for longer, and those whose maker was killed then."""
        with self._database.transaction() as tx:
            unused = sa.select(NAMESPACES.c.name).where(NAMESPACES.c.used_at < _now(tx) - seconds)
            return list(tx.connection.execute(unused).scalars())

    def unready(self, name: str) -> str | None:
        """Where one has its tables, or some of them, whose maker or dropper has not ended."""
        this = NAMESPACES.c.name == name, NAMESPACES.c.is_ready == 0
        with self._database.transaction() as tx:
            space: str | None = tx.connection.execute(
                sa.select(NAMESPACES.c.space).where(*this)
            ).scalar()
            return space

    def begin_to_drop(self, name: str, *, idle: float = 0.0) -> str | None:
        """Note that one is going to be dropped, by who is `alone` with it.

        Args:
            name: the namespace's.
            idle: it is left as it is if anybody has used it since so many seconds; 0 for any.

        Returns:
            Where its tables are; None where there is none, or none as idle as that.
        """
        with self._database.transaction() as tx:
            this = [NAMESPACES.c.name == name]
            if idle:
                this.append(NAMESPACES.c.used_at < _now(tx) - idle)
            space: str | None = tx.connection.execute(
                sa.select(NAMESPACES.c.space).where(*this)
            ).scalar()
            if space is not None:
                tx.connection.execute(sa.update(NAMESPACES).where(*this).values(is_ready=0))
            return space

    def forget(self, name: str) -> None:
        """Note that it is gone."""
        with self._database.transaction() as tx:
            tx.connection.execute(sa.delete(NAMESPACES).where(NAMESPACES.c.name == name))


def _now(tx: Transaction) -> int:
    """The database's clock, in seconds: those of machines differ."""
    return int(tx.connection.exec_driver_sql(f"SELECT {tx.engine.seconds}").scalar_one())
