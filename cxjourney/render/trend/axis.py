"""Where moments stand on a line of time, and which of them are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from cxjourney.render.calendars import gregorian
from cxjourney.render.marks import Mark, Paint, Text
from cxjourney.render.page import SMALL, line
from cxjourney.render.text import measure

if TYPE_CHECKING:
    from datetime import date

    from cxjourney.model.incident import Incident
    from cxjourney.model.trend import TrendPeriod
    from cxjourney.render.words import Words

_GAP, _YEAR = 14, timedelta(days=366)
_NAMED = re.compile(r"\d{4}-(\d\d|Q\d)")


@dataclass(frozen=True, slots=True)
class Axis:
    """
    A line of time.

    Parameters
    ----------
    left, right
        Its ends on the page.
    periods
        The periods it spans, in order.
    searched_until
        Last day that was searched for incidents that do not say it; None stands for the last of all.
    """

    left: float
    right: float
    periods: tuple[TrendPeriod, ...]
    searched_until: date | None = None

    def span(self, incident: Incident) -> tuple[float, float]:
        """
        Return the ends of an incident; one that goes on ends with the last day that was searched.

        Parameters
        ----------
        incident
            The incident.
        """
        last = incident.end or incident.searched_until or self.searched_until
        left = self.at(incident.start)
        return left, self.right if last is None else max(left, self.at(last + timedelta(days=1)))

    def at(self, moment: datetime | date) -> float:
        """
        Return where a moment stands, within the ends; a date stands for its first instant.

        Parameters
        ----------
        moment
            The moment.
        """
        instant = moment if isinstance(moment, datetime) else datetime.combine(moment, time(), tzinfo=UTC)
        first, last = self.periods[0].start, self.periods[-1].end
        share = (instant - first) / (last - first)
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)

    def middle(self, place: int) -> float:
        """
        Return where the middle of a period stands.

        Parameters
        ----------
        place
            Place of the period.
        """
        period = self.periods[place]
        return (self.at(period.start) + self.at(period.end)) / 2

    def ticks(self, words: Words, y: float, *, top: float | None = None) -> list[Mark]:
        """
        Return the names of as many periods as there is room for, evenly, each where it begins.

        Parameters
        ----------
        words
            The language.
        y
            Base line of the names.
        top
            Upper end of the fine lines over them; None draws none.
        """
        with_year = self.periods[-1].end - self.periods[0].start > _YEAR
        names = [tick_name(words, period, with_year=with_year) for period in self.periods]
        widest = max(measure(name, SMALL) for name in names)
        room = (self.right - self.left) / len(names)
        step = max(1, int(-(-(widest + _GAP) // room)))
        marks: list[Mark] = []
        for place in range(0, len(names), step):
            x = self.at(self.periods[place].start)
            if x + measure(names[place], SMALL) > self.right + 1 and place:
                break
            if top is not None:
                marks.append(line([(x, top), (x, y - 12)], Paint(None, "line")))
            marks.append(Text(x, y, names[place], SMALL, "ink3"))
        return marks


def tick_name(words: Words, period: TrendPeriod, *, with_year: bool = False) -> str:
    """
    Return how the start of a period is named under a line of time: a month or quarter by its name, else by its first day.

    Parameters
    ----------
    words
        The language.
    period
        The period.
    with_year
        Whether a day needs its year, because there is another of that name.
    """
    if _NAMED.fullmatch(period.name) and words.calendar is gregorian:
        return words.numerals.localized(period.name)
    if with_year:
        return words.period(period.start.date(), period.start.date())
    day = words.calendar(period.start)
    return words("trend.tick", day=words.numerals.localized(str(day.day)), month=words.series("months")[day.month - 1])
