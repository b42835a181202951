"""Incidents as bars on one line of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.characters import SEPARATOR, isolate
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Style, group, paragraph
from cxjourney.render.text import Font, fit, measure
from cxjourney.render.trend.axis import Axis
from cxjourney.render.trend.wording import figure, incident_dates, incident_sentence, measure_name, place_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.incident import Incident
    from cxjourney.model.trend import Trend
    from cxjourney.render.words import Words

_LABEL, _CHANGE = 312, 148
_ROW, _BAR, _STEP = 42, 16, 15
_NAME, _HEADING, _VALUE = Font(12, 600), Font(13, 700), Font(12, 700)


def draw_timeline(trend: Trend, incidents: Sequence[Incident], words: Words, width: float, top: float) -> Drawn:
    """
    Return the timeline.

    Parameters
    ----------
    trend
        The trend.
    incidents
        What happened in it, those that are drawn, in order.
    words
        The language.
    width
        Width of the page.
    top
        Upper edge.
    """
    axis = Axis(MARGIN + _LABEL, width - MARGIN - _CHANGE, trend.periods, trend.searched_until)
    heading = words("trend.timeline")
    marks: list[Mark] = [Text(MARGIN, top + 14, heading, _HEADING)]
    y = first = top + 32
    rows: list[Mark] = []
    for incident in incidents:
        row = _row(incident, axis, words, y, width)
        rows += group("listitem", incident_sentence(words, incident), row.marks)
        y += row.height
    marks += axis.ticks(words, y + 18, top=first)
    return Drawn(y + 30 - top, (*marks, *group("list", heading, rows)))


def _row(incident: Incident, axis: Axis, words: Words, y: float, width: float) -> Drawn:
    """Return the bar of an incident between its place and its figures; long names and dates take more lines."""
    room = _LABEL - 18
    name = place_lines(words, incident.location, room, _NAME)
    about = [isolate(each, words.direction) for each in (measure_name(words, incident.measure), incident_dates(words, incident))]
    whole = SEPARATOR.join(about)
    told = [whole] if measure(whole, SMALL) <= room else about
    below = y + 16 + _STEP * len(name.lines)
    marks: list[Mark] = [*paragraph(name, MARGIN, y + 16, Style(_NAME, leading=_STEP))]
    for place, text in enumerate(told):
        marks += paragraph(fit(text, room, SMALL), MARGIN, below + _STEP * place, Style(SMALL, "ink3"))
    left, right = axis.span(incident)
    marks += bar(left, max(right, left + 4), y + 10, better=incident.better, going_on=incident.end is None)
    before, during = (figure(words, each.value or 0.0, each.unit) for each in (incident.before, incident.during))
    text = words("trend.change", before=before, during=during)
    way = words("report.better" if incident.better else "report.worse")
    end = width - MARGIN
    marks += [Text(end, y + 16, text, _VALUE, "pos" if incident.better else "neg", "end"), Text(end, y + 31, way, SMALL, "ink3", "end")]
    return Drawn(_ROW + _STEP * (len(name.lines) + len(told) - 2), tuple(marks))


def bar(left: float, right: float, top: float, *, better: bool, going_on: bool) -> list[Mark]:
    """
    Return the bar of an incident; one that goes on ends in a point, one that is for the better is an outline.

    Parameters
    ----------
    left, right, top
        Where it stands.
    better
        Whether things were better.
    going_on
        Whether it has no end yet.
    """
    paint = Paint("posfill", "pos", 1.4) if better else Paint("neg")
    if not going_on:
        return [Rect(left, top, right - left, _BAR, paint, 3)]
    tip = max(left + 2, right - _BAR / 2)
    corners = (("M", left, top), ("L", tip, top), ("L", right, top + _BAR / 2), ("L", tip, top + _BAR), ("L", left, top + _BAR), ("Z",))
    return [Path(corners, paint)]
