"""The twelve duplicate checks (behaviour spec, section 6)."""

from __future__ import annotations

from typing import Any

import pytest

from client import Mock, base_with

HERE = {"list_id": "101"}
SAME_CAMPAIGN = {"list_id": "102"}
ELSEWHERE = {"list_id": "201"}
UNDEFINED = {"list_id": "777"}

ANN: dict[str, Any] = {
    "lead_id": 7,
    "list_id": 101,
    "entry_date": "2026-07-15 13:00:00",
    "phone_number": "7275551111",
    "alt_phone": "7275552222",
    "title": "Mrs",
    "first_name": "Ann",
    "last_name": "Lee",
}
SENT = {
    "phone_number": "7275551111",
    "alt_phone": "7275552222",
    "title": "Mrs",
    "first_name": "Ann",
    "last_name": "Lee",
}


def put_leads(mock: Mock, *leads: dict[str, Any], **tables: Any) -> None:
    mock.put_state(vicidial_list=[ANN | lead for lead in leads], **tables)


def check(mock: Mock, duplicate_check: str, **parameters: str) -> str:
    return mock.add_lead(**(SENT | HERE | parameters), duplicate_check=duplicate_check)


def found(mock: Mock, duplicate_check: str, **parameters: str) -> int | None:
    """The lead_id that a check on DUPLIST, DUPSYS or DUPCAMP finds."""
    fields = check(mock, duplicate_check, **parameters).strip().split(" - ")[1].split("|")
    is_added = fields[-1] == "6666"
    return None if is_added else int(fields[2])


WHERE = {"LIST": HERE, "CAMP": SAME_CAMPAIGN, "SYS": ELSEWHERE}
PHONE = "ERROR: add_lead DUPLICATE PHONE NUMBER IN"
TITLE = "ERROR: add_lead DUPLICATE TITLE ALT_PHONE IN"
NAME = "ERROR: add_lead DUPLICATE NAME PHONE IN"
ANSWERS = {
    "DUPLIST": f"{PHONE} LIST - 7275551111|101|7\n",
    "DUPCAMP": f"{PHONE} CAMPAIGN LISTS - 7275551111|102|7|101\n",
    "DUPSYS": f"{PHONE} SYSTEM - 7275551111|201|7|101\n",
    "DUPPHONEALTLIST": f"{PHONE} LIST - 7275551111|101|7|PHONE\n",
    "DUPPHONEALTCAMP": f"{PHONE} CAMPAIGN LISTS - 7275551111|102|7|101|PHONE\n",
    "DUPPHONEALTSYS": f"{PHONE} SYSTEM - 7275551111|201|7|101|PHONE\n",
    "DUPTITLEALTPHONELIST": f"{TITLE} LIST - Mrs|7275552222|101|7\n",
    "DUPTITLEALTPHONECAMP": f"{TITLE} CAMPAIGN LISTS - Mrs|7275552222|102|7|101\n",
    "DUPTITLEALTPHONESYS": f"{TITLE} SYSTEM - Mrs|7275552222|201|7|101\n",
    "DUPNAMEPHONELIST": f"{NAME} LIST - Ann|Lee|7275551111|101|7\n",
    "DUPNAMEPHONECAMP": f"{NAME} CAMPAIGN LISTS - Ann|Lee|7275551111|102|7|101\n",
    "DUPNAMEPHONESYS": f"{NAME} SYSTEM - Ann|Lee|7275551111|201|7|101\n",
}
"""What each check says of Ann, in the order in which the checks run."""

EVERY_CHECK = pytest.mark.parametrize("name", ANSWERS)


def scope_of(name: str) -> str:
    return next(scope for scope in WHERE if name.endswith(scope))


@EVERY_CHECK
def test_a_duplicate_is_refused(mock: Mock, name: str) -> None:
    put_leads(mock, {})

    assert check(mock, name, **WHERE[scope_of(name)]) == ANSWERS[name]
    assert len(mock.rows("vicidial_list")) == 1


@EVERY_CHECK
def test_the_page_words_one_of_them_otherwise(mock: Mock, name: str) -> None:
    put_leads(mock, {})
    answer = mock.documented(**(SENT | WHERE[scope_of(name)]), duplicate_check=name)
    expected = ANSWERS[name]
    if name == "DUPNAMEPHONELIST":
        expected = expected.replace("|7\n", "|7|101\n")

    assert answer == expected


