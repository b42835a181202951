"""Forecasts and rankings of fixes as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.cli.text_tables import heading, line, table
from cxjourney.wording import change, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import RenderableType
    from rich.table import Table

    from cxjourney.estimate import Estimate
    from cxjourney.model.forecast import FixRanking, Forecast, RankedFix

_NOW_AND_THEN = (
    ("Reaching the goal", "baseline_goal_rate", "goal_rate", "goal_rate_change"),
    ("Goals", None, None, "goals_change"),
    ("Revenue", None, None, "revenue_change"),
    ("Time to the goal", "baseline_time_to_goal", "time_to_goal", "time_to_goal_change"),
    ("Contacts", None, "contacts", "contacts_change"),
    ("Cost to serve", None, "cost_to_serve", "cost_to_serve_change"),
    ("Revenue less costs", None, None, "net_change"),
)


def forecast_parts(forecast: Forecast) -> list[RenderableType]:
    """
    Return a forecast as tables and sentences.

    Parameters
    ----------
    forecast
        What would be expected.
    """
    parts: list[RenderableType] = [*(line(f"- {each}") for each in forecast.changes), line(forecast.summary), "", _figures(forecast)]
    moved = [each for each in forecast.touchpoints if each.visits_change.value]
    if moved:
        rows = [(each.touchpoint, figure(each.baseline_visits), figure(each.visits), change(each.visits_change)) for each in moved]
        parts += [heading("Visits"), table(("Touchpoint", "Now", "Then", "Change"), rows)]
    said = [*([str(forecast.fit)] if forecast.fit else []), *(f"Note: {note}" for note in forecast.notes)]
    return [*parts, *([""] if said else []), *map(line, said)]


def _figures(forecast: Forecast) -> Table:
    rows = []
    for name, *keys in _NOW_AND_THEN:
        found = [None if key is None else getattr(forecast, key) for key in keys]
        if found[-1] is not None and found[-1].value is not None:
            rows.append((name, _told(found[0], figure), _told(found[1], figure), _told(found[2], change)))
    return table(("Of the whole journey", "Now", "Then", "Change"), rows)


def _told(estimate: Estimate | None, say: Callable[..., str]) -> str:
    return "" if estimate is None or estimate.value is None else say(estimate, n=True)


def ranking_parts(ranking: FixRanking) -> list[RenderableType]:
    """
    Return a ranking of fixes as tables and sentences.

    Parameters
    ----------
    ranking
        Fixes by what they are worth.
    """
    parts: list[RenderableType] = [line(ranking.summary)]
    if ranking.singles:
        parts += [heading("Each by itself"), _fixes(ranking.singles)]
    if ranking.together:
        parts += [heading("The best together, each after those before it"), _fixes(ranking.together)]
    said = [f"Not forecast: {fix}: {reason}" for fix, reason in ranking.skipped]
    said += [f"Note: {note}" for note in ranking.notes]
    return [*parts, *([""] if said else []), *map(line, said)]


def _fixes(fixes: Iterable[RankedFix]) -> Table:
    rows = [
        (
            str(each.rank),
            str(each.fix),
            _told(each.goals_change, change),
            _told(each.revenue_change, change),
            each.basis,
        )
        for each in fixes
    ]
    return table(("#", "Fix", "Goals", "Revenue", "Basis"), rows)
