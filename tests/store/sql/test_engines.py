"""What each engine does alike: one lead of many equal ones, all of a request or nothing, text."""

from __future__ import annotations

import operator
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from client import BASE_STATE, Mock, at_once, base_changed, base_with
from command import seed_file
from databases import ENGINES, SERVERS, scratch
from lmapi_mock.non_agent_api import functions
from lmapi_mock.non_agent_api.add_lead.duplicates import CHECKS
from lmapi_mock.non_agent_api.add_lead.flow import STAGES
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead.callback import schedule_callback
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from pace import slowness

Pair = tuple[Mock, Mock]
Row = dict[str, Any]

GREATEST = 2**64 - 1
AT_ONCE = 12
COLOR = {"custom_101": [["color", "varchar(9)"]]}
COLOR_FIELD = [{"list_id": 101, "field_label": "color"}]
EVERYTHING: dict[str, Any] = {
    "phone_number": "7275551212",
    "list_id": 101,
    "duplicate_check": "DUPSYS",
    "multi_alt_phones": "7275551111_1_home!7275552222_1_work",
    "custom_fields": "Y",
    "color": "red",
    "add_to_hopper": "Y",
    "callback": "Y",
    "callback_datetime": "2026-12-01 10:00:00",
    "campaign_id": "SALES",
}


@contextmanager
def two_servers(engine: str, folder: Path) -> Iterator[Pair]:
    """Two servers on one database, filled with the golden corpus's base state."""
    with ExitStack() as stack:
        flags = {"port": "0", "seed": seed_file(folder)}
        flags["database"] = stack.enter_context(scratch(engine, folder))
        first, second = (
            Mock(stack.enter_context(Server(read_settings(flags, {})))) for _ in range(2)
        )
        stack.callback(first.close)
        stack.callback(second.close)
        yield first, second


@pytest.fixture(scope="module")
def pair_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Pair]]:
    """Two servers on a database of each engine, started when first asked for, at the base state."""
    started: dict[str, Pair] = {}
    with ExitStack() as stack:

        def on(engine: str) -> Pair:
            if engine not in started:
                folder = tmp_path_factory.mktemp(engine)
                started[engine] = stack.enter_context(two_servers(engine, folder))
            first, second = started[engine]
            first.fresh().put_state()
            first.freeze("2026-07-15T14:00:00Z")
            second.fresh().freeze("2026-07-15T14:00:00Z")
            return first, second

        yield on


@pytest.fixture(params=ENGINES)
def pair(request: pytest.FixtureRequest, pair_on: Callable[[str], Pair]) -> Pair:
    return pair_on(request.param)


@pytest.fixture
def first(pair: Pair) -> Mock:
    return pair[0]


def everything(mock: Mock) -> dict[str, list[Row]]:
    """Every row of every table."""
    rows: dict[str, list[Row]] = mock.admin("GET", "/state").json["tables"]
    return rows


@pytest.mark.parametrize("check", [check.name for check in CHECKS])
def test_of_equal_requests_at_two_servers_exactly_one_adds_the_lead(pair: Pair, check: str) -> None:
    servers = [mock.server for mock in pair]
    for lead_id, phone in enumerate(("7275551212", "7275551313")):
        lead: dict[str, Any] = {
            "phone_number": phone,
            "list_id": 101,
            "title": "Mr",
            "first_name": "Bob",
            "last_name": "Wilson",
            "alt_phone": phone[::-1],
            "duplicate_check": check,
        }
        answers = at_once(servers, AT_ONCE, operator.methodcaller("add_lead", **lead))
        said = Counter(answer.split(" - ")[0] for answer in answers)
        assert said.pop("SUCCESS: add_lead LEAD HAS BEEN ADDED") == 1
        ((refusal, count),) = said.items()
        assert count == AT_ONCE - 1
        assert refusal.startswith("ERROR: add_lead DUPLICATE ")
        stored = pair[0].rows("vicidial_list")
        assert [row["lead_id"] for row in stored] == list(range(1, lead_id + 2))
        assert len(pair[1].rows("vicidial_api_log")) == AT_ONCE * (lead_id + 1)


