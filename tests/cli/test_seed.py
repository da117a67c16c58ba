"""`lmapi-mock seed`: into a database on every engine, into a running server, or only checked."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from client import Mock
from command import run
from databases import ENGINES, scratch
from lmapi_mock import paths
from lmapi_mock.cli.main import main
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import get_state

# Reference data of its own, which is put in no time.
FIRST = """
tables:
  vicidial_users:
    - {user: 6666, pass: 0123, active: Y}
  vicidial_phone_codes:
    - {areacode: 727, country_code: 1}
"""
SECOND = {
    "tables": {"vicidial_users": [{"user": "b"}], "custom_1": []},
    "custom_tables": {"custom_1": []},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "seeds"
    made.mkdir()
    (made / "a.yaml").write_text(FIRST)
    (made / "b.json").write_text(json.dumps(SECOND))
    return made


def held(url: str, *tables: str) -> dict[str, list[Any]]:
    database = Database(url)
    with database.transaction() as tx:
        found = get_state(tx, tables)
    database.close()
    return found


def as_flag(url: str) -> str:
    return url.removeprefix("sqlite:///")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_database_holds_the_files_and_then_more(
    engine: str, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with scratch(engine, tmp_path) as url:
        for _ in range(2):
            assert main(["seed", str(folder), "--database", as_flag(url)]) == 0
        read = held(url, "vicidial_users", "vicidial_phone_codes", "custom_1")
        assert [(row["user"], row["pass"]) for row in read["vicidial_users"]] == [
            ("6666", "0123"),
            ("b", ""),
        ]
        assert len(read["vicidial_phone_codes"]) == 1
        where = as_flag(url)
        assert capsys.readouterr().out.endswith(
            f"{where} holds now:\n  vicidial_users        2\n  vicidial_phone_codes  1\n"
        )
        more = tmp_path / "more.json"
        more.write_text('{"tables": {"vicidial_users": [{"user": "c"}]}}')
        assert main(["seed", "--add", str(more), "--database", as_flag(url)]) == 0
        assert capsys.readouterr().out == (
            f"{where} holds besides what it held:\n  vicidial_users  1\n"
        )
        assert [row["user"] for row in held(url, "vicidial_users")["vicidial_users"]] == [
            "6666",
            "b",
            "c",
        ]
        assert main(["seed", "--add", str(more), "--database", as_flag(url)]) == 2
        assert capsys.readouterr().err == (
            f"lmapi-mock: {more}, line 1, column 32: Two rows have the same key:"
            " vicidial_users.user 'c'.\nKeys compare as utf8_unicode_ci does: `Bob` is `bob `.\n"
        )


def test_files_without_reference_data_get_it(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("{}")
    ended = run("seed", str(file), "--database", str(tmp_path / "leads.db"))
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [
        "vicidial_phone_codes",
        "vicidial_postal_codes",
    ]
    read = held(f"sqlite:///{tmp_path}/leads.db", "vicidial_postal_codes")
    assert lines[2].split()[1] == f"{len(read['vicidial_postal_codes']):,}"


def test_files_that_do_not_fit_leave_the_database_alone(tmp_path: Path, folder: Path) -> None:
    (folder / "c.yaml").write_text("tables:\n  vicidial_users:\n    - {usr: x}\n")
    for how in ([], ["--check"]):
        ended = run("seed", str(folder), *how, "--database", str(tmp_path / "leads.db"))
        assert (ended.returncode, ended.stdout) == (2, "")
        assert ended.stderr == (
            f"lmapi-mock: {folder}/c.yaml, line 3, column 8: vicidial_users, row 1: there is no"
            " column 'usr'.\nDid you mean user?\n"
        )
    assert not (tmp_path / "leads.db").exists()


def test_a_check_only_looks(tmp_path: Path, folder: Path) -> None:
    ended = run("seed", "--check", str(folder), "--database", str(tmp_path / "leads.db"))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (
        f"{folder} fit:\n  vicidial_users        2\n  vicidial_phone_codes  1\n"
    )
    assert not (tmp_path / "leads.db").exists()


def test_the_schema_is_printed() -> None:
    ended = run("seed", "--schema")
    assert ended.returncode == 0
    assert ended.stdout == (paths.SEED / "state.schema.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Which files? None is given.\n"),
        (["{file}", "--url", "localhost:8080"], "--url is 'localhost:8080'. Accepted: an address"),
        (["{file}", "--url", "http://127.0.0.1:1"], "Nothing answers at http://127.0.0.1:1: "),
        (["{file}", "--database", ":memory:"], "A database in memory ends with the command.\n"),
    ],
)
def test_what_cannot_be_is_said(folder: Path, arguments: list[str], said: str) -> None:
    ended = run("seed", *(one.format(file=folder) for one in arguments))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"lmapi-mock: {said}")
    assert "Traceback" not in ended.stderr


def test_a_dialers_own_database_is_left_alone(folder: Path) -> None:
    ended = run("seed", str(folder), "--database", "mysql://x", LMAPI_EXISTING="yes")
    assert ended.returncode == 2
    assert ended.stderr.startswith("lmapi-mock: An existing dialer's database is left as it is: ")


def test_a_running_server_is_filled(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = read_settings({"database": ":memory:", "port": "0", "admin_token": "secret"}, {})
    with Server(settings) as server:
        url = f"http://{server.host}:{server.port}"
        assert main(["seed", str(folder), "--url", url]) == 2
        assert capsys.readouterr().err.startswith(f"lmapi-mock: {url} answers 401: ")
        assert main(["seed", str(folder), "--url", f"{url}/", "--admin-token", "secret"]) == 0
        assert capsys.readouterr().out == (
            f"{url} holds now:\n  vicidial_users        2\n  vicidial_phone_codes  1\n"
        )
        mock = Mock(server)
        answer = mock.request(
            "GET",
            "/__admin/state?tables=vicidial_users",
            headers={"authorization": "Bearer secret"},
        )
        mock.close()
    assert [row["user"] for row in answer.json["tables"]["vicidial_users"]] == ["6666", "b"]


@contextmanager
def answering(status: int, body: bytes, place: str = "[]") -> Iterator[tuple[str, list[Any]]]:
    """A server that answers everything so; its URL, and what it is asked."""
    asked: list[Any] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            asked.append((self.command, self.path, json.loads(sent)))
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.send_header("x-lmapi-place", place)
            self.end_headers()
            self.wfile.write(body)

        do_POST = answer  # noqa: N815  http.server's name
        do_PUT = answer  # noqa: N815  likewise

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def test_rows_are_added_to_a_running_server(folder: Path) -> None:
    file = folder / "b.json"
    with answering(204, b"") as (url, asked):
        assert main(["seed", "--add", str(file), "--url", f"{url}/ns/mine"]) == 0
    assert asked == [("POST", "/ns/mine/__admin/state", SECOND)]


@pytest.mark.parametrize(
    ("body", "place", "said"),
    [
        (b"<html>", "[]", "{url} answers 422, and not as lmapi-mock does.\nIs that its address?\n"),
        (
            b'{"error": {"code": "x", "message": "No.", "hint": "Do so."}}',
            "[]",
            "{url} answers 422: No.\nDo so.\n",
        ),
        (
            b'{"error": {"code": "duplicate_row", "message": "No.", "hint": ""}}',
            '["tables", "vicidial_users", 0]',
            "{file}, line 1, column 32: No.\n",
        ),
    ],
)
def test_a_servers_refusal_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], body: bytes, place: str, said: str
) -> None:
    file = folder / "b.json"
    with answering(422, body, place) as (url, _):
        assert main(["seed", "--add", str(file), "--url", url]) == 2
    assert capsys.readouterr().err == f"lmapi-mock: {said.format(url=url, file=file)}"


def test_the_flag_that_its_hint_names_is_there(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_text('{"tables": {"vicidial_users": [{"user": "crm", "modify_leads": 1}]}}')
    refused = run("seed", "--check", str(file))
    assert refused.returncode == 2
    assert "--lenient" in refused.stderr
    assert run("seed", "--check", str(file), "--lenient").returncode == 0
