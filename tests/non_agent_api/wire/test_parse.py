"""Reading query and body as PHP does (behaviour spec, section 2)."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from client import FORM, Mock
from lmapi_mock.non_agent_api.wire.parse import (
    ARRAY,
    MAX_BODY_BYTES,
    MAX_VARIABLES,
    Parameters,
    read_parameters,
)
from lmapi_mock.non_agent_api.wire.urlencoded import variable_name
from lmapi_mock.settings import VICIDIAL_DOOR

LOGIN = "user=6666&pass=1234&source=test&function=add_lead"
ADDED = "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|999|1|-4|6666\n"
MULTIPART = "multipart/form-data; boundary=frontier"


def query_variables(query: bytes) -> dict[str, bytes]:
    return read_parameters(query, b"", "").query


def multipart(*parts: tuple[str, bytes], boundary: str = "frontier") -> bytes:
    """A multipart body of (Content-Disposition's options, value) pairs."""
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {options}\r\n\r\n".encode()
        + value
        + b"\r\n"
        for options, value in parts
    )
    return body + f"--{boundary}--\r\n".encode()


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        pytest.param(b"a=1&b=2", {"a": b"1", "b": b"2"}, id="pairs"),
        pytest.param(b"a=1;b=2", {"a": b"1;b=2"}, id="a-semicolon-parts-nothing"),
        pytest.param(b"a=b=c", {"a": b"b=c"}, id="the-first-equals-sign-parts"),
        pytest.param(b"a", {"a": b""}, id="no-equals-sign"),
        pytest.param(b"a=", {"a": b""}, id="empty-value"),
        pytest.param(b"=1", {}, id="no-name"),
        pytest.param(b"&&a=1&", {"a": b"1"}, id="empty-pairs"),
        pytest.param(b"a=1&b=2&a=3", {"a": b"3", "b": b"2"}, id="the-last-of-equal-names-wins"),
        pytest.param(b"a=1+2", {"a": b"1 2"}, id="plus-is-a-space"),
        pytest.param(b"a=1%2B2", {"a": b"1+2"}, id="encoded-plus-is-a-plus"),
        pytest.param(b"a=%41%e9", {"a": b"A\xe9"}, id="escapes-in-either-case"),
        pytest.param(b"a=%zz%4&b=%", {"a": b"%zz%4", "b": b"%"}, id="broken-escapes-stay"),
        pytest.param(b"a=%25%32%35", {"a": b"%25"}, id="decoded-once"),
        pytest.param(b"a%62=1", {"ab": b"1"}, id="names-are-decoded-too"),
        pytest.param(b"a=x%26b%3D2", {"a": b"x&b=2"}, id="parted-before-decoding"),
        pytest.param(b"++%20a=1", {"a": b"1"}, id="leading-spaces-of-a-name"),
        pytest.param(b"a.b+c=1", {"a_b_c": b"1"}, id="dot-and-space-of-a-name"),
        pytest.param(b"A=1&a=2", {"A": b"1", "a": b"2"}, id="names-have-a-case"),
        pytest.param(b"a[]=1", {"a": b"Array"}, id="array"),
        pytest.param(b"a[x][y]=1", {"a": b"Array"}, id="array-of-arrays"),
        pytest.param(b"a%5Bx%5D=1", {"a": b"Array"}, id="encoded-array"),
        pytest.param(b"a[]=1&a=2", {"a": b"2"}, id="text-after-array"),
        pytest.param(b"a=2&a[]=1", {"a": b"Array"}, id="array-after-text"),
        pytest.param(b"a[b=1", {"a_b": b"1"}, id="a-bracket-never-closed"),
    ],
)
def test_a_query_is_read_as_php_reads_it(query: bytes, variables: dict[str, bytes]) -> None:
    assert query_variables(query) == variables


def test_only_an_array_is_the_array_and_not_its_word() -> None:
    variables = query_variables(b"a[]=1&b=Array")

    assert variables["a"] is ARRAY
    assert variables["b"] is not ARRAY


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (b"pass", "pass"),
        (b"%70ass", "pass"),
        (b"+pass", "pass"),
        (b"pass[]", "pass"),
        (b"pa.ss", "pa_ss"),
        (b"", ""),
        (b"[", ""),
    ],
)
def test_a_name_alone_is_read_the_same_way(sent: bytes, name: str) -> None:
    assert variable_name(sent) == name


