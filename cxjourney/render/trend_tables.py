"""A trend as HTML tables that read well with any style sheet, or none, or a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.estimate import Location
from cxjourney.render.html_figures import NONE, change, figure
from cxjourney.render.html_tables import paragraph, region, table
from cxjourney.wording import chance

if TYPE_CHECKING:
    from cxjourney.model.incident import Incident
    from cxjourney.model.trend import Trend, TrendPoint
    from cxjourney.render.markup import Markup

SHOWN = 24
"""Periods in the table of the whole journey: the last ones."""

_INCIDENTS = ("Where", "What", "From", "To", "Before", "During", "Change", "q")
_SKIPPED = frozenset({"visits", "customers", "journeys"})


def trend_html(trend: Trend) -> str:
    """
    Return a trend as a fragment of HTML: incidents, improvements, the whole journey by period, and what was not searched.

    Parameters
    ----------
    trend
        What was followed.

    Examples
    --------
    >>> from cxjourney.model.trend import Trend
    >>> "No incident stands out" in trend_html(Trend(every="week", periods=(), tested=4))
    True
    """
    title = f"{len(trend.periods):,} periods ({trend.every})"
    parts = [paragraph(f"{title}: {len(trend.incidents):,} incidents in {trend.tested:,} series")]
    if trend.incidents:
        parts.append(_table("Incidents", trend.incidents))
    else:
        parts.append(paragraph("No incident stands out from chance." if trend.tested else "Nothing could be searched for incidents."))
    if trend.improvements:
        parts.append(_table("Improvements", trend.improvements))
    parts += _whole(trend)
    if trend.untested:
        rows = [(each.kind.replace("_", " "), each.reason, _places(each.locations)) for each in trend.untested]
        parts.append(table("Not searched", ("Kind", "Why", "Where"), rows))
    parts += [paragraph(note) for note in trend.notes]
    return str(region("cxj-trend", f"Trend of {title}", parts))


def _table(caption: str, incidents: tuple[Incident, ...]) -> Markup:
    return table(caption, _INCIDENTS, [_row(each) for each in incidents])


def _row(incident: Incident) -> tuple[str, ...]:
    also = f" (with {', '.join(incident.touchpoints)})" if incident.touchpoints else ""
    return (
        f"{incident.location}{also}",
        incident.measure.replace("_", " "),
        incident.start.isoformat(),
        incident.end.isoformat() if incident.end else "going on",
        figure(incident.before),
        figure(incident.during),
        NONE if incident.change is None else change(incident.change),
        NONE if incident.q_value is None else chance(incident.q_value, ""),
    )


def _whole(trend: Trend) -> list[Markup]:
    """Return the figures of the whole journey by period, the last ones where there are many."""
    series = [each for each in trend.series if each.location == Location() and each.measure not in _SKIPPED]
    if not series:
        return []
    points = [each.periods[-SHOWN:] for each in series]
    rows = [
        (period.period + (" (incomplete)" if period.state == "incomplete" else ""), *(_point(column[place]) for column in points))
        for place, period in enumerate(points[0])
    ]
    return [table("The whole journey", ("Period", *(each.measure.replace("_", " ") for each in series)), rows)]


def _point(point: TrendPoint) -> str:
    return "not yet" if point.state == "open" and point.estimate.value is None else figure(point.estimate)


def _places(locations: tuple[Location, ...]) -> str:
    shown = ", ".join(str(each) for each in locations[:6])
    return f"{shown} and {len(locations) - 6:,} more" if len(locations) > 6 else shown
