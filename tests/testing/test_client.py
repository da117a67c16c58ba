"""LmapiMock: each call against a server, in worlds that know nothing of each other."""

from __future__ import annotations

import datetime as dt
import http.client
import statistics
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command import seed_file
from databases import need, scratch
from lmapi_mock import LmapiMock, MockServer
from lmapi_mock.errors import LmapiMockError
from lmapi_mock.settings import read_settings
from lmapi_mock.testing.connection import CallError
from lmapi_mock.testing.effects import Effect
from lmapi_mock.testing.served import RunningServer
from pace import slowness

PHONE = "7275551212"


@pytest.fixture(scope="module")
def shared() -> Iterator[MockServer]:
    with MockServer() as server:
        yield server


@pytest.fixture
def world(shared: MockServer) -> Iterator[LmapiMock]:
    with LmapiMock(shared) as mock:
        yield mock


def test_addresses_are_those_of_the_world(world: LmapiMock, shared: MockServer) -> None:
    assert world.base_url.startswith(f"{shared.base_url}/ns/test-")
    assert world.url == f"{world.base_url}/API/lmapi.php"
    assert world.vicidial_url == f"{world.base_url}/vicidial/non_agent_api.php"
    assert repr(world) == f"<LmapiMock {world.base_url}>"
    with urllib.request.urlopen(f"{world.url}?function=version") as answer:
        assert answer.read().startswith(b"VERSION: ")
    assert len(world.requests(function="version")) == 1


def test_reply_to_a_lead_that_is_added(world: LmapiMock) -> None:
    world.freeze("2026-01-15T12:00:00Z")
    reply = world.add_lead(phone_number=PHONE, add_to_hopper="Y")
    assert reply.text.startswith(
        "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-5\n"
    )
    assert (reply.ok, reply.error, reply.status, reply.lead_id) == (True, None, 200, 1)
    line = reply.lines[0]
    assert (line.result, line.reason) == ("SUCCESS", "add_lead LEAD HAS BEEN ADDED")
    assert line.data == ["7275551212", "6666", "999", "1", "-5"]
    assert str(line) == line.text == reply.text.splitlines()[0]
    assert [one.result for one in reply.lines] == ["SUCCESS", "NOTICE"]
    assert str(reply) == reply.text
    assert "ADDED" in repr(reply)
    assert "lead_id=1" in repr(reply)


def test_reply_to_a_lead_that_is_refused(world: LmapiMock) -> None:
    reply = world.add_lead(phone_number=PHONE, source=None, vicidial=True)
    assert (reply.ok, reply.lead_id) == (False, None)
    assert reply.error == "Invalid Source"
    assert reply.text == "ERROR: Invalid Source - \nERROR: Invalid Source: ||\n"
    assert [line.data for line in reply.lines] == [[], ["", "", ""]]


def test_lead_id_is_right_in_either_dialect_and_by_post(world: LmapiMock) -> None:
    world.given(users="998")
    first = world.add_lead(phone_number=PHONE, user="998", list_id="998", vicidial=True)
    second = world.add_lead(phone_number=PHONE, user="998", list_id="998", post=True)
    assert first.text.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|998|1|")
    assert [first.lead_id, second.lead_id] == [1, 2]
    assert [one["request"]["method"] for one in world.requests()] == ["GET", "POST"]


def test_a_name_may_end_in_an_underscore(world: LmapiMock) -> None:
    world.given(users={"user": "crm", "pass": "secret"})
    assert world.add_lead(phone_number=PHONE, user="crm").error == (
        "Login incorrect, please try again"
    )
    assert world.add_lead(phone_number=PHONE, user="crm", pass_="secret").ok


def test_what_was_stored(world: LmapiMock) -> None:
    world.freeze("2026-07-15T14:00:00Z")
    world.given(lists=101_000)
    world.add_lead(phone_number=PHONE, add_to_hopper="Y", first_name="Ada")
    world.add_lead(
        phone_number="7275551213",
        list_id=101_000,
        campaign_id="TESTCAMP",
        callback="Y",
        callback_status="CALLBK",
        callback_datetime="2026-07-16 10:00:00",
    )
    assert [lead["first_name"] for lead in world.leads()] == ["Ada", ""]
    assert [lead["lead_id"] for lead in world.leads(list_id="101000")] == [2]
    assert world.leads(list_id=999, first_name="Bob") == []
    assert [row["lead_id"] for row in world.hopper()] == [1]
    assert world.hopper(status="DONE") == []
    assert [row["callback_time"] for row in world.callbacks()] == ["2026-07-16 10:00:00"]
    assert world.callbacks(lead_id=1) == []
    assert [row["user"] for row in world.rows("vicidial_users", user="agent1")] == ["agent1"]


