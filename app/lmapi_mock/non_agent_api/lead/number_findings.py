"""Findings about a stored lead's phone number, as the numbering plans of the world have it.

What is known of them comes from `phonenumbers`, which is loaded when the first number is looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from lmapi_mock.non_agent_api.core.finding import (
    Finding,
    Kind,
    Seen,
    Severity,
    counted,
    has_country_code,
    text_of,
)
from lmapi_mock.non_agent_api.lead.american_places import (
    is_state,
    state_named,
    state_of_zip,
)

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

Row = Mapping[str, Any]

_AMERICAN: Final = 1
_LONGEST: Final = 18
"""Digits that phone_number holds; no number of any country has more."""

_ABROAD: Final = ("00", "011")
"""What is dialed before a country code, in most countries and in those of country code 1."""

_KINDS: Final = {
    "PREMIUM_RATE": ("a premium-rate number, whose calls cost the dialer's owner dearly", None),
    "PAGER": ("a pager's number, which nobody answers", None),
    "VOICEMAIL": ("a voicemail's number, which no person answers", None),
    "TOLL_FREE": ("a toll-free number: a company's, and its calls may be refused", Severity.INFO),
    "SHARED_COST": ("a shared-cost number: a company's", Severity.INFO),
    "UAN": ("a company's number for all of a country", Severity.INFO),
}
"""Kinds of numbers that no dialer should call, or that are no person's, and how bad that is."""


NUMBER_KINDS: Final[Mapping[str, Kind]] = {
    "number-length": Kind(
        Severity.WARNING,
        "A number of the wrong length for its country",
        "Numbers of country code 1 have ten digits, those of others as many as their plans"
        " say, and the dialer looks at them for 6 to 16 digits only. The first three digits are"
        " taken for the area code, whatever they are, and the number is dialed as it stands.",
        "Send ten digits, or the `phone_code` of the country that the number is of.",
    ),
    "number-prefix": Kind(
        Severity.WARNING,
        "A number with what is dialed before it",
        "A trunk 0, as in `01625551212` with `phone_code=44`, the 00 or 011 of calls abroad, or the"
        " 9 of an outside line is stored as a digit of the number. The dialer adds the country code"
        " and its own prefix: the call goes nowhere, or to somebody else.",
        "Send the number as it follows the country code, and that as `phone_code`.",
    ),
    "number-abroad": Kind(
        Severity.WARNING,
        "A number of another country",
        "The number does not fit `phone_code` and is a valid one of another country, with that"
        " one's code before it. It is dialed as one of `phone_code`, by that country's clock.",
        "Send that country's code as `phone_code`, and the number without it.",
    ),
    "number-unassigned": Kind(
        Severity.INFO,
        "A number that is nobody's",
        "It has the right length, and its country has given out no range that it is of: the dialer"
        " calls it, and the call fails. Numbers with the exchange 555, which tests use, are not"
        " told.",
        "Check the number where it is entered; `usacan_prefix_check=Y` and"
        " `usacan_areacode_check=Y` refuse many such numbers.",
    ),
    "number-kind": Kind(
        Severity.WARNING,
        "A number that should not be called",
        "Premium-rate numbers cost money with each call, pagers and voicemail are no people;"
        " toll-free and shared-cost numbers (an info) are companies'. The dialer calls them all.",
        "Leave such numbers out before they are sent.",
    ),
    "number-zone": Kind(
        Severity.WARNING,
        "A time zone that is not the number's",
        "The offset stored for the lead, whether found by the number, a postal code or the zone in"
        " `owner`, is more than an hour from those of all zones where the number is at home. Calls"
        " are held against the offset: people may be called at night. A mobile number moves with"
        " its owner, so the stored one may be right.",
        "Check `phone_code`, `postal_code` and `owner`, and the dialer's table of phone codes.",
    ),
    "number-elsewhere": Kind(
        Severity.INFO,
        "A number of another state than the address",
        "The area code is one state's, and `state`, or the state of `postal_code`, another. A"
        " mobile number moves with its owner; but the dialer goes by the area code's clock, and"
        " takes the state's rules for call times from `state`, sent or found by `lookup_state`.",
        "Where the address is sure, send `tz_method=POSTAL` with the `postal_code`.",
    ),
}
"""What kinds there are; every function that stores leads has them."""


