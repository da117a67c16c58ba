"""Columns in which a number is looked up as it is dialled: in any other form nothing finds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How a column holds phone numbers.

    Attributes:
        form: what all of a number matches.
        accepted: the same in words, with the reason.
    """

    form: re.Pattern[str]
    accepted: str


_BARRED: Final = NumberForm(
    # An area code is barred as 727XXXXXXX.
    re.compile(r"[0-9]+[xX]*"),
    "digits alone, as numbers are compared with it",
)
_LEAD: Final = NumberForm(
    # A comma is what cleaning leaves of a number beside digits.
    re.compile(r"[0-9,]*"),
    "digits alone, as add_lead stores them: duplicates and searches find no other",
)

NUMBER_FORMS: Final[Mapping[tuple[str, str], NumberForm]] = {
    ("vicidial_dnc", "phone_number"): _BARRED,
    ("vicidial_campaign_dnc", "phone_number"): _BARRED,
    ("vicidial_filter_phone_numbers", "phone_number"): _BARRED,
    ("vicidial_list", "phone_number"): _LEAD,
}
"""By table and column."""