def test_an_unknown_column_or_table_is_named(world: LmapiMock) -> None:
    world.given(leads=PHONE)
    with pytest.raises(LmapiMockError, match=r"no column 'phone'. Did you mean"):
        world.leads(phone=PHONE)
    with pytest.raises(
        CallError, match=r"no table 'vicidial_leads'. Did you mean vicidial_list"
    ) as e:
        world.rows("vicidial_leads")
    assert (e.value.status, e.value.code) == (422, "unknown_table")


def test_rows_are_the_same_from_a_server_elsewhere(shared: MockServer) -> None:
    """One in this process reads them without asking itself over HTTP."""
    with LmapiMock(shared) as here:
        here.add_lead(phone_number=PHONE, comments="Zoë", list_id=101)
        here.given(leads={"phone_number": PHONE, "entry_date": "2026-03-08 12:00:00"})
        there = RunningServer(shared.base_url)
        name = here.base_url.rpartition("/")[2]
        tables = there.call("GET", "/__admin/tables")["tables"]
        assert len(tables) > 40
        for one in [table["name"] for table in tables]:
            assert shared.rows_of(name, one) == there.rows_of(name, one), one
        for wrong in ("nothing", "vicidial_list,vicidial_users", "", "a&b"):
            told = []
            for server in (shared, there):
                with pytest.raises(LmapiMockError) as caught:
                    server.rows_of(name, wrong)
                told.append((type(caught.value), str(caught.value)))
            assert told[0] == told[1]
        assert shared.rows_of("never-made", "vicidial_users")[0]["pass"] == "********"
        assert shared.rows_of("", "vicidial_list") == there.rows_of("", "vicidial_list")
        there.connections.close()
    assert name not in shared.worlds.names()


def test_the_clock_freezes_advances_moves_and_runs(world: LmapiMock) -> None:
    world.freeze("2026-03-08T09:59:59Z", timezone="America/New_York")
    world.advance(hours=1, seconds=1)
    world.add_lead(phone_number=PHONE)
    assert world.leads()[0]["entry_date"] == "2026-03-08 07:00:00"
    world.timezone("UTC")
    world.freeze(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC))
    world.add_lead(phone_number=PHONE)
    assert world.leads()[1]["entry_date"] == "2026-05-01 12:00:00"
    world.run()
    world.add_lead(phone_number=PHONE)
    assert world.leads()[2]["entry_date"] != "2026-05-01 12:00:00"


def test_given_users_campaigns_and_lists_stand_beside_what_is_there(world: LmapiMock) -> None:
    world.given(
        users=["crm", {"user": "weak", "modify_leads": "0"}],
        campaigns="SPRING",
        lists=[
            201,
            {"list_id": 202, "campaign_id": "spring"},
            {"list_id": 203, "campaign_id": "X"},
        ],
    )
    assert world.add_lead(phone_number=PHONE, user="crm", list_id=202).ok
    refused = world.add_lead(phone_number=PHONE, user="weak")
    assert refused.error == "add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM"
    assert world.add_lead(phone_number=PHONE).ok, "the demo data is still there"
    campaigns = {row["list_id"]: row["campaign_id"] for row in world.rows("vicidial_lists")}
    assert [campaigns[number] for number in (201, 202, 203)] == ["TESTCAMP", "spring", "X"]
    assert [row["campaign_id"] for row in world.rows("vicidial_campaigns")] == [
        "SALES",
        "SPRING",
        "TESTCAMP",
        "X",
    ]


def test_given_fields_are_filled_by_add_lead(world: LmapiMock) -> None:
    world.given(
        lists={"list_id": 301, "fields": {"favorite_color": "varchar(20)"}},
        fields={999: {"shoe_size": "int(3)"}},
    )
    world.add_lead(
        phone_number=PHONE, list_id=301, custom_fields="Y", custom={"favorite_color": "blue"}
    )
    world.add_lead(phone_number=PHONE, custom_fields="Y", custom={"shoe_size": "42"})
    assert world.rows("custom_301") == [{"lead_id": 1, "favorite_color": "blue"}]
    assert world.rows("custom_999") == [{"lead_id": 2, "shoe_size": 42}]


