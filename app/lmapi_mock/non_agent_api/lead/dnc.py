"""Do-not-call numbers, the system's and a campaign's, whole or by area code (steps 13, 14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.lead import messages
from lmapi_mock.store.lookup import configuration
from lmapi_mock.store.schema.tables import vicidial_campaign_dnc, vicidial_dnc
from lmapi_mock.store.sql.statements import Statement

_IN_DNC: Final = Statement(
    lambda compare: (
        sa.select(sa.literal_column("1"))
        .select_from(vicidial_dnc)
        .where(
            sa.or_(
                compare.matches(vicidial_dnc.c.phone_number, "phone_number"),
                compare.matches(vicidial_dnc.c.phone_number, "areacode"),
            )
        )
        .limit(sa.literal_column("1"))
    )
)
_IN_CAMPAIGN_DNC: Final = Statement(
    lambda compare: (
        sa.select(sa.literal_column("1"))
        .select_from(vicidial_campaign_dnc)
        .where(
            sa.or_(
                compare.matches(vicidial_campaign_dnc.c.phone_number, "phone_number"),
                compare.matches(vicidial_campaign_dnc.c.phone_number, "areacode"),
            ),
            compare.matches(vicidial_campaign_dnc.c.campaign_id, "campaign_id"),
        )
        .limit(sa.literal_column("1"))
    )
)


CHECKED: Final = frozenset({"Y", "AREACODE"})
"""The values that ask for a check."""


def is_asked(value: Mapping[str, str]) -> bool:
    """Whether either list is to be looked at."""
    return value["dnc_check"] in CHECKED or value["campaign_dnc_check"] in CHECKED


def check_dnc(call: Call) -> None:
    """Refuse a number that is on a list which was asked for."""
    value = call.value
    phone = value["phone_number"]
    if value["dnc_check"] in CHECKED:
        areacode = _areacode_entry(call, value["dnc_check"])
        if call.tx.first(_IN_DNC, phone_number=phone, areacode=areacode):
            raise call.refusal(messages.IN_DNC)
    if value["campaign_dnc_check"] in CHECKED:
        areacode = _areacode_entry(call, value["campaign_dnc_check"])
        campaign_id = _dnc_campaign(call)
        if call.tx.first(
            _IN_CAMPAIGN_DNC, phone_number=phone, areacode=areacode, campaign_id=campaign_id
        ):
            raise call.refusal(messages.IN_CAMPAIGN_DNC)


def _areacode_entry(call: Call, check: str) -> str:
    """How a whole area code stands in a DNC list; without AREACODE the number itself."""
    return f"{call.areacode}XXXXXXX" if check == "AREACODE" else call.value["phone_number"]


def _dnc_campaign(call: Call) -> str:
    """The campaign whose list is asked: another's where use_other_campaign_dnc names one."""
    campaign_id = call.value["campaign_id"]
    campaign = configuration.campaign(call.tx, campaign_id)
    other = str(campaign["use_other_campaign_dnc"] or "") if campaign else ""
    return other or campaign_id
