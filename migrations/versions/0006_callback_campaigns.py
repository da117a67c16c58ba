"""The campaign of a callback is as long as a campaign's identifier, as on a dialer.

What is longer, which only a row put by hand can be, is cut, as a dialer stores it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TABLES = ("vicidial_callbacks", "vicidial_callbacks_archive")
_COLUMN = "campaign_id"
_HOLDS = 8
_HELD = 20


def _change(before: int, after: int) -> None:
    context = op.get_context()
    for table in _TABLES:
        if context.dialect.name == "sqlite" and not context.as_sql:
            _make_anew(table, before, after)
            continue
        if not context.as_sql and after < before:
            there = sa.table(table, sa.column(_COLUMN, sa.String()))
            cut = sa.func.substr(there.c[_COLUMN], 1, after)
            too_long = sa.func.char_length(there.c[_COLUMN]) > after
            op.execute(sa.update(there).where(too_long).values({_COLUMN: cut}))
        op.alter_column(
            table,
            _COLUMN,
            type_=sa.String(after),
            existing_type=sa.String(before),
            existing_nullable=True,
        )


def _make_anew(table: str, before: int, after: int) -> None:
    """Make a table of SQLite's again, which cannot change a column's type, with all it holds."""
    bind = op.get_bind()
    master = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :of AND type = :type")
    (made,) = bind.execute(master, {"of": table, "type": "table"}).scalars()
    indexes = [one for one in bind.execute(master, {"of": table, "type": "index"}).scalars() if one]
    old = f"{table}_before"
    names = ", ".join(f'"{column["name"]}"' for column in sa.inspect(bind).get_columns(table))
    op.execute(f"ALTER TABLE {table} RENAME TO {old}")
    for index in indexes:
        op.execute(f"DROP INDEX {index.split()[2]}")
    bind.exec_driver_sql(
        made.replace(f"{_COLUMN} VARCHAR({before})", f"{_COLUMN} VARCHAR({after})")
    )
    op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {old}")
    op.execute(f"UPDATE {table} SET {_COLUMN} = substr({_COLUMN}, 1, {after})")
    if "AUTOINCREMENT" in made:
        # An identifier that was ever given is not given again.
        op.execute(f"DELETE FROM sqlite_sequence WHERE name = '{table}'")
        op.execute(
            "INSERT INTO sqlite_sequence (name, seq)"
            f" SELECT '{table}', seq FROM sqlite_sequence WHERE name = '{old}'"
        )
    op.execute(f"DROP TABLE {old}")
    for index in indexes:
        bind.exec_driver_sql(index)


def upgrade() -> None:
    _change(_HELD, _HOLDS)


def downgrade() -> None:
    _change(_HOLDS, _HELD)
