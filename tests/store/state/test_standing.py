"""Tables that hold just the rows that are to be put keep them; any others do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa

from client import BASE_STATE
from databases import ENGINES, administration_of, scratch
from lmapi_mock.errors import StateError
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.schema.tables import vicidial_users
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import migrate

STATE = State(BASE_STATE)
FILLED = {name for name, rows in BASE_STATE.items() if rows}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def url(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scratch(engine, tmp_path_factory.mktemp("standing")) as made:
        yield made


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """One that knows of nothing yet, the state in it."""
    with closing(Database(url, shared=True)) as made:
        migrate(made)
        made.share()
        put_state(made, STATE)
        yield made


def everything(database: Database) -> dict[str, Any]:
    with database.transaction() as tx:
        return get_state(tx)


@contextmanager
def written(database: Database) -> Iterator[set[str]]:
    """The state's tables whose rows are written meanwhile, and that of leads."""
    tables: set[str] = set()

    def note(statement: str) -> None:
        for one in statement.split("; "):
            if one.startswith(("INSERT", "DELETE", "TRUNCATE")):
                tables.update({*FILLED, "vicidial_list"}.intersection(re.split(r"\W", one)))

    def told(*given: Any) -> None:
        note(given[2])

    if database.kind.single:
        # Much of it is done by the driver itself.
        with database.transaction() as tx:
            driver: Any = tx.connection.connection.driver_connection
        driver.set_trace_callback(note)
        yield tables
        driver.set_trace_callback(None)
    else:
        insert = database.kind.insert

        def inserts(connection: sa.Connection, into: str, rows: Any) -> None:
            # PostgreSQL's go past SQLAlchemy.
            note(f"INSERT INTO {into}")
            insert(connection, into, rows)

        sa.event.listen(database.engine, "before_cursor_execute", told)
        with patch.object(database.kind, "insert", inserts):
            yield tables
        sa.event.remove(database.engine, "before_cursor_execute", told)


def elsewhere(engine: str, url: str) -> Callable[[str], None]:
    """Does a statement as somebody else's client does."""
    if engine == "sqlite":
        other = sa.create_engine(url, poolclass=sa.NullPool)
    else:
        other = administration_of(engine, url)

    def do(statement: str) -> None:
        with other.begin() as connection:
            assert connection.exec_driver_sql(statement).rowcount

    return do


def test_what_stands_is_not_written_again(database: Database) -> None:
    before = everything(database)
    lead = {"vicidial_list": [{"phone_number": "1"}]}
    with written(database) as tables:
        put_state(database, State(BASE_STATE | lead))
    assert tables == {"vicidial_list"}
    assert len(everything(database)["vicidial_list"]) == 1
    with written(database) as tables:
        put_state(database, STATE)
    assert tables == {"vicidial_list"}
    assert everything(database) == before
    with written(database) as tables:
        put_state(database, State({"vicidial_dnc": []}))
    assert tables >= FILLED


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE vicidial_users SET full_name = 'Another' WHERE user_id = 1"],
        ["DELETE FROM vicidial_dnc"],
        ["INSERT INTO vicidial_user_groups (user_group) VALUES ('MORE')"],
        [
            "UPDATE vicidial_lists SET list_name = 'A', list_description = NULL",
            "UPDATE vicidial_lists SET list_name = '', list_description = 'A'",
        ],
        [
            "UPDATE vicidial_campaigns SET active = CASE active WHEN 'Y' THEN 'N' ELSE 'Y' END",
        ],
    ],
)
def test_what_somebody_else_has_written_is_put_anew(
    engine: str, url: str, database: Database, statements: list[str]
) -> None:
    before = everything(database)
    for statement in statements:
        elsewhere(engine, url)(statement)
        assert everything(database) != before
        put_state(database, STATE)
        assert everything(database) == before


def test_rows_that_have_exchanged_values_are_put_anew(
    engine: str, url: str, database: Database
) -> None:
    before = everything(database)
    one, other = (row["campaign_id"] for row in BASE_STATE["vicidial_campaigns"][:2])
    elsewhere(engine, url)(
        "UPDATE vicidial_lists SET campaign_id ="
        f" CASE campaign_id WHEN '{one}' THEN '{other}' WHEN '{other}' THEN '{one}'"
        " ELSE campaign_id END"
    )
    assert everything(database) != before
    put_state(database, STATE)
    assert everything(database) == before


def test_what_another_process_has_put_is_put_anew(url: str, database: Database) -> None:
    before = everything(database)
    with closing(Database(url, shared=True)) as another:
        put_state(another, State({"vicidial_dnc": [{"phone_number": "1"}]}))
        put_state(database, STATE)
        assert everything(database) == before
        put_state(another, STATE)
    put_state(database, STATE)
    assert everything(database) == before


@pytest.mark.parametrize("value", [True, "high"])
def test_what_does_not_fit_is_refused_though_it_is_like_what_stands(
    database: Database, value: Any
) -> None:
    user = {"user": "Bob", "user_level": 1}
    put_state(database, State({"vicidial_users": [user]}))
    with pytest.raises(StateError, match="user_level"):
        put_state(database, State({"vicidial_users": [user | {"user_level": value}]}))


def test_what_was_cut_is_refused_where_nothing_is_to_be_changed(database: Database) -> None:
    state = {"vicidial_users": [{"user": "B" * 30}]}
    for _ in range(2):
        put_state(database, State(state, fit=Fit.CUT))
        with pytest.raises(StateError, match="user"):
            put_state(database, State(state, fit=Fit.EXACT))


def test_identifiers_go_on_after_the_rows_that_stand(
    engine: str, url: str, database: Database
) -> None:
    highest = len(BASE_STATE["vicidial_users"])
    do = elsewhere(engine, url)
    for _ in range(2):
        do(
            "INSERT INTO vicidial_users (\"user\") VALUES ('bob')"
            if engine != "mariadb"
            else "INSERT INTO vicidial_users (user) VALUES ('bob')"
        )
        assert everything(database)["vicidial_users"][-1]["user_id"] == highest + 1
        do(f"DELETE FROM vicidial_users WHERE user_id = {highest + 1}")
        put_state(database, STATE)
        with database.transaction() as tx:
            identifiers = tx.engine.next_identifiers(tx.connection, [vicidial_users])
        assert identifiers == {"vicidial_users": highest + 1}


def test_rows_of_a_namespace_are_there_again_after_a_reset_to_lent_ones(
    engine: str, url: str
) -> None:
    del engine
    with Server(read_settings({"database": url, "port": "0"}, {})) as server:
        database = server.worlds.get("lent").database
        for _ in range(2):
            put_state(database, STATE)
            assert len(everything(database)["vicidial_phone_codes"]) == len(
                BASE_STATE["vicidial_phone_codes"]
            )
            server.worlds.get("lent").reset()
            with database.transaction() as tx:
                assert tx.is_lent("vicidial_phone_codes")