@EVERY_CHECK
def test_a_check_looks_no_further_than_its_lists(mock: Mock, name: str) -> None:
    beyond = {"LIST": SAME_CAMPAIGN, "CAMP": ELSEWHERE, "SYS": UNDEFINED}[scope_of(name)]
    put_leads(mock, {})
    answer = check(mock, name, **beyond)

    assert answer.startswith("ERROR" if scope_of(name) == "SYS" else "SUCCESS")


DIFFERENCES = [
    ("DUP", {"phone_number": "7275553333"}),
    ("DUPPHONEALT", {"phone_number": "7275553333"}),
    ("DUPTITLEALTPHONE", {"title": "Mr"}),
    ("DUPTITLEALTPHONE", {"alt_phone": "7275553333"}),
    ("DUPNAMEPHONE", {"first_name": "Anna"}),
    ("DUPNAMEPHONE", {"last_name": "Li"}),
    ("DUPNAMEPHONE", {"phone_number": "7275553333"}),
]


@pytest.mark.parametrize(("fields", "difference"), DIFFERENCES, ids=str)
@pytest.mark.parametrize("scope", WHERE)
def test_a_lead_that_differs_is_none(
    mock: Mock, fields: str, difference: dict[str, str], scope: str
) -> None:
    put_leads(mock, {})

    assert check(mock, fields + scope, **difference).startswith("SUCCESS")


@pytest.mark.parametrize("scope", WHERE)
def test_phonealt_tells_which_column_matched(mock: Mock, scope: str) -> None:
    put_leads(mock, {"lead_id": 3, "phone_number": "1111111", "alt_phone": "7275551111"}, {})
    alt = check(mock, f"DUPPHONEALT{scope}", **WHERE[scope])
    put_leads(mock, {"lead_id": 3, "phone_number": "7275551111", "alt_phone": "7275551111"}, {})
    both = check(mock, f"DUPPHONEALT{scope}", **WHERE[scope])

    assert alt == ANSWERS[f"DUPPHONEALT{scope}"].replace("|7", "|3").replace("PHONE\n", "ALT\n")
    assert both == ANSWERS[f"DUPPHONEALT{scope}"].replace("|7", "|3").replace("3275", "7275")


def test_checks_run_in_their_own_order(mock: Mock) -> None:
    put_leads(mock, {})
    names = list(ANSWERS)
    for place, name in enumerate(names):
        asked = "-".join(reversed(names[place:]))
        assert check(mock, asked) == ANSWERS[name].replace("|102|", "|101|").replace(
            "|201|", "|101|"
        )


@pytest.mark.parametrize(
    "asked", ["dupsys", "DupSys", "xDUPSYSx", "DUPSYS365", "check_DUPSYS-now", "NODUPSYS"]
)
def test_a_check_runs_where_its_name_occurs(mock: Mock, asked: str) -> None:
    put_leads(mock, {})

    assert check(mock, asked) == ANSWERS["DUPSYS"].replace("|201|", "|101|")


@pytest.mark.parametrize("asked", ["", "Y", "DUP", "DUP_SYS", "DUP-LIST", "SYS", "30DAY"])
def test_other_words_ask_for_nothing(mock: Mock, asked: str) -> None:
    put_leads(mock, {})

    assert check(mock, asked).startswith("SUCCESS")


def test_the_first_check_that_finds_something_answers(mock: Mock) -> None:
    put_leads(mock, {"list_id": 102})

    assert check(mock, "DUPLIST-DUPCAMP-DUPSYS") == (
        f"{PHONE} CAMPAIGN LISTS - 7275551111|101|7|102\n"
    )


@pytest.mark.parametrize("name", ["DUPLIST", "DUPSYS"])
def test_the_lead_that_was_stored_first_is_reported(mock: Mock, name: str) -> None:
    put_leads(mock, {"lead_id": 4}, {"lead_id": 12}, {"lead_id": 30})
    assert found(mock, name) == 4
    put_leads(mock, {"lead_id": 30}, {"lead_id": 4}, {"lead_id": 12})
    assert found(mock, name) == 30


