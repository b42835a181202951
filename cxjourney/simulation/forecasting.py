"""What would be expected of a journey if something about it were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.estimate import Estimate
from cxjourney.model.changes import Add
from cxjourney.model.forecast import Forecast, TouchpointForecast
from cxjourney.simulation.checking import check_changes, check_map
from cxjourney.simulation.money import less_costs, return_on, revenue_change
from cxjourney.simulation.observed_flow import cost_of
from cxjourney.simulation.plans import plan_of, source_of
from cxjourney.simulation.sentences import forecast_summary
from cxjourney.simulation.to_be import to_be_map
from cxjourney.statistics.resolve import check_rate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxjourney.model.changes import AnyChange
    from cxjourney.model.channel import Channel
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.simulation.figures import Figures
    from cxjourney.simulation.observed_flow import Observed
    from cxjourney.simulation.stated_flow import Stated


def what_if(journey_map: JourneyMap, *changes: AnyChange, level: float = 0.95) -> Forecast:
    """
    Forecast what would be expected of a journey after some changes.

    Parameters
    ----------
    journey_map
        A map discovered from events, with its statistics; or one written by hand whose moves and rates are stated.
    *changes
        `Change`, `Fix`, `Remove`, `Redirect`, `Add`; all together make one forecast, and their order does not matter.
    level
        Confidence level of the intervals.

    Returns
    -------
    Forecast
        Goals, time, visits, contacts and money, now and then, and the map of the changed journey.

    Raises
    ------
    OptionError
        If a change does not fit the map, changes contradict each other, or there is none.
    StatisticsError
        If the map has no goal, its statistics are not beside it, or they cannot show what a change leads to.

    See Also
    --------
    rank_fixes : which pain points are worth fixing.

    Notes
    -----
    The journeys up to their goal are an absorbing chain [1]_ that knows the last touchpoint. Changes edit it: rates first, then times and
    channels, redirections, additions, removals. Freed probability goes in proportion to the moves that are no exits or returns. A wait or
    score that changes lets as many fewer leave as the comparison of similar customers says: an association. What happens after the goal
    scales with the goals. Intervals are those of the delete-one-fold jackknife, the chain solved anew without each fold, widened by what is
    not known of references and by what the fit of the chain allows: ``forecast.fit``. ``tests/calibration/test_what_if.py`` shows how
    often they hold the truth.

    References
    ----------
    .. [1] Kemeny, J. G. and Snell, J. L. (1976). Finite Markov Chains. Springer, chapter III.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> journey_map = cx.discover_map(shop.events, goal=shop.goal)
    >>> pain = cx.diagnose(journey_map).pain_points[0]
    >>> forecast = cx.what_if(journey_map, cx.Fix(pain))
    >>> forecast.baseline_goal_rate.value < forecast.goal_rate.low
    True
    """
    check_map("what_if", journey_map)
    check_changes(changes)
    check_rate("level", level)
    plan = plan_of(source_of(journey_map, changes, level), changes)
    figures, source = plan.figures(level), plan.source
    journeys = float(figures.n) if figures.n is not None else 1.0
    found = _figures(figures, source, journeys, unknown=plan.unknown)
    touchpoints = _touchpoints(journey_map, changes, figures, journeys)
    measures = {key: dict(each) for key, each in plan.draft.measures.items()}
    for each in touchpoints if figures.n is not None else ():
        found_there = measures.setdefault(each.touchpoint_id, {})
        found_there["visits"] = each.visits.replace(method="what-if: expected in as many journeys")
        found_there |= _customers(journey_map, each)
    totals = {name: total for name in ("customers", "journeys") if (total := journey_map.total(name)) is not None}
    totals |= {"goal_rate": found["goal_rate"], "time_to_goal": found["time_to_goal"]}
    return Forecast(
        title=journey_map.title,
        level=level,
        changes=tuple(changes),
        basis=plan.basis,
        **found,
        **_money(changes, found),
        touchpoints=touchpoints,
        fit=source.fit,
        journey_map=to_be_map(journey_map, figures.then, changes, measures, totals=totals, new_channels=source.new_channels),
        notes=(*plan.notes, *_cost_notes(source.channels)),
        summary=forecast_summary(changes, found, basis=plan.basis, fit=source.fit, currency=journey_map.currency),
    )


def _figures(figures: Figures, source: Observed | Stated, journeys: float, *, unknown: str) -> dict[str, Estimate]:
    """Return the figures of the whole journey by name."""
    paid = any(cost_of(channel) is not None for channel in source.channels)
    served = bool(figures.now.helping.any() or figures.now.assisted.any())
    found = {
        "baseline_goal_rate": figures.rate(then=False),
        "goal_rate": figures.rate(then=True),
        "goal_rate_change": figures.change("goal", unit="share"),
        "goals_change": figures.change("goal", scale=journeys, unit="goals"),
        "revenue_change": revenue_change(figures, source.worth, journeys),
        "baseline_time_to_goal": figures.baseline("seconds", unit="seconds"),
        "time_to_goal": figures.forecast("seconds", unit="seconds"),
        "time_to_goal_change": figures.change("seconds", unit="seconds"),
    }
    for name, title, known, why in (
        ("contacts", "contacts", served, "No channel is assisted and no touchpoint is support."),
        ("cost", "cost_to_serve", paid, "No channel has a cost per contact."),
    ):
        unit = "contacts" if name == "contacts" else "money"
        missing = Estimate.missing(unit, method=why)
        found[title] = figures.forecast(name, scale=journeys, unit=unit) if known else missing
        found[f"{title}_change"] = figures.change(name, scale=journeys, unit=unit) if known else missing
    if unknown:
        for name, unit in (("goal_rate", "share"), ("goal_rate_change", "share"), ("goals_change", "goals"), ("revenue_change", "money")):
            found[name] = Estimate.missing(unit, method=unknown)
    return found


def _money(changes: Sequence[AnyChange], found: Mapping[str, Estimate]) -> dict[str, Any]:
    """Return what the changes cost and what is left, as far as both are known."""
    costs = [change.cost for change in changes if change.cost is not None]
    cost = sum(costs) if costs else None
    if found["revenue_change"].value is None:
        return {"cost": cost}
    net = less_costs(found["revenue_change"], found["cost_to_serve_change"], cost)
    return {"cost": cost, "net_change": net, "return_on_cost": return_on(net, cost) if cost else None}


def _touchpoints(
    journey_map: JourneyMap, changes: Sequence[AnyChange], figures: Figures, journeys: float
) -> tuple[TouchpointForecast, ...]:
    names = {touchpoint.id: touchpoint.name for touchpoint in journey_map.touchpoints}
    names |= {figures.then.ids[state]: "" for state in range(figures.now.size, figures.then.size)}
    new = iter(change.touchpoint for change in changes if isinstance(change, Add) and not change.is_channel)
    found = []
    for identifier, name in names.items():
        if identifier not in figures.then.ids:
            continue
        state = figures.then.ids.index(identifier)
        now, then, change = figures.visits(state, scale=journeys)
        fields: dict[str, Estimate] = {}
        if figures.then.helping[state] or figures.then.outcome.contacts[0, state] > 0:
            _, fields["contacts"], fields["contacts_change"] = figures.visits(state, "contacts", scale=journeys)
        found.append(
            TouchpointForecast(
                touchpoint=name or next(new),
                touchpoint_id=identifier,
                baseline_visits=now,
                visits=then,
                visits_change=change,
                **fields,
            )
        )
    return tuple(found)


def _customers(journey_map: JourneyMap, each: TouchpointForecast) -> dict[str, Estimate]:
    """Return how many customers come to a touchpoint if each comes as often as now."""
    before = next((touchpoint.measure("customers") for touchpoint in journey_map.touchpoints if touchpoint.id == each.touchpoint_id), None)
    everybody = journey_map.total("customers")
    if before is None or not before.value or not each.baseline_visits.value or each.visits.value is None:
        return {}
    value = before.value * each.visits.value / each.baseline_visits.value
    most = everybody.value if everybody is not None and everybody.value is not None else value
    why = "what-if: customers now, in proportion to visits then"
    return {"customers": Estimate(value=min(value, most), unit="customers", method=why)}


def _cost_notes(channels: Sequence[Channel]) -> tuple[str, ...]:
    without = [channel.name for channel in channels if cost_of(channel) is None]
    if not without or len(without) == len(channels):
        return ()
    return (f"Visits in channels without a cost per contact count as free: {', '.join(without)}.",)
