"""A session of somebody else's on the same server: who needs its rows waits, and nobody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

import pace
from client import LOGIN, Mock, Response, base_changed
from command import seed_file
from databases import SERVERS, scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

PATIENCE_S = 2
DRIVERS = {"mariadb": "mysql+pymysql", "postgresql": "postgresql+psycopg"}
DOOR = "/vicidial/non_agent_api.php"
NEIGHBOUR_S = 0.25


class Foreign:
    """Two servers of ours on one database, and a session that is none of theirs."""

    def __init__(
        self, servers: list[Server], session: sa.Connection, flags: dict[str, str]
    ) -> None:
        self.servers = servers
        self.flags = flags
        self.session = session

    def lock(self, sql: str) -> None:
        self.session.exec_driver_sql(sql)

    def let_go(self) -> None:
        self.session.rollback()


@pytest.fixture(scope="module", params=SERVERS)
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Foreign]:
    engine = request.param
    folder = tmp_path_factory.mktemp(engine)
    with ExitStack() as stack:
        url = stack.enter_context(scratch(engine, folder))
        flags = {"port": "0", "database": url, "database_timeout": str(PATIENCE_S)}
        flags["seed"] = seed_file(folder)
        servers = [stack.enter_context(Server(read_settings(flags, {}))) for _ in range(2)]
        admin = sa.create_engine(
            sa.make_url(url).set(drivername=DRIVERS[engine]), poolclass=sa.NullPool
        )
        yield Foreign(servers, stack.enter_context(admin.connect()), flags)


@pytest.fixture
def foreign(started: Foreign) -> Iterator[Foreign]:
    """The same with the base state, the other session holding nothing."""
    with closing(Mock(started.servers[0])) as mock:
        assert mock.admin("POST", "/reset").status == 204
    yield started
    started.let_go()


def timed(server: Server, query: str) -> tuple[Response, float]:
    with closing(Mock(server)) as mock:
        began = time.monotonic()
        answer = mock.request("GET", f"{DOOR}?{query}")
        return answer, time.monotonic() - began


ADD = "&".join(f"{name}={value}" for name, value in LOGIN.items()) + "&phone_number="
FAILED_LOGIN = "user=6666&pass=wrong&source=test&function=add_lead"


def test_a_row_that_another_session_holds_keeps_nobody_else_waiting(foreign: Foreign) -> None:
    foreign.lock("UPDATE vicidial_users SET full_name = 'locked'")
    blocked: list[tuple[Response, float]] = []
    # A refused login is counted in the user's row.
    needing = threading.Thread(
        target=lambda: blocked.append(timed(foreign.servers[0], FAILED_LOGIN))
    )
    needing.start()
    time.sleep(0.1)
    waits: list[float] = []
    # No longer than the other is patient, on a busy machine too.
    for server in foreign.servers * 4:
        if sum(waits) > PATIENCE_S / 2:
            break
        answer, took = timed(server, "function=version")
        assert answer.text.startswith("VERSION: "), answer.text
        waits.append(took)
    assert needing.is_alive()
    assert min(waits) < NEIGHBOUR_S * pace.slowness()
    assert sorted(waits)[len(waits) // 2] < NEIGHBOUR_S * pace.slowness()
    foreign.let_go()
    needing.join(timeout=60)
    ((answer, took),) = blocked
    assert (answer.status, took < PATIENCE_S + 1) == (200, True)
    assert "Login incorrect" in answer.text


def test_who_needs_the_row_is_told_so_in_time_and_may_try_again(foreign: Foreign) -> None:
    foreign.lock("UPDATE vicidial_users SET full_name = 'locked'")
    answer, took = timed(foreign.servers[0], FAILED_LOGIN)
    assert answer.status == 503
    assert answer.text.startswith(
        "lmapi-mock: The database cannot be used now: another session holds rows or tables that "
        "are needed. It is tried again with the next request. "
    )
    assert PATIENCE_S - 0.1 < took < PATIENCE_S + 1 * pace.slowness()
    foreign.let_go()
    assert timed(foreign.servers[0], FAILED_LOGIN)[0].status == 200


def test_who_still_needs_the_row_when_the_server_ends_is_told_so(foreign: Foreign) -> None:
    foreign.lock("UPDATE vicidial_users SET full_name = 'locked'")
    server = Server(read_settings(foreign.flags | {"database_timeout": "30"}, {}))
    server.start_in_thread()
    blocked: list[tuple[Response, float]] = []
    needing = threading.Thread(target=lambda: blocked.append(timed(server, FAILED_LOGIN)))
    needing.start()
    time.sleep(0.3)
    began = time.monotonic()
    server.stop()
    took = time.monotonic() - began
    needing.join(timeout=60)
    ((answer, _),) = blocked
    assert answer.status == 503
    assert "another session holds rows or tables that are needed" in answer.text
    assert took < 2 * pace.slowness()


def test_many_that_need_a_held_row_are_each_done_once(foreign: Foreign) -> None:
    foreign.lock(
        "LOCK TABLE vicidial_list IN SHARE MODE"
        if is_postgresql(foreign)
        else "LOCK TABLES vicidial_list READ"
    )
    answers: list[tuple[Response, float]] = []
    threads = [
        threading.Thread(
            target=lambda n=n: answers.append(timed(foreign.servers[n % 2], f"{ADD}72755512{n:02}"))
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    assert timed(foreign.servers[1], "function=version")[0].status == 200
    assert answers == []
    if not is_postgresql(foreign):
        foreign.session.exec_driver_sql("UNLOCK TABLES")
    foreign.let_go()
    for thread in threads:
        thread.join(timeout=60)
    assert all(answer.text.startswith("SUCCESS") for answer, _ in answers)
    with closing(Mock(foreign.servers[0])) as mock:
        assert len(mock.rows("vicidial_list")) == len(answers) == 8


COPY_FIELDS = (
    f"{urlencode(LOGIN)}&function=add_list&list_id=5001&list_name=Web&campaign_id=SALES"
    "&custom_fields_copy=101"
)


def with_a_held_table(foreign: Foreign) -> None:
    """A list's fields are to be copied to one whose table is there, and read by another session."""
    with closing(Mock(foreign.servers[0])) as mock:
        mock.put_state(
            {"custom_101": [["color", "varchar(20)"]], "custom_5001": [["old", "varchar(20)"]]},
            vicidial_users=base_changed(
                "vicidial_users", modify_lists="1", custom_fields_modify="1"
            ),
            vicidial_lists_fields=[{"list_id": 101, "field_label": "color", "field_type": "TEXT"}],
        )
    foreign.lock("SELECT * FROM custom_5001")


