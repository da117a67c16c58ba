"""A search for leads reads the index of its key, whatever the leads are (update_lead.md, U3)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from databases import ENGINES, scratch
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.lead_info import all_info, callback_info, columns
from lmapi_mock.non_agent_api.lead_search import search as lead_search
from lmapi_mock.non_agent_api.update_lead import callbacks, change, hopper, search
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.upkeep.migrate import create_schema

LEADS = 4_000
MANY = "8888888888"
"""A phone number, and a vendor_lead_code, that every tenth lead has."""


def put_leads(tx: Transaction) -> None:
    """What defeats an index: one list holds nearly all, and the newest are not those with MANY."""
    rows = []
    for number in range(LEADS):
        key = MANY if number % 10 == 0 else str(7_000_000_000 + number)
        row: dict[str, Any] = {
            "entry_date": f"2026-02-{1 + number * 27 // LEADS:02} 12:00:00",
            "list_id": 101 if number % 50 else 102,
            "phone_number": key,
            "vendor_lead_code": key,
        }
        if tx.engine.folds:
            row |= {f"{name}_fold": fold(key) for name in ("phone_number", "vendor_lead_code")}
        rows.append(tuple(row.values()))
    tx.connection.exec_driver_sql(
        f"INSERT INTO vicidial_list ({tx.listed(row)}) VALUES ({tx.marks(len(row))})", rows
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Database]]:
    """A database of some thousand leads on each engine, made when first asked for."""
    made: dict[str, Database] = {}
    with ExitStack() as stack:

        def on(engine: str) -> Database:
            if engine not in made:
                url = stack.enter_context(scratch(engine, tmp_path_factory.mktemp(engine)))
                database = Database(url)
                stack.callback(database.close)
                create_schema(database)
                with database.transaction() as tx:
                    put_leads(tx)
                analyse = {"mariadb": "ANALYZE TABLE vicidial_list", "postgresql": "ANALYZE"}
                if engine in analyse:
                    with database.transaction() as tx:
                        tx.connection.exec_driver_sql(analyse[engine]).close()
                made[engine] = database
            return made[engine]

        yield on


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def too_much_read(tx: Transaction, statement: Statement, values: dict[str, Any]) -> list[str]:
    """What in a plan reads the whole table, or goes by an index of the order of its rows."""
    prepared = tx._database.prepare(statement)
    bound = prepared.parameters(values, charset="utf8mb4")
    how = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (FORMAT JSON) "}
    name = tx.connection.dialect.name
    found = tx.connection.exec_driver_sql(how.get(name, "EXPLAIN ") + prepared.sql, bound)
    if name == "postgresql":
        (told,) = found.scalars().all()
        plans = told if isinstance(told, list) else json.loads(told)
        kinds = [(one["Node Type"], one.get("Index Name")) for one in nodes(plans[0]["Plan"])]
        return [str(one) for one in kinds if one[0] == "Seq Scan" or "entry_date" in str(one[1])]
    rows = [dict(row) for row in found.mappings()]
    if name == "sqlite":
        return [row["detail"] for row in rows if row["detail"].startswith("SCAN")]
    return [
        str(row)
        for row in rows
        if row["type"] in {"ALL", "index"} or "entry_date" in str(row["key"])
    ]


@pytest.mark.parametrize("in_list", [False, True], ids=["system", "list"])
@pytest.mark.parametrize("key", ["lead_id", "vendor_lead_code", "phone_number"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_search_reads_the_leads_of_its_key(
    filled: Callable[[str], Database], engine: str, key: str, in_list: bool
) -> None:
    with filled(engine).transaction() as tx:
        for given in [7] if key == "lead_id" else [MANY, "7000000007"]:
            values = {"value": given, "most": 1} | ({"list_id": 101} if in_list else {})
            statement = search._FINDS["vicidial_list", key, in_list]
            assert too_much_read(tx, statement, values) == []


@pytest.mark.parametrize("column", ["lead_id", "vendor_lead_code", "phone_number"])
@pytest.mark.parametrize("engine", ENGINES)
def test_so_does_lead_search(filled: Callable[[str], Database], engine: str, column: str) -> None:
    with filled(engine).transaction() as tx:
        for part in [7] if column == "lead_id" else [MANY, "7000000007"]:
            statement = lead_search._FINDS["vicidial_list", column]
            assert too_much_read(tx, statement, {"part": part}) == []


OF_A_LEAD = {
    "its callback": (callbacks._FIRST, "lead_id"),
    "its callbacks": (callback_info._CURRENT, "lead_id"),
    "its hopper rows": (hopper._IN_HOPPER, "lead_id"),
    "the lead for the hopper": (hopper._LEAD["vicidial_list"], "lead_id"),
    "its row of the hopper": (change._ROWS["vicidial_hopper"], "lead_id"),
    "its further numbers": (change._ROWS["vicidial_list_alt_phones"], "lead_id"),
    "all of it": (columns._BY_ID["vicidial_list"], "lead_id"),
    "all with its number": (all_info._BY_PHONE["vicidial_list"], "phone_number"),
}
"""What is read of one lead, and the parameter that says which."""


@pytest.mark.parametrize("what", OF_A_LEAD)
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_read_of_a_lead_is_no_more(
    filled: Callable[[str], Database], engine: str, what: str
) -> None:
    statement, name = OF_A_LEAD[what]
    with filled(engine).transaction() as tx:
        if engine == "postgresql":
            # Tables without rows are read whole even where there is an index.
            tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off").close()
        value = MANY if name == "phone_number" else 7
        assert too_much_read(tx, statement, {name: value}) == []