def test_given_dnc_numbers_are_refused(world: LmapiMock) -> None:
    world.given(dnc=["7275550001"], campaign_dnc={"TESTCAMP": "7275550002"})
    system = world.add_lead(phone_number="7275550001", dnc_check="Y")
    campaign = world.add_lead(
        phone_number="7275550002", campaign_dnc_check="Y", campaign_id="TESTCAMP"
    )
    assert system.error == "add_lead PHONE NUMBER IN DNC"
    assert campaign.error == "add_lead PHONE NUMBER IN CAMPAIGN DNC"


def test_given_leads_are_found_as_duplicates(world: LmapiMock) -> None:
    world.freeze("2026-07-15T14:00:00Z")
    given = world.given(leads=[PHONE, {"phone_number": "7275551213", "list_id": 101}])
    assert given["vicidial_list"] == [1, 2]
    assert world.leads(lead_id=1)[0]["entry_date"] == "2026-07-15 14:00:00"
    refused = world.add_lead(phone_number=PHONE, duplicate_check="DUPLIST30DAY")
    assert refused.error == "add_lead DUPLICATE PHONE NUMBER IN LIST"
    assert world.add_lead(phone_number="7275551214").lead_id == 3


def test_given_rows_of_any_table(world: LmapiMock) -> None:
    world.given(
        tables={"vicidial_campaigns": [{"campaign_id": "WINTER"}]},
        lists={"list_id": 5, "campaign_id": "WINTER", "list_name": "Snow"},
    )
    assert world.rows("vicidial_campaigns", campaign_id="WINTER")
    assert world.rows("vicidial_lists", list_id=5)[0]["list_name"] == "Snow"


def test_given_is_all_or_nothing(world: LmapiMock) -> None:
    with pytest.raises(CallError, match=r"no column 'phne'. Did you mean"):
        world.given(users="crm", leads={"phne": "1"})
    with pytest.raises(CallError, match=r"Two rows have the same key"):
        world.given(users="crm", lists=999)
    assert world.rows("vicidial_users", user="crm") == []


def test_reset_goes_back_to_the_start(world: LmapiMock) -> None:
    world.given(users="crm")
    world.add_lead(phone_number=PHONE)
    world.reset()
    assert (world.leads(), world.requests()) == ([], [])
    assert world.rows("vicidial_users", user="crm") == []


def test_requests_come_in_their_order_and_by_what_they_hold(world: LmapiMock) -> None:
    world.add_lead(phone_number="7275550001")
    world.add_lead(phone_number="7275550002", source=None)
    assert [one["params"]["phone_number"] for one in world.requests()] == [
        "7275550001",
        "7275550002",
    ]
    assert [one["id"] for one in world.requests(result="ERROR")] == [2]
    assert [one["id"] for one in world.requests(phone_number="7275550001")] == [1]
    assert [one["id"] for one in world.requests(source=None)] == [2]
    assert [one["id"] for one in world.requests(response={"contains": "ADDED"})] == [1]
    assert [one["id"] for one in world.requests(params={"source": "test"})] == [1]
    assert [one["id"] for one in world.requests(since=1)] == [2]


def test_assert_requested_gives_the_requests(world: LmapiMock) -> None:
    world.add_lead(phone_number=PHONE)
    (request,) = world.assert_requested(phone_number=PHONE)
    assert request["lead_id"] == 1
    world.add_lead(phone_number=PHONE)
    assert len(world.assert_requested(times=2, phone_number=PHONE)) == 2
    assert len(world.assert_requested(times=None)) == 2
    assert world.assert_requested(times=0, phone_number="1") == []


def test_assert_requested_shows_the_nearest_and_what_differs(world: LmapiMock) -> None:
    world.add_lead(phone_number="7275551213")
    with pytest.raises(AssertionError) as failed:
        world.assert_requested(phone_number=PHONE, list_id=None)
    said = str(failed.value).splitlines()
    assert said[0] == (
        "Expected 1 request with phone_number='7275551212' list_id={'absent': True}, but none came."
    )
    assert said[1] == "Nearest:"
    assert said[2].startswith("  1. GET /API/lmapi.php?user=6666&pass=")
    assert said[2].endswith(
        "-> SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551213|6666|999|1|"
        + str(world.leads()[0]["gmt_offset_now"]).removesuffix(".00")
    )
    assert "1234" not in said[2]
    assert said[3] == (
        '    params.phone_number: expected equal to "7275551212", found "7275551213"'
    )
    assert len(said) == 4


