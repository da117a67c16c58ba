"""What every parameter keeps of what was sent (behaviour spec, section 3)."""

from __future__ import annotations

import string

import pytest

from client import Mock, base_changed
from lmapi_mock.non_agent_api.functions import named
from lmapi_mock.non_agent_api.wire.parse import ARRAY, Parameters
from lmapi_mock.non_agent_api.wire.sanitise import FAIL_AS_ARRAY

DIGITS = string.digits
LETTERS = string.ascii_letters + DIGITS
EVERY_BYTE = bytes(range(256))

KEPT = {
    "lead_id rank phone_code entry_list_id": DIGITS,
    "phone_number": DIGITS + ",",
    "date_of_birth": DIGITS + "-",
    "gmt_offset_now": DIGITS + "-_.",
    "gender dnc_check campaign_dnc_check add_to_hopper hopper_local_call_time_check "
    "usacan_areacode_check usacan_prefix_check nanpa_ac_prefix_check callback callback_type "
    "lookup_state": string.ascii_uppercase,
    "list_exists_check custom_fields format source remove_from_hopper": LETTERS,
    "function duplicate_check tz_method user pass agent_user campaign_id campaing callback_status "
    "callback_user country_code middle_initial list_id": LETTERS + "-_",
    "state": LETTERS + "- ",
    "title": LETTERS + "-'_. ",
    "callback_datetime callback_comments": LETTERS + "-+.:/@_ ",
}
"""Rules that leave a `+` as it is, if they keep it at all."""

PLUS_IS_SPACE = {
    "first_name last_name province alt_phone": LETTERS + "-'+_. ",
    "address1 address2 address3 city security_phrase owner": LETTERS + "-'+.:/@_ ",
    "email": LETTERS + "-'+.:/@_% ",
    "postal_code": LETTERS + "-'+ ",
    "multi_alt_phones": LETTERS + "-+!:_ ",
}
FREE_TEXT = ("vendor_lead_code", "source_id", "comments")
LETTERS_ARE_UNICODE = [
    "first_name",
    "last_name",
    "province",
    "alt_phone",
    "address1",
    "address2",
    "address3",
    "city",
    "security_phrase",
    "owner",
    "email",
    "postal_code",
    "multi_alt_phones",
    "state",
    "title",
    "user",
    "pass",
    "agent_user",
    "source",
    "format",
    "remove_from_hopper",
    "campaign_id",
    "callback_status",
    "callback_user",
    "callback_comments",
    "country_code",
    "middle_initial",
]
NEVER_UNICODE = [
    "function",
    "list_exists_check",
    "custom_fields",
    "duplicate_check",
    "tz_method",
    "callback_datetime",
    "callback_type",
]

CLEANER = named("add_lead").cleaner


def split(rules: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, kept) for names, kept in rules.items() for name in names.split()]


def cleaned(name: str, value: bytes, *, non_latin: bool = False) -> str:
    return CLEANER.clean(Parameters({name: value}), non_latin=non_latin)[name]


@pytest.mark.parametrize(("name", "kept"), split(KEPT))
def test_only_the_characters_of_the_rule_stay(name: str, kept: str) -> None:
    assert cleaned(name, EVERY_BYTE) == "".join(sorted(kept))


@pytest.mark.parametrize(("name", "kept"), split(PLUS_IS_SPACE))
def test_a_plus_that_stays_becomes_a_space(name: str, kept: str) -> None:
    assert cleaned(name, EVERY_BYTE) == "".join(sorted(kept)).replace("+", " ")


@pytest.mark.parametrize("name", FREE_TEXT)
def test_free_text_loses_three_characters_and_its_pluses(name: str) -> None:
    left = bytes(byte for byte in EVERY_BYTE if byte not in b';#"').replace(b"+", b" ")

    assert cleaned(name, EVERY_BYTE).encode("utf-8", "surrogateescape") == left


def test_every_rule_is_tested() -> None:
    tested = {name for name, _ in [*split(KEPT), *split(PLUS_IS_SPACE)]}

    assert tested | {*FREE_TEXT, "hopper_priority"} == CLEANER.rules.keys()


def test_what_was_not_sent_is_empty() -> None:
    values = CLEANER.clean(Parameters(), non_latin=False)

    assert values.pop("hopper_priority") == "0"
    assert set(values.values()) == {""}