def test_without_duplicate_check_all_of_equal_requests_add_a_lead(pair: Pair) -> None:
    servers = [mock.server for mock in pair]
    answers = at_once(servers, AT_ONCE, lambda client: client.add_lead(phone_number="7275551212"))
    assert sorted(answers) == sorted(
        f"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|999|{lead_id}|-4|6666\n"
        for lead_id in range(1, AT_ONCE + 1)
    )
    assert [row["lead_id"] for row in pair[0].rows("vicidial_list")] == list(range(1, AT_ONCE + 1))


def within_a_second(ask: Callable[[], str], expected: str) -> None:
    deadline = time.monotonic() + slowness()
    answer = ask()
    while answer != expected and time.monotonic() < deadline:
        answer = ask()
    assert answer == expected


def test_what_one_server_is_put_the_other_follows_within_a_second(pair: Pair) -> None:
    first, second = pair

    def ask() -> str:
        return second.add_lead(
            phone_number="7275551212",
            list_id=101,
            list_exists_check="Y",
            custom_fields="Y",
            color="red",
            duplicate_check="DUPSYS",
        )

    assert ask().startswith("SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|101|1|")
    first.put_state(vicidial_users=[])
    within_a_second(ask, "ERROR: Login incorrect, please try again: |6666|1234|BAD|\n")
    first.put_state(vicidial_lists=[])
    within_a_second(
        ask,
        "ERROR: add_lead NOT A DEFINED LIST ID, LIST EXISTS CHECK ENABLED - 7275551212|101\n",
    )
    known: Row = {"phone_number": "7275551212", "lead_id": 70, "list_id": 101}
    first.put_state(vicidial_list=[known])
    within_a_second(
        ask, "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 7275551212|101|70|101\n"
    )


def test_settings_and_custom_tables_are_followed_within_a_second(pair: Pair) -> None:
    first, second = pair

    def notices() -> str:
        lead: dict[str, Any] = {"phone_number": "7275551212", "list_id": 101}
        answer = second.add_lead(**lead, custom_fields="Y", color="red")
        return "".join(line.split(" - ")[0] + "\n" for line in answer.splitlines()[1:])

    first.put_state(COLOR, vicidial_lists_fields=COLOR_FIELD)
    within_a_second(notices, "NOTICE: add_lead CUSTOM FIELDS VALUES ADDED\n")
    disabled = base_changed("system_settings", custom_fields_enabled="0")
    first.put_state(COLOR, vicidial_lists_fields=COLOR_FIELD, system_settings=disabled)
    within_a_second(notices, "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, CUSTOM FIELDS DISABLED\n")
    first.put_state(vicidial_lists_fields=COLOR_FIELD)
    within_a_second(
        notices,
        "NOTICE: add_lead CUSTOM FIELDS NOT ADDED, NO CUSTOM FIELDS DEFINED FOR THIS LIST\n",
    )


HOSTILE = (
    "O'Brien",
    'say "hi"',
    "back\\slash\\",
    "'; DROP TABLE vicidial_list; --",
    "%s %(x)s 100% :name ? {}",
    "line\nbreak\ttab\rreturn",
    "日本語",
    "naïve ﬁ ß",
    "\uffff\ufffe",
    "emoji 😀 here",
    "nul\0inside",
    "three   ",
    "   three",
    "",
    "0",
    "NULL",
)
EXACT = {"emoji 😀 here": "emoji ? here"}
"""What is kept otherwise than it was given: utf8 has no characters of four bytes."""


def leads_of(texts: tuple[str, ...]) -> list[Row]:
    return [
        {"phone_number": f"72755512{place:02}", "last_name": text, "comments": text, "list_id": 101}
        for place, text in enumerate(texts)
    ]


