"""The address that is called for a new lead (W5; lists.md, 14): what was recorded, and more."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest

from client import LOGIN, Mock, Response
from command import seed_file
from conftest import staged
from databases import ENGINES, scratch
from lmapi_mock.http.calling import call_address
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, read_settings

SYSTEM = "-SYSTEM-API-NEWLEAD-"
GOOD = LOGIN | {"phone_number": "7275551111", "list_id": "101"}
COMPLAINT = (
    "PHP ERROR: Type=2 - Message=file({}): Failed to open stream: {}"
    " - Line=16915 - File=/srv/www/vicidial/non_agent_api.php"
)


def row(address: str, list_id: str = "", **columns: Any) -> dict[str, Any]:
    """A row of vicidial_url_multi: a list's, or the system's."""
    kind = {"campaign_id": list_id or SYSTEM, "entry_type": "list" if list_id else "system"}
    return {**kind, "url_type": "apinewlead", "url_address": address, **columns}


def add(mock: Mock, *urls: dict[str, Any], raw: str = "", **changes: str) -> Response:
    mock.put_state(
        {"custom_101": [["color", "varchar(20)"], ["Size2", "varchar(4)"]]},
        vicidial_url_multi=list(urls),
        vicidial_lists_fields=[
            {"list_id": 101, "field_label": label, "field_type": "TEXT"}
            for label in ("color", "Size2")
        ],
    )
    return mock.request("GET", f"{VICIDIAL_DOOR}?{urlencode(GOOD | changes)}{raw}")


def called(mock: Mock) -> list[str]:
    return [one["url"] for one in mock.rows("vicidial_url_log")]


H = "http://127.0.0.1:9"

CALLS = [
    ([row(f"{H}/new?l=--A--lead_id--B--&p=--A--phone_number--B--")], {}, "new?l=1&p=7275551111"),
    ([row(f"{H}/new", active="N")], {}, "new"),
    ([row(f"{H}/sys"), row(f"{H}/list", "101")], {}, "list"),
    ([row(f"{H}/sys"), row("---DISABLED---", "101")], {}, None),
    ([row(f"{H}/sys"), row("", "101")], {}, "sys"),
    ([row(f"{H}/sys"), row(f"{H}/list", "102")], {}, "sys"),
    ([row(f"{H}/one", "101", url_rank=5), row(f"{H}/two", "101", url_rank=1)], {}, "one"),
    ([row(f"{H}/list?l=--A--list_id--B--", "101")], {"list_id": "0101"}, None),
    ([row(f"{H}/list?l=--A--list_id--B--", "0101")], {"list_id": "0101"}, "list?l=101"),
    ([row(f"{H}/d", "999")], {"list_id": ""}, "d"),
    ([row(f"{H}/s", url_type="dispo")], {}, None),
    ([row(f"{H}/s", "101", url_type="addlead")], {}, None),
    ([row(f"{H}/s", entry_type="campaign")], {}, None),
    ([row("http://a/")], {}, None),
    ([row(f"VAR{H}/var?l=--A--lead_id--B--")], {}, "var?l=1"),
    (
        [row(f"{H}/c?a=--A--FIRST_NAME--B--&b=--a--first_name--b--")],
        {"first_name": "Bob"},
        "c?a=Bob&b=Bob",
    ),
    (
        [row(f"{H}/c?a=--A--comments--B--")],
        {"comments": "é ñ%&=;x~"},
        "c?a=%C3%A9+%C3%B1%25%26%3Dx%7E",
    ),
    (
        [row(f"{H}/c?c=--A--color--B--&s=--A--size2--B--&e=--A--entry_list_id--B--")],
        {"custom_fields": "Y", "color": "light blue", "Size2": "XL"},
        "c?c=light+blue&s=XL&e=101",
    ),
    (
        [row(f"{H}/c?c=--A--color--B--&e=--A--entry_list_id--B--")],
        {"color": "light blue"},
        "c?c=--A--color--B--&e=0",
    ),
    (
        [row(f"{H}/s?s=--A--status--B--")],
        {"callback": "Y", "campaign_id": "SALES", "callback_datetime": "NOW"},
        "s?s=CBHOLD",
    ),
    (
        [row(f"{H}/u?u=--A--campaign--B--&n=--A--list_name--B--")],
        {"list_id": "501"},
        "u?u=GONE&n=Orphan",
    ),
    ([row(f"{H}/u?u=--A--campaign--B--&n=--A--list_name--B--")], {"list_id": "777"}, "u?u=&n="),
    ([row(f"{H}/new")], {"phone_number": "1"}, None),
    (
        [
            row(
                f"{H}/q?"
                + "&".join(
                    f"{name}=--A--{name}--B--"
                    for name in (
                        "gmt_offset_now",
                        "gender",
                        "date_of_birth",
                        "SQLdate",
                        "epoch",
                        "phone",
                        "user",
                        "rank",
                        "owner",
                        "entry_list_id",
                        "entry_date",
                        "called_count",
                        "call_date",
                    )
                )
            )
        ],
        {"rank": "5", "owner": "own er", "entry_list_id": "77"},
        (
            "q?gmt_offset_now=-4.00&gender=U&date_of_birth=0000-00-00&SQLdate=&epoch="
            "&phone=7275551111&user=6666&rank=5&owner=own+er&entry_list_id=77"
            "&entry_date=2026-07-15+14%3A00%3A00&called_count=0&call_date=--A--call_date--B--"
        ),
    ),
]


@pytest.mark.parametrize(("urls", "changes", "path"), CALLS)
def test_what_would_be_called(
    mock: Mock, urls: list[dict[str, Any]], changes: dict[str, str], path: str | None
) -> None:
    answer = add(mock, *urls, **changes)

    assert answer.status == 200
    assert called(mock) == ([] if path is None else [f"{H}/{path}"])


def test_what_is_recorded_is_as_where_nobody_listens(mock: Mock) -> None:
    add(mock, row(f"{H}/hook?lead=--A--lead_id--B--&n=--A--first_name--B--"), first_name="Ann")

    assert mock.rows("vicidial_url_log") == [
        {
            "url_log_id": 1,
            "uniqueid": "1",
            "url_date": "2026-07-15 14:00:00",
            "url_type": "apinewlead",
            "response_sec": 0,
            "url": f"{H}/hook?lead=1&n=Ann",
            "url_response": COMPLAINT.format(f"{H}/hook?lead=1&amp;n=Ann", "Connection refused"),
        }
    ]


def test_update_lead_calls_nothing(mock: Mock) -> None:
    inserted = {"function": "update_lead", "insert_if_not_found": "Y", "phone_code": "1"}
    answer = add(mock, row(f"{H}/new"), search_method="PHONE_NUMBER", **inserted)

    assert "LEAD HAS BEEN ADDED" in answer.text
    assert called(mock) == []


class Listener(ThreadingHTTPServer):
    """Keeps the requests that come, head and all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hook)
        self.heads: list[str] = []
        self.during: Callable[[], None] = lambda: None
        self.url = f"http://127.0.0.1:{self.server_port}"


