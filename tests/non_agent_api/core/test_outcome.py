"""Messages in both dialects, lines and refusals."""

from __future__ import annotations

import pytest

from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Message, Refusal

BOTH = Message(
    "NOTICE",
    "THING DONE",
    " - {lead_id}|{user}",
    documented=" - {user}|{lead_id}",
    logged="{lead_id}",
    vicidial_prefix="{records}",
)
ONE = Message("ERROR", "THING FAILED", ": |{user}|")
FIELDS = {"lead_id": 7, "user": "6666", "records": "a|b"}


def test_vicidials_form_may_have_a_prefix_on_the_same_line() -> None:
    text = Line(BOTH, FIELDS, "add_lead").text(Dialect.VICIDIAL)

    assert text == "a|bNOTICE: add_lead THING DONE - 7|6666\n"


def test_the_documented_form_has_its_own_order_and_no_prefix() -> None:
    assert (
        Line(BOTH, FIELDS, "add_lead").text(Dialect.DOCUMENTED)
        == "NOTICE: add_lead THING DONE - 6666|7\n"
    )


@pytest.mark.parametrize("dialect", Dialect)
def test_a_message_of_one_form_is_the_same_in_both(dialect: Dialect) -> None:
    assert Line(ONE, FIELDS, "add_lead").text(dialect) == "ERROR: add_lead THING FAILED: |6666|\n"


def test_a_line_is_logged_in_a_form_of_its_own() -> None:
    assert Line(BOTH, FIELDS, "add_lead").logged == "7"


def test_a_line_without_that_form_is_not_logged() -> None:
    assert Line(ONE, FIELDS, "add_lead").logged is None


def test_an_empty_form_is_logged_all_the_same() -> None:
    assert Line(Message("ERROR", "x", "", logged=""), {}, "add_lead").logged == ""


@pytest.mark.parametrize("value", ["{user}", "{0}", "{", "}}", "{lead_id!r:>9}"])
def test_braces_in_a_value_are_only_braces(value: str) -> None:
    line = Line(ONE, {"user": value}, "add_lead")

    assert line.text(Dialect.VICIDIAL) == f"ERROR: add_lead THING FAILED: |{value}|\n"


def test_a_refusal_is_named_by_its_first_line() -> None:
    refusal = Refusal(Line(ONE, {"user": "6666"}, "add_lead"))

    assert str(refusal) == "add_lead THING FAILED"
    assert [line.fields for line in refusal.lines] == [{"user": "6666"}]


def test_a_refusal_may_have_several_lines() -> None:
    lines = (Line(ONE, FIELDS, "add_lead"), Line(BOTH, FIELDS, "add_lead"))

    assert Refusal(*lines).lines == lines


def test_of_a_line_of_data_only_the_data_is_printed() -> None:
    message = Message("SUCCESS", "FOUND: {rows}", "{data}", logged="x", prints_result=False)
    line = Line(message, {"data": "a|b", "rows": 2}, "lead_search")

    assert line.text(Dialect.VICIDIAL) == "a|b\n"
    assert line.reason == "lead_search FOUND: 2"


def test_a_message_may_name_no_function_and_end_without_a_line_feed() -> None:
    message = Message("ERROR", "auth NO", "", names_function=False, ends_line=False)

    assert Line(message, {}, "add_lead").text(Dialect.VICIDIAL) == "ERROR: auth NO"
