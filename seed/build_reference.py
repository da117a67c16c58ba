"""Make the reference files of area codes and ZIP codes from public packages.

    python seed/build_reference.py [--year YYYY]    write seed/reference/
    python seed/build_reference.py --check          exit 1 if the files there would change

phonenumbers knows area codes, places and their zones, tzdata what those zones are, zipcodes the
ZIP codes. The mock itself needs none of them: it reads the files.
"""

import argparse
import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import zipcodes

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "app"))  # so that a checkout will do, installed or not

from calling_codes import (  # noqa: E402  the path is set above
    UNDECIDED_AREA_CODES,
    PhoneCode,
    most_common,
    phone_codes,
)
from zone_times import zone_names, zone_time  # noqa: E402  the path is set above

REFERENCE = ROOT / "seed" / "reference"
PHONE_CODES = "vicidial_phone_codes.csv"
POSTAL_CODES = "vicidial_postal_codes.csv"
REPORT = "REPORT.md"


class PostalCode(NamedTuple):
    postal_code: str
    state: str
    zone: str


def main() -> int:
    arguments = _arguments()
    if arguments.year is None:
        arguments.year = _year_of_checked_in_files() if arguments.check else date.today().year
    files = build(arguments.year)
    if arguments.check:
        return _check(files)
    REFERENCE.mkdir(exist_ok=True)
    for name, text in files.items():
        (REFERENCE / name).write_text(text, encoding="utf-8", newline="")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the files of seed/reference.")
    parser.add_argument("--year", type=int, help="whose summer time to follow (this year's)")
    parser.add_argument("--check", action="store_true", help="only compare; the files' own year")
    return parser.parse_args()


def _year_of_checked_in_files() -> int:
    year = re.search(r"^- year: (\d+)$", (REFERENCE / REPORT).read_text("utf-8"), re.MULTILINE)
    if year is None:
        raise SystemExit(f"seed/reference/{REPORT} has no line '- year: YYYY'")
    return int(year[1])


def _check(files: dict[str, str]) -> int:
    differing = [name for name, text in files.items() if _checked_in(name) != text]
    if differing:
        print(
            f"seed/reference differs from what this script makes ({', '.join(differing)}):"
            f" run python seed/build_reference.py with {_versions()}, or commit what it made.",
            file=sys.stderr,
        )
    return 1 if differing else 0


def _checked_in(name: str) -> str | None:
    path = REFERENCE / name
    return path.read_bytes().decode() if path.exists() else None


def build(year: int) -> dict[str, str]:
    """Give the text of each file by its name."""
    phones = phone_codes()
    postal, left_out = postal_codes()
    return {
        PHONE_CODES: _phone_code_file(phones, year),
        POSTAL_CODES: _postal_code_file(postal, year),
        REPORT: _report(phones, postal, left_out, year),
    }


def postal_codes() -> tuple[list[PostalCode], Counter[str]]:
    """Give the ZIP codes with their zones, and by state how many have none.

    A ZIP without a real zone takes that of most ZIPs of its state with the same first three
    digits. None of the military ones has a zone: their letters go anywhere in the world.
    """
    places = sorted(
        PostalCode(place["zip_code"], place["state"], place["timezone"])
        for place in zipcodes.list_all()  # type: ignore[no-untyped-call]  # its stubs lack this
    )
    neighbours: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for code, state, zone in places:
        if zone in zone_names():
            neighbours[code[:3], state][zone] += 1
    rows, left_out = [], Counter[str]()
    for code, state, zone in places:
        votes = neighbours[code[:3], state]
        if zone in zone_names():
            rows.append(PostalCode(code, state, zone))
        elif votes:
            rows.append(PostalCode(code, state, most_common(votes)))
        else:
            left_out[state] += 1
    return rows, left_out


def _phone_code_file(rows: list[PhoneCode], year: int) -> str:
    header = (
        "country_code country areacode state GMT_offset DST DST_range"
        " geographic_description tz_code"
    )
    return _csv(header, (_phone_code_line(row, year) for row in rows))


