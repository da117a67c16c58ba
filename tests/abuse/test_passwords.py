"""A password, typed into any place of a request, is found in no place that anyone can read."""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client import BASE_STATE, FORM, Mock
from lmapi_mock.non_agent_api.functions import functions
from lmapi_mock.settings import VICIDIAL_DOOR

PASSWORD = "S3cret-Words"
USER = {
    "user": "keeper",
    "pass": PASSWORD,
    "user_level": 9,
    "user_group": "ADMIN",
    "modify_leads": "1",
    "modify_users": "1",
    "modify_lists": "1",
    "modify_campaigns": "1",
    "view_reports": "1",
    "delete_from_dnc": "1",
    "vdc_agent_api_access": "1",
    "active": "Y",
}
LEAD = "function=add_lead&source=test&phone_number=7275551111"
GOOD = f"user=keeper&pass={PASSWORD}&{LEAD}"
MULTIPART = "multipart/form-data; boundary=bb"


def part(name: str, value: str, newline: str = "\r\n", blank: str = "\r\n") -> str:
    return f"--bb{newline}Content-Disposition: form-data; {name}{newline}{blank}{value}{newline}"


def form(*parts: str) -> str:
    others = "".join(
        part(f'name="{name}"', value)
        for name, value in (pair.split("=") for pair in f"user=keeper&{LEAD}".split("&"))
    )
    return others + "".join(parts) + "--bb--\r\n"


@pytest.fixture
def keeper(mock: Mock, caplog: pytest.LogCaptureFixture) -> Iterator[Mock]:
    """A server with a user whose password is a word of its own."""
    caplog.set_level(logging.DEBUG)
    mock.put_state(vicidial_users=[*BASE_STATE["vicidial_users"], USER])
    assert mock.admin("DELETE", "/requests").status == 200
    yield mock
    assert PASSWORD.lower() not in caplog.text.lower()


TABLES = "vicidial_users,vicidial_api_log,vicidial_api_urls,vicidial_admin_log"


def everything_told(mock: Mock) -> str:
    """All that can be read of the last request by whoever may not see passwords."""
    listed = mock.admin("GET", "/requests?limit=1").json["requests"]
    number = listed[0]["id"]
    asked = [
        ("GET", f"/requests/{number}", None),
        ("GET", f"/requests/{number}/curl", None),
        ("GET", f"/requests/{number}/pytest", None),
        ("GET", f"/findings?since={number - 1}", None),
        ("GET", "/metrics", None),
        ("GET", "/snapshots", None),
        ("GET", "/world", None),
        ("GET", "/settings", None),
        ("GET", f"/state?tables={TABLES}", None),
        ("POST", "/near-misses/request-pattern", {"params": {"x": {"equalTo": "y"}}}),
    ]
    told: list[Any] = [listed]
    for method, path, body in asked:
        answer = mock.admin(method, path, body)
        assert answer.status == 200, (path, answer.text)
        told.append(answer.text)
    return json.dumps(told, default=str)


def hidden(mock: Mock, password: str = PASSWORD) -> None:
    told = everything_told(mock)
    low = told.lower()
    for spelt in (password, quote(password, safe=""), hexed(password)):
        place = low.find(spelt.lower())
        assert place < 0, told[max(place - 200, 0) : place + 40]


def hexed(text: str) -> str:
    """Each of its letters encoded."""
    return "".join(f"%{byte:02x}" for byte in text.encode())


QUERIES = [
    GOOD,
    GOOD.replace("pass=", "PASS="),
    GOOD.replace("pass=", "p%61ss="),
    GOOD.replace("pass=", "+pass="),
    GOOD.replace("pass=", "%20pass="),
    GOOD.replace("&pass=", "&amp;pass="),
    GOOD.replace("pass=", "pass[]="),
    GOOD.replace("pass=", "password="),
    GOOD.replace("pass=", "pwd="),
    GOOD.replace("&pass=", "&x=1%26pass%3D"),
    f"{GOOD}&comments={PASSWORD}",
    f"{GOOD}&comments=my+word+is+{PASSWORD.lower()},+see",
    f"{GOOD}&{PASSWORD}=1",
    f"user={PASSWORD}&pass=x&{LEAD}",
]


@pytest.mark.parametrize("query", QUERIES)
def test_none_of_a_query(keeper: Mock, query: str) -> None:
    keeper.request("GET", f"{VICIDIAL_DOOR}?{query}")
    hidden(keeper)


