"""The reference files agree with IANA, by way of the packages that they were made from.

The zones of a number are taken from phonenumbers itself and their offsets from zoneinfo, so none
of the code that made the files is used here.
"""

import csv
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
import zipcodes
from phonenumbers.timezone import time_zones_for_geographical_number
from phonenumbers.tzdata import TIMEZONE_DATA

from lmapi_mock.non_agent_api.lead.summer_time import SUMMERS, in_force

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "seed" / "reference"
DRAWS = 1000
SEED = 20260308

Row = dict[str, str]


# Not while tests are collected: every worker does that, and one needs them.
@cache
def read_rows(name: str) -> list[Row]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def phone_codes() -> list[Row]:
    return read_rows("vicidial_phone_codes")


def postal_codes() -> list[Row]:
    return read_rows("vicidial_postal_codes")


@cache
def area_codes() -> list[Row]:
    return [row for row in phone_codes() if row["country_code"] in ("1", "52")]


REPORT = (REFERENCE / "REPORT.md").read_text("utf-8")


def american_area_code(areacode: str) -> Row:
    return next(r for r in area_codes() if (r["country_code"], r["areacode"]) == ("1", areacode))


def zones_of_postal_codes() -> dict[str, str]:
    places = zipcodes.list_all()  # type: ignore[no-untyped-call]  # its stubs lack this
    return {place["zip_code"]: place["timezone"] for place in places}


def midwinter_and_midsummer() -> tuple[datetime, datetime]:
    year = build_year()
    return datetime(year, 1, 15, tzinfo=UTC), datetime(year, 7, 15, tzinfo=UTC)


def build_year() -> int:
    year = re.search(r"^- year: (\d+)$", REPORT, re.MULTILINE)
    assert year
    return int(year[1])


def unfitting_zones() -> set[str]:
    return set(re.findall(r"^\| (\w+/[\w/-]+) \|", REPORT, re.MULTILINE))


@cache
def zone(name: str) -> ZoneInfo:
    """Load the zone from the tzdata package: the machine's own may be older."""
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def iana_offset(name: str, moment: datetime) -> float:
    offset = moment.astimezone(zone(name)).utcoffset()
    assert offset is not None
    return offset / timedelta(hours=1)


def our_offset(row: Row, moment: datetime) -> float:
    standard = float(row["GMT_offset"])
    place = moment.replace(tzinfo=None) + timedelta(hours=standard)
    return standard + in_force(row["DST_range"], place)


def moments_away_from_switches(name: str, draw: random.Random) -> Iterator[datetime]:
    """Give random moments of the build year with no clock change within a day."""
    day = timedelta(days=1)
    while True:
        hour = draw.randrange(365 * 24)
        moment = datetime(build_year(), 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        if len({iana_offset(name, moment + shift) for shift in (-day, 0 * day, day)}) == 1:
            yield moment


@cache
def zone_of_most_prefixes(country_code: str, areacode: str) -> str | None:
    """Ask phonenumbers about each prefix; only those with a single zone count."""
    start = f"{country_code}{areacode}"
    if not any(known.startswith(start) and known != start for known in TIMEZONE_DATA):
        prefixes = [555]  # the whole area code is alike
    else:
        prefixes = list(range(200, 1000))
    numbers = (
        phonenumbers.PhoneNumber(int(country_code), int(f"{areacode}{prefix}0123"))
        for prefix in prefixes
    )
    zones = Counter(time_zones_for_geographical_number(number) for number in numbers)
    single = {names[0]: count for names, count in zones.items() if len(names) == 1}
    return max(single, key=lambda name: single[name]) if single else None


def test_every_offset_and_code_is_well_formed() -> None:
    for row in phone_codes() + postal_codes():
        assert row["DST"] == ("Y" if row["DST_range"] else "N")
        assert row["DST_range"] in {"", *SUMMERS}
        assert -12 <= float(row["GMT_offset"]) <= 14
        assert row["GMT_offset"][0] in "+-0"
        assert re.fullmatch("[A-Z]{3}", row["country"])


def test_phone_code_offsets_are_short_and_postal_ones_have_two_decimals() -> None:
    for row in phone_codes():
        assert re.fullmatch(r"0|[+-][1-9]\d?(\.5|\.75)?", row["GMT_offset"])
    for row in postal_codes():
        assert re.fullmatch(r"[+-]\d\d?\.\d\d", row["GMT_offset"])


def test_texts_fit_their_columns() -> None:
    for row in phone_codes():
        assert row["geographic_description"].isascii()
        assert 1 <= len(row["geographic_description"]) <= 30
        assert re.fullmatch("([A-Za-z]{1,4})?", row["tz_code"])
        assert re.fullmatch("([A-Z]{2,4})?", row["state"])


def test_no_area_code_stands_twice_in_a_country() -> None:
    key = Counter((row["country_code"], row["areacode"]) for row in area_codes())

    assert max(key.values()) == 1
    assert all(re.fullmatch(r"\d{3}", areacode) for _, areacode in key)


def test_every_calling_code_without_area_codes_has_one_row() -> None:
    calling_codes = Counter(row["country_code"] for row in phone_codes() if row["areacode"] == "*")

    assert set(calling_codes.values()) == {1}
    assert set(map(int, calling_codes)) == {
        code
        for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
        if regions != ("001",) and code not in (1, 52, 61)
    }


def test_australia_has_a_row_for_each_state_and_falls_back_to_new_south_wales() -> None:
    states = [row["state"] for row in phone_codes() if row["country_code"] == "61"]

    assert states == ["NSW", "VIC", "QLD", "SA", "WA", "TAS", "ACT", "NT"]


def test_american_area_codes_have_a_state() -> None:
    rows = [row for row in area_codes() if row["country"] in ("USA", "CAN", "PRI", "GUM", "VIR")]

    assert all(re.fullmatch("[A-Z]{2}", row["state"]) for row in rows)


def test_postal_codes_are_distinct_and_have_five_digits() -> None:
    codes = [row["postal_code"] for row in postal_codes()]

    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"\d{5}", code) for code in codes)


