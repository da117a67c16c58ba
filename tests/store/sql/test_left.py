"""Requests go on with what those before them have left, as long as nobody else has had a turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

import pytest
import sqlalchemy as sa

from databases import SERVERS, scratch
from entries import entry
from lmapi_mock.clock import Clock
from lmapi_mock.journal import shared
from lmapi_mock.journal.shared import SharedJournal
from lmapi_mock.non_agent_api.core.call import Request
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.endpoint import answer
from lmapi_mock.non_agent_api.wire.parse import read_parameters
from lmapi_mock.serving.opening import fill, open_database
from lmapi_mock.settings import DOCUMENTED_DOOR, read_settings
from lmapi_mock.store.schema.tables import vicidial_list, vicidial_users
from lmapi_mock.store.sql import database as database_module
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.group import Group
from lmapi_mock.store.sql.group_commit import GroupCommit
from lmapi_mock.store.sql.statements import Insert
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.seed import demo_seed

CLOCK = Clock("UTC")
LEAD = Insert(vicidial_list, ("phone_number", "list_id"))


@dataclass(frozen=True, slots=True)
class Process:
    """What a process has of a database, and its journal."""

    database: Database
    journal: SharedJournal

    def asked(self, *queries: str) -> list[str]:
        """What it answers to requests that come at once."""

        async def run() -> list[str]:
            group = GroupCommit()
            works = [partial(self._answered, query) for query in queries]
            return await asyncio.gather(*[group.run(self.database, work) for work in works])

        return asyncio.run(run())

    def _answered(self, query: str, tx: Transaction) -> str:
        sent = query.encode()
        request = Request(
            path=DOCUMENTED_DOOR,
            query=sent,
            parameters=read_parameters(sent, b"", ""),
            content_type="",
            remote_ip="127.0.0.1",
            campaing_spelling=True,
        )
        said = answer(request, Dialect.DOCUMENTED, tx, CLOCK).text
        tx.store_at_last(self.journal.store, entry)
        return said


@pytest.fixture(scope="module", params=SERVERS)
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Process, Process]]:
    """Two processes on one database."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        # What is done beside is no part of this, and would have the next request know less.
        patch.setattr(shared, "LOOKS_EVERY_S", 3600.0)
        # What others change without telling is looked for when a test says so.
        patch.setattr(database_module, "CACHED_FOR_S", 3600.0)
        url = stack.enter_context(scratch(request.param, tmp_path_factory.mktemp("left")))
        settings = read_settings({"database": url}, {})
        seed = stack.enter_context(closing(demo_seed()))
        made = []
        for number in range(2):
            database = stack.enter_context(closing(open_database(settings)))
            if not number:
                fill(database, seed, settings)
            made.append(Process(database, SharedJournal(database, 1000)))
            stack.callback(made[-1].journal.close)
        yield made[0], made[1]


@pytest.fixture
def one(both: tuple[Process, Process]) -> Process:
    """The first of them, which has answered some requests."""
    both[0].asked(*leads(2))
    # What is remembered of the address is known, and the user's row says when it came.
    both[0].asked(*leads(2))
    return both[0]


@pytest.fixture
def other(both: tuple[Process, Process], one: Process) -> Process:
    """The second one."""
    del one
    return both[1]


NUMBERS = iter(range(7_275_550_000, 7_275_559_999))


def leads(count: int, password: str = "1234") -> list[str]:
    return [
        f"source=test&user=6666&pass={password}&function=add_lead&list_id=101&add_to_hopper=Y"
        f"&phone_number={next(NUMBERS)}"
        for _ in range(count)
    ]


def ids(said: Sequence[str]) -> list[int]:
    """The identifiers of the leads that were added."""
    return [int(one.split(" - ")[1].split("|")[3]) for one in said]


