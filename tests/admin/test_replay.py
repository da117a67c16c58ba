"""A request sent again, and as text that does the same."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from balanced import NEEDS_ONE
from client import FORM, Mock, base_changed
from lmapi_mock import LmapiMock

MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="user"\r\n\r\n6666\r\n'
    b'--b\r\nContent-Disposition: form-data; name="pass"\r\n\r\n1234\r\n'
    b'--b\r\nContent-Disposition: form-data; name="source"\r\n\r\ntest\r\n'
    b'--b\r\nContent-Disposition: form-data; name="function"\r\n\r\nadd_lead\r\n'
    b'--b\r\nContent-Disposition: form-data; name="phone_number"\r\n\r\n7275551212\r\n--b--\r\n'
)
LOGIN = "user=6666&pass=1234&source=test&function=add_lead"
REQUESTS: dict[str, tuple[str, str, bytes, str]] = {
    "query": (
        "GET",
        f"/API/lmapi.php?{LOGIN}&phone_number=7275551212&first_name=Jos%C3%A9",
        b"",
        "",
    ),
    "form": (
        "POST",
        "/vicidial/non_agent_api.php",
        f"{LOGIN}&phone_number=7275551213".encode(),
        FORM,
    ),
    "both": ("POST", f"/API/lmapi.php?{LOGIN}", b"phone_number=7275551214&comments=a+b", FORM),
    "multipart": ("POST", "/API/lmapi.php", MULTIPART, "multipart/form-data; boundary=b"),
    "shell": (
        "GET",
        f"/API/lmapi.php?{LOGIN}&phone_number=7275551215&comments='$(id)'`id`\"&x[]=1&y={{a}}&z=%zz",
        b"",
        "",
    ),
    "bytes": (
        "POST",
        "/API/lmapi.php",
        f"{LOGIN}&phone_number=7275551216&comments=".encode() + b"\xff\x00'%s\\n\n@",
        FORM,
    ),
    "at": (
        "POST",
        f"/API/lmapi.php?{LOGIN}&phone_number=7275551217",
        b"@/etc/passwd",
        "text/plain",
    ),
    "head": ("HEAD", f"/API/lmapi.php?{LOGIN}&phone_number=7275551218", b"", ""),
    "nowhere": ("GET", "/API/lm'api?phone_number=1", b"", ""),
}


@pytest.fixture(params=REQUESTS)
def sent(request: pytest.FixtureRequest, demo: Mock) -> dict[str, Any]:
    """The journal's document of a request that was sent."""
    method, path, body, kind = REQUESTS[request.param]
    demo.admin("PUT", "/clock", {"now": "2026-07-15T14:00:00Z"})
    demo.request(method, path, body or None, {"content-type": kind} if kind else {})
    return newest(demo)


