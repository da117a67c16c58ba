"""One unit of work on a database: its statements, the rows it stores, the names it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import sqlalchemy as sa

from lmapi_mock.mariadb.encoding import (
    Charset,
    connection_text,
    is_in_no_column,
    read_text,
)
from lmapi_mock.store.schema.columns import (
    ROW_NUMBER,
    is_fold,
    is_growing,
    is_unsigned64,
    keeps_order,
    stored_type,
)
from lmapi_mock.store.schema.stored_order import STORED_ORDER
from lmapi_mock.store.sql.changes import Changed, Delete, Update
from lmapi_mock.store.sql.generation import NAME as GENERATION
from lmapi_mock.store.sql.generation import generation_of
from lmapi_mock.store.sql.group import MOST_AHEAD, Asked, AtEnd, Group, Left, OfKey, Store
from lmapi_mock.store.sql.lending import copy_all_lent, copy_lent, let_borrow, set_borrowed
from lmapi_mock.store.sql.read_ahead import Question
from lmapi_mock.store.sql.statements import Insert, Statement
from lmapi_mock.store.sql.stored_order import last_place, note_stored
from lmapi_mock.store.sql.written import Rows

if TYPE_CHECKING:
    from lmapi_mock.store.sql.database import Database

T = TypeVar("T")
Row = Mapping[str, Any]

REQUESTS: Final = "requests"
"""The name that transactions hold which do requests."""

STATE: Final = "state"
"""The name that transactions hold which replace all rows, copy them or add some."""


class ApartError(Exception):
    """Work is to be done in a transaction of its own, in which nothing else is done."""


class Moved(NamedTuple):
    """How many rows left a table, and how many of them the other one has now because of it."""

    deleted: int
    inserted: int


class Transaction:
    """One unit of work: all of it is stored, or none of it."""

    def __init__(
        self,
        database: Database,
        connection: sa.Connection,
        group: Group | None = None,
    ) -> None:
        self._database = database
        self.cache_is_checked = False
        self._connection = connection
        self.engine = database.kind
        self.non_latin = False
        """use_non_latin = 1: letters are any of Unicode's."""
        self.charset: Charset = "utf8mb4"
        """What the engine speaks to its database: its rows are read and compared as from there."""
        self.holds_names = False
        self.is_for_requests = False
        """Whether it is one of the endpoint's, which may not wait."""
        self.carried: Mapping[str, Any] = {}
        """What was done in pieces before, by name (`pieces`)."""
        self.own_cache: dict[Any, Any] | None = None
        """What it makes of configuration tables, where that is for nobody else."""
        self._group = Group(database, connection) if group is None else group
        self.written = Rows()
        """The rows that were stored, changed or deleted one by one, in that order."""

    @property
    def connection(self) -> sa.Connection:
        """SQLAlchemy's connection, on which nothing waits to be stored any more."""
        if self._group.waiting:
            self._group.store_waiting()
        # Whoever takes it may write by it what we do not see.
        self._group.ahead.forget()
        return self._connection

    @property
    def keeps_clock(self) -> bool:
        """Whether other processes of ours work on the database too."""
        return self._database.keeps_clock

    @property
    def has_clock_table(self) -> bool:
        """Whether the table of the clock is known to be there: to ask a server takes its time."""
        return self._database.has_clock_table

    @property
    def knows_all_leads(self) -> bool:
        """Whether no lead comes with a lower identifier than one that is there, but tells so.

        Requests that add leads take turns, and whatever else of ours does renews the generation.
        To a dialer's own database its programs add leads whenever they like.
        """
        return self.engine.single or self._database.shared

    @property
    def keeps_halves(self) -> bool:
        """Whether not all that it writes is taken back when it fails."""
        return self._database.keeps_halves or self._group.changes_tables

    @property
    def commits_tables(self) -> bool:
        """Whether it has changed tables, and with that has committed what it had done by then."""
        return self._group.changes_tables

    @property
    def has_written(self) -> bool:
        """Whether it, or what is committed with it, may have changed anything by now."""
        return self._group.has_written

    @property
    def is_alone(self) -> bool:
        """Whether nothing else is committed with it."""
        return self._group.is_alone

    @is_alone.setter
    def is_alone(self, is_alone: bool) -> None:
        self._group.is_alone = is_alone

    def beside(self) -> Transaction:
        """Another unit of work, which is committed with this one."""
        other = Transaction(self._database, self._connection, self._group)
        other.cache_is_checked = self.cache_is_checked
        other.is_for_requests = self.is_for_requests
        return other

    @property
    def has_configured(self) -> bool:
        """Whether it, or what is committed with it, has changed what the cache is made of."""
        return self._group.has_configured

    @property
    def generation(self) -> int | None:
        """The generation of a database that several processes share; None if it has none."""
        if self._group.generation is None:
            self._group.generation = generation_of(self)
        return self._group.generation

    @property
    def at_turn(self) -> dict[str, Any]:
        """What was read when requests had their turn, by name; nothing on SQLite.

        Whoever changes it in the database says here what it is from then on.
        """
        return self._group.at_turn

    def configures(self) -> None:
        """Say that what processes keep in memory is changed by statements that do not tell."""
        self._group.has_configured = True

    def run(self, statement: Statement, **values: Any) -> int:
        """Execute a prepared UPDATE or DELETE; text is compared as its columns compare it.

        For many rows at once, or for values that SQL works out: they are not in `written`.

        Returns:
            How many rows its conditions held for.
        """
        prepared = self._database.prepare(statement)
        self.writes(prepared.changes, in_passing=True)
        cursor = self.execute(prepared.sql, prepared.parameters(values, charset=self.charset))
        return int(cursor.rowcount)

    def writes(self, table: sa.Table | None, *, in_passing: bool = False) -> None:
        """A table is written: what is known of its rows may no longer hold.

        Each login counts something in its user's row, of which nothing is kept in memory; that is
        what is written in passing.
        """
        self._group.has_written = True
        self._group.ahead.forget(None if table is None else table.name)
        if table is None or not is_growing(table):
            if table is not None:
                self.take_over([table.name])
            self._group.remembered.clear()
            if table is None or table.name != "vicidial_users":
                self._group.has_configured = True
                self._database.forget()
            elif not in_passing:
                # Its own log line is written yet, which knows the passwords that were before it.
                self._group.has_configured = True

    def is_lent(self, table: str) -> bool:
        """Whether another database holds a table's rows."""
        return self._database.lender(table, self) is not None

    @contextmanager
    def of(self, table: str) -> Iterator[Transaction]:
        """A transaction in which to read a table: another database's, where that holds its rows."""
        lender = self._database.lender(table, self)
        if lender is None:
            yield self
            return
        with lender.transaction() as other:
            other.charset = self.charset
            yield other

    def take_over(self, tables: Iterable[str]) -> None:
        """Hold the rows of tables here that are written next, if they are lent."""
        lent = self._database.lent
        if lent is None:
            return
        lent_now = [one for one in tables if self._database.lender(one, self)]
        if not lent_now:
            return
        if self.engine.single:
            copy_all_lent(self, lent)
            let_borrow(self._group.driver, borrows=False)
            return
        copy_lent(self, lent, lent_now)
        # What it has cached itself must not lead it to the lender any more.
        self._database.forget()
        if self.own_cache is not None:
            self.own_cache.clear()

    def borrows_nothing(self) -> None:
        """All rows are gone, those that were lent too."""
        if not self.engine.single and self._database.lent is not None:
            set_borrowed(self, ())
            self._database.forget()

    def borrow(self) -> None:
        """Read the rows that can be lent where they are lent: there are none of its own."""
        lent = self._database.lent
        if lent is None:
            return
        if self.engine.single:
            let_borrow(self._group.driver, borrows=True)
        else:
            set_borrowed(self, lent.tables)

    def changes_tables(self) -> None:
        """Say that tables are made, altered or dropped next, which the cache knows.

        MariaDB commits that by itself, with all that was done by then. That is not done once more,
        so it waits for other sessions where it is.

        Raises:
            ApartError: it would be committed with what others have done that are to be committed
                together; each of them is then done alone.
        """
        if not self.engine.transactional_ddl and not self._group.changes_tables:
            if not self._group.is_alone:
                raise ApartError
            self._group.changes_tables = True
            if not self._database.keeps_halves:
                self.engine.wait_in_place(self.connection, waits=True)
        self.writes(None)

    def reorders(self) -> None:
        """Say that leads are not in the order of their identifiers, which the cache knows."""
        self.writes(STORED_ORDER)

    def update(self, update: Update, values: Mapping[str, Any], **key: Any) -> Changed:
        """Set columns in the rows of a key; values are stored as their columns store them.

        Every row that changes is in `written`, with what it was before.

        Args:
            update: of which table, and by what key.
            values: by column, whichever are to be set; with none, nothing is.
            key: a value for each of the key's columns.
        """
        self.writes(update.table)
        return self._database.prepare_update(update, values).run(self, values, key)

    def delete(self, delete: Delete, **key: Any) -> int:
        """Delete the rows of a key, which are in `written` as they were; returns how many."""
        return len(self._delete(delete, key))

    def _delete(self, delete: Delete, key: Mapping[str, Any]) -> list[dict[str, Any]]:
        self.writes(delete.table)
        return self._database.prepare_delete(delete).run(self, key)

    def move(self, delete: Delete, into: sa.Table, **key: Any) -> Moved:
        """Move the rows of a key to another table that has the same columns, as archiving does.

        A row whose key the other table has already is deleted only. Where the other table gives
        identifiers, they go on after those that the rows bring along.
        """
        found = self._delete(delete, key)
        insert, is_there = _into(into, tuple(delete.table.columns.keys()))
        identity = next(iter(into.primary_key.columns)).name
        free = [row for row in found if self.first(is_there, key=row[identity]) is None]
        for row in free:
            self.insert(insert, row, is_stored=True)
        if into.autoincrement_column is not None and free:
            after = max(int(row[identity]) for row in free) + 1
            if self.engine.next_identifiers(self.connection, [into]).get(into.name, 1) < after:
                self.engine.go_on_with(self.connection, {into.name: after})
        return Moved(len(found), len(free))

    def first(self, statement: Statement, **values: Any) -> Row | None:
        """The first row of a prepared SELECT, if there is one."""
        return next(iter(self.all(statement, **values)), None)

    def remembered(self, statement: Statement, **values: Any) -> Row | None:
        """The row that `first` finds, looked up once and kept until an UPDATE or DELETE.

        For rows that no INSERT can change.
        """
        return self.once((statement, *values.items()), lambda: self.first(statement, **values))

    def once(self, key: Any, make: Callable[[], T]) -> T:
        """What is made once for all that is committed together, till an UPDATE or DELETE.

        Args:
            key: what it depends on, besides rows that no INSERT can change.
            make: makes it.
        """
        remembered = self._group.remembered
        if key in remembered:
            known: T = remembered[key]
            return known
        made = make()
        remembered[key] = made
        return made

    def all(self, statement: Statement, **values: Any) -> list[Row]:
        """Every row of a prepared SELECT; text is compared as its columns compare it."""
        prepared = self._database.prepare(statement)
        parameters = prepared.parameters(values, charset=self.charset)
        ahead = self._group.ahead.rows(prepared, parameters)
        if ahead is not None:
            return list(self._read(prepared.names, ahead))
        waiting = self._group.waiting
        # Compared as what the columns hold, which came through the connection.
        if waiting and waiting.may_be_in(prepared, self._sent(values)):
            self._group.store_waiting()
        found = self._group.send(prepared.sql, parameters).fetchall()
        return list(self._read(prepared.names, found))

    def _sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self.text(value) for name, value in values.items()}

    def read_ahead(self, questions: Iterable[Question]) -> None:
        """Read what units of work that are committed together are likely to ask for.

        Each statement is sent once for all of its questions.
        """
        by_statement: dict[Statement, dict[Any, Mapping[str, Any]]] = {}
        for statement, values in questions:
            parameters = self._database.prepare(statement).parameters(values, charset=self.charset)
            asked = by_statement.setdefault(statement, {})
            if len(asked) < MOST_AHEAD:
                asked[parameters] = values
        for statement, asked in by_statement.items():
            if len(asked) > 1:
                several = [Asked(one, self._sent(values)) for one, values in asked.items()]
                self._group.read_ahead(self._database.prepare(statement), several)

    def _read(self, names: Sequence[str], rows: Iterable[Iterable[Any]]) -> list[dict[str, Any]]:
        """Rows by column, their text as it comes through the connection."""
        if self.charset == "latin1":
            rows = (map(self.read, row) for row in rows)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def execute(self, sql: str, parameters: Any) -> Any:
        """Execute SQL in the driver's form; the driver's cursor."""
        if self._group.waiting:
            self._group.store_waiting()
        self._group.ahead.forget()
        return self._group.send(sql, parameters)

    def store_rows(self, sql: str, parameters: Any) -> None:
        """Execute an INSERT in the driver's form, behind all that waits.

        On MariaDB its answer is read before the commit, which waits for it; what the database has
        against it is told then.
        """
        if self._group.waiting:
            self._group.store_waiting()
        self._group.ahead.forget()
        self._group.send_rows(sql, parameters)

    def insert(
        self,
        insert: Insert,
        values: Mapping[str, Any],
        *,
        quietly: bool = False,
        is_stored: bool = False,
    ) -> int:
        """Store a row as its columns store it; returns the identifier that it was given, or 0.

        Args:
            insert: into which columns of which table.
            values: one for every column; any others are passed over.
            quietly: the row is no doing of the request's, and is not in `written`.
            is_stored: the values are those of a row that is stored, and do not come through the
                connection once more.
        """
        database = self._database
        prepared = database.inserts.get(insert) or database.prepare_insert(insert)
        if prepared.is_growing:
            self._group.has_written = True
        else:
            self.writes(insert.table)
        if prepared.brings_identity:
            # Other rows with higher identifiers have been seen.
            self.seen.clear()
            self.configures()
        behind = last_place(self) if prepared.brings_lead_id else 0
        charset = "utf8mb4" if is_stored else self.charset
        parameters = prepared.parameters(values, charset=charset)
        key = self._group.insert(self, prepared, parameters)
        if prepared.brings_lead_id:
            note_stored(self, [prepared.brought(parameters)], behind)
        if not quietly:
            self.written.insert(prepared, key, parameters)
        return key

    def insert_at_end(
        self, insert: Insert, values: Mapping[str, Any], of_it: Insert, its_values: OfKey
    ) -> None:
        """Store a row that nothing reads before the end, and one that holds its identifier.

        Those of all requests that share a commit go together, in two statements; on SQLite a row
        that is alone is stored sooner by itself.

        Args:
            insert: of a row that is given an identifier.
            values: that row's.
            of_it: the insert of the second row.
            its_values: makes the second row's values of the first one's identifier.
        """
        if self.engine.single and self._group.is_alone:
            self.insert(of_it, its_values(self.insert(insert, values)))
        else:
            self._group.at_end.append(AtEnd(self, insert, values, of_it, its_values))

    def store_at_last(self, store: Store, made: Callable[[], Any]) -> None:
        """Store what tells of all that was done, when nothing more is.

        Args:
            store: is given what was made, of those beside too, in their order.
            made: makes it; `written` is complete by then.
        """
        self._group.at_last.append((store, made))

    def finish(self) -> None:
        """Store what was to be stored at the end, of those beside too."""
        if self._group.at_end:
            if self.engine.answers_later:
                # The server is at them while the last ones are made.
                self._group.store_waiting()
            self._group.store_ends()
        self._group.store_waiting()
        at_last, self._group.at_last = self._group.at_last, []
        for store, several in groupby(at_last, lambda one: one[0]):
            store(self, [made() for _, made in several])

    def rows(self, table: sa.Table, *, as_stored: bool = False) -> list[dict[str, Any]]:
        """Every row of a table in primary-key order, or its own, each a dict by column name.

        Args:
            table: which.
            as_stored: in the order in which they were put there, though the table has a key.
        """
        names = [column.name for column in self.columns(table)]
        if not names:
            return []
        with self.of(table.name) as there:
            if there is not self:
                return there.rows(table, as_stored=as_stored)
        order = self._as_stored(table) if as_stored else self.ordered(table)
        read = f"SELECT {self.listed(names)} FROM {self.quoted(table.name)}{order}"
        return self._read(names, self.execute(read, ()).fetchall())

    def columns(self, table: sa.Table) -> list[sa.Column[Any]]:
        """The columns of a table that the database has; none where it lacks the table."""
        return self._database.columns(table)

    def has_table(self, name: str) -> bool:
        """Whether there is a table of this name, which may be none of VICIdial's."""
        return self.engine.has_table(self.connection, name)

    def lacks_table(self, table: sa.Table) -> bool:
        """Whether the database, a dialer's own, has not a table."""
        return self._database.lacks_table(table)

    def lacking(self, table: sa.Table) -> frozenset[str]:
        """The columns of a table that the database, a dialer's own, has not."""
        return self._database.lacking_of(table)

    def ordered(self, table: sa.Table) -> str:
        """The ORDER BY of a table: its key, or the order in which its rows were put there."""
        parts = [
            self.quoted(f"{name}_fold" if self.engine.folds else name)
            for name in table.info.get("ordered_by", ())
        ]
        for column in table.primary_key.columns:
            name = self.quoted(column.name)
            if is_unsigned64(stored_type(column)) and not self.engine.unsigned:
                # What is kept as a negative number is greater than any other.
                parts.append(f"{name} < 0")
            parts.append(name)
        order = ", ".join(parts) or self.engine.table_order
        return f" ORDER BY {order}" if order else ""

    def _as_stored(self, table: sa.Table) -> str:
        """The ORDER BY that gives a table's rows as they were put there."""
        if self.engine.single:
            return f" ORDER BY {self.engine.table_order}"
        if not keeps_order(table) or self._database.lacks(table, ROW_NUMBER):
            # A dialer's own, which it keeps in order itself.
            return ""
        return f" ORDER BY {self.quoted(ROW_NUMBER)}"

    def hold(self, names: Iterable[str]) -> None:
        """Let only one transaction at a time go on that holds any of these names."""
        if not self._group.holds_all:
            self.holds_names = True
            self.engine.hold(self.connection, names)

    def hold_all(self, *, is_alone: bool = False) -> None:
        """Let only one transaction at a time go on that does requests, whatever they hold.

        Those that do several would otherwise hold the names of one while they wait for another's.

        Args:
            is_alone: it does one request only.
        """
        self.holds_names = True
        group = self._group
        last_keys = {} if is_alone else self._database.last_keys
        reading = {**self._database.read_at_turn, **last_keys}
        found = self.engine.hold(self.connection, [REQUESTS], tuple(reading.values()))
        group.at_turn = dict(zip(reading, found, strict=False))
        group.generation = group.at_turn.get(GENERATION)
        group.holds_all = True
        group.is_alone = is_alone
        group.go_on(self._database.taken_left(), self)
        for table in last_keys:
            last = group.at_turn[table]
            if last is not None:
                group.waiting.follow(table, last, 1)

    def leave(self) -> Left | None:
        """What it leaves for the next of this process that does requests, once it is committed."""
        return self._group.leave()

    def cached(self, build: Callable[[Transaction], T]) -> T:
        """What `build` makes of configuration tables, made anew when they have changed."""
        cache = self.own_cache
        if cache is None:
            database = self._database
            cache = database.cache if self.cache_is_checked else database.cache_of(self)
        # Others read the same text as another one.
        key: Any = (build, self.charset) if self.charset == "latin1" else build
        try:
            value: T = cache[key]
        except KeyError:
            value = cache[key] = build(self)
        return value

    def made_of(self, table: sa.Table, build: Callable[[Transaction], T]) -> T:
        """What `build` makes of a whole table of configuration, to be cached.

        A server tells whether the table has changed much sooner than it gives all its rows.
        """
        sql = self.engine.fingerprint(self.quoted(table.name))
        if sql is None or self.own_cache is not None:
            return build(self)
        # First: of rows that change in between, the next look makes it anew.
        fingerprint = self._group.send(sql, ()).fetchone()
        made = self._database.made_of(self)
        key = (build, self.charset)
        if key in made and made[key][0] == fingerprint:
            value: T = made[key][1]
        else:
            value = build(self)
            made[key] = fingerprint, value
        return value

    @property
    def seen(self) -> dict[Any, Any]:
        """What has been seen of the rows, for as long as the API alone changes any.

        What is kept here has to hold whatever columns of a lead are set, and when leads are
        deleted. It is emptied when a row comes with an identifier of its own, which may be lower
        than those that have been seen. Unlike what is cached it may be written to, and no copy of
        the database takes it over. What others change meanwhile is not known here: then nobody
        takes over what has been seen.
        """
        if self._group.seen is None:
            self._group.seen = self._database.seen_by(self)
        return self._group.seen

    def quoted(self, name: str) -> str:
        """A name as the engine's SQL writes it, whatever characters it holds."""
        return self._connection.dialect.identifier_preparer.quote_identifier(name)

    def listed(self, names: Iterable[str]) -> str:
        """Names as a list in SQL."""
        return ", ".join(map(self.quoted, names))

    def marks(self, count: int) -> str:
        """So many placeholders of the driver's kind, as a list in SQL."""
        mark = "?" if self._connection.dialect.paramstyle == "qmark" else "%s"
        return ", ".join([mark] * count)

    def text(self, value: Any) -> Any:
        """A value as the connection hands it to a column; numbers as they are."""
        return connection_text(value, charset=self.charset)

    def read(self, value: Any) -> Any:
        """What a column holds as the connection hands it to the engine; numbers as they are."""
        return read_text(value, charset=self.charset)

    def finds_none(self, text: str) -> bool:
        """Whether a text holds a character that no column has: it is in no row."""
        return is_in_no_column(text, charset=self.charset)


@cache
def _into(table: sa.Table, columns: tuple[str, ...]) -> tuple[Insert, Statement]:
    """How rows get into a table that come with their key, and how one is looked for there."""
    key = next(iter(table.primary_key.columns))
    names = tuple(
        column.name for column in table.columns if column.name in columns and not is_fold(column)
    )
    return Insert(table, names), Statement(
        lambda _: sa.select(key).where(key == sa.bindparam("key"))
    )
