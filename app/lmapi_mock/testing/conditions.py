"""Which rows a test asks for: values and matchers by column."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

from lmapi_mock.errors import LmapiMockError, PatternError
from lmapi_mock.patterns.matchers import read_matcher
from lmapi_mock.testing.spelling import unknown

__tracebackhide__ = True  # pytest shows the test's own line, not ours

_WHOLE: Final = re.compile(r"-?[0-9]+")

R = TypeVar("R", bound=Mapping[str, Any])


def having(
    rows: list[R], where: Mapping[str, Any], table: str, columns: Callable[[], list[str]]
) -> list[R]:
    """The rows that have these values.

    Args:
        rows: of one table.
        where: a value by column: a text is compared as it stands, a number as a number (-5 finds
            `-5.00`), None finds NULL, and a mapping is a matcher, as `{"contains": "727"}`.
        table: what the rows are of, for messages.
        columns: the names of its columns, asked for where no row tells them.

    Raises:
        LmapiMockError: there is no such column, or a value is none that a column can have
            and no matcher either.
    """
    if not where:
        return rows
    known = list(rows[0]) if rows else columns()
    tests = {}
    for name, wanted in where.items():
        if name not in known:
            raise unknown(f"{table} has no column {name!r}.", name, known)
        tests[name] = _test(name, wanted)
        held = [row[name] for row in rows if row[name] is not None]
        is_number = isinstance(wanted, str) and _WHOLE.fullmatch(wanted) is not None
        if isinstance(wanted, str) and not is_number and held and isinstance(held[0], int):
            raise LmapiMockError(
                f"{name} is asked for {wanted!r}, but it holds whole numbers, as {held[0]}."
            )
    return [row for row in rows if all(test(row[name]) for name, test in tests.items())]


def _test(name: str, wanted: Any) -> Callable[[Any], bool]:
    if isinstance(wanted, bool):
        raise LmapiMockError(
            f"{name} is asked for {wanted}, but a column holds texts and numbers. "
            f"Ask for what is stored, as {name}='Y' or {name}='1'."
        )
    if wanted is None:
        return lambda value: value is None
    if isinstance(wanted, int | float | Decimal):
        wanted = {"equalToNumber": f"{Decimal(str(wanted)):f}"}
    elif isinstance(wanted, dt.date | dt.time):
        wanted = str(wanted)
    elif not isinstance(wanted, str | Mapping | list):
        raise LmapiMockError(
            f"{name} is asked for {wanted!r:.120}. Accepted: a text, a number, a date, None, or a "
            'matcher as {"contains": "727"}.'
        )
    try:
        matcher = read_matcher(wanted, name)
    except PatternError as error:
        raise LmapiMockError(f"{error} {error.hint}", error.hint) from None
    return lambda value: matcher.matches(None if value is None else str(value))
