"""Paths, methods, headers and sizes: the HTTP side of the endpoint (behaviour spec, 1 and 2)."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator

import pytest

from client import FORM, Mock
from lmapi_mock.http import doors
from lmapi_mock.http.failures import BUG
from lmapi_mock.non_agent_api.wire.parse import MAX_BODY_BYTES
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR, read_settings

LOGIN = "user=6666&pass=1234&source=test&function=add_lead"
LEAD = f"{LOGIN}&phone_number=7275551111&list_id=101"
VICIDIAL = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666\n"
DOCUMENTED = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|6666|101|1|-4\n"


@pytest.fixture(scope="module")
def other_server() -> Iterator[Mock]:
    """A server with doors of its own, whose documented door speaks VICIdial's words."""
    settings = read_settings(
        {
            "database": ":memory:",
            "port": "0",
            "dialect": "vicidial",
            "doors": "/crm/api.php=vicidial,/leads=documented",
        },
        {},
    )
    with Server(settings) as running:
        mock = Mock(running)
        yield mock
        mock.close()


@pytest.fixture
def other(other_server: Mock) -> Mock:
    other_server.put_state()
    other_server.freeze("2026-07-15T14:00:00Z")
    return other_server


def raw(mock: Mock, sent: bytes) -> bytes:
    """What comes back for these bytes, until the server closes or has answered."""
    with socket.create_connection((mock.server.host, mock.server.port), timeout=60) as connection:
        connection.sendall(sent)
        received = b""
        while part := connection.recv(65536):
            received += part
        return received


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (VICIDIAL_DOOR, VICIDIAL),
        ("//vicidial/non_agent_api.php", VICIDIAL),
        ("////vicidial/non_agent_api.php", VICIDIAL),
        ("/vicidial/non%5Fagent_api.php", VICIDIAL),
        (DOCUMENTED_DOOR, DOCUMENTED),
        ("//API/lmapi.php", DOCUMENTED),
        ("/API//lmapi.php", DOCUMENTED),
        ("/API/lmapi.php/", DOCUMENTED),
        ("/API/lmapi.php/x/y", DOCUMENTED),
        ("/vicidial/non_agent_api.php/", VICIDIAL),
        ("/vicidial/./x/..//non_agent_api.php/x", VICIDIAL),
        ("/vicidial/%2e%2e/vicidial/non_agent_api.php", VICIDIAL),
    ],
)
def test_each_path_speaks_its_dialect(mock: Mock, path: str, answer: str) -> None:
    assert mock.request("GET", f"{path}?{LEAD}").text == answer


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/vicidial/Non_Agent_API.php",
        "/VICIDIAL/non_agent_api.php",
        "/api/lmapi.php",
        "/API/LMAPI.php",
        "/API/lmapi.phpx",
        "/API/lmapi.php;x",
        "/API%2Flmapi.php",
        "/API/lmapi.php%00",
        "/x/API/lmapi.php",
        "/crm/api.php",
        "//",
    ],
)
def test_any_other_path_is_not_found(mock: Mock, path: str) -> None:
    assert mock.request("GET", f"{path}?{LEAD}").status == 404
    assert mock.rows("vicidial_list") == []


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/crm/api.php", VICIDIAL),
        ("/leads", DOCUMENTED),
        ("//leads", DOCUMENTED),
        (VICIDIAL_DOOR, VICIDIAL),
        (DOCUMENTED_DOOR, VICIDIAL),
    ],
)
def test_settings_name_more_doors_and_the_dialect(other: Mock, path: str, answer: str) -> None:
    assert other.request("GET", f"{path}?{LEAD}").text == answer


@pytest.mark.parametrize("path", ["/CRM/api.php", "/leads/", "/lead"])
def test_more_doors_have_a_case_and_an_end_too(other: Mock, path: str) -> None:
    assert other.request("GET", f"{path}?{LEAD}").status == 404


@pytest.mark.parametrize("door", [VICIDIAL_DOOR, DOCUMENTED_DOOR])
def test_every_answer_has_the_same_headers(mock: Mock, door: str) -> None:
    for query in (LEAD, "", "function=version", "function=coffee"):
        headers = mock.request("GET", f"{door}?{query}").headers
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert headers["cache-control"] == "no-cache, must-revalidate"
        assert headers["pragma"] == "no-cache"


def test_a_refusal_has_status_200(mock: Mock) -> None:
    answer = mock.request("GET", VICIDIAL_DOOR)

    assert (answer.status, answer.text) == (
        200,
        "ERROR: Login incorrect, please try again: |||BAD|\n",
    )


def test_only_the_teapot_has_another_status(mock: Mock) -> None:
    assert mock.request("GET", f"{DOCUMENTED_DOOR}?function=coffee").status == 418


