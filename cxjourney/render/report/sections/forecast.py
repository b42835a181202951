"""The section of a forecast: what is changed, what would come of it, how far that can be trusted, and the TO-BE map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxjourney.errors import OptionError, show_value
from cxjourney.model.forecast import Forecast
from cxjourney.render.interval_mark import interval_mark
from cxjourney.render.report.differences import change, picture, tone
from cxjourney.render.report.figures import measure_name, whole
from cxjourney.render.report.html import table, tag
from cxjourney.render.report.section import Context, Section
from cxjourney.render.report.sections.overlay import overlay
from cxjourney.render.views.source import label

if TYPE_CHECKING:
    from cxjourney.estimate import Estimate
    from cxjourney.model.forecast import TouchpointForecast
    from cxjourney.render.markup import Markup

_SHOWN = 10


def heading(context: Context, forecast: Forecast) -> str:
    """
    Return the heading of a forecast: what is asked.

    Parameters
    ----------
    context
        What the report is written with.
    forecast
        The forecast.
    """
    words = context.words
    asked = [label(str(each)) for each in forecast.changes]
    if not asked:
        return words("report.forecast.none")
    first = words("report.forecast", change=asked[0])
    return first if len(asked) == 1 else words("report.forecast.more", first=first, n=words.numerals.fixed(len(asked) - 1))


def write(context: Context, forecast: Forecast) -> list[Markup]:
    """
    Return what a forecast says.

    Parameters
    ----------
    context
        What the report is written with.
    forecast
        The forecast.
    """
    words = context.words
    columns = [words(f"report.{key}") for key in ("figure", "now_then", "now", "then", "apart", "effect")]
    return [
        *context.told(forecast.summary),
        *_asked(context, forecast),
        *_trust(context, forecast),
        table(words("report.expected"), columns, _figures(context, forecast)),
        *_overlay(context, forecast),
        *_touchpoints(context, forecast),
        *context.notes(forecast.notes),
    ]


def _asked(context: Context, forecast: Forecast) -> list[Markup]:
    return context.notes([str(each) for each in forecast.changes]) if len(forecast.changes) > 1 else []


def _trust(context: Context, forecast: Forecast) -> list[Markup]:
    parts = context.trust(forecast.fit)
    if forecast.basis != "measured":
        # Of a measured journey, an assumption is about where customers would go; by hand, all is stated.
        basis = "ways" if forecast.basis == "assumption" and forecast.fit is not None else forecast.basis
        parts.append(tag("p", context.words("report.rests", basis=context.words(f"report.basis.{basis}")), class_="cxj-note"))
    return parts


def _figures(context: Context, forecast: Forecast) -> list[tuple[str, ...]]:
    goal = _figure(context, "goal_rate", forecast.goal_rate_change, forecast.goal_rate, forecast.baseline_goal_rate)
    time = _figure(
        context, "time_to_goal", forecast.time_to_goal_change, forecast.time_to_goal, forecast.baseline_time_to_goal, is_more_better=False
    )
    rows = [
        goal,
        _figure(context, "goals", forecast.goals_change),
        _figure(context, "revenue", forecast.revenue_change),
        time,
        _figure(context, "contacts", forecast.contacts_change, forecast.contacts, is_more_better=False),
        _figure(context, "cost_to_serve", forecast.cost_to_serve_change, forecast.cost_to_serve, is_more_better=False),
    ]
    rows += [_figure(context, "net", forecast.net_change)] if forecast.net_change is not None else []
    return rows + ([_figure(context, "return", forecast.return_on_cost)] if forecast.return_on_cost is not None else [])


def _figure(
    context: Context, name: str, apart: Estimate, then: Estimate | None = None, now: Estimate | None = None, *, is_more_better: bool = True
) -> tuple[str, ...]:
    source, none = context.source, context.words("report.none")
    mark = _now_and_then(context, now, then) if now is not None and then is not None else ""
    shown = [none if each is None or each.value is None else whole(source, each) for each in (now, then)]
    # An interval that reaches no change has no colour.
    sure = apart.low is not None and apart.high is not None and not apart.low <= 0 <= apart.high
    better = None if apart.value is None else (apart.value > 0) is is_more_better
    known = picture(source, [(apart, tone(better, flagged=sure))]) if apart.unit != "ratio" else ""
    called = measure_name(source, name) if name == "goal_rate" else context.words(f"report.figure.{name}")
    return called, mark, *shown, known, change(source, apart)


def _now_and_then(context: Context, now: Estimate, then: Estimate) -> str:
    told = context.words("report.instead", then=whole(context.source, then, with_n=False), now=whole(context.source, now, with_n=False))
    return interval_mark(then, now, told, mirrored=context.words.direction == "rtl")


def _overlay(context: Context, forecast: Forecast) -> list[Markup]:
    """Return the TO-BE map over the map of the report."""
    before, after = context.source.journey_map, forecast.journey_map
    ids = [{each.id for each in one.touchpoints} for one in (before, after)]
    if all(ids) and not ids[0] & ids[1]:
        title = show_value(before.title)
        raise OptionError(
            f"the forecast is of another map: it shares no touchpoint with {title}.", hint="pass forecasts of the report's map."
        )
    if not before.touchpoints or not after.touchpoints:
        return []
    return overlay(context, before, after)


def _touchpoints(context: Context, forecast: Forecast) -> list[Markup]:
    if not forecast.touchpoints:
        return []
    words = context.words
    ranked = sorted(forecast.touchpoints, key=lambda each: -abs(each.visits_change.value or 0.0))[:_SHOWN]
    columns = [words(f"report.{key}") for key in ("touchpoint", "now_then", "visits_now", "visits_then", "apart", "effect")]
    rows = [_touchpoint(context, each) for each in forecast.touchpoints if each in ranked]
    return [table(words("report.visits_by"), columns, rows), *context.unlisted(len(forecast.touchpoints) - len(rows))]


def _touchpoint(context: Context, found: TouchpointForecast) -> tuple[str, ...]:
    source = context.source
    return (
        label(found.touchpoint),
        _now_and_then(context, found.baseline_visits, found.visits),
        whole(source, found.baseline_visits, with_n=False),
        whole(source, found.visits, with_n=False),
        picture(source, [(found.visits_change, "loud")]),
        change(source, found.visits_change),
    )


SECTION = Section("forecast", Forecast, heading, write)
