"""Two servers behind a balancer on one database server need nothing else to be one dialer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple, cast
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from balanced import Balancer
from client import LOGIN, Mock, at_once
from command import seed_file
from databases import SERVERS, administration_of, scratch
from lmapi_mock.errors import DatabaseError
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.sql.database import Database


class Pair(NamedTuple):
    url: str
    servers: list[Server]
    balancer: Balancer


@pytest.fixture(scope="module", params=SERVERS)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("balanced")
    with scratch(request.param, folder) as url, ExitStack() as stack:
        flags = {"database": url, "port": "0", "seed": seed_file(folder)}
        servers = [stack.enter_context(Server(read_settings(flags, {}))) for _ in range(2)]
        balancer = Balancer(servers)
        stack.callback(balancer.stop)
        yield Pair(url, servers, balancer)


@pytest.fixture
def balanced(pair: Pair) -> Server:
    """The balancer, as clients see it: one server, with the base state."""
    # All that a client asks of a server is host and port.
    server = cast("Server", pair.balancer)
    with closing(Mock(server)) as mock:
        assert mock.admin("POST", "/reset").status == 204
    return server


def test_leads_of_many_clients_are_all_stored_and_numbered_in_one_row(balanced: Server) -> None:
    def three(mock: Mock) -> str:
        return "".join(mock.documented(phone_number="7275551212") for _ in range(3))

    lines = "".join(at_once([balanced], 8, three)).splitlines()
    assert [one for one in lines if not one.startswith("SUCCESS")] == []
    numbers = sorted(int(one.split("|")[3]) for one in lines)
    assert len(set(numbers)) == 24
    with closing(Mock(balanced)) as mock:
        assert [row["lead_id"] for row in mock.rows("vicidial_list")] == numbers
        assert mock.admin("POST", "/requests/count", {}).json["count"] == 24


def test_of_equal_requests_exactly_one_adds_the_lead(balanced: Server) -> None:
    def once(mock: Mock) -> str:
        return mock.documented(phone_number="7275551212", duplicate_check="DUPSYS")

    said = at_once([balanced], 12, once)
    assert sum(one.startswith("SUCCESS") for one in said) == 1, said


def test_what_is_told_over_one_connection_holds_on_the_next(balanced: Server) -> None:
    for second in range(3):
        with closing(Mock(balanced)) as one, closing(Mock(balanced)) as other:
            one.freeze(f"2026-03-08T14:59:{second:02}Z")
            assert other.documented(phone_number="7275551212").startswith("SUCCESS")
            last = one.rows("vicidial_list")[-1]
            assert last["entry_date"] == f"2026-03-08 14:59:{second:02}"
            once = {"times": 1, "status": 503, "body": "Down."}
            assert other.admin("POST", "/faults", once).status == 201

        def add(mock: Mock) -> str:
            return mock.documented(phone_number="7275551212")

        assert at_once([balanced], 4, add).count("Down.") == 1


def test_namespaces_by_path_and_header_are_the_same_on_both(balanced: Server) -> None:
    query = urlencode(LOGIN | {"phone_number": "7275551212", "list_id": "301"})
    said = []
    for number in range(6):
        with closing(Mock(balanced)) as mock:
            path, headers = f"/API/lmapi.php?{query}", {"X-Lmapi-Namespace": "job-7"}
            if number % 2:
                path, headers = f"/ns/job-7{path}", {}
            said.append(mock.request("GET", path, headers=headers).text)
    assert [one.split("|")[3] for one in said] == ["1", "2", "3", "4", "5", "6"]
    with closing(Mock(balanced)) as mock:
        assert mock.rows("vicidial_list") == []
        assert mock.admin("DELETE", "/namespaces/job-7").status == 204
    with closing(Mock(balanced)) as mock:
        assert mock.admin("GET", "/namespaces").json["namespaces"] == []


def test_one_server_may_end_and_nothing_is_missing(
    balanced: Server, pair: Pair, tmp_path: Path
) -> None:
    flags = {"port": "0", "database": pair.url, "seed": seed_file(tmp_path)}

    def add(mock: Mock) -> str:
        return mock.documented(phone_number="7275551212")

    with ExitStack() as stack:
        third = stack.enter_context(Server(read_settings(flags, {})))
        wider = Balancer([*pair.servers, third])
        view = cast("Server", wider)
        try:
            assert all(one.startswith("SUCCESS") for one in at_once([view], 6, add))
            stack.close()
            assert all(one.startswith("SUCCESS") for one in at_once([view], 6, add))
        finally:
            wider.stop()
    with closing(Mock(balanced)) as mock:
        assert len(mock.rows("vicidial_list")) == 12


def test_a_connection_to_a_primary_of_old_is_given_up_for_a_new_one(tmp_path: Path) -> None:
    with (
        scratch("postgresql", tmp_path) as url,
        closing(Database(url)) as database,
        administration_of("postgresql", url).connect() as administration,
    ):
        name = sa.make_url(url).database
        read_only = f"ALTER DATABASE {name} SET default_transaction_read_only"
        administration.exec_driver_sql("CREATE TABLE leads (phone TEXT)")

        def store() -> None:
            with database.transaction(for_requests=True) as tx:
                tx.connection.exec_driver_sql("INSERT INTO leads VALUES ('7275551212')")

        administration.exec_driver_sql(f"{read_only} = on")
        with pytest.raises(DatabaseError, match="read-only"):
            store()
        # Sessions that are there keep it, as those of a primary that has become a replica.
        administration.exec_driver_sql(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        store()
