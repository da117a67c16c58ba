"""Values that break the SQL that a dialer builds by hand (W4), in the three modes there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from client import FORM, LOGIN, Mock, Response
from conftest import staged
from databases import ENGINES
from lmapi_mock.non_agent_api import functions
from lmapi_mock.non_agent_api.core import call
from lmapi_mock.non_agent_api.core.failing import Fragile, is_sql_text, sql_text
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import DOCUMENTED_DOOR, VICIDIAL_DOOR, read_settings

Send = Callable[..., Response]

GOOD = LOGIN | {"phone_number": "7275551111", "list_id": "101"}
FIELDS = [
    {"list_id": 101, "field_label": label, "field_type": "TEXT", "field_rank": rank}
    for rank, label in enumerate(["color", "note"], 1)
]
CUSTOM = {"custom_101": [["color", "varchar(20)"], ["note", "varchar(20)"]]}


@pytest.fixture
def sent_in(mock: Mock) -> Iterator[Callable[..., Response]]:
    """Sends add_lead under a mode, with what is to stand behind the query as it is."""

    def sent(mode: str, raw: str = "", **changes: str) -> Response:
        mock.admin("DELETE", "/faults")
        assert mock.admin("POST", "/faults", {"sql_failures": mode}).status == 201
        return mock.request("GET", f"{VICIDIAL_DOOR}?{urlencode(GOOD | changes)}{raw}")

    yield sent
    mock.admin("DELETE", "/faults")


def stored(mock: Mock, *tables: str) -> dict[str, int]:
    """How many rows there are, of the tables that have any."""
    counted = {table: len(mock.rows(table)) for table in tables}
    return {table: count for table, count in counted.items() if count}


LEFT = (
    "vicidial_list",
    "vicidial_list_alt_phones",
    "vicidial_hopper",
    "vicidial_callbacks",
    "vicidial_api_log",
    "vicidial_api_urls",
)

TO_DO = {
    "add_to_hopper": "Y",
    "multi_alt_phones": "7275552222_1_home",
    "callback": "Y",
    "campaign_id": "SALES",
    "callback_datetime": "NOW",
}
NAMED = {"first_name": "O'Neil", "duplicate_check": "DUPNAMEPHONELIST"}


def test_of_a_query_with_an_apostrophe_all_is_done_where_values_are_data(
    mock: Mock, sent_in: Send
) -> None:
    answer = sent_in("none", "&last_name=O'Brien", **TO_DO)

    assert answer.status == 200
    assert stored(mock, *LEFT) == {
        "vicidial_list": 1,
        "vicidial_list_alt_phones": 1,
        "vicidial_hopper": 1,
        "vicidial_callbacks": 1,
        "vicidial_api_log": 4,
        "vicidial_api_urls": 4,
    }


def test_of_a_query_with_an_apostrophe_the_lead_and_its_line_are_all_with_php_8(
    mock: Mock, sent_in: Send
) -> None:
    answer = sent_in("php8", "&last_name=O'Brien", **TO_DO)

    assert answer.status == 500
    assert answer.text == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666\n"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert stored(mock, *LEFT) == {"vicidial_list": 1, "vicidial_api_log": 1}
    assert mock.rows("vicidial_list")[0]["last_name"] == "O'Brien"


def test_of_a_query_with_an_apostrophe_its_address_alone_is_lost_with_php_7(
    mock: Mock, sent_in: Send
) -> None:
    answer = sent_in("php7", "&last_name=O'Brien", **TO_DO)

    assert answer.status == 200
    assert len(answer.text.splitlines()) == 4
    assert stored(mock, *LEFT) == {
        "vicidial_list": 1,
        "vicidial_list_alt_phones": 1,
        "vicidial_hopper": 1,
        "vicidial_callbacks": 1,
        "vicidial_api_log": 4,
    }


@pytest.mark.parametrize(
    ("mode", "status", "left"),
    [
        ("php8", 500, {"vicidial_list": 1}),
        ("php7", 200, {"vicidial_list": 1, "vicidial_hopper": 1}),
        # The corpus, which the default answers as, was recorded where the row is lost.
        ("none", 200, {"vicidial_list": 1, "vicidial_hopper": 1}),
    ],
)
def test_an_apostrophe_in_the_last_variable_of_a_form(
    mock: Mock, sent_in: Send, mode: str, status: int, left: dict[str, int]
) -> None:
    sent_in(mode, phone_number="1")
    mock.put_state()
    form = urlencode(GOOD | {"add_to_hopper": "Y", "comments": "don't"})
    answer = mock.request("POST", VICIDIAL_DOOR, form, {"content-type": FORM})

    assert answer.status == status
    assert stored(mock, *LEFT) == left
    assert mock.rows("vicidial_list")[0]["comments"] == "don't"


def test_a_form_that_stands_twice_in_a_statement_too_long(
    mock: Mock, sent_in: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    # MariaDB takes 16 MiB, and so a form of 8 is too long.
    monkeypatch.setattr(call, "MOST_IN_A_STATEMENT", 16 * 1024)
    sent_in("php8", phone_number="1")
    mock.put_state()
    form = urlencode(GOOD | {"city": "Tampa", "comments": ""})
    form += "x" * (8 * 1024 - len(form))
    answer = mock.request("POST", VICIDIAL_DOOR, form, {"content-type": FORM})

    assert answer.status == 500
    assert answer.text.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED")
    assert stored(mock, *LEFT) == {"vicidial_list": 1, "vicidial_api_log": 1}


@pytest.mark.parametrize(
    ("mode", "status", "said"),
    [
        ("none", 200, "ERROR: add_lead DUPLICATE NAME PHONE IN LIST - O'Neil||7275551111|101|1\n"),
        ("php8", 500, ""),
        ("php7", 200, "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|2|-4|6666\n"),
    ],
)
def test_a_duplicate_check_that_breaks(
    mock: Mock, sent_in: Send, mode: str, status: int, said: str
) -> None:
    sent_in("none", first_name="O'Neil")
    answer = sent_in(mode, **NAMED)

    assert (answer.status, answer.text) == (status, said)


def test_a_check_that_refuses_before_one_that_breaks(mock: Mock, sent_in: Send) -> None:
    sent_in("none")
    answer = sent_in("php8", **NAMED | {"duplicate_check": "DUPLIST DUPNAMEPHONELIST"})

    assert answer.status == 200
    assert answer.text == "ERROR: add_lead DUPLICATE PHONE NUMBER IN LIST - 7275551111|101|1\n"


@pytest.mark.parametrize(
    ("mode", "status", "expected"),
    [
        ("none", 200, r"a\tb\\c\'d"),
        ("php8", 200, "a\tb\\c'd"),
        ("php7", 200, "a\tb\\c'd"),
    ],
)
def test_a_backslash_inside_begins_an_escape(
    mock: Mock, sent_in: Send, mode: str, status: int, expected: str
) -> None:
    answer = sent_in(mode, comments=r"a\tb\\c\'d", source_id="x")

    assert answer.status == status
    assert mock.rows("vicidial_list")[0]["comments"] == expected


@pytest.mark.parametrize(
    ("mode", "status", "lines"),
    [
        (
            "php8",
            500,
            ["SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666"],
        ),
        (
            "php7",
            200,
            [
                "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666",
                (
                    "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, NO FIELDS TO UPDATE DEFINED -"
                    " 7275551111|1|101"
                ),
                "NOTICE: add_lead ADDED TO HOPPER - 7275551111|1|1|6666",
            ],
        ),
    ],
)
@pytest.mark.parametrize(
    ("label", "column", "value"),
    [("ghost", "color", "x"), ("group", "group", "x"), ("color", "color", "x\\\\")],
)
def test_custom_fields_that_break_their_insert(
    mock: Mock,
    sent_in: Send,
    mode: str,
    status: int,
    lines: list[str],
    label: str,
    column: str,
    value: str,
) -> None:
    field = {"list_id": 101, "field_label": label, "field_type": "TEXT"}
    mock.put_state({"custom_101": [[column, "varchar(20)"]]}, vicidial_lists_fields=[field])

    answer = sent_in(mode, custom_fields="Y", add_to_hopper="Y", **{label: value})

    assert (answer.status, answer.text.splitlines()) == (status, lines)
    assert mock.rows("custom_101") == []


def test_custom_fields_are_read_as_sql(mock: Mock, sent_in: Send) -> None:
    mock.put_state(CUSTOM, vicidial_lists_fields=FIELDS)

    answer = sent_in("php8", custom_fields="Y", color=r"light\nblue", note="it's")

    assert answer.status == 200
    assert mock.rows("custom_101") == [{"lead_id": 1, "color": "light\nblue", "note": "it's"}]


@pytest.mark.parametrize("name", ["phone_number", "source", "list_id", "rank", "tz_method"])
def test_an_array_where_a_text_is_wanted(mock: Mock, sent_in: Send, name: str) -> None:
    answer = sent_in("php8", f"&{name}[]=1")

    assert (answer.status, answer.text) == (500, "")
    assert stored(mock, *LEFT) == {}


def test_an_array_of_further_numbers_breaks_after_the_lead(mock: Mock, sent_in: Send) -> None:
    answer = sent_in("php8", "&multi_alt_phones[]=1")

    assert answer.status == 500
    assert answer.text.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED")
    assert stored(mock, *LEFT) == {
        "vicidial_list": 1,
        "vicidial_api_log": 1,
        "vicidial_api_urls": 1,
    }


def test_what_was_stored_before_the_lead_stays(mock: Mock, sent_in: Send) -> None:
    sent_in("php8", comments="\\")

    (user,) = [one for one in mock.rows("vicidial_users") if one["user"] == "6666"]
    assert user["last_ip"] == "127.0.0.1"
    assert stored(mock, *LEFT) == {}


def test_the_journal_tells_where_it_failed(mock: Mock, sent_in: Send) -> None:
    sent_in("php8", **NAMED)

    last = mock.admin("GET", "/requests?limit=1").json["requests"][0]["id"]
    entry = mock.admin("GET", f"/requests/{last}").json
    assert entry["response"]["status"] == 500
    assert entry["verdict"] == "failed in the duplicate check by name"
    assert entry["refusal"] is None
    assert entry["fault"]["effect"] == {"sql_failures": "php8"}
    stages = {one["name"]: one["verdict"] for one in entry["stages"]}
    assert stages["check_duplicates"] == "failed"
    assert stages["insert_lead"] == "not reached"
    assert "fails-on-the-dialer" in [one["code"] for one in entry["findings"]]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_server_told_so_fails_on_every_engine(
    running_on: Callable[[str], Mock], engine: str
) -> None:
    mock = staged(running_on(engine))
    mock.admin("POST", "/faults", {"id": "sql", "sql_failures": "php8"})
    try:
        form = urlencode(GOOD | {"comments": "don't"})
        answer = mock.request("POST", VICIDIAL_DOOR, form, {"content-type": FORM})
    finally:
        mock.admin("DELETE", "/faults/sql")

    assert answer.status == 500
    assert answer.text == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666\n"
    assert stored(mock, *LEFT) == {"vicidial_list": 1}


def test_the_setting() -> None:
    flags = {"database": ":memory:", "port": "0", "sql_failures": "php8"}
    with Server(read_settings(flags, {})) as server:
        mock = Mock(server)
        mock.put_state()
        answer = mock.request("GET", f"{DOCUMENTED_DOOR}?{urlencode(GOOD | NAMED)}")
        rule = {"match": {"params": {"first_name": {"contains": "Neil"}}}, "sql_failures": "none"}
        mock.admin("POST", "/faults", rule)
        spared = mock.request("GET", f"{DOCUMENTED_DOOR}?{urlencode(GOOD | NAMED)}")
        mock.close()

    assert (answer.status, answer.text) == (500, "")
    assert spared.text.startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED")


@pytest.mark.parametrize(
    ("value", "quote", "read"),
    [
        ("plain", "'", "plain"),
        ("O'Brien", "'", None),
        ("O''Brien", "'", "O'Brien"),
        ("it' 'is", "'", "itis"),
        ("O'Brien", '"', "O'Brien"),
        (r"O\'Brien", "'", "O'Brien"),
        ("C:\\", "'", None),
        ("C:\\\\", "'", "C:\\"),
        (r"C:\temp\new\0\Zx\q\%", '"', "C:\temp\new\0\x1axq\\%"),
    ],
)
def test_what_can_stand_between_quotes(value: str, quote: str, read: str | None) -> None:
    assert is_sql_text(value, quote) == (read is not None)
    if read is not None:
        assert sql_text(value, quote) == read


def every_fragile() -> set[Fragile]:
    return {
        fragile
        for function in functions.functions()
        for stage in function.stages
        for fragile in stage.fragile
    }


def test_every_statement_says_what_breaks_it() -> None:
    for fragile in every_fragile():
        assert fragile.takes or fragile.breaks_by, fragile.purpose
