"""Indexes by which every duplicate check finds the lowest lead_id at once.

Those of the first schema were of two checks, and ended before lead_id.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"

_TABLE = "vicidial_list"
_COMPARED = {
    "vicidial_list_phone": ("phone_number",),
    "vicidial_list_alt": ("alt_phone",),
    "vicidial_list_title_alt": ("alt_phone", "title"),
    "vicidial_list_name_phone": ("phone_number", "last_name", "first_name"),
}
_BEFORE = {
    "vicidial_list_phone_number": ("phone_number",),
    "vicidial_list_alt_phone": ("alt_phone", "title"),
}


def _companions(columns: tuple[str, ...]) -> list[str]:
    """The columns that are compared: those of this project's own, but in MariaDB."""
    return [f"{name}_fold" for name in columns] if _folds() else list(columns)


def _folds() -> bool:
    return op.get_context().dialect.name not in ("mysql", "mariadb")


def upgrade() -> None:
    op.create_index("vicidial_list_entry_date", _TABLE, ["entry_date", "lead_id"])
    for name, columns in _COMPARED.items():
        only = sa.text("alt_phone_fold <> ''") if name == "vicidial_list_alt" else None
        for ending, scope in (("", []), ("_list", ["list_id"])):
            op.create_index(
                name + ending,
                _TABLE,
                [*_companions(columns), *scope, "lead_id"],
                sqlite_where=only,
                postgresql_where=only,
            )
    for name in _BEFORE:
        op.drop_index(name, _TABLE)
        if _folds():
            op.drop_index(f"{name}_fold", _TABLE)


def downgrade() -> None:
    for name, columns in _BEFORE.items():
        op.create_index(name, _TABLE, list(columns))
        if _folds():
            op.create_index(f"{name}_fold", _TABLE, _companions(columns))
    for name in _COMPARED:
        op.drop_index(name, _TABLE)
        op.drop_index(f"{name}_list", _TABLE)
    op.drop_index("vicidial_list_entry_date", _TABLE)
