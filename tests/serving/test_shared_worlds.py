"""Namespaces that several processes share: one's is the other's, and each is a world of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from client import LOGIN, Mock
from command import seed_file
from databases import ENGINES, scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.own_tables.namespaces import Register
from lmapi_mock.store.sql import database as database_module
from lmapi_mock.store.sql.database import Database

JULY = {"now": "2026-07-15T14:00:00Z"}


@pytest.fixture(scope="module", params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scratch(request.param, tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture(scope="module")
def servers(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Server]]:
    """Two servers on one database, which never look for what others than ours have changed."""
    seed = seed_file(tmp_path_factory.mktemp("seed"))
    flags = {"database": url, "port": "0", "workers": "2", "seed": seed, "namespaces": "12"}
    with pytest.MonkeyPatch.context() as patched, ExitStack() as stack:
        patched.setattr(database_module, "CACHED_FOR_S", 3600.0)
        yield [stack.enter_context(Server(read_settings(flags, {}))) for _ in range(2)]


@pytest.fixture
def two(servers: list[Server], request: pytest.FixtureRequest) -> Iterator[tuple[Mock, Mock]]:
    """Both servers' views of one namespace, which is not there yet; dropped afterwards."""
    with views(servers, request.node.name.partition("[")[0][-60:]) as both:
        yield both


@pytest.fixture(scope="module")
def kept(servers: list[Server]) -> Iterator[tuple[Mock, Mock]]:
    with views(servers, "kept") as both:
        yield both


@pytest.fixture
def used(kept: tuple[Mock, Mock]) -> tuple[Mock, Mock]:
    """Both servers' views of one namespace that is there: making one takes a while."""
    assert kept[0].fresh().admin("POST", "/reset").status == 204
    kept[1].fresh()
    return kept


@contextmanager
def views(servers: list[Server], name: str) -> Iterator[tuple[Mock, Mock]]:
    mocks = Mock(servers[0], name), Mock(servers[1], name)
    yield mocks
    with closing(Mock(servers[0])) as mock:
        assert mock.admin("DELETE", f"/namespaces/{name}").status in {204, 404}
    for mock in mocks:
        mock.close()


def add(mock: Mock, **parameters: str) -> str:
    return mock.documented(**{"phone_number": "7275551212", "list_id": "301"} | parameters)


