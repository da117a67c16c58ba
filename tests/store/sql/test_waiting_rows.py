"""Rows of requests that are committed together are stored together, and no request notices."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from databases import SERVERS, scratch
from lmapi_mock.clock import Clock, ClockState
from lmapi_mock.non_agent_api.core.call import Request
from lmapi_mock.non_agent_api.core.outcome import Dialect
from lmapi_mock.non_agent_api.endpoint import USUAL, answer, asks
from lmapi_mock.non_agent_api.wire.parse import read_parameters
from lmapi_mock.serving.opening import fill, open_database
from lmapi_mock.settings import DOCUMENTED_DOOR, read_settings
from lmapi_mock.store.own_tables.shared_clock import keep_clock
from lmapi_mock.store.schema.columns import METADATA
from lmapi_mock.store.schema.tables import system_settings, vicidial_list
from lmapi_mock.store.sql import database as database_module
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.group import Group
from lmapi_mock.store.sql.group_commit import GroupCommit
from lmapi_mock.store.sql.read_ahead import Question
from lmapi_mock.store.sql.statements import Insert
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.state.seed import demo_seed

Work = Callable[[Transaction], Any]

WRITTEN = (
    "vicidial_list",
    "vicidial_hopper",
    "vicidial_list_alt_phones",
    "vicidial_api_log",
    "vicidial_api_urls",
)


@pytest.fixture(scope="module", params=SERVERS)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    with scratch(request.param, tmp_path_factory.mktemp("waiting")) as url:
        settings = read_settings({"database": url}, {})
        database = open_database(settings)
        seed = demo_seed()
        fill(database, seed, settings)
        # Finds out what is remembered of its address.
        all_at_once(database, [asking("phone_number=7275550000&list_id=101")])
        yield database
        seed.close()
        database.close()


@pytest.fixture
def database(filled: Database) -> Database:
    """Without leads, their identifiers beginning anew."""
    tables = [METADATA.tables[name] for name in WRITTEN]
    with filled.transaction() as tx:
        for table in tables:
            tx.connection.execute(sa.delete(table))
        tx.engine.restart_identities(tx.connection, tables)
        keep_clock(tx, STOPPED)
    return filled


CLOCK = Clock("UTC")
STOPPED = ClockState(dt.datetime(2026, 7, 15, 14, tzinfo=dt.UTC), dt.timedelta(), "UTC")


@dataclass(frozen=True, slots=True)
class Asking:
    """A request as the endpoint does it."""

    request: Request

    def __call__(self, tx: Transaction) -> str:
        return answer(self.request, Dialect.DOCUMENTED, tx, CLOCK).text

    def asks(self, tx: Transaction) -> Iterable[Question]:
        return asks(self.request, USUAL, tx)


def asking(parameters: str, function: str = "add_lead") -> Asking:
    query = f"source=test&user=6666&pass=1234&function={function}&{parameters}".encode()
    return Asking(
        Request(
            path=DOCUMENTED_DOOR,
            query=query,
            parameters=read_parameters(query, b"", ""),
            content_type="",
            remote_ip="127.0.0.1",
            campaing_spelling=True,
        )
    )


def all_at_once(database: Database, works: Sequence[Work]) -> list[Any]:
    async def run() -> list[Any]:
        group = GroupCommit()
        return await asyncio.gather(
            *[
                group.run(database, work, work.asks)
                if isinstance(work, Asking)
                else group.run(database, work)
                for work in works
            ]
        )

    return asyncio.run(run())


def stored(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.transaction() as tx:
        return {name: tx.rows(METADATA.tables[name]) for name in WRITTEN}


PHONE = "phone_number=7275551111&list_id=101"
REQUESTS = (
    asking(f"{PHONE}&add_to_hopper=Y&first_name=Ann&vendor_lead_code=A1"),
    asking("phone_number=7275552222&list_id=101&add_to_hopper=Y&duplicate_check=DUPSYS30DAY"),
    asking(f"{PHONE}&duplicate_check=DUPLIST"),
    asking("phone_number=7275553333&list_id=101&alt_phone=7275554444&first_name=%C3%89mile"),
    asking("phone_number=7275554444&list_id=101&duplicate_check=DUPPHONEALTSYS"),
    asking("phone_number=7275553333&list_id=101&first_name=emile&duplicate_check=DUPNAMEPHONELIST"),
    asking("phone_number=7275555555&list_id=101&title=Dr&alt_phone=1&add_to_hopper=Y"),
    asking("phone_number=7275556666&list_id=101&title=dr&alt_phone=1"
           "&duplicate_check=DUPTITLEALTPHONESYS"),
    asking("vendor_lead_code=A1&search_method=VENDOR_LEAD_CODE&search_location=SYSTEM"
           "&first_name=Bea", "update_lead"),
    asking("phone_number=7275551111", "lead_search"),
    asking("lead_id=1", "lead_all_info"),
    asking("phone_number=7275557777&list_id=101&multi_alt_phones=7275558888_1_a!7275559999_1_b"),
    asking("phone_number=7275550001&list_id=101&comments=a%00b%09%5C%5CN%0A%5C.%22"),
    asking(f"{PHONE}&first_name=Bea&duplicate_check=DUPNAMEPHONECAMP"),
)  # fmt: skip


def test_requests_done_together_answer_and_store_what_they_do_one_by_one(
    database: Database,
) -> None:
    together = all_at_once(database, REQUESTS), stored(database)
    with database.transaction() as tx:
        tables = [METADATA.tables[name] for name in WRITTEN]
        for table in tables:
            tx.connection.execute(sa.delete(table))
        tx.engine.restart_identities(tx.connection, tables)
    alone = [all_at_once(database, [one])[0] for one in REQUESTS], stored(database)
    assert together == alone
    assert [said.partition(":")[0] for said in together[0]].count("ERROR") >= 4


CHECKED = "list_id=101&duplicate_check=DUPSYS30DAY&phone_number=727555"


def noting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that are sent from now on."""
    sent: list[str] = []
    send = Group.send

    def noted(group: Group, sql: str, *args: Any, **how: Any) -> Any:
        sent.append(sql)
        return send(group, sql, *args, **how)

    monkeypatch.setattr(Group, "send", noted)
    return sent