def find(seen: Seen, row: Row, *, is_guess: bool) -> Iterator[Finding]:
    """What is wrong with a stored lead's number.

    Args:
        seen: the request.
        row: the lead's row of vicidial_list.
        is_guess: whether a finding says already that its area code's time zone is not known.
    """
    number, country = str(row.get("phone_number", "")), _country(row)
    if not country or not _is_digits(number) or has_country_code(seen):
        return
    if _is_valid(country, number):
        yield from _kind(seen, country, number)
        if not _is_fictitious(country, number):
            if not is_guess:
                yield from _zone(seen, row, country, number)
            yield from _place(seen, row, country, number)
        return
    written = _written_otherwise(country, number)
    if written:
        yield _finding(seen, *written, number)
    elif len(number) not in _lengths(country):
        yield _finding(
            seen,
            "number-length",
            f"{number} has {counted(len(number), 'digit', 'digits')}; a number of country code"
            f" {country} has {_either(_lengths(country))}.",
            number,
        )
    elif not is_guess and not _is_fictitious(country, number):
        yield _finding(
            seen,
            "number-unassigned",
            f"{number} is of no range that country code {country} has given out.",
            number,
        )


def _finding(
    seen: Seen, code: str, message: str, kept: str, severity: Severity | None = None
) -> Finding:
    sent = text_of(seen, "phone_number")
    return Finding(code, message, "phone_number", sent, kept, severity)


def _is_fictitious(country: int, number: str) -> bool:
    """Whether it is one of those that tests and films use: 727-555-1212."""
    return country == _AMERICAN and number[3:6] == "555"


def _written_otherwise(country: int, number: str) -> tuple[str, str] | None:
    """A finding's code and message, where what stands before or in the number explains it."""
    code = str(country)
    for prefix in _ABROAD:
        of = _country_of(number.removeprefix(prefix)) if number.startswith(prefix) else 0
        if of:
            return "number-prefix", (
                f"{number} begins with {prefix}, as calls abroad do, and with country code {of}."
            )
    trunk = _trunk_prefix(country)
    if trunk and number.startswith(trunk) and _is_valid(country, number[len(trunk) :]):
        return "number-prefix", (
            f"{number} begins with {trunk}, which is dialed within the country only: with country"
            f" code {code} the number is {number[len(trunk) :]}."
        )
    if number.startswith(code) and _is_valid(country, number[len(code) :]):
        return "country-code-in-number", (
            f"phone_number begins with a country code: with phone_code {code} the number is"
            f" {number[len(code) :]}."
        )
    for outside in ("9", "0"):
        if number.startswith(outside) and _is_valid(country, number[1:]):
            return "number-prefix", (
                f"{number} begins with {outside}, as for an outside line, before {number[1:]}."
            )
    if len(number) in _lengths(country):
        return None
    of = _country_of(number)
    if of and of != country:
        return "number-abroad", (
            f"{number} is no number of country code {code}, but one of {of} with its country code."
        )
    return None


def _kind(seen: Seen, country: int, number: str) -> Iterator[Finding]:
    name = _kind_of(country, number)
    if name in _KINDS:
        what, severity = _KINDS[name]
        yield _finding(seen, "number-kind", f"{number} is {what}.", number, severity)


def _zone(seen: Seen, row: Row, country: int, number: str) -> Iterator[Finding]:
    stored = float(row.get("gmt_offset_now") or 0)
    offsets = [_offset(zone, seen.at) for zone in _zones(country, number)]
    # Summer time comes and goes by law, and the dialer's tables lag behind.
    if offsets and all(abs(offset - stored) > 1 for offset in offsets):
        yield _finding(
            seen,
            "number-zone",
            f"The lead is called by the clock of {stored:+g}; {number} is of"
            f" {_named(country, number, seen.at)}.",
            f"{stored:g}",
        )


def zones_of(seen: Seen, row: Row) -> str:
    """In words for people, the time zones where a stored lead's number is at home.

    Nothing where the number is none of its country's, or may be anywhere.
    """
    number, country = str(row.get("phone_number", "")), _country(row)
    if not country or not _is_digits(number) or not _is_valid(country, number):
        return ""
    return _named(country, number, seen.at)


def _named(country: int, number: str, at: dt.datetime) -> str:
    zones = _zones(country, number)
    named = ", ".join(f"{zone} ({_offset(zone, at):+g})" for zone in zones[:_NAMED])
    more = len(zones) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