def test_the_query_is_cleaned_before_the_body_is_looked_at() -> None:
    values = CLEANER.clean(Parameters({"rank": b"x"}, {"rank": b"5"}), non_latin=False)

    assert values["rank"] == ""


def test_a_parameter_that_nobody_knows_is_left_out() -> None:
    assert "favorite_color" not in CLEANER.clean(
        Parameters({"favorite_color": b"x"}), non_latin=False
    )


@pytest.mark.parametrize("name", ["city", "postal_code", "comments", "campaign_id"])
def test_an_array_is_a_word(name: str) -> None:
    assert CLEANER.clean(Parameters({name: ARRAY}), non_latin=False)[name] == "Array"


@pytest.mark.parametrize("name", sorted(FAIL_AS_ARRAY & CLEANER.rules.keys()))
def test_an_array_that_the_engine_fails_on_is_as_if_not_sent(name: str) -> None:
    given = CLEANER.clean(Parameters({name: ARRAY}), non_latin=False)

    assert given == CLEANER.clean(Parameters({}), non_latin=False)


def test_a_list_keeps_its_digits_whatever_else_is_sent_with_non_latin() -> None:
    assert cleaned("list_id", b"101\xe9", non_latin=True) == "101"


@pytest.mark.parametrize("name", LETTERS_ARE_UNICODE)
def test_letters_are_dropped_byte_by_byte_unless_non_latin_is_on(name: str) -> None:
    sent = "aé日ß٣1".encode()

    assert cleaned(name, sent) == "a1"
    assert cleaned(name, sent, non_latin=True) == "aé日ß1"


@pytest.mark.parametrize("name", LETTERS_ARE_UNICODE)
def test_what_is_no_utf8_is_empty_with_non_latin(name: str) -> None:
    assert cleaned(name, b"abc\xe9", non_latin=True) == ""
    assert cleaned(name, b"abc\xe9") == "abc"


@pytest.mark.parametrize("name", NEVER_UNICODE)
def test_switches_stay_ascii_with_non_latin(name: str) -> None:
    sent = "Yé日".encode()

    assert cleaned(name, sent, non_latin=True) == cleaned(name, sent) == "Y"


@pytest.mark.parametrize("name", ["phone_number", "rank", "date_of_birth", "entry_list_id"])
def test_digits_stay_ascii_with_non_latin(name: str) -> None:
    assert cleaned(name, "12٣½".encode(), non_latin=True) == "12"


def test_pluses_and_forbidden_characters_go_from_unicode_text_too() -> None:
    assert cleaned("first_name", "Zoë+;Ann\u0301\U0001f600!".encode(), non_latin=True) == "Zoë Ann"


@pytest.mark.parametrize(
    ("sent", "priority"),
    [
        ("", "0"),
        ("x", "0"),
        ("0", "0"),
        ("50", "50"),
        ("99", "99"),
        ("100", "99"),
        ("0100", "99"),
        ("-99", "-99"),
        ("-100", "-99"),
        ("9" * 5000, "99"),
        ("-" + "9" * 5000, "-99"),
        ("--5", "-99"),  # as text before "-99"
        ("99-1", "99"),  # as text after "99"
        ("9-9", "9-9"),  # as text between the two
    ],
)
def test_the_hopper_priority_is_between_99_and_minus_99(sent: str, priority: str) -> None:
    assert cleaned("hopper_priority", sent.encode()) == priority


def test_the_answer_shows_values_as_cleaned(mock: Mock) -> None:
    answer = mock.add_lead(phone_number="(727) 555-1111", list_id="list 101!", first_name="<Ann>")

    assert answer == "SUCCESS: add_lead LEAD HAS BEEN ADDED - 7275551111|101|1|-4|6666\n"
    assert mock.rows("vicidial_list")[0]["first_name"] == "Ann"


def test_a_lower_case_switch_is_dropped(mock: Mock) -> None:
    assert mock.add_lead(phone_number="7275559999", dnc_check="y").startswith("SUCCESS")
    assert mock.add_lead(phone_number="7275559999", dnc_check="yYy").startswith("ERROR")


def test_non_latin_names_are_stored_whole(mock: Mock) -> None:
    mock.put_state(system_settings=base_changed("system_settings", use_non_latin="1"))
    mock.add_lead(phone_number="7275551111", first_name="Zoë", last_name="小林", city=b"Rom\xe9")

    (lead,) = mock.rows("vicidial_list")
    assert (lead["first_name"], lead["last_name"], lead["city"]) == ("Zoë", "小林", "")