def test_duplicate_checks_of_a_group_are_one_statement(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Configuration is read when it is asked for first, by SQL of which nobody knows what it does.
    monkeypatch.setattr(database_module, "CACHED_FOR_S", 3600.0)
    monkeypatch.setattr(database, "_cached_until", 0.0)
    all_at_once(database, [asking(f"{CHECKED}0000")] * 2)
    sent = noting(monkeypatch)
    numbers = ("1111", "2222", "1111", "3333", "2222")
    said = all_at_once(database, [asking(f"{CHECKED}{number}") for number in numbers])
    assert [one.partition(":")[0] for one in said] == [
        "SUCCESS", "SUCCESS", "ERROR", "SUCCESS", "ERROR"
    ]  # fmt: skip
    # A number that a lead of the group has is asked for anew.
    asked = [sql for sql in sent if "FROM vicidial_list" in sql and "entry_date" in sql]
    assert [sql.count("FROM vicidial_list") for sql in asked] == [3, 1, 1]


def test_rows_of_a_group_are_stored_by_themselves_only_where_their_identifiers_are_unknown(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads = [asking(f"{CHECKED}{number}&add_to_hopper=Y") for number in range(1110, 1118)]
    # A sequence that has given none yet does not tell which it gives.
    all_at_once(database, leads[:1])
    sent = noting(monkeypatch)
    all_at_once(database, leads[1:])
    tables = [sql.split()[2] for sql in sent if sql.startswith("INSERT") and "), (" not in sql]
    assert tables == ([] if database.kind.copies else ["vicidial_list", "vicidial_hopper"])
    rows = stored(database)
    assert [row["lead_id"] for row in rows["vicidial_list"]] == list(range(1, 9))
    assert [row["lead_id"] for row in rows["vicidial_hopper"]] == list(range(1, 9))


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (asking("vendor_lead_code=A1&search_method=VENDOR_LEAD_CODE&search_location=SYSTEM"
                "&update_phone_number=Y&phone_number=7275552222", "update_lead"), "2222"),
        (asking("vendor_lead_code=A1&search_method=VENDOR_LEAD_CODE&search_location=SYSTEM"
                "&delete_lead=Y", "update_lead"), None),
        (lambda tx: tx.connection.execute(
            sa.update(vicidial_list).values(
                phone_number="7275552222",
                **({"phone_number_fold": "7275552222"} if tx.engine.folds else {}),
            )), "2222"),
        (lambda tx: tx.execute("DELETE FROM vicidial_list", ()), None),
    ],
    ids=["updated", "deleted", "updated by SQL", "deleted by SQL"],
)  # fmt: skip
def test_a_check_sees_what_a_request_before_it_has_changed(
    database: Database, change: Work, refused: str | None
) -> None:
    all_at_once(database, [asking(f"{CHECKED}1111&vendor_lead_code=A1")])
    numbers = ("1111", "2222")
    works: list[Work] = [change, *[asking(f"{CHECKED}{number}") for number in numbers]]
    said = all_at_once(database, works)[1:]
    assert [number for number, one in zip(numbers, said, strict=True) if "ERROR" in one] == (
        [] if refused is None else [refused]
    )


