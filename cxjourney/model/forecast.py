"""What is forecast of a changed journey, and which fixes are worth most."""

from __future__ import annotations

from cxjourney.errors import counted
from cxjourney.estimate import Estimate
from cxjourney.model import _doors
from cxjourney.model.chain_fit import ChainFit
from cxjourney.model.changes import AnyChange, Fix
from cxjourney.model.findings import Basis
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.result import Tabular
from cxjourney.types import Count, Name, Number, Probability, Rank, Slug, Text
from cxjourney.value import Value


class TouchpointForecast(Value):
    """
    How often a touchpoint is visited in the changed journey.

    Parameters
    ----------
    touchpoint, touchpoint_id
        Which; new touchpoints and those that were taken away are among them.
    baseline_visits, visits, visits_change
        Visits now, in the changed journey, and their difference, for as many journeys as there are now.
    contacts, contacts_change
        Those of them that somebody of the company serves: visits in assisted channels, and all visits where customers ask for help.
        None where there are none.

    Examples
    --------
    >>> TouchpointForecast(touchpoint="Help", touchpoint_id="help", baseline_visits=90, visits=60, visits_change=-30).visits_change
    -30.00 stated
    """

    touchpoint: Name
    touchpoint_id: Slug
    baseline_visits: Estimate
    visits: Estimate
    visits_change: Estimate
    contacts: Estimate | None = None
    contacts_change: Estimate | None = None


