"""vicidial_api_log and vicidial_api_urls (behaviour spec, section 12)."""

from __future__ import annotations

from typing import Any

import pytest

from client import FORM, Mock
from lmapi_mock.non_agent_api.wire.masking import masked_pairs
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR

LOGIN = "user=6666&pass=1234&source=test&function=add_lead"
PHONE = {"phone_number": "7275551111"}


def log_rows(mock: Mock, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in columns) for row in mock.rows("vicidial_api_log")]


def test_a_lead_leaves_a_row(mock: Mock) -> None:
    mock.add_lead(**PHONE, agent_user="1001", list_id=101)

    (row,) = mock.rows("vicidial_api_log")
    expected = {
        "api_id": 1,
        "user": "6666",
        "api_date": "2026-07-15 14:00:00",
        "api_script": "non-agent",
        "function": "add_lead",
        "agent_user": "1001",
        "value": "",
        "result": "SUCCESS",
        "result_reason": "add_lead LEAD HAS BEEN ADDED",
        "source": "test",
        "data": "7275551111|101|1|-4",
    }
    assert expected.items() <= row.items()


def test_the_request_is_kept_beside_it(mock: Mock) -> None:
    mock.add_lead(**PHONE)

    (row,) = mock.rows("vicidial_api_urls")
    assert row == {
        "api_id": 1,
        "api_date": "2026-07-15 14:00:00",
        "remote_ip": "127.0.0.1",
        "url": f"http://{mock.server.host}:{mock.server.port}{VICIDIAL_DOOR}?user=6666&pass=XXXX&source=test&function=add_lead"
        "&phone_number=7275551111",
    }


@pytest.mark.parametrize("host", ["Dialer.Example:99", "dialer.example.", "DIALER.EXAMPLE"])
def test_the_address_names_the_host_as_apache_writes_it(mock: Mock, host: str) -> None:
    mock.request("GET", f"{VICIDIAL_DOOR}?function=version", headers={"host": host})

    (row,) = mock.rows("vicidial_api_urls")
    port = mock.server.port
    assert row["url"] == f"http://dialer.example:{port}{VICIDIAL_DOOR}?function=version"


def test_both_dialects_leave_the_same_row(mock: Mock) -> None:
    mock.add_lead(**PHONE, list_id=101, duplicate_check="DUPNAMEPHONELIST")
    mock.add_lead(**PHONE, list_id=101, duplicate_check="DUPNAMEPHONELIST")
    mock.documented(**PHONE, list_id=101, duplicate_check="DUPNAMEPHONELIST")

    _, vicidial, documented = log_rows(mock, "result", "result_reason", "data")
    assert vicidial == documented
    assert vicidial[2] == "||7275551111|101|1"


def test_every_line_leaves_its_row_in_order(mock: Mock) -> None:
    mock.add_lead(
        **PHONE,
        multi_alt_phones="7275552222_1_home",
        add_to_hopper="Y",
        custom_fields="Y",
        callback="Y",
    )

    assert log_rows(mock, "result", "result_reason", "data") == [
        ("SUCCESS", "add_lead LEAD HAS BEEN ADDED", "7275551111|999|1|-4"),
        ("NOTICE", "add_lead MULTI-ALT-PHONE NUMBERS LOADED", "1|1"),
        (
            "NOTICE",
            "add_lead CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST",
            "7275551111|1|999",
        ),
        ("NOTICE", "add_lead ADDED TO HOPPER", "7275551111|1|1"),
        ("NOTICE", "add_lead SCHEDULED CALLBACK NOT ADDED, CAMPAIGN NOT VALID", "1|"),
    ]
    assert len(mock.rows("vicidial_api_urls")) == 5


