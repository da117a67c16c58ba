"""What was sent raw to the real engine, a case for each finding, on every engine (wire-and-engine).

Each case is played byte for byte over a socket: status line, the three headers, body, and the rows
that are there afterwards.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from client import Mock
from databases import ENGINES
from lmapi_mock.http.apache import HeadLimits
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings

Case = dict[str, Any]

CASES: Final = Path(os.environ.get("LMAPI_CASES", Path(__file__).parent / "cases"))
"""The recorded cases; LMAPI_CASES is a folder with others."""

RECORDED: Final = dt.datetime(2026, 11, 26, 21, 38, tzinfo=dt.UTC)
"""Summer time matters. A case that prints the time was recorded at that time."""

PORT: Final = ":8093"
"""The recorded server's."""

NOT_YET: Final = {
    "A21": "the SQL that DB=1 prints is not imitated",
    "C09": "a surrogate, which is no UTF-8, is cut as the rest of what is none",
}
"""Cases that do not pass, each with its reason."""


class Difference(NamedTuple):
    """A deliberate one.

    Attributes:
        table: where.
        column: likewise.
        recorded: what was recorded there, a pattern.
        ours: what stands in its place.
    """

    table: str
    column: str
    recorded: str
    ours: str


PASSWORDS: Final = (
    Difference("vicidial_api_urls", "url", r"(?<=\bpass=)[^&]*", "XXXX"),
    Difference("vicidial_api_log", "value", r"\A1234\Z", "XXXX"),
)
"""No password is kept, in no table and no journal."""


class Received(NamedTuple):
    """What came back; nothing of it where the connection was closed without an answer."""

    status_line: str
    headers: dict[str, str]
    body: bytes


def cases() -> Iterator[Case]:
    with (CASES / "wire.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


CORPUS: Final = list(cases())


def send(mock: Mock, request: bytes) -> Received:
    """Send bytes, say that no more will come, and read until the server closes."""
    answer = b""
    with socket.create_connection((mock.server.host, mock.server.port), timeout=60) as connection:
        connection.sendall(request)
        if _is_short(request):
            connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    line, *fields = head.decode("latin-1").split("\r\n")
    named = [field.partition(": ") for field in fields]
    return Received(line, {name.lower(): value for name, _, value in named}, body)


def _is_short(request: bytes) -> bool:
    """Whether its body is shorter than its length says: only a client that closes ends it."""
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)", head)
    return length is not None and len(body) < int(length[1]) and b"chunked" not in head


def set_stage(mock: Mock, case: Case) -> None:
    mock.put_state(case["custom_tables"], **case["tables"])
    said = re.search(r"EPOCH: (\d+)", "".join(step.get("body") or "" for step in case["steps"]))
    now = dt.datetime.fromtimestamp(int(said[1]), dt.UTC) if said else RECORDED
    mock.freeze(now.isoformat())


@contextmanager
def failing(mock: Mock, case: Case) -> Iterator[None]:
    """Let SQL fail where it did: the cases were recorded on PHP 8.2, which ends the request."""
    if not any(" 500 " in step["status_line"] for step in case["steps"]):
        yield
        return
    rule = mock.admin("POST", "/faults", {"sql_failures": "php8"})
    assert rule.status == 201, rule.text
    try:
        yield
    finally:
        mock.fresh().admin("DELETE", f"/faults/{rule.json['id']}")


def check_answer(received: Received, step: dict[str, Any]) -> None:
    if "web_server_page" in step:
        # The page is the web server's own.
        assert received.status_line == step["status_line"]
        return
    assert received.body.decode() == step["body"]
    assert received.status_line == step["status_line"]
    assert {name: received.headers.get(name) for name in step["headers"]} == step["headers"]


def check_rows(mock: Mock, after: dict[str, list[dict[str, Any]]]) -> None:
    answer = mock.fresh().admin("GET", f"/state?secrets=yes&tables={','.join(after)}")
    assert answer.status == 200, answer.text
    stored = answer.json["tables"]
    for table, recorded in after.items():
        rows = [_ours(table, row, mock.server.port) for row in recorded]
        columns = list(rows[0]) if rows else []
        found = [{name: row[name] for name in columns} for row in stored[table]]
        assert found == rows, table


def _ours(table: str, row: dict[str, Any], port: int) -> dict[str, Any]:
    """A recorded row, with the deliberate differences, and this server's port."""
    row = dict(row)
    if table == "vicidial_api_urls":
        row["url"] = row["url"].replace(PORT, f":{port}", 1)
    for difference in PASSWORDS:
        if difference.table == table and row[difference.column] is not None:
            column = difference.column
            row[column] = re.sub(difference.recorded, difference.ours, row[column])
    return row


IN_UTF8: Final = {"A20"}
"""Cases of a database server whose own character set is utf8; the others' was utf8mb4."""


@pytest.fixture(scope="module")
def limited() -> Iterator[Mock]:
    """A server whose addresses are no longer than Apache takes; the shared ones have no limit."""
    yield from _serve()


@pytest.fixture(scope="module")
def in_utf8() -> Iterator[Mock]:
    """A server that speaks utf8 to its database."""
    yield from _serve(charset="utf8")


def _serve(**flags: str) -> Iterator[Mock]:
    with Server(read_settings({"database": ":memory:", "port": "0", **flags}, {})) as server:
        mock = Mock(server)
        yield mock
        mock.close()


def is_long(case: Case) -> bool:
    """Whether a request line is longer than Apache takes."""
    sent = [base64.b64decode(step["request_b64"]) for step in case["steps"]]
    return any(request.find(b"\r\n") > HeadLimits().request_line for request in sent)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["id"],
            marks=pytest.mark.xfail(reason=NOT_YET[case["id"]], strict=True)
            if case["id"] in NOT_YET
            else (),
        )
        for case in CORPUS
    ],
)
@pytest.mark.parametrize("engine", ENGINES)
def test_wire(
    request: pytest.FixtureRequest,
    running_on: Callable[[str], Mock],
    engine: str,
    case: Case,
) -> None:
    mock = running_on(engine)
    if is_long(case):
        mock = request.getfixturevalue("limited").fresh()
    elif case["id"] in IN_UTF8:
        mock = request.getfixturevalue("in_utf8").fresh()
    set_stage(mock, case)
    with failing(mock, case):
        for step in case["steps"]:
            check_answer(send(mock, base64.b64decode(step["request_b64"])), step)
    check_rows(mock, case["after"])
