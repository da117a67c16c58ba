"""How far each file has been imported: a table of this project's own, beside VICIdial's.

It is made by the first import, not by a migration, and belongs to no state: whoever replaces the
state replaces what was imported too, so it is emptied then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from lmapi_mock.errors import FileError
from lmapi_mock.store.schema.columns import AS_IN_MARIADB
from lmapi_mock.store.sql.transaction import Transaction

IMPORTS: Final = sa.Table(
    "lmapi_mock_imports",
    sa.MetaData(),
    sa.Column("table_name", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("file_name", sa.String(255), nullable=False),
    sa.Column("file_size", sa.BigInteger, nullable=False),
    sa.Column("lines_done", sa.BigInteger, nullable=False),
    sa.Column("rejected_size", sa.BigInteger, nullable=False),
    sa.Column("finished", sa.Integer, nullable=False),
    **AS_IN_MARIADB,
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file has come.

    Attributes:
        table_name: where its rows go.
        digest: of its content, by which it is known again under any name.
        file_name: for people who look into the table.
        file_size: likewise.
        lines_done: how many of its lines are dealt with, the header among them.
        rejected_size: how long the file of its rejected lines was then.
        finished: 1 once its last line is dealt with.
    """

    table_name: str
    digest: str
    file_name: str
    file_size: int
    lines_done: int = 0
    rejected_size: int = 0
    finished: int = 0


def begin(tx: Transaction, file: Progress, *, again: bool) -> Progress:
    """Where to go on with a file; `again` begins with a finished one once more."""
    IMPORTS.create(tx.connection, checkfirst=True)
    found = tx.connection.execute(sa.select(IMPORTS).where(*_is(file))).mappings().first()
    if found is None:
        tx.connection.execute(sa.insert(IMPORTS).values(_values(file)))
        return file
    known = Progress(**found)
    if known.finished and again:
        save(tx, known, file)
        return file
    return known


def save(tx: Transaction, before: Progress, after: Progress) -> None:
    """Note how far a file has come, in the transaction that brought it there.

    Raises:
        FileError: another process has gone on with the file since `before`.
    """
    statement = sa.update(IMPORTS).where(*_is(before), IMPORTS.c.lines_done == before.lines_done)
    if not tx.connection.execute(statement.values(_values(after))).rowcount:
        raise FileError(
            f"{after.file_name} is being imported by another process too.",
            "What that one has imported is left to it; run this one again when it has ended.",
        )


def forget(tx: Transaction) -> None:
    """No file has been imported into this state."""
    if tx.has_table(IMPORTS.name):
        tx.connection.execute(sa.delete(IMPORTS))


def _is(file: Progress) -> tuple[sa.ColumnElement[bool], ...]:
    return IMPORTS.c.table_name == file.table_name, IMPORTS.c.digest == file.digest


def _values(file: Progress) -> dict[str, str | int]:
    return {column.name: getattr(file, column.name) for column in IMPORTS.columns}
