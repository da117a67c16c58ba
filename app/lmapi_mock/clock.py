"""The one source of time: the instant, and the time zone that the imitated server lives in."""

from __future__ import annotations

import datetime as dt
import threading
import zoneinfo
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

_DAYS_IN_400_YEARS = 146_097

YEARS: Final = range(1970, 9001)
"""Where the clock can stand: every time zone's wall clock is a date there."""


@dataclass(slots=True)
class Moment:
    """One reading of the clock: everything in a request happens at this moment.

    Attributes:
        utc: the instant, aware, in UTC.
        local: the second that it is in, in the server's time zone.
        text: local time as MariaDB writes a DATETIME: `YYYY-MM-DD HH:MM:SS`.
        is_summer: whether the server's own time zone is in summer time.
    """

    utc: dt.datetime
    local: dt.datetime
    text: str
    is_summer: bool

    @property
    def zone_offset(self) -> float:
        """Hours from UTC to the server's time zone now, summer time included."""
        offset = self.local.utcoffset()
        return offset.total_seconds() / 3600 if offset is not None else 0.0

    def days_ago(self, days: int) -> str:
        """Local wall-clock time so many days earlier, as MariaDB writes a DATETIME."""
        return _wall_clock(self.text, self.local.tzinfo, -days)

    def days_ahead(self, days: int) -> str:
        """Local wall-clock time so many days later; the year may have more than four digits."""
        return _wall_clock(self.text, self.local.tzinfo, days)


# The requests of one second ask for the same.
@lru_cache(maxsize=16)
def _wall_clock(text: str, zone: dt.tzinfo | None, days: int) -> str:
    """The wall clock of a zone so many days after a time that it shows, as MariaDB writes it."""
    # The Gregorian calendar repeats after 400 years, which carries past Python's year 9999.
    cycles, days = divmod(days, _DAYS_IN_400_YEARS)
    there = dt.datetime.fromisoformat(text) + dt.timedelta(days=days)
    # A wall-clock time that the change to summer time skips becomes the one after the gap.
    real = there.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)
    return f"{real.year + 400 * cycles:04}{real:-%m-%d %H:%M:%S}"


@dataclass(frozen=True, slots=True)
class ClockState:
    """Where a clock stands.

    Attributes:
        frozen: the instant at which it stands still, aware, in UTC; None if it runs.
        ahead: how far it runs ahead of the machine's clock.
        timezone: IANA name of its time zone.
    """

    frozen: dt.datetime | None
    ahead: dt.timedelta
    timezone: str


class _Second(NamedTuple):
    """A second of a time zone, of which there are many readings.

    Attributes:
        begins: when it begins, aware, in UTC.
        local: the same in the time zone.
        text: the same as MariaDB writes a DATETIME.
        is_summer: whether the time zone is in summer time then.
    """

    begins: dt.datetime
    local: dt.datetime
    text: str
    is_summer: bool


_LONG_AGO: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
_NO_SECOND: Final = _Second(_LONG_AGO, _LONG_AGO, "", is_summer=False)
"""Before the clock was read, and where it can never stand."""

_NO_TIME: Final = dt.timedelta()
_ONE_SECOND: Final = dt.timedelta(seconds=1)

_ITS_OWN: Final = object()
"""In place of the clock that one has taken, once it was set itself."""


class Clock:
    """Runs with the machine's clock until it is frozen, advanced or moved to another zone."""

    def __init__(self, timezone: str = "UTC") -> None:
        self._lock = threading.Lock()
        self._initial_timezone = timezone
        self._zone = zoneinfo.ZoneInfo(timezone)
        self._frozen: dt.datetime | None = None
        self._ahead = dt.timedelta()
        self._taken: object = None
        self._second = _NO_SECOND

    def now(self) -> Moment:
        """The present moment."""
        with self._lock:
            instant = self._instant()
            second = self._second
            if not _NO_TIME <= instant - second.begins < _ONE_SECOND:
                second = self._second = _second_of(instant, self._zone)
        return Moment(instant, second.local, second.text, second.is_summer)

    def instant(self) -> dt.datetime:
        """The present instant alone, aware, in UTC."""
        with self._lock:
            return self._instant()

    def _instant(self) -> dt.datetime:
        if self._frozen is not None:
            return self._frozen
        now = dt.datetime.now(dt.UTC)
        return now + self._ahead if self._ahead else now

    @property
    def timezone(self) -> str:
        """IANA name of the server's time zone."""
        return self._zone.key

    @property
    def is_frozen(self) -> bool:
        """Whether time stands still."""
        return self._frozen is not None

    def freeze(self, instant: dt.datetime) -> None:
        """Stand still at `instant` (aware); a ValueError where the clock cannot stand."""
        instant = _within_reach(instant)
        with self._lock:
            self._frozen = instant
            self._ahead = dt.timedelta()
            self._taken = _ITS_OWN

    def run(self) -> None:
        """Follow the machine's clock again."""
        with self._lock:
            self._frozen = None
            self._ahead = dt.timedelta()
            self._taken = _ITS_OWN

    def advance(self, by: dt.timedelta) -> None:
        """Move on, or back, by so much; a frozen clock stays frozen, a running one runs on.

        Raises:
            ValueError, OverflowError: the clock cannot stand there.
        """
        with self._lock:
            if self._frozen is not None:
                self._frozen = _within_reach(self._frozen + by)
            else:
                _within_reach(dt.datetime.now(dt.UTC) + self._ahead + by)
                self._ahead += by
            self._taken = _ITS_OWN

    def move_to(self, timezone: str) -> None:
        """Set the server's time zone by its IANA name; a KeyError if there is none such."""
        zone = zoneinfo.ZoneInfo(timezone)
        with self._lock:
            self._zone, self._second = zone, _NO_SECOND
            self._taken = _ITS_OWN

    @property
    def state(self) -> ClockState:
        """Where it stands."""
        with self._lock:
            return ClockState(self._frozen, self._ahead, self._zone.key)

    def take(self, state: ClockState | None) -> None:
        """Stand where another clock stands; with None, as it was when the server started."""
        if state is self._taken:
            return
        if state is None:
            self.reset()
        else:
            with self._lock:
                self._frozen, self._ahead = state.frozen, state.ahead
                self._zone, self._second = zoneinfo.ZoneInfo(state.timezone), _NO_SECOND
        self._taken = state

    def reset(self) -> None:
        """As it was when the server started."""
        self.run()
        self.move_to(self._initial_timezone)


def _second_of(instant: dt.datetime, zone: dt.tzinfo) -> _Second:
    """The second that an instant is in."""
    begins = instant.replace(microsecond=0)
    local = begins.astimezone(zone)
    return _Second(begins, local, local.isoformat(" ")[:19], bool(local.dst()))


def is_within_reach(instant: dt.datetime) -> bool:
    """Whether the clock can stand at `instant` (aware)."""
    try:
        return instant.astimezone(dt.UTC).year in YEARS
    except OverflowError:
        return False


def _within_reach(instant: dt.datetime) -> dt.datetime:
    if not is_within_reach(instant):
        raise ValueError(f"{instant} is out of the clock's reach")
    return instant.astimezone(dt.UTC)
