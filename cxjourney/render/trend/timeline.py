"""Incidents as bars on one line of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.characters import SEPARATOR, isolate
from cxjourney.render.layout import MARGIN
from cxjourney.render.marks import Mark, Paint, Path, Rect, Text
from cxjourney.render.page import SMALL, Drawn, Style, group, paragraph
from cxjourney.render.text import Font, fit
from cxjourney.render.trend.axis import Axis
from cxjourney.render.trend.wording import figure, incident_dates, incident_text, measure_name, place_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.model.incident import Incident
    from cxjourney.model.trend import Trend
    from cxjourney.render.words import Words

_LABEL, _CHANGE = 272, 132
_ROW, _BAR = 42, 16
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
    first = top + 32
    bottom = first + _ROW * len(incidents)
    marks += axis.ticks(words, bottom + 18, top=first)
    rows: list[Mark] = []
    for place, incident in enumerate(incidents):
        label = words("trend.claim.worse", what=incident_text(words, incident), when=incident_dates(words, incident))
        rows += group("listitem", label, _row(incident, axis, words, first + _ROW * place, width))
    return Drawn(bottom + 30 - top, (*marks, *group("list", heading, rows)))


def _row(incident: Incident, axis: Axis, words: Words, y: float, width: float) -> list[Mark]:
    room = _LABEL - 18
    name = fit(place_name(words, incident.location), room, _NAME)
    about = (measure_name(words, incident.measure), incident_dates(words, incident))
    what = fit(SEPARATOR.join(isolate(each, words.direction) for each in about), room, SMALL)
    marks: list[Mark] = [*paragraph(name, MARGIN, y + 16, Style(_NAME)), *paragraph(what, MARGIN, y + 31, Style(SMALL, "ink3"))]
    left, right = axis.span(incident)
    marks += bar(left, max(right, left + 4), y + 10, better=incident.better, going_on=incident.end is None)
    before, during = (figure(words, each.value or 0.0, each.unit) for each in (incident.before, incident.during))
    text = words("trend.change", before=before, during=during)
    marks.append(Text(width - MARGIN, y + 22, text, _VALUE, "pos" if incident.better else "neg", "end"))
    return marks


def bar(left: float, right: float, top: float, *, better: bool, going_on: bool) -> list[Mark]:
    """
    Return the bar of an incident; one that goes on ends in a point.

    Parameters
    ----------
    left, right, top
        Where it stands.
    better
        Whether things were better.
    going_on
        Whether it has no end yet.
    """
    token = "pos" if better else "neg"
    if not going_on:
        return [Rect(left, top, right - left, _BAR, Paint(token), 3)]
    tip = max(left + 2, right - _BAR / 2)
    corners = (("M", left, top), ("L", tip, top), ("L", right, top + _BAR / 2), ("L", tip, top + _BAR), ("L", left, top + _BAR), ("Z",))
    return [Path(corners, Paint(token))]