def test_text_that_is_put_is_read_again(first: Mock) -> None:
    first.put_state(vicidial_list=leads_of(HOSTILE))
    rows = first.rows("vicidial_list")
    expected = [EXACT.get(text, text) for text in HOSTILE]
    assert [row["comments"] for row in rows] == expected
    assert [row["last_name"] for row in rows] == [text[:30] for text in expected]


@pytest.mark.parametrize("engine", SERVERS)
def test_text_that_is_sent_is_stored_and_answered_as_on_sqlite(
    pair_on: Callable[[str], Pair], engine: str
) -> None:
    def told(mock: Mock) -> tuple[list[str], dict[str, list[Row]]]:
        answers = [
            mock.add_lead(
                phone_number=f"72755512{place:02}",
                list_id=101,
                **dict.fromkeys(("title", "last_name", "comments", "city", "owner"), text),
                vendor_lead_code=text,
                user_field=text,
                duplicate_check="DUPTITLEALTPHONELIST",
                alt_phone="7275550000",
            )
            for place, text in enumerate(HOSTILE * 2)
        ]
        return answers, {table: mock.rows(table) for table in ("vicidial_list", "vicidial_api_log")}

    for non_latin in ("0", "1"):
        settings = base_changed("system_settings", use_non_latin=non_latin)
        played = []
        for mock, _ in (pair_on("sqlite"), pair_on(engine)):
            mock.put_state(system_settings=settings)
            played.append(told(mock))
        (expected, expected_rows), (answers, rows) = played
        assert answers == expected
        assert rows["vicidial_list"] == expected_rows["vicidial_list"]
        for mine, theirs in zip(
            rows["vicidial_api_log"], expected_rows["vicidial_api_log"], strict=True
        ):
            assert mine | {"run_time": None} == theirs | {"run_time": None}


ALIKE = (
    ("Bob", "BOB"),
    ("Bob", "bob   "),
    ("José", "jose"),
    ("Straße", "STRASSE"),
    ("日本", "日本"),
    ("Ærø", "ærø"),
    ("a_c", "A_C"),
    ("", "  "),
)
APART = (
    ("Bob", "Rob"),
    ("Bob", "  Bob"),
    ("日本", "本日"),
    ("a_c", "abc"),
    ("a%", "abc"),
    ("ab", "a b"),
    ("O", "0"),
)


@pytest.mark.parametrize(("stored", "asked"), [*ALIKE, *APART])
def test_names_are_compared_alike(pair_on: Callable[[str], Pair], stored: str, asked: str) -> None:
    phone = "7275551212"
    answers = set()
    for engine in ENGINES:
        first, _ = pair_on(engine)
        lead: Row = {"phone_number": phone, "first_name": stored, "last_name": stored}
        first.put_state(
            vicidial_list=[lead | {"lead_id": 5, "list_id": 101}],
            system_settings=base_changed("system_settings", use_non_latin="1"),
        )
        names = {"first_name": asked, "last_name": asked}
        answers.add(
            first.add_lead(
                phone_number=phone, list_id=102, duplicate_check="DUPNAMEPHONESYS", **names
            )
        )
    if (stored, asked) in ALIKE:
        assert answers == {
            f"ERROR: add_lead DUPLICATE NAME PHONE IN SYSTEM - {asked}|{asked}|{phone}|102|5|101\n"
        }
    else:
        assert answers == {f"SUCCESS: add_lead LEAD HAS BEEN ADDED - {phone}|102|6|-4|6666\n"}


def test_rows_without_a_key_are_read_in_the_order_in_which_they_were_put(first: Mock) -> None:
    # Where there was no room for a long row, PostgreSQL finds some for a short one.
    groups = [
        {"user_group": f"G{number}", "allowed_campaigns": " -" if number > 50 else "X" * 700}
        for number in range(400)
    ]
    first.put_state(vicidial_user_groups=groups)
    stored = first.rows("vicidial_user_groups")
    assert [{name: row[name] for name in groups[0]} for row in stored] == groups


