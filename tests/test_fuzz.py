"""Whatever a client sends: never a 5xx, never a hang, and the next lead is added all the same."""

from __future__ import annotations

import os
import socket
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from client import FORM, LOGIN, Mock, Response, base_changed
from lmapi_mock.non_agent_api.functions import NAMES as FUNCTION_NAMES
from lmapi_mock.non_agent_api.functions import named
from lmapi_mock.non_agent_api.wire.parse import Parameters, read_parameters
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR

EXAMPLES = int(os.environ.get("LMAPI_FUZZ", "60"))
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="LMAPI_FUZZ" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
"""The same examples every time; LMAPI_FUZZ=500 looks at so many new ones."""

DOORS = st.sampled_from([VICIDIAL_DOOR, DOCUMENTED_DOOR])

HOSTILE = st.sampled_from(
    [
        b"",
        b"0",
        b"-1",
        b"Y",
        b"y",
        b"\0",
        b"%",
        b"%00",
        b"'",
        b"'' OR 1=1 --",
        b"\\",
        b"\\'",
        b'"; DROP TABLE vicidial_list; #',
        b"{user}{0}{",
        b"%s%(x)s:name?",
        b"\xed\xa0\x80\xed\xb0\x80",
        b"\xff\xfe\xc0\x80",
        "٣½Ⅷ".encode(),
        "\U0001f600\u0301\u202e\ufeff".encode(),
        b"9" * 10_000,
        b"-" + b"9" * 10_000,
        b"0" * 10_000,
        b"9" * 400 + b"DAYS",
        b"1e999999999",
        b"2026-02-30 25:61:61",
        b"0000-00-00",
        b"a" * 9_000,
        b"!" * 500,
        b"_!_!" * 300,
        b"[" * 300,
        b"\r\n\r\n",
    ]
)
MEANT = st.sampled_from(
    [
        b"6666",
        b"7275551111",
        b"6125551111",
        b"1",
        b"52",
        b"61",
        b"101",
        b"201",
        b"18446744073709551615",
        b"18446744073709551616",
        b"AREACODE",
        b"USERONLY",
        b"ANYONE",
        b"SALES",
        b"OTHER",
        b"NOW",
        b"7DAYS",
        b"POSTAL",
        b"TZCODE",
        b"NANPA",
        b"90001",
        b"PST",
        b"FL",
        b"7275551111_1_a!7275552222",
        b"DUPLIST",
        b"DUPSYS30DAY",
        b"DUPPHONEALTCAMP",
        b"DUPTITLEALTPHONELIST7DAY",
        b"DUPNAMEPHONESYS",
        b"--BLANK--",
        b"2026-08-01 09:00:00",
    ]
)
VALUES = st.one_of(
    MEANT,
    MEANT,
    HOSTILE,
    st.binary(max_size=40),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
)
CLEANER = named("add_lead").cleaner
KNOWN = st.sampled_from(sorted([*CLEANER.rules, "color", "size"]))
NAMES = st.one_of(
    KNOWN.map(str.encode),
    KNOWN.map(lambda name: name.encode() + b"[]"),
    KNOWN.map(lambda name: name.encode() + b"[b"),
    KNOWN.map(lambda name: b" " + name.encode()),
    HOSTILE,
    st.binary(max_size=20),
)
PARAMETERS = st.dictionaries(KNOWN, VALUES, max_size=25)
"""Values for parameters that the endpoint knows."""

STATE: dict[str, Any] = {
    "vicidial_lists_fields": [
        {"list_id": 101, "field_label": label} for label in ("color", "size")
    ],
    "vicidial_list": [
        {"lead_id": 3, "list_id": 101, "phone_number": "7275551111", "title": None},
        {"lead_id": 4, "list_id": 2**64 - 1, "phone_number": "7275551111", "alt_phone": ""},
    ],
}
MAY_DO_ALL = base_changed(
    "vicidial_users",
    modify_lists="1",
    modify_campaigns="1",
    view_reports="1",
    delete_from_dnc="1",
    modify_users="1",
    delete_users="1",
    delete_lists="1",
    custom_fields_modify="1",
)
LOGS = frozenset(
    {
        "vicidial_api_log",
        "vicidial_api_urls",
        "vicidial_urls",
        "vicidial_users",
        "vicidial_webservers",
    }
)
"""What a refusal changes: its log, and the time of the caller's login."""

CUSTOM = {"custom_101": [["color", "varchar(10)"], ["size", "int(5)"]]}
PROOF = {"phone_number": "7275559876", "list_id": "101"}


@pytest.fixture
def fuzzed(mock: Mock) -> Mock:
    mock.put_state(CUSTOM, **STATE)
    return mock


def encoded(pairs: dict[str, bytes]) -> bytes:
    return urlencode(pairs).encode()


