"""Which rows vicidial_phone_codes gets: area codes, Australian states and whole countries."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.geodata.locale import LOCALE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA

from regions import (
    ALPHA_3,
    AMERICAN_STATES,
    AMERICAN_TERRITORIES,
    AUSTRALIAN_STATES,
    COUNTRY_NAMES,
    MEXICAN_PLACES,
    MEXICAN_SPELLINGS,
    MEXICAN_STATES,
    MISSPELT_STATES,
)
from zone_times import canonical, zone_names_by_country

NORTH_AMERICA, MEXICO, AUSTRALIA = 1, 52, 61

UNDECIDED_AREA_CODES = {
    (NORTH_AMERICA, "709"): "America/St_Johns",
    (NORTH_AMERICA, "879"): "America/St_Johns",
    (NORTH_AMERICA, "986"): "America/Boise",
    (MEXICO, "200"): "America/Mexico_City",
    (MEXICO, "201"): "America/Mexico_City",
    (MEXICO, "649"): "America/Mexico_City",
}
"""Area codes for which phonenumbers names several zones and tells no prefixes apart, with the
zone of most of their people."""

_GEOGRAPHIC = {PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
_NO_REGION = "001"  # phonenumbers' region of a calling code that belongs to no country
_LONGEST_DESCRIPTION = 30


class PhoneCode(NamedTuple):
    """One row, with the zone from which its offset and summer time follow."""

    country_code: int
    country: str
    areacode: str
    state: str
    zone: str
    description: str


def phone_codes() -> list[PhoneCode]:
    """Give all rows in table order: the first row of a country is the look-up's last resort."""
    rows = [
        *_north_american_area_codes(),
        *_mexican_area_codes(),
        *_australian_states(),
        *_other_countries(),
    ]
    return sorted(rows, key=lambda row: row.country_code)


# North America


def _north_american_area_codes() -> Iterator[PhoneCode]:
    """Give every area code of a place: for 1-500 and its like phonenumbers has no zones."""
    for areacode in map(str, range(200, 1000)):
        prefix = f"{NORTH_AMERICA}{areacode}"
        region = phonenumbers.region_code_for_number(_number(prefix))
        if region is None or not (prefix in TIMEZONE_DATA or prefix in _divided()):
            continue
        zone = _area_code_zone(NORTH_AMERICA, areacode)
        state, description = _american_state(prefix, region), _country_name(region)
        if region in ("US", "CA"):
            description = _american_place(prefix) or AMERICAN_STATES[state]
        yield PhoneCode(
            NORTH_AMERICA, ALPHA_3[region], areacode, state, zone, _shortened(description)
        )


def _american_state(prefix: str, region: str) -> str:
    """Give the state of most places which phonenumbers knows under the area code."""
    if region not in ("US", "CA"):
        return region if region in AMERICAN_TERRITORIES else ""
    votes = Counter(map(_state_of_american_place, _american_places()[prefix]))
    del votes[""]
    return most_common(votes)


@cache
def _american_places() -> dict[str, list[str]]:
    """Group all places by area code; going through them once for each would take seconds."""
    places: dict[str, list[str]] = {}
    for digits, place in _places().items():
        places.setdefault(digits[:4], []).append(place)
    return places


@cache
def _state_of_american_place(place: str) -> str:
    """Read "Newark, NJ", "New Jersey" or "Nova Scotia/Prince Edward Island" (the first counts)."""
    codes = {name: code for code, name in AMERICAN_STATES.items()} | MISSPELT_STATES
    _, _, code = place.rpartition(", ")
    return code if code in AMERICAN_STATES else codes.get(place.split("/", maxsplit=1)[0], "")


def _american_place(prefix: str) -> str:
    """Give the area code's one town or several provinces, but nothing for one whole state."""
    place = _places().get(prefix, "")
    return place if "," in place or "/" in place else ""


# Mexico


def _mexican_area_codes() -> Iterator[PhoneCode]:
    """Give the three digits that geographic numbers start with, so ten rows for 33, 55, 56, 81."""
    for areacode in map(str, range(200, 1000)):
        prefix = f"{MEXICO}{areacode}"
        if phonenumbers.number_type(_number(prefix)) in _GEOGRAPHIC:
            zone = _area_code_zone(MEXICO, areacode)
            place = _mexican_place(prefix)
            description = _shortened(place or _country_name("MX"))
            yield PhoneCode(
                MEXICO, ALPHA_3["MX"], areacode, _mexican_state(place), zone, description
            )


