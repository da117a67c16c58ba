"""GET /__admin/health: 200 when the database answers and is migrated, 503 otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from balanced import DRIVER
from client import Mock
from lmapi_mock.admin import server
from lmapi_mock.clock import Clock
from lmapi_mock.faults.rules import Faults
from lmapi_mock.journal.journal import Journal
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.seed import demo_seed
from lmapi_mock.store.upkeep.migrate import HEAD, create_schema
from lmapi_mock.version import __version__
from lmapi_mock.world import World


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database("sqlite://")
    yield made
    made.close()


def health(database: Database) -> tuple[int, bytes]:
    answer = server.health(World("", database, Clock(), demo_seed(), Journal(0), Faults(Random(0))))
    return answer.status_code, bytes(answer.body)


def test_a_server_that_answers_is_well(mock: Mock) -> None:
    answer = mock.admin("GET", "/health")
    assert answer.status == 200
    assert answer.json == {"status": "ok", "version": __version__, "database": DRIVER}
    assert answer.headers["content-type"] == "application/json"


def test_a_migrated_database_is_well(database: Database) -> None:
    create_schema(database)
    assert health(database)[0] == 200


@pytest.mark.parametrize(
    ("spoil", "revision"),
    [
        ("DROP TABLE alembic_version", "None"),
        ("DELETE FROM alembic_version", "None"),
        ("UPDATE alembic_version SET version_num = '9999'", "9999"),
    ],
    ids=["no table", "no revision", "newer"],
)
def test_a_database_that_is_not_migrated_is_not_well(
    database: Database, spoil: str, revision: str
) -> None:
    create_schema(database)
    with database.transaction() as tx:
        tx.connection.exec_driver_sql(spoil)
    reason = f"The database is at revision {revision}, not {HEAD}."
    assert health(database) == (503, f'{{"status":"error","reason":"{reason}"}}'.encode())


def test_an_empty_database_is_not_well(database: Database) -> None:
    assert health(database)[0] == 503


def test_a_database_that_does_not_answer_is_not_well(database: Database) -> None:
    create_schema(database)
    database.close()
    status, body = health(database)
    assert status == 503
    assert body.startswith(b'{"status":"error","reason":"')


def test_it_takes_head_too(mock: Mock) -> None:
    head = mock.request("HEAD", "/__admin/health")

    assert (head.status, head.body) == (200, b"")