@pytest.mark.parametrize(
    ("parameters", "reason", "data"),
    [
        ({"source": "x"}, "Invalid Source", ""),
        (
            {"user": "funcs"},
            "auth USER DOES NOT HAVE PERMISSION TO USE THIS FUNCTION",
            "",
        ),
        (
            {"user": "nomod"},
            "add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM",
            "0",
        ),
        ({"user": "badgroup"}, "user_group DOES NOT EXIST", ""),
        ({"function": "nothing"}, "NO FUNCTION SPECIFIED", ""),
        ({"phone_number": "1"}, "add_lead INVALID PHONE NUMBER LENGTH", "1"),
        (
            {"phone_number": "7275559999", "dnc_check": "Y"},
            "add_lead PHONE NUMBER IN DNC",
            "7275559999",
        ),
        (
            {
                "phone_number": "7275557777",
                "campaign_dnc_check": "Y",
                "campaign_id": "SALES",
            },
            "add_lead PHONE NUMBER IN CAMPAIGN DNC",
            "7275557777|SALES",
        ),
        (
            {"user": "restrict", "list_id": "999"},
            "add_lead NOT AN ALLOWED LIST ID",
            "7275551111|999",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_leaves_one_row(
    mock: Mock, parameters: dict[str, str], reason: str, data: str
) -> None:
    mock.add_lead(**(PHONE | parameters))

    assert log_rows(mock, "result", "result_reason", "data") == [("ERROR", reason, data)]


@pytest.mark.parametrize("login", [{"user": "nobody"}, {"pass": "wrong"}, {"user": "inactive"}])
def test_a_refused_login_leaves_no_row(mock: Mock, login: dict[str, str]) -> None:
    mock.add_lead(**(PHONE | login))

    assert mock.rows("vicidial_api_log") == mock.rows("vicidial_api_urls") == []


def test_outside_of_local_time_ends_in_the_state(mock: Mock) -> None:
    mock.put_state()
    mock.freeze("2026-07-15T03:00:00Z")
    hopper = {"add_to_hopper": "Y", "hopper_local_call_time_check": "Y"}
    mock.add_lead(**PHONE, **hopper, state="FL")

    assert log_rows(mock, "data")[1] == ("7275551111|1|-4|0|FL",)


def test_missing_nanpa_data_is_logged_as_a_bar(mock: Mock) -> None:
    mock.put_state(vicidial_nanpa_prefix_codes=[])
    mock.add_lead(**PHONE, nanpa_ac_prefix_check="Y")

    assert log_rows(mock, "data")[0] == ("|",)


def test_the_value_is_the_bodys_last_one(mock: Mock) -> None:
    mock.post(f"{LOGIN}&phone_number=7275551111&comments=a+%22b%22")
    mock.post("phone_number=7275551111", query=f"{LOGIN}&comments=c")
    mock.add_lead(**PHONE, comments="d")

    assert log_rows(mock, "value") == [('a "b"',), ("7275551111",), ("",)]


def test_a_value_is_cut_to_its_column(mock: Mock) -> None:
    mock.post(f"{LOGIN}&phone_number=7275551111&comments={'x' * 300}")

    assert log_rows(mock, "value") == [("x" * 255,)]


def test_an_apostrophe_in_the_bodys_last_value_loses_the_row_but_not_the_lead(mock: Mock) -> None:
    answer = mock.post(f"{LOGIN}&phone_number=7275551111&last_name=O'Neil")

    assert answer == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|999|1|-4|6666\n"
    assert mock.rows("vicidial_list")[0]["last_name"] == "O'Neil"
    assert mock.rows("vicidial_api_log") == mock.rows("vicidial_api_urls") == []


@pytest.mark.parametrize(
    "body",
    [
        f"{LOGIN}&last_name=O'Neil&phone_number=7275551111",
        f"{LOGIN}&phone_number=7275551111&last_name=ONeil",
    ],
    ids=["not-the-last", "no-apostrophe"],
)
def test_an_apostrophe_elsewhere_loses_nothing(mock: Mock, body: str) -> None:
    mock.post(body)

    assert len(mock.rows("vicidial_api_log")) == len(mock.rows("vicidial_api_urls")) == 1


def test_an_apostrophe_in_a_query_loses_nothing(mock: Mock) -> None:
    mock.add_lead(**PHONE, last_name="O'Neil")

    assert len(mock.rows("vicidial_api_log")) == 1


def test_the_documented_door_is_named_in_the_address(mock: Mock) -> None:
    mock.documented(**PHONE)

    (row,) = mock.rows("vicidial_api_urls")
    assert row["url"].startswith(
        f"http://127.0.0.1:{mock.server.port}{DOCUMENTED_DOOR}?user=6666&pass=XXXX&"
    )


def url_of(mock: Mock, body: str, query: str = "", host: str = "") -> str:
    """What vicidial_api_urls holds of a form, behind the address of the door."""
    headers = {"content-type": FORM} | ({"host": host} if host else {})
    mock.request("POST", f"{VICIDIAL_DOOR}?{query}" if query else VICIDIAL_DOOR, body, headers)
    (row,) = mock.rows("vicidial_api_urls")
    url: str = row["url"]
    return url


def test_a_forms_variables_follow_the_query(mock: Mock) -> None:
    url = url_of(mock, "phone_number=7275551111&comments=%27a%22b%5Cc%3Bd&city=New+York", LOGIN)

    assert url.partition("?")[2] == (
        "user=6666&pass=XXXX&source=test&function=add_lead&GET-AND-POST=Y"
        "&phone_number=7275551111&comments=abcd&city=New York"
    )


def test_without_a_query_a_forms_variables_stand_twice(mock: Mock) -> None:
    url = url_of(mock, f"{LOGIN}&phone_number=7275551111")

    once = "user=6666&pass=XXXX&source=test&function=add_lead&phone_number=7275551111"
    assert url.partition("?")[2] == f"{once}&GET-AND-POST=Y&{once}"


@pytest.mark.parametrize("host", ["dialer.example", "dialer.example:9"])
def test_the_host_is_the_clients_and_the_port_the_servers(mock: Mock, host: str) -> None:
    url = url_of(mock, "phone_number=7275551111", LOGIN, host)

    assert url.startswith(f"http://dialer.example:{mock.server.port}{VICIDIAL_DOOR}?")


def test_version_is_logged_also_without_a_user(mock: Mock) -> None:
    text = mock.request("GET", f"{VICIDIAL_DOOR}?function=version&source=abc").text

    assert log_rows(mock, "user", "function", "result", "result_reason", "source", "data") == [
        ("", "version", "SUCCESS", "", "abc", text.removesuffix("\n"))
    ]
    assert len(mock.rows("vicidial_api_urls")) == 1


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        (b"user=6666&pass=1234&source=x", "user=6666&pass=XXXX&source=x"),
        (b"pass=1234", "pass=XXXX"),
        (b"pass=", "pass=XXXX"),
        (b"p%61ss=1234", "p%61ss=XXXX"),
        (b"%70%61%73%73=1234", "%70%61%73%73=XXXX"),
        (b"+%20pass=1234", "+%20pass=XXXX"),
        (b"pass%00=1234", "pass%00=XXXX"),
        (b"pass[]=1234", "pass[]=XXXX"),
        (b"pass=1&pass=2", "pass=XXXX&pass=XXXX"),
        (b"pass=a=b", "pass=XXXX"),
        (b"password=2&PASS=3&pwd=4&amp;pass=5", "password=XXXX&PASS=XXXX&pwd=XXXX&amp;pass=XXXX"),
        (b"comments=pass=1", "comments=pass=XXXX"),
        (b"a=x%26pass%3D1234%26b&c=1", "a=x%26pass%3DXXXX%26b&c=1"),
        (b"a=1234&pass=1234", "a=1234&pass=XXXX"),
        (b"pass", "pass"),
        (b"", ""),
        (b"city=\xc3\xa9\xff", "city=é\udcff"),
    ],
)
def test_the_password_is_masked_however_its_name_is_written(query: bytes, kept: str) -> None:
    assert masked_pairs(query) == kept.encode("utf-8", "surrogateescape")


def test_a_password_at_the_end_of_a_body_is_not_logged(mock: Mock) -> None:
    mock.post("user=6666&source=test&function=add_lead&phone_number=7275551111&pass=1234")

    assert log_rows(mock, "result", "value") == [("SUCCESS", "XXXX")]


def test_no_password_is_left_in_any_log(mock: Mock) -> None:
    secret = {"user": "apiuser", "pass": "s3cret_-"}
    mock.add_lead(**PHONE, **secret)
    body = f"source=test&function=add_lead&user=apiuser&pass={secret['pass']}"
    mock.request("POST", DOCUMENTED_DOOR, body, {"content-type": FORM})

    logged = [*mock.rows("vicidial_api_log"), *mock.rows("vicidial_api_urls")]
    assert len(logged) == 4
    assert secret["pass"] not in str(logged)
