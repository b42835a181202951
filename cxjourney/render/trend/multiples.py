"""Small multiples: one figure at one place a panel, over time, with its interval and its incidents."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Circle, Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Style, group, hatched, line, paragraph
from cxjourney.render.text import Font, fit, measure
from cxjourney.render.trend.axis import Axis
from cxjourney.render.trend.wording import figure, measure_name, place_lines, place_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cxjourney.model.incident import Incident
    from cxjourney.model.trend import Trend, TrendSeries
    from cxjourney.render.text import Lines
    from cxjourney.render.words import Words

COLUMNS = 3
_GAP, _ROW_GAP = 28, 26
_TITLES, _PLOT, _TICKS = 38, 92, 20
_NAME, _HEADING = Font(12, 600), Font(13, 700)
FEW_POINTS, _TOLD = 40, 26
_RELIABLE, _PART = 5, 0.2
"""Observations of a period whose interval the scale makes room for, and their share of the usual number; others are cut at the edge."""


@dataclass(frozen=True, slots=True)
class Scale:
    """
    From figures to heights.

    Parameters
    ----------
    low, high
        The figures at the lower and at the upper edge.
    top, bottom
        The edges.
    """

    low: float
    high: float
    top: float
    bottom: float

    def at(self, value: float) -> float:
        """
        Return the height of a figure, that of the edge for what lies beyond it.

        Parameters
        ----------
        value
            The figure.
        """
        height = self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)
        return min(max(height, self.top), self.bottom)


def draw_multiples(trend: Trend, shown: Sequence[TrendSeries], words: Words, width: float, top: float) -> Drawn:
    """
    Return the panels.

    Parameters
    ----------
    trend
        The trend.
    shown
        The series to draw.
    words
        The language.
    width
        Width of the page.
    top
        Upper edge.
    """
    heading = words("trend.multiples")
    marks: list[Mark] = [Text(MARGIN, top + 14, heading, _HEADING)]
    panel = (width - 2 * MARGIN - _GAP * (COLUMNS - 1)) / COLUMNS
    height = _TITLES + _PLOT + _TICKS
    panels: list[Mark] = []
    y = top + 34
    for start in range(0, len(shown), COLUMNS):
        row = shown[start : start + COLUMNS]
        names = [place_lines(words, series.location, panel, SMALL) for series in row]
        drop = SMALL.line_height * (max(len(name.lines) for name in names) - 1)
        for place, (series, name) in enumerate(zip(row, names, strict=True)):
            at = (MARGIN + (panel + _GAP) * place, y, drop, panel)
            panels += group("listitem", spoken(series, words), list(_panel(trend, series, words, name, at)))
        y += height + drop + _ROW_GAP
    return Drawn(y - top, (*marks, *group("list", heading, panels)))


def open_ground(box: tuple[float, float, float, float]) -> list[Mark]:
    """
    Return the ground of periods that cannot be said yet.

    Parameters
    ----------
    box
        Left and upper edge, width and height.
    """
    return [Rect(*box, Paint("line", fill_opacity=0.6)), hatched(box, Paint(None, "dot2", 0.8))]


def sentence(series: TrendSeries, words: Words) -> str:
    """
    Return a series in one sentence: what it is, then each period.

    Parameters
    ----------
    series
        The series.
    words
        The language.
    """
    facts = []
    for point in series.periods:
        value = point.estimate.value
        text = words("trend.open") if point.state == "open" else "–" if value is None else figure(words, value, series.unit)
        facts.append(words("trend.point", period=words.numerals.localized(point.period), value=text))
    place = place_name(words, series.location)
    return f"{measure_name(words, series.measure)}, {place}. {words.listed(facts)}"


def spoken(series: TrendSeries, words: Words) -> str:
    """
    Return a series in one sentence that is short enough to be heard: each period, or where there are many the ends and the extremes.

    Parameters
    ----------
    series
        The series.
    words
        The language.
    """
    known = [(point.estimate.value, words.numerals.localized(point.period)) for point in series.periods if point.estimate.value is not None]
    if len(series.periods) <= _TOLD or not known:
        return sentence(series, words)
    ends = {"start": known[0], "end": known[-1], "when_low": min(known), "when_high": max(known)}
    values = zip(("first", "last", "low", "high"), ends.values(), strict=True)
    facts = {name: when for name, (_, when) in ends.items()} | {name: figure(words, value, series.unit) for name, (value, _) in values}
    whole = words("trend.range", n=words.numerals.fixed(len(series.periods)), **facts)
    return f"{measure_name(words, series.measure)}, {place_name(words, series.location)}. {whole}"


def incidents_of(trend: Trend, series: TrendSeries) -> tuple[Incident, ...]:
    """
    Return the incidents and improvements of a series.

    Parameters
    ----------
    trend
        The trend.
    series
        One of its series.
    """
    every = (*trend.incidents, *trend.improvements)
    return tuple(each for each in every if (each.measure, each.location) == (series.measure, series.location))


def _panel(trend: Trend, series: TrendSeries, words: Words, name: Lines, at: tuple[float, float, float, float]) -> Iterator[Mark]:
    x, y, drop, width = at
    yield from paragraph(fit(measure_name(words, series.measure), width, _NAME), x, y + 12, Style(_NAME))
    yield from paragraph(name, x, y + 28, Style(SMALL, "ink3"))
    scale = _scale(series, y + _TITLES + drop, y + _TITLES + drop + _PLOT)
    names = [figure(words, value, series.unit) for value in (scale.low, scale.high)]
    axis = Axis(x + max(measure(text, SMALL) for text in names) + 8, x + width, trend.periods, trend.searched_until)
    yield Rect(axis.left, scale.top, axis.right - axis.left, _PLOT, Paint("panel"), 4)
    if series.said < len(series.values):
        left = axis.at(trend.periods[series.said].start)
        yield from open_ground((left, scale.top, axis.right - left, _PLOT))
    for incident in incidents_of(trend, series):
        left, right = axis.span(incident)
        yield Rect(left, scale.top, max(right - left, 2), _PLOT, Paint("posfill", "pos", 1.2) if incident.better else Paint("negfill"))
    for text, value in zip(names, (scale.low, scale.high), strict=True):
        yield Text(axis.left - 6, scale.at(value) + (4 if value == scale.low else 8), text, SMALL, "ink3", "end")
    yield from _curve(trend, series, axis, scale)
    yield from axis.ticks(words, scale.bottom + 15)


def _scale(series: TrendSeries, top: float, bottom: float) -> Scale:
    known = _scaled(series)
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 0.5
    lowest = 0.0 if low >= 0 and low < 0.45 * high else low - room
    if series.unit in {"share", "seconds", "visits", "customers", "journeys"}:
        lowest = max(lowest, 0.0)
    highest = min(high + room, 1.0) if series.unit == "share" else high + room
    return Scale(lowest, highest if highest > lowest else lowest + 1.0, top, bottom)


def _scaled(series: TrendSeries) -> list[float]:
    """Return what the scale makes room for: all figures, and the intervals of periods with enough observations."""
    known = [value for value in series.values if value is not None]
    least = max(_RELIABLE, _PART * median(n for n, value in zip(series.n, series.values, strict=True) if value is not None)) if known else 0
    for low, high, n in zip(series.low, series.high, series.n, strict=True):
        known += [end for end in (low, high) if end is not None and n >= least]
    return known


def _curve(trend: Trend, series: TrendSeries, axis: Axis, scale: Scale) -> Iterator[Mark]:
    """Yield the band of the intervals, the line and its points; periods without a figure are gaps."""
    for run in _runs(series):
        bounded = [place for place in run if series.low[place] is not None and series.high[place] is not None]
        if len(bounded) == len(run):
            yield from _band(series, run, axis, scale)
        points = [(axis.middle(place), scale.at(series.values[place] or 0.0)) for place in run]
        if len(points) > 1:
            yield line(points, Paint(None, "ink2", 1.6, rounded=True))
        if len(series.values) <= FEW_POINTS or len(points) == 1:
            for place, (x, y) in zip(run, points, strict=True):
                whole = trend.periods[place].complete
                yield Circle(x, y, 2.6, Paint("ink2" if whole else "card", "ink2", 1.2))


def _band(series: TrendSeries, run: list[int], axis: Axis, scale: Scale) -> Iterator[Mark]:
    ends = [(axis.middle(place), scale.at(series.low[place] or 0.0), scale.at(series.high[place] or 0.0)) for place in run]
    if len(ends) == 1:
        x, low, high = ends[0]
        yield line([(x, low), (x, high)], Paint(None, "band", 1.4))
        return
    upper, lower = [(x, high) for x, _, high in ends], [(x, low) for x, low, _ in reversed(ends)]
    commands = [("M", *upper[0]), *(("L", *point) for point in (*upper[1:], *lower)), ("Z",)]
    yield Path(tuple(commands), Paint("band", fill_opacity=0.45))
    for edge in (upper, lower) if len(series.values) <= FEW_POINTS else ():
        yield line(edge, Paint(None, "dot2", 0.8))


def _runs(series: TrendSeries) -> Iterator[list[int]]:
    run: list[int] = []
    for place, value in enumerate(series.values):
        if value is not None:
            run.append(place)
        elif run:
            yield run
            run = []
    if run:
        yield run
