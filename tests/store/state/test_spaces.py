"""Where namespaces that processes share have their tables, and who may make them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from databases import SERVERS, administration_of, limited_user, scratch
from lmapi_mock.errors import NamespaceError
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State
from lmapi_mock.store.state.seed import Seed
from lmapi_mock.store.state.spaces import OnServer
from lmapi_mock.store.upkeep.migrate import migrate


@pytest.fixture(scope="module")
def seed() -> Iterator[Seed]:
    with closing(Seed(State, reference=False)) as made:
        yield made


@pytest.mark.parametrize("engine", SERVERS)
def test_who_may_not_make_any_is_told_what_to_grant(
    engine: str, tmp_path: Path, seed: Seed
) -> None:
    with (
        scratch(engine, tmp_path) as url,
        limited_user(engine, url) as limited,
        closing(Database(limited)) as database,
    ):
        spaces = OnServer(database, seed)
        name = spaces.name_of("CI job 7")
        with pytest.raises(NamespaceError) as refused:
            spaces.make(name)
        # As who clears up what a failure has left.
        spaces.drop(name)
        assert refused.value.code == "namespace_not_granted"
        kind = {"mariadb": "database", "postgresql": "schema"}[engine]
        assert f"the database's user may not make the {kind} that it needs" in str(refused.value)
        user = sa.make_url(limited).username
        assert str(user) not in refused.value.hint
        granted = refused.value.hint.rpartition(": ")[2].replace("...", str(user))
        with administration_of(engine, url).connect() as connection:
            connection.exec_driver_sql(granted.replace("%", "%%"))
        spaces.make(name)
        spaces.drop(name)


@pytest.mark.parametrize("engine", SERVERS)
def test_its_tables_are_like_the_databases_own(engine: str, tmp_path: Path, seed: Seed) -> None:
    with scratch(engine, tmp_path) as url, closing(Database(url, shared=True)) as database:
        migrate(database)
        spaces = OnServer(database, seed)
        name = spaces.name_of("like")
        spaces.make(name)
        try:
            own, other = (columns(database, ""), columns(database, name))
            lacking = {"lmapi_mock_namespaces", "lmapi_mock_processes", "lmapi_mock_counts"}
            assert own.keys() - other.keys() == lacking
            assert {one: other[one] for one in own.keys() & other.keys()} == {
                one: own[one] for one in own.keys() - lacking
            }
        finally:
            spaces.drop(name)
        with database.transaction() as tx:
            assert name not in sa.inspect(tx.connection).get_schema_names()


def columns(database: Database, space: str) -> dict[str, object]:
    """The columns and indexes of each table, as the engine tells of them."""
    with database.transaction() as tx:
        inspected = sa.inspect(tx.connection)
        schema = space or None
        name = space or tx.connection.dialect.default_schema_name
        found: dict[str, object] = {}
        for table in inspected.get_table_names(schema):
            described = [
                {**column, "default": str(column["default"]).replace(f"{name}.", "")}
                for column in inspected.get_columns(table, schema)
            ]
            indexes = sorted(map(str, inspected.get_indexes(table, schema)))
            found[table] = str(described), indexes, inspected.get_pk_constraint(table, schema)
        return found