def _phone_code_line(row: PhoneCode, year: int) -> tuple[str | int, ...]:
    time = zone_time(row.zone, year)
    offset = f"{time.offset / timedelta(hours=1):+g}"
    return (
        row.country_code,
        row.country,
        row.areacode,
        row.state,
        "0" if offset == "+0" else offset,
        "Y" if time.dst_range else "N",
        time.dst_range,
        row.description,
        time.abbreviation,
    )


def _postal_code_file(rows: list[PostalCode], year: int) -> str:
    header = "postal_code state GMT_offset DST DST_range country country_code"
    return _csv(header, (_postal_code_line(row, year) for row in rows))


def _postal_code_line(row: PostalCode, year: int) -> tuple[str | int, ...]:
    time = zone_time(row.zone, year)
    offset = f"{time.offset / timedelta(hours=1):+.2f}"
    summer = "Y" if time.dst_range else "N"
    return row.postal_code, row.state, offset, summer, time.dst_range, "USA", 1


def _csv(header: str, lines: Iterable[tuple[str | int, ...]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows(lines)
    return text.getvalue()


def _versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in ("phonenumbers", "tzdata", "zipcodes"))


def _report(
    phones: list[PhoneCode], postal: list[PostalCode], left_out: Counter[str], year: int
) -> str:
    by_country = Counter(row.country_code for row in phones)
    others = sum(1 for row in phones if row.areacode == "*")
    undecided = ", ".join(
        f"{country}-{area} {zone}" for (country, area), zone in UNDECIDED_AREA_CODES.items()
    )
    return f"""\
# Reference data: how it was made

`python seed/build_reference.py` wrote this folder; do not edit it by hand.

- year: {year}
- made with: {_versions()}
- {PHONE_CODES}: {len(phones)} rows ({by_country[1]} area codes of country 1, {by_country[52]} of \
Mexico, {by_country[61]} Australian states, {others} other calling codes)
- {POSTAL_CODES}: {len(postal)} rows; left out, having no zone: \
{", ".join(f"{count} {state}" for state, count in sorted(left_out.items()))}

## Decisions

- Standard time is the smaller offset of the year. The code is the one that agrees with IANA at
  every hour of the year, bar three hours at most around a switch. GMT_offset, DST and tz_code
  all follow from the zone alone.
- An area code takes the zone of most of its prefixes (area code and three digits), counting those
  for which phonenumbers names one zone. Where it does so for none: {undecided}.
- A calling code takes its main country's only zone in tzdata, else the zone of most four-digit
  prefixes among that country's zones, else tzdata's first. Codes of no country (800, 870, 881 and
  their like) have no row.
- An Australian state stands under its trunk code, New South Wales first as the fallback.
- A Mexican area code for which phonenumbers names two states, or none, has no state.
- Alpha-3 XKX (Kosovo) and ASC (Ascension) are not in ISO 3166 but in common use.
- ZIP codes of no real zone take that of most ZIP codes with the same first three digits.

## Where the sources are behind

Taken as they are, so that the files say what phonenumbers says:

- It has most of the state of Chihuahua (614 and others) at America/Mazatlan, an hour behind
  America/Chihuahua, and 663 (Tijuana) at America/Mexico_City.
- It has most prefixes of 270 (Kentucky) and 850 (Florida) in the Eastern zone, although many of
  their people live in the Central one.

## Zones that no code fits

DST is N for them. The offset is the smaller one of the twelve months after {year}: the usual
standard time, or the lasting one of a place that gave up its clock changes during {year}.
New Zealand misses LSS-FSA, whose summer never begins in September.

| zone | offset | phone rows | postal rows |
| --- | --- | --- | --- |
{_unfitting_zones(phones, postal, year)}
"""


def _unfitting_zones(phones: list[PhoneCode], postal: list[PostalCode], year: int) -> str:
    phone_rows = Counter(row.zone for row in phones)
    postal_rows = Counter(row.zone for row in postal)
    return "\n".join(
        f"| {zone} | {zone_time(zone, year).offset / timedelta(hours=1):+g}"
        f" | {phone_rows[zone]} | {postal_rows[zone]} |"
        for zone in sorted(phone_rows | postal_rows)
        if not zone_time(zone, year).fits
    )


if __name__ == "__main__":
    sys.exit(main())