def test_a_table_that_another_session_reads_has_a_list_made_once(foreign: Foreign) -> None:
    with_a_held_table(foreign)
    answers: list[Response] = []
    adding = threading.Thread(
        target=lambda: answers.append(timed(foreign.servers[0], COPY_FIELDS)[0])
    )
    adding.start()
    time.sleep(0.3)
    assert answers == []
    foreign.let_go()
    adding.join(timeout=60)
    (answer,) = answers
    assert answer.text == "SUCCESS: add_list LIST HAS BEEN ADDED - 6666|5001|Web|SALES\n"
    with closing(Mock(foreign.servers[1])) as mock:
        labels = [
            (row["list_id"], row["field_label"]) for row in mock.rows("vicidial_lists_fields")
        ]
        assert labels == [(101, "color"), (5001, "color")]


def test_a_table_that_stays_read_is_told_with_what_has_been_stored(foreign: Foreign) -> None:
    with_a_held_table(foreign)
    answer, took = timed(foreign.servers[0], COPY_FIELDS)
    assert answer.status == 503
    assert "another session holds rows or tables that are needed" in answer.text
    assert took < PATIENCE_S + 1 * pace.slowness()
    is_half_done = not is_postgresql(foreign)
    told = "What this request had stored by then is stored: the server commits a change of a table"
    assert (told in answer.text) is is_half_done
    foreign.let_go()
    again = timed(foreign.servers[0], COPY_FIELDS)[0].text
    assert ("LIST ALREADY EXISTS" in again) is is_half_done


def is_postgresql(foreign: Foreign) -> bool:
    return foreign.session.dialect.name == "postgresql"