@pytest.mark.parametrize("body", QUERIES)
def test_none_of_a_form(keeper: Mock, body: str) -> None:
    keeper.post(body)
    hidden(keeper)


@pytest.mark.parametrize(
    "body",
    [
        form(part('name="pass"', PASSWORD)),
        form(part('name=" pass"', PASSWORD)),
        form(part("name=pass", PASSWORD)),
        form(part("name='pass'", PASSWORD)),
        form(part('name="pass"', PASSWORD, newline="\n", blank="\r\n")),
        form(part('name="pass"', PASSWORD, newline="\r\n", blank="\n")),
        form(part('name="pass"; filename="x"', PASSWORD)),
        form(part('nome="x"', "1"), part('name="pass"', PASSWORD)),
        form(part('name="pass"', PASSWORD)).replace("--bb", "--bb "),
        form(part('name="comments"', f"it is {PASSWORD}!")),
        form(part('name="pass', PASSWORD)),
    ],
)
def test_none_of_a_form_of_parts(keeper: Mock, body: str) -> None:
    keeper.request("POST", VICIDIAL_DOOR, body, {"content-type": MULTIPART})
    hidden(keeper)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", json.dumps({"user": "keeper", "pass": PASSWORD})),
        (FORM, json.dumps({"user": "keeper", "pass": PASSWORD})),
        ("text/xml", f"<pass>{PASSWORD}</pass>"),
        ("text/csv", f"user,pass\nkeeper,{PASSWORD}\n"),
        ("text/plain", f"the word is {PASSWORD}."),
        ("", f"pass:\t{PASSWORD}"),
    ],
)
def test_none_of_another_body(keeper: Mock, content_type: str, body: str) -> None:
    keeper.post(f"{GOOD}&first_name=Ann")
    keeper.request("POST", VICIDIAL_DOOR, body, {"content-type": content_type})
    hidden(keeper)


@pytest.mark.parametrize(
    "name", ["X-Api-Key", "X-Auth-Token", "Authorization", "Cookie", "X-My-Password", "X-Note"]
)
def test_none_of_a_header(keeper: Mock, name: str) -> None:
    keeper.request("GET", f"{VICIDIAL_DOOR}?{GOOD}", headers={name: f"x {PASSWORD}"})
    hidden(keeper)


@pytest.mark.parametrize("name", ["Referer", "X-Original-Url"])
def test_none_of_an_address_in_a_header(keeper: Mock, name: str) -> None:
    address = f"http://crm.example/send?user=keeper&pass={PASSWORD}x&x=1"
    keeper.request("GET", f"{VICIDIAL_DOOR}?{GOOD}", headers={name: address})
    hidden(keeper)


ODD = st.sampled_from(["", "+", "%20", ".", "[]", "[x]", "%00", "%5B%5D"])


@given(before=ODD, after=ODD, in_body=st.booleans(), encoded=st.booleans())
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_none_of_an_odd_name(
    keeper: Mock, before: str, after: str, *, in_body: bool, encoded: bool
) -> None:
    name = f"{before}{'%70%61ss' if encoded else 'pass'}{after}"
    pairs = f"user=keeper&{name}={PASSWORD}&{LEAD}"
    if in_body:
        keeper.post(pairs)
    else:
        keeper.request("GET", f"{VICIDIAL_DOOR}?{pairs}")
    hidden(keeper)


@pytest.mark.parametrize("name", ["X-Request-Id", "User-Agent", "Traceparent", "X-Forwarded-For"])
def test_none_of_a_header_that_means_something(keeper: Mock, name: str) -> None:
    keeper.request("GET", f"{VICIDIAL_DOOR}?{GOOD}", headers={name: PASSWORD})
    hidden(keeper)


@pytest.mark.parametrize("path", [f"/{PASSWORD}", f"/API/{PASSWORD}.php", f"/x/pass={PASSWORD}"])
def test_none_of_a_path(keeper: Mock, path: str) -> None:
    keeper.request("GET", f"{VICIDIAL_DOOR}?{GOOD}")
    keeper.request("GET", f"{path}?{LEAD}")
    hidden(keeper)


GUESS = "wr0ng-guess77"
"""A password that nobody has: it is known by the name that it is sent under."""