@pytest.mark.parametrize("list_id", [2**63 - 1, 2**63, GREATEST])
def test_list_ids_of_64_bits_without_sign_are_kept(first: Mock, list_id: int) -> None:
    name = f"custom_{list_id}"
    first.put_state(
        {name: [["color", "varchar(9)"]]},
        vicidial_lists=base_with(
            "vicidial_lists", {"list_id": list_id, "campaign_id": "SALES", "active": "Y"}
        ),
        vicidial_lists_fields=[{"list_id": list_id, "field_label": "color"}],
    )
    assert list_id in [row["list_id"] for row in first.rows("vicidial_lists")]
    sent: dict[str, Any] = {"phone_number": "7275551212", "list_id": list_id}
    answer = first.add_lead(**sent, list_exists_check="Y", custom_fields="Y", color="red")
    assert answer == (
        f"SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551212|{list_id}|1|-4|6666\n"
        f"NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - 7275551212|1|{list_id}|1\n"
    )
    for check, refusal in (
        ("DUPLIST", f"LIST - 7275551212|{list_id}|1"),
        ("DUPCAMP", f"CAMPAIGN LISTS - 7275551212|{list_id}|1|{list_id}"),
        ("DUPSYS", f"SYSTEM - 7275551212|{list_id}|1|{list_id}"),
    ):
        assert first.add_lead(**sent, duplicate_check=check) == (
            f"ERROR: add_lead DUPLICATE PHONE NUMBER IN {refusal}\n"
        )
    (row,) = first.rows("vicidial_list")
    assert (row["list_id"], row["entry_list_id"]) == (list_id, list_id)
    assert first.rows(name) == [{"lead_id": 1, "color": "red"}]


EVERY_TYPE: list[tuple[str, Any, Any]] = [
    ("varchar(5)", "abcdefg", "abcde"),
    ("varchar(5)", "'\\\"%;", "'\\\"%;"),
    ("char(3)", "a  ", "a"),
    ("tinytext", "x" * 300, "x" * 255),
    ("text", "日本 😀", "日本 ?"),
    ("mediumtext", "0012", "0012"),
    ("longtext", "a'b", "a'b"),
    ("enum('Y','N')", "y", "Y"),
    ("enum('Y','N')", "maybe", ""),
    ("enum('it''s','%')", "it's", "it's"),
    ("tinyint(3) unsigned", "300", 255),
    ("tinyint(1)", -7, -7),
    ("smallint(5)", "99999", 32767),
    ("mediumint(8) unsigned", "-1", 0),
    ("int(9)", "-5x", -5),
    ("int(10) unsigned", "4294967296", 2**32 - 1),
    ("bigint(20) unsigned", str(GREATEST), GREATEST),
    ("bigint(20)", -(2**63), -(2**63)),
    ("decimal(4,2)", "-4", "-4.00"),
    ("decimal(14,4) unsigned", "9" * 30, "9999999999.9999"),
    ("date", "1980-2-30", "0000-00-00"),
    ("date", "19800229", "1980-02-29"),
    ("datetime", "2026-01-02 3:4:5", "2026-01-02 03:04:05"),
    ("datetime", "", "0000-00-00 00:00:00"),
    ("timestamp", "2026-01-02 3:4:5", "2026-01-02 03:04:05"),
    ("varchar(5)", None, None),
    ("int(9)", None, None),
]


