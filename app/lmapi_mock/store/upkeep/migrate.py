"""The schema: made at once in a new database, migrated in one that an older version made.

Alembic is loaded only where there is something to migrate: a new database is made from the
definitions, which a test proves to be what the migrations make, and marked with their head.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from lmapi_mock import paths
from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.schema.columns import (
    MARIADB_OPTIONS,
    ROW_NUMBER,
    MariaDBType,
    is_fold,
    keeps_order,
    twin,
)
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.schema.stored_order import OWN
from lmapi_mock.store.schema.tables import WHERE
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import Engine
from lmapi_mock.store.sql.transaction import Transaction

HEAD = "0008"
"""The newest revision in `migrations/versions/`."""

MAKING: Final = "making"
"""What stands in place of a revision while the tables are made, one by one."""

log = logging.getLogger("lmapi_mock.store")

VERSION: Final = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32)),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def revision_of(database: Database) -> str | None:
    """The revision that the database is at; None if it has no schema of ours."""
    with database.transaction() as tx:
        return revision_in(tx)


def revision_in(tx: Transaction) -> str | None:
    """The same, within a transaction."""
    if not sa.inspect(tx.connection).has_table(VERSION.name):
        return None
    revision: str | None = tx.connection.execute(sa.select(VERSION.c.version_num)).scalar()
    return revision


@cache
def schema(engine: Engine) -> sa.MetaData:
    """The tables as an engine has them.

    One that compares text itself has no companions: an index of theirs is one of the columns
    themselves there, unless those have one already. One that puts rows wherever there is room
    has a column more in tables without a key, and in those whose order counts all the same.
    """
    own = sa.MetaData()
    if engine.row_number is not None:
        for table in METADATA.tables.values():
            twins = table.to_metadata(own)
            _set_conditions(twins, table)
            if not table.primary_key.columns or keeps_order(table):
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
        if keeps_order(table):
            # InnoDB keeps rows by their key.
            number = sa.Column(ROW_NUMBER, MariaDBType("BIGINT AUTO_INCREMENT UNIQUE"))
            copied.append_column(number)
    return own


def _set_conditions(copied: sa.Table, table: sa.Table) -> None:
    """Let PostgreSQL's indexes have the conditions of the table's own."""
    conditions = {index.name: index.info.get(WHERE) for index in table.indexes}
    for index in copied.indexes:
        where = conditions[index.name]
        if where is not None:
            index.dialect_options["postgresql"]["where"] = sa.text(where)


def create_schema(database: Database) -> None:
    """Make every table in an empty database."""
    with database.transaction() as tx:
        _create_schema(tx)


def _create_schema(tx: Transaction) -> None:
    tables = schema(tx.engine)
    # Alembic leaves its table behind when a database was taken back to before the first revision.
    VERSION.create(tx.connection, checkfirst=True)
    if not tx.engine.transactional_ddl:
        # Each table is there for good once it is made. A start that is killed meanwhile leaves the
        # mark, by which the next one knows whose they are; there is nothing in them yet.
        if revision_in(tx) == MAKING:
            log.warning("An earlier start was killed while it made the tables: they are made anew.")
            tables.drop_all(tx.connection)
            OWN.drop_all(tx.connection)
        mark(tx, MAKING)
    _create_tables(tx)
    mark(tx)


def _create_tables(tx: Transaction) -> None:
    """Make those that are not there yet: as SQLAlchemy would, in a third of the time."""
    there = set(sa.inspect(tx.connection).get_table_names())
    made = _definitions(tx.engine, tx.connection.dialect)
    statements = [one for name, several in made.items() if name not in there for one in several]
    if tx.engine.takes_several and statements:
        # One round trip for all.
        statements = ["; ".join(statements)]
    for statement in statements:
        if tx.engine.single:
            # SQLAlchemy takes longer than SQLite.
            tx.execute(statement, ())
        else:
            tx.connection.exec_driver_sql(statement)


def _definitions(engine: Engine, dialect: sa.Dialect) -> Mapping[str, Sequence[str]]:
    """The statements that make each table with its indexes, by its name."""
    version = getattr(dialect, "server_version_info", None)
    # Of the same number MariaDB is not MySQL.
    spoken = (dialect.name, version, getattr(dialect, "is_mariadb", False))
    made = _DEFINED.get(spoken)
    if made is None:
        made = _DEFINED[spoken] = {}
        for table in [*schema(engine).sorted_tables, *OWN.sorted_tables]:
            indexes = sorted(table.indexes, key=lambda index: str(index.name))
            parts: list[ExecutableDDLElement] = [CreateTable(table), *map(CreateIndex, indexes)]
            made[table.name] = [str(part.compile(dialect=dialect)) for part in parts]
    return made


_DEFINED: Final[dict[tuple[Any, ...], dict[str, Sequence[str]]]] = {}
"""Those statements, by who reads them: a process may open many databases."""


def mark(tx: Transaction, revision: str = HEAD) -> None:
    """Say at which revision the tables are."""
    tx.connection.execute(sa.delete(VERSION))
    tx.connection.execute(sa.insert(VERSION).values(version_num=revision))


def migrate(database: Database, tell: Callable[[str], None] = lambda _: None) -> bool:
    """Bring the schema up to date; returns whether the database had none before.

    Args:
        database: whose schema it is.
        tell: is told what is being done, where that may take a while.

    Raises:
        DatabaseError: the database was made by a newer version, or holds tables of the same
            names that are not ours.
    """
    is_new = _migrate(database, tell)
    if database.shared:
        database.share()
    return is_new


def _migrate(database: Database, tell: Callable[[str], None]) -> bool:
    # Looked at and made in one transaction: another process may start on the same database.
    with database.transaction() as tx:
        tx.hold(["schema"])
        revision = revision_in(tx)
        if revision == HEAD:
            return False
        if revision is None:
            foreign = METADATA.tables.keys() & set(sa.inspect(tx.connection).get_table_names())
            if foreign:
                raise DatabaseError(
                    f"The database has tables of its own: {', '.join(sorted(foreign))}.",
                    "Give lmapi-mock a database to itself.",
                )
        if revision in (None, MAKING):
            tell("making the tables of its database")
            _create_schema(tx)
            return True
    tell("migrating its database")
    log.warning("The database is migrated from revision %s to %s.", revision, HEAD)
    upgrade(database)
    log.warning("The database is migrated.")
    return False


def upgrade(database: Database) -> None:
    """Run the migrations that the database lacks."""
    # Loaded only here: it would double the time of a start.
    from alembic import command  # noqa: PLC0415  loaded to migrate only
    from alembic.config import Config  # noqa: PLC0415  loaded to migrate only
    from alembic.util import CommandError  # noqa: PLC0415  loaded to migrate only

    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    try:
        with database.transaction() as tx:
            # A table of millions of rows takes longer than anything else is waited for.
            tx.engine.wait_without_end(tx.connection)
            # Another process may be at it; what it has done is found done.
            tx.hold(["schema"])
            config.attributes["connection"] = tx.connection
            command.upgrade(config, "head")
        database.forget_connections()
    except CommandError as error:
        raise DatabaseError(
            f"The database cannot be migrated: {error}.",
            "It may have been made by a newer lmapi-mock; use that one, or another database.",
        ) from error
