"""The schema: made at once in a new database, migrated in one that an older version made.

Alembic is loaded only where there is something to migrate: a new database is made from the
definitions, which a test proves to be what the migrations make, and marked with their head.
"""

from __future__ import annotations

import sqlalchemy as sa

from lmapi_mock import paths
from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.schema import tables as _every_table  # noqa: F401  fills METADATA
from lmapi_mock.store.schema.columns import MARIADB_OPTIONS, METADATA, is_fold, twin
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import Engine
from lmapi_mock.store.sql.transaction import Transaction

HEAD = "0005"
"""The newest revision in `migrations/versions/`."""

_VERSION = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32)),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def revision_of(database: Database) -> str | None:
    """The revision that the database is at; None if it has no schema of ours."""
    with database.transaction() as tx:
        return _revision(tx)


def _revision(tx: Transaction) -> str | None:
    if not sa.inspect(tx.connection).has_table(_VERSION.name):
        return None
    revision: str | None = tx.connection.execute(sa.select(_VERSION.c.version_num)).scalar()
    return revision


def schema(engine: Engine) -> sa.MetaData:
    """The tables as an engine has them.

    One that compares text itself has no companions: an index of theirs is one of the columns
    themselves there, unless those have one already. One that puts rows wherever there is room
    has a column more in tables without a key.
    """
    own = sa.MetaData()
    if engine.row_number is not None:
        for table in METADATA.tables.values():
            twins = table.to_metadata(own)
            if not table.primary_key.columns:
                number = sa.Column(engine.row_number, sa.BigInteger(), sa.Identity(always=True))
                twins.append_column(number)
        return own
    if engine.folds:
        return METADATA
    for table in METADATA.tables.values():
        copied = sa.Table(table.name, own, *map(twin, engine.columns(table)), **MARIADB_OPTIONS)
        indexed = {tuple(table.primary_key.columns.keys())}
        for index in sorted(table.indexes, key=lambda index: any(map(is_fold, index.columns))):
            names = tuple(column.info.get("fold_of", column.name) for column in index.columns)
            if names not in indexed:
                indexed.add(names)
                sa.Index(index.name, *(copied.c[name] for name in names), unique=index.unique)
    return own


def create_schema(database: Database) -> None:
    """Make every table in an empty database."""
    with database.transaction() as tx:
        _create_schema(tx)


def _create_schema(tx: Transaction) -> None:
    schema(tx.engine).create_all(tx.connection)
    # Alembic leaves its table behind when a database was taken back to before the first revision.
    _VERSION.create(tx.connection, checkfirst=True)
    tx.connection.execute(sa.insert(_VERSION).values(version_num=HEAD))


def migrate(database: Database) -> bool:
    """Bring the schema up to date; returns whether the database had none before.

    Raises:
        DatabaseError: the database was made by a newer version, or holds tables of the same
            names that are not ours.
    """
    # Looked at and made in one transaction: another process may start on the same database.
    with database.transaction() as tx:
        tx.hold(["schema"])
        revision = _revision(tx)
        if revision == HEAD:
            return False
        if revision is None:
            foreign = METADATA.tables.keys() & set(sa.inspect(tx.connection).get_table_names())
            if foreign:
                raise DatabaseError(
                    f"The database has tables of its own: {', '.join(sorted(foreign))}.",
                    "Give lmapi-mock a database to itself.",
                )
            _create_schema(tx)
            return True
    upgrade(database)
    return False


def upgrade(database: Database) -> None:
    """Run the migrations that the database lacks."""
    # Loaded only here: it would double the time of a start.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    try:
        with database.transaction() as tx:
            # Another process may be at it; what it has done is found done.
            tx.hold(["schema"])
            config.attributes["connection"] = tx.connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseError(
            f"The database cannot be migrated: {error}.",
            "It may have been made by a newer lmapi-mock; use that one, or another database.",
        ) from error
