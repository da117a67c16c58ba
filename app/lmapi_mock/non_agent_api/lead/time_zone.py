"""Time zone: from phone number, postal code, NANPA prefix or zone code to an offset (section 7)."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final, NamedTuple

from lmapi_mock.clock import Moment
from lmapi_mock.non_agent_api.core.call import Call
from lmapi_mock.non_agent_api.core.failing import Culprit, Fragile
from lmapi_mock.non_agent_api.lead.summer_time import in_force
from lmapi_mock.non_agent_api.wire.php import php_float, php_number, php_strlen
from lmapi_mock.store.lookup import configuration, phone_codes
from lmapi_mock.store.sql.transaction import Row, Transaction

BY_CODE: Final = Fragile("the look-up of the time zone by its code", ("owner",))
RECKONING: Final = Fragile(
    "the reckoning of the time zone", breaks_by="a GMT_offset that is no number"
)
FRAGILE: Final = (BY_CODE, RECKONING)


class Zone(NamedTuple):
    """A look-up's result.

    Attributes:
        stored: the standard offset as its row has it.
        dst_range: the code of its summer time; empty where there is none.
        offset: the standard offset as it is printed.
        hours: the same as PHP reckons with it.
        is_number: whether PHP 8 reckons with it at all; where it is none, that ends the request.
    """

    stored: str
    dst_range: str
    offset: str
    hours: float
    is_number: bool


def look_up_time_zone(call: Call) -> None:
    """Set the offset that the answer prints; empty where no row is found."""
    call.gmt_offset = offset_by(call, call.value["tz_method"])


def offset_by(call: Call, tz_method: str) -> str:
    """The offset of the request's place as the engine prints it; empty where it is not known.

    Args:
        call: the request, with its area code and prefix.
        tz_method: how it is looked up.
    """
    # Asked for several methods at once, the engine keeps the last that finds something.
    zone = (_by_method(call, tz_method) if tz_method else None) or _phone_code(call)
    if zone is None:
        # A look-up by zone code begins with 0.
        return "0" if _asks_tz_code(call, tz_method) else ""
    if not zone.is_number:
        call.runs(RECKONING, Culprit("", f"GMT_offset {zone.stored!r} of the place"))
    return _reckoned(zone, call.now, server_offset(call))


def _by_method(call: Call, tz_method: str) -> Zone | None:
    return _nanpa(call, tz_method) or _tz_code(call, tz_method) or _postal(call, tz_method)


def offset_of_number(
    tx: Transaction, now: Moment, phone_code: str, areacode: str, state: str
) -> str:
    """The offset that add_lead stores for a phone number, from its code and area code.

    Args:
        tx: where it is looked up.
        now: decides whether it is summer there.
        phone_code: the country's.
        areacode: the number's first three digits.
        state: what an Australian number is looked up by.
    """
    zone = _zone_of(_by_phone_code(tx, phone_code, areacode, state))
    return "" if zone is None else _reckoned(zone, now, _server_offset(tx, now))


def _reckoned(zone: Zone, now: Moment, server_hours: float) -> str:
    if zone.dst_range and _is_summer(zone.dst_range, now.text[:13], zone.hours, server_hours):
        return php_number(zone.hours + 1)
    return zone.offset


_BEGINS_AS_NUMBER: Final = re.compile(r"\s*-?(?:\d|\.\d)")


def _postal(call: Call, tz_method: str) -> Zone | None:
    value = call.value
    if (
        "POSTAL" not in tz_method.upper()
        or php_strlen(value["postal_code"]) <= 4
        or value["phone_code"] != "1"
    ):
        return None
    return _zone_of(phone_codes.by_postal_code(call.tx, value["phone_code"], value["postal_code"]))


def _asks_tz_code(call: Call, tz_method: str) -> bool:
    return tz_method == "TZCODE" and php_strlen(call.value["owner"]) > 1


def _tz_code(call: Call, tz_method: str) -> Zone | None:
    value = call.value
    if not _asks_tz_code(call, tz_method) or not call.runs(BY_CODE):
        return None
    rows = phone_codes.by_tz_code(call.tx, value["phone_code"], value["owner"])
    if not rows:
        return None
    dst_range = max(str(row["DST_range"] or "") for row in rows)
    return _zone(rows[0], dst_range if len(dst_range) > 2 else "")


def _nanpa(call: Call, tz_method: str) -> Zone | None:
    """With usacan_prefix_check = Y the prefix is one digit, and nothing is looked up."""
    if "NANPA" not in tz_method.upper() or len(call.areacode) != 3 or len(call.prefix) != 3:
        return None
    row = phone_codes.by_nanpa_prefix(call.tx, call.areacode, call.prefix)
    if row is None:
        return None
    return _zone(row, "SSM-FSN" if row["DST"] == "Y" else "")


def _phone_code(call: Call) -> Zone | None:
    value = call.value
    place = value["phone_code"], call.areacode, value["state"]
    known = call.tx.cached(_known_places)
    zone = known.get(place)
    if zone is None:
        zone = _zone_of(_by_phone_code(call.tx, *place))
        if zone is not None and len(known) < _MOST_PLACES:
            known[place] = zone
    return zone


_MOST_PLACES: Final = 1024


def _known_places(_: Transaction) -> dict[tuple[str, str, str], Zone]:
    """The places that were looked up, till the tables change that they are looked up in."""
    return {}


def _by_phone_code(tx: Transaction, phone_code: str, areacode: str, state: str) -> Row | None:
    row = None
    match configuration.number(phone_code):
        case 1 | 52:
            row = phone_codes.by_areacode(tx, phone_code, areacode)
        case 61:
            row = phone_codes.by_state(tx, phone_code, state)
    return row or phone_codes.of_country(tx, phone_code)


def _zone_of(row: Row | None) -> Zone | None:
    """Summer time is told by DST_range alone: the column DST is not looked at."""
    return None if row is None else _zone(row, str(row["DST_range"] or ""))


def _zone(row: Row, dst_range: str) -> Zone:
    stored = str(row["GMT_offset"] or "")
    offset = stored.replace("+", "")
    is_number = _BEGINS_AS_NUMBER.match(offset) is not None
    return Zone(stored, dst_range, offset, php_float(offset), is_number)


# It is asked for with each lead, and true of a whole hour.
@lru_cache(maxsize=256)
def _is_summer(dst_range: str, local_hour: str, hours: float, server_hours: float) -> bool:
    """Whether it is summer at a place.

    Args:
        dst_range: the code of its summer time.
        local_hour: the dialer's time to the hour, `YYYY-MM-DD HH`.
        hours: from UTC to the place's standard time.
        server_hours: from UTC to the dialer.
    """
    here = dt.datetime.fromisoformat(f"{local_hour}:00")
    # The hours are cut, not the minutes, as the engine does.
    hour = int(here.hour + hours - server_hours)
    return in_force(dst_range, here.replace(hour=0) + dt.timedelta(hours=hour))


def server_offset(call: Call) -> float:
    """Hours from UTC to the dialer: servers.local_gmt, an hour more in summer time."""
    return _server_offset(call.tx, call.now)


def _server_offset(tx: Transaction, now: Moment) -> float:
    local_gmt = local_gmt_of(tx)
    return now.zone_offset if local_gmt is None else local_gmt + now.is_summer


def local_gmt_of(tx: Transaction) -> float | None:
    """What the dialer's server says of its standard time; None where no server is active."""
    return tx.cached(_local_gmt)


def _local_gmt(tx: Transaction) -> float | None:
    server = configuration.active_server(tx)
    return None if server is None else php_float(str(server["local_gmt"] or ""))
