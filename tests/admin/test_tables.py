"""Tables page by page and row by row, on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from balanced import NEEDS_THIS_PROCESS
from client import BASE_STATE, Mock, base_with
from command import seed_file
from databases import ENGINES, scratch
from lmapi_mock.serving.server import Server
from lmapi_mock.settings import read_settings
from lmapi_mock.store.browse import pages as browsing
from lmapi_mock.store.browse import whole_table

HIGHEST = 18446744073709551615
LEADS: list[dict[str, Any]] = [
    {
        "phone_number": f"727555000{n}",
        "first_name": name,
        "list_id": 101 + n % 2,
        "rank": n,
        "city": city,
    }
    for n, (name, city) in enumerate(
        (("José", "Évora"), ("ann", None), ("ANNA", "evora "), ("Bob", "Évian"), ("zoë", "faro"))
    )
]


@pytest.fixture(params=ENGINES)
def browsed(request: pytest.FixtureRequest, running_on: Callable[[str], Mock]) -> Mock:
    mock = running_on(request.param)
    mock.put_state(
        {"custom_101": [["color", "varchar(10)"], ["size", "decimal(4,2)"]]},
        vicidial_list=LEADS,
        vicidial_lists=base_with("vicidial_lists", {"list_id": HIGHEST, "list_name": "last"}),
        custom_101=[{"lead_id": 1, "color": "red", "size": 1}],
        vicidial_campaign_dnc=[{"phone_number": "7275559999", "campaign_id": "SALES"}],
    )
    return mock


def page(mock: Mock, table: str, query: str = "") -> dict[str, Any]:
    answer = mock.admin("GET", f"/tables/{table}{query}")
    assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def keys(mock: Mock, table: str, query: str = "") -> list[str]:
    return [row["key"] for row in page(mock, table, query)["rows"]]


def refused(mock: Mock, method: str, path: str, content: Any = None) -> tuple[int, str, str]:
    answer = mock.admin(method, path, content)
    error = answer.json["error"]
    return answer.status, error["code"], f"{error['message']} {error['hint']}".rstrip()


def test_every_table_is_listed_with_what_it_holds(browsed: Mock) -> None:
    tables = {one["name"]: one for one in browsed.admin("GET", "/tables").json["tables"]}

    assert {name: tables[name]["rows"] for name in BASE_STATE} | {"vicidial_lists": 0} == {
        name: len(rows) for name, rows in BASE_STATE.items()
    } | {"vicidial_list": 5, "vicidial_campaign_dnc": 1, "vicidial_lists": 0}
    assert {name: tables[name]["key"] for name in ("vicidial_list", "system_settings")} == {
        "vicidial_list": ["lead_id"],
        "system_settings": [],
    }
    assert tables["vicidial_campaign_dnc"]["key"] == ["phone_number", "campaign_id"]
    custom = tables["custom_101"]
    assert (custom["custom"], custom["rows"], custom["key"]) == (True, 1, ["lead_id"])
    assert [one["type"] for one in custom["columns"][1:]] == ["varchar(10)", "decimal(4,2)"]
    gender = next(one for one in tables["vicidial_list"]["columns"] if one["name"] == "gender")
    assert gender == {
        "name": "gender",
        "type": "enum('M','F','U')",
        "nullable": True,
        "default": "U",
        "choices": ["M", "F", "U"],
    }


def test_rows_are_shown_as_the_state_shows_them(browsed: Mock) -> None:
    for table in ("vicidial_list", "vicidial_lists", "custom_101", "system_settings"):
        assert [one["row"] for one in page(browsed, table)["rows"]] == browsed.rows(table)


@pytest.mark.parametrize("sort", ["", "&sort=first_name", "&where.list_id=101", "&q=7275550"])
@pytest.mark.parametrize("desc", ["", "&desc=true"])
def test_pages_join_up(browsed: Mock, sort: str, desc: str) -> None:
    whole = keys(browsed, "vicidial_list", f"?limit=100{sort}{desc}")
    joined: list[str] = []
    after: str | None = ""
    while after is not None:
        found = page(browsed, "vicidial_list", f"?limit=2&after={quote(after)}{sort}{desc}")
        assert (found["total"], found["more"], found["note"]) == (len(whole), False, "")
        joined += [row["key"] for row in found["rows"]]
        after = found["next"]

    assert joined == whole
    assert len(whole) == (3 if "where" in sort else 5)


def test_pages_of_a_table_without_a_key_join_up(browsed: Mock) -> None:
    rows = [{"country_code": 1, "country": "USA", "areacode": f"{n}"} for n in range(201, 206)]
    browsed.put_state(vicidial_phone_codes=rows)
    first = page(browsed, "vicidial_phone_codes", "?limit=3")
    rest = page(browsed, "vicidial_phone_codes", f"?limit=3&after={first['next']}")

    assert [row["row"]["areacode"] for row in first["rows"] + rest["rows"]] == [
        "201",
        "202",
        "203",
        "204",
        "205",
    ]
    assert (first["rows"][0]["key"], rest["next"]) == ("1|USA|201|%00", None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?where.first_name=JOSE", ["1"]),
        ("?where.first_name=ann", ["2"]),
        ("?where.phone_number=7275550003%20", ["4"]),
        ("?where.list_id=101&where.rank=2", ["3"]),
        ("?where.gmt_offset_now=0", ["1", "2", "3", "4", "5"]),
        ("?where.vendor_lead_code=", []),
        ("?q=ANN", ["2", "3"]),
        ("?q=zoe", ["5"]),
        ("?q=7275550002", ["3"]),
        ("?q=nobody", []),
        ("?sort=first_name", ["2", "3", "4", "1", "5"]),
        ("?sort=rank&desc=true", ["5", "4", "3", "2", "1"]),
    ],
)
def test_rows_are_found_as_their_columns_compare(
    browsed: Mock, query: str, found: list[str]
) -> None:
    assert keys(browsed, "vicidial_list", query) == found


def test_numbers_without_sign_are_in_order(browsed: Mock) -> None:
    assert keys(browsed, "vicidial_lists")[-1] == str(HIGHEST)
    assert keys(browsed, "vicidial_lists", "?desc=true&limit=1") == [str(HIGHEST)]
    assert keys(browsed, "vicidial_lists", f"?where.list_id={HIGHEST}") == [str(HIGHEST)]


def test_a_large_table_is_sorted_as_a_small_one(
    browsed: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By columns that an index orders, that the engine compares, and that it does not."""
    row = {"list_id": 101, "phone_number": "7275559999"}
    for email in (
        "Zoë@x.example",
        "zoe@X.example ",
        "a\tb@x.example",
        "ZOF@x.example",
        "zod@x.example",
    ):
        assert browsed.admin("POST", "/tables/vicidial_list", row | {"email": email}).status == 201
    columns = ("phone_number", "entry_date", "email", "city", "status", "list_id", "gmt_offset_now")
    queries = [
        f"?sort={column}&limit=4{desc}{after}"
        for column in columns
        for desc in ("", "&desc=true")
        for after in ("", "&after=rows:4")
    ]
    sorted_whole = [keys(browsed, "vicidial_list", query) for query in queries]
    monkeypatch.setattr(browsing, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(whole_table, "PIECE", 3)
    for query, found in zip(queries, sorted_whole, strict=True):
        assert keys(browsed, "vicidial_list", query) == found, query


@NEEDS_THIS_PROCESS
def test_what_no_index_finds_is_looked_for_piece_by_piece(
    browsed: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "LOOKED_THROUGH", 2)
    monkeypatch.setattr(whole_table, "PIECE", 2)
    assert keys(browsed, "vicidial_list", "?q=nn") == ["2", "3"]
    assert keys(browsed, "vicidial_list", "?q=OSE") == ["1"]
    found = page(browsed, "vicidial_list", "?q=nn&limit=1")
    assert (found["total"], found["more"], found["next"]) == (2, False, "rows:1")
    assert keys(browsed, "vicidial_list", "?q=nn&limit=1&after=rows:1") == ["3"]
    # Sorted over the whole table: a number, a text, and both ways.
    assert keys(browsed, "vicidial_list", "?sort=rank&desc=true&limit=2") == ["5", "4"]
    assert keys(browsed, "vicidial_list", "?sort=list_id") == ["1", "3", "5", "2", "4"]
    assert keys(browsed, "vicidial_list", "?sort=first_name") == ["2", "3", "4", "1", "5"]
    # Text that only MariaDB itself could compare is compared row by row.
    assert keys(browsed, "vicidial_list", "?sort=city") == ["2", "4", "1", "3", "5"]
    assert keys(browsed, "vicidial_list", "?sort=city&desc=true&limit=2") == ["5", "3"]
    found = page(browsed, "vicidial_list", "?where.city=EVORA&sort=city&limit=1")
    assert ([row["key"] for row in found["rows"]], found["total"]) == (["1"], 2)
    assert (found["next"], found["searched"]) == ("rows:1", None)
    assert keys(browsed, "vicidial_list", "?where.city=evora&where.rank=2") == ["3"]
    # What is nowhere has been looked for everywhere.
    found = page(browsed, "vicidial_list", "?where.city=Lisboa")
    assert (found["rows"], found["more"], found["searched"]) == ([], False, None)
    # Where time runs out, it is said how far the search came.
    monkeypatch.setattr(whole_table, "LONGEST_S", 0.0)
    found = page(browsed, "vicidial_list", "?q=nn")
    assert (found["rows"], found["total"], found["more"]) == ([], 0, True)
    assert (found["searched"], found["note"]) == (2, "searched 2 of 5")
    # The beginning of a phone number is in an index.
    assert keys(browsed, "vicidial_list", "?q=727555") == ["1", "2", "3", "4", "5"]
    assert keys(browsed, "vicidial_list", "?q=7275550001") == ["2"]


@NEEDS_THIS_PROCESS
def test_counting_ends_somewhere(browsed: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "COUNTED", 3)
    found = page(browsed, "vicidial_list", "?limit=4")
    assert (len(found["rows"]), found["total"], found["more"]) == (4, 3, True)


def test_what_is_not_there_is_named(browsed: Mock) -> None:
    assert refused(browsed, "GET", "/tables/vicidial_lst") == (
        404,
        "unknown_table",
        "There is no table 'vicidial_lst'. Did you mean vicidial_list?",
    )
    assert refused(browsed, "GET", "/tables/vicidial_list?where.frist_name=x") == (
        422,
        "unknown_column",
        "vicidial_list: there is no column 'frist_name'. Did you mean first_name?",
    )
    assert refused(browsed, "GET", "/tables/vicidial_list?after=5")[:2] == (422, "bad_cursor")
    assert refused(browsed, "GET", "/tables/vicidial_list/77") == (
        404,
        "unknown_row",
        "vicidial_list has no row '77'. A row is named by lead_id, joined by `|`.",
    )


def test_a_row_is_added_as_its_columns_store_it(browsed: Mock) -> None:
    lead = {"phone_number": "7275551111", "first_name": "José" * 10, "rank": "12abc", "gender": "x"}
    answer = browsed.admin("POST", "/tables/vicidial_list?lenient=yes", lead)
    added = answer.json["rows"][0]

    assert (answer.status, added["key"]) == (201, "6")
    assert added["row"] == browsed.rows("vicidial_list")[-1]
    assert (added["row"]["first_name"], added["row"]["rank"]) == (("José" * 10)[:30], 12)
    assert (added["row"]["gender"], added["row"]["gmt_offset_now"]) == ("", "0.00")
    # The endpoint finds it at once, and counts on.
    assert browsed.add_lead(phone_number="7275551111", duplicate_check="DUPSYS").startswith(
        "ERROR: add_lead DUPLICATE PHONE NUMBER IN SYSTEM - 7275551111|"
    )
    browsed.admin("POST", "/tables/vicidial_list", {"lead_id": 50, "phone_number": "1"})
    assert "|51|" in browsed.add_lead(phone_number="7275552222")


def test_configuration_takes_effect_at_once(browsed: Mock) -> None:
    asked = {"phone_number": "7275558888", "dnc_check": "Y"}
    assert browsed.add_lead(**asked).startswith("SUCCESS")
    browsed.admin("POST", "/tables/vicidial_dnc", {"phone_number": "7275558888"})
    assert browsed.add_lead(**asked).startswith("ERROR: add_lead PHONE NUMBER IN DNC")
    assert browsed.admin("DELETE", "/tables/vicidial_dnc/7275558888").status == 204
    assert browsed.add_lead(**asked).startswith("SUCCESS")

    found = page(browsed, "vicidial_users", "?where.user=6666")["rows"][0]
    browsed.admin("PATCH", f"/tables/vicidial_users/{found['key']}", {"pass": "new"})
    assert browsed.add_lead(**asked).startswith("ERROR: Login incorrect")
    assert browsed.add_lead(**asked | {"pass": "NEW"}).startswith("SUCCESS")


def test_several_rows_are_added_or_none(browsed: Mock) -> None:
    before = browsed.rows("vicidial_campaigns")
    rows = [{"campaign_id": "NEW1"}, {"campaign_id": "new1 "}]
    assert refused(browsed, "POST", "/tables/vicidial_campaigns", rows) == (
        409,
        "duplicate_row",
        (
            "Two rows have the same key: vicidial_campaigns.campaign_id 'new1 '. "
            "Keys compare as utf8_unicode_ci does: `Bob` is `bob `."
        ),
    )
    assert browsed.rows("vicidial_campaigns") == before


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        (
            "vicidial_users",
            {"usr": "x"},
            "vicidial_users, row 1: there is no column 'usr'. Did you mean user?",
        ),
        (
            "vicidial_users",
            {"user": ["x"]},
            "vicidial_users, row 1: user is ['x']. A value is text, a number or null.",
        ),
    ],
)
def test_what_a_table_does_not_know_is_refused(
    browsed: Mock, table: str, row: dict[str, Any], said: str
) -> None:
    for method, path in (("POST", table), ("PATCH", f"{table}/1")):
        assert refused(browsed, method, f"/tables/{path}", row)[::2] == (422, said)