def with_login(pairs: dict[str, bytes]) -> dict[str, bytes]:
    """A login that works, in place of what was drawn."""
    return {name: value.encode() for name, value in LOGIN.items()} | {
        name: value for name, value in pairs.items() if name not in LOGIN
    }


def check_alive(mock: Mock) -> None:
    """A lead can be added, and a broken connection of the test's own is no excuse."""
    answer = mock.add_lead(**PROOF)
    assert answer.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275559876|101|"), answer


def check_answer(response: Response) -> None:
    """An answer of the endpoint: 200 or the teapot's, text/html, UTF-8 or the bytes sent."""
    assert response.status in {200, 418}, (response.status, response.body[:300])
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def raw(mock: Mock, sent: bytes, *, is_whole: bool) -> bytes:
    """What comes back before the server closes; it must not take ten seconds.

    A whole request closes by its own header. After anything else the client ends its side, and
    a server that waits for more then hangs up, perhaps without an answer.
    """
    with socket.create_connection((mock.server.host, mock.server.port), timeout=60) as connection:
        try:
            connection.sendall(sent)
            if not is_whole:
                connection.shutdown(socket.SHUT_WR)
            received = b""
            while part := connection.recv(65536):
                received += part
        except (ConnectionResetError, BrokenPipeError):
            return b""
        return received


@FUZZ
@given(DOORS, PARAMETERS, PARAMETERS)
def test_any_lead_of_a_good_login_is_answered_in_lines(
    fuzzed: Mock, door: str, query: dict[str, bytes], body: dict[str, bytes]
) -> None:
    path = f"{door}?{urlencode(with_login(query))}"
    response = fuzzed.request("POST", path, encoded(body), {"content-type": FORM})

    check_answer(response)
    assert response.body.endswith(b"\n")
    assert b"SUCCESS: " in response.body or b"ERROR: " in response.body
    check_alive(fuzzed)


@FUZZ
@given(DOORS, PARAMETERS, st.booleans())
def test_equal_requests_to_equal_states_have_equal_answers(
    mock: Mock, door: str, query: dict[str, bytes], non_latin: bool
) -> None:
    request = f"{door}?{urlencode(with_login(query))}"
    tables = STATE | {
        "system_settings": [{"use_non_latin": str(int(non_latin)), "custom_fields_enabled": "1"}]
    }
    outcomes = []
    for _ in range(2):
        mock.put_state(CUSTOM, **tables)
        response = mock.request("GET", request)
        check_answer(response)
        outcomes.append((response.body, mock.admin("GET", "/state").body))

    assert outcomes[0] == outcomes[1]


@FUZZ
@given(DOORS, st.lists(st.tuples(NAMES, VALUES), max_size=12), st.booleans())
def test_any_names_and_values_are_answered(
    fuzzed: Mock, door: str, pairs: list[tuple[bytes, bytes]], in_query: bool
) -> None:
    text = "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in pairs)
    login = urlencode(LOGIN)
    path = f"{door}?{text}&{login}" if in_query else f"{door}?{login}"
    if len(path) > 60_000:
        path = path[:60_000]
    response = fuzzed.request("POST", path, text, {"content-type": FORM})

    check_answer(response)
    check_alive(fuzzed)


@FUZZ
@given(DOORS, st.binary(max_size=300) | HOSTILE)
def test_any_bytes_of_a_form_are_answered(fuzzed: Mock, door: str, body: bytes) -> None:
    path = f"{door}?{urlencode(LOGIN)}"

    check_answer(fuzzed.request("POST", path, body, {"content-type": FORM}))
    body += b"&" + encoded(with_login({}))
    check_answer(fuzzed.request("POST", door, body, {"content-type": FORM}))
    check_alive(fuzzed)


UPDATES = st.sampled_from(["update_lead", "batch_update_lead"])
UPDATED = st.dictionaries(
    st.sampled_from(sorted([*named("update_lead").cleaner.rules, "lead_ids", "color", "size"])),
    VALUES | st.sampled_from([b"Y", b"3", b"3,4", b"LEAD_ID", b"PHONE_NUMBER-LEAD_ID", b"REMOVE"]),
    max_size=25,
)


@FUZZ
@given(DOORS, UPDATES, UPDATED, UPDATED)
def test_any_update_of_leads_is_answered(
    mock: Mock, door: str, function: str, query: dict[str, bytes], body: dict[str, bytes]
) -> None:
    mock.put_state(CUSTOM, **STATE)
    sent = with_login({"lead_id": b"3", "lead_ids": b"3,4"} | query)
    path = f"{door}?{urlencode(sent | {'function': function.encode()})}"
    response = mock.request("POST", path, encoded(body), {"content-type": FORM})

    # Nothing to do is an empty answer.
    check_answer(response)
    assert response.body.endswith(b"\n") or not response.body
    check_alive(mock)


