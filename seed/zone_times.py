"""What an IANA zone is in VICIdial's terms: a standard offset and a DST_range code.

The zones come from the tzdata package alone, never from the machine, so that everyone who builds
with the same packages gets the same files.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from lmapi_mock.non_agent_api.lead.summer_time import SUMMERS, in_force

_HOUR = timedelta(hours=1)
_SWITCHING_HOURS = 3
"""How long code and zone may differ at a switch: Helsinki switches two hours after LSM-LSO does,
Nuuk two hours before it, late on the Saturday."""


class ZoneTime(NamedTuple):
    offset: timedelta
    dst_range: str
    abbreviation: str
    fits: bool
    """False when the zone changes its clocks in a way no code describes."""


@cache
def _zone(name: str) -> ZoneInfo:
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


@cache
def zone_names() -> frozenset[str]:
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def zone_names_by_country() -> dict[str, list[str]]:
    """Read tzdata's zone.tab: for each ISO 3166 alpha-2 code its zones, in the table's order."""
    zones: dict[str, list[str]] = {}
    for line in _tzdata_lines("zone.tab"):
        if not line.startswith("#"):
            country, _, name, *_ = line.split("\t")
            zones.setdefault(country, []).append(name)
    return zones


@cache
def _links() -> dict[str, str]:
    links = (line.split() for line in _tzdata_lines("tzdata.zi") if line.startswith("L "))
    return {alias: target for _, target, alias in links}


def canonical(name: str) -> str:
    """Resolve an older name such as America/Buenos_Aires, which phonenumbers still uses."""
    while name in _links():  # Ponape is a link to Pohnpei, itself a link to Guadalcanal
        name = _links()[name]
    return name


def _tzdata_lines(filename: str) -> list[str]:
    text = resources.files("tzdata").joinpath("zoneinfo", filename).read_text("utf-8")
    return text.splitlines()


def zone_time(name: str, year: int) -> ZoneTime:
    """Find the zone's standard offset and the code that agrees with it all year.

    Standard is the smaller offset of the year: tzdata itself calls Irish summer time standard.
    Where no code fits, it is the smaller offset of the twelve months that follow. Most such zones
    have the same one in either year, but a place which gave up its clock changes during the year
    then gets the time that it has kept since.
    """
    return _zone_time(canonical(name), year)


@cache
def _zone_time(name: str, year: int) -> ZoneTime:
    offsets = _daily_offsets(name, datetime(year, 1, 1))
    code = "" if len(offsets) == 1 else _fitting_code(name, year, min(offsets))
    if code is None:
        offsets = _daily_offsets(name, datetime(year, 12, 31))
    standard = min(offsets)
    return ZoneTime(standard, code or "", _letters(offsets[standard]), code is not None)


def _fitting_code(name: str, year: int, standard: timedelta) -> str | None:
    """Say which code describes a zone that changes its clocks; None when none does."""
    offsets = [_local(name, hour - standard).utcoffset() for hour in _hours_of(year)]
    if set(offsets) != {standard, standard + _HOUR}:
        return None
    summer = [offset != standard for offset in offsets]
    return next((code for code in SUMMERS if _agree(summer, _summer_of(code, year))), None)


def _agree(one: list[bool], other: list[bool]) -> bool:
    differences = (left != right for left, right in zip(one, other, strict=True))
    return all(
        len(list(run)) <= _SWITCHING_HOURS for differs, run in groupby(differences) if differs
    )


@cache
def _summer_of(code: str, year: int) -> list[bool]:
    return [in_force(code, hour) for hour in _hours_of(year)]


@cache
def _hours_of(year: int) -> list[datetime]:
    start = datetime(year, 1, 1)
    return [start + hour * _HOUR for hour in range((datetime(year + 1, 1, 1) - start) // _HOUR)]


def _daily_offsets(name: str, start: datetime) -> dict[timedelta, datetime]:
    """Give the offsets of the twelve months from then on, each with a time at which it holds."""
    days = (_local(name, start + timedelta(days=day, hours=12)) for day in range(365))
    return {day.utcoffset() or timedelta(0): day for day in days}


def _local(name: str, utc: datetime) -> datetime:
    return utc.replace(tzinfo=UTC).astimezone(_zone(name))


def _letters(standard: datetime) -> str:
    """Give the abbreviation of a time; for many zones IANA has only figures."""
    abbreviation = standard.tzname() or ""
    return abbreviation if abbreviation.isalpha() and len(abbreviation) <= 4 else ""
