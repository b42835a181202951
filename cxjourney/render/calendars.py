"""Dates in the calendar that a language's readers use."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

_CYCLE, _LEAP_CYCLE, _YEAR = 12_053, 1_461, 365
"""Days of 33 years, of four years, and of one."""
_FIRST_HALF = 186
_OFFSET = 356_032
_START = -1_595
"""The year in which the cycles are counted from day 0, and how many days lie between that day and 1 January of the year 1."""


class Day(NamedTuple):
    """A day of some calendar; the first month is 1."""

    year: int
    month: int
    day: int


def gregorian(moment: date) -> Day:
    """
    Return a day of the Gregorian calendar.

    Parameters
    ----------
    moment
        A date or an instant.
    """
    return Day(moment.year, moment.month, moment.day)


def solar_hijri(moment: date) -> Day:
    """
    Return a day of the calendar of Iran and Afghanistan.

    The arithmetic of 33-year cycles, which agrees with the astronomical calendar from 1799 to 2086.

    Parameters
    ----------
    moment
        A date or an instant.

    Examples
    --------
    >>> solar_hijri(date(2026, 9, 30))
    Day(year=1405, month=7, day=8)
    """
    days = date(moment.year, moment.month, moment.day).toordinal() + _OFFSET
    cycles, days = divmod(days, _CYCLE)
    fours, days = divmod(days, _LEAP_CYCLE)
    year = _START + 33 * cycles + 4 * fours
    if days > _YEAR:
        years, days = divmod(days - 1, _YEAR)
        year += years
    if days < _FIRST_HALF:
        return Day(year, 1 + days // 31, 1 + days % 31)
    return Day(year, 7 + (days - _FIRST_HALF) // 30, 1 + (days - _FIRST_HALF) % 30)
