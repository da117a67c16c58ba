"""Findings of the functions for do-not-call numbers and filter phone groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from lmapi_mock.non_agent_api.core.finding import Finding, Kind, Seen, Severity, said, text_of
from lmapi_mock.non_agent_api.core.function import Findings
from lmapi_mock.non_agent_api.dnc_phone import messages
from lmapi_mock.non_agent_api.dnc_phone.dnc import SYSTEM

KINDS: Final[Mapping[str, Kind]] = {
    "dnc-campaign-unknown": Kind(
        Severity.WARNING,
        "A do-not-call number of a campaign that does not exist",
        "The campaign is not looked up: the number is on a list that no campaign asks, and goes on"
        " being called.",
        "Send a campaign_id of vicidial_campaigns, or SYSTEM_INTERNAL, in capitals, for all.",
    ),
    "dnc-number-cut": Kind(
        Severity.ERROR,
        "A number or campaign longer than its column",
        "It is stored cut: under the name given it is not found again, to be deleted or not to be"
        " called.",
        "Send a number of up to 18 digits, a campaign_id of up to 8 characters, a group of up to"
        " 20.",
    ),
    "dnc-other-campaign": Kind(
        Severity.WARNING,
        "A do-not-call list that its campaign does not ask",
        "The campaign has use_other_campaign_dnc: its calls are held against that campaign's list,"
        " and this number goes on being called.",
        "Send the campaign_id that use_other_campaign_dnc names.",
    ),
    "numbers-as-one": Kind(
        Severity.WARNING,
        "Several numbers are taken for one",
        "A comma stays in the number: one entry, which no lead's number ever equals.",
        "Send a request for each number.",
    ),
    "dnc-areacode": Kind(
        Severity.WARNING,
        "An area code for the do-not-call list",
        "The letters of 312XXXXXXX are dropped: no function of this API can put an area code on a"
        " do-not-call list, or take it off.",
        "Change vicidial_dnc in the dialer's own pages.",
    ),
}


def _find(seen: Seen) -> Iterator[Finding]:
    sent, value = text_of(seen, "phone_number"), seen.cleaned
    if sent.upper().rstrip().endswith("XXXXXXX"):
        yield Finding(
            "dnc-areacode",
            f"{sent} is an area code; its letters were dropped.",
            "phone_number",
            sent,
            value["phone_number"],
        )
    stored = said(seen, messages.DNC_ADDED, messages.FPG_ADDED)
    if stored and len(value["phone_number"]) > 18:
        yield _cut("phone_number", value["phone_number"], 18)
    if "," in value["phone_number"]:
        yield Finding(
            "numbers-as-one",
            f"{value['phone_number']} is one entry of the list.",
            "phone_number",
            sent,
            value["phone_number"],
        )
    if stored and len(value.get("group", "")) > 20:
        yield _cut("group", value["group"], 20)
    campaign_id = value.get("campaign_id", SYSTEM)
    if not stored or campaign_id == SYSTEM:
        return
    if len(campaign_id) > 8:
        yield _cut("campaign_id", campaign_id, 8)
    other = seen.noted.get("asks_campaign", "")
    if other and other.lower() != campaign_id.lower():
        yield Finding(
            "dnc-other-campaign",
            f"Calls of {campaign_id} are held against the list of {other}.",
            "campaign_id",
            text_of(seen, "campaign_id"),
            other,
        )
    if not seen.noted.get("campaign_exists", True):
        yield Finding(
            "dnc-campaign-unknown",
            f"{campaign_id} is no campaign: nobody looks at its do-not-call list.",
            "campaign_id",
            text_of(seen, "campaign_id"),
            campaign_id,
        )


def _cut(name: str, value: str, most: int) -> Finding:
    return Finding(
        "dnc-number-cut", f"{name} is stored as {value[:most]}.", name, value, value[:most]
    )


FINDINGS: Final = Findings(KINDS, _find)
