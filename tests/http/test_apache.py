"""What Apache takes and what it does not, seen by a raw socket (wire-and-engine, W1)."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from client import FORM, Mock
from conftest import staged
from lmapi_mock.http import apache
from lmapi_mock.http.apache import ChunkedBody, HeadGathering, HeadLimits, Unreadable
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import VICIDIAL_DOOR, read_settings

GIVEN = {"database": ":memory:", "port": "0"}
LEAD = "user=6666&pass=1234&source=test&function=add_lead&phone_number=7275551111&list_id=101"
SUCCESS = b"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666\n"


@pytest.fixture(scope="module")
def limited() -> Iterator[Mock]:
    """A server with every limit as it is when nobody says anything."""
    with Server(read_settings(GIVEN, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


@pytest.fixture
def mock(limited: Mock) -> Mock:
    return staged(limited)


def sent(mock: Mock, request: bytes) -> tuple[bytes, bytes, bytes]:
    """Status line, headers and body of what comes back until the server closes."""
    received = b""
    with connected(mock) as connection:
        connection.sendall(request)
        while part := connection.recv(65536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    line, _, headers = head.partition(b"\r\n")
    return line, headers, body


def connected(mock: Mock) -> socket.socket:
    return socket.create_connection((mock.server.host, mock.server.port), timeout=60)


def get(
    target: str | bytes = f"{VICIDIAL_DOOR}?{LEAD}",
    method: str = "GET",
    version: str = "HTTP/1.1",
    headers: bytes = b"",
    host: bytes = b"Host: dialer.example\r\n",
) -> bytes:
    raw = target if isinstance(target, bytes) else target.encode()
    line = method.encode() + b" " + raw + b" " + version.encode()
    return line + b"\r\n" + host + b"Connection: close\r\n" + headers + b"\r\n"


def last_entry(mock: Mock) -> Any:
    return mock.fresh().admin("GET", "/requests?limit=1").json["requests"][0]


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("José".encode(), "Jos"),
        ("José".encode("latin-1"), "Jos"),
        (b"O\x80\xffk", "Ok"),
        (b'a"b<c>d', "abcd"),
        (b"A%20B", "A B"),
    ],
)
def test_bytes_of_the_target_are_taken_as_they_are(mock: Mock, value: bytes, stored: str) -> None:
    assert sent(mock, get(f"{VICIDIAL_DOOR}?{LEAD}&first_name=".encode() + value))[2] == SUCCESS
    assert mock.fresh().rows("vicidial_list")[0]["first_name"] == stored


def test_with_use_non_latin_they_are_letters(mock: Mock) -> None:
    settings = {**mock.rows("system_settings")[0], "use_non_latin": "1"}
    mock.put_state(system_settings=[settings])
    sent(mock, get(f"{VICIDIAL_DOOR}?{LEAD}&first_name=José"))
    assert mock.fresh().rows("vicidial_list")[0]["first_name"] == "José"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get(f"{VICIDIAL_DOOR}?{LEAD}&first_name=Ann Mary"), 400),
        (get(f"{VICIDIAL_DOOR}?{LEAD}&first_name=Ann\tMary"), 400),
        (get(f"{VICIDIAL_DOOR}?{LEAD}#x"), 400),
        (get(f" {VICIDIAL_DOOR}?{LEAD}"), 400),
        (get(f"ftp://x{VICIDIAL_DOOR}?{LEAD}"), 400),
        (get(f"x{VICIDIAL_DOOR}?{LEAD}"), 400),
        (get(f"/..{VICIDIAL_DOOR}?{LEAD}"), 400),
        (get(f"/%zz{VICIDIAL_DOOR}?{LEAD}"), 400),
        (get(f"/vicidial%2Fnon_agent_api.php?{LEAD}"), 404),
        (get(f"/vicidial%2fnon_agent_api.php?{LEAD}"), 404),
        (get(version="HTTP/0.9"), 400),
        (get(version="HTTP"), 400),
        (get(version="http/1.1"), 400),
        (get(host=b""), 400),
        (get(host=b"Host:\r\n"), 400),
        (get(host=b"Host: a\r\nHost: a\r\n"), 400),
        (get(host=b"Host: a b\r\n"), 400),
        (get(host=b"Host: a/b\r\n"), 400),
        (get(host=b"Host: a:\r\n"), 400),
        (get(host=b"Host: 1.2.3\r\n"), 400),
        (get(headers=b"Expect: something\r\n"), 417),
        (get(headers=b"No colon\r\n"), 400),
        (get(headers=b"Blank : before\r\n"), 400),
        (get(headers=b"A: b\x00c\r\n"), 400),
        (get(headers=b"X: y\r\n" * 99), 400),
        (get(headers=b"X: " + b"y" * 8188 + b"\r\n"), 400),
        (get(headers=b"X: " + b"y" * 8000 + b"\r\n " + b"y" * 200 + b"\r\n"), 400),
        (get(headers=b"Transfer-Encoding: gzip\r\n"), 400),
        (get(headers=b"Content-Length: x\r\n"), 400),
        (get(headers=b"Content-Length: 1\r\nContent-Length: 2\r\n"), 400),
        (get(method="CONNECT"), 400),
        (get(method="TRACE", headers=b"Content-Length: 1\r\n"), 413),
        (get(method="G(T"), 400),
        (get(f"{VICIDIAL_DOOR}?{LEAD}&x=".ljust(8178, "y")), 414),
    ],
)
def test_what_apache_does_not_hand_on_is_in_the_journal_and_stores_nothing(
    mock: Mock, request_: bytes, status: int
) -> None:
    line, headers, body = sent(mock, request_)

    assert line == f"HTTP/1.1 {status} {apache.REASONS[status]}".encode()
    assert b"server: Apache" in headers
    assert body.startswith(b"lmapi-mock: ")
    entry = last_entry(mock)
    assert entry["response"]["status"] == status
    assert [one["code"] for one in entry["findings"]] == ["unreadable-request"]
    assert entry["findings"][0]["message"].endswith(body.decode().removeprefix("lmapi-mock: ")[:-1])
    assert "1234" not in str(entry)
    assert entry["request"]["remote_ip"] == "127.0.0.1"
    assert mock.rows("vicidial_list") == []


def test_of_what_is_no_http_the_journal_has_the_bytes(mock: Mock) -> None:
    hello = b"\x16\x03\x01\x02\x00\x01\xfc\x03\x03pass=1234\r\n\r\n"
    assert sent(mock, hello)[0] == b"HTTP/1.1 400 Bad Request"
    entry = last_entry(mock)
    assert entry["request"]["method"] == ""
    assert entry["request"]["body_base64"].startswith("FgMBAgAB/AMD")
    assert entry["findings"][0]["message"] == (
        "The request was not read. This is no HTTP request line."
    )


@pytest.mark.parametrize(
    "request_",
    [
        get(f"{VICIDIAL_DOOR}?{LEAD}&x=".ljust(8177, "y")),
        get(headers=b"X: y\r\n" * 98),
        get(headers=b"X: " + b"y" * 8187 + b"\r\n"),
        get(headers=b"X: y\r\n z\r\n\tz\r\n"),
        get(host=b"Host: dialer.example \t\r\n"),
        get(version="HTTP/1.0", host=b""),
        get(version="HTTP/1.9"),
        get(method="get"),
        get(method="OPTIONS"),
        get(method="SPAM-1"),
        get(f"http://dialer.example{VICIDIAL_DOOR}?{LEAD}"),
        get(headers=b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"),
        b"\r\n\r\n" + get(),
    ],
)
def test_what_apache_takes_stores_a_lead(mock: Mock, request_: bytes) -> None:
    line, _, body = sent(mock, request_)
    assert (line, body) == (b"HTTP/1.1 200 OK", SUCCESS)
    assert len(mock.fresh().rows("vicidial_list")) == 1


def test_a_head_that_comes_byte_by_byte_is_read_alike(mock: Mock) -> None:
    with connected(mock) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in get(headers=b"X: y\r\n z\r\n"):
            connection.send(bytes([byte]))
        assert connection.recv(65536).endswith(SUCCESS)


def test_trace_gives_back_what_was_sent_and_stores_nothing(mock: Mock) -> None:
    request = get(method="TRACE")
    line, headers, body = sent(mock, request)
    assert (line, body) == (b"HTTP/1.1 200 OK", request)
    assert b"content-type: message/http" in headers
    assert mock.fresh().rows("vicidial_list") == []
    assert "1234" not in str(last_entry(mock))
    assert last_entry(mock)["findings"] == []


@pytest.mark.parametrize(
    ("wanted", "status", "part", "told"),
    [
        (b"bytes=0-5", 206, SUCCESS[:6], b"bytes 0-5/%d" % len(SUCCESS)),
        (b"bytes=60-", 206, SUCCESS[60:], b"bytes 60-64/%d" % len(SUCCESS)),
        (b"bytes=-3", 206, SUCCESS[-3:], b"bytes 62-64/%d" % len(SUCCESS)),
        (b"bytes=0-9999", 206, SUCCESS, b"bytes 0-64/%d" % len(SUCCESS)),
        (b"bytes=5-2", 200, SUCCESS, None),
        (b"bytes=-", 200, SUCCESS, None),
        (b"lines=0-5", 200, SUCCESS, None),
        (b"bytes=0-1,3-4", 200, SUCCESS, None),
        (b"bytes=99-", 416, b"Range asks for a part behind the answer's end.", None),
    ],
)
def test_a_range_is_honoured(
    mock: Mock, wanted: bytes, status: int, part: bytes, told: bytes | None
) -> None:
    line, headers, body = sent(mock, get(headers=b"Range: " + wanted + b"\r\n"))
    assert line == f"HTTP/1.1 {status} {apache.REASONS[status]}".encode()
    assert body == part
    assert (b"content-range: " + told in headers) if told else (b"content-range" not in headers)
    assert b"content-length: %d" % len(part) in headers
    assert len(mock.fresh().rows("vicidial_list")) == 1


def test_a_form_whose_type_ends_in_blanks_is_read(mock: Mock) -> None:
    head = f"POST {VICIDIAL_DOOR} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    form = f"Content-Type: {FORM} \t\r\nContent-Length: {len(LEAD)}\r\n\r\n{LEAD}"
    assert sent(mock, (head + form).encode())[2] == SUCCESS


def test_a_folder_without_its_slash_is_redirected(mock: Mock) -> None:
    line, headers, _ = sent(mock, get("/vicidial?a=b"))
    assert line == b"HTTP/1.1 301 Moved Permanently"
    assert b"location: http://dialer.example/vicidial/?a=b" in headers


def test_the_teapots_status_line_is_phps(mock: Mock) -> None:
    line, headers, body = sent(
        mock, get(f"{VICIDIAL_DOOR}?function=coffee").replace(b"close", b"x")
    )
    assert (line, body) == (b"HTTP/1.0 418 I'm a teapot", b"Coffee: coffee|Error 418 I'm a teapot")
    assert b"connection: close" in headers


def posted(headers: bytes, body: bytes) -> bytes:
    head = f"POST {VICIDIAL_DOOR} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\n".encode()
    return head + headers + b"\r\n" + body


CHUNKED = b"Transfer-Encoding: Chunked\r\n"
CHUNKS = b"5;a=b\r\n%s\r\n%x\r\n%s\r\n0\r\nTrailer: x\r\n\r\n" % (
    LEAD[:5].encode(),
    len(LEAD) - 5,
    LEAD[5:].encode(),
)


def test_of_a_length_beside_chunks_the_chunks_count(mock: Mock) -> None:
    request = posted(CHUNKED + b"Content-Length: 5\r\n", CHUNKS)
    last = get(f"{VICIDIAL_DOOR}?function=version")
    line, _, body = sent(mock, request + last)
    assert line == b"HTTP/1.1 200 OK"
    assert body.startswith(SUCCESS)
    assert b"\r\n\r\nVERSION: " in body


def test_chunks_that_are_none_are_refused(mock: Mock) -> None:
    line, _, body = sent(mock, posted(CHUNKED, b"5\r\nabcde\r\nno size\r\n"))
    assert line == b"HTTP/1.1 400 Bad Request"
    assert body == b"lmapi-mock: A chunk of the body does not begin with its size.\n"
    assert [one["code"] for one in last_entry(mock)["findings"]] == ["unreadable-request"]


def test_a_client_may_wait_for_100_continue(mock: Mock) -> None:
    length = f"Expect: 100-Continue\r\nContent-Length: {len(LEAD)}\r\n".encode()
    with connected(mock) as connection:
        connection.sendall(posted(length, b""))
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(LEAD.encode())
        assert connection.recv(65536).endswith(SUCCESS)


def test_a_refusal_waits_for_the_answers_before_it(mock: Mock) -> None:
    received = sent(mock, get().replace(b"Connection: close\r\n", b"") + get(host=b""))
    assert received[2].startswith(SUCCESS + b"HTTP/1.1 400 Bad Request\r\n")


@pytest.fixture(scope="module")
def short() -> Iterator[Mock]:
    """A server of short patience."""
    flags = {
        **GIVEN,
        "header_timeout": "1",
        "keep_alive": "1",
        "keep_alive_requests": "2",
        "url_limit": "0",
    }
    with Server(read_settings(flags, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


@pytest.mark.parametrize(
    ("begun", "status_line"),
    [(b"", b""), (b"GET / HTTP/1.1\r\nHost: ", b"HTTP/1.1 408 Request Timeout")],
)
def test_a_socket_without_a_whole_head_is_closed(
    short: Mock, begun: bytes, status_line: bytes
) -> None:
    before = time.monotonic()
    assert sent(short, begun)[0] == status_line
    assert time.monotonic() - before < 8


def test_an_idle_connection_is_closed(short: Mock) -> None:
    with connected(short) as connection:
        connection.sendall(get().replace(b"Connection: close\r\n", b""))
        assert b"connection: close" not in connection.recv(65536)
        assert connection.recv(65536) == b""


def test_a_connection_is_idle_from_its_last_answer_on() -> None:
    one = get().replace(b"Connection: close\r\n", b"")
    with Server(read_settings({**GIVEN, "keep_alive": "2"}, {})) as server:
        mock = Mock(server)
        with connected(mock) as connection:
            began = time.monotonic()
            for _ in range(4):
                connection.sendall(one)
                assert SUCCESS[:8] in connection.recv(65536), "It was closed while it was used."
                time.sleep(0.8)
            assert time.monotonic() - began > 3
            assert connection.recv(65536) == b""
        mock.close()


def test_headers_that_were_read_before_mean_the_same_again(mock: Mock) -> None:
    # Each twice: the second time they are known.
    for _ in range(2):
        assert sent(mock, get())[2].startswith(b"SUCCESS")
        assert sent(mock, get(host=b""))[0] == b"HTTP/1.1 400 Bad Request"
        assert sent(mock, get(host=b"", version="HTTP/1.0"))[2].startswith(b"SUCCESS")
        assert sent(mock, get("/%"))[0] == b"HTTP/1.1 400 Bad Request"
        assert sent(mock, get(method="TRACE"))[2].startswith(b"TRACE ")
        form = b"Content-Type: %s\r\nContent-Length: %d\r\n" % (FORM.encode(), len(LEAD))
        posted = get(VICIDIAL_DOOR, "POST", headers=form) + LEAD.encode()
        assert sent(mock, posted)[2].startswith(b"SUCCESS")
        both = get().replace(b"Connection: close\r\n", b"") + get()
        assert b"".join(sent(mock, both)).count(b"SUCCESS: ") == 2
    kept = last_entry(mock)["request"]["headers"]
    assert kept == {"host": "dialer.example", "connection": "close"}


def test_a_connection_is_closed_after_so_many_requests(short: Mock) -> None:
    one = get().replace(b"Connection: close\r\n", b"")
    received = b"".join(sent(short, one * 5))
    assert received.count(b"SUCCESS: ") == 2
    assert received.count(b"connection: close") == 1


def test_without_a_limit_an_address_may_be_long(short: Mock) -> None:
    assert sent(short, get(f"{VICIDIAL_DOOR}?{LEAD}&x=" + "y" * 300_000))[2].startswith(b"SUCCESS")


def test_a_namespaces_name_is_no_part_of_the_limit(mock: Mock) -> None:
    target = f"{VICIDIAL_DOOR}?{LEAD}&x=".ljust(8177, "y")
    head = apache.read_head(get(f"/ns/mine{target}"), HeadLimits())
    assert head.target.endswith(b"y")
    with pytest.raises(Unreadable):
        apache.read_head(get(f"/ns/mine{target}y"), HeadLimits())


@pytest.mark.parametrize(
    "host",
    [b"a", b"a:8080", b"mock_1", b"a.b.example.", b"10.0.0.1", b"[::1]:80", b"API-2", b"x.y2"],
)
def test_hosts_are_known(host: bytes) -> None:
    assert apache.is_host(host)


@pytest.mark.parametrize(
    "host",
    [
        *(b"a b", b"a,b", b"a@b", b"\xc3\xbc", b"a..b"),
        *(b"8080", b"1.2", b"01.2.3.4", b"a.1", b"a:0", b"a:99999"),
    ],
)
def test_hosts_with_odd_characters_are_none(host: bytes) -> None:
    assert not apache.is_host(host)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (b"/", "/"),
        (b"//", "/"),
        (b"/a//b/./c/../d", "/a/b/d"),
        (b"/a/..", "/"),
        (b"/a/b/..", "/a/"),
        (b"/a/.", "/a/"),
        (b"/a%5fb", "/a_b"),
        (b"/J\xc3\xb6", "/Jö"),
        (b"/J\xf6", "/J�"),
        (b"/ns/mine//a/../b", "/ns/mine/b"),
        (b"/ns/mine", "/ns/mine"),
        (b"/__admin/tables/x/a%2Fb//c", "/__admin/tables/x/a/b//c"),
        (b"//__admin/x", "/__admin/x"),
        (b"/a/../__admin/x", "/__admin/x"),
    ],
)
def test_paths_are_resolved(path: bytes, found: str) -> None:
    assert apache.resolved(path) == found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_chunked_body_ends_where_it_ends_however_it_comes(size: int) -> None:
    body = ChunkedBody()
    read, rest = b"", None
    whole = CHUNKS + b"GET /"
    for at in range(0, len(whole), size):
        if rest is None:
            part, rest = body.take(whole[at : at + size])
            read += part
            behind = whole[at + size :]
    assert read == CHUNKS.replace(b"Trailer: x\r\n", b"")
    assert (rest or b"") + behind == b"GET /"


@pytest.mark.parametrize("trailer", [b"x" * 100, b"x: y\r\n"])
def test_a_trailer_has_an_end(trailer: bytes) -> None:
    body = ChunkedBody()
    with pytest.raises(Unreadable):
        drained(body, trailer)


def drained(body: ChunkedBody, trailer: bytes) -> None:
    body.take(b"0\r\n")
    for _ in range(200):
        body.take(trailer)


@pytest.mark.parametrize(
    "line", [b"x" * 100, b"GET / HTTP/1.1\r\nx: ", b"GET / HTTP/1.1\r\nx:y\r\n"]
)
def test_a_head_is_given_up_at_its_limit(line: bytes) -> None:
    gathering = HeadGathering(HeadLimits())
    with contextlib.suppress(Unreadable):
        gathering.add(line)
        for _ in range(100_000):
            gathering.add(b"x: y\r\n" if line.endswith(b"\n") else b"x" * 100)
    assert 500 < len(gathering.gathered) < 8500


def test_who_asks_for_the_connections_end_gets_it_each_time(mock: Mock) -> None:
    """Headers that came before are not read again; what they asked for is known."""
    asked = f"GET {VICIDIAL_DOOR}?function=version HTTP/1.1\r\nHost: again\r\nConnection: close\r\n"
    for _ in range(3):
        with socket.create_connection((mock.server.host, mock.server.port), timeout=60) as sent:
            began = time.monotonic()
            sent.sendall(f"{asked}\r\n".encode())
            answer = b""
            while part := sent.recv(65536):
                answer += part
            took = time.monotonic() - began
        assert b"\r\nconnection: close\r\n" in answer.lower()
        # An idle one is closed after five seconds.
        assert took < 4