WORDS = st.sampled_from([b"Y", b"YES", b"3", b"3,4", b"csv", b"newline", b"ALL", b"CAMPAIGN"])
OF_EVERY = st.sampled_from(FUNCTION_NAMES).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.dictionaries(
            st.sampled_from(sorted([*named(name).cleaner.rules, "color", "size"])),
            VALUES | WORDS,
            max_size=10,
        ),
    )
)
FOUND = {"lead_id": b"3", "lead_ids": b"3,4", "list_id": b"101", "phone_number": b"7275551111"}
"""What lets functions get further than their first refusal."""


@pytest.fixture
def untouched(mock: Mock) -> dict[str, Any]:
    """What the tables hold before a call."""
    mock.put_state(CUSTOM, vicidial_users=MAY_DO_ALL, **STATE)
    tables: dict[str, Any] = mock.admin("GET", "/state?secrets=yes").json["tables"]
    return tables


@settings(FUZZ, max_examples=int(os.environ.get("LMAPI_FUZZ_CALLS", "150")))
@given(DOORS, OF_EVERY, st.booleans(), st.booleans())
def test_any_call_of_any_function_is_answered(
    mock: Mock,
    untouched: dict[str, Any],
    door: str,
    drawn: tuple[str, dict[str, bytes]],
    in_query: bool,
    is_near: bool,
) -> None:
    function, pairs = drawn
    read = named(function).cleaner.rules
    mock.put_state(CUSTOM, vicidial_users=MAY_DO_ALL, **STATE)
    near = {name: value for name, value in FOUND.items() if name in read}
    pairs = near | pairs if is_near else pairs
    sent = with_login(pairs) | {"function": function.encode()}
    text = encoded(sent)
    if in_query:
        response = mock.request("GET", f"{door}?{text.decode()}")
    else:
        response = mock.request("POST", door, text, {"content-type": FORM})

    check_answer(response)
    if response.body.startswith(b"ERROR: ") and response.body.count(b"\n") == 1:
        # A refusal in one line stores nothing but its log.
        after = mock.admin("GET", "/state?secrets=yes").json["tables"]
        changed = {table for table in after if after[table] != untouched[table]}
        assert changed <= LOGS, (changed, sent, response.body)
    assert mock.admin("GET", "/requests?limit=1").status == 200
    check_alive(mock)


BOUNDARIES = st.sampled_from(
    ["x", '"x"', '"', '""', "", " x ", "x" * 300, "x;y", "-", "--", "\xe9", "a b", "*0=x", "x\t"]
)
PARTS = st.sampled_from(
    [
        b"--x\r\n",
        b"--x--\r\n",
        b"--x",
        b"--",
        b"\r\n",
        b"\r\n\r\n",
        b"\n",
        b"\0",
        b"Content-Disposition: form-data; name=phone_number\r\n",
        b'Content-Disposition: form-data; name="a\\"b[c]"; filename=""\r\n',
        b"Content-Disposition: form-data; name*=utf-8''user\r\n",
        b"Content-Disposition: form-data; name*0*=utf-8''us; name*1=er\r\n",
        b"Content-Disposition: form-data; name*" + b"9" * 3000 + b"=x\r\n",
        b'Content-Disposition: form-data; name="open\r\n',
        b"Content-Disposition:\r\n",
        b"Content-Disposition\r\n",
        b": form-data\r\n",
        b"Content-Type: text/plain; charset=\xff\r\n",
        b"7275551111",
        b"\xff" * 50,
    ]
)


@FUZZ
@given(DOORS, BOUNDARIES, st.lists(PARTS, max_size=14), st.binary(max_size=30))
def test_any_multipart_body_is_answered(
    fuzzed: Mock, door: str, boundary: str, parts: list[bytes], rest: bytes
) -> None:
    path = f"{door}?{urlencode(LOGIN)}"
    content_type = f"multipart/form-data; boundary={boundary}"
    response = fuzzed.request("POST", path, b"".join(parts) + rest, {"content-type": content_type})

    check_answer(response)
    check_alive(fuzzed)


# What HTTP allows in a header's value: visible characters, spaces, tabs and bytes from 0x80 on.
HEADER_VALUES = st.text(
    st.sampled_from([chr(c) for c in (0x09, *range(0x20, 0x7F), *range(0x80, 0x100))]), max_size=80
).map(str.strip)
HEADER_NAMES = st.sampled_from(
    [
        "content-type",
        "accept",
        "cookie",
        "x-forwarded-for",
        "user-agent",
        "forwarded",
        "authorization",
        "accept-encoding",
        "range",
        "if-none-match",
        "origin",
        "x-http-method",
    ]
)


