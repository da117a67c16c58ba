"""The seed: what a new database is filled with, and what a reset goes back to.

The seed is put once into a database in memory, its image. SQLite copies an image page by page,
so that a reset takes milliseconds even with every US ZIP code.
"""

from __future__ import annotations

import atexit
import csv
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from lmapi_mock import paths
from lmapi_mock.errors import SeedError, StateError
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.own_tables.seeded import Origin, keep_origin, make_table
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.tables import vicidial_phone_codes, vicidial_postal_codes
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.lending import Lent
from lmapi_mock.store.sql.place import MEMORY
from lmapi_mock.store.sql.refilling import Rest
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.files import StateFiles
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema

REFERENCE: Final = (vicidial_phone_codes, vicidial_postal_codes)
"""Tables with a file in `seed/reference/`, made by `seed/build_reference.py`."""

IMAGE: Final = paths.SEED / "reference" / "image.db"
"""The same as a file of SQLite's, made by `seed/build_image.py`: read in a few milliseconds."""

_LEFT: Final[list[Database]] = []
"""An image of the demo data, which the last server of this process has left to the next: without
it most of a start would be to make one."""


@atexit.register
def _close_what_is_left() -> None:
    while _LEFT:
        _LEFT.pop().close()


def _as_it_is(error: StateError) -> SeedError:
    return SeedError(f"The seed does not fit: {error}", error.hint)


class Seed:
    """What a database is filled with when it is empty, and goes back to on a reset.

    Args:
        read: gives the rows; called once, when the seed is first needed.
        reference: whether the reference data of `seed/reference/` belongs to it.
        explained: makes of an error in the rows one that names where they come from.
        origin: what it is made of, noted in each database that it fills; None for one that fills
            none that is kept.
        left: where an image of the same may be, and is left at the end; nobody changes one.

    Attributes:
        origin: likewise.
    """

    def __init__(
        self,
        read: Callable[[], State],
        *,
        reference: bool,
        explained: Callable[[StateError], SeedError] = _as_it_is,
        origin: Origin | None = None,
        left: list[Database] | None = None,
    ) -> None:
        self.origin = origin
        self._left = [] if left is None else left
        self._leaves = left is not None
        self._read = read
        self._reference = reference
        self._explained = explained
        self._lock = threading.RLock()
        self._image: Database | None = None
        self._small: Database | None = None
        self._for_files: Database | None = None
        self._lender: Database | None = None
        self._rests: dict[Database, Rest] = {}
        self._ahead: Callable[[Transaction], None] | None = None

    def image(self) -> Database:
        """The seed as a database in memory, made at the first call.

        Raises:
            SeedError: a row does not fit its table.
        """
        with self._lock:
            if self._image is None:
                try:
                    self._image = self._left.pop()
                except IndexError:
                    self._image = self._made()
            return self._image

    def small(self) -> Database:
        """The seed as many databases in one memory begin: they share what it has of REFERENCE.

        Raises:
            SeedError: a row does not fit its table.
        """
        with self._lock:
            if self._small is None:
                self._small = self.image().small_copy(self.lent(), is_lean=True)
            return self._small

    def _small_for_files(self) -> Database:
        """The same in pages as files have them."""
        with self._lock:
            if self._for_files is None:
                self._for_files = self.image().small_copy(self.lent(), is_lean=False)
            return self._for_files

    def lent(self) -> Lent:
        """What it has of REFERENCE, for many databases to read.

        Raises:
            SeedError: a row does not fit its table.
        """
        with self._lock:
            image = self.image()
            if self._lender is None:
                self._lender = Database(MEMORY, like=image)
                self._lender.copy_of(image)
            return Lent(frozenset(one.name for one in REFERENCE), self._lender, image)

    def rest(self, image: Database) -> Rest:
        """What one of its images holds beside REFERENCE, whose rows are too many to look at."""
        with self._lock:
            rest = self._rests.get(image)
            if rest is None:
                names = frozenset(one.name for one in REFERENCE)
                rest = self._rests[image] = image.rest(names)
            return rest

    def restore(self, database: Database, *, alone: bool = False, lends: bool = False) -> None:
        """Make the database hold the seed and nothing else.

        Args:
            database: which.
            alone: as for `put_state`.
            lends: one in memory is lent what the seed has of REFERENCE, which takes a tenth of the
                time; the seed stays open for as long as it is.
        """
        if database.kind.single:
            if database.is_lean:
                image = self.warm(self.small())
            elif database.lent is not None or (lends and database.is_memory):
                image = self.warm(self._small_for_files())
            elif database.is_memory:
                database.copy_of(self.image())
                return
            else:
                # A start has more to do than to read what may never be asked for.
                image = self.image() if alone else self.warm(self.image())
            rest = self.rest(image)
            if not database.refill(image, rest):
                database.copy_of(image, rest)
            return
        with self.image().transaction() as tx:
            columns = configuration.custom_tables(tx)
            lent = database.lent.tables if database.lent is not None else frozenset()
            names = [one for one in [*METADATA.tables, *columns] if one not in lent]
            rows = get_state(tx, names, as_stored=True)
        own = {
            table: [(name, kind.sql) for name, kind in kinds.items() if name != "lead_id"]
            for table, kinds in columns.items()
        }
        with database.transaction() as tx:
            # Apart from the rows: MariaDB ends a transaction where a table is made.
            make_table(tx)
        put_state(database, State(rows, own, Fit.ANY), then=self._is_put, alone=alone)

    def _is_put(self, tx: Transaction) -> None:
        tx.borrow()
        self._keep_origin(tx)

    def _keep_origin(self, tx: Transaction) -> None:
        if self.origin is not None:
            keep_origin(tx, self.origin)

    def read_ahead(self, read: Callable[[Transaction], None]) -> None:
        """Have what every lead needs read in the seed, so that no database made of it need.

        Args:
            read: reads it, to be cached.
        """
        self._ahead = read

    def warm(self, image: Database) -> Database:
        """An image, in which that has been read; of other rows than the seed's, if need be."""
        with self._lock:
            if not image.cache and self._ahead is not None:
                with image.transaction(for_requests=True) as tx:
                    self._ahead(tx)
        return image

    def close(self) -> None:
        """Give memory back: all of it, but for an image that the next seed may have use for."""
        with self._lock:
            for database in (self._small, self._for_files, self._lender):
                if database is not None:
                    database.close()
            if self._image is not None:
                if self._leaves and not self._left:
                    self._left.append(self._image)
                else:
                    self._image.close()
            self._small = self._for_files = self._lender = self._image = None
            self._rests.clear()

    def _made(self) -> Database:
        image = Database(MEMORY)
        kept: frozenset[str] = frozenset()
        if self._reference:
            image.begin_as(IMAGE)
            kept = frozenset(one.name for one in REFERENCE)
        create_schema(image)
        try:
            put_state(image, self._read(), alone=True, kept=kept)
        except StateError as error:
            image.close()
            raise self._explained(error) from error
        # SQLite's databases are copies of the image, this row with it.
        with image.transaction() as tx:
            make_table(tx)
            self._keep_origin(tx)
        return image