def test_assert_requested_shows_those_that_are_too_many(world: LmapiMock) -> None:
    world.add_lead(phone_number=PHONE, post=True)
    with pytest.raises(
        AssertionError,
        match=r"Expected no requests with function='add_lead', but "
        "1 came.\n  1. POST /API/lmapi.php user=6666&.*ADDED",
    ):
        world.assert_requested(times=0, function="add_lead")


def test_assert_requested_says_that_nothing_came(world: LmapiMock) -> None:
    with pytest.raises(AssertionError) as failed:
        world.assert_requested(times=None)
    assert str(failed.value) == (
        "Expected at least 1 request with anything in it, but none came.\nNo other request came."
    )


def test_wait_for_lead_gives_the_lead_as_soon_as_it_is_there(world: LmapiMock) -> None:
    later = threading.Timer(0.1, lambda: world.add_lead(phone_number=PHONE, first_name="Ada"))
    later.start()
    assert world.wait_for_lead(phone_number=PHONE)["first_name"] == "Ada"
    later.join()


def test_wait_for_lead_says_which_leads_there_are(world: LmapiMock) -> None:
    with pytest.raises(AssertionError, match=r"came within 0 s. There is none at all."):
        world.wait_for_lead(timeout=0)
    world.given(leads="7275551213")
    with pytest.raises(AssertionError) as failed:
        world.wait_for_lead(timeout=0.05, phone_number=PHONE)
    assert str(failed.value) == (
        "No lead with phone_number='7275551212' came within 0.05 s. The last leads:\n"
        "  lead_id=1 phone_number='7275551213' list_id=999"
    )


def test_fault_breaks_the_answer_off_and_is_not_tried_again(world: LmapiMock) -> None:
    world.add_lead(phone_number="7275550000")
    rule = world.fault("EMPTY_RESPONSE", phase="after_commit", times=1, phone_number=PHONE)
    assert rule["match"] == {"params": {"phone_number": PHONE}}
    assert world.add_lead(phone_number="7275550001").ok
    with pytest.raises(http.client.RemoteDisconnected):
        world.add_lead(phone_number=PHONE)
    assert len(world.leads(phone_number=PHONE)) == 1
    assert [one["fired"] for one in world.faults()] == [1]
    assert world.add_lead(phone_number=PHONE).ok


@pytest.mark.parametrize(
    ("effect", "rule", "status", "text"),
    [
        (503, {"body": "busy"}, 503, "busy"),
        ("firewall", {}, 200, "Request blocked"),
        ("login_refused", {}, 200, "Login incorrect"),
        (None, {"delay": 0.001}, 200, "SUCCESS"),
    ],
)
def test_fault_of_each_kind(
    world: LmapiMock, effect: Effect | int | None, rule: dict[str, Any], status: int, text: str
) -> None:
    world.fault(effect, function="add_lead", **rule)
    reply = world.add_lead(phone_number=PHONE)
    assert reply.status == status
    assert text in reply.text
    assert len(world.leads()) == (1 if reply.ok else 0)
    world.clear_faults()
    assert world.faults() == []
    assert world.add_lead(phone_number=PHONE).ok


def test_a_rule_that_is_not_understood_is_explained(world: LmapiMock) -> None:
    with pytest.raises(CallError, match=r"teapot"):
        world.fault("teapot")  # type: ignore[arg-type]  # what a checker tells, told at run time


def test_findings_of_a_reply_and_of_all(world: LmapiMock) -> None:
    clean = world.add_lead(phone_number=PHONE)
    dirty = world.add_lead(phone_number="7275551213", custom={"fist_name": "Ada"})
    assert [one for one in clean.findings if one["severity"] != "info"] == []
    (finding,) = [one for one in dirty.findings if one["parameter"] == "fist_name"]
    assert "first_name" in finding["message"]
    assert finding in world.findings("warning")
    assert world.findings() == clean.findings + dirty.findings


