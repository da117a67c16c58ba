from __future__ import annotations

import pytest

from lmapi_mock.mariadb.fitting import misfit
from lmapi_mock.mariadb.types import parse_type


@pytest.mark.parametrize(
    ("kind", "value", "accepted"),
    [
        ("enum('0','1')", 1, "one of '0', '1', as text: a number is a position in that list"),
        ("enum('0','1')", "2", "one of '0', '1'"),
        ("enum('Y','N')", "maybe", "one of 'Y', 'N'"),
        ("enum('Y','N')", 1.5, "one of 'Y', 'N', as text: a number is a position in that list"),
        ("int(9)", "high", "a whole number from -2147483648 to 2147483647"),
        ("int(9)", "", "a whole number from -2147483648 to 2147483647"),
        ("tinyint unsigned", 256, "a whole number from 0 to 255"),
        ("tinyint unsigned", -1, "a whole number from 0 to 255"),
        ("int(9)", 1.5, "a whole number from -2147483648 to 2147483647"),
        ("int(9)", "1_000", "a whole number from -2147483648 to 2147483647"),
        ("decimal(4,2)", "1000", "a number of up to 2 digits and 2 decimal places"),
        ("decimal(4,2)", 1.005, "a number of up to 2 digits and 2 decimal places"),
        ("decimal(4,2)", "ten", "a number of up to 2 digits and 2 decimal places"),
        ("date", "2026-13-45", "a date as 2026-03-01"),
        ("datetime", "tomorrow", "a date as 2026-03-01 14:30:00"),
        ("date", "", ""),
        ("time", "25h", "a time as 14:30:00"),
        ("varchar(3)", "four", "up to 3 characters; it has 4"),
        ("varchar(3)", "four    ", "up to 3 characters; it has 8"),
        ("char(3)", "four", "up to 3 characters; it has 4"),
        ("tinytext", "é" * 128, "up to 255 bytes"),
    ],
)
def test_what_a_column_would_change_is_told_with_what_it_accepts(
    kind: str, value: str | float, accepted: str
) -> None:
    assert misfit(parse_type(kind), value) == accepted


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("enum('Y','N')", "y"),
        ("enum('Y','N')", "N  "),
        ("enum('Y','N')", ""),
        ("int(9)", "007"),
        ("int(9)", -5.0),
        ("bigint unsigned", "18446744073709551615"),
        ("decimal(4,2)", -5),
        ("decimal(4,2)", "5.500"),
        ("date", "1980-7-4"),
        ("date", "0000-00-00"),
        ("datetime", "2026-03-01"),
        ("datetime", "0000-00-00 00:00:00"),
        ("time", "14:30:00"),
        ("varchar(4)", "four"),
        ("varchar(4)", 1.25),
        ("char(3)", "abc  "),
        ("tinytext", "x" * 255),
    ],
)
def test_what_a_column_holds_is_let_in(kind: str, value: str | float) -> None:
    assert misfit(parse_type(kind), value) == ""
