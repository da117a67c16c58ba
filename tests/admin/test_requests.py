"""The journal over HTTP: what came, why it ended as it did, how many there were."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest

from client import FORM, LOGIN, Mock
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from pace import slowness

JULY = {"now": "2026-07-15T14:00:00Z"}


@pytest.fixture
def july(demo: Mock) -> Mock:
    demo.admin("PUT", "/clock", JULY)
    return demo


def listed(mock: Mock, query: str = "") -> list[dict[str, Any]]:
    answer = mock.admin("GET", f"/requests{query}")
    assert answer.status == 200
    found: list[dict[str, Any]] = answer.json["requests"]
    return found


def newest(mock: Mock) -> dict[str, Any]:
    found: dict[str, Any] = mock.admin("GET", f"/requests/{listed(mock)[0]['id']}").json
    return found


def test_a_request_is_kept_as_it_came_and_as_it_was_answered(july: Mock) -> None:
    july.request(
        "POST",
        "/API/lmapi.php?phone_number=7275551212&user=6666&pass=1234",
        "source=test&function=add_lead&first_name=Jos%C3%A9",
        {"content-type": FORM, "user-agent": "crm/1", "authorization": "Bearer abc"},
    )
    found = listed(july)[0]

    assert found["time"] == "2026-07-15T14:00:00Z"
    assert found["request"] == {
        "method": "POST",
        "path": "/API/lmapi.php",
        "url": "/API/lmapi.php?phone_number=7275551212&user=6666&pass=XXXX",
        "query": "phone_number=7275551212&user=6666&pass=XXXX",
        "headers": {
            "host": f"{july.server.host}:{july.server.port}",
            "accept-encoding": "identity",
            "content-length": "50",
            "content-type": FORM,
            "user-agent": "crm/1",
            "authorization": "XXXX",
        },
        "body": "source=test&function=add_lead&first_name=Jos%C3%A9",
        "body_size": 50,
        "remote_ip": "127.0.0.1",
    }
    assert found["params"] == {
        "source": "test",
        "function": "add_lead",
        "first_name": "José",
        "phone_number": "7275551212",
        "user": "6666",
        "pass": "XXXX",
    }
    assert found["response"] == {
        "status": 200,
        "body": "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-4\n",
        "dialect": "documented",
    }
    assert (found["function"], found["user"], found["result"]) == ("add_lead", "6666", "SUCCESS")
    assert (found["lead_id"], found["verdict"]) == (1, "stored as lead 1")
    assert found["was_matched"] is True
    assert 0 < found["duration_ms"] < 1000


def test_one_request_shows_what_became_of_it(july: Mock) -> None:
    july.documented(phone_number="7275551212", first_name="José", add_to_hopper="Y", dnc_check="Y")
    found = newest(july)

    assert found["cleaned"] == {
        "user": "6666",
        "pass": "XXXX",
        "source": "test",
        "function": "add_lead",
        "phone_number": "7275551212",
        "first_name": "Jos",
        "add_to_hopper": "Y",
        "dnc_check": "Y",
        "hopper_priority": "0",
    }
    assert {stage["name"]: stage["verdict"] for stage in found["stages"]} == {
        "authenticate": "passed",
        "restrict_lists": "passed",
        "check_permission": "passed",
        "check_list": "passed",
        "set_defaults": "passed",
        "check_phone_number": "passed",
        "look_up_state": "skipped",
        "check_dnc": "passed",
        "check_duplicates": "skipped",
        "look_up_time_zone": "passed",
        "insert_lead": "said",
        "load_alt_phones": "skipped",
        "add_custom_fields": "skipped",
        "add_to_hopper": "said",
        "schedule_callback": "skipped",
        "call_new_lead_address": "passed",
    }
    assert found["refusal"] is None
    assert [row["table"] for row in found["rows"]] == [
        "vicidial_list",
        "vicidial_hopper",
        *["vicidial_api_log", "vicidial_api_urls"] * 2,
    ]
    lead = found["rows"][0]["row"]
    assert (lead["lead_id"], lead["first_name"], lead["list_id"]) == (1, "Jos", 999)
    assert found["answers"] == {
        "documented": "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|6666|999|1|-4\n"
        "NOTICE: add_lead ADDED TO HOPPER - 7275551212|6666|1|1\n",
        "vicidial": "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|999|1|-4|6666\n"
        "NOTICE: add_lead ADDED TO HOPPER - 7275551212|1|1|6666\n",
    }


def test_a_refused_one_says_who_refused_it_and_what_would_let_it_pass(july: Mock) -> None:
    july.documented(phone_number="7275551212")
    july.documented(phone_number="7275551212", duplicate_check="DUPSYS", callback="Y")
    found = newest(july)

    verdicts = {stage["name"]: stage["verdict"] for stage in found["stages"]}
    assert verdicts["check_dnc"] == "skipped"
    assert verdicts["check_duplicates"] == "refused"
    assert verdicts["insert_lead"] == verdicts["schedule_callback"] == "not reached"
    assert found["verdict"] == "refused by check_duplicates"
    assert found["was_matched"] is False
    assert found["refusal"]["stage"] == "check_duplicates"
    assert found["refusal"]["reason"] == "add_lead DUPLICATE PHONE NUMBER IN SYSTEM"
    assert "duplicate_check" in found["refusal"]["cause"]
    assert found["refusal"]["remedy"]


@pytest.mark.parametrize(
    ("parameters", "because"),
    [
        ({"user": "nobody"}, "there is no user of this name"),
        ({"pass": "wrong"}, "the password is another"),
        ({"user": "agent1"}, "the user's user_level is 1, below 7"),
        ({"user": "noleads"}, "modify_leads is 0, not 1 to 4"),
        ({"phone_number": "1"}, None),
    ],
)
def test_of_several_causes_it_says_which_it_was(
    july: Mock, parameters: dict[str, str], because: str | None
) -> None:
    july.documented(**{"phone_number": "7275551212"} | parameters)

    assert newest(july)["refusal"]["because"] == because


def test_the_password_of_a_refused_login_is_nowhere(july: Mock) -> None:
    said = july.documented(phone_number="7275551212", **{"pass": "s3cretpw"})
    assert said == "ERROR: Login incorrect, please try again: |6666|s3cretpw|BAD|\n"
    body = urlencode(LOGIN | {"pass": "s3cretpw", "phone_number": "7275551212"})
    july.request("POST", "/API/lmapi.php", body, {"content-type": FORM})

    everything = july.admin("GET", "/requests").text + str(newest(july))
    assert "s3cretpw" not in everything
    assert listed(july)[0]["response"]["body"] == (
        "ERROR: Login incorrect, please try again: |6666|XXXX|BAD|\n"
    )


def test_a_path_that_is_nobodys_is_found_too(july: Mock) -> None:
    answer = july.request("POST", "/API/lmapi.html?user=6666", "phone_number=7", {})
    assert answer.status == 404

    found = listed(july)[0]
    assert (found["request"]["path"], found["response"]["status"]) == ("/API/lmapi.html", 404)
    assert found["request"]["body"] == "phone_number=7"
    assert [one["id"] for one in july.admin("GET", "/requests/unmatched").json["requests"]] == [
        found["id"]
    ]


def test_unmatched_are_those_that_were_refused(july: Mock) -> None:
    july.documented(phone_number="7275551212")
    july.documented(phone_number="1")

    unmatched = july.admin("GET", "/requests/unmatched").json["requests"]
    assert [one["params"]["phone_number"] for one in unmatched] == ["1"]


@pytest.mark.parametrize(
    ("query", "phones"),
    [
        ("", ["3", "7275550002", "7275550001"]),
        ("?limit=1", ["3"]),
        ("?limit=0", []),
        ("?before={last}", ["7275550002", "7275550001"]),
        ("?before={last}&limit=1", ["7275550002"]),
        ("?since={first}", ["3", "7275550002"]),
        ("?result=ERROR", ["3"]),
        ("?result=SUCCESS", ["7275550002", "7275550001"]),
        ("?phone_number=7275550001", ["7275550001"]),
        ("?user=6666&function=add_lead", ["3", "7275550002", "7275550001"]),
        ("?user=nobody", []),
        ("?list_id=101", ["7275550002"]),
        ("?q=invalid+phone", ["3"]),
        ("?q=550002", ["7275550002"]),
    ],
)
def test_requests_are_filtered(july: Mock, query: str, phones: list[str]) -> None:
    july.documented(phone_number="7275550001")
    july.documented(phone_number="7275550002", list_id="101")
    july.documented(phone_number="3")
    everything = listed(july)
    query = query.format(last=everything[0]["id"], first=everything[-1]["id"])

    assert [one["params"]["phone_number"] for one in listed(july, query)] == phones


PATTERN = {"params": {"phone_number": {"equalTo": "7275550001"}}}


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ({}, 3),
        (PATTERN, 2),
        (PATTERN | {"response": {"contains": "DUPLICATE"}}, 1),
        ({"params": {"phone_number": {"matches": "72755500.."}}}, 3),
        ({"params": {"email": {"absent": True}}}, 3),
        ({"response": {"contains": "nothing of the kind"}}, 0),
    ],
)
def test_requests_are_counted_and_found(july: Mock, pattern: dict[str, Any], count: int) -> None:
    july.documented(phone_number="7275550001")
    july.documented(phone_number="7275550001", duplicate_check="DUPSYS")
    july.documented(phone_number="7275550002")

    assert july.admin("POST", "/requests/count", pattern).json == {
        "count": count,
        "requestJournalDisabled": False,
    }
    assert len(july.admin("POST", "/requests/find", pattern).json["requests"]) == count


def test_counting_since_an_id_leaves_out_what_came_before(july: Mock) -> None:
    july.documented(phone_number="7275550001")
    since = listed(july)[0]["id"]
    july.documented(phone_number="7275550001")

    assert july.admin("POST", "/requests/count", PATTERN | {"since": since}).json["count"] == 1


def test_a_pattern_that_is_not_understood_is_refused(july: Mock) -> None:
    answer = july.admin("POST", "/requests/count", {"params": {"phone_number": {"equalsTo": "7"}}})

    assert answer.status == 422
    assert "equalTo" in answer.json["error"]["message"] + answer.json["error"]["hint"]


def test_near_misses_say_what_differs(july: Mock) -> None:
    july.documented(phone_number="7275550001", first_name="Ann")
    july.documented(phone_number="2025550199")

    wanted = {"params": {"phone_number": "7275550002", "first_name": "Ann"}}
    misses = july.admin("POST", "/near-misses/request-pattern", wanted).json["nearMisses"]

    assert [miss["request"]["params"]["phone_number"] for miss in misses] == [
        "7275550001",
        "2025550199",
    ]
    assert [one["where"] for one in misses[0]["differences"]] == ["params.phone_number"]
    assert [one["where"] for one in misses[1]["differences"]] == [
        "params.phone_number",
        "params.first_name",
    ]
    assert misses[0]["matchResult"]["distance"] < misses[1]["matchResult"]["distance"]


def test_it_is_emptied(july: Mock) -> None:
    july.documented(phone_number="7275550001")
    assert july.admin("DELETE", "/requests").status == 200
    assert listed(july) == []
    july.documented(phone_number="7275550001")
    july.admin("POST", "/reset")
    assert listed(july) == []


def test_a_request_that_is_not_there_says_so(july: Mock) -> None:
    answer = july.admin("GET", "/requests/999999")
    assert (answer.status, answer.json["error"]["code"]) == (404, "unknown_request")


def test_headers_explain_the_answer_when_asked_to(july: Mock) -> None:
    path = f"/API/lmapi.php?{urlencode(LOGIN | {'phone_number': '1'})}"
    plain = july.request("GET", path)
    explained = july.request("GET", path, headers={"X-Lmapi-Explain": "1"})

    assert plain.body == explained.body
    assert "x-lmapi-request" not in plain.headers
    assert explained.headers["x-lmapi-request"] == str(listed(july)[0]["id"])
    assert explained.headers["x-lmapi-verdict"] == "refused by check_phone_number"


def test_the_stored_lead_has_a_header_of_its_own(july: Mock) -> None:
    query = urlencode(LOGIN | {"phone_number": "7275551298"})
    explain = {"X-Lmapi-Explain": "1"}
    stored = july.request("GET", f"/API/lmapi.php?{query}", headers=explain)
    refused = july.request("GET", f"/API/lmapi.php?{query}&phone_number=1", headers=explain)

    entry = listed(july)[1]
    assert stored.headers["x-lmapi-lead"] == str(entry["lead_id"])
    assert "x-lmapi-lead" not in refused.headers

    again = july.admin("POST", f"/requests/{entry['id']}/replay")
    assert again.headers["x-lmapi-lead"] == str(again.json["lead_id"])


@pytest.fixture(scope="module")
def small() -> Iterator[Mock]:
    flags = {"database": ":memory:", "port": "0", "journal": "3"}
    with Server(read_settings(flags, {})) as server, closing(Mock(server)) as mock:
        yield mock


def test_a_count_that_cannot_be_known_is_refused(small: Mock) -> None:
    for number in range(5):
        small.documented(phone_number=f"727555000{number}")
    answer = small.admin("POST", "/requests/count", {})

    assert answer.status == 409
    assert answer.json["error"]["code"] == "journal_overflow"
    assert (
        "the last 3 requests, and 2 older ones have been dropped"
        in (answer.json["error"]["message"])
    )
    assert small.admin("POST", "/requests/count", {"since": 2}).json["count"] == 3
    assert small.admin("GET", "/requests").json["meta"] == {
        "total": 3,
        "dropped": 2,
        "last_id": 5,
        "processes": 1,
        "next": None,
    }


def test_a_server_without_a_journal_says_so() -> None:
    flags = {"database": ":memory:", "port": "0", "journal": "0"}
    with Server(read_settings(flags, {})) as server, closing(Mock(server)) as mock:
        mock.documented(phone_number="7275550001")
        assert mock.admin("GET", "/requests").json["requestJournalDisabled"] is True
        answer = mock.admin("POST", "/requests/count", {})
    assert (answer.status, answer.json["error"]["code"]) == (409, "journal_off")


def test_three_hundred_are_listed_quickly(july: Mock) -> None:
    for number in range(300):
        july.documented(phone_number=f"{727_555_0000 + number}")
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        assert len(listed(july, "?limit=300")) == 300
        seconds.append(time.perf_counter() - begun)
    assert min(seconds) < 0.5 * slowness()


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("finding=unknown-parameter", ["1"]),
        ("finding=nothing-of-this-name", []),
        ("finding=warning", ["1"]),
        ("finding=info", ["3", "2", "1"]),
        ("fault=down", ["2"]),
        ("fault=any", ["2"]),
        ("fault=other", []),
        ("door=vicidial", ["3", "2"]),
        ("door=vicidial&fault=any", ["2"]),
    ],
)
def test_requests_are_filtered_by_finding_fault_and_door(
    demo: Mock, asked: str, numbers: list[str]
) -> None:
    demo.documented(phone_number="7275551211", fist_name="Ann")
    demo.admin("POST", "/faults", {"id": "down", "status": 503, "times": 1})
    demo.add_lead(phone_number="7275551212")
    demo.add_lead(phone_number="7275551213")
    found = demo.admin("GET", f"/requests?{asked}").json["requests"]
    assert [one["params"]["phone_number"][-1] for one in found] == numbers


def test_the_outcomes_are_counted_and_listed(demo: Mock) -> None:
    demo.documented(phone_number="7275551211", fist_name="Ann")
    demo.documented(phone_number="7275551212", list_id="101")
    demo.documented(phone_number="7", list_id="101")
    demo.documented(phone_number="7275551213", user="nobody")
    demo.request("GET", "/vicidial/api.php?phone_number=7275551214")
    demo.documented(function="version")
    demo.admin("POST", "/faults", {"id": "down", "status": 503, "times": 1})
    demo.documented(phone_number="7275551215")
    demo.admin("POST", "/faults", {"sql_failures": "php8"})
    demo.documented(
        last_name="O'Brien", phone_number="7275551216", duplicate_check="DUPNAMEPHONESYS"
    )
    counted = demo.admin("GET", "/requests/outcomes").json
    expected = {"added": 2, "refused": 1, "login": 1, "not_found": 1, "done": 1}
    assert counted["outcomes"] == expected | {"fault": 1, "failed": 1}
    assert counted["total"] == sum(counted["outcomes"].values())
    for name, count in counted["outcomes"].items():
        found = listed(demo, f"?outcome={name}")
        assert [one["outcome"] for one in found] == [name] * count
    in_list = demo.admin("GET", "/requests/outcomes?list_id=101").json
    assert in_list["outcomes"] == {"added": 1, "refused": 1}


def test_a_list_looks_no_longer_than_asked_and_says_where_to_go_on(demo: Mock) -> None:
    for number in range(5):
        demo.documented(phone_number=f"727555121{number}")
    found: list[str] = []
    asked, calls = "", 0
    while True:
        answer = demo.admin("GET", f"/requests?q=2755512&within=0.000001{asked}").json
        found += [one["params"]["phone_number"] for one in answer["requests"]]
        calls += 1
        if answer["meta"]["next"] is None:
            break
        asked = f"&before={answer['meta']['next']}"
    assert found == [f"727555121{number}" for number in (4, 3, 2, 1, 0)]
    assert calls == 6
    full = demo.admin("GET", "/requests?limit=2").json
    assert full["meta"]["next"] == full["requests"][-1]["id"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("refused by CHECK_DUPLICATES", 1),  # the verdict
        ("fist_name", 1),  # a parameter's name
        ("did you mean first_name", 1),  # a finding's sentence
        ("unknown-parameter", 1),  # its code
        ("crm/1", 1),  # a header
        ("slow", 1),  # the fault
        ("to none of", 0),
    ],
)
def test_a_search_finds_what_is_shown(demo: Mock, text: str, count: int) -> None:
    demo.documented(phone_number="7275551211")
    demo.admin("POST", "/faults", {"id": "slow", "delay": {"type": "fixed", "milliseconds": 1}})
    lead = {"phone_number": "7275551211", "duplicate_check": "DUPSYS", "fist_name": "A"}
    headers = {"content-type": FORM, "user-agent": "crm/1"}
    demo.request("POST", "/API/lmapi.php", urlencode(LOGIN | lead), headers)
    assert len(listed(demo, "?" + urlencode({"q": text}))) == count