def test_head_is_answered_without_body_and_does_what_get_does(mock: Mock) -> None:
    answer = mock.request("HEAD", f"{VICIDIAL_DOOR}?{LEAD}")

    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-length"] is None
    assert len(mock.rows("vicidial_list")) == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_other_methods_are_read_like_get(mock: Mock, method: str) -> None:
    answer = mock.request(method, f"{VICIDIAL_DOOR}?{LEAD}")

    assert (answer.status, answer.text) == (200, VICIDIAL)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_only_a_post_has_its_body_read(mock: Mock, method: str) -> None:
    body = "list_id=201&first_name=Ann"
    query = f"{LOGIN}&phone_number=7275551111"
    mock.request(method, f"{VICIDIAL_DOOR}?{query}", body, {"content-type": FORM})

    (lead,) = mock.rows("vicidial_list")
    assert (lead["list_id"], lead["first_name"]) == (999, "")


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data", "x"])
def test_a_content_type_on_a_get_changes_nothing(mock: Mock, content_type: str) -> None:
    path = f"{VICIDIAL_DOOR}?{LEAD}"

    assert mock.request("GET", path, headers={"content-type": content_type}).text == VICIDIAL


def test_a_post_without_content_type_is_read_like_get(mock: Mock) -> None:
    answer = mock.request("POST", f"{VICIDIAL_DOOR}?{LEAD}", b"list_id=201")

    assert answer.text == VICIDIAL


def test_of_a_body_over_eight_mebibytes_no_parameter_is_read(mock: Mock) -> None:
    body = b"list_id=201&comments=".ljust(MAX_BODY_BYTES + 1, b"x")

    assert mock.post(body, query=LEAD.replace("&list_id=101", "")) == VICIDIAL.replace("101", "999")


def test_a_body_of_eight_mebibytes_is_read(mock: Mock) -> None:
    body = b"list_id=201&comments=".ljust(MAX_BODY_BYTES, b"x")

    assert mock.post(body, query=LEAD.replace("&list_id=101", "")) == VICIDIAL.replace("101", "201")
    assert mock.rows("vicidial_list")[0]["comments"] == "x" * 255


def test_a_body_may_come_in_chunks(mock: Mock) -> None:
    head = (
        f"POST {VICIDIAL_DOOR} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {FORM}\r\n"
    )
    middle = len(LEAD) // 2
    chunks = [LEAD[:middle], LEAD[middle:], ""]
    body = "".join(f"{len(chunk):x}\r\n{chunk}\r\n" for chunk in chunks)
    received = raw(mock, f"{head}Transfer-Encoding: chunked\r\n\r\n{body}".encode())

    assert received.endswith(VICIDIAL.encode())


def test_a_client_that_leaves_amid_its_body_does_no_harm(mock: Mock) -> None:
    head = f"POST {VICIDIAL_DOOR} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\n"
    with socket.create_connection((mock.server.host, mock.server.port)) as connection:
        connection.sendall(f"{head}Content-Length: 9999\r\n\r\n{LEAD}".encode())

    assert mock.add_lead(phone_number="7275551111", list_id=101) == VICIDIAL
    assert len(mock.rows("vicidial_list")) == 1


def test_requests_on_one_connection_are_answered_in_turn(mock: Mock) -> None:
    request = f"GET {VICIDIAL_DOOR}?{LEAD} HTTP/1.1\r\nHost: x\r\n"
    received = raw(mock, f"{request}\r\n{request}Connection: close\r\n\r\n".encode())

    assert VICIDIAL.encode() in received
    assert received.endswith(VICIDIAL.replace("|1|", "|2|").encode())


@pytest.mark.parametrize(
    "request_line",
    [
        b"\r\n\r\nnonsense\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\r\n\r\n",
    ],
)
def test_what_is_no_http_is_a_bad_request(mock: Mock, request_line: bytes) -> None:
    assert raw(mock, request_line).startswith(b"HTTP/1.1 400 ")
    assert mock.add_lead(phone_number="7275551111", list_id=101) == VICIDIAL


def test_a_defect_is_a_500_and_stores_nothing(
    mock: Mock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(doors, "answer", fail)
    with caplog.at_level(logging.ERROR, "lmapi_mock.endpoint"):
        answer = mock.request("GET", f"{VICIDIAL_DOOR}?{LEAD}")

    assert answer.status == 500
    assert answer.text == (
        f"{BUG} The server's log has the details, under request {answer.headers['x-request-id']}.\n"
    )
    assert f"Request {answer.headers['x-request-id']}: a defect" in caplog.text
    assert "ZeroDivisionError: a defect" in caplog.text


@pytest.mark.parametrize(("path", "page"), [("/", "/__admin"), ("/ns/a/", "/ns/a/__admin")])
def test_a_browser_is_sent_to_the_page_and_a_program_is_not(
    mock: Mock, path: str, page: str
) -> None:
    held = mock.admin("GET", "/world").json["journal"]["held"]
    html = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = mock.request("GET", path, headers=html)
    assert (answer.status, answer.headers["location"], answer.text) == (302, page, "")
    assert mock.admin("GET", "/world").json["journal"]["held"] == held
    program = mock.request("GET", path, headers={"accept": "*/*"})
    assert program.status == 404
    assert program.text.startswith("/ is not here.")
