"""Two servers on one database have one journal, whichever of them is asked."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
import sqlalchemy as sa

from client import FORM, Mock, at_once
from command import seed_file
from databases import ENGINES, scratch
from lmapi_mock.journal.bundles import told_in
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.schema.shared_tables import JOURNAL
from lmapi_mock.store.sql.database import Database

DOOR = "/vicidial/non_agent_api.php"


@pytest.fixture(scope="module", params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scratch(request.param, tmp_path_factory.mktemp("shared")) as made:
        yield made


@pytest.fixture(scope="module")
def started(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mock, Mock]]:
    seed = seed_file(tmp_path_factory.mktemp("seed"))
    flags = {"database": url, "port": "0", "workers": "2", "seed": seed}
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(read_settings(flags, {}))) for _ in range(2)]
        mocks = Mock(servers[0]), Mock(servers[1])
        yield mocks
        for mock in mocks:
            mock.close()


@pytest.fixture
def two(started: tuple[Mock, Mock]) -> tuple[Mock, Mock]:
    """The same with the base state, their clock stopped and their journal emptied."""
    started[0].fresh().put_state()
    started[1].fresh().freeze("2026-07-15T14:00:00Z")
    started[0].admin("DELETE", "/faults")
    started[1].admin("DELETE", "/requests")
    return started


def listed(mock: Mock, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = mock.admin("GET", f"/requests{query}").json["requests"]
    return found


def count(mock: Mock, **pattern: Any) -> int:
    answer = mock.admin("POST", "/requests/count", pattern)
    assert answer.status == 200, answer.text
    number: int = answer.json["count"]
    return number


def test_each_has_the_requests_of_both(two: tuple[Mock, Mock]) -> None:
    one, other = two
    last = one.admin("GET", "/world").json["journal"]["last_id"]
    for number in range(4):
        two[number % 2].add_lead(phone_number=f"727555000{number}", list_id="101")
    other.request("GET", "/nowhere")
    other.add_lead(phone_number="1", list_id="101")
    one.add_lead(phone_number="7275550001", list_id="101")
    for mock in two:
        assert [entry["id"] - last for entry in listed(mock)] == [7, 6, 5, 4, 3, 2, 1]
        assert count(mock, params={"list_id": "101"}) == 6
        assert count(mock, params={"list_id": "101"}, since=last + 3) == 3
        unmatched = mock.admin("GET", "/requests/unmatched").json["requests"]
        assert [entry["id"] - last for entry in unmatched] == [6, 5]
        repeated = mock.admin("GET", "/findings?code=repeated-lead").json["findings"]
        assert [found["request"] - last for found in repeated] == [7]
        pattern = {"params": {"list_id": "101", "phone_number": "7275550009"}}
        misses = mock.admin("POST", "/near-misses/request-pattern", pattern).json["nearMisses"]
        assert len(misses) == 3
    assert listed(one) == listed(other)
    assert [mock.admin("GET", f"/requests/{last + 2}").text for mock in two] == [
        one.admin("GET", f"/requests/{last + 2}").text
    ] * 2
    lead = one.admin("GET", "/leads/2").json
    assert lead["requests"] == [last + 2]
    assert other.admin("DELETE", "/requests").status == 200
    assert listed(one) == []
    assert count(one) == 0


def test_each_knows_what_time_it_is_where_no_function_answers(two: tuple[Mock, Mock]) -> None:
    for second, (setter, asker) in enumerate((two, two[::-1])):
        setter.freeze(f"2026-03-08T14:59:0{second}Z")
        asker.request("GET", "/nowhere")
        entry, *_ = listed(setter)
        assert entry["time"] == f"2026-03-08T14:59:0{second}Z"


def test_what_fails_is_kept_as_well(two: tuple[Mock, Mock]) -> None:
    one, other = two
    one.admin("POST", "/faults", {"id": "down", "status": 503, "body": "Down.", "times": 1})
    assert other.add_lead(phone_number="7275550000") == "Down."
    one.request("GET", "/%zz")
    one.post(f"phone_number={'7' * 70_000}")
    found = listed(one)
    assert [entry["response"]["status"] for entry in found] == [200, 400, 503]
    assert found[-1]["fault"]["rule"] == "down"


SENT: list[tuple[str, str, str | None, str]] = [
    ("add_lead", "phone_number=7275550000&list_id=101&add_to_hopper=Y&first_name=Ann", None, ""),
    ("add_lead", "phone_number=7275550000&list_id=101&duplicate_check=DUPLIST", None, ""),
    ("add_lead", "phone_number=1&first_name=%FF%00", None, ""),
    ("add_lead", "phone_number=7275550001&last_name=O'Hara%5C&duplicate_check=DUPSYS", None, ""),
    ("update_lead", "lead_id=1&first_name=Bea&callback=Y", None, ""),
    ("update_lead", "lead_id=1&callback=Y&campaign_id=TESTCAMP", None, ""),
    ("update_lead", "lead_id=2&no_update=Y&add_to_hopper=Y&list_id=301", None, ""),
    ("update_lead", "phone_number=7275550000&search_method=PHONE_NUMBER&records=2", None, ""),
    ("batch_update_lead", "lead_ids=1,2,99&city=Rome&records=1", None, ""),
    ("lead_search", "phone_number=7275550000,7275550001&header=YES", None, ""),
    ("lead_all_info", "lead_id=1&custom_fields=Y", None, ""),
    ("add_user", "agent_user=ann9&agent_pass=s3cr3tpassw0rd&agent_user_level=1", None, ""),
    ("add_list", "list_id=7002&list_name=new&campaign_id=TESTCAMP", None, ""),
    ("nothing", "phone_number=7275550000&pass=wrong-w0rd", None, ""),
    ("version", "", None, ""),
    ("add_lead", "", "phone_number=7275550002&comments=%00%FF&pass=1234", FORM),
    ("add_lead", "phone_number=7275550003", "<xml>1234</xml>", "text/xml"),
]


def test_an_entry_is_told_as_one_process_tells_it(two: tuple[Mock, Mock], mock: Mock) -> None:
    boss = {"modify_lists": "1", "modify_leads": "1", "modify_users": "1", "user_level": 9}
    (user,) = [row for row in mock.rows("vicidial_users") if row["user"] == "6666"]
    told = []
    for ask, *others in ((mock, mock), two):
        ask.put_state(vicidial_users=[user | boss])
        ask.admin("DELETE", "/requests")
        ask.admin("POST", "/faults", {"id": "slow", "delay": {"type": "fixed", "milliseconds": 1}})
        for function, query, body, kind in SENT:
            sent = f"{DOOR}?user=6666&pass=1234&source=test&function={function}&{query}"
            method = "POST" if body else "GET"
            ask.request(method, sent, body, {"content-type": kind} if kind else {})
        ask.admin("DELETE", "/faults")
        numbers = [entry["id"] for entry in listed(others[0], f"?limit={len(SENT)}")]
        told.append([alike(others[0], number) for number in numbers])
    for alone, together in zip(*told, strict=True):
        assert together == alone


def alike(mock: Mock, number: int) -> dict[str, Any]:
    """All that is told of a request but what differs from one time to the next."""
    found: dict[str, Any] = mock.admin("GET", f"/requests/{number}").json
    text = json.dumps({**found, "id": 0, "request_id": "", "duration_ms": 0})
    port = found["request"]["headers"]["host"].rpartition(":")[2]
    again: dict[str, Any] = json.loads(text.replace(f":{port}", ":PORT"))
    for row in again["rows"]:
        for state in (row["row"], row["before"]):
            if state is not None:
                state.pop("run_time", None)
    return again


def test_no_password_is_stored(two: tuple[Mock, Mock], url: str) -> None:
    words = ("s3cr3tpassw0rd", "wr0ngpassw0rd", "t0kenpassw0rd")
    one, other = two
    (user,) = [row for row in one.rows("vicidial_users") if row["user"] == "6666"]
    one.put_state(vicidial_users=[user | {"pass": words[0], "modify_users": "1"}])
    query = "source=test&user=6666&function=add_lead&phone_number=7275550000"
    for word in words:
        sent = f"{DOOR}?{query}&pass={word}&comments={words[0]}"
        other.request("GET", sent, None, {"x-token": word})
        other.post(f"{query}&pass={word}&api_key={word}")
        part = f"--b\r\nContent-Disposition: form-data; name=pass\r\n\r\n{word}\r\n--b--"
        other.request("POST", DOOR, part, {"content-type": "multipart/form-data; boundary=b"})
        new = f"source=test&user=6666&pass={words[0]}&function=add_user&agent_user=u{word[:3]}"
        one.post(f"{new}&agent_pass={word}&agent_user_level=1&agent_full_name=x")
    with closing(Database(url)) as database, database.transaction() as tx:
        texts = list(tx.connection.execute(sa.select(JOURNAL.c.entry)).scalars())
    told = [one for text in texts for one in told_in(text)]
    assert len(told) == 12
    for text in told:
        assert "XXXX" in text
        assert not any(word in text for word in words), text


def test_a_request_is_sent_again_from_any(two: tuple[Mock, Mock]) -> None:
    one, other = two
    one.add_lead(phone_number="7275550000")
    one.add_lead(phone_number="7275550000", **{"pass": "wrong-w0rd"})
    one.add_lead(phone_number="7275550000", comments="pass=1234")
    hidden, refused, good = [entry["id"] for entry in listed(other)]
    again = other.admin("POST", f"/requests/{good}/replay").json
    assert again["response"]["body"].startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED")
    assert again["request"]["headers"]["x-lmapi-replay"] == str(good)
    assert again["id"] == hidden + 1
    again = other.admin("POST", f"/requests/{refused}/replay").json
    assert again["response"]["body"].startswith("ERROR: Login incorrect")
    again = other.admin("POST", f"/requests/{refused}/replay", {"pass": "1234"}).json
    assert again["response"]["body"].startswith("SUCCESS")
    answer = other.admin("POST", f"/requests/{hidden}/replay")
    assert (answer.status, answer.json["error"]["code"]) == (409, "password_not_kept")
    assert "pass=1234" in other.admin("GET", f"/requests/{good}/curl").text
    assert "pass=PASSWORD" in other.admin("GET", f"/requests/{refused}/curl").text


def test_a_copy_freezes_the_clock_that_another_has_frozen(two: tuple[Mock, Mock]) -> None:
    one, other = two
    one.add_lead(phone_number="7275551212", list_id="101")
    (entry, *_) = listed(one)
    other.freeze(None)
    assert "freeze" not in one.admin("GET", f"/requests/{entry['id']}/pytest").text
    for mock, instant in ((one, "2026-07-16T14:00:00Z"), (other, "2026-07-15T14:00:00Z")):
        mock.freeze(instant)
    for mock in two:
        copied = mock.admin("GET", f"/requests/{entry['id']}/pytest").text
        assert "lmapi.freeze('2026-07-15T14:00:00+00:00', 'UTC')" in copied


def test_each_tells_what_comes_to_the_other(two: tuple[Mock, Mock]) -> None:
    one, other = two
    with closing(http.client.HTTPConnection(one.server.host, one.server.port, timeout=20)) as to:
        to.request("GET", "/__admin/requests/events")
        stream = to.getresponse()
        assert next_event(stream, "world")["journal"]["held"] == 0
        for mock in (other, one, other):
            mock.add_lead(phone_number="7275550000")
        told = [next_event(stream, "request")["id"] for _ in range(3)]
        assert told == [entry["id"] for entry in listed(one)][::-1]
    with closing(http.client.HTTPConnection(one.server.host, one.server.port, timeout=20)) as to:
        to.request("GET", f"/__admin/requests/events?since={told[0]}")
        stream = to.getresponse()
        assert [next_event(stream, "request")["id"] for _ in range(2)] == told[1:]


def next_event(stream: http.client.HTTPResponse, kind: str) -> dict[str, Any]:
    """The data of the next event of a kind."""
    while True:
        told = {"event": "", "data": "null"}
        while line := stream.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            told[name] = value
        assert told["event"] != "gap"
        if told["event"] == kind:
            data: dict[str, Any] = json.loads(told["data"])
            return data


def test_of_many_at_once_none_is_missed(two: tuple[Mock, Mock], url: str) -> None:
    # More where it matters most.
    each = 25 if url.startswith("postgresql") else 6

    def many(mock: Mock) -> str:
        return "".join(mock.add_lead(phone_number=f"727555{n:04}") for n in range(each))

    before = two[0].admin("GET", "/world").json["journal"]["last_id"]
    server = two[0].server
    with closing(http.client.HTTPConnection(server.host, server.port, timeout=20)) as to:
        to.request("GET", f"/__admin/requests/events?since={before}")
        stream = to.getresponse()
        answers = "".join(at_once([mock.server for mock in two], 16, many))
        told = [next_event(stream, "request")["id"] - before for _ in range(16 * each)]
    assert answers.count("SUCCESS: add_lead LEAD HAS BEEN ADDED") == 16 * each
    assert told == list(range(1, 16 * each + 1))
    for mock in two:
        assert count(mock, params={"function": "add_lead"}) == 16 * each
    entries = listed(two[1], "?limit=10000")
    assert [entry["id"] - before for entry in entries] == list(range(16 * each, 0, -1))
    assert {entry["lead_id"] for entry in entries} == set(range(1, 16 * each + 1))


def test_a_namespace_has_one_of_its_own(two: tuple[Mock, Mock]) -> None:
    one, other = (Mock(mock.server, "journal") for mock in two)
    one.add_lead(phone_number="7275550000")
    other.add_lead(phone_number="1")
    for mock in (one, other):
        assert [entry["id"] for entry in listed(mock)] == [2, 1]
        assert count(mock) == 2
        mock.close()
    assert listed(two[0]) == []
    assert two[1].admin("DELETE", "/namespaces/journal").status == 204
