"""A database that a dialer made: used as it is, nothing created, altered, seeded or emptied.

Columns that it has beyond ours do not matter: without strict mode MariaDB gives them their
default, or the empty value of their type. What only functions beside add_lead need may be
missing: a dialer gets vicidial_list_archive, for one, when leads are archived for the first time.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.schema.columns import ROW_NUMBER, is_later, keeps_order
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.stored_order import STORED_ORDER
from lmapi_mock.store.sql.address import shown_url
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.upkeep.readiness import write_nothing

APART: Final = dt.timedelta(minutes=5)
"""From when on two clocks are not of one zone."""


def missing_from(database: Database) -> list[str]:
    """The tables, as `table`, and columns, as `table.column`, that add_lead needs and it lacks."""
    return [name for name, is_spared in _missing(database) if not is_spared]


def _missing(database: Database) -> list[tuple[str, bool]]:
    """What the database lacks, and whether add_lead can do without it.

    Names of tables are compared as they are, those of columns without regard to case, as
    MariaDB compares both on Linux.
    """
    with database.transaction() as tx:
        inspector = sa.inspect(tx.connection)
        found = set(inspector.get_table_names())
        lacking = []
        for table in METADATA.tables.values():
            if table.name not in found:
                lacking.append((table.name, is_later(table)))
                continue
            there = {column["name"].lower() for column in inspector.get_columns(table.name)}
            lacking += [
                (f"{table.name}.{column.name}", is_later(table) or is_later(column))
                for column in database.kind.columns(table)
                if column.name.lower() not in there
            ]
        return lacking


def note_missing(database: Database) -> frozenset[str]:
    """Note what a database that is only read lacks, so that nobody asks it for that.

    Returns:
        The tables, as `table`, and columns, as `table.column`.
    """
    unnumbered = [
        f"{table.name}.{ROW_NUMBER}" for table in METADATA.tables.values() if keeps_order(table)
    ]
    missing = [name for name, _ in _missing(database)]
    database.lacking = frozenset((STORED_ORDER.name, *unnumbered, *missing))
    return frozenset(missing)


def check(database: Database) -> None:
    """Refuse a database that cannot be a dialer's; note what it lacks and may lack.

    Raises:
        DatabaseError: it is on another engine than a dialer's, or lacks what is needed; names
            everything that is missing.
    """
    if database.kind.folds:
        raise DatabaseError(
            "--existing is for a dialer's own database, which is on MariaDB or MySQL.",
            "Give it as --database mysql://user:password@host/asterisk.",
        )
    missing = _missing(database)
    unnumbered = [
        f"{table.name}.{ROW_NUMBER}" for table in METADATA.tables.values() if keeps_order(table)
    ]
    spared = (name for name, is_spared in missing if is_spared)
    database.lacking = frozenset((STORED_ORDER.name, *unnumbered, *spared))
    lacking = [name for name, is_spared in missing if not is_spared]
    if lacking:
        raise DatabaseError(
            f"The database lacks {len(lacking)} of the tables and columns that the endpoint "
            f"needs: {', '.join(lacking)}.",
            "Is it a dialer's database, and of a version of VICIdial near 2.14? Without "
            "--existing the tables are made, in an empty database.",
        )
    try:
        with database.transaction() as tx:
            write_nothing(tx)
    except sa.exc.DBAPIError as error:
        raise DatabaseError(
            f"The user of --database may not add leads: {error.orig}.",
            "Give it SELECT, INSERT, UPDATE and DELETE on the dialer's tables.",
        ) from error


def describe(database: Database, now: str, timezone: str) -> list[str]:
    """Sentences for whoever starts a server on a dialer's own database: which it is, and its clock.

    Args:
        database: the dialer's.
        now: what the server's own clock says, as MariaDB writes it.
        timezone: the zone that it lives in.
    """
    with database.transaction() as tx:
        version, theirs, zone = tx.connection.exec_driver_sql(
            "SELECT version(), now(), concat(@@time_zone, ' ', @@system_time_zone)"
        ).one()
        engine, rows = tx.connection.exec_driver_sql(
            "SELECT engine, table_rows FROM information_schema.tables"
            " WHERE table_schema = database() AND table_name = 'vicidial_list'"
        ).one()
    where = (
        f"This is a dialer's own database: {shown_url(database.url)}, {version}, its leads on "
        f"{engine or 'a view'}, about {int(rows or 0):,} of them. Its dialer may call what is "
        "added here."
    )
    clocks = f"Its clock says {theirs} ({zone}), this server's {now} (--timezone {timezone})."
    said = [where, clocks]
    apart = abs(dt.datetime.fromisoformat(str(theirs)) - dt.datetime.fromisoformat(now))
    if apart > APART:
        said.append(
            f"They are {apart} apart: leads get other dates than the dialer's, and calling times "
            "are looked at by another clock. Give the dialer's zone with --timezone."
        )
    return said