class Forecast(Tabular, Value):
    """
    What would be expected of a journey after some changes.

    Parameters
    ----------
    title
        Title of the map.
    level
        Confidence level of the intervals.
    changes
        What is changed.
    basis
        ``"measured"`` where all comes from counted moves, ``"association"`` where something rests on comparing customers who met a wait, a
        score or a channel with others, ``"assumption"`` where something is added, removed or led elsewhere, because nobody was seen to go
        that way, and for maps written by hand.
    baseline_goal_rate, goal_rate, goal_rate_change
        Share of journeys that reach the goal: now, then, and the difference.
    goals_change
        The difference in goals, for as many journeys as there are now.
    revenue_change
        The same in money, where the log knows what a goal is worth.
    baseline_time_to_goal, time_to_goal, time_to_goal_change
        Mean time from the start to the goal of those journeys that reach it; that of now is counted, and that of then changes in
        proportion to what the chain expects.
    contacts, contacts_change
        Visits that somebody of the company serves, over all touchpoints.
    cost_to_serve, cost_to_serve_change
        Money that all visits cost, where channels have a cost per contact.
    cost
        Money that the changes themselves cost, where that is given.
    net_change
        Revenue won, less what serving costs more and what the changes cost, as far as these are known.
    return_on_cost
        That as a share of the cost.
    touchpoints
        Visits and contacts by touchpoint, in the order of the map.
    fit
        How well the chain behind it describes the journeys; None for maps written by hand.
    journey_map
        The journey as it would be: ``render_map(journey_map, compare_with=forecast.journey_map)`` draws both.
    notes
        What could not be said, and other things to know when reading it.
    summary
        The result in a plain sentence or two.

    See Also
    --------
    what_if : makes it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> journey_map = cx.discover_map(shop.events, goal=shop.goal)
    >>> forecast = cx.what_if(journey_map, cx.Change(touchpoint="Card payment", drop_off=0.1))
    >>> forecast.goal_rate_change.value > 0.03, forecast.journey_map.state
    (True, 'to_be')
    >>> Forecast.model_validate_json(forecast.model_dump_json()) == forecast
    True
    """

    title: Text = ""
    level: Probability = 0.95
    changes: tuple[AnyChange, ...] = ()
    basis: Basis = "measured"
    baseline_goal_rate: Estimate
    goal_rate: Estimate
    goal_rate_change: Estimate
    goals_change: Estimate
    revenue_change: Estimate
    baseline_time_to_goal: Estimate
    time_to_goal: Estimate
    time_to_goal_change: Estimate
    contacts: Estimate
    contacts_change: Estimate
    cost_to_serve: Estimate
    cost_to_serve_change: Estimate
    cost: Number | None = None
    net_change: Estimate | None = None
    return_on_cost: Estimate | None = None
    touchpoints: tuple[TouchpointForecast, ...] = ()
    fit: ChainFit | None = None
    journey_map: JourneyMap
    notes: tuple[Text, ...] = ()
    summary: Text = ""

    def touchpoint(self, name_or_id: str) -> TouchpointForecast | None:
        """
        Return the forecast of a touchpoint, or None when it has none.

        Parameters
        ----------
        name_or_id
            Its identifier, else its name.
        """
        named = [each for each in self.touchpoints if each.touchpoint == name_or_id]
        return next((each for each in self.touchpoints if each.touchpoint_id == name_or_id), named[0] if named else None)

    @property
    def figures(self) -> tuple[tuple[str, Estimate], ...]:
        """All figures of the whole journey by name, without those that do not exist."""
        found = ((name, getattr(self, name)) for name in _FIGURES)
        return tuple((name, estimate) for name, estimate in found if estimate is not None)

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a figure, ready for any table: first of the whole journey, then by touchpoint.

        Examples
        --------
        >>> import cxjourney as cx
        >>> shop = cx.datasets.sample_shop(customers=2_000)
        >>> journey_map = cx.discover_map(shop.events, goal=shop.goal)
        >>> rows = cx.what_if(journey_map, cx.Remove("Sign in")).to_rows()
        >>> rows[0]["figure"], rows[0]["touchpoint"], rows[-1]["figure"], rows[-1]["touchpoint"] is None
        ('baseline_goal_rate', None, 'visits_change', False)
        """
        return _doors.rows(self)

    def __str__(self) -> str:
        changes = "\n".join(f"- {change}" for change in self.changes)
        return "\n".join(part for part in (self.summary, changes, *self.notes) if part)

    def __repr__(self) -> str:
        count = counted(len(self.changes), "change")
        return f"<Forecast {count}: goal rate {self.baseline_goal_rate} to {self.goal_rate}, change {self.goal_rate_change}>"


class RankedFix(Value):
    """
    A fix and what it is worth.

    Parameters
    ----------
    rank
        Its place; 1 is worth most.
    fix
        What is fixed.
    goals_change, revenue_change
        Goals, and money, won by it alone; in a plan, by it after those before it.
    total_goals_change, total_revenue_change
        In a plan, what it and those before it win together.
    cost, net_change
        What it costs, and what is left of the revenue after that, where known.
    basis
        ``"measured"``, ``"association"`` or ``"assumption"``.
    summary
        The same in a sentence.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> journey_map = cx.discover_map(shop.events, goal=shop.goal)
    >>> cx.rank_fixes(journey_map).singles[0].fix.pain_point.touchpoint
    'Card payment'
    """

    rank: Rank
    fix: Fix
    goals_change: Estimate
    revenue_change: Estimate
    total_goals_change: Estimate | None = None
    total_revenue_change: Estimate | None = None
    cost: Number | None = None
    net_change: Estimate | None = None
    basis: Basis = "measured"
    summary: Text = ""

    def __str__(self) -> str:
        return self.summary


class FixRanking(Tabular, Value):
    """
    Which pain points are worth fixing: each alone, and the best few together.

    Parameters
    ----------
    level
        Confidence level of the intervals.
    singles
        Every fix by itself, the one worth most first.
    together
        A plan: first the fix that is worth most, then always the one that is worth most after those before it.
    skipped
        Pain points whose fix could not be forecast, as pairs of what it is and why.
    n_journeys
        Number of journeys that goals and money are counted over; None for maps written by hand.
    fit
        How well the chain behind it describes the journeys.
    notes
        Other things to know when reading it.
    summary
        The result in a plain sentence or two.

    See Also
    --------
    rank_fixes : makes it.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> journey_map = cx.discover_map(shop.events, goal=shop.goal)
    >>> ranking = cx.rank_fixes(journey_map, best=2)
    >>> len(ranking.together)
    2
    """

    level: Probability = 0.95
    singles: tuple[RankedFix, ...] = ()
    together: tuple[RankedFix, ...] = ()
    skipped: tuple[tuple[Text, Text], ...] = ()
    n_journeys: Count | None = None
    fit: ChainFit | None = None
    notes: tuple[Text, ...] = ()
    summary: Text = ""

    def to_rows(self) -> list[dict[str, object]]:
        """
        Return one plain dictionary a fix, first each alone, then the plan.

        Examples
        --------
        >>> FixRanking().to_rows()
        []
        """
        return _doors.rows(self)

    def __str__(self) -> str:
        lines = [self.summary, *(f"{each.rank}. {each.summary}" for each in self.singles)]
        lines += ["Together:", *(f"{each.rank}. {each.summary}" for each in self.together)] if self.together else []
        return "\n".join([*lines, *(f"not forecast: {what}: {why}" for what, why in self.skipped), *self.notes])

    def __repr__(self) -> str:
        return f"<FixRanking {len(self.singles)} fixes, {len(self.together)} together, {len(self.skipped)} not forecast>"


_FIGURES = (
    "baseline_goal_rate", "goal_rate", "goal_rate_change", "goals_change", "revenue_change",
    "baseline_time_to_goal", "time_to_goal", "time_to_goal_change", "contacts", "contacts_change",
    "cost_to_serve", "cost_to_serve_change", "net_change", "return_on_cost",
)  # fmt: skip