def test_the_query_wins_where_it_has_the_name_at_all() -> None:
    both = read_parameters(b"a=&b=query", b"a=body&b=body&c=body", FORM)

    assert [both.get(name) for name in "abcd"] == [b"", b"query", b"body", b""]
    assert [name in both for name in "abcd"] == [True, True, True, False]


def test_the_last_variable_of_the_body_is_known() -> None:
    given = read_parameters(b"z=9", b"a=1&b=2&a=3", FORM)

    assert given.last_of_body == ("b", b"2")
    assert Parameters(query={"z": b"9"}).last_of_body == ("", b"")


def test_query_and_body_each_give_a_thousand_variables() -> None:
    many = b"&".join(b"v%d=%d" % (n, n) for n in range(MAX_VARIABLES + 2))
    given = read_parameters(many, many, FORM)

    assert len(given.query) == MAX_VARIABLES == 1000
    assert "v999" in given.query
    # Of a body one more is read, and so it is of the corpus.
    assert len(given.body) == MAX_VARIABLES + 1


def test_a_thousand_multipart_variables_are_read() -> None:
    body = multipart(*((f'name="v{n}"', b"x") for n in range(MAX_VARIABLES + 1)))

    assert len(read_parameters(b"", body, MULTIPART).body) == MAX_VARIABLES


@pytest.mark.parametrize(
    ("content_type", "is_read"),
    [
        ("application/x-www-form-urlencoded", True),
        ("Application/X-WWW-Form-URLencoded", True),
        ("application/x-www-form-urlencoded; charset=utf-8", True),
        ("application/x-www-form-urlencoded;charset=iso-8859-1", True),
        ("application/json", False),
        ("text/plain", False),
        ("text/plain; application/x-www-form-urlencoded", False),
        ("application/x-www-form-urlencodedx", False),
        ("", False),
    ],
)
def test_a_body_is_read_by_its_content_type(content_type: str, is_read: bool) -> None:
    given = read_parameters(b"q=1", b"a=1", content_type)

    assert given.query == {"q": b"1"}
    assert given.body == ({"a": b"1"} if is_read else {})


@pytest.mark.parametrize("extra", [0, 1])
def test_a_body_over_eight_mebibytes_is_not_read(extra: int) -> None:
    body = b"a=".ljust(MAX_BODY_BYTES + extra, b"x")

    assert bool(read_parameters(b"", body, FORM).body) is (extra == 0)


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data; boundary=frontier",
        "Multipart/Form-Data; Boundary=frontier",
        'multipart/form-data; boundary="frontier"',
        "multipart/form-data; charset=utf-8; boundary=frontier",
        "multipart/form-data; boundary=frontier; charset=utf-8",
    ],
)
def test_multipart_fields_are_read(content_type: str) -> None:
    body = multipart(('name="a"', b"1+2%41\r\n3"), ("name=b", b""))

    assert read_parameters(b"", body, content_type).body == {"a": b"1+2%41\r\n3", "b": b""}


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        ('name="a.b"', {"a_b": b"1"}),
        ('name="a[]"', {"a": b"Array"}),
        (r'name="a\"b"', {'a"b': b"1"}),
        ('NAME="a"', {"a": b"1"}),
        ('name="a"; filename="lead.csv"', {}),
        ('filename="name=a"', {}),
        ('nickname="a"', {}),
        ("name*=utf-8''a", {}),
        ("name*0=a", {}),
    ],
)
def test_a_multipart_name_is_read_from_the_disposition(
    options: str, variables: dict[str, bytes]
) -> None:
    assert read_parameters(b"", multipart((options, b"1")), MULTIPART).body == variables


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary="',
        "multipart/form-data; boundary=other",
        "multipart/form-data; boundary=\xe9",
        "multipart/form-data;boundary = frontier",
        "multipart/form-data; boundary=frontier ",
        "multipart/form-data; boundary=\u20ac",
        "multipart/form-data; boundary*=utf-8''frontier",
    ],
)
def test_a_boundary_that_is_not_the_bodys_gives_nothing(content_type: str) -> None:
    assert read_parameters(b"", multipart(('name="a"', b"1")), content_type).body == {}