@pytest.mark.parametrize(
    "body",
    [
        f"<r><pass>{GUESS}</pass></r>",
        f"<r pass='{GUESS}'/>",
        f'<password type="a">{GUESS}</password>',
        f"<pass><![CDATA[{GUESS}]]></pass>",
        json.dumps({"user": "keeper", "userPass": GUESS}),
        f"Password = '{GUESS}'",
    ],
)
@pytest.mark.parametrize("content_type", ["text/xml", "application/json", FORM])
def test_no_guess_of_a_body(keeper: Mock, content_type: str, body: str) -> None:
    keeper.request("POST", VICIDIAL_DOOR, body, {"content-type": content_type})
    hidden(keeper, GUESS)


NAMES = st.sampled_from(
    [
        "pass",
        "PASS",
        "password",
        "pwd",
        "pass[]",
        "p%61ss",
        "user_pass",
        "api_key",
        "secret",
        "agent_pass",
        "phone_pass",
    ]
)
OTHER_NAMES = st.sampled_from(
    ["user", "source", "function", "agent_user", "comments", "last_name", "field_value", "x"]
)
STYLES = st.sampled_from(
    ['name="%s"', "name=%s", "name='%s'", 'name="%s"; filename="f"', 'name="%s', 'nAme = "%s"']
)
REST = (
    "source=test&phone_number=7275551111&lead_id=1&list_id=101&agent_user=newbie"
    "&agent_user_level=1&agent_full_name=Al&agent_user_group=ADMIN&source_user=6666"
    "&search_method=PHONE_NUMBER&field_name=comments"
)


@given(data=st.data())
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_none_of_any_function(keeper: Mock, data: st.DataObject) -> None:
    function = data.draw(st.sampled_from([one.name for one in functions()]))
    is_known = data.draw(st.booleans())
    password = PASSWORD if is_known else GUESS
    name = data.draw(NAMES | OTHER_NAMES if is_known else NAMES)
    spelt = data.draw(st.sampled_from([password, quote(password), hexed(password)]))
    form = f"user=keeper&function={function}&{REST}&pass={PASSWORD}"
    place = data.draw(st.sampled_from(["query", "form", "parts", "parts behind a query"]))
    keeper.request("GET", f"{VICIDIAL_DOOR}?{GOOD}")
    match place:
        case "query":
            keeper.request("GET", f"{VICIDIAL_DOOR}?{form}&{name}={spelt}")
        case "form":
            keeper.post(f"{form}&{name}={spelt}")
        case _:
            style, newline = data.draw(STYLES), data.draw(st.sampled_from(["\r\n", "\n"]))
            pairs = [*(pair.split("=") for pair in form.split("&")), (name, password)]
            body = "".join(part(style % one, value, newline, newline) for one, value in pairs)
            path = f"{VICIDIAL_DOOR}?{form}" if "behind" in place else VICIDIAL_DOOR
            keeper.request("POST", path, body, {"content-type": MULTIPART})
    hidden(keeper, password)


AROUND = st.sampled_from(
    [
        *("{}", "is {} so", "({})", "x={}", '"{}"', "a/{}/b", "keeper:{}@h", "pass={}", "{}&y=1"),
        *("the word {}.", "<{}>", "a|{}|b", "#{}", "x{}y"),
    ]
)
PARTS = {"method": "POST", "kind": MULTIPART}
PLACES = {
    "query": {"target": "{door}?{query}&comments={sent}"},
    "name": {"target": "{door}?{query}&{sent}=1"},
    "fragment": {"target": "{door}?{query}#{sent}"},
    "absolute form": {"target": "http://keeper:{password}@localhost{door}?{query}"},
    "path": {"target": "/{sent}"},
    "folder": {"target": "/{sent}{door}?{query}"},
    "namespace": {"target": "/ns/{password}/nowhere"},
    "admin path": {"target": "/__admin/requests/{sent}"},
    "admin query": {"target": "/__admin/requests?limit={sent}"},
    "method": {"method": "{password}"},
    "version": {"version": "{text}"},
    "host": {"host": "{password}.example"},
    "header": {"more": "X-Note: {sent}\r\nReferer: http://crm.example/?x={text}\r\n"},
    "header's name": {"more": "X-{password}: 1\r\n"},
    "request id": {"more": "X-Request-Id: {text}\r\nTraceparent: {text}\r\n"},
    "form": {"method": "POST", "kind": FORM, "body": "{query}&source_id={sent}"},
    "part": PARTS | {"body": part('name="comments"', "{text}") + "--bb--\r\n"},
    "part's name": PARTS | {"body": part('name="{text}"', "1") + "--bb--\r\n"},
    "part's file": PARTS | {"body": part('name="x"; filename="{text}"', "1") + "--bb--\r\n"},
    "behind the parts": PARTS | {"body": part('name="x"', "1") + "--bb--\r\n{text}"},
    "boundary": {
        "method": "POST",
        "kind": "multipart/form-data; boundary={password}",
        "body": "--{password}\r\n\r\n{text}",
    },
    "json": {"method": "POST", "kind": "application/json", "body": '{{"a": ["{text}"]}}'},
    "text": {"method": "POST", "kind": "text/plain", "body": "{sent}"},
    "chunks": {
        "method": "POST",
        "more": "Transfer-Encoding: chunked\r\n",
        "after": "1;x={password}\r\na\r\n0\r\nX-Trailer: {password}\r\n\r\n",
    },
    "nothing like HTTP": {"head": "{text}\r\n\r\n"},
}
EXAMPLES = int(os.environ.get("LMAPI_FUZZ", "15"))
USUAL_PLACE = {
    "method": "GET",
    "target": "{door}?{query}",
    "version": "HTTP/1.1",
    "host": "localhost",
    "more": "",
    "kind": FORM,
    "body": "",
    "head": "{method} {target} {version}\r\nHost: {host}\r\n{more}{of_body}\r\n",
    "after": "",
}


