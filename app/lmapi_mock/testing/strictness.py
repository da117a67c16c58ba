"""What a strict test asks for: severities and codes of findings, none of them misspelt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, get_args

from lmapi_mock.errors import LmapiMockError
from lmapi_mock.testing.spelling import nearest, unknown
from lmapi_mock.testing.told import Severity

__tracebackhide__ = True  # pytest shows the test's own line, not ours

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


def check_severity(value: object, name: str) -> Severity:
    """A severity, as it was given.

    Args:
        value: what should be one.
        name: what it was given for, for messages.

    Raises:
        LmapiMockError: it is none.
    """
    for one in SEVERITIES:
        if one == value:
            return one
    raise unknown(f"{name} is {value!r}.", str(value), SEVERITIES)


def check_codes(value: Iterable[str], name: str) -> frozenset[str]:
    """Codes of findings, as they were given.

    Args:
        value: a list of them, or another collection.
        name: what they were given for, for messages.

    Raises:
        LmapiMockError: it is none, or one of them is no finding's.
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise LmapiMockError(f"{name} is {value!r}. Accepted: a list of codes.")
    codes = frozenset(value)
    if codes:
        from lmapi_mock.findings.catalogue import catalogue  # noqa: PLC0415  of those who allow some

        kinds = catalogue()
        for code in sorted(codes, key=str):
            if code not in kinds:
                near = nearest(str(code), kinds)
                meant = f" Did you mean {near}?" if near else ""
                raise LmapiMockError(
                    f"{name} names {code!r}, which is no finding's code.{meant} docs/findings.md "
                    "lists them."
                )
    return codes