@pytest.mark.parametrize("days", [1, 2, 3, 7, 14, 15, 21, 28, 30, 60, 90, 180, 360])
@pytest.mark.parametrize("name", ["DUPLIST", "DUPCAMP", "DUPSYS", "DUPNAMEPHONESYS"])
def test_a_window_leaves_out_older_leads(mock: Mock, name: str, days: int) -> None:
    mock.freeze("2026-12-31T14:00:00Z")
    edge = {
        1: "2026-12-30",
        2: "2026-12-29",
        3: "2026-12-28",
        7: "2026-12-24",
        14: "2026-12-17",
        15: "2026-12-16",
        21: "2026-12-10",
        28: "2026-12-03",
        30: "2026-12-01",
        60: "2026-11-01",
        90: "2026-10-02",
        180: "2026-07-04",
        360: "2026-01-05",
    }[days]
    put_leads(mock, {"entry_date": f"{edge} 14:00:00"})
    assert check(mock, f"{name}{days}DAY", list_id="102" if "CAMP" in name else "101").startswith(
        "SUCCESS"
    )
    put_leads(mock, {"entry_date": f"{edge} 14:00:01"})
    assert check(mock, f"{name}{days}DAY", list_id="102" if "CAMP" in name else "101").startswith(
        "ERROR"
    )


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ("DUPSYS-7DAY", 7),
        ("7day-dupsys", 7),
        ("DUPSYS21DAY", 21),  # holds 1DAY
        ("DUPSYS360DAY", 360),  # holds 60DAY
        ("DUPSYS3DAY30DAY", 30),
        ("DUPSYS30DAY3DAY", 30),
        ("DUPSYS2DAYS", 2),
        ("DUPSYS12DAY", 2),  # there is no such window, but it holds 2DAY
    ],
)
def test_of_several_windows_the_last_in_the_list_wins(mock: Mock, asked: str, days: int) -> None:
    mock.freeze("2026-07-15T14:00:00Z")
    put_leads(mock, {"entry_date": "2026-07-15 14:00:00"})
    mock.admin("POST", "/clock/advance", {"seconds": days * 86400 - 1})
    assert found(mock, asked) == 7

    mock.admin("POST", "/clock/advance", {"seconds": 1})
    assert found(mock, asked) is None


@pytest.mark.parametrize("asked", ["DUPSYS", "DUPSYS5DAY", "DUPSYSDAY", "DUPSYS7-DAY"])
def test_without_a_window_leads_of_any_age_count(mock: Mock, asked: str) -> None:
    put_leads(mock, {"entry_date": "1999-01-01 00:00:00"})

    assert found(mock, asked) == 7


COLLATION = [
    ("BOB", "bob ", True),
    ("bob", "BOB", True),
    ("Bob", "Bob ", True),
    ("Zoe", "Zoë", True),
    ("Strasse", "Straße", True),
    ("bob", " bob", False),
    ("bob", "bo b", False),
    ("O'Neil", "O'Neil", True),
    ("ONeil", "O'Neil", False),
    ("", "", True),
    ("", "   ", True),
    ("", "x", False),
    ("", None, False),
]


@pytest.mark.parametrize(("sent", "stored", "is_found"), COLLATION)
def test_names_compare_as_the_database_does(
    mock: Mock, sent: str, stored: str | None, is_found: bool
) -> None:
    put_leads(mock, {"last_name": stored})
    answer = check(mock, "DUPNAMEPHONESYS", last_name=sent)

    assert answer.startswith("ERROR") is is_found


@pytest.mark.parametrize(
    ("title", "alt_phone", "is_found"),
    [
        ("", "", True),
        ("", None, False),
        (None, "", False),
        (None, None, False),
        ("Mr", "", False),
    ],
)
def test_an_empty_title_and_alt_phone_are_duplicates_of_empty_ones(
    mock: Mock, title: str | None, alt_phone: str | None, is_found: bool
) -> None:
    put_leads(mock, {"title": title, "alt_phone": alt_phone})
    answer = check(mock, "DUPTITLEALTPHONESYS", title="", alt_phone="")

    assert answer == (f"{TITLE} SYSTEM - ||101|7|101\n" if is_found else answer)
    assert answer.startswith("ERROR") is is_found


def test_two_leads_without_title_and_alt_phone_are_duplicates(mock: Mock) -> None:
    mock.add_lead(phone_number="7275551111")
    answer = mock.add_lead(phone_number="8505551111", duplicate_check="DUPTITLEALTPHONELIST")

    assert answer == f"{TITLE} LIST - ||999|1\n"


@pytest.mark.parametrize(
    ("field", "length", "fields"),
    [
        ("last_name", 30, "DUPNAMEPHONE"),
        ("first_name", 30, "DUPNAMEPHONE"),
        ("title", 4, "DUPTITLEALTPHONE"),
        ("alt_phone", 12, "DUPTITLEALTPHONE"),
    ],
)
@pytest.mark.parametrize("scope", WHERE)
def test_a_whole_value_does_not_find_the_cut_one(
    mock: Mock, field: str, length: int, fields: str, scope: str
) -> None:
    whole = SENT | HERE | {field: "a" * (length + 1)}
    first, second = (mock.add_lead(**whole, duplicate_check=fields + scope) for _ in range(2))
    cut = mock.add_lead(**(whole | {field: "a" * length}), duplicate_check=fields + scope)

    assert [answer.split(":")[0] for answer in (first, second, cut)] == [
        "SUCCESS",
        "SUCCESS",
        "ERROR",
    ]


