"""Whether a lead that came now would be stored: what the readiness probe asks the database."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.shared_tables import SHARED
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines.base import FULL
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.upkeep.migrate import HEAD, revision_in

log = logging.getLogger("lmapi_mock.store")

ROOM: Final = 256 * 1024
"""How much room the disk of an SQLite file must have left, in bytes: for some leads at once."""

WRITTEN: Final = ("vicidial_list", "vicidial_api_log")
"""Tables that every add_lead writes."""


def why_not_ready(database: Database, *, is_kept: bool) -> str:
    """What keeps requests from being stored, as a sentence for anybody; nothing if they would be.

    Args:
        database: which is asked as a request asks it, and waited for no longer.
        is_kept: it is a dialer's own, and has no revision of ours.
    """
    if database.kind.single and not database.is_memory and not _has_room(database):
        return f"The database cannot be used now: {FULL}."
    try:
        with database.transaction(for_requests=True) as tx:
            needed = {*METADATA.tables, *(SHARED.tables if database.shared else ())}
            lacking = needed - set(sa.inspect(tx.connection).get_table_names())
            if lacking:
                return f"The database lacks {', '.join(sorted(lacking))}."
            revision = HEAD if is_kept else revision_in(tx)
            if revision != HEAD:
                return f"The database is at revision {revision}, not {HEAD}."
            write_nothing(tx)
    except DatabaseError as error:
        log.warning("Not ready: %s", error)
        return error.told
    except sa.exc.SQLAlchemyError as error:
        log.warning("Not ready: %s", error)
        return "The database refuses what requests need; the server's log says why."
    return ""


def write_nothing(tx: Transaction) -> None:
    """Insert no row: refused where rows would be, of a replica or to a user who may only read."""
    for name in WRITTEN:
        table = METADATA.tables[name]
        column = next(column for column in table.columns if not column.primary_key)
        none = sa.select(column).where(sa.false())
        tx.connection.execute(sa.insert(table).from_select([column], none, include_defaults=False))


def _has_room(database: Database) -> bool:
    folder = Path(str(database.url.database)).parent
    try:
        return shutil.disk_usage(folder).free >= ROOM
    except OSError:
        # The folder is gone, and the file with it: the transaction says so.
        return True
