"""Messages in both dialects, lines and refusals."""

from __future__ import annotations

import pytest

from lmapi_mock.non_agent_api.core.outcome import Dialect, Line, Message, Refusal

BOTH = Message(
    "NOTICE",
    "add_lead THING DONE",
    " - {lead_id}|{user}",
    documented=" - {user}|{lead_id}",
    logged="{lead_id}",
    vicidial_prefix="{records}",
)
ONE = Message("ERROR", "add_lead THING FAILED", ": |{user}|")
FIELDS = {"lead_id": 7, "user": "6666", "records": "a|b"}


def test_vicidials_form_may_have_a_prefix_on_the_same_line() -> None:
    text = Line(BOTH, FIELDS).text(Dialect.VICIDIAL)

    assert text == "a|bNOTICE: add_lead THING DONE - 7|6666\n"


def test_the_documented_form_has_its_own_order_and_no_prefix() -> None:
    assert Line(BOTH, FIELDS).text(Dialect.DOCUMENTED) == "NOTICE: add_lead THING DONE - 6666|7\n"


@pytest.mark.parametrize("dialect", Dialect)
def test_a_message_of_one_form_is_the_same_in_both(dialect: Dialect) -> None:
    assert Line(ONE, FIELDS).text(dialect) == "ERROR: add_lead THING FAILED: |6666|\n"


def test_a_line_is_logged_in_a_form_of_its_own() -> None:
    assert Line(BOTH, FIELDS).logged == "7"


def test_a_line_without_that_form_is_not_logged() -> None:
    assert Line(ONE, FIELDS).logged is None


def test_an_empty_form_is_logged_all_the_same() -> None:
    assert Line(Message("ERROR", "x", "", logged=""), {}).logged == ""


@pytest.mark.parametrize("value", ["{user}", "{0}", "{", "}}", "{lead_id!r:>9}"])
def test_braces_in_a_value_are_only_braces(value: str) -> None:
    line = Line(ONE, {"user": value})

    assert line.text(Dialect.VICIDIAL) == f"ERROR: add_lead THING FAILED: |{value}|\n"


def test_a_refusal_is_named_by_its_first_line() -> None:
    refusal = Refusal(Line(ONE, {"user": "6666"}))

    assert str(refusal) == "add_lead THING FAILED"
    assert [line.fields for line in refusal.lines] == [{"user": "6666"}]


def test_a_refusal_may_have_several_lines() -> None:
    lines = (Line(ONE, FIELDS), Line(BOTH, FIELDS))

    assert Refusal(*lines).lines == lines
