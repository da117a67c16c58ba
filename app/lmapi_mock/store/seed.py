"""The seed: what a new database is filled with, and what a reset goes back to.

The seed is put once into a database in memory, its image. SQLite copies an image page by page,
so that a reset takes milliseconds even with every US ZIP code.
"""

from __future__ import annotations

import csv
import itertools
import json
import operator
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from lmapi_mock import paths
from lmapi_mock.errors import SeedError, StateError
from lmapi_mock.store.columns import is_fold
from lmapi_mock.store.configuration import custom_tables
from lmapi_mock.store.database import Database, Transaction
from lmapi_mock.store.migrate import create_schema
from lmapi_mock.store.state import State, get_state, put_state
from lmapi_mock.store.tables import vicidial_phone_codes, vicidial_postal_codes

REFERENCE: Final = (vicidial_phone_codes, vicidial_postal_codes)
"""Tables with a file in `seed/reference/`, made by `seed/build_reference.py`."""


def read_seed(file: Path) -> State:
    """A seed file: JSON in the form of `PUT /__admin/state`.

    Raises:
        SeedError: the file cannot be read, or is not of that form; names file and place.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(f"The seed file {file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SeedError(f"The seed file {file} is not UTF-8: {error}.") from error
    except json.JSONDecodeError as error:
        raise SeedError(
            f"{file}, line {error.lineno}, column {error.colno}: {error.msg}.",
            "A seed is JSON in the form of PUT /__admin/state.",
        ) from error
    if (
        not isinstance(content, dict)
        or not content.keys() <= {"tables", "custom_tables"}
        or not all(isinstance(part, dict) for part in content.values())
    ):
        raise SeedError(
            f"The seed file {file} is not of the form of PUT /__admin/state.",
            'It is an object with "tables" and, if you like, "custom_tables", both objects.',
        )
    return State(content.get("tables", {}), content.get("custom_tables", {}))


class Seed:
    """What a database is filled with when it is empty, and goes back to on a reset.

    Args:
        read: gives the rows; called once, when the seed is first needed.
        reference: whether the reference data of `seed/reference/` belongs to it.
        origin: where the rows come from, for messages.
    """

    def __init__(self, read: Callable[[], State], *, reference: bool, origin: str) -> None:
        self._read = read
        self._reference = reference
        self._origin = origin
        self._lock = threading.Lock()
        self._image: Database | None = None

    def image(self) -> Database:
        """The seed as a database in memory, made at the first call.

        Raises:
            SeedError: a row does not fit its table.
        """
        with self._lock:
            if self._image is None:
                self._image = self._made()
            return self._image

    def restore(self, database: Database) -> None:
        """Make the database hold the seed and nothing else."""
        if database.kind.single:
            database.copy_of(self.image())
            return
        with self.image().transaction() as tx:
            rows = get_state(tx)
            columns = custom_tables(tx)
        own = {
            table: [(name, kind.sql) for name, kind in kinds.items() if name != "lead_id"]
            for table, kinds in columns.items()
        }
        put_state(database, State(rows, own))

    def close(self) -> None:
        """Give the image's memory back."""
        with self._lock:
            if self._image is not None:
                self._image.close()
                self._image = None

    def _made(self) -> Database:
        image = Database("sqlite://")
        create_schema(image)
        try:
            put_state(image, self._read())
        except StateError as error:
            image.close()
            raise SeedError(f"The seed {self._origin} does not fit: {error}", error.hint) from error
        if self._reference:
            with image.transaction() as tx:
                for table in REFERENCE:
                    _load_reference(tx, table)
        return image


def demo_seed() -> Seed:
    """Users, campaigns and lists to try things with, and where every area code lies."""
    file = paths.SEED / "demo.json"
    return Seed(lambda: read_seed(file), reference=True, origin=str(file))


def file_seed(file: Path) -> Seed:
    """A seed file of the user's; the reference data comes with it unless the file has its own."""
    state = read_seed(file)
    own_reference = not state.tables.keys().isdisjoint(table.name for table in REFERENCE)
    return Seed(lambda: state, reference=not own_reference, origin=str(file))


def _load_reference(tx: Transaction, table: sa.Table) -> None:
    """Put a file of `seed/reference/` into its table; its values are as columns store them.

    Rows that differ in their first column alone are put by one statement: SQLite reads a JSON
    list of ZIP codes four times faster than Python hands them over one by one.
    """
    with (paths.SEED / "reference" / f"{table.name}.csv").open(encoding="utf-8") as lines:
        rows = csv.reader(lines)
        first, *others = next(rows)
        folds = {column.name: column.info["fold_of"] for column in table.columns if is_fold(column)}
        assert set(folds.values()) <= {first}, "only the first column is compared by its fold"
        columns = tx.listed([first, *folds, *others])
        values = ", ".join([*["value"] * (1 + len(folds)), *"?" * len(others)])
        for rest, run in itertools.groupby(rows, key=operator.itemgetter(slice(1, None))):
            tx.connection.exec_driver_sql(
                f"INSERT INTO {tx.quoted(table.name)} ({columns})"
                f" SELECT {values} FROM json_each(?)",
                (*rest, json.dumps([row[0] for row in run])),
            )
