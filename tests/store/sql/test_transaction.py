"""A unit of work: what its statements find, what it stores, what it has seen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from lmapi_mock.mariadb.encoding import Charset
from lmapi_mock.store.schema.tables import (
    vicidial_dnc,
    vicidial_list,
    vicidial_list_archive,
    vicidial_users,
)
from lmapi_mock.store.sql.changes import Delete, Update
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.statements import Insert, Statement
from lmapi_mock.store.state.rows import get_state
from lmapi_mock.store.upkeep.migrate import create_schema

ADD = Insert(vicidial_dnc, ("phone_number",))
ADD_LEAD = Insert(vicidial_list, ("phone_number", "list_id"))
LEAD = Delete(vicidial_list, ("lead_id",))
CITY = Statement(
    lambda _: sa.select(vicidial_list.c.city).where(vicidial_list.c.city == sa.bindparam("city"))
)
FIND = Statement(
    lambda compare: sa.select(vicidial_dnc.c.phone_number).where(
        compare.matches(vicidial_dnc.c.phone_number, "number")
    )
)


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database("sqlite://")
    create_schema(made)
    yield made
    made.close()


def numbers(database: Database) -> list[str]:
    with database.transaction() as tx:
        return [row["phone_number"] for row in get_state(tx, ["vicidial_dnc"])["vicidial_dnc"]]


def test_identifiers_are_given_in_turn_and_never_twice(database: Database) -> None:
    with database.transaction() as tx:
        given = [tx.insert(ADD_LEAD, {"phone_number": "1", "list_id": 1}) for _ in range(3)]
        tx.connection.exec_driver_sql("DELETE FROM vicidial_list WHERE lead_id = 3")
        given.append(tx.insert(ADD_LEAD, {"phone_number": "1", "list_id": 1}))
    assert given == [1, 2, 3, 4]


def test_text_is_found_whatever_its_case_accents_and_trailing_spaces(database: Database) -> None:
    with database.transaction() as tx:
        tx.insert(ADD, {"phone_number": "Émile 1"})
        assert tx.first(FIND, number="emile 1  ") == {"phone_number": "Émile 1"}
        assert tx.first(FIND, number="emile 2") is None


@pytest.mark.parametrize(
    ("charset", "held"),
    [("utf8mb4", "a?b"), ("utf8", "a????b"), ("latin1", "a\u00f0\u0178\u02dc\u20acb")],
)
def test_a_letter_beyond_three_bytes_is_kept_as_the_connection_hands_it_on(
    database: Database, charset: Charset, held: str
) -> None:
    with database.transaction() as tx:
        tx.charset = charset
        tx.insert(ADD, {"phone_number": "a\U0001f600b"})
    assert numbers(database) == [held]


@pytest.mark.parametrize("charset", ["utf8mb4", "latin1"])
def test_what_is_changed_and_moved_comes_through_the_connection_once(
    database: Database, charset: Charset
) -> None:
    with database.transaction() as tx:
        tx.charset = charset
        lead = tx.insert(ADD_LEAD, {"phone_number": "1", "list_id": 1})
        tx.update(Update(vicidial_list, ("lead_id",)), {"city": "Łódź"}, lead_id=lead)
        assert tx.first(CITY, city="Łódź") == {"city": "Łódź"}
        tx.move(LEAD, vicidial_list_archive, lead_id=lead)
        tx.move(Delete(vicidial_list_archive, ("lead_id",)), vicidial_list, lead_id=lead)
        assert tx.first(CITY, city="Łódź") == {"city": "Łódź"}


def test_what_was_seen_is_there_until_somebody_else_writes(database: Database) -> None:
    with database.transaction() as tx:
        tx.seen["a"] = 1
        tx.insert(ADD, {"phone_number": "1"})
        assert tx.beside().seen == {"a": 1}
    with database.transaction() as tx:
        assert tx.seen == {"a": 1}
    database.forget()
    with database.transaction() as tx:
        assert tx.seen == {}


def test_what_is_seen_while_somebody_else_writes_is_taken_over_by_nobody(
    database: Database,
) -> None:
    with database.transaction() as tx:
        assert tx.seen == {}
        database.forget()
        tx.beside().seen["a"] = 1
    with database.transaction() as tx:
        assert tx.seen == {}


def test_what_was_seen_of_leads_holds_until_one_brings_its_own_identifier(
    database: Database,
) -> None:
    """The lowest lead of a window stays one: of changes, only a lower identifier undoes that."""
    with database.transaction() as tx:
        first, second = (tx.insert(ADD_LEAD, {"phone_number": "1", "list_id": 1}) for _ in "ab")
        tx.seen["a"] = first
        tx.update(Update(vicidial_list, ("lead_id",)), {"phone_number": "2"}, lead_id=second)
        archived = tx.move(LEAD, vicidial_list_archive, lead_id=first)
        assert (archived, tx.seen) == ((1, 1), {"a": first})
        tx.move(Delete(vicidial_list_archive, ("lead_id",)), vicidial_list, lead_id=first)
        assert tx.seen == {}


def test_what_was_asked_for_once_is_asked_for_again_when_a_user_comes(database: Database) -> None:
    add_user = Insert(vicidial_users, ("user", "pass"))
    user = Statement(
        lambda compare: sa.select(vicidial_users.c.user).where(
            compare.matches(vicidial_users.c.user, "user")
        )
    )
    with database.transaction() as tx:
        assert tx.remembered(user, user="6667") is None
        tx.beside().insert(add_user, {"user": "6667", "pass": "x"})
        assert tx.remembered(user, user="6667") == {"user": "6667"}


def test_a_copy_has_seen_nothing(database: Database) -> None:
    image = Database("sqlite://")
    create_schema(image)
    for one in (database, image):
        with one.transaction() as tx:
            tx.seen["a"] = 1
    database.copy_of(image)
    with database.transaction() as tx:
        assert tx.seen == {}
    image.close()