@pytest.mark.parametrize(
    "name",
    ["O'Neil", "'; DROP TABLE x --", "' OR ''='", "%", "_"],
)
def test_quotes_are_found_as_sent(mock: Mock, name: str) -> None:
    lead = {"phone_number": "7275551111", "last_name": name}
    asked = "DUPNAMEPHONELIST"
    answers = [mock.add_lead(**lead, duplicate_check=asked) for _ in range(2)]
    shown = "".join(c for c in name if c.isalnum() or c in "-'_. ")

    assert answers[0].startswith("SUCCESS")
    assert answers[1] == f"{NAME} LIST - |{shown}|7275551111|999|1\n"


def test_the_list_compares_as_a_number_and_is_shown_as_given(mock: Mock) -> None:
    put_leads(mock, {})

    assert check(mock, "DUPLIST", list_id="0101") == f"{PHONE} LIST - 7275551111|0101|7\n"
    assert check(mock, "DUPCAMP", list_id="0102") == (
        f"{PHONE} CAMPAIGN LISTS - 7275551111|0102|7|101\n"
    )


def test_the_greatest_list_number_is_a_list_too(mock: Mock) -> None:
    greatest = str(2**64 - 1)
    lead = {"phone_number": "7275551111", "duplicate_check": "DUPLIST"}

    assert mock.add_lead(**lead, list_id=greatest).startswith("SUCCESS")
    assert mock.add_lead(**lead, list_id=greatest) == f"{PHONE} LIST - 7275551111|{greatest}|1\n"
    assert mock.add_lead(phone_number="7275551111", duplicate_check="DUPSYS") == (
        f"{PHONE} SYSTEM - 7275551111|999|1|{greatest}\n"
    )


def put_two_lists(mock: Mock, *campaigns: str | None) -> None:
    """Lists 601 and 602 of these campaigns, and a lead in the first."""
    lists = [{"list_id": 601 + n, "campaign_id": name} for n, name in enumerate(campaigns)]
    put_leads(mock, {"list_id": 601}, vicidial_lists=base_with("vicidial_lists", *lists))


def test_lists_with_an_empty_campaign_are_one_campaigns(mock: Mock) -> None:
    put_two_lists(mock, "", "")

    for list_id in ("601", "602"):
        assert check(mock, "DUPCAMP", list_id=list_id).endswith(f"|{list_id}|7|601\n")


@pytest.mark.parametrize("campaign_id", ["", None])
def test_a_list_without_a_campaign_is_in_none(mock: Mock, campaign_id: str | None) -> None:
    put_two_lists(mock, None, campaign_id)

    assert check(mock, "DUPCAMP", list_id="602").startswith("SUCCESS")


def test_a_list_that_is_not_there_has_no_campaign_lists(mock: Mock) -> None:
    put_leads(mock, {"list_id": 777})

    assert check(mock, "DUPCAMP", list_id="777").startswith("SUCCESS")
    assert check(mock, "DUPLIST", list_id="777") == f"{PHONE} LIST - 7275551111|777|7\n"


def test_campaigns_of_lists_compare_as_the_database_does(mock: Mock) -> None:
    lists = [{"list_id": 101, "campaign_id": "Sales"}, {"list_id": 102, "campaign_id": "SALES"}]
    put_leads(mock, {}, vicidial_lists=lists)

    assert check(mock, "DUPCAMP", list_id="102") == ANSWERS["DUPCAMP"]


def test_a_campaign_whose_row_is_gone_still_joins_its_lists(mock: Mock) -> None:
    lists = [{"list_id": 501, "campaign_id": "GONE"}, {"list_id": 502, "campaign_id": "GONE"}]
    put_leads(mock, {"list_id": 501}, vicidial_lists=lists)

    assert check(mock, "DUPCAMP", list_id="502") == (
        f"{PHONE} CAMPAIGN LISTS - 7275551111|502|7|501\n"
    )


def test_a_lead_that_was_just_added_is_found(mock: Mock) -> None:
    lead = SENT | HERE | {"duplicate_check": "DUPLIST"}

    assert mock.add_lead(**lead).startswith("SUCCESS")
    assert mock.add_lead(**lead) == f"{PHONE} LIST - 7275551111|101|1\n"
