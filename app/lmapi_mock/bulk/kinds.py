"""What can be imported and exported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from lmapi_mock.store.schema import tables as t


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be imported and exported.

    Attributes:
        table: where its rows are.
        required: columns that a row cannot be without.
        is_set: the table holds each of its keys once, so that one that is there already is done.
    """

    table: sa.Table
    required: tuple[str, ...]
    is_set: bool = False


KINDS: Final = {
    "leads": Kind(t.vicidial_list, ("phone_number",)),
    "dnc": Kind(t.vicidial_dnc, ("phone_number",), is_set=True),
    "campaign-dnc": Kind(t.vicidial_campaign_dnc, ("phone_number", "campaign_id"), is_set=True),
    "nanpa": Kind(t.vicidial_nanpa_prefix_codes, ("areacode", "prefix")),
    "phone-codes": Kind(t.vicidial_phone_codes, ("country_code",)),
}
"""By the name that the command line gives them."""
