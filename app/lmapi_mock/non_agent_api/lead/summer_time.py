"""When summer time is in force: the DST_range table (behaviour spec, section 7).

A code names the Sunday on which summer time begins and the one on which it ends, both read at
the place's standard time, and on that table alone: SSM-FSN is Second Sunday in March to First
Sunday in November.
"""

from datetime import datetime
from typing import NamedTuple


class Switch(NamedTuple):
    """The hour of a month's Sunday from which the switch has happened.

    `earliest` is the first date that the Sunday can fall on. From the date after `latest` on, the
    switch has happened at any hour, even on a Sunday.
    """

    month: int
    earliest: int
    hour: int
    latest: int = 31

    def has_happened(self, standard: datetime) -> bool:
        if standard.month != self.month:
            return standard.month > self.month
        if standard.day > self.latest:
            return True
        weekday = standard.isoweekday() % 7
        if standard.day < weekday + self.earliest:
            return False
        return weekday != 0 or standard.hour >= self.hour


class Summer(NamedTuple):
    begins: Switch
    ends: Switch


_SECOND_SUNDAY_MARCH = Switch(3, earliest=8, hour=2, latest=13)  # so the 14th is summer from 00:00
_LAST_SUNDAY_MARCH = Switch(3, earliest=25, hour=1)
_THIRD_SUNDAY_MARCH = Switch(3, earliest=14, hour=1)  # no `latest`: later Sundays lag an hour too
_FIRST_SUNDAY_APRIL = Switch(4, earliest=1, hour=2, latest=7)
_FIRST_SUNDAY_OCTOBER = Switch(10, earliest=1, hour=1, latest=7)
_THIRD_SUNDAY_OCTOBER = Switch(10, earliest=22, hour=1)  # the table's dates; in fact the fourth
_LAST_SUNDAY_OCTOBER = Switch(10, earliest=25, hour=1)
_LAST_SUNDAY_OCTOBER_AT_TWO = Switch(10, earliest=25, hour=2)
_FIRST_SUNDAY_NOVEMBER = Switch(11, earliest=1, hour=2, latest=7)
_LAST_SUNDAY_FEBRUARY = Switch(2, earliest=22, hour=1)
_OCTOBER = Switch(10, earliest=1, hour=0, latest=0)  # the table keeps all of September off

SUMMERS = {
    "SSM-FSN": Summer(_SECOND_SUNDAY_MARCH, _FIRST_SUNDAY_NOVEMBER),
    "FSA-LSO": Summer(_FIRST_SUNDAY_APRIL, _LAST_SUNDAY_OCTOBER_AT_TWO),
    "LSM-LSO": Summer(_LAST_SUNDAY_MARCH, _LAST_SUNDAY_OCTOBER),
    "LSO-LSM": Summer(_LAST_SUNDAY_OCTOBER, _LAST_SUNDAY_MARCH),
    "FSO-LSM": Summer(_FIRST_SUNDAY_OCTOBER, _LAST_SUNDAY_MARCH),
    "FSO-FSA": Summer(_FIRST_SUNDAY_OCTOBER, _FIRST_SUNDAY_APRIL),
    "FSO-TSM": Summer(_FIRST_SUNDAY_OCTOBER, _THIRD_SUNDAY_MARCH),
    "LSS-FSA": Summer(_OCTOBER, _FIRST_SUNDAY_APRIL),
    "TSO-LSF": Summer(_THIRD_SUNDAY_OCTOBER, _LAST_SUNDAY_FEBRUARY),
}


def in_force(dst_range: str, standard: datetime) -> bool:
    """Say whether summer time holds at this standard local time; unknown codes never do."""
    summer = SUMMERS.get(dst_range)
    if summer is None:
        return False
    begun = summer.begins.has_happened(standard)
    ended = summer.ends.has_happened(standard)
    if summer.begins.month < summer.ends.month:
        return begun and not ended
    return begun or not ended  # a southern summer spans the new year
