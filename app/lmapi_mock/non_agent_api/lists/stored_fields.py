"""The fields of a list as vicidial_lists_fields holds them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.store.lookup.configuration import number
from lmapi_mock.store.schema.tables import vicidial_lists_fields
from lmapi_mock.store.sql.changes import Delete
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row, Transaction

SETTINGS: Final = (
    "field_label",
    "field_name",
    "field_description",
    "field_rank",
    "field_help",
    "field_type",
    "field_options",
    "field_size",
    "field_max",
    "field_default",
    "field_required",
    "name_position",
    "multi_position",
    "field_order",
    "field_encrypt",
    "field_show_hide",
    "field_duplicate",
)
"""What a field is made of."""

DELETE: Final = Delete(vicidial_lists_fields, ("field_id",))
_OF_LIST: Final = Statement(
    lambda _: (
        sa.select(*vicidial_lists_fields.columns)
        .where(vicidial_lists_fields.c.list_id == sa.bindparam("list"))
        .order_by(vicidial_lists_fields.c.field_id)
    )
)


def fields_of(tx: Transaction, list_id: str) -> list[Row]:
    """A list's fields by their identifiers, as they are now."""
    return tx.all(_OF_LIST, list=tx.engine.unsigned64(number(list_id)))


def field_named(fields: Iterable[Row], label: str) -> Row | None:
    """The first field of a label, compared as text."""
    wanted = fold(label)
    return next((one for one in fields if fold(str(one["field_label"] or "")) == wanted), None)


def stored_values(field: Row) -> dict[str, str]:
    """A stored field as text; NULL is empty."""
    return {name: "" if field[name] is None else str(field[name]) for name in SETTINGS}
