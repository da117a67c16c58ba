"""Numbers as PHP reads and prints them."""

from __future__ import annotations

import pytest

from lmapi_mock.non_agent_api.wire.php import php_float, php_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-5", -5.0),
        ("-5.00", -5.0),
        ("+5.75", 5.75),
        ("  3.5", 3.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e2", 100.0),
        ("1e", 1.0),
        ("12abc", 12.0),
        ("abc", 0.0),
        ("", 0.0),
        ("-", 0.0),
        ("--5", 0.0),
        ("1,5", 1.0),
    ],
)
def test_a_text_is_the_number_that_it_begins_with(text: str, number: float) -> None:
    assert php_float(text) == number


def test_a_text_of_any_length_is_read() -> None:
    assert php_float("7" + "x" * 100_000) == 7.0


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (-4.0, "-4"),
        (0.0, "0"),
        (-0.5, "-0.5"),
        (5.75, "5.75"),
        (-2.5, "-2.5"),
        (10.0, "10"),
        (12.75, "12.75"),
    ],
)
def test_a_number_is_printed_without_needless_decimals(number: float, text: str) -> None:
    assert php_number(number) == text
