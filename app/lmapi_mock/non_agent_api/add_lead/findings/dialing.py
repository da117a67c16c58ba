"""Findings about what becomes of a stored lead: who dials it, when, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lmapi_mock.mariadb.collation import fold
from lmapi_mock.non_agent_api.add_lead.findings.settings import HELD
from lmapi_mock.non_agent_api.add_lead.messages import LEAD_ADDED
from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    Seen,
    has_country_code,
    outlook_of,
    text_of,
)
from lmapi_mock.non_agent_api.lead import dnc, messages, number_findings


def find(seen: Seen) -> Iterator[Finding]:
    """What keeps a stored lead from being dialed, or from being dialed well."""
    if not seen.lead_id:
        return
    row = next((one.row for one in seen.rows if one.table == "vicidial_list"), {})
    yield from _held(seen)
    if seen.watched is not None:
        yield from _list(seen, str(row["list_id"]))
        yield from _campaign(seen)
        yield from _offset(seen, row)
    yield from number_findings.find(seen, row, is_guess=_is_guess(seen))
    yield from _state(seen, row)
    inactive = seen.noted.get("inactive_address")
    if inactive:
        yield Finding(
            "new-lead-address-inactive",
            f"A dialer calls the new-lead address of {inactive}, though its row is not active.",
        )
    if seen.repeats:
        yield Finding(
            "repeated-lead",
            f"Request {seen.repeats} stored the same lead; this is a second one, {seen.lead_id}.",
            "phone_number",
            text_of(seen, "phone_number"),
            str(seen.lead_id),
        )


def _held(seen: Seen) -> Iterator[Finding]:
    for line in seen.lines:
        if line.message in HELD:
            is_user = line.message is messages.CALLBACK_USER_NOT_VALID
            name = "callback_user" if is_user else "campaign_id"
            value = seen.cleaned[name]
            why = f"{name} {value} does not exist" if value else f"there is no {name}"
            yield Finding(
                "held-without-callback",
                f"Lead {seen.lead_id} is held as CBHOLD, and has no callback: {why}.",
                name,
                value,
            )


def _list(seen: Seen, list_id: str) -> Iterator[Finding]:
    outlook = outlook_of(seen)

    def finding(code: str, message: str, kept: str = list_id) -> Finding:
        return Finding(code, message, "list_id", text_of(seen, "list_id"), kept)

    if not outlook.exists:
        yield finding(
            "list-missing",
            f"List {list_id} does not exist; no campaign dials lead {seen.lead_id}.",
        )
        return
    if not outlook.is_active:
        yield finding("list-inactive", f"List {list_id} is not active; its leads are not dialed.")
    campaign = outlook.campaign
    if not outlook.campaign_exists:
        what = f"campaign {campaign}, which does not exist" if campaign else "no campaign"
        yield finding("campaign-missing", f"List {list_id} belongs to {what}.", campaign)
    elif not outlook.campaign_is_active:
        message = f"Campaign {campaign}, which list {list_id} belongs to, is not active."
        yield finding("campaign-inactive", message, campaign)


def _campaign(seen: Seen) -> Iterator[Finding]:
    value = seen.cleaned
    sent, listed = value["campaign_id"], outlook_of(seen).campaign
    is_used = value["callback"] == "Y" or value["campaign_dnc_check"] in dnc.CHECKED
    if sent and listed and fold(sent) != fold(listed) and not is_used:
        name = "campaign_id" if "campaign_id" in seen.parameters else "campaing"
        yield Finding(
            "campaign-not-the-lists",
            f"{name} changes nothing: the list belongs to campaign {listed}.",
            name,
            text_of(seen, name),
            listed,
        )


def _is_guess(seen: Seen) -> bool:
    guessed = seen.watched is not None and seen.watched.offset_guessed
    return guessed or _answered_offset(seen) == ""


def _answered_offset(seen: Seen) -> object:
    return next(
        (line.fields["gmt_offset"] for line in seen.lines if line.message is LEAD_ADDED),
        None,
    )


def _offset(seen: Seen, row: Any) -> Iterator[Finding]:
    offset = _answered_offset(seen)
    sent = text_of(seen, "phone_number")
    if seen.watched is not None and seen.watched.zone_missed:
        method = seen.cleaned["tz_method"]
        looked_at = "owner" if method == "TZCODE" else "postal_code"
        yield Finding(
            "time-zone-not-found",
            f"tz_method {method} found nothing for {looked_at} {seen.cleaned[looked_at]}; the"
            f" offset, {row['gmt_offset_now']}, is the phone number's.",
            looked_at,
            text_of(seen, looked_at),
            str(row["gmt_offset_now"]),
        )
    if offset == "":
        yield Finding(
            "offset-unknown",
            f"No time zone is known for country code {row['phone_code']}; the offset is 0."
            f"{_at_home(seen, row)}",
            "phone_number",
            sent,
            str(row["gmt_offset_now"]),
        )
    elif seen.watched is not None and seen.watched.offset_guessed and not has_country_code(seen):
        yield Finding(
            "offset-guessed",
            f"The time zone of {row['phone_number']} is not known; {offset} is that of country "
            f"code {row['phone_code']}'s first row.{_at_home(seen, row)}",
            "phone_number",
            sent,
            str(offset),
        )


def _at_home(seen: Seen, row: Any) -> str:
    zones = number_findings.zones_of(seen, row)
    return f" The number is of {zones}." if zones else ""


def _state(seen: Seen, row: Any) -> Iterator[Finding]:
    if seen.cleaned["lookup_state"] == "Y" and not row.get("state"):
        yield Finding(
            "state-not-found",
            f"lookup_state found no state: vicidial_phone_codes has none for country code"
            f" {row['phone_code']} and area code {str(row['phone_number'])[:3]}.",
            "lookup_state",
            text_of(seen, "lookup_state"),
        )