class Hook(BaseHTTPRequestHandler):
    BODIES: ClassVar = {
        "/ok": b"ok",
        "/multi": b'one;two\nit\'s "three"\nlast',
        "/long": b"x" * 70_000,
        "/empty": b"",
        "/target?x=1": b"there",
    }

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Listener)
        server.heads.append(f"{self.requestline}\n{self.headers}".strip())
        server.during()
        match self.path:
            case "/302":
                self.send_response(302)
                self.send_header("Location", "/target?x=1")
                self.end_headers()
            case "/500":
                self.send_error(500)
            case "/quote":
                self.send_error(400, "Bad 'request'")
            case "/silent":
                time.sleep(0.5)
            case _ if self.path in self.BODIES:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(self.BODIES[self.path])
            case _:
                self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def calling() -> Iterator[Mock]:
    flags = {"database": ":memory:", "port": "0", "call_urls": "yes"}
    with Server(read_settings(flags, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


@pytest.mark.parametrize(
    ("path", "response"),
    [
        ("/ok", "ok"),
        ("/302", "there"),
        ("/multi", 'onetwo\nit\'s "three"\nlast'),
        ("/long", "x" * 65535),
        ("/nowhere", ("HTTP request failed! HTTP/1.0 404 Not Found\r\n",)),
        ("/500", ("HTTP request failed! HTTP/1.0 500 Internal Server Error\r\n",)),
        ("/quote", ("HTTP request failed! HTTP/1.0 400 Bad 'request'\r\n",)),
    ],
)
def test_what_the_address_answers(
    calling: Mock, listener: Listener, path: str, response: str | tuple[str]
) -> None:
    staged(calling)
    address = listener.url + path
    answer = add(calling, row(address))

    assert answer.text == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666\n"
    (logged,) = calling.rows("vicidial_url_log")
    expected = response if isinstance(response, str) else COMPLAINT.format(address, *response)
    assert (logged["url"], logged["url_response"]) == (address, expected)
    assert calling.admin("GET", "/calls").json == {
        "calls": [
            {
                "id": 1,
                "time": "2026-07-15 14:00:00",
                "lead_id": "1",
                "url": address,
                "response": expected,
                "seconds": 0,
            }
        ],
        "call_urls": "yes",
    }


def test_the_call_is_a_bare_get_while_the_lead_is_there_already(
    calling: Mock, listener: Listener
) -> None:
    staged(calling)
    other = Mock(calling.server)
    seen: list[Any] = []
    listener.heads.clear()
    listener.during = lambda: seen.append(
        (len(other.rows("vicidial_list")), other.rows("vicidial_url_log")[0]["url_response"])
    )
    try:
        add(calling, row(listener.url.replace("//", "//me:it@") + "/ok"))
    finally:
        listener.during = lambda: None
        other.close()

    assert listener.heads == [
        (
            "GET /ok HTTP/1.1\nAuthorization: Basic bWU6aXQ=\n"
            f"Host: {listener.url.removeprefix('http://')}\nConnection: close"
        )
    ]
    assert seen == [(1, "")]


@pytest.mark.parametrize(("mode", "status"), [("php8", 500), ("php7", 200)])
def test_an_apostrophe_in_what_php_says(
    calling: Mock, listener: Listener, mode: str, status: int
) -> None:
    staged(calling)
    calling.admin("POST", "/faults", {"sql_failures": mode})
    try:
        answer = add(calling, row(listener.url + "/quote"))
    finally:
        calling.admin("DELETE", "/faults")

    assert answer.status == status
    assert answer.text == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666\n"
    assert calling.rows("vicidial_url_log")[0]["url_response"] == ""


@pytest.mark.parametrize("engine", ENGINES)
def test_calls_on_every_engine(
    engine: str, listener: Listener, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("calls")
    with scratch(engine, folder) as database:
        seed = seed_file(folder)
        flags = {"database": database, "port": "0", "call_urls": "yes", "seed": seed}
        with Server(read_settings(flags, {})) as server:
            mock = Mock(server)
            add(mock, row(listener.url + "/ok"))
            logged = mock.rows("vicidial_url_log")
            mock.close()

    assert [one["url_response"] for one in logged] == ["ok"]


def test_with_no_there_is_no_row() -> None:
    flags = {"database": ":memory:", "port": "0", "call_urls": "no"}
    with Server(read_settings(flags, {})) as server:
        mock = Mock(server)
        add(mock, row(f"{H}/new"))
        assert called(mock) == []
        mock.close()


def test_who_does_not_answer(listener: Listener) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}/x"
        assert call_address(closed).response == COMPLAINT.format(closed, "Connection refused")
    silent = listener.url + "/silent"
    assert call_address(silent, 0.05).response == COMPLAINT.format(silent, "HTTP request failed! ")
    unknown = "http://nobody.invalid/x"
    assert call_address(unknown).response == COMPLAINT.format(
        unknown,
        "php_network_getaddresses: getaddrinfo for nobody.invalid failed:"
        " Name or service not known",
    )
    for address in ("/etc/passwd", "file:///etc/passwd", "hook.example/new"):
        expected = COMPLAINT.format(address, "No such file or directory")
        assert call_address(address).response == expected
    assert call_address(listener.url + "/empty").response == (
        "PHP ERROR: Type=2 - Message=Undefined variable $custom_insert_count - Line=16807"
        " - File=/srv/www/vicidial/non_agent_api.php"
    )