def encoded(how: str, text: str) -> str:
    match how:
        case "quote":
            return quote(text, safe="")
        case "plus":
            return quote_plus(text)
        case "hex":
            return hexed(text)
        case _:
            return "".join(hexed(one) if place % 2 else one for place, one in enumerate(text))


def placed(place: str, text: str, how: str, function: str) -> bytes:
    """A request with a text in one of its places."""
    words = {
        "text": text,
        "sent": encoded(how, text),
        "password": PASSWORD,
        "door": VICIDIAL_DOOR,
        "query": f"user=keeper&pass={PASSWORD}&function={function}&{REST}",
    }
    lines = USUAL_PLACE | PLACES[place]
    head = lines.pop("head")
    filled = {name: line.format(**words) for name, line in lines.items()}
    size = len(filled["body"].encode())
    of_body = f"Content-Type: {filled['kind']}\r\nContent-Length: {size}\r\n" if size else ""
    filled["head"] = head.format(of_body=f"{of_body}Connection: close\r\n", **words, **filled)
    return "".join([filled["head"], filled["body"], filled["after"]]).encode()


@given(data=st.data())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_none_of_any_place(
    keeper: Mock, caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    """Also where it is encoded, in the midst of a word, or where no password belongs."""
    place = data.draw(st.sampled_from(sorted(PLACES)))
    spelt = data.draw(st.sampled_from([PASSWORD, PASSWORD.lower(), PASSWORD.upper()]))
    text = data.draw(AROUND).format(spelt)
    how = data.draw(st.sampled_from(["quote", "plus", "hex", "half"]))
    function = data.draw(st.sampled_from(["add_lead", *(one.name for one in functions())]))
    caplog.clear()
    keeper.request("GET", f"{VICIDIAL_DOOR}?{GOOD}")
    sent = placed(place, text, how, function)
    with socket.create_connection((keeper.server.host, keeper.server.port), timeout=60) as raw:
        raw.sendall(sent)
        while raw.recv(65536):
            pass
    told = everything_told(keeper) + caplog.text
    for seen in (told, unquote_plus(told), unquote_plus(unquote_plus(told))):
        at = seen.lower().find(PASSWORD.lower())
        assert at < 0, (place, sent[:300], seen[max(at - 200, 0) : at + 40])


def test_what_is_filled_into_an_answer_is_no_label_and_not_in_the_log(
    keeper: Mock, caplog: pytest.LogCaptureFixture
) -> None:
    """A lead's data would stand there, in a label for each lead."""
    login = f"{VICIDIAL_DOOR}?user=keeper&pass={PASSWORD}&source=test"
    lead = "phone_number=7275559876"
    keeper.request("GET", f"{login}&function=add_lead&first_name=Hildegard&{lead}")
    told = keeper.request("GET", f"{login}&function=lead_all_info&{lead}").text
    assert "Hildegard" in told
    metrics = keeper.admin("GET", "/metrics").text
    assert 'reason="lead_all_info {output}"' in metrics
    for text in (metrics, caplog.text):
        assert "Hildegard" not in text
        assert "7275559876" not in text
