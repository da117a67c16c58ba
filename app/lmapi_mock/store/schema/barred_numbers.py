"""Columns in which a number is looked up as it is dialled: what is not digits bars nobody."""

from __future__ import annotations

import re
from typing import Final

BARRED_NUMBERS: Final = frozenset(
    {
        ("vicidial_dnc", "phone_number"),
        ("vicidial_campaign_dnc", "phone_number"),
        ("vicidial_filter_phone_numbers", "phone_number"),
    }
)
"""By table and column."""

_DIALLED: Final = re.compile(r"[0-9]+[xX]*")


def is_barred_number(text: str) -> bool:
    """Whether any number can equal this: digits, or an area code's, as `727XXXXXXX`."""
    return _DIALLED.fullmatch(text) is not None
