"""Replacing tables of many rows, which no engine deletes one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from databases import ENGINES, SERVERS, scratch
from lmapi_mock.errors import DatabaseError
from lmapi_mock.store.schema.metadata import METADATA
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.engines import base, mariadb, postgresql
from lmapi_mock.store.sql.transaction import REQUESTS
from lmapi_mock.store.state import rows as state_module
from lmapi_mock.store.state import whole_state
from lmapi_mock.store.state.large import clear
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import migrate

BEFORE = State(
    {
        "vicidial_list": [{"phone_number": str(number)} for number in range(9)],
        "vicidial_dnc": [{"phone_number": str(number)} for number in range(9)],
        "vicidial_users": [{"user": "6666", "pass": "1234"}],
    }
)


@pytest.fixture(params=ENGINES)
def database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """A database with two tables of more rows than count as few."""
    monkeypatch.setattr(base, "FEW", 5)
    with scratch(request.param, tmp_path) as url:
        made = Database(url, shared=request.param != "sqlite")
        migrate(made)
        put_state(made, BEFORE)
        yield made
        made.close()


def everything(database: Database) -> dict[str, Any]:
    with database.transaction() as tx:
        return get_state(tx)


def tables(database: Database) -> set[str]:
    with database.transaction() as tx:
        return set(sa.inspect(tx.connection).get_table_names())


def indexes(database: Database) -> list[Any]:
    with database.transaction() as tx:
        found = sa.inspect(tx.connection).get_indexes("vicidial_list")
    return sorted((one["name"], one["column_names"]) for one in found)


def test_new_rows_replace_many(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    there, indexed = tables(database), indexes(database)
    dropped: list[set[str]] = []

    def clear_while_requests_go_on(database: Database) -> None:
        dropped.append(tables(database) - there)
        with database.transaction(for_requests=True) as tx:
            tx.hold([REQUESTS])
        clear(database)

    monkeypatch.setattr(whole_state, "clear", clear_while_requests_go_on)
    put_state(database, State({"vicidial_list": [{"phone_number": "1"}, {"phone_number": "2"}]}))
    now = everything(database)
    assert [(row["lead_id"], row["phone_number"]) for row in now["vicidial_list"]] == [
        (1, "1"),
        (2, "2"),
    ]
    assert now["vicidial_dnc"] == now["vicidial_users"] == []
    assert (tables(database), indexes(database)) == (there, indexed)
    # The others delete rows, or truncate.
    assert len(dropped) == isinstance(database.kind, mariadb.MariaDB)
    with database.transaction() as tx:
        numbers = tx.engine.next_identifiers(tx.connection, METADATA.tables.values())
    assert numbers["vicidial_list"] == 3


def test_many_can_be_replaced_again_and_again(database: Database) -> None:
    before = everything(database)
    for _ in range(3):
        put_state(database, State())
        put_state(database, BEFORE)
    assert everything(database) == before


def test_where_rows_cannot_be_put_all_stays_as_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, there = everything(database), tables(database)
    put = state_module.insert_rows

    def failing(*given: Any, **named: Any) -> Any:
        put(*given, **named)
        raise OSError("no more room")

    with monkeypatch.context() as patched:
        patched.setattr(state_module, "insert_rows", failing)
        with pytest.raises(OSError, match="no more room"):
            put_state(database, State({"vicidial_list": [{"phone_number": "1"}]}))
    assert everything(database) == before
    put_state(database, State())
    assert tables(database) == there
    assert everything(database)["vicidial_list"] == []


@pytest.mark.parametrize("server", SERVERS)
def test_where_another_reads_many_rows_nothing_is_changed_until_it_is_done(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "FEW", 5)
    monkeypatch.setattr(mariadb, "LOCK_TIMEOUT_S", 1)
    monkeypatch.setattr(postgresql, "LOCK_TIMEOUT_S", 1)
    with scratch(server, tmp_path) as url:
        database = Database(url)
        migrate(database)
        put_state(database, BEFORE)
        before, there = everything(database), tables(database)
        with database.engine.connect() as reader:
            reader.exec_driver_sql("SELECT count(*) FROM vicidial_list").scalar_one()
            with pytest.raises(DatabaseError, match="timeout"):
                put_state(database, State({"vicidial_users": [{"user": "7"}]}))
            assert everything(database) == before
        put_state(database, State())
        assert everything(database)["vicidial_list"] == []
        assert tables(database) == there
        database.close()
