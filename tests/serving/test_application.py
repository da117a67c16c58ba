"""Importing opens nothing; create_app builds everything."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from client import BASE_STATE
from command import environment, seed_file
from lmapi_mock.errors import SeedError
from lmapi_mock.serving.application import Application, create_app, fill, open_database
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR, Settings, read_settings
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.seed import Seed
from lmapi_mock.store.state.whole_state import State, is_empty

MakeApp = Callable[[Settings], Application]

# What an import opens is seen by Python's own audit hooks.
AUDITED = """
import json, sys
opened = []
def note(event, arguments):
    if event in {"socket.__new__", "socket.bind", "sqlite3.connect"}:
        opened.append(event)
    if event == "open" and not str(arguments[0]).endswith((".py", ".pyc")) and arguments[1] != "rb":
        opened.append(str(arguments[0]))
sys.addaudithook(note)
import lmapi_mock
heavy = {"fastapi", "sqlalchemy", "uvicorn", "starlette", "pydantic", "alembic", "sqlite3"}
print(json.dumps([opened, sorted(heavy & sys.modules.keys())]))
"""

LEAD = "source=test&user=6666&pass=1234&function=add_lead&phone_number=7275551212"

ANSWERED_WITHOUT_ADMIN = """
import http.client, json, sys
from lmapi_mock import MockServer
with MockServer() as server:
    connection = http.client.HTTPConnection(server.host, server.port)
    loaded = []
    for path in sys.argv[1:]:
        connection.request("GET", path)
        connection.getresponse().read()
        loaded.append("fastapi" in sys.modules)
print(json.dumps(loaded))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    seed = seed_file(tmp_path, {"custom_101": [["color", "varchar(5)"]]})
    return read_settings({"database": str(tmp_path / "leads.db"), "seed": seed}, {})


@pytest.fixture
def make_app() -> Iterator[MakeApp]:
    """create_app; what it opened is closed after the test."""
    made: list[Application] = []

    def make(settings: Settings) -> Application:
        made.append(create_app(settings))
        return made[-1]

    yield make
    for app in made:
        app.close()


def ask(app: Any, path: str, query: str = "") -> tuple[int, str]:
    """What the application itself answers to a GET, without a server."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"test")],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
    asyncio.run(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], body.decode()


def test_importing_the_package_opens_nothing_and_loads_nothing_heavy() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", AUDITED],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout) == [[], []]


def test_the_admin_api_is_loaded_when_it_is_asked_for() -> None:
    ended = subprocess.run(
        [
            *(sys.executable, "-c", ANSWERED_WITHOUT_ADMIN),
            *(f"{DOCUMENTED_DOOR}?{LEAD}", "/nowhere", "/__admin/health"),
        ],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout) == [False, False, True]


def test_create_app_opens_migrates_and_seeds_the_database(
    make_app: MakeApp, settings: Settings
) -> None:
    app = make_app(settings)
    status, text = ask(app, "/__admin/state", "tables=vicidial_dnc,custom_101")
    assert status == 200
    assert json.loads(text) == {
        "tables": {
            "vicidial_dnc": [
                {"phone_number": "312XXXXXXX"},
                {"phone_number": "441632960000"},
                {"phone_number": "7275559999"},
            ],
            "custom_101": [],
        }
    }


def test_the_application_answers_at_every_door_and_under_admin(
    make_app: MakeApp, settings: Settings
) -> None:
    app = make_app(settings)
    assert ask(app, DOCUMENTED_DOOR, LEAD) == (
        200,
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-5\n",
    )
    assert ask(app, VICIDIAL_DOOR, LEAD) == (
        200,
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|999|2|-5|6666\n",
    )
    assert ask(app, "/__admin/health")[0] == 200
    assert ask(app, "/api/lmapi.php", LEAD)[0] == 404


def test_a_database_that_holds_something_is_not_seeded_again(
    make_app: MakeApp, settings: Settings
) -> None:
    ask(make_app(settings), DOCUMENTED_DOOR, LEAD)
    _, text = ask(make_app(settings), "/__admin/state", "tables=vicidial_list")
    assert [row["lead_id"] for row in json.loads(text)["tables"]["vicidial_list"]] == [1]


def test_further_doors_answer_in_their_dialects(make_app: MakeApp, settings: Settings) -> None:
    given = {"database": ":memory:", "seed": str(settings.seed), "dialect": "vicidial"}
    app = make_app(read_settings({**given, "doors": "/crm=documented"}, {}))
    assert ask(app, "/crm", LEAD)[1].endswith("|6666|999|1|-5\n")
    assert ask(app, DOCUMENTED_DOOR, LEAD)[1].endswith("|999|2|-5|6666\n")


def test_two_applications_share_nothing(make_app: MakeApp, settings: Settings) -> None:
    in_memory = read_settings({"database": ":memory:", "seed": str(settings.seed)}, {})
    first, second = make_app(in_memory), make_app(in_memory)
    for app in (first, second):
        assert ask(app, DOCUMENTED_DOOR, LEAD)[1].endswith("|6666|999|1|-5\n")


def test_a_seed_that_does_not_fit_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_text('{"tables": {"vicidial_list": [{"phone_numbr": "1"}]}}')
    with pytest.raises(SeedError) as refused:
        create_app(read_settings({"database": ":memory:", "seed": str(file)}, {}))
    assert str(refused.value) == (
        f"{file}, line 1, column 32: vicidial_list, row 1: there is no column 'phone_numbr'."
    )
    assert refused.value.hint == "Did you mean phone_number?"


def test_of_servers_that_start_at_once_on_an_empty_file_one_seeds_it(
    settings: Settings, tmp_path: Path
) -> None:
    """The other neither seeds it too, nor goes on before it is seeded."""
    seeded: list[str] = []

    class SlowSeed(Seed):
        def restore(self, database: Database) -> None:
            time.sleep(0.2)
            super().restore(database)
            seeded.append(str(database.url))

    at_once = threading.Barrier(2)
    found: list[bool] = []

    def start() -> None:
        seed = SlowSeed(lambda: State(BASE_STATE), reference=False)
        database = open_database(settings)
        at_once.wait(timeout=10)
        fill(database, seed)
        with database.transaction() as tx:
            found.append(is_empty(tx))
        seed.close()
        database.close()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert seeded == [settings.database]
    assert found == [False, False]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["leads.db", "seed.json"]