def test_what_came_whole_before_a_broken_part_counts() -> None:
    body = multipart(("name=a", b"1"), ("name=b", b"2")).replace(b"form-data; name=b", b"\0: \0")

    assert read_parameters(b"", body, MULTIPART).body == {"a": b"1"}


def test_a_lead_comes_by_get(mock: Mock) -> None:
    path = f"{VICIDIAL_DOOR}?{LOGIN}&phone_number=7275551111"

    assert mock.request("GET", path).text == ADDED


def test_a_lead_comes_by_form(mock: Mock) -> None:
    assert mock.post(f"{LOGIN}&phone_number=7275551111") == ADDED


PART = b'--frontier\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(PART, id="the last boundary is missing"),
        pytest.param(b"a preamble\r\n" + PART + b"\r\n--frontier--", id="text stands before it"),
        pytest.param(PART.replace(b"\r", b"") + b"\n--frontier--", id="lines end without CR"),
        pytest.param(PART.replace(b'"', b"'") + b"\r\n--frontier--", id="single quotes"),
        pytest.param(PART + b"\r\n--frontier--\r\n--frontier\r\n", id="text stands behind it"),
    ],
)
def test_lenient_multipart_is_read_as_php_reads_it(body: bytes) -> None:
    assert read_parameters(b"", body, MULTIPART).body == {"a": b"1"}


def test_a_lead_comes_by_multipart(mock: Mock) -> None:
    pairs = [pair.split("=") for pair in f"{LOGIN}&phone_number=7275551111".split("&")]
    body = multipart(*((f'name="{name}"', value.encode()) for name, value in pairs))

    assert mock.request("POST", VICIDIAL_DOOR, body, {"content-type": MULTIPART}).text == ADDED


def test_the_login_may_stand_in_the_query_and_the_lead_in_the_body(mock: Mock) -> None:
    body = "phone_number=7275551111&first_name=Ann&pass=wrong"

    assert mock.post(body, query=LOGIN) == ADDED
    assert mock.rows("vicidial_list")[0]["first_name"] == "Ann"


def test_an_empty_value_in_the_query_hides_the_bodys(mock: Mock) -> None:
    mock.post("phone_number=7275551111&first_name=Ann&last_name=Lee", query=f"{LOGIN}&first_name=")

    (lead,) = mock.rows("vicidial_list")
    assert (lead["first_name"], lead["last_name"]) == ("", "Lee")


def test_json_is_no_way_in(mock: Mock) -> None:
    body = '{"phone_number": "7275551111"}'
    path = f"{VICIDIAL_DOOR}?{LOGIN}"
    answer = mock.request("POST", path, body, {"content-type": "application/json"})

    assert answer.text == "ERROR: add_lead INVALID PHONE NUMBER LENGTH - |6666\n"


def test_an_array_reads_as_its_word(mock: Mock) -> None:
    mock.post(f"{LOGIN}&phone_number=7275551111&first_name[]=Ann&{quote('city[a]')}=Rome")

    (lead,) = mock.rows("vicidial_list")
    assert (lead["first_name"], lead["city"]) == ("Array", "Array")


@pytest.mark.parametrize(
    ("parameter", "column", "value"),
    [
        ("gender[]=M", "gender", "U"),
        ("rank[]=5", "rank", 0),
        ("list_id[]=101", "list_id", 999),
        ("phone_code[]=44", "phone_code", "1"),
    ],
)
def test_an_array_that_the_engine_fails_on_is_absent(
    mock: Mock, parameter: str, column: str, value: str | int
) -> None:
    mock.post(f"{LOGIN}&phone_number=7275551111&{parameter}")

    assert mock.rows("vicidial_list")[0][column] == value


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (b"v\r\n\r\n", b"v\r\n"),
        (b"v\n", b"v"),
        (b"v\r", b"v\r"),
        (b"v\r\n--front", b"v"),
        (b"v\r\n--frost", b"v\r\n--frost"),
        (b"v\n-", b"v"),
        (b"\r\n", b""),
        (b"", b""),
    ],
)
def test_a_body_may_end_within_a_boundary(sent: bytes, value: bytes) -> None:
    body = b'--frontier\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + sent

    assert read_parameters(b"", body, MULTIPART).body == {"a": value}
