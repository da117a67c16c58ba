"""`lmapi-mock backup`: a copy of a database that a server works on, and why there is none."""

from __future__ import annotations

import re
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from client import Mock
from command import run
from lmapi_mock.cli.main import main
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

SUMMARY = re.compile(r"(.+): ([0-9,]+) leads, [0-9.]+ MiB, [0-9.]+ seconds\.\n")
SERVERS = "Only a database file is copied: of a server's database its own tool makes a backup.\n"
MEMORY = (
    "A database in memory is known to its server alone.\n"
    "Ask that for a snapshot: GET /__admin/snapshots/NAME?secrets=yes, or start it with "
    "--database FILE.\n"
)
OTHER = "Name another file for the copy.\n"


def counts(file: Path) -> tuple[str, int, int]:
    """Whether a file is whole, and how many leads and lines of the log it holds."""
    with closing(sqlite3.connect(file)) as database:
        (state,) = database.execute("PRAGMA integrity_check").fetchone()
        (leads,) = database.execute("SELECT count(*) FROM vicidial_list").fetchone()
        (lines,) = database.execute(
            "SELECT count(*) FROM vicidial_api_log WHERE result = 'SUCCESS'"
        ).fetchone()
    return state, leads, lines


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    """A file, and a server that works on it."""
    file = tmp_path_factory.mktemp("backup") / "leads.db"
    with Server(read_settings({"database": str(file), "port": "0"}, {})) as server:
        yield file, server


def test_a_copy_is_whole_while_leads_come(
    served: tuple[Path, Server], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, server = served
    copy = tmp_path / "copy.db"
    is_over = threading.Event()

    def load() -> None:
        with closing(Mock(server)) as mock:
            number = 0
            while not is_over.is_set():
                number += 1
                mock.add_lead(list_id="101", phone_number=f"727555{number:04}")

    loading = threading.Thread(target=load)
    loading.start()
    found = []
    for _ in range(3):
        assert main(["backup", str(copy), "--database", str(database), "--force"]) == 0
        state, leads, lines = counts(copy)
        assert (state, leads) == ("ok", lines)
        said = SUMMARY.fullmatch(capsys.readouterr().out)
        assert said is not None
        assert said.groups() == (str(copy), f"{leads:,}")
        found.append(leads)
    is_over.set()
    loading.join()
    assert found[0] < found[-1]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["copy.db"]
    flags = {"database": str(copy), "port": "0"}
    with Server(read_settings(flags, {})) as again, closing(Mock(again)) as mock:
        assert mock.add_lead(list_id="101", phone_number="8135551212").startswith("SUCCESS")
        assert mock.admin("GET", "/world").json["leads"] == found[-1] + 1


def test_it_is_a_command(served: tuple[Path, Server], tmp_path: Path) -> None:
    ended = run("backup", str(tmp_path / "copy.db"), LMAPI_DATABASE_URL=str(served[0]))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert SUMMARY.fullmatch(ended.stdout)
    assert counts(tmp_path / "copy.db")[0] == "ok"


def test_a_file_that_is_there_is_left_alone(
    served: tuple[Path, Server], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("precious")
    assert main(["backup", str(copy), "--database", str(served[0])]) == 2
    assert capsys.readouterr().err == (
        f"lmapi-mock: {copy} is there already.\nGive --force to replace it.\n"
    )
    assert copy.read_text() == "precious"
    assert [one.name for one in tmp_path.iterdir()] == ["copy.db"]


MYSQL = "mysql://lmapi:s3cret@db.example/leads"
DUMP = "mariadb-dump --single-transaction --host=db.example --user=lmapi -p leads"
POSTGRESQL = "postgresql://lmapi:s3cret@db.example/leads"
PG_DUMP = "pg_dump --format=custom --host=db.example --username=lmapi"


@pytest.mark.parametrize(
    ("target", "url", "said"),
    [
        ("{folder}/x", "{folder}/none.db", "There is no database file {folder}/none.db.\n"),
        ("{folder}/no/x", "{database}", "{folder}/no/x: No such file or directory.\n"),
        ("{folder}", "{database}", "{folder} is a folder.\n" + OTHER),
        ("{database}", "{database}", "{database} is the database itself.\n" + OTHER),
        ("{folder}/x", ":memory:", MEMORY),
        ("{folder}/x y", MYSQL, SERVERS + DUMP + " > '{folder}/x y'\n"),
        ("{folder}/x", POSTGRESQL, SERVERS + PG_DUMP + " --file={folder}/x leads\n"),
    ],
)
def test_it_says_why_there_is_none(
    served: tuple[Path, Server],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    target: str,
    url: str,
    said: str,
) -> None:
    names = {"folder": tmp_path, "database": served[0]}
    told = [target.format(**names), "--database", url.format(**names), "--force"]
    assert main(["backup", *told]) == 2
    assert capsys.readouterr().err == f"lmapi-mock: {said.format(**names)}"
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_not_copied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, other = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("no database " * 1000)
    with closing(sqlite3.connect(other)) as made:
        made.execute("CREATE TABLE notes (note TEXT)")
    for file, why in ((text, "file is not a database"), (other, "no such table: vicidial_list")):
        assert main(["backup", str(tmp_path / "copy.db"), "--database", str(file)]) == 2
        assert capsys.readouterr().err == (
            f"lmapi-mock: {file} is no database of lmapi-mock's, or cannot be read: {why}.\n"
        )
    assert sorted(one.name for one in tmp_path.iterdir()) == ["notes.txt", "other.db"]
