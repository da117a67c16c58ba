"""A consistent copy of an SQLite file, made while servers go on writing to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from lmapi_mock.errors import FileError
from lmapi_mock.store.sql.address import identity

PAGES_AT_ONCE: Final = 2_000
"""After so many pages, of 4 KiB, it is told how far the copy is."""

_PATIENCE_S: Final = 5


def back_up(source: Path, target: Path, *, force: bool, told: Callable[[float], None]) -> int:
    """Copy a database as it is at one moment, into a file for its owner alone.

    Nobody who writes meanwhile waits for it, and nothing that is written meanwhile is in it. The
    file has its name only once it is whole, and on the disk.

    Args:
        source: the database's file.
        target: the copy's.
        force: replace the target, if it is there.
        told: is told, now and then, how far it is: a share from 0 to 1.

    Returns:
        How many leads the copy holds.

    Raises:
        FileError: there is no such database, the target is there, or cannot be written.
    """
    if not source.is_file():
        raise FileError(f"There is no database file {source}.")
    if target.exists():
        if target.is_dir() or identity(str(target)) == identity(str(source)):
            what = "a folder" if target.is_dir() else "the database itself"
            raise FileError(f"{target} is {what}.", "Name another file for the copy.")
        if not force:
            raise _is_there(target)
    try:
        with _part_of(target) as part:
            with closing(_open(source)) as database:
                leads = _copy(database, source, part, told)
            _put(part, target, force=force)
    except OSError as error:
        raise FileError(f"{target}: {error.strerror}.") from error
    return leads


def _is_there(target: Path) -> FileError:
    return FileError(f"{target} is there already.", "Give --force to replace it.")


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A file beside the target, nobody else's to read, which is gone afterwards."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield part
    finally:
        for name in (part.name, f"{part.name}-journal", f"{part.name}-wal", f"{part.name}-shm"):
            part.with_name(name).unlink(missing_ok=True)


def _open(file: Path) -> sqlite3.Connection:
    uri = f"{file.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=_PATIENCE_S, isolation_level=None)


def _copy(
    database: sqlite3.Connection, source: Path, part: Path, told: Callable[[float], None]
) -> int:
    try:
        # A transaction that reads sees the database as it is now: no writer makes it begin anew.
        database.execute("BEGIN")
        (leads,) = database.execute("SELECT count(*) FROM vicidial_list").fetchone()
    except sqlite3.Error as error:
        raise FileError(
            f"{source} is no database of lmapi-mock's, or cannot be read: {error}."
        ) from error
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        try:
            database.backup(
                copy,
                pages=PAGES_AT_ONCE,
                progress=lambda _, left, all_: told(1 - left / max(all_, 1)),
            )
        except sqlite3.Error as error:
            raise FileError(f"{source} cannot be copied: {error}.") from error
    return int(leads)


def _put(part: Path, target: Path, *, force: bool) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    if force:
        part.replace(target)
    else:
        try:
            # Another may have made the target meanwhile: a link replaces nothing.
            os.link(part, target)
        except FileExistsError:
            raise _is_there(target) from None
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
