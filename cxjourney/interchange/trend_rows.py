"""A trend as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.interchange.estimate_columns import estimate_columns, estimate_values
from cxjourney.interchange.rows import frame

if TYPE_CHECKING:
    from cxjourney.model.incident import Incident
    from cxjourney.model.trend import Trend

_PLACE = ("stage", "touchpoint", "channel", "segment")
_FIGURES = ("before", "during", "change")

COLUMNS = ("measure", *_PLACE, "period", "start", "end", "state", "value", "low", "high", "n", "unit")
"""Columns of the rows of figures."""

INCIDENT_COLUMNS = (
    "kind", "measure", *_PLACE, "start", "end", "better",
    *estimate_columns(*_FIGURES),
    "unit", "n_before", "n_during", "q_value", "touchpoints", "summary",
)  # fmt: skip
"""Columns of the rows of incidents and improvements."""


def trend_rows(trend: Trend) -> list[dict[str, Any]]:
    """
    Return one row a figure and period, in the order of the series.

    Parameters
    ----------
    trend
        What was followed.

    Examples
    --------
    >>> from cxjourney.model.trend import Trend
    >>> trend_rows(Trend(every="week", periods=()))
    []
    """
    rows = []
    for series in trend.series:
        where = {"measure": series.measure, **{part: getattr(series, part) for part in _PLACE}}
        for place, (period, value, n) in enumerate(zip(trend.periods, series.values, series.n, strict=True)):
            open_yet = place >= series.said
            state = "open" if open_yet else "complete" if period.complete else "incomplete"
            when = {"period": period.name, "start": period.start, "end": period.end, "state": state}
            rows.append(
                {**where, **when, "value": value, "low": series.low[place], "high": series.high[place], "n": n, "unit": series.unit}
            )
    return rows


def incident_rows(trend: Trend) -> list[dict[str, Any]]:
    """
    Return one row an incident or improvement.

    Parameters
    ----------
    trend
        What was followed.
    """
    return [_row(incident) for incident in (*trend.incidents, *trend.improvements)]


def trend_frames(trend: Trend) -> dict[str, object]:
    """
    Return the figures, and the incidents with the improvements, as data frames.

    Parameters
    ----------
    trend
        What was followed.
    """
    return {"figures": frame(trend_rows(trend), COLUMNS), "incidents": frame(incident_rows(trend), INCIDENT_COLUMNS)}


def _row(incident: Incident) -> dict[str, Any]:
    figures = {
        **estimate_values(**{name: getattr(incident, name) for name in _FIGURES}),
        "unit": incident.before.unit,
        "n_before": incident.before.n,
        "n_during": incident.during.n,
        "touchpoints": ", ".join(incident.touchpoints),
    }
    return {name: figures[name] if name in figures else getattr(incident, name) for name in INCIDENT_COLUMNS}