def test_custom_tables_hold_every_type(first: Mock) -> None:
    columns = [[f"Field_{place}", kind] for place, (kind, _, _) in enumerate(EVERY_TYPE)]
    given = {f"Field_{place}": value for place, (_, value, _) in enumerate(EVERY_TYPE)}
    held = {f"Field_{place}": value for place, (_, _, value) in enumerate(EVERY_TYPE)}
    answer = first.admin(
        "PUT",
        "/state?lenient=yes",
        {
            "tables": BASE_STATE
            | {
                "custom_101": [{"lead_id": 9, **given}, {"lead_id": 3}],
                "vicidial_lists_fields": [
                    {"list_id": 101, "field_label": name, "field_order": place}
                    for place, (name, _) in enumerate(columns)
                ],
            },
            "custom_tables": {"custom_101": columns},
        },
    )
    assert answer.status == 204, answer.text
    assert first.rows("custom_101") == [
        {"lead_id": 3, **dict.fromkeys(given)},
        {"lead_id": 9, **held},
    ]


@pytest.mark.parametrize("engine", SERVERS)
def test_custom_fields_are_stored_as_on_sqlite(pair_on: Callable[[str], Pair], engine: str) -> None:
    played = []
    for mock, _ in (pair_on("sqlite"), pair_on(engine)):
        fields = {f"f{place}": value for place, (_, value, _) in enumerate(EVERY_TYPE)}
        mock.put_state(
            {"custom_101": [[f"f{place}", kind] for place, (kind, _, _) in enumerate(EVERY_TYPE)]},
            vicidial_lists_fields=[{"list_id": 101, "field_label": name} for name in fields],
        )
        sent = {name: value for name, value in fields.items() if value is not None}
        answer = mock.add_lead(phone_number="7275551212", list_id=101, custom_fields="Y", **sent)
        played.append((answer, mock.rows("custom_101")))
    assert played[0] == played[1]
    assert played[0][0].splitlines()[1] == (
        "NOTICE: add_lead CUSTOM FIELDS VALUES ADDED - 7275551212|1|101|1"
    )


