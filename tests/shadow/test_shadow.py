"""`lmapi-mock shadow` before a second double in place of a dialer."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from client import FORM, LOGIN, Mock
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR
from shadow.conftest import Shadow, settings, shadow, wait

ADD = LOGIN | {"phone_number": "7275551212", "list_id": "101"}


@pytest.fixture(scope="module")
def dialer() -> Iterator[Mock]:
    with Server(settings(dialer_version="2.14-9")) as server:
        mock = Mock(server)
        yield mock
        mock.close()


@pytest.fixture(scope="module")
def running(dialer: Mock) -> Iterator[Shadow]:
    with shadow(dialer.server.base_url, settings()) as one:
        yield one


@pytest.fixture
def before(running: Shadow, dialer: Mock) -> Shadow:
    """A shadow whose dialer and double begin anew."""
    for mock in (dialer, running.double):
        assert mock.fresh().admin("POST", "/reset").status == 204
    return running


def raw(address: tuple[str, int], sent: bytes) -> bytes:
    """All that is answered to bytes, until the connection is closed."""
    with socket.create_connection(address, 20) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def get(door: str = VICIDIAL_DOOR, /, **params: Any) -> bytes:
    return (
        f"GET {door}?{urlencode(params)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    )


def entries(one: Shadow, query: str = "") -> list[dict[str, Any]]:
    one.settled()
    found: list[dict[str, Any]] = (
        one.double.fresh().admin("GET", f"/requests{query}").json["requests"]
    )
    return found


def test_the_client_gets_what_the_dialer_says_and_the_journal_has_both(
    before: Shadow, dialer: Mock
) -> None:
    own = (dialer.server.host, dialer.server.port)
    for sent in (
        get(**ADD),
        get(function="version"),
        get(phone_number=7275551212, function="add_lead"),
        b"NONSENSE\r\n\r\n",
        get("/nowhere.php"),
    ):
        answer = raw(before.address, sent)
        direct = raw(own, sent)
        assert answer.partition(b"\r\n")[0] == direct.partition(b"\r\n")[0]
    found = entries(before)[::-1]
    assert [one["dialer"]["status"] for one in found] == [200, 200, 200, 400, 404]
    assert [one["dialer"]["differs"] for one in found] == [False, True, False, False, False]
    assert found[0]["dialer"]["body"] == found[0]["response"]["body"]
    assert found[1]["dialer"]["body"].startswith("VERSION: 2.14-9|")
    (told,) = [one for one in found[1]["findings"] if one["code"] == "dialer-differs"]
    assert told["message"] == "The dialer has answered 200, the double 200."
    assert told["sent"].startswith("VERSION: 2.14-9|")
    only = entries(before, "?finding=dialer-differs")
    assert [one["id"] for one in only] == [found[1]["id"]]


def test_not_a_byte_of_the_answer_is_changed(before: Shadow) -> None:
    """A dialer of bytes that nobody else sends."""
    answer = (
        b"HTTP/1.1 200 Fine\r\nx-ODD:  1\r\nX-odd: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2;a\r\n\xff\x00\r\n0\r\n\r\n"
    )
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                while not came or not came[-1].endswith(b"hello"):
                    came.append(b"".join(came[-1:]) + connection.recv(100))
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with shadow(url, settings()) as one:
            sent = b"POST /x HTTP/1.1\r\nHOST: me\r\ncontent-length: 5\r\nX-Odd:  y \r\n\r\nhello"
            assert raw(one.address, sent) == answer
            one.settled()
            (entry,) = entries(one)
        thread.join()
    assert came[-1] == sent.replace(b"me", url.removeprefix("http://").encode())
    assert entry["dialer"]["body"] == "�\0"
    assert entry["dialer"]["differs"]


def test_leads_have_the_dialers_numbers(before: Shadow, dialer: Mock) -> None:
    dialer.put_state(vicidial_list=[{"lead_id": 5000, "phone_number": "7275550100"}])
    added = raw(before.address, get(**ADD))
    assert b"|101|5001|" in added
    changed = LOGIN | {"function": "update_lead", "lead_id": "5001", "first_name": "Ann"}
    assert b"LEAD HAS BEEN UPDATED" in raw(before.address, get(**changed))
    assert [one["dialer"]["differs"] for one in entries(before)] == [False, False]
    (lead,) = before.double.rows("vicidial_list")
    assert (lead["lead_id"], lead["first_name"]) == (5001, "Ann")


def test_leads_that_the_dialer_numbers_in_another_order_are_the_same_afterwards(
    before: Shadow, dialer: Mock
) -> None:
    # The double has come further than the dialer. A lead's number may be another's time zone.
    before.double.put_state(vicidial_list=[{"lead_id": 70, "phone_number": "7275550100"}])
    raw(before.address, get(**ADD, custom_fields="N", add_to_hopper="Y"))
    assert [one["dialer"]["differs"] for one in entries(before)] == [False]
    assert [row["lead_id"] for row in before.double.rows("vicidial_list")] == [1, 70]
    assert [row["lead_id"] for row in before.double.rows("vicidial_hopper")] == [1]


def test_the_double_learns_the_password_and_shows_none(before: Shadow, dialer: Mock) -> None:
    user = {"user": "olaf", "pass": "Hunter2secret", "user_level": 8, "user_group": "ADMIN"}
    rights = {"modify_leads": "1", "vdc_agent_api_access": "1", "active": "Y"}
    dialer.admin("POST", "/tables/vicidial_users", user | rights)
    login = {"user": "olaf", "pass": "Hunter2secret"}
    assert b"SUCCESS" in raw(before.address, get(**(ADD | login)))
    refused = raw(before.address, get(**(ADD | login | {"pass": "Other3secret"})))
    assert b"Login incorrect, please try again: |olaf|Other3secret|" in refused
    found = entries(before)
    assert [one["dialer"]["differs"] for one in found] == [False, False]
    assert found[0]["dialer"]["body"].startswith(
        "ERROR: Login incorrect, please try again: |olaf|XXXX|"
    )
    shown = before.double.request("GET", "/__admin/requests").text
    assert "Hunter2secret" not in shown
    assert "Other3secret" not in shown


def test_the_dialers_answers_go_on_when_the_double_fails(
    before: Shadow, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = before.waiting.counts.failed
    monkeypatch.setattr(before.beside, "_address", ("127.0.0.1", 1))
    assert b"SUCCESS" in raw(before.address, get(**ADD))
    before.settled()
    assert before.waiting.counts.failed == failed + 1
    monkeypatch.undo()
    assert b"SUCCESS" in raw(before.address, get(**ADD))
    assert len(entries(before)) == 1


def test_what_is_too_much_for_the_double_passes_uncompared(
    before: Shadow, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = before.waiting.counts.behind
    monkeypatch.setattr(before.waiting, "_most", 10)
    assert b"SUCCESS" in raw(before.address, get(**ADD))
    before.settled()
    assert before.waiting.counts.behind == behind + 1


def test_without_a_dialer_there_is_no_answer_but_a_502(before: Shadow) -> None:
    with shadow("http://127.0.0.1:1", settings()) as one:
        answer = raw(one.address, get(**ADD))
        assert answer.startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
        assert b"lmapi-mock shadow: http://127.0.0.1:1 does not answer: " in answer
        assert one.tunnel.unreached == 1
        assert one.waiting.counts.passed == 0
        assert entries(one) == []


def test_a_connection_that_the_dialer_breaks_off_is_sent_once() -> None:
    came = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                came.append(connection.recv(65536))

        thread = threading.Thread(target=serve)
        thread.start()
        with shadow(f"http://127.0.0.1:{listening.getsockname()[1]}", settings()) as one:
            assert raw(one.address, get(**ADD)) == b""
            (entry,) = entries(one)
            assert one.waiting.counts.unanswered == 1
        thread.join()
    assert len(came) == 1
    assert entry["dialer"] | {"duration_ms": 0} == {
        "status": 0, "headers": {}, "body": "", "duration_ms": 0, "differs": True, "known": ""
    }  # fmt: skip


def test_a_client_that_leaves_does_not_keep_the_answer_from_the_journal(before: Shadow) -> None:
    passed = before.waiting.counts.passed
    with socket.create_connection(before.address, 20) as connection:
        connection.sendall(get(**ADD))
        wait(lambda: before.waiting.counts.passed > passed)
    (entry,) = entries(before)
    assert entry["dialer"]["status"] in {0, 200}


CLIENTS, EACH = 6, 20


def test_under_load_no_request_is_lost_and_each_client_has_its_order(
    before: Shadow, dialer: Mock
) -> None:
    passed = before.waiting.counts.passed
    answers: dict[int, list[bytes]] = {}

    def client(number: int) -> None:
        connection = http.client.HTTPConnection(*before.address, timeout=20)
        got = []
        for at in range(EACH):
            sent = ADD | {"phone_number": f"727{number:03d}{at:04d}", "vendor_lead_code": f"{at}"}
            if at % 2:
                connection.request("POST", VICIDIAL_DOOR, urlencode(sent), {"content-type": FORM})
            else:
                connection.request("GET", f"{VICIDIAL_DOOR}?{urlencode(sent)}")
            got.append(connection.getresponse().read())
        answers[number] = got
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for number in range(CLIENTS):
        for at, answer in enumerate(answers[number]):
            assert answer.startswith(
                b"SUCCESS: add_lead LEAD HAS BEEN ADDED - 727%03d%04d|" % (number, at)
            )
    found = entries(before, "?limit=1000")[::-1]
    assert before.waiting.counts.passed - passed == len(found) == CLIENTS * EACH
    for number in range(CLIENTS):
        of_one = [one for one in found if one["params"]["phone_number"][3:6] == f"{number:03d}"]
        assert [int(one["params"]["vendor_lead_code"]) for one in of_one] == list(range(EACH))
        assert [one["dialer"]["body"].encode() for one in of_one] == answers[number]
    assert [one["response"] for one in found if one["dialer"]["differs"]] == []
    theirs = {row["lead_id"]: row["phone_number"] for row in dialer.fresh().rows("vicidial_list")}
    ours = {row["lead_id"]: row["phone_number"] for row in before.double.rows("vicidial_list")}
    assert ours == theirs
