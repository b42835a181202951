"""Forecasts and ranked fixes as rows of plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.interchange.estimate_columns import estimate_columns, estimate_values

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.forecast import FixRanking, Forecast, RankedFix

_ESTIMATE = ("value", "low", "high", "level", "n", "unit", "method")
_BY_TOUCHPOINT = ("baseline_visits", "visits", "visits_change", "contacts", "contacts_change")
_PLACE = ("stage", "touchpoint", "channel", "segment")
_WON = ("goals_change", "revenue_change", "total_goals_change", "total_revenue_change", "net_change")

FORECAST_COLUMNS = ("figure", "touchpoint", *_ESTIMATE)
"""Columns of the rows of forecasts."""

FIX_COLUMNS = ("list", "rank", "kind", *_PLACE, *estimate_columns(*_WON), "cost", "basis", "summary")
"""Columns of the rows of ranked fixes."""


def forecast_rows(forecast: Forecast) -> list[dict[str, Any]]:
    """
    Return one row a figure: first of the whole journey, then by touchpoint.

    Parameters
    ----------
    forecast
        What is expected.
    """
    rows = [_figure(name, None, estimate) for name, estimate in forecast.figures]
    for each in forecast.touchpoints:
        found = ((name, getattr(each, name)) for name in _BY_TOUCHPOINT)
        rows += [_figure(name, each.touchpoint, estimate) for name, estimate in found if estimate is not None]
    return rows


def _figure(name: str, touchpoint: str | None, estimate: Estimate) -> dict[str, Any]:
    return {"figure": name, "touchpoint": touchpoint, **{field: getattr(estimate, field) for field in _ESTIMATE}}


def fix_rows(ranking: FixRanking) -> list[dict[str, Any]]:
    """
    Return one row a fix, first each alone, then the plan.

    Parameters
    ----------
    ranking
        The fixes.

    Examples
    --------
    >>> from cxjourney.model.forecast import FixRanking
    >>> fix_rows(FixRanking())
    []
    """
    return [*(_fix("single", each) for each in ranking.singles), *(_fix("together", each) for each in ranking.together)]


def _fix(home: str, each: RankedFix) -> dict[str, Any]:
    pain = each.fix.pain_point
    return {
        "list": home,
        "rank": each.rank,
        "kind": pain.gap_of or pain.kind,
        **{name: getattr(pain, name) for name in _PLACE},
        **estimate_values(**{name: getattr(each, name) for name in _WON}),
        "cost": each.cost,
        "basis": each.basis,
        "summary": each.summary,
    }
