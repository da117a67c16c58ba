"""Every kind of rows into and out of every engine, whole and after an interruption."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from databases import ENGINES, scratch
from lmapi_mock.bulk import importing
from lmapi_mock.bulk.exporting import export_rows
from lmapi_mock.bulk.importing import Count, import_file
from lmapi_mock.bulk.kinds import KINDS
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.upkeep.migrate import create_schema

ROWS = 5_000
BATCH = 1_000


def lead(number: int) -> dict[str, object]:
    return {
        "phone_number": f"{7_270_000_000 + number}",
        "list_id": 101,
        "first_name": f'J"o, {number}',
        "last_name": "Ünlü" if number % 2 else "",
        "gender": "MFU"[number % 3],
        "comments": "one\ntwo",
        "entry_date": "2026-01-02 03:04:05",
        "gmt_offset_now": "-5.00",
        "postal_code": "\\N" if number % 5 == 0 else "33601",
    }


LINES: dict[str, Callable[[int], dict[str, object]]] = {
    "leads": lead,
    "dnc": lambda number: {"phone_number": f"{7_270_000_000 + number}"},
    "campaign-dnc": lambda number: {
        "phone_number": f"{7_270_000_000 + number // 2}",
        "campaign_id": ("SALES", "TEST")[number % 2],
    },
    "nanpa": lambda number: {
        "areacode": f"{200 + number // 1000}",
        "prefix": f"{number % 1000:03}",
        "GMT_offset": "-5",
        "DST": "Y",
        "latitude": "27.9",
        "longitude": "-82.4",
    },
    "phone-codes": lambda number: {
        "country_code": number // 1000 + 1,
        "country": "USA",
        "areacode": f"{number % 1000:03}",
        "GMT_offset": "-5",
        "DST": "N",
    },
}


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with scratch(request.param, tmp_path) as url:
        made = Database(url)
        create_schema(made)
        yield made
        made.close()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", BATCH)


def written(folder: Path, kind: str, count: int = ROWS) -> Path:
    """A file of so many rows."""
    file = folder / f"{kind}.csv"
    lines = [LINES[kind](number) for number in range(count)]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return file


def imported(database: Database, kind: str, file: Path) -> Count:
    *_, last = import_file(database, KINDS[kind], file)
    return last


def exported(database: Database, kind: str) -> str:
    target = io.StringIO(newline="")
    list(export_rows(database, KINDS[kind], target))
    return target.getvalue()


def keyed(text: str, names: list[str]) -> list[tuple[str, ...]]:
    """What some columns of a CSV text hold, in an order that does not depend on the engine."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return sorted(tuple(row[name] for name in names) for row in rows)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("kind", KINDS)
def test_an_import_that_was_interrupted_goes_on_and_all_comes_out_again(
    database: Database, tmp_path: Path, kind: str
) -> None:
    file = written(tmp_path, kind)
    begun = import_file(database, KINDS[kind], file)
    next(begun)
    second = next(begun)
    del begun
    assert (second.read, second.imported, second.finished) == (2 * BATCH, 2 * BATCH, False)

    last = imported(database, kind, file)
    # A set has no need to know where it stopped: what is there is there.
    already = 2 * BATCH if KINDS[kind].is_set else 0
    assert last.imported == ROWS - 2 * BATCH
    assert (last.already, last.rejected, last.finished) == (already, 0, True)
    assert last.read == last.imported + already

    text = exported(database, kind)
    given = file.read_text(encoding="utf-8")
    names = given.splitlines()[0].split(",")
    assert len(keyed(text, names)) == ROWS
    assert keyed(text, names) == keyed(given, names)

    empty = tmp_path / "again"
    empty.mkdir()
    copy = empty / f"{kind}.csv"
    copy.write_bytes(text.encode())
    with scratch("sqlite", empty) as url:
        other = Database(url)
        create_schema(other)
        assert imported(other, kind, copy).imported == ROWS
        assert sorted(exported(other, kind).splitlines()) == sorted(text.splitlines())
        other.close()


def test_a_lead_that_is_added_after_an_import_is_numbered_on(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("lead_id,phone_number\n,1\n4711,2\n,3\n")
    assert imported(database, "leads", file).imported == 3
    file.write_text("phone_number\n4\n")
    assert imported(database, "leads", file).imported == 1
    stored = csv.DictReader(io.StringIO(exported(database, "leads"), newline=""))
    found = {row["phone_number"]: row["lead_id"] for row in stored}
    assert found["2"] == "4711"
    assert all(int(found[phone]) != 4711 for phone in "134")
    assert int(found["4"]) == max(map(int, found.values()))


KNOWN_ROWS = {
    "mariadb": "SELECT n_rows FROM mysql.innodb_table_stats"
    " WHERE database_name = database() AND table_name = 'vicidial_list'",
    "postgresql": "SELECT reltuples FROM pg_class WHERE oid = 'vicidial_list'::regclass",
}
"""How many leads an engine plans for."""


@pytest.mark.parametrize("engine", KNOWN_ROWS)
def test_an_import_leaves_the_engine_knowing_what_it_holds(engine: str, tmp_path: Path) -> None:
    """Or it would read the whole table for a check, until it looks by itself."""
    with scratch(engine, tmp_path) as url:
        database = Database(url)
        create_schema(database)
        imported(database, "leads", written(tmp_path, "leads"))
        with database.transaction() as tx:
            known = tx.connection.exec_driver_sql(KNOWN_ROWS[engine]).scalar_one()
        assert ROWS * 0.9 <= known <= ROWS * 1.1
        database.close()
