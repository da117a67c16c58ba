"""Make the SQLite file of the reference data from its CSV files: a seed begins as a copy of it.

    python seed/build_image.py      write seed/reference/image.db

To put 42,000 ZIP codes into a database took a sixth of every start.
"""

import csv
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "app"))  # so that a checkout will do, installed or not

from lmapi_mock.mariadb.collation import fold  # noqa: E402  the path is set above
from lmapi_mock.store.schema.columns import is_fold  # noqa: E402  the path is set above
from lmapi_mock.store.state.seed import IMAGE, REFERENCE  # noqa: E402  the path is set above


def main() -> None:
    """Write the file anew."""
    IMAGE.unlink(missing_ok=True)
    with closing(sqlite3.connect(IMAGE)) as connection:
        for table in REFERENCE:
            _fill(connection, table)
        connection.commit()
        connection.execute("VACUUM")


def _fill(connection: sqlite3.Connection, table: Table) -> None:
    dialect = sqlite.dialect()
    connection.execute(str(CreateTable(table).compile(dialect=dialect)))
    columns = [column.name for column in table.columns]
    folds = {column.name: column.info["fold_of"] for column in table.columns if is_fold(column)}
    marks = ", ".join("?" * len(columns))
    with (IMAGE.parent / f"{table.name}.csv").open(encoding="utf-8") as lines:
        # Its values are as columns store them.
        rows = [
            row | {name: fold(row[folded]) for name, folded in folds.items()}
            for row in csv.DictReader(lines)
        ]
    connection.executemany(
        f'INSERT INTO "{table.name}" VALUES ({marks})',
        [[row[name] for name in columns] for row in rows],
    )
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        connection.execute(str(CreateIndex(index).compile(dialect=dialect)))


if __name__ == "__main__":
    main()