def noting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements whose answers are waited for."""
    sent: list[str] = []
    send = Group.send

    def noted(group: Group, sql: str, parameters: object) -> object:
        sent.append(sql)
        return send(group, sql, parameters)

    monkeypatch.setattr(Group, "send", noted)
    return sent


def stands_alone(database: Database) -> int:
    """Add a lead and delete it, as the admin API may; its identifier."""
    with database.transaction() as tx:
        number = tx.insert(LEAD, {"phone_number": "7275550000", "list_id": 101})
    with database.transaction() as tx:
        tx.connection.execute(sa.delete(vicidial_list).where(vicidial_list.c.lead_id == number))
    return number


@pytest.mark.parametrize("size", [1, 5])
def test_identifiers_go_on_and_the_user_is_known(
    one: Process, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    last = ids(one.asked(*leads(1)))[0]
    sent = noting(monkeypatch)
    # A login is noted once in a second.
    now = CLOCK.now()
    monkeypatch.setattr(CLOCK, "now", lambda: now)
    one.asked(*leads(size))
    sent.clear()
    said = one.asked(*leads(3))
    assert ids(said) == [last + size + 1, last + size + 2, last + size + 3]
    waited_for = [sql for sql in sent if " vicidial_" in sql or '"vicidial_' in sql]
    assert [sql for sql in waited_for if "INSERT" in sql or "users" in sql] == []


def test_nothing_goes_on_where_another_process_has_had_a_turn(one: Process, other: Process) -> None:
    last = ids(one.asked(*leads(3)))[-1]
    assert ids(other.asked(*leads(1))) == [last + 1]
    assert ids(one.asked(*leads(2))) == [last + 2, last + 3]


@pytest.mark.parametrize("turns", ["its own", "another's"])
def test_an_identifier_that_was_given_and_deleted_is_not_given_again(
    one: Process, other: Process, turns: str
) -> None:
    one.asked(*leads(3))
    if turns == "its own":
        gone = stands_alone(one.database)
    else:
        (gone,) = ids(other.asked(*leads(1)))
        deleted = "source=test&user=6666&pass=1234&function=update_lead&delete_lead=Y"
        (said,) = other.asked(f"{deleted}&search_method=LEAD_ID&lead_id={gone}")
        assert said.startswith("SUCCESS"), said
    assert ids(one.asked(*leads(2))) == [gone + 1, gone + 2]


def test_a_row_that_others_have_put_there_unseen_has_its_identifier_alone(one: Process) -> None:
    last = ids(one.asked(*leads(2)))[-1]
    left = one.database.taken_left()
    with one.database.transaction() as tx:
        taken = tx.insert(LEAD, {"phone_number": "7275550000", "list_id": 101})
    one.database._left = left
    assert taken == last + 1
    assert ids(one.asked(*leads(2))) == [last + 2, last + 3]


def _set_active(database: Database, value: str, *, tells: bool) -> None:
    with database.transaction() as tx:
        tx.connection.execute(
            sa.update(vicidial_users).where(vicidial_users.c.user == "6666").values(active=value)
        )
        if tells:
            tx.configures()


@pytest.mark.parametrize("whose", ["its own", "another's"])
def test_a_change_of_the_user_is_seen_at_once(one: Process, other: Process, whose: str) -> None:
    one.asked(*leads(2))
    by = one if whose == "its own" else other
    _set_active(by.database, "N", tells=True)
    try:
        assert all(said.startswith("ERROR") for said in one.asked(*leads(2)))
    finally:
        _set_active(by.database, "Y", tells=True)
    assert all(said.startswith("SUCCESS") for said in one.asked(*leads(2)))


def test_a_change_by_a_client_of_the_databases_own_is_seen_as_soon_as_one_of_configuration(
    one: Process, other: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.asked(*leads(2))
    _set_active(other.database, "N", tells=False)
    try:
        monkeypatch.setattr(one.database, "_cached_until", time.monotonic())
        assert all(said.startswith("ERROR") for said in one.asked(*leads(2)))
    finally:
        _set_active(other.database, "Y", tells=True)


def test_failed_logins_of_all_processes_lock_the_user(one: Process, other: Process) -> None:
    try:
        for by in (other, one) * 5:
            assert by.asked(*leads(1, password="wrong"))[0].startswith("ERROR")
        assert one.asked(*leads(1))[0].startswith("ERROR")
        assert other.asked(*leads(1))[0].startswith("ERROR")
    finally:
        with one.database.transaction() as tx:
            tx.connection.execute(sa.update(vicidial_users).values(failed_login_count=0))
            tx.configures()
    assert one.asked(*leads(1))[0].startswith("SUCCESS")