def in_order(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(map(json.dumps, rows))


def listed(server: Server) -> dict[str, dict[str, Any]]:
    with closing(Mock(server)) as mock:
        return {one["name"]: one for one in mock.admin("GET", "/namespaces").json["namespaces"]}


def made(server: Server) -> set[str]:
    """The namespaces that the test itself has made."""
    return listed(server).keys() - {"kept"}


def test_what_one_process_makes_the_other_finds(
    two: tuple[Mock, Mock], servers: list[Server]
) -> None:
    one, other = two
    assert add(one).split("|")[3] == "1"
    assert add(other).split("|")[3] == "2"
    assert [row["lead_id"] for row in one.rows("vicidial_list")] == [1, 2]
    with closing(Mock(servers[1])) as outside:
        assert [row["lead_id"] for row in outside.rows("vicidial_list")] == []
    (name,) = made(servers[0])
    here, there = listed(servers[0])[name], listed(servers[1])[name]
    assert here["space"] == there["space"]
    assert "_ns_" in here["space"]
    assert 0 <= here["idle_s"] <= there["age_s"] < 600


def test_the_header_names_one_as_the_path_does(
    two: tuple[Mock, Mock], servers: list[Server]
) -> None:
    one, _ = two
    assert add(one).split("|")[3] == "1"
    (name,) = made(servers[0])
    query = urlencode(LOGIN | {"phone_number": "7275551213", "list_id": "301"})
    with closing(Mock(servers[1])) as mock:
        headers = {"X-Lmapi-Namespace": name}
        said = mock.request("GET", f"/API/lmapi.php?{query}", headers=headers).text
    assert said.split("|")[3] == "2"


def test_clock_faults_and_configuration_are_one_for_all_processes(used: tuple[Mock, Mock]) -> None:
    one, other = used
    for second in range(3):
        one.freeze(f"2026-03-08T14:59:{second:02}Z")
        add(other)
        assert one.rows("vicidial_list")[-1]["entry_date"] == f"2026-03-08 14:59:{second:02}"
        once = {"times": 1, "status": 503, "body": "Down."}
        assert other.admin("POST", "/faults", once).status == 201
        assert [add(one), add(other)].count("Down.") == 1
    checked = {"list_exists_check": "Y", "list_id": "7001"}
    assert "NOT A DEFINED LIST ID" in add(one, **checked)
    row = {"list_id": 7001, "list_name": "new"}
    assert other.admin("POST", "/tables/vicidial_lists", row).status == 201
    assert add(one, **checked).startswith("SUCCESS")


def test_neither_clock_nor_fault_is_another_namespaces(
    used: tuple[Mock, Mock], servers: list[Server]
) -> None:
    one, _ = used
    one.freeze("2030-01-01T00:00:00Z")
    assert one.admin("POST", "/faults", {"status": 503, "body": "Down."}).status == 201
    assert add(one) == "Down."
    with closing(Mock(servers[0])) as outside, closing(Mock(servers[1], "beside")) as beside:
        for mock in (outside, beside):
            assert add(mock).startswith("SUCCESS")
            assert not mock.rows("vicidial_list")[-1]["entry_date"].startswith("2030")
        outside.admin("POST", "/reset")
        outside.admin("DELETE", "/namespaces/beside")


def test_one_that_another_process_drops_is_made_anew(
    two: tuple[Mock, Mock], servers: list[Server]
) -> None:
    one, other = two
    add(one), add(other)
    (name,) = made(servers[0])
    space = listed(servers[0])[name]["space"]
    with closing(Mock(servers[0])) as mock:
        assert mock.admin("DELETE", f"/namespaces/{name}").status == 204
    assert made(servers[1]) == set()
    assert add(other).split("|")[3] == "1"
    assert len(one.rows("vicidial_list")) == 1
    assert listed(servers[0])[name]["space"] != space
    with closing(Mock(servers[0])) as mock:
        mock.admin("DELETE", f"/namespaces/{name}")
        assert other.rows("vicidial_list") == []
        assert made(servers[1]) == set()
        assert mock.admin("DELETE", f"/namespaces/{name}").status == 404


def test_to_look_at_one_makes_none_and_shows_what_a_new_one_holds(
    two: tuple[Mock, Mock], servers: list[Server]
) -> None:
    one, other = two
    for path in ("/state", "/requests", "/clock", "/faults", "/world"):
        assert one.admin("GET", path).status == 200
    assert one.request("GET", "/nowhere").status == 404
    assert made(servers[0]) == set()
    looked = one.admin("GET", "/state").json["tables"]
    assert one.admin("POST", "/reset").status == 204
    there = other.admin("GET", "/state").json["tables"]
    assert looked.keys() == there.keys()
    # MariaDB has an order of its own where there is no key.
    assert [name for name in looked if in_order(looked[name]) != in_order(there[name])] == []


def test_a_reset_touches_its_own_world_alone(
    used: tuple[Mock, Mock], servers: list[Server]
) -> None:
    one, other = used
    with closing(Mock(servers[1])) as outside:
        outside.admin("POST", "/reset")
        add(outside), add(one), add(other)
        assert one.admin("POST", "/reset").status == 204
        assert other.rows("vicidial_list") == []
        assert add(other).split("|")[3] == "1"
        assert len(outside.rows("vicidial_list")) == 1
        outside.admin("POST", "/reset")
        assert len(one.rows("vicidial_list")) == 1


def test_reference_rows_are_lent_until_they_are_written(used: tuple[Mock, Mock]) -> None:
    one, other = used

    def zone(mock: Mock) -> str:
        return add(mock, phone_code="1").split("|")[4]

    assert zone(one).strip() == "-5"
    before = len(one.rows("vicidial_phone_codes"))
    postal_codes = one.rows("vicidial_postal_codes")
    changed = other.admin(
        "PATCH", "/tables/vicidial_phone_codes/1%7CUSA%7C727%7CFL", {"GMT_offset": "-9.00"}
    )
    assert changed.status == 200, changed.text
    assert zone(one).strip() == "-9.00"
    assert zone(other).strip() == "-9.00"
    assert len(one.rows("vicidial_phone_codes")) == before
    assert one.rows("vicidial_postal_codes") == postal_codes
    assert len(postal_codes) == 8
    assert one.admin("POST", "/reset").status == 204
    assert zone(other).strip() == "-5"


def test_a_state_that_is_put_has_the_reference_rows_that_it_says(used: tuple[Mock, Mock]) -> None:
    one, other = used
    add(one)
    one.put_state()
    assert other.rows("vicidial_postal_codes") == one.rows("vicidial_postal_codes")
    assert len(other.rows("vicidial_postal_codes")) < 1_000
    assert add(other).startswith("SUCCESS")


def test_snapshots_are_its_own(used: tuple[Mock, Mock], servers: list[Server]) -> None:
    one, other = used
    one.put_state()
    add(one)
    assert one.admin("PUT", "/snapshots/before").status < 300
    add(other)
    with closing(Mock(servers[0])) as outside:
        assert outside.admin("GET", "/snapshots").json["snapshots"] == []
    assert one.admin("POST", "/snapshots/before/restore").status < 300
    assert len(one.rows("vicidial_list")) == 1
    assert add(one).split("|")[3] == "2"


def test_custom_tables_are_its_own(used: tuple[Mock, Mock], servers: list[Server]) -> None:
    one, other = used
    one.put_state({"custom_301": [["color", "varchar(20)"]]})
    assert other.rows("custom_301") == []
    rows = {"lead_id": 1, "color": "red"}
    assert other.admin("POST", "/tables/custom_301", rows).status == 201
    assert one.rows("custom_301") == [rows]
    with closing(Mock(servers[0])) as outside:
        assert outside.admin("GET", "/tables/custom_301").status == 404


def test_several_are_made_at_once_and_one_by_all(servers: list[Server]) -> None:
    said: list[str] = []

    def ask(number: int) -> None:
        with closing(Mock(servers[number % 2], f"at-once-{number % 3}")) as mock:
            said.extend(add(mock) for _ in range(3))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 18
    assert sorted(one.split("|")[3] for one in said) == sorted([*"123456"] * 3), said
    found = made(servers[0])
    assert found == {"at-once-0", "at-once-1", "at-once-2"}
    with closing(Mock(servers[1])) as mock:
        for name in found:
            assert mock.admin("DELETE", f"/namespaces/{name}").status == 204


def test_there_are_as_many_as_the_servers_were_told(servers: list[Server], url: str) -> None:
    database = Database(url, shared=True)
    try:
        register = Register(database)
        for number in range(12 - len(listed(servers[0]))):
            assert register.claim(f"full-{number}", f"nowhere_{number}", 12)
        with closing(Mock(servers[1], "one-more")) as mock:
            refused = mock.request("GET", "/API/lmapi.php?function=version")
            assert refused.status == 409
            assert "There are 12 namespaces, and there can be no more." in refused.text
    finally:
        for number in range(12):
            register.forget(f"full-{number}")
        database.close()


def test_what_a_killed_maker_has_left_is_cleared_by_who_comes_next(
    two: tuple[Mock, Mock], servers: list[Server], url: str
) -> None:
    one, other = two
    add(one)
    (name,) = made(servers[0])
    left = listed(servers[0])[name]["space"]
    database = Database(url, shared=True)
    try:
        assert Register(database).begin_to_drop(name) == left
        assert made(servers[0]) == set()
        assert add(other).split("|")[3] == "1"
        assert listed(servers[0])[name]["space"] != left
        if not database.kind.single:
            with database.transaction() as tx:
                assert left not in sa.inspect(tx.connection).get_schema_names()
    finally:
        database.close()