def test_assert_clean_tells_what_was_swallowed(world: LmapiMock) -> None:
    world.add_lead(phone_number=PHONE)
    world.assert_clean()
    world.add_lead(phone_number=PHONE, custom={"fist_name": "Ada"})
    with pytest.raises(
        AssertionError,
        match=r"of severity warning or above:\n  request 2: \w+ "
        r"[\w-]+: .*first_name",
    ):
        world.assert_clean()


def test_strict_fails_at_the_end_unless_something_else_did(shared: MockServer) -> None:
    def run(error: Exception | None) -> None:
        with LmapiMock(shared, strict=True) as mock:
            mock.add_lead(phone_number=PHONE, custom={"fist_name": "Ada"})
            if error:
                raise error

    with pytest.raises(AssertionError, match=r"first_name"):
        run(None)
    with pytest.raises(ZeroDivisionError):
        run(ZeroDivisionError())


def test_strict_may_name_a_severity(shared: MockServer) -> None:
    with LmapiMock(shared, strict="error") as mock:
        mock.add_lead(phone_number=PHONE, custom={"nonsense": "1"})
        assert {one["severity"] for one in mock.findings("warning")} == {"warning"}


def test_without_anything_it_has_a_server_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LMAPI_URL", raising=False)

    def seconds_to_leave() -> float:
        with LmapiMock() as mock:
            assert "/ns/" not in mock.base_url
            assert mock.add_lead(phone_number=PHONE).lead_id == 1
            began = time.monotonic()
        left = time.monotonic() - began
        with pytest.raises(ConnectionRefusedError):
            mock.leads()
        return left

    assert min(seconds_to_leave() for _ in range(3)) < 0.3 * slowness()


def test_worlds_of_one_server_know_nothing_of_each_other(shared: MockServer) -> None:
    with LmapiMock(shared) as one, LmapiMock(shared) as other:
        one.add_lead(phone_number=PHONE)
        one.freeze("2026-01-01T00:00:00Z")
        one.fault(503)
        assert (other.leads(), other.requests(), other.faults()) == ([], [], [])
        assert other.add_lead(phone_number=PHONE).lead_id == 1


def test_a_world_is_gone_when_it_is_left(shared: MockServer) -> None:
    before = shared.call("GET", "/__admin/namespaces")
    with LmapiMock(shared) as mock:
        mock.add_lead(phone_number=PHONE)
        assert shared.call("GET", "/__admin/namespaces") != before
    assert shared.call("GET", "/__admin/namespaces") == before


def test_what_goes_on_sending_to_a_world_that_was_left_reaches_no_other(
    shared: MockServer,
) -> None:
    with LmapiMock(shared) as first:
        pass
    with LmapiMock(shared) as second:
        first.add_lead(phone_number=PHONE)
        assert second.leads() == []
    shared.drop_all()


