"""The periods of a trend: months, weeks or other stretches that follow each other without a gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from cxjourney.errors import OptionError, show_value
from cxjourney.ingest.zones import from_microseconds
from cxjourney.statistics.resolve import microseconds
from cxjourney.statistics.times import tree_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

Every = Literal["day", "week", "month", "quarter"]

DAY = 86_400_000_000
"""Microseconds of a day."""

LIMIT = 1_000
"""Periods that a trend may have."""

_NAMED = ("day", "week", "month", "quarter")
_MONTHS = {"month": 1, "quarter": 3}
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    Periods in a row, in UTC.

    Parameters
    ----------
    every
        What they are: ``"month"``, or the length of each in words.
    edges
        Start of each and end of the last, in microseconds since 1970.
    first_day
        Midnight before the first event, in microseconds since 1970: days are counted from there.
    days
        Number of days up to the end of the observation.
    """

    every: str
    edges: tuple[int, ...]
    first_day: int
    days: int

    def __len__(self) -> int:
        return len(self.edges) - 1

    @property
    def names(self) -> tuple[str, ...]:
        """What to call each period, such as ``"2026-07"``."""
        return tuple(self._name(from_microseconds(edge)) for edge in self.edges[:-1])

    def _name(self, start: datetime) -> str:
        if self.every == "week":
            year, week, _ = start.isocalendar()
            return f"{year}-W{week:02d}"
        if self.every == "quarter":
            return f"{start.year}-Q{(start.month + 2) // 3}"
        if self.every == "month":
            return f"{start:%Y-%m}"
        whole_days = all((edge - self.first_day) % DAY == 0 for edge in self.edges[:2])
        return f"{start:%Y-%m-%d}" if whole_days else f"{start:%Y-%m-%dT%H:%M:%S}"

    def day_sql(self, moment: str) -> str:
        """
        Return the SQL of the day of a time, counted from the first.

        Parameters
        ----------
        moment
            SQL of microseconds since 1970.
        """
        return f"CAST(int_div({moment} - {self.first_day}, {DAY}) AS INTEGER)"

    def period_sql(self, moment: str) -> str:
        """
        Return the SQL of the period of a time, counted from the first.

        Parameters
        ----------
        moment
            SQL of microseconds since 1970.
        """
        width = self.edges[1] - self.edges[0]
        if self.every not in _MONTHS:
            return f"CAST(int_div({moment} - {self.edges[0]}, {width}) AS INTEGER)"
        return tree_sql(f"({moment})", self.edges[1:-1], [str(place) for place in range(len(self))])


def calendar(every: Every | timedelta, first: int, last: int) -> Calendar:
    """
    Return the periods from the first event to the end of the observation.

    Parameters
    ----------
    every
        Length of a period. Weeks start on Monday, other lengths at midnight before the first event.
    first, last
        First event and end of the observation, in microseconds since 1970 (UTC).

    Raises
    ------
    OptionError
        If the length cannot be used, or gives fewer than two periods or more than a thousand.
    TypeError
        If it is neither a name nor a timedelta.

    Examples
    --------
    >>> calendar("quarter", 0, 200 * DAY).names
    ('1970-Q1', '1970-Q2', '1970-Q3')
    """
    said, width = _said(every)
    midnight = first - first % DAY
    edges: list[int] = []
    for edge in _edges(said, width, midnight):
        edges.append(edge)
        if edge > last or len(edges) > LIMIT + 1:
            break
    found = Calendar(said, tuple(edges), midnight, int((last - midnight) // DAY) + 1)
    span = f"the log covers {from_microseconds(first):%Y-%m-%d} to {from_microseconds(last):%Y-%m-%d}"
    if len(found) > LIMIT:
        message = f"every={show_value(said)} gives more than {LIMIT:,} periods: {span}."
        raise OptionError(message, hint="choose longer periods, or leave early events out with events.filter(since=...).", value=said)
    if len(found) < 2:
        message = f"a trend needs at least two periods, every={show_value(said)} gives {len(found)}: {span}."
        shorter = 'every="week" or every="day"' if last - first > 2 * DAY else "every=timedelta(minutes=5)"
        hint = f"choose shorter periods, such as {shorter}." if last > first else "all events are at one time: follow customers for longer."
        raise OptionError(message, hint=hint, value=said)
    return found


def _said(every: object) -> tuple[str, int]:
    """Return what the periods are called and how long they are, in microseconds; 0 for those that differ."""
    if isinstance(every, timedelta):
        return _duration(every), microseconds(every, "every") or 0
    if not isinstance(every, str):
        message = f"every takes one of {', '.join(_NAMED)} or a timedelta, found {type(every).__name__}"
        raise TypeError(message)
    if every not in _NAMED:
        raise OptionError.for_choice("every", every, _NAMED)
    return every, {"day": DAY, "week": 7 * DAY}.get(every, 0)


def _duration(every: timedelta) -> str:
    for name, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        if every % length == timedelta(0):
            return f"{every // length:,} {name}s" if every != length else f"1 {name}"
    return f"{every.total_seconds():g} seconds"


def _edges(every: str, width: int, midnight: int) -> Iterator[int]:
    """Yield the starts of the periods, the first of them at or before a midnight."""
    if every in _MONTHS:
        yield from _months(_MONTHS[every], from_microseconds(midnight))
        return
    edge = midnight
    if every == "week":
        edge -= (from_microseconds(midnight).weekday()) * DAY
    while True:
        yield edge
        edge += width


def _months(step: int, midnight: datetime) -> Iterator[int]:
    month = midnight.year * 12 + (midnight.month - 1) // step * step
    while month < 9_999 * 12 + 12:
        start = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC).date()
        yield (start - _EPOCH).days * DAY
        month += step