@pytest.mark.parametrize(
    ("calling_code", "zone_name"),
    [
        ("7", "Europe/Moscow"),
        ("44", "Europe/London"),
        ("55", "America/Sao_Paulo"),
        ("62", "Asia/Jakarta"),
        ("91", "Asia/Kolkata"),
        ("213", "Africa/Algiers"),
        ("299", "America/Nuuk"),
        ("351", "Europe/Lisbon"),
        ("353", "Europe/Dublin"),
        ("977", "Asia/Kathmandu"),
    ],
)
def test_country_has_the_time_of_its_main_zone(calling_code: str, zone_name: str) -> None:
    row = next(row for row in phone_codes() if row["country_code"] == calling_code)

    for month in range(1, 13):
        moment = datetime(build_year(), month, 15, tzinfo=UTC)
        assert our_offset(row, moment) == iana_offset(zone_name, moment)


def test_area_codes_have_the_time_of_most_of_their_prefixes() -> None:
    draw = random.Random(SEED)
    compared = 0
    for row in draw.choices(area_codes(), k=DRAWS):
        name = zone_of_most_prefixes(row["country_code"], row["areacode"])
        if name is None or name in unfitting_zones():
            continue
        moment = next(moments_away_from_switches(name, draw))
        assert our_offset(row, moment) == iana_offset(name, moment), (row, name, moment)
        compared += 1

    assert compared > 0.9 * DRAWS


@pytest.mark.parametrize("areacode", ["208", "270", "605", "701", "812", "850", "867", "907"])
def test_split_area_code_has_the_time_of_most_of_its_prefixes(areacode: str) -> None:
    row = american_area_code(areacode)
    name = zone_of_most_prefixes("1", areacode)

    assert name
    for moment in midwinter_and_midsummer():
        assert our_offset(row, moment) == iana_offset(name, moment)


@pytest.mark.parametrize(
    ("areacode", "zone_name"),
    [("709", "America/St_Johns"), ("879", "America/St_Johns"), ("986", "America/Boise")],
)
def test_undecided_area_code_has_the_time_of_most_people(areacode: str, zone_name: str) -> None:
    row = american_area_code(areacode)

    for moment in midwinter_and_midsummer():
        assert our_offset(row, moment) == iana_offset(zone_name, moment)


def test_postal_codes_have_the_time_that_zipcodes_gives() -> None:
    draw = random.Random(SEED)
    zones = zones_of_postal_codes()
    zones["99634"] = "America/Anchorage"  # zipcodes gives the town's name instead
    for row in draw.choices(postal_codes(), k=DRAWS):
        name = zones[row["postal_code"]]
        moment = next(moments_away_from_switches(name, draw))
        assert our_offset(row, moment) == iana_offset(name, moment), (row, name, moment)


def test_no_american_postal_code_is_in_an_unfitting_zone() -> None:
    assert unfitting_zones().isdisjoint(zones_of_postal_codes().values())


def test_the_script_makes_just_these_files() -> None:
    check = subprocess.run(
        [sys.executable, str(ROOT / "seed" / "build_reference.py"), "--check"],
        capture_output=True,
        text=True,
    )

    assert check.returncode == 0, check.stderr
