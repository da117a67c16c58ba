"""A real database server is stopped, or killed, under load, and started again."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

import pace
from client import Mock
from command import run, seed_file, serving
from databases import SERVERS
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from loaders import LOADERS, health, nothing_was_lost, under_load
from own_servers import OwnServer, own_server


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], OwnServer]]:
    """A database server of each engine, for these tests alone; started when first asked for."""
    started: dict[str, OwnServer] = {}
    with ExitStack() as stack:

        def on(engine: str) -> OwnServer:
            if engine not in started:
                started[engine] = stack.enter_context(own_server(engine))
            return started[engine]

        yield on


@pytest.fixture
def served(
    own: Callable[[str], OwnServer], engine: str, tmp_path: Path
) -> Iterator[tuple[Server, OwnServer]]:
    """A server on a database of that server."""
    database = own(engine)
    name = f"leads_{time.monotonic_ns()}"
    administration = sa.create_engine(
        database.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with administration.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = database.url.set(drivername=engine, database=name)
    flags = {"database": str(url), "port": "0", "seed": seed_file(tmp_path)}
    with Server(read_settings(flags, {})) as server:
        yield server, database


@pytest.mark.parametrize("how", ["stopped", "killed"])
@pytest.mark.parametrize("engine", SERVERS)
def test_a_server_that_stops_and_starts_again_loses_nothing_and_is_back_at_once(
    served: tuple[Server, OwnServer], how: str
) -> None:
    server, database = served
    with under_load(server) as load:
        load.more(30, 200)
        database.stop(signal.SIGKILL if how == "killed" else database.polite)
        cut = time.monotonic()
        load.more(30, 503)
        assert health(server) == 503
        gone = (cut, time.monotonic())
        back = database.start()
        load.more(LOADERS, 200)
        assert time.monotonic() - back < 2 * pace.slowness()
        assert health(server) == 200
    nothing_was_lost(load, [gone])


@pytest.mark.parametrize("engine", SERVERS)
def test_a_start_while_the_server_is_stopped_says_so_and_names_no_password(
    own: Callable[[str], OwnServer], engine: str
) -> None:
    database = own(engine)
    database.stop(database.polite)
    try:
        url = database.url.set(drivername=engine, password="unspoken")
        ended = run("serve", "--port", "0", "--database", url.render_as_string(hide_password=False))
    finally:
        database.start()
    assert (ended.returncode, ended.stdout) == (2, "")
    shown = url.render_as_string()
    assert ended.stderr.startswith(f"lmapi-mock: The database {shown} cannot be opened: ")
    assert ended.stderr.endswith(
        "Check that the server runs, that the database exists, and the password.\n"
    )
    assert "unspoken" not in ended.stderr
    assert "Traceback" not in ended.stderr


PATIENCE_S = 2
DOOR = "/vicidial/non_agent_api.php"
ADD = "user=6666&pass=1234&source=test&function=add_lead&phone_number="


@pytest.mark.parametrize("engine", SERVERS)
def test_a_server_that_hangs_is_a_503_in_time_and_keeps_nobody_from_ending(
    own: Callable[[str], OwnServer], engine: str, tmp_path: Path
) -> None:
    database = own(engine)
    administration = sa.create_engine(
        database.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with administration.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE leads")
    url = database.url.set(drivername=engine, database="leads")
    arguments = ("--database", str(url), "--database-timeout", str(PATIENCE_S))
    with serving(*arguments, "--seed", seed_file(tmp_path)) as served:
        mock = served.mock()
        assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS")
        assert database.process is not None
        stopped = [database.process.pid, *children(database.process.pid)]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            # Nor does a liveness probe wait for it.
            began = time.monotonic()
            assert mock.request("GET", "/__admin/live").status == 200
            assert time.monotonic() - began < 1.5 * pace.slowness()
            began = time.monotonic()
            assert mock.admin("GET", "/state").status == 503
            assert time.monotonic() - began < PATIENCE_S + 4 * pace.slowness()
            began = time.monotonic()
            answer = mock.request("GET", f"{DOOR}?{ADD}7275551213")
            took = time.monotonic() - began
            assert answer.status == 503, answer.text
            assert "it does not answer" in answer.text
            assert PATIENCE_S - 0.5 < took < PATIENCE_S + 2 * pace.slowness()
            # One more is under way when the server is told to end.
            late = threading.Thread(target=quietly, args=(served.mock(),))
            late.start()
            time.sleep(0.3)
            began = time.monotonic()
            status, _, errors = served.end()
            assert (status, "Traceback" in errors) == (0, False), errors
            assert time.monotonic() - began < 2 * pace.slowness()
            late.join(timeout=60)
            mock.close()
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)


def quietly(mock: Mock) -> None:
    """Ask, whatever becomes of it."""
    with closing(mock), suppress(OSError):
        mock.request("GET", f"{DOOR}?{ADD}7275551214")


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in listed]
