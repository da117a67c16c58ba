"""Findings about a request as a whole: its method, its body, where its parameters stand."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from client import FORM, LOGIN, Mock, base_changed
from findings.conftest import GOOD, Find, Send
from lmapi_mock.settings import VICIDIAL_DOOR

HIDDEN = "s3cr3t"


def made(code: str, severity: str, message: str, **rest: str) -> dict[str, Any]:
    return {
        "code": code,
        "severity": severity,
        "message": message,
        "parameter": "",
        "sent": "",
        "kept": "",
        "docs": f"/__admin/docs/findings#{code}",
        **rest,
    }


IN_QUERY = made(
    "password-in-query",
    "info",
    "The password stands in the query, and so in every access log on its way.",
    parameter="pass",
)


@pytest.mark.parametrize(
    ("content_type", "why"),
    [
        ("application/json", "its content type is application/json"),
        ("text/plain", "its content type is text/plain"),
        ("", "it has no content type"),
        ("multipart/form-data", "its content type names no boundary"),
    ],
)
def test_a_body_that_is_no_form(mock: Mock, find: Find, content_type: str, why: str) -> None:
    headers = {"content-type": content_type} if content_type else {}
    mock.request("POST", f"{VICIDIAL_DOOR}?{urlencode(GOOD)}", b'{"title": "Mr"}', headers)
    message = (
        f"The body was not read: {why}, not application/x-www-form-urlencoded or "
        "multipart/form-data."
    )
    assert find() == [made("body-ignored", "error", message, sent=content_type), IN_QUERY]


@pytest.mark.parametrize("content_type", [FORM, "Application/X-WWW-Form-Urlencoded; charset=utf-8"])
def test_a_form_is_read(mock: Mock, find: Find, content_type: str) -> None:
    mock.request("POST", VICIDIAL_DOOR, urlencode(GOOD), {"content-type": content_type})
    assert find() == []


def test_parts_are_read(mock: Mock, find: Find) -> None:
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in GOOD.items()
    )
    headers = {"content-type": "multipart/form-data; boundary=b"}
    answer = mock.request("POST", VICIDIAL_DOOR, f"{parts}--b--\r\n", headers)
    assert answer.text.startswith("SUCCESS")
    assert find() == []


def test_a_part_that_was_sent_twice(mock: Mock, find: Find) -> None:
    fields = [*GOOD.items(), ("title", "Mr"), ("city", "Rome"), ("title", "Ms"), ("city", "Rome")]
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    )
    headers = {"content-type": "multipart/form-data; boundary=b"}
    mock.request("POST", VICIDIAL_DOOR, f"{parts}--b--\r\n", headers)
    message = "title was sent twice with different values; the last one counts."
    assert find() == [
        made("sent-twice", "warning", message, parameter="title", sent="Mr", kept="Ms")
    ]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "GET"])
def test_a_body_of_another_method(mock: Mock, find: Find, method: str) -> None:
    mock.request(method, f"{VICIDIAL_DOOR}?{urlencode(GOOD)}", b"title=Mr", {"content-type": FORM})
    message = f"The request has a body, and of a {method} only the query is read."
    expected = made("method-body-ignored", "error", message, sent=f"{method} with 8 bytes")
    assert find() == [expected, IN_QUERY]


def test_a_campaign_that_opens_the_users_group(mock: Mock, find: Find) -> None:
    mock.put_state(
        vicidial_users=base_changed("vicidial_users", api_list_restrict="1"),
        vicidial_user_groups=base_changed("vicidial_user_groups", allowed_campaigns=" X-ally - -"),
    )
    # List 101 is of campaign SALES, which the group is not allowed.
    assert mock.post(urlencode(GOOD)).startswith("SUCCESS")
    message = (
        "User group ADMIN may use every campaign and list: -ALL within X-ally of its"
        " allowed_campaigns opens it."
    )
    assert find() == [made("group-opened-by-campaign", "warning", message, kept="X-ally")]


@pytest.mark.parametrize(
    ("place", "of"),
    [
        ({"campaign_id": "101", "entry_type": "list"}, "list 101"),
        ({"campaign_id": "-SYSTEM-API-NEWLEAD-", "entry_type": "system"}, "the system"),
    ],
)
def test_an_address_that_is_called_though_it_is_not_active(
    mock: Mock, find: Find, place: dict[str, str], of: str
) -> None:
    address = {"url_type": "apinewlead", "url_address": "http://127.0.0.1:9/new", "active": "N"}
    mock.put_state(vicidial_url_multi=[address | place])
    mock.post(urlencode(GOOD))
    message = f"A dialer calls the new-lead address of {of}, though its row is not active."
    assert find() == [made("new-lead-address-inactive", "info", message)]


def test_a_method_without_a_body(mock: Mock, find: Find) -> None:
    mock.request("DELETE", f"{VICIDIAL_DOOR}?{urlencode(GOOD)}")
    assert find() == [IN_QUERY]


def test_a_body_that_is_too_large(mock: Mock, find: Find) -> None:
    body = urlencode(GOOD | {"comments": "x" * (8 * 1024 * 1024)})
    mock.post(body)
    size = len(body)
    message = f"The body has {size} bytes; of more than 8388608 PHP reads nothing at all."
    assert find() == [made("body-too-large", "error", message, sent=f"{size} bytes")]


def test_of_a_body_that_the_journal_has_cut_only_the_whole_is_judged(
    mock: Mock, find: Find
) -> None:
    mock.post("filler=" + "x" * 70_000 + "&" + urlencode(GOOD | {"list_id": "777"}))
    assert [one["code"] for one in find()] == ["list-missing"]


def test_too_many_variables(mock: Mock, find: Find) -> None:
    mock.post("&".join([urlencode(GOOD), *["comments=x"] * 995]))
    message = "The body holds 1001 variables; PHP reads the first 1000."
    expected = made("too-many-variables", "error", message, sent="1001", kept="1000")
    assert find() == [expected]


def test_as_many_variables_as_there_may_be(mock: Mock, find: Find) -> None:
    mock.post("&".join([urlencode(GOOD), *["comments=x"] * 994]))
    assert find() == []


def test_a_parameter_in_query_and_body(send: Send) -> None:
    message = "title stands in query and body; the query's counts, the body's is ignored."
    expected = made("query-and-body", "warning", message, parameter="title", sent="Mr", kept="Ms")
    assert send(query="title=Ms", title="Mr") == [expected]
    assert send(query="title=Ms", phone_number="7275552222") == []


def test_a_password_in_query_and_body_is_not_shown(send: Send, mock: Mock) -> None:
    message = "pass stands in query and body; the query's counts, the body's is ignored."
    expected = made("query-and-body", "warning", message, parameter="pass")
    assert send(query="pass=1234", **{"pass": HIDDEN}) == [expected, IN_QUERY]
    assert HIDDEN not in mock.admin("GET", "/findings").text


def test_no_password_is_shown_whatever_its_name(mock: Mock, find: Find) -> None:
    mock.post(urlencode(GOOD | {"passwd": HIDDEN, "user_pwd": HIDDEN, "client_secret": HIDDEN}))
    assert [(one["parameter"], one["sent"]) for one in find()] == [
        ("passwd", "XXXX"),
        ("user_pwd", "XXXX"),
        ("client_secret", "XXXX"),
    ]


def test_an_array(mock: Mock, find: Find) -> None:
    mock.post(urlencode(GOOD | {"title[]": "Mr"}))
    message = "title was sent as an array, title[], and reads as the word Array."
    cut = "title was cut to 4 characters."
    assert find() == [
        made(
            "array-parameter", "warning", message, parameter="title", sent="title[]", kept="Array"
        ),
        made("value-cut", "warning", cut, parameter="title", sent="Array", kept="Arra"),
    ]


def test_an_array_that_the_engine_fails_on(mock: Mock, find: Find) -> None:
    mock.post(urlencode(GOOD | {"rank[]": "1"}))
    message = "rank was sent as an array, rank[], and reads as nothing."
    expected = made("array-parameter", "warning", message, parameter="rank", sent="rank[]")
    first, fails = find()
    assert first == expected
    assert fails["code"] == "fails-on-the-dialer"


def test_a_password_that_is_cleaned(send: Send, mock: Mock) -> None:
    message = "Characters other than letters, digits, - and _ were dropped from the password."
    expected = made("password-cleaned", "warning", message, parameter="pass")
    assert send(**{"pass": "12!34"}) == [expected]
    assert mock.rows("vicidial_list")[0]["user"] == "6666"


def test_the_lead_sent_again(mock: Mock, send: Send) -> None:
    assert send() == []
    first = mock.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    expected = made(
        "repeated-lead",
        "warning",
        f"Request {first} stored the same lead; this is a second one, 2.",
        parameter="phone_number",
        sent="7275551111",
        kept="2",
    )
    assert send() == [expected]
    assert send(phone_number="7275552222") == []
    assert send(duplicate_check="DUPLIST") == []


def test_a_path_of_nobodys_has_none(mock: Mock, find: Find) -> None:
    mock.request("GET", f"/nowhere.php?{urlencode(LOGIN)}&adress=x")
    assert find() == []


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD"])
def test_a_method_that_only_asks_did_something(mock: Mock, find: Find, method: str) -> None:
    mock.request(method, f"{VICIDIAL_DOOR}?{urlencode(GOOD)}")
    message = f"{method} did what GET does, and something was stored."
    assert find() == [made("method-acts", "warning", message, sent=method), IN_QUERY]


@pytest.mark.parametrize(
    ("method", "changes"),
    [("OPTIONS", {"phone_number": "1"}), ("HEAD", {"function": "version"}), ("PUT", {})],
)
def test_a_method_that_did_nothing_or_is_none_that_asks(
    mock: Mock, find: Find, method: str, changes: dict[str, str]
) -> None:
    mock.request(method, f"{VICIDIAL_DOOR}?{urlencode(GOOD | changes)}")
    assert find() == [IN_QUERY]


def test_values_that_end_in_blanks_have_one_cause(send: Send) -> None:
    changes = {"title": "Ms ", "first_name": "Ann  ", "last_name": "Lee ", "city": "Rome\n"}
    found = send(**changes, address1="1 Main St ", state="FL ", comments="x ", email="a@b.c ")
    (told,) = [one for one in found if one["code"] == "values-end-in-blanks"]
    assert told["message"] == (
        "8 of 14 values end in blanks:"
        " title, first_name, last_name, city, address1, state, comments, email."
    )


@pytest.mark.parametrize(
    ("allowed", "asked", "codes"),
    [
        ("1", "1", ["debug-output"]),
        ("1", "0", ["unknown-parameter"]),
        ("0", "1", ["unknown-parameter"]),
    ],
)
def test_sql_that_a_dialer_prints(send: Send, allowed: str, asked: str, codes: list[str]) -> None:
    settings = base_changed("system_settings", allow_web_debug=allowed)
    found = send(tables={"system_settings": settings}, DB=asked)
    assert [(one["code"], one["parameter"]) for one in found] == [(one, "DB") for one in codes]