def _mexican_place(prefix: str) -> str:
    """Look the place up under three digits, then under two: Guadalajara's code is just 33."""
    for known in (prefix, prefix[:-1]):
        place = MEXICAN_PLACES.get(known) or _places().get(known)
        if place:
            return place
    return ""


def _mexican_state(place: str) -> str:
    """Read "Tequila, JAL" or "Jalisco"; where two states are named, neither is the area code's."""
    codes = {name: code for code, name in MEXICAN_STATES.items()} | MEXICAN_SPELLINGS
    names, _, code = place.partition(", ")
    if code:
        return codes.get(code, code)
    states = {codes[name] for name in names.split("/") if name in codes}
    return states.pop() if len(states) == 1 else ""


# Other countries


def _australian_states() -> Iterator[PhoneCode]:
    for code, name, trunk_code, zone in AUSTRALIAN_STATES:
        yield PhoneCode(AUSTRALIA, ALPHA_3["AU"], trunk_code, code, zone, name)


def _other_countries() -> Iterator[PhoneCode]:
    """Give each calling code of a country one row, which stands for all its numbers."""
    for country_code, (region, *_) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        if region != _NO_REGION and country_code not in (NORTH_AMERICA, MEXICO, AUSTRALIA):
            zone = _main_zone(country_code, region)
            description = _shortened(_country_name(region))
            yield PhoneCode(country_code, ALPHA_3[region], "*", "", zone, description)


def _main_zone(country_code: int, region: str) -> str:
    """Give the country's only zone in tzdata, else the one with most four-digit prefixes.

    tzdata decides which zones a country has, as phonenumbers gives some countries a neighbour's:
    Algeria has Paris. Where phonenumbers does not tell the country's zones apart, tzdata's first
    is taken.
    """
    own_zones = zone_names_by_country().get(region)
    if own_zones and len(own_zones) == 1:
        return own_zones[0]
    votes = _zone_votes(f"{country_code}{prefix:04}" for prefix in range(10_000))
    if own_zones is None:
        return most_common(votes)
    current_names = {canonical(zone): zone for zone in own_zones}
    own_votes = Counter[str]()
    for zone, count in votes.items():
        if canonical(zone) in current_names:
            own_votes[current_names[canonical(zone)]] += count
    return most_common(own_votes) if own_votes else own_zones[0]


def _country_name(region: str) -> str:
    if region in COUNTRY_NAMES:
        return COUNTRY_NAMES[region]
    names = LOCALE_DATA[region]
    name = names["en"]
    return names[name[1:]] if name.startswith("*") else name  # "*aa": the same as in language aa


# Shared by area codes and countries


@cache
def _places() -> dict[str, str]:
    """Give the English name of the place for each prefix that phonenumbers knows."""
    return {digits: names["en"] for digits, names in GEOCODE_DATA.items() if "en" in names}


def _number(prefix: str) -> PhoneNumber:
    """Make up some number under three digits of a country."""
    return PhoneNumber(int(prefix[:-3]), int(prefix[-3:]) * 10**7 + 2345678)


def _area_code_zone(country_code: int, areacode: str) -> str:
    start = f"{country_code}{areacode}"
    prefixes = range(200, 1000) if start in _divided() else range(555, 556)  # all alike: ask one
    votes = _zone_votes(f"{start}{prefix}" for prefix in prefixes)
    return most_common(votes) if votes else UNDECIDED_AREA_CODES[country_code, areacode]


@cache
def _divided() -> set[str]:
    """Give the digits under which phonenumbers tells longer prefixes apart."""
    return {known[:length] for known in TIMEZONE_DATA for length in range(1, len(known))}


def _zone_votes(prefixes: Iterable[str]) -> Counter[str]:
    """Count the prefixes of each zone, leaving out those for which phonenumbers names several."""
    return Counter(zones[0] for zones in map(_zones_of, prefixes) if len(zones) == 1)


def _zones_of(digits: str) -> tuple[str, ...]:
    for length in range(len(digits), 0, -1):
        if digits[:length] in TIMEZONE_DATA:
            return TIMEZONE_DATA[digits[:length]]
    return ()


def most_common(votes: Counter[str]) -> str:
    """Give the name with most votes, and of equals the first by the alphabet."""
    return min(votes, key=lambda name: (-votes[name], name))


def _shortened(description: str) -> str:
    text = unicodedata.normalize("NFKD", description).encode("ascii", "ignore").decode()
    while len(text) > _LONGEST_DESCRIPTION and "/" in text:
        text = text.rpartition("/")[0]
    return text[:_LONGEST_DESCRIPTION].strip()
