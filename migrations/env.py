"""Alembic's entry: runs the migrations on the connection that lmapi-mock hands over.

MariaDB takes back no change of a table, so a start that is killed leaves some steps of a revision
done. The next start does the revision again from its beginning, and a step that finds its work done
is done. A revision that changes rows therefore does so in a way that may be repeated.
"""

import logging
from typing import Any, Final

import sqlalchemy as sa
from alembic import context
from alembic.ddl.mysql import MySQLImpl

from lmapi_mock.store.schema.metadata import METADATA

log = logging.getLogger("lmapi_mock.store")

DONE: Final = frozenset({1050, 1051, 1060, 1061, 1091})
"""Table there, no table to drop, column there, key there, no key or column to drop."""


class Again(MySQLImpl):
    """MariaDB and MySQL: what an earlier start has done is done."""

    __dialect__ = "mysql"

    def _exec(self, *given: Any, **named: Any) -> Any:
        try:
            return super()._exec(*given, **named)
        except sa.exc.DBAPIError as error:
            code = error.orig.args[0] if error.orig is not None and error.orig.args else None
            if code not in DONE:
                raise
            log.warning("Done by an earlier start that was ended: %s", error.orig)
            return None


def say(*, step: Any, **_: Any) -> None:
    """Log how far it is."""
    log.warning("Revision %s is done: %s", step.up_revision_id, step.up_revision.doc)


said: Any = say
connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit(
        "Run migrations with `lmapi-mock serve`: it migrates the database it is given."
    )
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    on_version_apply=said,
)
with context.begin_transaction():
    context.run_migrations()
