"""Bodies that are large for nothing: whoever comes beside them does not wait."""

from __future__ import annotations

import http.client
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from client import FORM, Mock, Response
from lmapi_mock.admin.large_bodies import LargeBodies
from lmapi_mock.admin.routes import admin_routes
from lmapi_mock.admin.small_bodies import SmallBodies
from lmapi_mock.non_agent_api.wire.masking import masked_body
from lmapi_mock.non_agent_api.wire.parse import read_parameters
from lmapi_mock.settings import VICIDIAL_DOOR
from pace import slowness, waits_within

JSON = {"content-type": "application/json"}
MULTIPART = "multipart/form-data; boundary=B"
TEXT = "text/plain"
LOGIN = b"user=6666&pass=1234&source=test&function=add_lead&phone_number=7275551111&"
PART = b"--B\r\nContent-Disposition: form-data; name=a\r\n\r\n"
SHAPES: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "a part without its blank line": (MULTIPART, lambda size: b"--B\r\n" + b"a\r\n" * (size // 3)),
    "boundaries": (MULTIPART, lambda size: b"--B\r\n" * (size // 5)),
    "empty parts": (MULTIPART, lambda size: b"--B\n\n" * (size // 5)),
    "named parts": (MULTIPART, lambda size: (PART + b"\r\n") * (size // len(PART))),
    "options": (
        MULTIPART,
        lambda size: b"--B\r\nContent-Disposition: x" + b"; a=" * (size // 4) + b"\r\n\r\nx",
    ),
    "a folded header": (
        MULTIPART,
        lambda size: b"--B\r\nContent-Disposition: x" + b"\r\n a" * (size // 4) + b"\r\n\r\nx",
    ),
    "a quote that never closes": (
        MULTIPART,
        lambda size: b'--B\r\nContent-Disposition: x; name="' + b'"\\' * (size // 2) + b"\r\n\r\nx",
    ),
    "percent signs": (FORM, lambda size: b"a=" + b"%" * size),
    "escapes": (FORM, lambda size: b"a=" + b"%41" * (size // 3)),
    "ampersands": (FORM, lambda size: b"&" * size),
    "names": (FORM, lambda size: b"a&" * (size // 2)),
    "a long name": (FORM, lambda size: b"[" * size),
    "backslashes after pass": (TEXT, lambda size: b'pass:"' + b"\\" * size),
    "many a pass": (TEXT, lambda size: b'pass:"' * (size // 6)),
}
SHAPE = pytest.mark.parametrize("shape", SHAPES)


def seconds(shape: str, size: int) -> float:
    content_type, make = SHAPES[shape]
    body = make(size)
    best = 1e9
    for _ in range(3):
        begun = time.thread_time()
        read_parameters(b"", body, content_type)
        masked_body(body, content_type)
        best = min(best, time.thread_time() - begun)
    return best


@SHAPE
def test_eight_times_the_size_takes_eight_times_as_long(shape: str) -> None:
    small, large = seconds(shape, 32 * 1024), seconds(shape, 256 * 1024)

    # What is quadratic takes 64 times as long.
    assert large < 24 * small + 0.005 * slowness()


class Neighbour(threading.Thread):
    """Somebody who asks for the version all the time, and how long that took at the most."""

    def __init__(self, mock: Mock) -> None:
        super().__init__(daemon=True)
        self._connection = http.client.HTTPConnection(mock.server.host, mock.server.port)
        self._ended = threading.Event()
        self.longest = 0.0
        self.answers = 0

    def run(self) -> None:
        while not self._ended.is_set():
            begun = time.monotonic()
            self._connection.request("GET", f"{VICIDIAL_DOOR}?function=version")
            assert self._connection.getresponse().read().startswith(b"VERSION")
            self.longest = max(self.longest, time.monotonic() - begun)
            self.answers += 1

    def hardly_waits_for(self, act: Callable[[], Response]) -> Response:
        """What is answered while nobody waits for more than a quarter of a second."""
        answers = []

        def longest() -> float:
            self.longest = 0.0
            answers.append(act())
            return self.longest

        assert waits_within(0.25, longest)
        return answers[-1]

    def end(self) -> None:
        self._ended.set()
        self.join()
        self._connection.close()


@pytest.fixture
def neighbour(mock: Mock) -> Iterator[Neighbour]:
    thread = Neighbour(mock)
    thread.start()
    yield thread
    thread.end()


@pytest.mark.parametrize("shape", ["a part without its blank line", "options", "percent signs"])
def test_a_neighbour_does_not_wait(mock: Mock, neighbour: Neighbour, shape: str) -> None:
    content_type, make = SHAPES[shape]
    body = make(4 << 20)
    answer = neighbour.hardly_waits_for(
        lambda: mock.request("POST", VICIDIAL_DOOR, body, {"content-type": content_type})
    )

    assert answer.text == "ERROR: Login incorrect, please try again: |||BAD|\n"
    assert neighbour.answers


def test_a_million_further_numbers_are_refused(mock: Mock, neighbour: Neighbour) -> None:
    body = LOGIN + b"multi_alt_phones=" + b"!" * 1_000_000
    answer = neighbour.hardly_waits_for(
        lambda: mock.request("POST", VICIDIAL_DOOR, body, {"content-type": FORM})
    )

    assert answer.status == 413
    assert answer.text == (
        "lmapi-mock: multi_alt_phones holds 1000001 numbers. "
        "A request may bring 1000; nothing of this one was stored.\n"
    )
    assert mock.rows("vicidial_list") == []


def in_a_value(mock: Mock, number: int) -> None:
    comments = b"comments=%d" % number + b"x" * (1 << 20)
    assert mock.post(LOGIN + comments).startswith("SUCCESS")


def in_a_path(mock: Mock, number: int) -> None:
    assert mock.request("GET", f"/{number}{'x' * (1 << 20)}").status == 404


def in_the_address_of_a_stored_lead(mock: Mock, number: int) -> None:
    path = f"{VICIDIAL_DOOR}/{number}{'x' * (1 << 20)}"
    assert mock.request("GET", f"{path}?{LOGIN.decode()}").text.startswith("SUCCESS")


def in_the_name_of_a_parameter(mock: Mock, number: int) -> None:
    name = b"z%d" % number + b"x" * (1 << 20)
    assert mock.post(LOGIN + name + b"=1").startswith("SUCCESS")
    mock.admin("GET", "/requests?limit=1")


@pytest.mark.parametrize(
    "ask",
    [in_a_value, in_a_path, in_the_address_of_a_stored_lead, in_the_name_of_a_parameter],
)
def test_what_was_long_is_remembered_by_the_journal_alone(
    mock: Mock, ask: Callable[[Mock, int], None]
) -> None:
    def send(number: int) -> None:
        ask(mock, number)
        assert mock.admin("DELETE", "/requests").status == 200

    send(0)
    tracemalloc.start()
    try:
        for number in range(1, 9):
            send(number)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Eight megabytes were sent; what the last request was made of may still be there.
    assert held < 4 << 20


def test_a_thousand_further_numbers_are_stored(mock: Mock) -> None:
    mock.post(LOGIN + b"multi_alt_phones=" + b"7275552222!" * 999)

    assert len(mock.rows("vicidial_list_alt_phones")) == 1000


NESTED = b"[" * 500_000 + b"]" * 500_000
TOO_LARGE = "The request's body is larger than 1024 KiB. Rows of any number go to /__admin/state."


def test_every_admin_call_says_how_large_its_body_may_be() -> None:
    with_body = [route for _, route in admin_routes() if route.body_field is not None]
    assert with_body
    assert all(isinstance(route, SmallBodies | LargeBodies) for route in with_body)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/tables/vicidial_list", b"[" + b"{}," * 2_000_000 + b"{}]"),
        ("PATCH", "/tables/vicidial_list/1", b'{"comments": "' + b"x" * (8 << 20) + b'"}'),
        ("POST", "/faults", b'{"a": [' + b'{"b": 1},' * 800_000 + b"1]}"),
    ],
)
def test_a_large_body_where_none_belongs_is_refused(
    mock: Mock, neighbour: Neighbour, method: str, path: str, body: bytes
) -> None:
    answer = neighbour.hardly_waits_for(lambda: mock.request(method, f"/__admin{path}", body, JSON))

    assert answer.status == 413
    assert answer.json["error"]["message"] == f"{method} /__admin{path}: {TOO_LARGE}"


def test_of_a_state_only_the_rows_may_be_many(mock: Mock, neighbour: Neighbour) -> None:
    body = b'{"custom_tables": {"a": [' + b'["b", "int"],' * 600_000 + b"[]]}}"
    answer = neighbour.hardly_waits_for(lambda: mock.request("PUT", "/__admin/state", body, JSON))

    assert answer.status == 422
    assert answer.json["error"] == {
        "code": "too_large",
        "message": "What begins at character 18 is longer than 524288 characters.",
        "hint": "Only the rows of `tables` may be many, and a row is not longer than 4194304.",
    }


def test_of_tables_there_are_no_more_than_anybody_has(mock: Mock, neighbour: Neighbour) -> None:
    many = b", ".join(b'"table%d": []' % number for number in range(200_000))
    body = b'{"tables": {' + many + b"}}"
    answer = neighbour.hardly_waits_for(lambda: mock.request("PUT", "/__admin/state", body, JSON))

    assert answer.status == 422
    assert answer.json["error"] == {
        "code": "too_large",
        "message": "There are more than 10000 tables.",
        "hint": "GET /__admin/tables lists those that there are.",
    }


def test_a_body_that_may_come_is_read_while_others_go_on(mock: Mock, neighbour: Neighbour) -> None:
    path = "/__admin/tables/vicidial_list"
    answer = neighbour.hardly_waits_for(lambda: mock.request("POST", path, NESTED, JSON))
    # Python reads as deep as its stack lets it.
    assert answer.status in {400, 422}

    leads = b"[" + b'{"phone_number": "7275551212"},' * 30_000 + b"{}]"
    answer = neighbour.hardly_waits_for(lambda: mock.request("POST", path, leads, JSON))
    assert answer.json["error"] == {
        "code": "too_many_rows",
        "message": "30001 rows are to be added to vicidial_list; one call adds 100 at most.",
        "hint": "POST /__admin/state adds any number.",
    }
    assert mock.rows("vicidial_list") == []