def newest(mock: Mock) -> dict[str, Any]:
    (first,) = mock.admin("GET", "/requests?limit=1").json["requests"]
    found: dict[str, Any] = mock.admin("GET", f"/requests/{first['id']}").json
    return found


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Whether two requests were the same to the endpoint, which said the same but for numbers."""
    for name in ("params", "cleaned", "stages", "function", "user", "result", "refusal"):
        if name == "stages":
            assert [s["verdict"] for s in one[name]] == [s["verdict"] for s in other[name]]
        else:
            assert one[name] == other[name], name
    for name in ("method", "query", "path"):
        assert one["request"][name] == other["request"][name]
    assert one["response"]["status"] == other["response"]["status"]
    assert one["id"] != other["id"]


def test_it_is_sent_again(demo: Mock, sent: dict[str, Any]) -> None:
    answer = demo.admin("POST", f"/requests/{sent['id']}/replay")
    assert answer.status == 200, answer.text
    same(answer.json, sent)
    assert answer.json == newest(demo)
    assert answer.json["request"]["headers"]["x-lmapi-replay"] == str(sent["id"])
    assert answer.json["request"].get("body") == sent["request"].get("body")
    if sent["lead_id"]:
        assert answer.json["lead_id"] == sent["lead_id"] + 1


def test_curl_does_the_same(demo: Mock, sent: dict[str, Any]) -> None:
    command = demo.admin("GET", f"/requests/{sent['id']}/curl").text
    done = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        check=False,
        timeout=20,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    again = newest(demo)
    if sent["request"]["path"] != "/API/lm'api":
        assert again["request"]["query"].count("%") >= sent["request"]["query"].count("%")
        again["request"]["query"] = sent["request"]["query"]
    same(again, sent)


def run_as_copied(mock: Mock, number: int, lmapi: LmapiMock) -> str:
    """Run the test that a request is copied as, as it is; its source."""
    source = mock.admin("GET", f"/requests/{number}/pytest").text
    held: dict[str, Any] = {}
    exec(compile(source, "generated", "exec"), held)
    (test,) = [value for name, value in held.items() if name.startswith("test_")]
    test(lmapi)
    return source


def test_the_test_does_the_same(demo: Mock, sent: dict[str, Any]) -> None:
    with LmapiMock(demo.server.base_url) as lmapi:
        source = run_as_copied(demo, sent["id"], lmapi)
        again = lmapi.requests()[-1]
    assert "lmapi.freeze('2026-07-15T14:00:00+00:00', " in source
    assert again["params"] == sent["params"]
    assert again["result"] == sent["result"]


def test_the_test_reads_as_one_would_write_it(demo: Mock) -> None:
    demo.post(f"{LOGIN}&phone_number=7275551212&user_=x&comments=a+b")
    source = demo.admin("GET", f"/requests/{newest(demo)['id']}/pytest").text
    assert source == (
        "def test_add_lead_7275551212(lmapi):\n"
        "    answer = lmapi.call('add_lead',\n"
        "        vicidial=True,\n"
        "        post=True,\n"
        "        phone_number='7275551212',\n"
        "        comments='a b',\n"
        "        custom={'user_': 'x'},\n"
        "    )\n"
        "    assert answer.status == 200\n"
        "    said = [line.partition(' - ')[0] for line in answer.text.splitlines()]\n"
        "    assert said == ['SUCCESS: add_lead LEAD HAS BEEN ADDED']\n"
    )


def test_the_test_brings_the_lead_that_a_duplicate_repeats(demo: Mock) -> None:
    demo.freeze("2026-07-15T14:00:00Z", "America/New_York")
    demo.documented(phone_number="7275551212", list_id="101")
    demo.freeze("2026-07-16T14:00:00Z", "America/New_York")
    demo.documented(phone_number="7275551213")
    demo.documented(phone_number="7275551212", list_id="101", duplicate_check="DUPLIST")
    with LmapiMock(demo.server.base_url) as lmapi:
        source = run_as_copied(demo, newest(demo)["id"], lmapi)
    assert source.startswith(
        "def test_add_lead_7275551212(lmapi):\n"
        "    lmapi.freeze('2026-07-15T14:00:00+00:00', 'America/New_York')\n"
        "    lmapi.add_lead(\n"
        "        phone_number='7275551212',\n"
        "        list_id='101',\n"
        "    )\n"
        "    lmapi.freeze('2026-07-16T14:00:00+00:00', 'America/New_York')\n"
        "    answer = lmapi.add_lead(\n"
    )
    assert "7275551213" not in source
    # And the one that was changed.
    demo.documented(
        function="update_lead",
        search_method="PHONE_NUMBER",
        phone_number="7275551213",
        city="Tampa",
    )
    with LmapiMock(demo.server.base_url) as lmapi:
        source = run_as_copied(demo, newest(demo)["id"], lmapi)
    assert "lmapi.add_lead(" in source


def test_the_generated_test_notices_another_answer(demo: Mock) -> None:
    demo.documented(phone_number="7275551212", list_id="101", duplicate_check="DUPLIST")
    with LmapiMock(demo.server.base_url) as lmapi:
        run_as_copied(demo, newest(demo)["id"], lmapi)
        with pytest.raises(AssertionError):
            run_as_copied(demo, newest(demo)["id"], lmapi)


def test_no_password_is_copied_but_the_demo_users(demo: Mock) -> None:
    for user, password in (("6666", "secr3t"), ("nobody", "1234")):
        demo.documented(**{"user": user, "pass": password, "phone_number": "7275551212"})
        number = newest(demo)["id"]
        command = demo.admin("GET", f"/requests/{number}/curl").text
        assert "pass=PASSWORD" in command
        with LmapiMock(demo.server.base_url) as lmapi:
            assert "pass_='PASSWORD'" in run_as_copied(demo, number, lmapi)


def test_a_password_may_be_given(demo: Mock) -> None:
    demo.documented(phone_number="7275551212")
    number = newest(demo)["id"]
    again = demo.admin("POST", f"/requests/{number}/replay", {"pass": "wr&ng pw"}).json
    assert again["response"]["body"].startswith("ERROR: Login incorrect")
    assert "wr&ng" not in str(again)
    refused = demo.admin("POST", f"/requests/{number}/replay", {"password": "x"})
    assert refused.status == 422


WRONG = "wr%26ng-w0rd"
REFUSED = f"source=test&user=6666&function=add_lead&phone_number=7275551212&pass={WRONG}"
PARTS = (
    "--b\r\nContent-Disposition: form-data; name=user\r\n\r\n6666\r\n"
    "--b\r\nContent-Disposition: form-data; name=function\r\n\r\nadd_lead\r\n"
    "--b\r\nContent-Disposition: form-data; name=pass\r\n\r\nwr&ng-w0rd\r\n--b--\r\n"
)


# Others would have the password only if it was the user's: none is written into a database.
@NEEDS_ONE
@pytest.mark.parametrize(
    ("query", "body", "kind"),
    [
        (REFUSED, None, ""),
        (f"{REFUSED}&PASS=1234&note=pass%3D1234&pass={WRONG}&pwd=", None, ""),
        ("", f"{REFUSED}&password=1234", FORM),
        ("", PARTS, "multipart/form-data; boundary=b"),
        ("pass=1234", REFUSED.replace("6666", "nobody"), FORM),
    ],
)
def test_what_is_sent_again_is_what_was_sent(
    demo: Mock, query: str, body: str | None, kind: str
) -> None:
    path = f"/API/lmapi.php?{query}"
    demo.request("POST" if body else "GET", path, body, {"content-type": kind} if kind else {})
    first = newest(demo)
    again = demo.admin("POST", f"/requests/{first['id']}/replay").json
    assert again["response"]["body"].startswith("ERROR: Login incorrect")
    same(again, first)
    assert again["request"]["body_size"] == first["request"]["body_size"]
    assert "w0rd" not in json.dumps([first, again])
    users = demo.rows("vicidial_users")
    assert {row["user"]: row["failed_login_count"] for row in users}["6666"] == (
        0 if body and "nobody" in body else 2
    )


def test_a_password_that_is_kept_as_a_hash_is_sent_again(mock: Mock) -> None:
    mock.add_lead(phone_number="7275551212")
    number = newest(mock)["id"]
    mock.put_state(system_settings=base_changed("system_settings", pass_hash_enabled="1"))
    again = mock.admin("POST", f"/requests/{number}/replay")
    assert again.json["response"]["body"].startswith("ERROR: Login incorrect")


def test_a_body_that_was_cut_is_not_sent(demo: Mock) -> None:
    demo.post(f"{LOGIN}&comments={'x' * 70_000}")
    number = newest(demo)["id"]
    for method, path in (("POST", "replay"), ("GET", "curl"), ("GET", "pytest")):
        answer = demo.admin(method, f"/requests/{number}/{path}")
        assert (answer.status, answer.json["error"]["code"]) == (409, "body_cut")


def test_a_fault_strikes_what_is_sent_again(demo: Mock) -> None:
    demo.documented(phone_number="7275551212")
    number = newest(demo)["id"]
    demo.admin("POST", "/faults", {"status": 500, "body": "down"})
    again = demo.admin("POST", f"/requests/{number}/replay").json
    demo.admin("POST", "/reset")
    assert again["response"]["status"] == 500


def test_a_namespaces_request_stays_in_it(demo: Mock) -> None:
    demo.request("GET", f"/ns/again/API/lmapi.php?{LOGIN}&phone_number=7275551212")
    again = demo.request("POST", "/ns/again/__admin/requests/1/replay")
    assert (again.status, again.json["id"], again.json["lead_id"]) == (200, 2, 2)
    command = demo.request("GET", "/ns/again/__admin/requests/1/curl").text
    assert f"{demo.server.base_url}/ns/again/API/lmapi.php?" in command
    demo.admin("DELETE", "/namespaces/again")


def test_a_request_that_is_not_there_says_so(demo: Mock) -> None:
    for method, path in (("POST", "replay"), ("GET", "curl"), ("GET", "pytest")):
        answer = demo.admin(method, f"/requests/999999/{path}")
        assert (answer.status, answer.json["error"]["code"]) == (404, "unknown_request")