def test_a_key_that_another_row_has_is_refused(browsed: Mock) -> None:
    browsed.admin("POST", "/tables/vicidial_users", {"user": "bob", "pass": "x"})
    for row in ({"user": "BOB "}, {"user_id": 1, "user": "new"}):
        assert refused(browsed, "POST", "/tables/vicidial_users", row)[:2] == (409, "duplicate_row")
    key = page(browsed, "vicidial_users", "?where.user=bob")["rows"][0]["key"]
    assert refused(browsed, "PATCH", f"/tables/vicidial_users/{key}", {"user": "6666"})[0] == 409
    # Its own key in other letters is no other's.
    changed = browsed.admin("PATCH", f"/tables/vicidial_users/{key}", {"user": "BOB"})
    assert changed.json["row"]["user"] == "BOB"


def test_a_row_of_two_keys_is_changed_and_removed(browsed: Mock) -> None:
    (row,) = page(browsed, "vicidial_campaign_dnc")["rows"]
    assert row["key"] == "7275559999|SALES"
    path = f"/tables/vicidial_campaign_dnc/{quote(row['key'], safe='')}"
    changed = browsed.admin(
        "PATCH", f"{path}?lenient=yes", {"phone_number": "a|b/%", "campaign_id": ""}
    ).json
    assert changed["key"] == "a%7Cb/%25| "
    path = f"/tables/vicidial_campaign_dnc/{quote(changed['key'], safe='')}"
    assert browsed.admin("GET", path).json == changed
    assert browsed.admin("DELETE", path).status == 204
    assert browsed.rows("vicidial_campaign_dnc") == []
    assert refused(browsed, "DELETE", path)[:2] == (404, "unknown_row")


