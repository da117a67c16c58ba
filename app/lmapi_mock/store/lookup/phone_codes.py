"""vicidial_phone_codes, vicidial_postal_codes and vicidial_nanpa_prefix_codes: where a lead is.

The first row in table order wins everywhere (section 7).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from lmapi_mock.mariadb.collation import fold, starts_with
from lmapi_mock.store.lookup.configuration import number
from lmapi_mock.store.schema.tables import (
    vicidial_nanpa_prefix_codes,
    vicidial_phone_codes,
    vicidial_postal_codes,
)
from lmapi_mock.store.sql.statements import Statement
from lmapi_mock.store.sql.transaction import Row, Transaction


@dataclass(slots=True)
class _Country:
    """The rows of one country code."""

    rows: list[Row] = field(default_factory=list)
    by_areacode: dict[str, Row] = field(default_factory=dict)
    by_state: dict[str, Row] = field(default_factory=dict)


def _countries(tx: Transaction) -> dict[int, _Country]:
    with tx.of(vicidial_phone_codes.name) as there:
        if there is tx:
            return tx.made_of(vicidial_phone_codes, _made_of)
        # What was made of rows that several read is theirs too.
        return there.cached(_countries)


def _made_of(tx: Transaction) -> dict[int, _Country]:
    countries: dict[int, _Country] = defaultdict(_Country)
    for row in tx.rows(vicidial_phone_codes):
        country = countries[int(row["country_code"] or 0)]
        country.rows.append(row)
        country.by_areacode.setdefault(fold(str(row["areacode"] or "")), row)
        country.by_state.setdefault(fold(str(row["state"] or "")), row)
    return dict(countries)


_NOWHERE: Final = _Country()


def _country(tx: Transaction, phone_code: str) -> _Country:
    return tx.cached(_countries).get(number(phone_code), _NOWHERE)


def by_areacode(tx: Transaction, phone_code: str, areacode: str) -> Row | None:
    """The row of an area code."""
    return _country(tx, phone_code).by_areacode.get(fold(areacode))


def by_state(tx: Transaction, phone_code: str, state: str) -> Row | None:
    """The row of a state."""
    return _country(tx, phone_code).by_state.get(fold(state))


def of_country(tx: Transaction, phone_code: str) -> Row | None:
    """The first row of a country code."""
    rows = _country(tx, phone_code).rows
    return rows[0] if rows else None


def by_tz_code(tx: Transaction, phone_code: str, tz_code: str) -> list[Row]:
    """The rows of a time zone in a country."""
    wanted = fold(tz_code)
    return [row for row in _country(tx, phone_code).rows if fold(row["tz_code"] or "") == wanted]


_POSTAL: Final = Statement(
    lambda engine: (
        sa.select(
            vicidial_postal_codes.c.postal_code,
            vicidial_postal_codes.c.GMT_offset,
            vicidial_postal_codes.c.DST,
            vicidial_postal_codes.c.DST_range,
        )
        .where(
            engine.starts_with(vicidial_postal_codes.c.postal_code, "prefix"),
            vicidial_postal_codes.c.country_code == sa.bindparam("country_code"),
        )
        .order_by(vicidial_postal_codes.c.postal_code)
    )
)


def by_postal_code(tx: Transaction, phone_code: str, postal_code: str) -> Row | None:
    """The lowest postal code of a country that begins with the one given."""
    country_code = number(phone_code)
    with tx.of(vicidial_postal_codes.name) as there:
        for row in there.all(_POSTAL, prefix=postal_code, country_code=country_code):
            if starts_with(str(row["postal_code"]), postal_code):
                return row
    return None


_NANPA: Final = Statement(
    lambda engine: engine.as_put(
        sa.select(vicidial_nanpa_prefix_codes.c.GMT_offset, vicidial_nanpa_prefix_codes.c.DST)
        .where(
            vicidial_nanpa_prefix_codes.c.areacode == sa.bindparam("areacode"),
            vicidial_nanpa_prefix_codes.c.prefix == sa.bindparam("prefix"),
        )
        .limit(sa.literal_column("1"))
    )
)


def by_nanpa_prefix(tx: Transaction, areacode: str, prefix: str) -> Row | None:
    """The NANPA row of an area code and prefix."""
    return tx.first(_NANPA, areacode=areacode, prefix=prefix)
