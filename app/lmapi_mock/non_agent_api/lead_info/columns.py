"""The lead's columns as these functions print them, and the tables that they are read from."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead.printed import printed
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.columns import is_fold
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_list_archive
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row

_GREATEST_ID: Final = (1 << 32) - 1


def table_of(call: Call) -> sa.Table:
    """Where leads are read: vicidial_list, or its archive with archived_lead=Y."""
    return vicidial_list_archive if call.value["archived_lead"] == "Y" else vicidial_list


def all_columns(table: sa.Table) -> list[sa.Column[Any]]:
    """A table's columns, without those that only help to compare."""
    return [column for column in table.columns if not is_fold(column)]


def _by_id(table: sa.Table) -> Statement:
    return Statement(
        lambda _: sa.select(*all_columns(table)).where(table.c.lead_id == sa.bindparam("lead_id"))
    )


_BY_ID: Final = {table.name: _by_id(table) for table in (vicidial_list, vicidial_list_archive)}


def lead_by_id(call: Call, lead_id: str) -> Row | None:
    """The lead of an identifier, compared as a number."""
    number = configuration.number(lead_id)
    if number > _GREATEST_ID:
        return None
    return call.tx.first(_BY_ID[table_of(call).name], lead_id=number)


def value_of(row: Row, name: str) -> str:
    """A lead's column as MariaDB prints it."""
    return printed(vicidial_list, row, name)
