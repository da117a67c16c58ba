"""Rows from and to CSV files: what is stored, what is rejected, and going on after an end."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lmapi_mock.bulk import importing
from lmapi_mock.bulk.exporting import export_rows
from lmapi_mock.bulk.importing import Count, import_file
from lmapi_mock.bulk.kinds import KINDS
from lmapi_mock.cli import bulk as bulk_cli
from lmapi_mock.errors import FileError
from lmapi_mock.mariadb.fit import Fit
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State, get_state
from lmapi_mock.store.state.whole_state import put_state
from lmapi_mock.store.upkeep.migrate import create_schema


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/leads.db")
    create_schema(made)
    yield made
    made.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows.csv"


def imported(database: Database, kind: str, file: Path, *, again: bool = False) -> Count:
    *_, last = import_file(database, KINDS[kind], file, again=again)
    return last


def rows(database: Database, kind: str) -> list[Any]:
    table = KINDS[kind].table.name
    with database.transaction() as tx:
        return get_state(tx, [table])[table]


def phones(database: Database) -> list[str]:
    return [row["phone_number"] for row in rows(database, "leads")]


def exported(database: Database, kind: str) -> str:
    target = io.StringIO(newline="")
    list(export_rows(database, KINDS[kind], target))
    return target.getvalue()


def test_the_command_line_offers_every_kind() -> None:
    assert tuple(KINDS) == bulk_cli.KIND_NAMES


def test_rows_are_stored_as_put_state_stores_them(database: Database, file: Path) -> None:
    file.write_text("\ufefftitle,PHONE_NUMBER,list_id,gender\nDoctor,7275551212,101,f\n")
    count = imported(database, "leads", file)
    assert (count.read, count.imported, count.rejected) == (1, 1, 0)
    with database.transaction() as tx:
        stored = tx.rows(KINDS["leads"].table)
    row = {"title": "Doctor", "phone_number": "7275551212", "list_id": 101, "gender": "f"}
    put_state(database, State({"vicidial_list": [row]}, fit=Fit.CUT))
    with database.transaction() as tx:
        assert tx.rows(KINDS["leads"].table) == stored


def test_lines_that_do_not_fit_are_rejected_with_the_reason(database: Database, file: Path) -> None:
    file.write_bytes(
        b"lead_id,phone_number,gender,entry_date,gmt_offset_now,first_name\n"
        b"x,1,,,,\n,,,,,\n0,1,,,,\n99999999999,1,,,,\n,1,Q,,,\n,1,,2026-13-01,,\n,1,,,west,\n"
        b",1,,,,\xff\n7,1,,,,a\n7,2,,,,b\n,3\n,4,M,2026-01-02,-5,\n"
    )
    assert imported(database, "leads", file).rejected == 10
    assert file.with_name("rows.rejected.csv").read_bytes().splitlines() == [
        b"reason,lead_id,phone_number,gender,entry_date,gmt_offset_now,first_name",
        b"\"lead_id is 'x', not a whole number\",x,1,,,,",
        b"phone_number is empty,,,,,,",
        b'"lead_id is 0, which no row can have",0,1,,,,',
        b'"lead_id is 99999999999, more or less than the column holds",99999999999,1,,,,',
        b"\"gender is 'Q', none of M, F, U\",,1,Q,,,",
        b"\"entry_date is '2026-13-01', no date\",,1,,2026-13-01,,",
        b"\"gmt_offset_now is 'west', no number\",,1,,,west,",
        b"first_name is not UTF-8,,1,,,,\xff",
        b"lead_id 7 is there already,7,2,,,,b",
        b'"2 cells, where the header has 6",,3',
    ]
    assert [(row["lead_id"], row["phone_number"]) for row in rows(database, "leads")] == [
        (7, "1"),
        (8, "4"),
    ]


def test_rejected_lines_that_were_set_right_are_imported(database: Database, file: Path) -> None:
    file.write_text("phone_number,list_id\n1,x\n")
    imported(database, "leads", file)
    right = file.with_name("rows.rejected.csv")
    right.write_text(right.read_text().replace(",1,x", ",1,101"))
    assert imported(database, "leads", right).imported == 1
    assert rows(database, "leads")[0]["list_id"] == 101


@pytest.mark.parametrize(
    ("content", "said", "hint"),
    [
        ("", "{file} does not begin with a header.", "Its first line names the columns."),
        (
            "phone_number,fist_name\n",
            "{file}: there is no column 'fist_name'.",
            "Did you mean first_name?",
        ),
        (
            "phone_number;list_id\n",
            "{file}: there is no column 'phone_number;list_id'.",
            "Cells are separated by commas.",
        ),
        (
            "list_id\n1\n",
            "{file} has no column phone_number.",
            "A row of vicidial_list cannot be without.",
        ),
        ("phone_number,Phone_Number\n", "{file} has two columns phone_number.", ""),
    ],
    ids=["empty", "unknown", "semicolons", "missing", "twice"],
)
def test_a_header_that_does_not_fit_is_an_error(
    database: Database, file: Path, content: str, said: str, hint: str
) -> None:
    file.write_text(content)
    with pytest.raises(FileError) as error:
        imported(database, "leads", file)
    assert (str(error.value), error.value.hint) == (said.format(file=file), hint)


def test_an_import_that_was_left_goes_on_where_it_stopped(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    file.write_text("phone_number,lead_id\n1,\n2,x\n3,\n4,x\n5,\n")
    first = next(import_file(database, KINDS["leads"], file))
    assert (first.line, first.finished) == (3, False)
    rejected = file.with_name("rows.rejected.csv")
    # What an import that was killed leaves behind its last transaction.
    rejected.write_text(rejected.read_text() + "never committed,9,\n")
    last = imported(database, "leads", file)
    assert (last.read, last.imported, last.resumed, last.finished) == (3, 2, 3, True)
    assert phones(database) == ["1", "3", "5"]
    assert [line.split(",")[-2] for line in rejected.read_text().splitlines()[1:]] == ["2", "4"]


def test_a_finished_file_is_imported_again_only_when_told_to(
    database: Database, file: Path
) -> None:
    file.write_text("phone_number\n1\n")
    imported(database, "leads", file)
    assert imported(database, "leads", file).read == 0
    assert phones(database) == ["1"]
    assert imported(database, "leads", file, again=True).imported == 1
    assert phones(database) == ["1", "1"]


def test_a_new_state_forgets_what_was_imported(database: Database, file: Path) -> None:
    file.write_text("phone_number\n1\n")
    imported(database, "leads", file)
    put_state(database, State())
    assert imported(database, "leads", file).imported == 1


def test_keys_that_a_set_holds_are_counted_and_no_fault(database: Database, file: Path) -> None:
    file.write_text("campaign_id,phone_number\nTEST,1\ntest ,1\nTEST,2\n")
    count = imported(database, "campaign-dnc", file)
    assert (count.imported, count.already, count.rejected) == (2, 1, 0)
    count = imported(database, "campaign-dnc", file)
    assert (count.imported, count.already, count.rejected) == (0, 3, 0)


def test_what_was_exported_is_imported_as_it_was(database: Database, file: Path) -> None:
    leads: list[dict[str, Any]] = [
        {"phone_number": "1", "first_name": 'Jo "J", Ü', "comments": "a\r\nb\nc", "lead_id": 9},
        {"phone_number": "2", "first_name": "", "last_name": None, "gmt_offset_now": "-4.00"},
        {"phone_number": "3", "list_id": 2**64 - 1, "entry_date": "2026-01-02 03:04:05"},
    ]
    codes: list[dict[str, Any]] = [
        {"country_code": 1, "areacode": "727", "DST": "Y", "GMT_offset": "-5"}
    ]
    put_state(database, State({"vicidial_list": leads, "vicidial_phone_codes": codes}))
    kinds = ("leads", "phone-codes")
    before = [rows(database, kind) for kind in kinds]
    texts = [exported(database, kind) for kind in kinds]
    put_state(database, State())
    for kind, text in zip(kinds, texts, strict=True):
        file.write_bytes(text.encode())
        assert imported(database, kind, file).rejected == 0
    assert [rows(database, kind) for kind in kinds] == before


def test_an_export_is_csv_in_the_order_of_the_key(database: Database) -> None:
    barred = [{"phone_number": number} for number in ("2", "", "1")]
    put_state(database, State({"vicidial_dnc": barred}, fit=Fit.ANY))
    assert exported(database, "dnc") == 'phone_number\r\n""\r\n1\r\n2\r\n'
