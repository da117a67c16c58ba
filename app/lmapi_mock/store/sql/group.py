"""What units of work have in common that are committed together, and how their rows are stored.

Most are alone in their group. On a server those of requests that come at once share one, and rows
that nothing reads before the end wait to be stored together: see `waiting_rows.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, groupby, islice, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lmapi_mock.store.sql.engines.base import failure
from lmapi_mock.store.sql.read_ahead import ReadAhead
from lmapi_mock.store.sql.statements import Insert, Prepared, PreparedInsert, copying
from lmapi_mock.store.sql.waiting_rows import TakenError, WaitingRows

if TYPE_CHECKING:
    import sqlalchemy as sa

    from lmapi_mock.store.sql.database import Database
    from lmapi_mock.store.sql.transaction import Transaction

MOST_AHEAD: Final = 64
"""So many questions of a statement are asked together; the rest when somebody has one."""

OfKey = Callable[[int], Mapping[str, Any]]
"""Makes a row's values of the identifier of the row that it belongs to."""

Store = Callable[["Transaction", list[Any]], None]
"""Stores what was made for the end of a transaction."""


@dataclass(slots=True)
class AtEnd:
    """Two rows that are stored when all units of work are done: `Transaction.insert_at_end`."""

    tx: Transaction
    insert: Insert
    values: Mapping[str, Any]
    of_it: Insert
    its_values: OfKey


_INSERTS: Final = attrgetter("insert", "of_it")


class Asked(NamedTuple):
    """What is likely to be asked.

    Attributes:
        parameters: a statement's, in the driver's form.
        values: what it compares with, by the names of its parameters, as the connection hands it
            on.
    """

    parameters: Any
    values: Mapping[str, Any]


TURNS: Final = "journal"
"""What the number of the journal's newest entry is called among what is read when requests have
their turn: where anybody has had one in between, it is another."""


class Left(NamedTuple):
    """What a group leaves for the next one of its process.

    Attributes:
        told: what the next one reads when it has its turn, if nobody else has had one.
        keys: the identifiers that come next, by table.
        remembered: what was read once for all of the group.
        cache: the database's at its end; where it is another one by now, `remembered` is as old.
    """

    told: Mapping[str, Any]
    keys: Mapping[str, Iterator[int]]
    remembered: Mapping[Any, Any]
    cache: Mapping[Any, Any]


