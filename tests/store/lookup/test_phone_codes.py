"""Phone codes on a server: others may change them there, and to read all of them takes long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from databases import SERVERS, scratch
from lmapi_mock.store.lookup import phone_codes
from lmapi_mock.store.schema.tables import vicidial_phone_codes
from lmapi_mock.store.sql import database as database_module
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.transaction import Row
from lmapi_mock.store.upkeep.migrate import create_schema


@pytest.fixture(scope="module", params=SERVERS)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with scratch(request.param, tmp_path_factory.mktemp("codes")) as url:
        database = Database(url)
        create_schema(database)
        yield database
        database.close()


@pytest.fixture
def database(made: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """With one area code; what it caches it looks at again at once."""
    monkeypatch.setattr(database_module, "CACHED_FOR_S", 0.0)
    with made.transaction() as tx:
        tx.connection.execute(sa.delete(vicidial_phone_codes))
        row = {"country_code": 1, "areacode": "212", "state": "NY"}
        tx.connection.execute(sa.insert(vicidial_phone_codes).values(row))
    made.forget()
    return made


def found(database: Database) -> Row | None:
    with database.transaction() as tx:
        return phone_codes.by_areacode(tx, "1", "212")


def change(database: Database, state: str) -> None:
    """As somebody does whom nobody here knows of."""
    other = Database(database.url.render_as_string(hide_password=False))
    with other.transaction() as tx:
        tx.connection.execute(sa.update(vicidial_phone_codes).values(state=state))
    other.close()


def test_they_are_read_once_until_somebody_changes_one(database: Database) -> None:
    first = found(database)
    assert first is not None
    assert first["state"] == "NY"
    assert found(database) is first
    change(database, "NJ")
    second = found(database)
    assert second is not None
    assert second["state"] == "NJ"
    change(database, "NY")
    assert found(database) == first


def test_they_are_read_anew_after_one_of_ours_has_changed_any(database: Database) -> None:
    first = found(database)
    with database.transaction() as tx:
        tx.configures()
    again = found(database)
    assert again == first
    assert again is not first


def look_and_fail(database: Database) -> None:
    """What is read before the end was changed by the same transaction."""
    with database.transaction() as tx:
        tx.connection.execute(sa.update(vicidial_phone_codes).values(state="NJ"))
        tx.configures()
        row = phone_codes.by_areacode(tx, "1", "212")
        assert row is not None
        raise ValueError(row["state"])


def test_what_was_taken_back_is_not_kept(database: Database) -> None:
    with pytest.raises(ValueError, match="NJ"):
        look_and_fail(database)
    row = found(database)
    assert row is not None
    assert row["state"] == "NY"