def demo_seed() -> Seed:
    """Users, campaigns and lists to try things with, and where every area code lies."""
    files = StateFiles([paths.SEED / "demo.json"])
    return _seed_of(files, Origin("the demo data", files.digest), _LEFT)


def file_seed(*files: Path, fit: Fit = Fit.EXACT) -> Seed:
    """Seed files of the user's, or folders of them, as one.

    The reference data comes with them unless they have their own.

    Args:
        files: the files.
        fit: what becomes of values that a column would change.

    Raises:
        SeedError: a file cannot be read or is not of the form; names file, line and column.
    """
    return seed_of(StateFiles(files, fit))


def seed_of(files: StateFiles) -> Seed:
    """The seed that files make that have been read."""
    return _seed_of(files, Origin(files.origin, files.digest))


def _seed_of(files: StateFiles, origin: Origin, left: list[Database] | None = None) -> Seed:
    return Seed(
        lambda: files.state,
        reference=not _has_reference(files.state),
        explained=files.explained,
        origin=origin,
        left=left,
    )


def reference_rows(state: State) -> dict[str, list[dict[str, str]]]:
    """The reference data that comes with a state: none where it has its own."""
    rows: dict[str, list[dict[str, str]]] = {}
    if not _has_reference(state):
        for table in REFERENCE:
            with _reference_file(table).open(encoding="utf-8") as lines:
                rows[table.name] = list(csv.DictReader(lines))
    return rows


def _has_reference(state: State) -> bool:
    return not state.tables.keys().isdisjoint(table.name for table in REFERENCE)


def _reference_file(table: sa.Table) -> Path:
    return paths.SEED / "reference" / f"{table.name}.csv"
