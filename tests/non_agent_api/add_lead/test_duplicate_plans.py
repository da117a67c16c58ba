"""Every duplicate check is answered by an index, whatever the leads are (section 6)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sqlalchemy as sa

from databases import ENGINES, scratch
from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.add_lead import duplicates
from lmapi_mock.store.schema.tables import vicidial_list
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Transaction
from lmapi_mock.store.upkeep.migrate import create_schema

LEADS = 4_000
MANY = "8888888888"
"""A phone number, and an alt_phone, that every third lead has."""

VALUES: dict[str, Any] = {
    "phone_number": MANY,
    "title": "",
    "alt_phone": "",
    "first_name": "Ann",
    "last_name": "Lee",
    "list_id": 101,
    "since": "2026-03-01 00:00:00",
    "lowest": LEADS - 60,
}
OF_CHECKS = {
    f"{'+'.join(column for column, _ in key)}, {'list' if in_list else 'system'}, {kind}": (
        getattr(finds, kind),
        {name for _, name in key}
        | ({"list_id"} if in_list else set())
        | ({"since", "lowest"} if kind == "in_window" else set()),
    )
    for (key, in_list), finds in sorted(duplicates._FINDS.items())
    for kind in ("lowest", "several", "in_window")
}
"""Every statement of every check, with the names of its values."""

OF_WINDOWS = {
    "by date": (duplicates._LOWEST_BY_DATE, {"since"}),
    "by key": (duplicates._LOWEST_BY_KEY, {"since", "lowest"}),
}
"""Those that find where a window begins."""


def put_leads(tx: Transaction) -> None:
    """What defeats an index: one list holds nearly all, most are without title and alt_phone."""
    rows = []
    for number in range(LEADS):
        row: dict[str, Any] = {
            "entry_date": "2026-02-15 12:00:00" if number < LEADS - 40 else "2026-03-15 12:00:00",
            "list_id": 101 if number % 50 else 102,
            "phone_number": MANY if number % 3 == 0 else str(7_000_000_000 + number),
            "title": "" if number % 5 else "Mr",
            "first_name": f"First{number % 97}",
            "last_name": f"Last{number % 89}",
            "alt_phone": "" if number % 4 else MANY,
        }
        if tx.engine.folds:
            texts = ("phone_number", "title", "first_name", "last_name", "alt_phone")
            row |= {f"{name}_fold": fold(row[name]) for name in texts}
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


def explained(tx: Transaction, statement: Statement, names: set[str]) -> list[dict[str, Any]]:
    """The engine's plan, a dict for each access to a table."""
    prepared = tx._database.prepare(statement)
    bound = prepared.parameters({name: VALUES[name] for name in names}, charset="utf8mb4")
    how = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (FORMAT JSON) "}
    name = tx.connection.dialect.name
    rows = tx.connection.exec_driver_sql(how.get(name, "EXPLAIN ") + prepared.sql, bound)
    if name != "postgresql":
        return [dict(row) for row in rows.mappings()]
    (found,) = rows.scalars().all()
    plans = found if isinstance(found, list) else json.loads(found)
    return list(_nodes(plans[0]["Plan"]))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def scans_of(tx: Transaction, statement: Statement, names: set[str]) -> list[str]:
    """What in a plan reads the whole table, or sorts what it has read."""
    plan = explained(tx, statement, names)
    match tx.connection.dialect.name:
        case "sqlite":
            return [
                row["detail"]
                for row in plan
                if row["detail"].startswith("SCAN")
                or (row["detail"].startswith("SEARCH") and "USING" not in row["detail"])
                or "TEMP B-TREE" in row["detail"]
            ]
        case "postgresql":
            # It may also go by the key where so many leads match that it expects one at once.
            return [node["Node Type"] for node in plan if node["Node Type"] == "Seq Scan"]
        case _:
            return [str(row) for row in plan if row["type"] in {"ALL", "index"}]


@pytest.mark.parametrize("name", [*OF_CHECKS, *OF_WINDOWS])
@pytest.mark.parametrize("engine", ENGINES)
def test_no_check_reads_the_whole_table(
    filled: Callable[[str], Database], engine: str, name: str
) -> None:
    statement, names = (OF_CHECKS | OF_WINDOWS)[name]
    with filled(engine).transaction() as tx:
        assert scans_of(tx, statement, names) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_scan_would_be_seen(filled: Callable[[str], Database], engine: str) -> None:
    unindexed = Statement(
        lambda _: sa.select(vicidial_list.c.lead_id).where(
            vicidial_list.c.city == sa.bindparam("phone_number")
        )
    )
    with filled(engine).transaction() as tx:
        assert scans_of(tx, unindexed, {"phone_number"}) != []


@pytest.mark.parametrize("in_list", [False, True])
@pytest.mark.parametrize("key", [duplicates.TITLE_ALT_PHONE, duplicates.PHONE])
def test_mariadb_passes_by_the_leads_before_a_window(
    filled: Callable[[str], Database], key: tuple[str, ...], in_list: bool
) -> None:
    """Two thousand leads share the values; with a window sixty are looked at."""
    finds = duplicates._FINDS[duplicates._keys(key)[0], in_list]
    names = {*key, "since", "lowest"} | ({"list_id"} if in_list else set())
    with filled("mariadb").transaction() as tx:
        tx.execute("FLUSH STATUS", ())
        assert tx.first(finds.in_window, **{name: VALUES[name] for name in names}) is not None
        read = tx.execute("SHOW STATUS LIKE 'Handler%%'", ()).fetchall()
    passed_by = ("Handler_read_next", "Handler_icp_attempts", "Handler_read_rnd_next")
    assert sum(int(count) for name, count in read if name in passed_by) < 100


def test_postgresql_plans_for_the_values_that_are_asked_for(
    filled: Callable[[str], Database],
) -> None:
    """Its plan for any value, after some of each, takes every phone number for a rare one."""
    finds = duplicates._FINDS[duplicates._keys(duplicates.PHONE)[0], True]
    with filled("postgresql").transaction(for_requests=True) as tx:
        for number in range(20):
            assert tx.first(finds.lowest, phone_number=MANY, list_id=10_000 + number) is None
        plans = tx.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements", ())
        planned = plans.fetchall()
    assert sum(custom for _, custom in planned) > 0
    assert sum(generic for generic, _ in planned) == 0
