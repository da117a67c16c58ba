"""Answers of the endpoint's own that a fault brings about, in words, log and rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from client import BASE_STATE, LOGIN
from lmapi_mock.clock import Clock
from lmapi_mock.faults.answers import answers, instead_of_stages
from lmapi_mock.non_agent_api.core.call import Request
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.endpoint import LOGIN as LOGIN_STAGES
from lmapi_mock.non_agent_api.endpoint import answer
from lmapi_mock.non_agent_api.functions import functions
from lmapi_mock.non_agent_api.wire.parse import read_parameters
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema

PHONE = "7275551212"
LEAD = {"phone_number": PHONE, "list_id": 999}


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database("sqlite://")
    create_schema(made)
    put_state(made, State(dict(BASE_STATE)))
    yield made
    made.close()


def said(
    database: Database,
    name: str | None,
    dialect: Dialect = Dialect.VICIDIAL,
    **parameters: Any,
) -> str:
    """What a request is answered that meets the fault of this name, or none."""
    query = urlencode(LOGIN | LEAD | parameters).encode()
    request = Request(
        path="/API/lmapi.php",
        query=query,
        parameters=read_parameters(query, b"", ""),
        content_type="",
        remote_ip="10.1.2.3",
    )
    clock = Clock("UTC")
    clock.freeze(dt.datetime(2026, 7, 15, 14, tzinfo=dt.UTC))
    instead = instead_of_stages(name) if name else {}
    with database.transaction() as tx:
        return answer(request, dialect, tx, clock, instead).text


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    with database.transaction() as tx:
        return get_state(tx, [table])[table]


def logged(database: Database) -> list[tuple[Any, ...]]:
    names = ("result", "result_reason", "data")
    return [tuple(row[name] for name in names) for row in rows(database, "vicidial_api_log")]


def test_every_answer_takes_the_place_of_a_stage_that_there_is() -> None:
    stages = {("", stage.name) for stage in LOGIN_STAGES}
    stages |= {(one.name, stage.name) for one in functions() for stage in one.stages}
    assert {(function, stage) for function, stage, _ in answers().values()} <= stages


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("login_refused", "ERROR: Login incorrect, please try again: |6666|1234|BAD|\n"),
        (
            "login_locked",
            "ERROR: Too many login attempts, try again in 15 minutes: |6666|LOCK|\n",
        ),
        ("ip_blocked", "ERROR: Your IP Address is not allowed: 10.1.2.3: ||IPBLOCK|\n"),
    ],
)
@pytest.mark.parametrize("dialect", Dialect)
def test_a_login_that_is_refused_leaves_nothing(
    database: Database, name: str, text: str, dialect: Dialect
) -> None:
    users = rows(database, "vicidial_users")
    assert said(database, name, dialect) == text
    assert rows(database, "vicidial_users") == users
    assert rows(database, "vicidial_list") == []
    assert logged(database) == []


@pytest.mark.parametrize(
    ("dialect", "asked", "text"),
    [
        (
            "vicidial",
            "",
            "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 7275551212|999|7|101\n",
        ),
        (
            "vicidial",
            "duplist",
            "ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 7275551212|999|7\n",
        ),
        (
            "vicidial",
            "DUPPHONEALTSYS-DUPNAMEPHONELIST",
            "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 7275551212|999|7|101|PHONE\n",
        ),
        (
            "vicidial",
            "DUPNAMEPHONELIST",
            "ERROR: add_lead DUPLICATE NAME PHONE IN LIST - Ann|Doe|7275551212|999|7\n",
        ),
        (
            "documented",
            "DUPNAMEPHONELIST",
            "ERROR: add_lead DUPLICATE NAME PHONE IN LIST - Ann|Doe|7275551212|999|7|101\n",
        ),
    ],
)
def test_a_duplicate_is_told_in_the_words_of_the_check_that_was_asked_for(
    database: Database, dialect: str, asked: str, text: str
) -> None:
    leads: list[dict[str, Any]] = [
        {"lead_id": 9},
        {"lead_id": 7, "list_id": 101, "phone_number": "1"},
    ]
    put_state(database, State(BASE_STATE | {"vicidial_list": leads}))
    given = {"duplicate_check": asked, "first_name": "Ann", "last_name": "Doe"}
    assert said(database, "duplicate", Dialect(dialect), **given) == text
    assert len(rows(database, "vicidial_list")) == 2


def test_a_duplicate_in_an_empty_database_is_of_the_requests_own_list(database: Database) -> None:
    assert said(database, "duplicate").endswith("IN SYSTEM - 7275551212|999|1|999\n")
    assert logged(database) == [
        ("ERROR", "add_lead DUPLICATE PHONE NUMBER IN SYSTEM", "7275551212|999|1|999")
    ]
    assert rows(database, "vicidial_list") == []


def test_a_real_duplicate_is_told_as_it_is(database: Database) -> None:
    leads: list[dict[str, Any]] = [
        {"lead_id": 7, "phone_number": "1"},
        {"lead_id": 9, "phone_number": PHONE},
    ]
    put_state(database, State(BASE_STATE | {"vicidial_list": leads}))
    assert "|9|" in said(database, "duplicate", duplicate_check="DUPSYS")


@pytest.mark.parametrize(
    ("dialect", "data"),
    [("vicidial", "7275551212|1|-4|0|6666"), ("documented", "7275551212|6666|1|-4|0")],
)
def test_a_lead_stays_out_of_the_hopper(database: Database, dialect: str, data: str) -> None:
    given = {"add_to_hopper": "Y", "state": "FL"}
    success, notice, end = said(database, "not_added_to_hopper", Dialect(dialect), **given).split(
        "\n"
    )
    assert success.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - ")
    assert notice == f"NOTICE: add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME - {data}"
    assert end == ""
    assert rows(database, "vicidial_hopper") == []
    assert len(rows(database, "vicidial_list")) == 1
    assert logged(database)[-1] == (
        "NOTICE",
        "add_lead NOT ADDED TO HOPPER, OUTSIDE OF LOCAL TIME",
        "7275551212|1|-4|0|FL",
    )


def test_a_lead_that_asks_for_no_hopper_hears_nothing_of_it(database: Database) -> None:
    text = said(database, "not_added_to_hopper")
    assert text == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|999|1|-4|6666\n"


def test_a_request_that_does_not_get_that_far_is_answered_as_ever(database: Database) -> None:
    assert said(database, "duplicate", phone_number="1") == said(database, None, phone_number="1")
    assert said(database, "login_refused", function="version").startswith("VERSION: ")
    assert said(database, "duplicate", function="nothing") == "ERROR: NO FUNCTION SPECIFIED\n"