def test_the_settings_are_one_row(browsed: Mock) -> None:
    changed = browsed.admin("PATCH", "/tables/system_settings/-", {"use_non_latin": "1"}).json
    assert (changed["key"], changed["row"]["use_non_latin"]) == ("-", "1")
    assert browsed.rows("system_settings") == [changed["row"]]
    assert refused(browsed, "POST", "/tables/system_settings", {})[:2] == (409, "duplicate_row")


def test_rows_that_have_one_name_are_left_alone(browsed: Mock) -> None:
    group = {"user_group": "TWICE", "group_name": "a"}
    assert browsed.admin("POST", "/tables/vicidial_user_groups", [group, group]).status == 201
    for method, content in (("PATCH", {"group_name": "b"}), ("DELETE", None)):
        said = refused(browsed, method, "/tables/vicidial_user_groups/TWICE", content)
        assert said[:2] == (409, "several_rows")
    browsed.admin("POST", "/tables/vicidial_user_groups", group | {"user_group": "ONCE"})
    path = "/tables/vicidial_user_groups/once"
    assert browsed.admin("PATCH", path, {"group_name": "b"}).json["row"]["group_name"] == "b"


def test_custom_rows_are_edited(browsed: Mock) -> None:
    added = browsed.admin(
        "POST", "/tables/custom_101?lenient=yes", {"lead_id": 2, "size": 2.345}
    ).json
    assert added["rows"] == [{"key": "2", "row": {"lead_id": 2, "color": None, "size": "2.35"}}]
    longer = {"color": "a long colour", "size": 1}
    changed = browsed.admin("PATCH", "/tables/custom_101/2?lenient=yes", longer)
    assert changed.json["row"] == {"lead_id": 2, "color": "a long col", "size": "1.00"}
    assert refused(browsed, "POST", "/tables/custom_101", {"lead_id": 2})[0] == 409
    assert browsed.admin("DELETE", "/tables/custom_101/1").status == 204
    assert browsed.rows("custom_101") == [changed.json["row"]]