def test_an_address_is_used_and_left_clean(
    shared: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shared.call("GET", "/__admin/namespaces")
    monkeypatch.setenv("LMAPI_URL", f"{shared.base_url}/")
    for mock in (LmapiMock(shared.base_url), LmapiMock()):
        with mock:
            assert mock.base_url.startswith(f"{shared.base_url}/ns/")
            mock.add_lead(phone_number=PHONE)
        mock.add_lead(phone_number=PHONE)
    assert len(shared.call("GET", "/__admin/namespaces")["namespaces"]) == 2
    shared_before = before["namespaces"]
    for one in shared.call("GET", "/__admin/namespaces")["namespaces"]:
        if one not in shared_before:
            shared.drop(one["name"])


def test_a_running_server_drops_what_was_made_anew() -> None:
    with MockServer() as server:
        with RunningServer(server.base_url) as running:
            with LmapiMock(running) as mock:
                mock.add_lead(phone_number=PHONE)
            mock.add_lead(phone_number=PHONE)
            assert len(server.call("GET", "/__admin/namespaces")["namespaces"]) == 1
        assert server.call("GET", "/__admin/namespaces") == {"namespaces": []}


def test_a_token_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    flags = {"database": ":memory:", "port": "0", "admin-token": "secret", "admin_token": "secret"}
    with MockServer(read_settings(flags, {})) as server:
        with LmapiMock(server) as own, LmapiMock(server.base_url, token="secret") as told:
            assert own.leads() == told.leads() == []
        monkeypatch.setenv("LMAPI_ADMIN_TOKEN", "secret")
        with LmapiMock(server.base_url) as by_variable:
            assert by_variable.leads() == []
        with (
            pytest.raises(CallError, match=r"needs its token"),
            LmapiMock(server.base_url, token="wrong"),
        ):
            pass


def test_an_address_where_nothing_answers_is_named() -> None:
    with (
        pytest.raises(LmapiMockError, match=r"Nothing answers at http://127.0.0.1:1: "),
        LmapiMock("http://127.0.0.1:1"),
    ):
        pass
    with (
        pytest.raises(LmapiMockError, match=r"'localhost' is no address of a server"),
        LmapiMock("localhost"),
    ):
        pass


def test_a_test_has_a_namespace_on_a_database_server_too(tmp_path: Path) -> None:
    need("mariadb")
    with scratch("mariadb", tmp_path) as url:
        flags = {"database": url, "port": "0", "seed": seed_file(tmp_path)}
        with MockServer(read_settings(flags, {})) as server:
            for _ in range(2):
                with LmapiMock(server) as mock:
                    assert mock.base_url.startswith(f"{server.base_url}/ns/")
                    assert mock.add_lead(phone_number=PHONE).lead_id == 1


def test_a_dialers_own_database_is_left_alone(tmp_path: Path) -> None:
    need("mariadb")
    with scratch("mariadb", tmp_path) as url:
        flags = {"database": url, "port": "0", "seed": seed_file(tmp_path)}
        with MockServer(read_settings(flags, {})) as server:
            leads = server.call("GET", "/__admin/state?tables=vicidial_list")
        flags = {"database": url, "port": "0", "existing": "yes"}
        with MockServer(read_settings(flags, {})) as server:
            with (
                pytest.raises(CallError, match=r"a dialer's own database, which it does not empty"),
                LmapiMock(server),
            ):
                pass
            body = b'{"tables": {"vicidial_list": [{"phone_number": "1"}]}}'
            with pytest.raises(CallError, match=r"to which nothing is added but leads"):
                server.call("POST", "/__admin/state", body)
            assert server.call("GET", "/__admin/state?tables=vicidial_list") == leads


def test_eight_worlds_hammered_at_once_never_mix(shared: MockServer) -> None:
    count = 25

    def hammer(mock: LmapiMock, own: str) -> None:
        for number in range(count):
            reply = mock.add_lead(phone_number=f"{own}55{number:05}", first_name=own)
            replies[own].append(reply.lead_id)

    worlds = {f"72{number}": LmapiMock(shared) for number in range(1, 9)}
    replies: dict[str, list[int | None]] = {own: [] for own in worlds}
    for mock in worlds.values():
        mock.__enter__()
    threads = [
        threading.Thread(target=hammer, args=(mock, own))
        for own, mock in worlds.items()
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    for own, mock in worlds.items():
        assert sorted(map(int, filter(None, replies[own]))) == list(range(1, 2 * count + 1))
        assert [lead["first_name"] for lead in mock.leads()] == [own] * 2 * count
        assert {one["params"]["first_name"] for one in mock.requests()} == {own}
        mock.__exit__(None, None, None)


def test_a_connection_that_the_server_has_closed_is_not_used_again(world: LmapiMock) -> None:
    world.add_lead(phone_number=PHONE)
    world.fault(delay=0.000001, status=200, headers={"connection": "close"}, times=1)
    world.add_lead(phone_number=PHONE)
    assert world.add_lead(phone_number=PHONE).ok


def test_a_call_takes_under_a_millisecond(world: LmapiMock) -> None:
    def median() -> float:
        taken = []
        for number in range(50):
            began = time.perf_counter()
            world.add_lead(phone_number=f"72755{number:05}")
            taken.append(time.perf_counter() - began)
        return statistics.median(taken)

    median()
    best = min(median() for _ in range(10))
    assert best < 0.002 * slowness(), "generous, for machines that do other things meanwhile"


def test_a_world_costs_under_five_milliseconds(shared: MockServer) -> None:
    def cost() -> float:
        began = time.perf_counter()
        with LmapiMock(shared) as mock:
            mock.freeze("2026-01-01T00:00:00Z")
        return time.perf_counter() - began

    assert min(cost() for _ in range(50)) < 0.005 * slowness()
