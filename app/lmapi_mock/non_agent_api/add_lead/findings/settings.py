"""Findings about what was asked for: switches, duplicate checks, and what they need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lmapi_mock.non_agent_api.add_lead.duplicates import (
    CHECKS,
    NAME_PHONE,
    TITLE_ALT_PHONE,
    WINDOW_DAYS,
)
from lmapi_mock.non_agent_api.add_lead.validate import DEFAULT_LIST_ID
from lmapi_mock.non_agent_api.core.finding import Finding, Seen, outlook_of, text_of
from lmapi_mock.non_agent_api.lead import alt_phones, dnc, messages
from lmapi_mock.non_agent_api.wire.parse import ARRAY
from lmapi_mock.non_agent_api.wire.php import php_strlen

Value = Mapping[str, str]

_Y: Final = frozenset({"Y"})
SWITCHES: Final[Mapping[str, frozenset[str]]] = {
    "dnc_check": dnc.CHECKED,
    "campaign_dnc_check": dnc.CHECKED,
    "add_to_hopper": _Y,
    "hopper_local_call_time_check": _Y,
    "usacan_areacode_check": _Y,
    "usacan_prefix_check": _Y,
    "nanpa_ac_prefix_check": _Y,
    "callback": _Y,
    "lookup_state": _Y,
    "custom_fields": _Y,
}
"""What switches each on; list_exists_check takes any text that holds a Y."""

OFF: Final = frozenset({"", "0", "f", "false", "n", "no", "none", "off"})
"""What people send, in any case, to leave a switch off."""

HELD: Final = (messages.CALLBACK_CAMPAIGN_NOT_VALID, messages.CALLBACK_USER_NOT_VALID)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A parameter that asks for something which needs something else.

    Attributes:
        parameter: what asks.
        lacks: whether it does, and what it needs is missing.
        sentence: says so.
    """

    parameter: str
    lacks: Callable[[Value], bool]
    sentence: str


def _asks(check: tuple[str, ...]) -> Callable[[Value], bool]:
    names = [one.name for one in CHECKS if one.fields is check]
    return lambda value: any(name in value["duplicate_check"].upper() for name in names)


_ASKS_TITLE: Final = _asks(TITLE_ALT_PHONE)
_ASKS_NAME: Final = _asks(NAME_PHONE)

REQUIREMENTS: Final = (
    Requirement(
        "callback",
        lambda value: value["callback"] == "Y" and not value["campaign_id"],
        "callback=Y needs a campaign_id.",
    ),
    Requirement(
        "callback",
        lambda value: value["callback"] == "Y" and not value["callback_datetime"],
        "callback=Y needs a callback_datetime; without one it is at 0000-00-00 00:00:00.",
    ),
    Requirement(
        "add_to_hopper",
        lambda value: value["add_to_hopper"] == "Y" and value["remove_from_hopper"] == "Y",
        "add_to_hopper needs remove_from_hopper not to be Y, which switches it off without a word.",
    ),
    Requirement(
        "callback_user",
        lambda value: (
            value["callback"] == "Y"
            and bool(value["callback_user"])
            and value["callback_type"] != "USERONLY"
        ),
        "callback_user needs callback_type=USERONLY; the callback is anyone's.",
    ),
    Requirement(
        "callback_datetime",
        lambda value: bool(value["callback_datetime"]) and not value["callback"],
        "callback_datetime needs callback=Y; there is no callback.",
    ),
    Requirement(
        "campaign_dnc_check",
        lambda value: value["campaign_dnc_check"] in dnc.CHECKED and not value["campaign_id"],
        "campaign_dnc_check needs a campaign_id; no campaign's list was looked at.",
    ),
    Requirement(
        "hopper_local_call_time_check",
        lambda value: value["hopper_local_call_time_check"] == "Y" and not value["add_to_hopper"],
        "hopper_local_call_time_check needs add_to_hopper=Y; the hopper was left alone.",
    ),
    Requirement(
        "hopper_priority",
        lambda value: value["hopper_priority"].strip("0-") != "" and not value["add_to_hopper"],
        "hopper_priority needs add_to_hopper=Y; the hopper was left alone.",
    ),
    Requirement(
        "tz_method",
        lambda value: (
            "POSTAL" in value["tz_method"].upper()
            and (php_strlen(value["postal_code"]) <= 4 or value["phone_code"] not in {"", "1"})
        ),
        "tz_method POSTAL needs a postal_code of 5 characters or more and phone_code 1; the time "
        "zone goes by the area code.",
    ),
    Requirement(
        "tz_method",
        lambda value: value["tz_method"] == "TZCODE" and php_strlen(value["owner"]) <= 1,
        "tz_method TZCODE needs the zone's code in owner; the time zone goes by the area code.",
    ),
    Requirement(
        "duplicate_check",
        lambda value: _ASKS_TITLE(value) and not (value["title"] or value["alt_phone"]),
        "A check of title and alt_phone needs one of them; every lead that has neither is found.",
    ),
    Requirement(
        "duplicate_check",
        lambda value: _ASKS_NAME(value) and not (value["first_name"] or value["last_name"]),
        "A check of the name needs first_name or last_name; leads without a name are found.",
    ),
)