_NAMED: Final = 3
"""So many zones are named; Russia has eleven."""


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST


def _country(row: Row) -> int:
    """The lead's country code, 0 where phone_code is none."""
    code = str(row.get("phone_code", "")).lstrip("0")
    country = int(code) if _is_digits(code) and len(code) <= 3 else 0
    return country if _regions(country) else 0


def _place(seen: Seen, row: Row, country: int, number: str) -> Iterator[Finding]:
    if country != _AMERICAN:
        return
    state = str(row.get("state", "")).upper()
    states = {"state": state if is_state(state) else ""}
    states["postal_code"] = state_of_zip(str(row.get("postal_code", "")))
    if not any(states.values()):
        return
    here = _state_of(number)
    for name, there in states.items():
        if here and there and here != there:
            looked_up = name == "state" and not text_of(seen, name)
            sent = str(row[name])
            what = f"state is {sent}" if name == "state" else f"{name} {sent} is {there}'s"
            how = ", as lookup_state has it" if looked_up else ""
            yield Finding(
                "number-elsewhere",
                f"{what}{how}, and the area code {number[:3]} is {here}'s.",
                name,
                text_of(seen, name),
                sent,
            )
            return


def _number(country: int, number: str) -> PhoneNumber:
    import phonenumbers  # noqa: PLC0415  loaded when first needed

    zeros = len(number) - len(number.lstrip("0"))
    return phonenumbers.PhoneNumber(
        country,
        int(number or 0),
        italian_leading_zero=zeros > 0,
        number_of_leading_zeros=zeros or None,
    )


@lru_cache(64)
def _kind_of(country: int, number: str) -> str:
    """The kind of number, as phonenumbers names it: UNKNOWN where the country has no such range."""
    import phonenumbers  # noqa: PLC0415  loaded when first needed

    kind = phonenumbers.number_type(_number(country, number))
    return str(phonenumbers.PhoneNumberType.to_string(kind))


def _is_valid(country: int, number: str) -> bool:
    return _kind_of(country, number) != "UNKNOWN"


def _regions(country: int) -> tuple[str, ...]:
    import phonenumbers  # noqa: PLC0415  loaded when first needed

    return tuple(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(country, ()))


def _trunk_prefix(country: int) -> str:
    import phonenumbers  # noqa: PLC0415  loaded when first needed

    found = phonenumbers.PhoneMetadata.metadata_for_region(_regions(country)[0], None)
    prefix = found.national_prefix if found else None
    # Where it is the country code's own digit, as for 1, it is told as such.
    return str(prefix) if prefix and prefix != str(country) else ""


def _lengths(country: int) -> tuple[int, ...]:
    import phonenumbers  # noqa: PLC0415  loaded when first needed

    if country == _AMERICAN:
        return (10,)
    found = phonenumbers.PhoneMetadata.metadata_for_region(_regions(country)[0], None)
    return tuple(found.general_desc.possible_length) if found and found.general_desc else ()


def _either(lengths: tuple[int, ...]) -> str:
    if len(lengths) > 2 and lengths[-1] - lengths[0] == len(lengths) - 1:
        return f"{lengths[0]} to {lengths[-1]}"
    return " or ".join(map(str, lengths)) or "another number of them"


def _country_of(number: str) -> int:
    """The country code that a number begins with, if what follows it is valid there; else 0."""
    for size in (1, 2, 3):
        country = int(number[:size] or 0)
        if _regions(country) and not number.startswith("0"):
            # No country code begins as another one does.
            return country if _is_valid(country, number[size:]) else 0
    return 0


def _zones(country: int, number: str) -> tuple[str, ...]:
    from phonenumbers import timezone  # noqa: PLC0415  loaded when first needed

    found = timezone.time_zones_for_number(_number(country, number))
    return tuple(zone for zone in found if zone != timezone.UNKNOWN_TIMEZONE)


def _offset(zone: str, at: dt.datetime) -> float:
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta()
    return offset.total_seconds() / 3600


def _state_of(number: str) -> str:
    """The state of an area code."""
    from phonenumbers import geocoder  # noqa: PLC0415  a fifth of a second

    # Within an area code's states exchanges have towns' names: 555 has none.
    typical = _number(_AMERICAN, f"{number[:3]}5550100")
    return state_named(geocoder.description_for_number(typical, "en"))