def test_of_a_request_that_fails_in_its_last_stage_nothing_is_stored(
    first: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.put_state(COLOR, vicidial_lists_fields=COLOR_FIELD)
    before = everything(first)

    def fail(call: Call) -> None:
        schedule_callback(call)
        raise RuntimeError("after the last stage")

    with monkeypatch.context() as patch:
        stages = (*STAGES[:-1], replace(STAGES[-1], run=fail))
        failing = replace(functions.named("add_lead"), stages=stages)
        patch.setitem(functions._loaded, "add_lead", failing)
        assert first.add_lead(**EVERYTHING).startswith(
            "lmapi-mock met a defect of its own; nothing of this request was stored. "
        )
    assert everything(first) == before
    # What held the phone number against equal requests has been given back too.
    assert first.add_lead(**EVERYTHING).startswith("SUCCESS")
    counts = {table: len(rows) for table, rows in everything(first).items()}
    assert {
        table: count - len(before[table]) for table, count in counts.items() if count
    } == dict.fromkeys((table for table, rows in before.items() if rows), 0) | {
        "vicidial_list": 1,
        "vicidial_list_alt_phones": 2,
        "vicidial_hopper": 1,
        "vicidial_callbacks": 1,
        "custom_101": 1,
        "vicidial_api_log": 5,
        "vicidial_api_urls": 5,
        "vicidial_urls": 1,
        "vicidial_webservers": 1,
    }


def lead_ids(mock: Mock) -> list[str]:
    return [mock.add_lead(phone_number="7275551212").split("|")[2] for _ in range(2)]


def test_identifiers_start_again_after_a_put_and_a_reset(first: Mock) -> None:
    assert lead_ids(first) == ["1", "2"]
    first.put_state()
    assert lead_ids(first) == ["1", "2"]
    first.put_state(vicidial_list=[{"lead_id": 500}, {"phone_number": "1"}])
    assert [row["lead_id"] for row in first.rows("vicidial_list")] == [500, 501]
    assert lead_ids(first) == ["502", "503"]
    first.put_state(vicidial_list=[{"lead_id": 7}])
    assert lead_ids(first) == ["8", "9"]
    assert first.admin("POST", "/reset").status == 204
    first.freeze("2026-07-15T14:00:00Z")
    assert lead_ids(first) == ["1", "2"]
    api_ids = [row["api_id"] for row in first.rows("vicidial_api_log")]
    assert api_ids == [1, 2]


@pytest.mark.parametrize(
    ("tables", "custom"),
    [
        ({"vicidial_list": [{"lead_id": 1}, {"lead_id": 1}]}, {}),
        ({"vicidial_campaigns": [{"campaign_id": "É"}, {"campaign_id": "e "}]}, {}),
        ({"vicidial_lists": [{"list_id": GREATEST}, {"list_id": GREATEST}]}, COLOR),
        ({"custom_101": [{"lead_id": 1}, {"lead_id": "01"}]}, COLOR),
        ({"custom_101": [{"lead_id": 1}], "vicidial_dnc": [{"phone_number": "1"}] * 2}, COLOR),
    ],
)
def test_rows_with_one_key_are_refused_and_nothing_is_changed(
    first: Mock, tables: dict[str, list[Row]], custom: dict[str, Any]
) -> None:
    shape = {"custom_101": [["shape", "varchar(9)"]]}
    first.put_state(shape, vicidial_lists_fields=[{"list_id": 101, "field_label": "shape"}])
    sent: dict[str, Any] = {"list_id": 101, "custom_fields": "Y", "shape": "round"}
    assert first.add_lead(phone_number="7275551212", **sent).startswith("SUCCESS")
    before = everything(first)
    answer = first.admin("PUT", "/state", {"tables": tables, "custom_tables": custom})
    assert answer.status == 422
    assert answer.json["error"]["code"] == "duplicate_row"
    assert answer.json["error"]["message"].startswith("Two rows have the same key: ")
    assert everything(first) == before
    assert first.add_lead(phone_number="7275551213", **sent).split("|")[2] == "2"


def test_requests_at_both_servers_are_answered_while_one_is_reset(pair: Pair) -> None:
    pair[0].admin("POST", "/reset")
    done = threading.Event()

    def adding(number: int) -> Counter[str]:
        mock = Mock(pair[number % 2].server)
        said: Counter[str] = Counter()
        while not done.is_set():
            said[mock.documented(phone_number=f"727555121{number}").partition(" - ")[0]] += 1
        mock.close()
        return said

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(adding, number) for number in range(8)]
        try:
            statuses = [pair[0].admin("POST", "/reset").status for _ in range(3)]
        finally:
            done.set()
    assert statuses == [204] * 3
    said = sum((answer.result() for answer in answers), Counter[str]())
    assert said.keys() == {"SUCCESS: add_lead LEAD HAS BEEN ADDED"}


def test_a_reset_brings_the_seed_back(first: Mock) -> None:
    seeded = everything(first)
    assert first.add_lead(phone_number="7275551212").startswith("SUCCESS")
    first.put_state(COLOR, vicidial_users=[], vicidial_lists_fields=COLOR_FIELD)
    assert everything(first) != seeded
    assert first.admin("POST", "/reset").status == 204
    assert everything(first) == seeded


@pytest.mark.parametrize("engine", SERVERS)
def test_servers_that_start_at_once_on_an_empty_database_seed_it_once(
    engine: str, tmp_path: Path
) -> None:
    with scratch(engine, tmp_path) as url, ExitStack() as stack:
        settings = read_settings({"database": url, "port": "0", "seed": seed_file(tmp_path)}, {})
        with ThreadPoolExecutor(3) as many:
            servers = list(many.map(lambda _: Server(settings), range(3)))
        mocks = [Mock(stack.enter_context(server)) for server in servers]
        for mock in mocks:
            stack.callback(mock.close)
            assert mock.add_lead(phone_number="7275551212").startswith("SUCCESS: ")
        assert len(mocks[0].rows("vicidial_list")) == 3
        assert len(mocks[0].rows("vicidial_users")) == len(BASE_STATE["vicidial_users"])