def test_a_changed_name_is_found_by_its_new_letters(browsed: Mock) -> None:
    browsed.admin("PATCH", "/tables/vicidial_list/1", {"phone_number": "7275557777"})
    asked = {"phone_number": "7275557777", "duplicate_check": "DUPSYS"}
    assert browsed.add_lead(**asked).startswith("ERROR: add_lead DUPLICATE PHONE")
    assert keys(browsed, "vicidial_list", "?where.phone_number=7275557777") == ["1"]


def test_null_where_there_may_be_none_is_refused_and_lenient_the_default(browsed: Mock) -> None:
    null = {"rank": None, "lead_id": None}
    refused = browsed.admin("PATCH", "/tables/vicidial_list/1", null)
    assert refused.status == 422
    assert refused.json["error"]["message"] == "vicidial_list, row 1: rank is null."
    assert "Accepted: a value, or none at all for the default." in refused.json["error"]["hint"]
    changed = browsed.admin("PATCH", "/tables/vicidial_list/1?lenient=yes", null)
    assert (changed.json["key"], changed.json["row"]["rank"]) == ("1", 0)


def test_a_namespace_has_tables_of_its_own(demo: Mock) -> None:
    row = '{"phone_number": "7275550009"}'
    assert demo.request("POST", "/ns/tables/__admin/tables/vicidial_dnc", row).status == 201
    there = demo.request("GET", "/ns/tables/__admin/tables/vicidial_dnc/7275550009")
    assert (there.status, there.json["row"]) == (200, {"phone_number": "7275550009"})
    assert "7275550009" not in keys(demo, "vicidial_dnc")
    demo.admin("DELETE", "/namespaces/tables")