class Group:
    """Units of work that are committed together.

    Attributes:
        holds_all: no other transaction that does requests goes on meanwhile.
        is_alone: it holds one unit of work only.
        has_written: something has been sent that stores, changes or deletes.
        has_configured: rows have changed that the database's cache is made of.
        changes_tables: what it has done by then is committed with a change of a table.
        remembered: what was read once for all of them.
        at_end: what is stored when all of them are done.
        at_last: what is stored after that, each by whom, and made by whom.
        generation: what the database's was when they began; None before it is known.
        seen: what has been seen of the rows; None before somebody asks.
        waiting: rows that are stored before anything could find them.
        at_turn: what was read when they had their turn, by name.
        ahead: what was read for all of them before each asks for it.
    """

    def __init__(self, database: Database, connection: sa.Connection) -> None:
        self.holds_all = False
        self.is_alone = True
        self.has_written = False
        self.has_configured = False
        self.changes_tables = False
        self.remembered: dict[Any, Any] = {}
        self.at_end: list[AtEnd] = []
        self.at_last: list[tuple[Store, Callable[[], Any]]] = []
        self.generation: int | None = None
        self.seen: dict[Any, Any] | None = None
        self.waiting = WaitingRows()
        self.at_turn: dict[str, Any] = {}
        self.ahead = ReadAhead()
        self._database = database
        self._engine = database.kind
        self._connection = connection
        # A database answers a statement in less time than SQLAlchemy takes to wrap the answer.
        self.driver: Any = connection.connection.driver_connection

    def leave(self) -> Left | None:
        """What those that have their turn next may go on with."""
        # Of a journal that is empty nobody can tell whether it was, or has been emptied since.
        if not self.holds_all or self.at_turn.get(TURNS) is None:
            return None
        return Left(self._told(), self.waiting.keys, self.remembered, self._database.cache)

    def go_on(self, left: Left | None, tx: Transaction) -> None:
        """Go on with what others have left, if nobody else has had a turn since."""
        if left is None or left.told != self._told():
            return
        self.waiting.go_on(left.keys)
        if left.cache is self._database.cache_of(tx):
            self.remembered.update(left.remembered)

    def _told(self) -> dict[str, Any]:
        return {name: self.at_turn.get(name) for name in self._database.read_at_turn}

    def send(self, sql: str, parameters: Any) -> Any:
        """Send SQL in the driver's form as it is, whatever waits; the driver's cursor.

        Raises:
            DatabaseError: what the database, or the way to it, had against it.
        """
        return self._sent(sql, parameters, lambda cursor: cursor.execute)

    def send_rows(self, sql: str, parameters: Any) -> None:
        """Send an INSERT whose answer nobody needs before the end."""
        later = self._engine.answers_later
        self._sent(sql, parameters, lambda one: one.execute_later if later else one.execute)

    def _sent(self, sql: str, parameters: Any, way: Callable[[Any], Callable[..., Any]]) -> Any:
        cursor = self.driver.cursor()
        try:
            way(cursor)(sql, parameters)
        except self._connection.dialect.loaded_dbapi.Error as error:
            raise failure(self._connection, self.driver, sql, error) from error
        return cursor

    def read_ahead(self, prepared: Prepared, asked: Sequence[Asked]) -> None:
        """Have the answers to several questions of one statement, which is sent once."""
        found: list[list[tuple[Any, ...]]] = [[] for _ in asked]
        parameters = chain.from_iterable([one.parameters for one in asked])
        cursor = self.send(prepared.sql_of(len(asked)), tuple(parameters))
        for number, *row in cursor.fetchall():
            found[number].append(tuple(row))
        for one, rows in zip(asked, found, strict=True):
            self.ahead.know(prepared, one.values, one.parameters, rows)

    # A row by itself.

    def insert(self, tx: Transaction, prepared: PreparedInsert, parameters: Any) -> int:
        """Store a row, or let it wait; returns its identifier, 0 where its table gives none."""
        if self._engine.single:
            return self._insert_now(tx, prepared, parameters)
        self.ahead.add(prepared, parameters)
        key = self._later(prepared, parameters)
        return self._insert_now(tx, prepared, parameters) if key is None else key

    def _insert_now(self, tx: Transaction, prepared: PreparedInsert, parameters: Any) -> int:
        result = self.send(prepared.sql, parameters)
        if not prepared.has_identity:
            return 0
        key = int(result.fetchone()[0] if prepared.returns_id else result.lastrowid)
        if not self._engine.single and self._may_follow(prepared):
            step = 1 if prepared.returns_id else tx.cached(_step_of_identifiers)
            self.waiting.follow(prepared.table, key, step)
        return key

    def _may_wait(self, prepared: PreparedInsert) -> bool:
        """Whether a row may be stored with those of other units of work."""
        return not self.is_alone and self._may_follow(prepared)

    def _may_follow(self, prepared: PreparedInsert) -> bool:
        """Whether a row may be told the identifier that follows the last one."""
        return (
            self._database.shared
            and prepared.has_identity
            and prepared.is_growing
            and not prepared.brings_identity
            # What is taken back to a savepoint must have been stored after it.
            and not self._connection.in_nested_transaction()
        )

    def _later(self, prepared: PreparedInsert, parameters: Any) -> int | None:
        """Let a row wait, and return its identifier; None where it is to be stored now."""
        if not self._may_wait(prepared):
            if prepared.has_identity:
                # It takes one that a row which waits may have been told to have.
                self.store_waiting()
                self.waiting.forget_key(prepared.table)
            return None
        key = self.waiting.next_key(prepared.table)
        if key is not None:
            self.waiting.add(prepared, key, parameters)
        return key

    # Rows of several units of work.

    def store_waiting(self) -> None:
        """Store the rows that wait.

        Raises:
            TakenError: a sequence has given one of their identifiers to somebody else. MariaDB
                refuses their second row that has one.
        """
        waited = self.waiting.take()
        if self._engine.returns_id:
            told: dict[str, list[int]] = {}
            inserts: dict[str, PreparedInsert] = {}
            for prepared, rows in waited:
                if prepared.has_identity:
                    inserts.setdefault(prepared.table, prepared)
                    told.setdefault(prepared.table, []).extend(row[0] for row in rows)
            asked = {one: len(told[table]) for table, one in inserts.items()}
            if asked and self._keys_ahead(asked) != list(map(sorted, told.values())):
                raise TakenError
        for prepared, rows in waited:
            self._store_rows(prepared, rows)

    def _keys_ahead(self, rows: Mapping[PreparedInsert, int]) -> list[list[int]]:
        """Identifiers of servers' sequences, which nobody else is given: so many of each table."""
        sql = self._engine.keys_ahead({one.table: one.identity for one in rows})
        keys: list[list[int]] = [[] for _ in rows]
        for place, key in self.send(sql, tuple(rows.values())).fetchall():
            keys[place].append(int(key))
        return [sorted(some) for some in keys]

    def _store_rows(self, prepared: PreparedInsert, rows: list[tuple[Any, ...]]) -> None:
        """Store rows that have their identifiers, or 0 where their table gives none."""
        has_identity = prepared.has_identity
        values = rows if has_identity else [row[1:] for row in rows]
        if self._engine.copies:
            sql = copying(prepared.sql_with_key if has_identity else prepared.sql)
            self._sent(sql, values, attrgetter("copy_rows"))
            return
        sql_of = prepared.sql_with_keys if has_identity else prepared.sql_of
        size = max(self._engine.most_parameters // len(values[0]), 1)
        for start in range(0, len(values), size):
            part = values[start : start + size]
            self.send_rows(sql_of(len(part)), tuple(chain(*part)))

    def store_ends(self) -> None:
        """Store the pairs of rows that were left for the end."""
        at_end, self.at_end = self.at_end, []
        for (insert, of_it), several in groupby(at_end, _INSERTS):
            pairs = list(several)
            first, rows = self._stored_ends(insert, [(one.tx, one.values) for one in pairs])
            second, of_rows = self._stored_ends(
                of_it,
                [(one.tx, one.its_values(row[0])) for one, row in zip(pairs, rows, strict=True)],
            )
            for one, row, of_row in zip(pairs, rows, of_rows, strict=True):
                one.tx.written.insert(first, *row)
                one.tx.written.insert(second, *of_row)

    def _stored_ends(
        self, insert: Insert, rows: Sequence[tuple[Transaction, Mapping[str, Any]]]
    ) -> tuple[PreparedInsert, list[tuple[int, Any]]]:
        """Store rows of several units of work; the identifier of each, and what was sent of it."""
        any_tx = rows[0][0]
        any_tx.writes(insert.table)
        prepared = self._database.prepare_insert(insert)
        made = [prepared.parameters(values, charset=tx.charset) for tx, values in rows]
        keys = self._store_in_order(any_tx, prepared, made)
        return prepared, list(zip(keys, made, strict=False))

    def _store_in_order(
        self, tx: Transaction, prepared: PreparedInsert, rows: list[Any]
    ) -> Iterable[int]:
        """Store rows of several units of work; gives their identifiers."""
        told = self._told_ahead(prepared, len(rows))
        if told is not None:
            for key, row in zip(told, rows, strict=True):
                self.waiting.add(prepared, key, row)
            return told
        if self._engine.copies:
            (keys_ahead,) = self._keys_ahead({prepared: len(rows)})
            with_keys = [(key, *row) for key, row in zip(keys_ahead, rows, strict=True)]
            self._store_rows(prepared, with_keys)
            return keys_ahead
        keys: list[int] = []
        size = max(self._engine.most_parameters // len(rows[0]), 1)
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            result = self.send(prepared.sql_of(len(part)), tuple(chain(*part)))
            if prepared.has_identity:
                keys += self._keys_of(tx, int(result.lastrowid), len(part))
        if keys and not self._engine.single and self._may_follow(prepared):
            self.waiting.follow(prepared.table, keys[-1], tx.cached(_step_of_identifiers))
        return keys or repeat(0)

    def _told_ahead(self, prepared: PreparedInsert, rows: int) -> list[int] | None:
        """Identifiers for rows that are to wait, or zeros; None where only the database knows."""
        if self._engine.single:
            return None
        if not prepared.has_identity:
            return [0] * rows
        if not self._may_wait(prepared):
            return None
        keys = [self.waiting.next_key(prepared.table) for _ in range(rows)]
        known = [key for key in keys if key is not None]
        return known if len(known) == rows else None

    def _keys_of(self, tx: Transaction, told: int, rows: int) -> Iterable[int]:
        """The identifiers of rows that one statement has stored, of which the driver tells one."""
        if self._engine.single:
            # SQLite tells the last one, and they are side by side.
            return range(told - rows + 1, told + 1)
        return islice(count(told, tx.cached(_step_of_identifiers)), rows)


def _step_of_identifiers(tx: Transaction) -> int:
    """How far MariaDB's identifiers are apart: where several servers write, more than 1."""
    return int(tx.connection.exec_driver_sql("SELECT @@auto_increment_increment").scalar_one())
