"""Snapshots of an SQLite database: databases of their own, copied page by page."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lmapi_mock.clock import ClockState
from lmapi_mock.errors import DatabaseError, UnknownError
from lmapi_mock.store.own_tables.shared_clock import keep_clock, kept_clock
from lmapi_mock.store.snapshots.document import Document, Opened, document_of, put_document
from lmapi_mock.store.snapshots.large_images import restore_beside
from lmapi_mock.store.snapshots.rows import Snapshot
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.place import MEMORY
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.rows import holds_many
from lmapi_mock.store.upkeep.migrate import create_schema, migrate, revision_of


class Images:
    """The snapshots of a database in memory, in memory too."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._images: dict[str, tuple[dt.datetime, Database]] = {}

    def save(self, name: str, clock: ClockState) -> Snapshot:
        """Copy the database; the clock's stand goes into the copy."""
        with self._made(name) as image:
            self._copy_to(image)
            with image.transaction() as tx:
                keep_clock(tx, clock)
        return self._found(name)

    def _copy_to(self, image: Database) -> None:
        image.copy_of(self._database)

    def restore(self, name: str) -> ClockState | None:
        """Copy the snapshot back; returns where its clock stood."""
        with self._opened(name) as image:
            # It may have been saved by an older version of this project.
            migrate(image)
            with image.transaction() as tx:
                clock = kept_clock(tx)
            self._copy_back(image, clock)
        return clock

    def _copy_back(self, image: Database, clock: ClockState | None) -> None:
        del clock
        self._database.copy_of(image)

    def write(self, name: str, document: Document) -> Snapshot:
        """Make an image of a document."""
        with self._made(name) as image:
            create_schema(image)
            put_document(image, document, with_clock=True)
        return self._found(name)

    def has(self, name: str) -> bool:
        """Whether there is one of that name."""
        return name in self._saved()

    def listed(self) -> list[Snapshot]:
        """All that there are."""
        return [self._found(name) for name in self._saved()]

    def delete(self, name: str) -> None:
        """Close its image."""
        _, image = self._images.pop(name)
        image.close()

    @contextmanager
    def reading(self, name: str) -> Iterator[Opened]:
        """Its document, for as long as it is looked through."""
        with self._opened(name) as image:
            migrate(image)
            with image.transaction() as tx:
                yield document_of(tx, kept_clock(tx))

    def close(self) -> None:
        """Close every image."""
        for name in list(self._images):
            self.delete(name)

    def _found(self, name: str) -> Snapshot:
        with self._opened(name) as image, image.transaction() as tx:
            leads = tx.connection.exec_driver_sql("SELECT count(*) FROM vicidial_list")
            return Snapshot(name, self._saved()[name], leads.scalar_one())

    def _saved(self) -> dict[str, dt.datetime]:
        """When each was saved, by name."""
        return {name: saved for name, (saved, _) in self._images.items()}

    @contextmanager
    def _opened(self, name: str) -> Iterator[Database]:
        yield self._images[name][1]

    @contextmanager
    def _made(self, name: str) -> Iterator[Database]:
        """An empty database, which is kept under the name once it holds what it is to hold."""
        image = Database(MEMORY, is_lean=self._database.is_lean)
        try:
            yield image
        except BaseException:
            image.close()
            raise
        if name in self._images:
            self.delete(name)
        self._images[name] = dt.datetime.now(dt.UTC), image


class Files(Images):
    """The snapshots of a file, each in a file of its own in the folder beside it.

    A file is named after the snapshot and the moment, and never written again: a process that
    reads it is not disturbed by another that saves one of the same name.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._folder = Path(f"{database.url.database}.snapshots")

    def delete(self, name: str) -> None:
        """Delete its files."""
        for file in self._files().get(name, ()):
            file.unlink(missing_ok=True)

    def _copy_to(self, image: Database) -> None:
        with closing(self._database.beside()) as source:
            image.copy_of(source)

    def _copy_back(self, image: Database, clock: ClockState | None) -> None:
        """Few pages at once; of many rows as those of a large state are put."""
        if not _is_large(image) and not _is_large(self._database):
            super()._copy_back(image, clock)
            return

        def keep(tx: Transaction) -> None:
            if self._database.shared:
                keep_clock(tx, clock)

        restore_beside(self._database, image, keep)

    def close(self) -> None:
        """They stay where they are."""

    def _files(self) -> dict[str, list[Path]]:
        """The files of each snapshot, the newest last."""
        found: dict[str, list[Path]] = {}
        for file in sorted(self._folder.glob("*@*.sqlite3")):
            found.setdefault(_name_of(file), []).append(file)
        return found

    def _saved(self) -> dict[str, dt.datetime]:
        return {
            name: dt.datetime.fromtimestamp(_moment_of(files[-1]) / 1e9, dt.UTC)
            for name, files in self._files().items()
        }

    @contextmanager
    def _opened(self, name: str) -> Iterator[Database]:
        file = self._files()[name][-1]
        with closing(Database(f"sqlite:///{file}")) as image:
            if revision_of(image) is None:
                # Deleted by another process since it was found; SQLite has made an empty one.
                file.unlink(missing_ok=True)
                raise UnknownError("unknown_snapshot", f"The snapshot {name!r} is gone.")
            yield image

    @contextmanager
    def _made(self, name: str) -> Iterator[Database]:
        older = self._files().get(name, [])
        try:
            self._folder.mkdir(exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"The folder {self._folder} of the snapshots cannot be made: {error.strerror}.",
                "It is made beside the database's file.",
                told=f"The folder of the snapshots cannot be made: {error.strerror}.",
            ) from error
        # Zeros in front, so that the newest is the last by name.
        file = self._folder / f"{_as_file(name)}@{time.time_ns():020}.sqlite3"
        part = file.with_suffix(".part")
        try:
            with closing(Database(f"sqlite:///{part}")) as image:
                yield image
            part.replace(file)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        for one in older:
            one.unlink(missing_ok=True)


def _is_large(database: Database) -> bool:
    with database.transaction() as tx:
        return holds_many(tx)


def _as_file(name: str) -> str:
    """A name as macOS keeps it apart from one in other letters: `Ab` is `+ab`."""
    return re.sub("[A-Z]", lambda letter: f"+{letter[0].lower()}", name)


def _name_of(file: Path) -> str:
    name, _, _ = file.stem.rpartition("@")
    return re.sub(r"\+([a-z])", lambda letter: letter[1].upper(), name)


def _moment_of(file: Path) -> int:
    return int(file.stem.rpartition("@")[2])