@FUZZ
@given(DOORS, st.dictionaries(HEADER_NAMES, HEADER_VALUES), st.sampled_from(["GET", "POST"]))
def test_any_headers_are_answered(
    fuzzed: Mock, door: str, headers: dict[str, str], method: str
) -> None:
    path = f"{door}?{urlencode(LOGIN | PROOF)}"
    response = fuzzed.request(method, path, b"comments=x", headers)

    check_answer(response)
    assert response.text.startswith("SUCCESS: ")


PATHS = st.one_of(
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=40),
    st.binary(max_size=30).map(quote_from_bytes),
    st.sampled_from(
        [
            "//" * 500,
            "/../../etc/passwd",
            "/API/../API/lmapi.php",
            "/API/lmapi.php%00",
            "/API/lmapi.php%0d%0aX:y",
            "/%ff%fe",
            "/__admin/%00",
            "/__admin/state?tables=%00",
            "/__admin/docs/../state",
            "*",
            "http://[::1",
        ]
    ),
)


@FUZZ
@given(PATHS, st.sampled_from(["GET", "HEAD", "OPTIONS"]))
def test_any_path_is_answered(fuzzed: Mock, path: str, method: str) -> None:
    line = f"{method} /{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    received = raw(fuzzed, line.encode("latin-1"), is_whole=True)

    status = int(received.split(b" ")[1])
    assert status < 500, received
    check_alive(fuzzed)


GARBAGE = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"GET\r\n",
            b"GET  HTTP/1.1\r\n\r\n",
            b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET / HTTP/0.9\r\n\r\n",
            b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            b"POST /API/lmapi.php HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
            b"POST /API/lmapi.php HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"POST /API/lmapi.php HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            b"POST /API/lmapi.php HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
            b"POST /API/lmapi.php HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
            b"CONNECT x:1 HTTP/1.1\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET / HTTP/1.1\r\nA: " + b"x" * 100_000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        ]
    ),
)


@FUZZ
@given(GARBAGE, st.binary(max_size=20))
def test_bytes_that_are_no_http_do_no_harm(fuzzed: Mock, sent: bytes, more: bytes) -> None:
    received = raw(fuzzed, sent + more, is_whole=False)

    assert not received.startswith(b"HTTP/1.1 5"), received[:300]
    check_alive(fuzzed)


@pytest.mark.parametrize("part", ["query", "body"])
@pytest.mark.parametrize(
    "pairs",
    [
        "&".join(f"v{n}=x" for n in range(1001)),
        "&".join(["user=6666"] * 1001),
        f"{'n' * 20_000}=1&" * 2,
        "a[b=1&" * 900,
        "&" * 30_000,
        "=" * 30_000,
        "%" * 30_000,
        "+" * 30_000,
        "[" * 30_000,
        "a" + "[x]" * 10_000 + "=1",
    ],
    ids=["1001", "repeated", "long-names", "a[b", "&", "=", "%", "+", "[", "deep"],
)
def test_many_and_long_variables_are_answered(fuzzed: Mock, part: str, pairs: str) -> None:
    login = urlencode(LOGIN | PROOF)
    query, body = (f"{login}&{pairs}", "") if part == "query" else (login, pairs)

    assert fuzzed.post(body, query=query).startswith("SUCCESS: ")
    check_alive(fuzzed)


@pytest.mark.parametrize("name", sorted(CLEANER.rules))
def test_ten_thousand_digits_break_no_parameter(fuzzed: Mock, name: str) -> None:
    digits = {name: "9" * 10_000} if name not in LOGIN else {}
    everything_on = {
        "custom_fields": "Y",
        "add_to_hopper": "Y",
        "callback": "Y",
        "campaign_id": "SALES",
        "lookup_state": "Y",
        "duplicate_check": "DUPCAMP",
        "phone_number": "7275550000",
    }

    check_answer(
        fuzzed.request(
            "POST",
            f"{VICIDIAL_DOOR}?{urlencode(LOGIN)}",
            urlencode(everything_on | digits),
            {"content-type": FORM},
        )
    )
    check_alive(fuzzed)


@FUZZ
@given(st.binary(max_size=200), st.binary(max_size=200), HEADER_VALUES)
def test_any_bytes_are_read(query: bytes, body: bytes, content_type: str) -> None:
    for kind in (content_type, FORM, "multipart/form-data; boundary=" + content_type):
        given = read_parameters(query, body, kind)
        assert all(isinstance(value, bytes) for value in given.query.values())


@FUZZ
@given(st.dictionaries(KNOWN, VALUES | st.binary(max_size=100)), st.booleans())
def test_cleaning_twice_is_cleaning_once(values: dict[str, bytes], non_latin: bool) -> None:
    once = CLEANER.clean(Parameters(values), non_latin=non_latin)
    again = CLEANER.clean(
        Parameters({name: text.encode("utf-8", "surrogateescape") for name, text in once.items()}),
        non_latin=non_latin,
    )

    assert again == once