def find(seen: Seen) -> Iterator[Finding]:
    """What was asked for in vain."""
    value = seen.cleaned
    yield from _list_id(seen)
    yield from _switches(seen)
    yield from _duplicate_check(seen)
    is_held = any(line.message in HELD for line in seen.lines)
    failed = {name for name in SWITCHES if value[name] == "" and text_of(seen, name)}
    for one in REQUIREMENTS:
        # A lead that is held for it, and a switch that failed, are findings of their own.
        told = (is_held and one is REQUIREMENTS[0]) or (
            (one.parameter == "callback_datetime" and "callback" in failed)
            or (one.parameter.startswith("hopper_") and "add_to_hopper" in failed)
        )
        if one.lacks(value) and not told:
            sent = text_of(seen, one.parameter)
            yield Finding("missing-requirement", one.sentence, one.parameter, sent)
    disabled = any(line.message is messages.NANPA_DISABLED for line in seen.lines)
    if (
        value["usacan_prefix_check"] == "Y"
        and "NANPA" in value["tz_method"].upper()
        and not disabled
    ):
        yield Finding(
            "nanpa-skipped",
            "tz_method NANPA finds nothing with usacan_prefix_check=Y, which leaves one digit of "
            "the prefix.",
            "tz_method",
            text_of(seen, "tz_method"),
        )
    numbers = value["multi_alt_phones"]
    if numbers and not alt_phones.is_asked(value):
        yield Finding(
            "alt-phones-ignored",
            "multi_alt_phones has fewer than 6 characters, and was passed over.",
            "multi_alt_phones",
            text_of(seen, "multi_alt_phones"),
            numbers,
        )


def _switches(seen: Seen) -> Iterator[Finding]:
    for name, on in SWITCHES.items():
        sent, kept = text_of(seen, name), seen.cleaned[name]
        is_array = seen.parameters.get(name) is ARRAY
        if kept not in on and sent.strip().lower() not in OFF and not is_array:
            yield _not_on(name, sent, kept, " or ".join(sorted(on, reverse=True)))
    name = "list_exists_check"
    sent, kept = text_of(seen, name), seen.cleaned[name]
    if "Y" not in kept.upper() and sent.strip().lower() not in OFF:
        yield _not_on(name, sent, kept, "Y")


def _not_on(name: str, sent: str, kept: str, on: str) -> Finding:
    return Finding(
        "switch-not-on", f"{name} switches nothing on: only {on} does.", name, sent, kept
    )


def _days(count: int) -> str:
    return "day" if count == 1 else f"{count} days"


def _duplicate_check(seen: Seen) -> Iterator[Finding]:
    name = "duplicate_check"
    sent, kept = text_of(seen, name), seen.cleaned[name].upper()
    if kept.lower() in OFF:
        return
    for part in re.split(r"[-_]", kept):
        asked = re.sub(r"\d+DAYS?", "", part)
        if asked and not any(check.name in asked for check in CHECKS):
            yield Finding(
                "unknown-duplicate-check",
                f"{asked} is no duplicate check, and checks nothing.",
                name,
                sent,
            )
    if not any(check.name in kept for check in CHECKS):
        return
    windows = [int(days[:9]) for days in re.findall(r"(\d+)DAY", kept)]
    effective = [days for days in WINDOW_DAYS if f"{days}DAY" in kept]
    counts = f"leads of the last {_days(effective[-1])} count" if effective else "all leads count"
    window = f"{effective[-1]}DAY" if effective else ""
    for days in windows:
        if days not in WINDOW_DAYS:
            yield Finding(
                "unknown-window", f"{days}DAY is no window: {counts}.", name, sent, window
            )
    if len(set(windows)) > 1 and set(windows) <= set(WINDOW_DAYS):
        yield Finding(
            "several-windows",
            f"Of several windows one holds for all checks: {counts}.",
            name,
            sent,
            window,
        )
    campaign_checks = [
        check.name for check in CHECKS if check.scope == "CAMP" and check.name in kept
    ]
    if campaign_checks and seen.watched is not None and not outlook_of(seen).campaign:
        yield Finding(
            "missing-requirement",
            f"{campaign_checks[0]} needs a list that belongs to a campaign; no lead was looked at.",
            name,
            sent,
        )


def _list_id(seen: Seen) -> Iterator[Finding]:
    sent = text_of(seen, "list_id")
    digits = [c for c in seen.cleaned["list_id"] if c in "0123456789"]
    if sent and len(digits) < 3:
        yield Finding(
            "list-id-defaulted",
            f"list_id has fewer than 3 digits, so the lead is for list {DEFAULT_LIST_ID}.",
            "list_id",
            sent,
            DEFAULT_LIST_ID,
        )
    elif not sent and seen.lead_id:
        yield Finding(
            "list-id-not-sent",
            f"list_id was {'empty' if 'list_id' in seen.parameters else 'not sent'}, so the lead"
            f" is in list {DEFAULT_LIST_ID}.",
            "list_id",
            "",
            DEFAULT_LIST_ID,
        )
