"""Namespaces: worlds of their own behind one server, by path or by header."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest

from balanced import IS_A_PAIR, NEEDS_ONE
from client import LOGIN, Mock
from lmapi_mock.version import __version__
from pace import slowness

LEAD = {**LOGIN, "phone_number": "7275551212", "list_id": "999", "duplicate_check": "DUPLIST"}
ADDED = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|{id}|-4\n"
JULY = {"now": "2026-07-15T14:00:00Z"}


def lead(mock: Mock, namespace: str = "", header: str = "", **parameters: str) -> str:
    path = f"/ns/{namespace}" if namespace else ""
    headers = {"X-Lmapi-Namespace": header} if header else {}
    query = urlencode(LEAD | parameters)
    return mock.request("GET", f"{path}/API/lmapi.php?{query}", headers=headers).text


def admin(mock: Mock, namespace: str, method: str, path: str, body: str | None = None) -> object:
    answer = mock.request(method, f"/ns/{namespace}/__admin{path}", body)
    assert answer.status in {200, 204}, answer.text
    return answer.json if answer.body else None


def listed_in(mock: Mock) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = mock.admin("GET", "/namespaces").json["namespaces"]
    return found


@pytest.fixture
def names(demo: Mock) -> Iterator[tuple[str, str]]:
    """Two namespaces, at a moment in summer; dropped afterwards."""
    both = ("first", "second")
    for name in both:
        demo.request("PUT", f"/ns/{name}/__admin/clock", '{"now": "2026-07-15T14:00:00Z"}')
    yield both
    for name in both:
        demo.admin("DELETE", f"/namespaces/{name}")


def test_each_namespace_stores_and_numbers_its_own_leads(
    demo: Mock, names: tuple[str, str]
) -> None:
    a, b = names
    demo.admin("PUT", "/clock", JULY)

    assert lead(demo, a) == ADDED.format(id=1)
    assert lead(demo, b) == ADDED.format(id=1)
    assert lead(demo) == ADDED.format(id=1)
    assert lead(demo, a) == ("ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 7275551212|999|1\n")
    assert lead(demo, a, phone_number="7275551213").split("|")[3] == "2"


def test_the_header_names_one_as_the_path_does(demo: Mock, names: tuple[str, str]) -> None:
    a, b = names

    assert lead(demo, header=a) == ADDED.format(id=1)
    assert lead(demo, a).startswith("ERROR: add_lead DUPLICATE")
    # Of both, the path's wins.
    assert lead(demo, b, header=a) == ADDED.format(id=1)


def test_vicidials_own_door_is_there_too(demo: Mock, names: tuple[str, str]) -> None:
    query = urlencode(LEAD)
    answer = demo.request("GET", f"/ns/{names[0]}//vicidial/non_agent_api.php?{query}")

    assert answer.text == ("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|999|1|-4|6666\n")
    rows = demo.request("GET", f"/ns/{names[0]}/__admin/state?tables=vicidial_api_urls").json
    # As on a dialer, which knows nothing of namespaces.
    assert re.match(
        r"http://127\.0\.0\.1:[0-9]+/vicidial/non_agent_api\.php\?user=6666&pass=XXXX&",
        rows["tables"]["vicidial_api_urls"][0]["url"],
    )


def test_state_clock_and_journal_are_its_own(demo: Mock, names: tuple[str, str]) -> None:
    a, b = names
    admin(demo, a, "PUT", "/clock", '{"now": "2030-01-01T00:00:00Z", "timezone": "Asia/Tokyo"}')
    lead(demo, a)

    assert demo.admin("GET", "/clock").json["timezone"] == "UTC"
    there = demo.request("GET", f"/ns/{b}/__admin/clock").json
    assert (there["now"], there["timezone"]) == ("2026-07-15T14:00:00Z", "UTC")
    state = demo.request("GET", f"/ns/{a}/__admin/state?tables=vicidial_list").json["tables"]
    assert [row["entry_date"] for row in state["vicidial_list"]] == ["2030-01-01 09:00:00"]
    listed = {
        name: len(demo.request("GET", f"/ns/{name}/__admin/requests").json["requests"])
        for name in names
    }
    assert listed == {a: 1, b: 0}
    assert demo.admin("GET", "/requests").json["requests"] == []


def test_a_reset_touches_its_own_world_alone(demo: Mock, names: tuple[str, str]) -> None:
    a, b = names
    lead(demo, a)
    lead(demo, b)
    admin(demo, a, "POST", "/reset")

    assert demo.request("GET", f"/ns/{a}/__admin/requests").json["requests"] == []
    assert lead(demo, a).split("|")[3] == "1"
    assert lead(demo, b).startswith("ERROR: add_lead DUPLICATE")


def test_a_dropped_one_is_made_anew_at_its_next_use(demo: Mock, names: tuple[str, str]) -> None:
    a, _ = names
    lead(demo, a)
    for rule in ('{"status": 503, "times": 1}', '{"status": 503, "times": 2}'):
        assert demo.request("POST", f"/ns/{a}/__admin/faults", rule).status == 201
    lead(demo, a)
    (listed,) = (one for one in listed_in(demo) if one["name"] == a)
    assert 0 <= listed.pop("idle_s") <= listed.pop("age_s") < 600
    # In memory it has a database, and no name in another's.
    assert (listed.pop("space") is None) is not IS_A_PAIR
    # Of the two rules one is spent.
    assert listed == {"name": a, "requests": 2, "faults": 1, "frozen": True}

    assert demo.admin("DELETE", f"/namespaces/{a}").status == 204
    assert a not in {one["name"] for one in listed_in(demo)}
    assert lead(demo, a).split("|")[3] == "1"


def test_dropping_one_that_is_not_there_says_so(demo: Mock) -> None:
    answer = demo.admin("DELETE", "/namespaces/nobody")

    assert answer.status == 404
    assert answer.json == {
        "error": {
            "code": "unknown_namespace",
            "message": "There is no namespace 'nobody'.",
            "hint": "GET /__admin/namespaces lists those that are in use.",
        }
    }


@pytest.mark.parametrize("name", ["-a", "a%20b", "a" * 65, "%C3%A9"])
def test_a_name_that_is_none_is_refused(demo: Mock, name: str) -> None:
    answer = demo.request("GET", f"/ns/{name}/API/lmapi.php?function=version")

    assert answer.status == 409
    assert answer.text.startswith("lmapi-mock: ")
    assert "is no name of a namespace. A name is 1 to 64 letters" in answer.text
    refused = demo.request("GET", f"/ns/{name}/__admin/health")
    assert refused.json["error"]["code"] == "bad_namespace"


@NEEDS_ONE
def test_a_namespace_is_made_in_a_few_milliseconds(demo: Mock) -> None:
    seconds = []
    for number in range(20):
        begun = time.perf_counter()
        answer = demo.request("GET", f"/ns/quick-{number}/API/lmapi.php?function=version")
        seconds.append(time.perf_counter() - begun)
        assert answer.text.startswith("VERSION")
        demo.admin("DELETE", f"/namespaces/quick-{number}")
    # The HTTP round trip included; a busy machine is given the benefit of the best.
    assert min(seconds) < 0.005 * slowness()


def test_eight_hammered_at_once_never_mix(demo: Mock) -> None:
    leads, wrong = 40, list[str]()

    def hammer(name: str) -> None:
        with closing(Mock(demo.server)) as mine:
            for number in range(1, leads + 1):
                phone = f"{727_555_0000 + number}"
                said = lead(mine, name, phone_number=phone)
                if f"|{number}|" not in said or not said.startswith("SUCCESS"):
                    wrong.append(said)
                again = lead(mine, name, phone_number=phone)
                if again != (
                    f"ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - {phone}|999|{number}\n"
                ):
                    wrong.append(again)

    names = [f"hammer-{number}" for number in range(8)]
    threads = [threading.Thread(target=hammer, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    for name in names:
        answer = demo.request("POST", f"/ns/{name}/__admin/requests/count", "{}")
        assert answer.json["count"] == 2 * leads
        demo.admin("DELETE", f"/namespaces/{name}")


def test_what_no_dialer_answers_says_that_it_is_the_doubles(demo: Mock) -> None:
    for path in ("/__admin/health", "/nowhere"):
        assert demo.request("GET", path).headers["x-lmapi-mock"] == __version__
    explained = {"x-lmapi-explain": "1"}
    answer = demo.request("GET", "/API/lmapi.php?function=version", headers=explained)
    assert answer.headers["x-lmapi-mock"] == __version__


@NEEDS_ONE
def test_the_endpoints_answers_have_a_dialers_headers_only(demo: Mock) -> None:
    answer = demo.request("GET", "/API/lmapi.php?function=version")
    assert set(answer.headers) == {
        "date",
        "server",
        "content-type",
        "cache-control",
        "pragma",
        "content-length",
    }


@pytest.mark.parametrize("path", ["/ns//API/lmapi.php", "/ns//vicidial/non_agent_api.php", "/ns/"])
def test_an_address_without_a_namespaces_name_is_not_the_main_world(mock: Mock, path: str) -> None:
    before = mock.rows("vicidial_api_log")
    answer = mock.request("GET", f"{path}?user=6666&pass=1234&source=test&function=version")
    assert answer.status == 404
    assert answer.text == (
        "lmapi-mock: The address names no namespace: between /ns/ and the next / stands nothing."
        " Name one, as /ns/my-test/API/lmapi.php, or leave /ns/ out for the server's own world.\n"
    )
    assert mock.rows("vicidial_api_log") == before