def test_a_dialers_own_database_is_only_read(tmp_path: Path) -> None:
    with scratch("mariadb", tmp_path) as url:
        flags = {"database": url, "port": "0", "seed": seed_file(tmp_path)}
        with Server(read_settings(flags, {})):
            pass
        flags = {"database": url, "port": "0", "existing": "yes"}
        with Server(read_settings(flags, {})) as server, closing(Mock(server)) as mock:
            tables = mock.admin("GET", "/tables").json["tables"]
            assert {one["editable"] for one in tables} == {False}
            assert keys(mock, "system_settings") == ["-"]
            for method, path, content in (
                ("POST", "/tables/vicidial_dnc", {"phone_number": "1"}),
                ("PATCH", "/tables/system_settings/-", {}),
                ("DELETE", "/tables/system_settings/-", None),
                ("POST", "/lists/101/fields", {"field_label": "a"}),
                ("DELETE", "/lists/101/fields/a", None),
            ):
                assert refused(mock, method, path, content) == (
                    422,
                    "existing_database",
                    (
                        "This server works on a dialer's own database, whose rows it lets nobody "
                        "edit. Edit them in the dialer, or start a server without --existing."
                    ),
                )


@pytest.fixture(scope="module")
def million() -> Iterator[Mock]:
    """Not a million, but more than are looked through."""
    flags = {"database": ":memory:", "port": "0"}
    with Server(read_settings(flags, {})) as server, closing(Mock(server)) as mock:
        rows = [
            {"phone_number": f"{7270000000 + n}", "first_name": f"Name{n}"}
            for n in range(browsing.LOOKED_THROUGH + 500)
        ]
        mock.put_state(vicidial_list=rows)
        yield mock


def test_a_large_table_is_searched_whole(million: Mock) -> None:
    assert keys(million, "vicidial_list", "?q=name10400") == ["10401"]
    # An old one is found as well, though no index helps.
    found = page(million, "vicidial_list", "?q=ame499")
    assert (found["searched"], found["note"], found["more"]) == (None, "", False)
    assert [row["key"] for row in found["rows"]][:3] == ["500", "4991", "4992"]
    # By its number, or the beginning of its phone number, an old one is found too.
    assert "500" in keys(million, "vicidial_list", "?q=500&limit=1000")
    assert keys(million, "vicidial_list", "?q=7270000499") == ["500"]
