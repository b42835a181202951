"""Forecasts and ranked fixes as HTML tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.render.html_figures import NONE, figure
from cxjourney.render.html_tables import paragraph, region, table
from cxjourney.render.interval_mark import interval_mark
from cxjourney.wording import change

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.forecast import FixRanking, Forecast, RankedFix, TouchpointForecast

_FIGURES = ("Figure", "Now (diamond) and then (dot)", "Now", "Then", "Change")
_TOUCHPOINTS = ("Touchpoint", "Now (diamond) and then (dot)", "Visits now", "Visits then", "Change", "Change in contacts")
_SINGLES = ("#", "Fix", "Goals", "Money", "Cost", "Left")
_TOGETHER = ("#", "Then fix", "Goals more", "Money more", "Goals in all", "Money in all", "Cost", "Left")
_SHOWN = 30


def forecast_html(forecast: Forecast) -> str:
    """
    Return a forecast as a fragment of HTML: the summary, the figures now and then, visits by touchpoint.

    Parameters
    ----------
    forecast
        The forecast.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=500)
    >>> journey_map = cx.discover_map(shop.events, goal=shop.goal)
    >>> "Goal rate" in forecast_html(cx.what_if(journey_map, cx.Remove("Sign in")))
    True
    """
    parts = [paragraph(forecast.summary), table("What is changed", ("Change",), [(str(change),) for change in forecast.changes])]
    parts.append(table("What would be expected", _FIGURES, _rows(forecast)))
    moved = sorted(forecast.touchpoints, key=lambda each: -abs(each.visits_change.value or 0.0))[:_SHOWN]
    shown = [each for each in forecast.touchpoints if each in moved]
    left = len(forecast.touchpoints) - len(shown)
    caption = "Visits by touchpoint" + (f", the {len(shown)} that change most of {len(forecast.touchpoints)}" if left else "")
    parts.append(table(caption, _TOUCHPOINTS, [_touchpoint(each) for each in shown]))
    parts += [paragraph(forecast.fit.summary)] if forecast.fit is not None else []
    parts += [paragraph(note) for note in forecast.notes]
    return str(region("cxj-forecast", f"Forecast for {forecast.title}", parts))


def fix_ranking_html(ranking: FixRanking) -> str:
    """
    Return ranked fixes as a fragment of HTML: each alone, the plan, and what could not be forecast.

    Parameters
    ----------
    ranking
        The ranking.

    Examples
    --------
    >>> from cxjourney.model.forecast import FixRanking
    >>> "No fix" in fix_ranking_html(FixRanking(summary="No fix could be forecast."))
    True
    """
    parts = [paragraph(ranking.summary)]
    if ranking.singles:
        parts.append(table("Each fix alone, the one worth most first", _SINGLES, [_single(each) for each in ranking.singles], key=1))
    if ranking.together:
        parts.append(table("The best together, each after those before it", _TOGETHER, [_step(each) for each in ranking.together], key=1))
    if ranking.skipped:
        parts.append(table("Not forecast", ("Fix", "Why"), ranking.skipped))
    parts += [paragraph(note) for note in ranking.notes]
    return str(region("cxj-fixes", "Fixes by what they are worth", parts))


def _rows(forecast: Forecast) -> list[tuple[str, ...]]:
    rows = [_row("Goal rate", forecast.baseline_goal_rate, forecast.goal_rate, forecast.goal_rate_change)]
    rows += [_change("Goals", forecast.goals_change), _change("Revenue", forecast.revenue_change)]
    rows.append(_row("Mean time to the goal", forecast.baseline_time_to_goal, forecast.time_to_goal, forecast.time_to_goal_change))
    for name, then, apart in (
        ("Contacts", forecast.contacts, forecast.contacts_change),
        ("Cost to serve", forecast.cost_to_serve, forecast.cost_to_serve_change),
    ):
        rows.append((name, "", NONE, _shown(then), _difference(apart)))
    rows += [_change("Left after costs", forecast.net_change)] if forecast.net_change is not None else []
    rows += [_change("As a multiple of the cost", forecast.return_on_cost)] if forecast.return_on_cost is not None else []
    return rows


def _row(name: str, now: Estimate, then: Estimate, apart: Estimate) -> tuple[str, ...]:
    mark = interval_mark(then, now, f"{figure(then)} instead of {figure(now)}") if then.value is not None else ""
    return name, mark, _shown(now), _shown(then), _difference(apart)


def _change(name: str, apart: Estimate) -> tuple[str, ...]:
    return name, "", NONE, NONE, _difference(apart)


def _shown(estimate: Estimate) -> str:
    """Return a figure, or why it is not known."""
    return estimate.method if estimate.value is None else figure(estimate)


def _difference(apart: Estimate | None) -> str:
    """Return a difference with its interval, or why it is not known."""
    if apart is None or apart.value is None:
        return NONE if apart is None else apart.method
    return change(apart, form="html")


def _touchpoint(each: TouchpointForecast) -> tuple[str, ...]:
    mark = interval_mark(each.visits, each.baseline_visits, f"{figure(each.visits)} instead of {figure(each.baseline_visits)}")
    changes = _difference(each.visits_change), _difference(each.contacts_change)
    return each.touchpoint, mark, figure(each.baseline_visits, interval=False), figure(each.visits), *changes


def _single(each: RankedFix) -> tuple[str, ...]:
    figures = (_difference(estimate) for estimate in (each.goals_change, each.revenue_change))
    return str(each.rank), _fix(each), *figures, _cost(each), _difference(each.net_change)


def _step(each: RankedFix) -> tuple[str, ...]:
    changes = (each.goals_change, each.revenue_change, each.total_goals_change, each.total_revenue_change)
    return str(each.rank), _fix(each), *(_difference(change) for change in changes), _cost(each), _difference(each.net_change)


def _fix(each: RankedFix) -> str:
    return f"{each.fix}{'; an association' if each.basis == 'association' else ''}"


def _cost(each: RankedFix) -> str:
    return NONE if each.cost is None else f"{each.cost:,.0f}"
