"""Importing opens nothing, create_app neither; its lifespan, or the first request, opens all."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from client import BASE_STATE
from command import environment, seed_file
from lmapi_mock.errors import SeedError
from lmapi_mock.serving.application import create_app
from lmapi_mock.serving.opening import fill, open_database
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR, Settings, read_settings
from lmapi_mock.store.sql.database import Database
from lmapi_mock.store.state.rows import State, is_empty
from lmapi_mock.store.state.seed import Seed

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

FORM = "application/x-www-form-urlencoded"
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
servers = {"sqlalchemy.dialects.mysql", "sqlalchemy.dialects.postgresql", "pymysql", "psycopg"}
print(json.dumps([loaded, sorted(servers & sys.modules.keys())]))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    seed = seed_file(tmp_path, {"custom_101": [["color", "varchar(5)"]]})
    return read_settings({"database": str(tmp_path / "leads.db"), "seed": seed}, {})


@pytest.fixture
def in_memory(settings: Settings) -> Settings:
    return read_settings({"database": ":memory:", "seed": str(settings.seed)}, {})


@pytest.fixture
def running() -> Iterator[ExitStack]:
    """Clients that are entered here, their applications running, until the test ends."""
    with ExitStack() as stack:
        yield stack


def test_importing_the_package_opens_nothing_and_loads_nothing_heavy() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", AUDITED],
        # A first import writes what it compiles, which is Python's doing.
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
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
    assert json.loads(ended.stdout) == [[False, False, True], []]


def test_its_lifespan_opens_migrates_and_seeds_the_database(settings: Settings) -> None:
    app = create_app(settings)
    assert not Path(settings.database.removeprefix("sqlite:///")).exists()
    with TestClient(app) as client:
        answer = client.get("/__admin/state?tables=vicidial_dnc,custom_101")
        assert answer.json() == {
            "tables": {
                "vicidial_dnc": [
                    {"phone_number": "312XXXXXXX"},
                    {"phone_number": "441632960000"},
                    {"phone_number": "7275559999"},
                ],
                "custom_101": [],
            }
        }


def test_it_is_fastapis_own_with_the_doors_among_its_routes(in_memory: Settings) -> None:
    app = create_app(in_memory)
    assert isinstance(app, FastAPI)
    assert {DOCUMENTED_DOOR, VICIDIAL_DOOR} <= {getattr(one, "path", "") for one in app.routes}
    for door in (DOCUMENTED_DOOR, VICIDIAL_DOOR):
        assert app.openapi()["paths"][door].keys() == {"get", "post"}


def test_it_answers_at_every_door_and_under_admin(in_memory: Settings) -> None:
    with TestClient(create_app(in_memory)) as client:
        documented = client.get(f"{DOCUMENTED_DOOR}?{LEAD}")
        assert (
            documented.text == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-5\n"
        )
        assert documented.headers["content-type"] == "text/html; charset=utf-8"
        form = client.post(VICIDIAL_DOOR, content=LEAD, headers={"content-type": FORM})
        assert form.text == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|999|2|-5|6666\n"
        health = client.get("/__admin/health")
        assert (health.status_code, "x-lmapi-mock" in health.headers) == (200, True)
        assert client.get(f"/api/lmapi.php?{LEAD}").status_code == 404
        assert client.get("/__admin/nowhere").json()["error"]["code"] == "not_found"
        named = [
            one["request"]["path"] for one in client.get("/__admin/requests").json()["requests"]
        ]
        assert named == ["/api/lmapi.php", VICIDIAL_DOOR, DOCUMENTED_DOOR]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_door_reads_any_other_method_as_get(in_memory: Settings, method: str) -> None:
    with TestClient(create_app(in_memory)) as client:
        assert client.request(method, f"{DOCUMENTED_DOOR}?{LEAD}").text.startswith("SUCCESS")


def test_what_stands_behind_the_script_is_not_looked_at(in_memory: Settings) -> None:
    with TestClient(create_app(in_memory)) as client:
        for behind in ("/", "/x/y"):
            assert client.get(f"{DOCUMENTED_DOOR}{behind}?{LEAD}").text.startswith("SUCCESS")


def test_namespaces_are_as_in_the_server(in_memory: Settings) -> None:
    with TestClient(create_app(in_memory)) as client:
        for _ in range(2):
            assert client.get(f"/ns/other{DOCUMENTED_DOOR}?{LEAD}").text.startswith("SUCCESS")
        assert client.get("/ns/other/__admin/world").json()["leads"] == 2
        assert client.get("/__admin/world").json()["leads"] == 0


def test_what_it_has_opened_its_lifespan_closes_and_opens_anew(in_memory: Settings) -> None:
    app = create_app(in_memory)
    for _ in range(2):
        with TestClient(app) as client:
            assert client.get(f"{DOCUMENTED_DOOR}?{LEAD}").text.endswith("|6666|999|1|-5\n")


@pytest.mark.parametrize("place", ["/dialer", "/API", "/a/b"])
def test_mounted_in_another_application_it_is_opened_by_its_first_request(
    in_memory: Settings, place: str
) -> None:
    outer = FastAPI()
    outer.mount(place, create_app(in_memory))
    client = TestClient(outer)
    assert client.get(f"{place}{DOCUMENTED_DOOR}?{LEAD}").text.startswith("SUCCESS")
    (request,) = client.get(f"{place}/__admin/requests").json()["requests"]
    assert request["request"]["path"] == DOCUMENTED_DOOR
    document = client.get(f"{place}/__admin/openapi.json").json()
    assert document["servers"] == [{"url": place}]
    copied = client.get(f"{place}/__admin/requests/1/curl").text
    assert f"'http://testserver{place}{DOCUMENTED_DOOR}?" in copied
    folder = client.get(f"{place}/API", follow_redirects=False)
    assert folder.headers["location"] == f"http://testserver{place}/API/"
    page = client.get(f"{place}/__admin")
    (script,) = re.findall(r'src="([^"]+)"', page.text)
    assert script.startswith(f"{place}/__admin/page/")
    assert client.get(script).status_code == 200
    again = client.get(f"{place}/__admin", headers={"if-none-match": page.headers["etag"]})
    assert again.status_code == 304


def test_the_outer_application_may_run_its_lifespan(settings: Settings) -> None:
    dialer = create_app(settings)
    file = Path(settings.database.removeprefix("sqlite:///"))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with dialer.router.lifespan_context(dialer):
            yield

    outer = FastAPI(lifespan=lifespan)
    outer.mount("/dialer", dialer)
    with TestClient(outer) as client:
        assert file.exists()
        assert client.get(f"/dialer{DOCUMENTED_DOOR}?{LEAD}").text.startswith("SUCCESS")
    assert not file.with_name(f"{file.name}-wal").exists()


def test_one_that_is_forgotten_closes_what_its_first_request_opened(settings: Settings) -> None:
    app = create_app(settings)
    file = Path(settings.database.removeprefix("sqlite:///"))
    TestClient(app).get("/__admin/health")
    assert file.with_name(f"{file.name}-wal").exists()
    del app
    gc.collect()
    assert not file.with_name(f"{file.name}-wal").exists()


def test_users_may_add_what_they_like(in_memory: Settings) -> None:
    app = create_app(in_memory)

    @app.get("/mine")
    def mine() -> str:
        return "mine"

    with TestClient(app) as client:
        assert client.get("/mine").json() == "mine"


def test_a_fault_that_needs_the_connection_says_so(in_memory: Settings) -> None:
    with TestClient(create_app(in_memory)) as client:
        client.post("/__admin/faults", json={"fault": "EMPTY_RESPONSE"})
        answer = client.get(f"{DOCUMENTED_DOOR}?{LEAD}")
        assert (answer.status_code, "MockServer" in answer.text) == (501, True)


def test_a_defect_is_answered_in_the_one_form_of_errors(
    in_memory: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr("lmapi_mock.admin.world.brief", broken)
    with TestClient(create_app(in_memory), raise_server_exceptions=False) as client:
        answer = client.get("/__admin/world")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "defect"
    assert "a slip" not in answer.text
    assert "a slip" in caplog.text


def test_a_database_that_holds_something_is_not_seeded_again(settings: Settings) -> None:
    for number in (1, 2):
        with TestClient(create_app(settings)) as client:
            client.get(f"{DOCUMENTED_DOOR}?{LEAD}")
            state = client.get("/__admin/state?tables=vicidial_list").json()
            assert len(state["tables"]["vicidial_list"]) == number


def test_further_doors_answer_in_their_dialects(settings: Settings) -> None:
    given = {"database": ":memory:", "seed": str(settings.seed), "dialect": "vicidial"}
    with TestClient(create_app(read_settings({**given, "doors": "/crm=documented"}, {}))) as client:
        assert client.get(f"/crm?{LEAD}").text.endswith("|6666|999|1|-5\n")
        assert client.get(f"{DOCUMENTED_DOOR}?{LEAD}").text.endswith("|999|2|-5|6666\n")


def test_two_applications_share_nothing(in_memory: Settings, running: ExitStack) -> None:
    clients = [running.enter_context(TestClient(create_app(in_memory))) for _ in range(2)]
    for client in clients:
        assert client.get(f"{DOCUMENTED_DOOR}?{LEAD}").text.endswith("|6666|999|1|-5\n")


def test_a_seed_that_does_not_fit_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "seed.json"
    file.write_text('{"tables": {"vicidial_list": [{"phone_numbr": "1"}]}}')
    app = create_app(read_settings({"database": ":memory:", "seed": str(file)}, {}))

    async def start() -> None:
        async with app.router.lifespan_context(app):
            pytest.fail("it has started")

    with pytest.raises(SeedError) as refused:
        asyncio.run(start())
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
        def restore(self, database: Database, *, alone: bool = False, lends: bool = False) -> None:
            time.sleep(0.2)
            super().restore(database, alone=alone, lends=lends)
            seeded.append(str(database.url))

    at_once = threading.Barrier(2)
    found: list[bool] = []

    def start() -> None:
        seed = SlowSeed(lambda: State(BASE_STATE), reference=False)
        database = open_database(settings)
        at_once.wait(timeout=60)
        fill(database, seed, settings)
        with database.transaction() as tx:
            found.append(is_empty(tx))
        seed.close()
        database.close()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert seeded == [settings.database]
    assert found == [False, False]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["leads.db", "seed.json"]
