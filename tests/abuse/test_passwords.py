"""A password, typed into any place of a request, is found in no place that anyone can read."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from client import BASE_STATE, FORM, Mock
from lmapi_mock.settings import VICIDIAL_DOOR

PASSWORD = "S3cret-Words"
USER = {
    "user": "keeper",
    "pass": PASSWORD,
    "user_level": 9,
    "user_group": "ADMIN",
    "modify_leads": "1",
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


def everything_told(mock: Mock) -> str:
    """All that can be read of the last request."""
    listed = mock.admin("GET", "/requests?limit=1").json["requests"]
    number = listed[0]["id"]
    told: list[Any] = [listed]
    told += [
        mock.admin("GET", f"/requests/{number}").text,
        mock.admin("GET", f"/findings?since={number - 1}").text,
        mock.admin("GET", f"/requests/{number}/copy?as=curl").text,
        mock.admin("GET", f"/requests/{number}/copy?as=pytest").text,
        mock.admin("GET", "/metrics").text,
        mock.admin("POST", "/requests/near-misses", {"params": {"x": {"equalTo": "y"}}}).text,
        mock.rows("vicidial_api_log"),
        mock.rows("vicidial_api_urls"),
    ]
    return json.dumps(told, default=str)


def hidden(mock: Mock) -> None:
    told = everything_told(mock)
    low = told.lower()
    place = low.find(PASSWORD.lower())
    assert place < 0, told[max(place - 200, 0) : place + 40]
    assert quote(PASSWORD, safe="").lower() not in told.lower()


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
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
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