def test_what_a_column_cannot_hold_is_found_as_it_is_held(database: Database) -> None:
    """A letter of four bytes is `????` there, and so is the one that it is compared with."""
    lead = "phone_number=7275551111&list_id=101&first_name=%F0%A0%80%80"
    again = asking(f"{lead}&duplicate_check=DUPNAMEPHONELIST")
    use_non_latin(database, "1")
    try:
        # The first tells the identifiers of those that wait.
        first = asking("phone_number=7275552222&list_id=101")
        said = all_at_once(database, [first, asking(lead), again, again])[1:]
    finally:
        use_non_latin(database, "0")
    assert [one.partition(":")[0] for one in said] == ["SUCCESS", "ERROR", "ERROR"]


def use_non_latin(database: Database, value: str) -> None:
    with database.transaction() as tx:
        tx.connection.execute(sa.update(system_settings).values(use_non_latin=value))
        tx.configures()
    database.forget()


def test_a_group_takes_as_many_statements_for_many_leads_that_are_checked_as_for_some(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = noting(monkeypatch)
    monkeypatch.setattr(database_module, "CACHED_FOR_S", 3600.0)
    monkeypatch.setattr(database, "_cached_until", 0.0)
    counts = []
    # The first reads the configuration.
    for size in (2, 4, 8):
        sent.clear()
        numbers = [7_275_550_000 + 10 * size + number for number in range(size)]
        leads = [
            f"phone_number={number}&list_id=101&add_to_hopper=Y&duplicate_check=DUPLIST"
            for number in numbers
        ]
        all_at_once(database, list(map(asking, leads)))
        counts.append(len([sql for sql in sent if any(name in sql for name in WRITTEN)]))
    assert counts[2] == counts[1]


def test_an_identifier_that_somebody_else_takes_meanwhile_is_nobodys_twice(
    database: Database,
) -> None:
    lead = Insert(vicidial_list, ("phone_number", "list_id"))

    def elsewhere(_: Transaction) -> None:
        with database.transaction() as other:
            other.insert(lead, {"phone_number": "7275550009", "list_id": 101})

    leads = [asking(f"phone_number=727555000{number}&list_id=101") for number in range(4)]
    said = all_at_once(database, [*leads[:2], elsewhere, *leads[2:]])
    assert [one is None or one.startswith("SUCCESS") for one in said] == [True] * 5
    numbers = {row["lead_id"]: row["phone_number"] for row in stored(database)["vicidial_list"]}
    for one, asked in zip([*said[:2], *said[3:]], range(4), strict=True):
        lead_id = int(one.split(" - ")[1].split("|")[3])
        assert numbers[lead_id] == f"727555000{asked}"
