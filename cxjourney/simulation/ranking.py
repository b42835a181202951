"""Which pain points are worth fixing: each alone, and the best few together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxjourney.arguments import items_of, whole_number
from cxjourney.diagnosis import diagnose
from cxjourney.errors import OptionError, StatisticsError
from cxjourney.model.changes import Fix
from cxjourney.model.findings import Diagnosis, PainPoint
from cxjourney.model.forecast import FixRanking, RankedFix
from cxjourney.simulation.checking import check_map
from cxjourney.simulation.figures import Figures
from cxjourney.simulation.money import less_costs, revenue_change
from cxjourney.simulation.observed_flow import Observed
from cxjourney.simulation.planning import FIXABLE
from cxjourney.simulation.plans import Plan, plan_of, source_of
from cxjourney.simulation.sentences import fix_summary, ranking_summary
from cxjourney.statistics.resolve import check_rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.model.journey_map import JourneyMap
    from cxjourney.simulation.stated_flow import Stated

SELECTED = "The order was chosen after looking: expect a little less of the first ones than their figures say."

REVERSED = (
    "These fixes go with fewer goals: {names}. Customers with a bad experience there reach the goal more often than similar others, "
    "as where only those who stay are asked, or complain. That says nothing against the fix."
)


def rank_fixes(
    journey_map: JourneyMap,
    fixes: Diagnosis | Iterable[Fix | PainPoint] | None = None,
    *,
    best: int = 3,
    level: float = 0.95,
) -> FixRanking:
    """
    Rank the fixes of pain points by what they are worth, alone and together.

    Parameters
    ----------
    journey_map
        A map with its statistics, or one written by hand whose moves and rates are stated.
    fixes
        A diagnosis of it, or some of its pain points, or fixes that say what they cost; None for all that `diagnose` finds.
    best
        How many to put into a plan.
    level
        Confidence level of the intervals.

    Returns
    -------
    FixRanking
        Every fix alone, a plan of the best few together, and what could not be forecast.

    Raises
    ------
    OptionError
        If the diagnosis or a finding is not one of the map, or ``best`` is less than 1.
    StatisticsError
        If the map has no goal, or its statistics are not beside it.

    See Also
    --------
    what_if : the forecast of any changes, with all its figures.

    Notes
    -----
    Fixes are ranked by the goals they win; where the log knows what a goal is worth and fixes have a cost, by the revenue they win less
    what serving costs more and what they cost. The plan is greedy: after each fix the journey is solved anew, so that two fixes for the
    same customers are not counted twice, and one that lets more customers come to another counts that.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> journey_map = cx.discover_map(shop.events, goal=shop.goal)
    >>> pains = cx.diagnose(journey_map).pain_points
    >>> ranking = cx.rank_fixes(journey_map, [cx.Fix(pains[0], cost=5_000)], best=1)
    >>> ranking.singles[0].net_change.value < ranking.singles[0].revenue_change.value
    True
    """
    check_map("rank_fixes", journey_map)
    check_rate("level", level)
    best = whole_number("best", best, 1)
    wanted, skipped = _wanted(diagnose(journey_map, level=level) if fixes is None else fixes)
    source = source_of(journey_map, wanted, level)
    if isinstance(fixes, Diagnosis):
        _check_same_map(journey_map, source, fixes)
    plans: list[tuple[Fix, Plan]] = []
    for fix in wanted:
        try:
            plan = plan_of(source, (fix,))
            plan.then  # noqa: B018 - says whether it can be solved
        except StatisticsError as cause:
            skipped.append((str(fix), cause.message.removeprefix(f"{fix}: ")))
            continue
        if plan.unknown:
            skipped.append((str(fix), plan.unknown))
        else:
            plans.append((fix, plan))
    ranking = _Ranking(source, level, journey_map.currency)
    singles = sorted((ranking.alone(*each) for each in plans), key=_worth, reverse=True)
    together = ranking.plan(plans, best)
    singles = [each.replace(rank=rank) for rank, each in enumerate(singles, 1)]
    return FixRanking(
        level=level,
        singles=tuple(singles),
        together=together,
        skipped=tuple(skipped),
        n_journeys=ranking.n,
        fit=source.fit if plans else None,
        notes=(*((SELECTED,) if len(singles) > 1 and ranking.n is not None else ()), *reversed_notes(singles)),
        summary=ranking_summary(singles, together, n=ranking.n, currency=journey_map.currency, fit=source.fit if plans else None),
    )


def reversed_notes(singles: Sequence[RankedFix]) -> tuple[str, ...]:
    """
    Say what it means where a fix goes with fewer goals.

    Parameters
    ----------
    singles
        Every fix by itself.
    """
    names = [str(each.fix) for each in singles if each.basis == "association" and (each.goals_change.high or 0.0) < 0]
    return (REVERSED.format(names="; ".join(names)),) if names else ()


def _check_same_map(journey_map: JourneyMap, source: Observed | Stated, diagnosis: Diagnosis) -> None:
    """
    Refuse the diagnosis of another map, also where all that it found is here as well: without the goal, or with another one.

    How well the chain fits belongs to one map; with many touchpoints it depends on which are kept apart, so that the title counts, too.
    """
    known = {each.id for each in (*journey_map.stages, *journey_map.touchpoints)}
    places = [pain.touchpoint_id or pain.stage_id for pain in diagnosis.pain_points]
    strange = next((place for place in places if place is not None and place not in known), None)
    if strange is not None:
        why = f"{journey_map.title!r} has no place {strange!r}"
    elif not isinstance(source, Observed) or not diagnosis.pain_points or diagnosis.fit == source.fit:
        return
    elif diagnosis.fit is None:
        why = f"it knows no goal, and {journey_map.title!r} has one"
    elif diagnosis.title != journey_map.title:
        why = f"it is of {diagnosis.title!r}, and its journeys are not those of {journey_map.title!r}"
    else:
        return
    raise OptionError(f"the diagnosis is of another map: {why}.", hint="pass diagnose(journey_map).")


def _wanted(fixes: Diagnosis | Iterable[Fix | PainPoint]) -> tuple[list[Fix], list[tuple[str, str]]]:
    """Return the fixes, and those that cannot be forecast with the reason."""
    given = fixes.pain_points if isinstance(fixes, Diagnosis) else fixes
    found: list[Fix] = []
    skipped: list[tuple[str, str]] = []
    for each in items_of("fixes", given, "what diagnose() returns, pain points or Fixes"):
        if not isinstance(each, (Fix, PainPoint)):
            message = f"rank_fixes takes a Diagnosis, PainPoints or Fixes, found {type(each).__name__}."
            raise TypeError(message)
        fix = each if isinstance(each, Fix) else Fix(each)
        kind = fix.pain_point.gap_of or fix.pain_point.kind
        if kind in FIXABLE:
            found.append(fix)
        else:
            skipped.append((str(fix), "What goes with it in moves to the goal is not known."))
    return found, skipped


def _worth(each: RankedFix) -> float:
    if each.cost is not None and each.net_change is not None and each.net_change.value is not None:
        return each.net_change.value
    return each.revenue_change.value if each.revenue_change.value is not None else each.goals_change.value or 0.0


@dataclass(frozen=True, eq=False)
class _Ranking:
    """What the ranking of the fixes of one map needs."""

    source: Observed | Stated
    level: float
    currency: str | None

    @property
    def n(self) -> int | None:
        """Number of journeys."""
        return self.source.chain.journeys if isinstance(self.source, Observed) else None

    def alone(self, fix: Fix, plan: Plan) -> RankedFix:
        """Return what a fix wins by itself."""
        return self._ranked(fix, plan.figures(self.level), plan)

    def plan(self, plans: list[tuple[Fix, Plan]], best: int) -> tuple[RankedFix, ...]:
        """Return the fixes that are worth most, each after those before it."""
        rest, found = list(plans), list[RankedFix]()
        chosen: Plan | None = None
        while rest and len(found) < best:
            offers = [(self._value(chosen, *each), -number, each) for number, each in enumerate(rest)]
            value, number, (fix, taken) = max(offers, key=lambda offer: offer[:2])
            if value <= 0:
                break
            del rest[-number]
            after = taken if chosen is None else chosen.joined(taken)
            found.append(self._step(fix, chosen, after, taken).replace(rank=len(found) + 1))
            chosen = after
        return tuple(found)

    def _value(self, chosen: Plan | None, fix: Fix, candidate: Plan) -> float:
        """Return what a fix is worth after those that were chosen, on all data; less than nothing where it contradicts them."""
        before = self.source.flow.first() if chosen is None else chosen.alone
        try:
            after = (candidate if chosen is None else chosen.joined(candidate)).alone
        except (OptionError, StatisticsError):
            return float("-inf")
        goals = float(after.outcome.goal[0] - before.outcome.goal[0])
        if self.source.worth is None:
            return goals
        serving = float(after.outcome.cost[0] - before.outcome.cost[0])
        return (goals * float(self.source.worth[0]) - serving) * (self.n or 1) - (fix.cost or 0.0)

    def _step(self, fix: Fix, chosen: Plan | None, after: Plan, taken: Plan) -> RankedFix:
        total = after.figures(self.level)
        if chosen is None:
            return self._ranked(fix, total, taken, total=total)
        doubt = max(total.doubt, taken.doubt)  # a fix is no surer beside another one
        figures = Figures(chosen.then, total.then, after.shifted_by(taken), total.n, self.level, doubt=doubt, journeys=total.journeys)
        return self._ranked(fix, figures, taken, total=total)

    def _ranked(self, fix: Fix, figures: Figures, plan: Plan, *, total: Figures | None = None) -> RankedFix:
        scale = float(self.n or 1)
        unit = "goals" if self.n is not None else "goals per journey"
        goals, revenue = figures.change("goal", scale=scale, unit=unit), revenue_change(figures, self.source.worth, scale)
        net: Estimate | None = None
        if revenue.value is not None and fix.cost is not None:
            net = less_costs(revenue, figures.change("cost", scale=scale, unit="money"), fix.cost)
        return RankedFix(
            rank=1,
            fix=fix,
            goals_change=goals,
            revenue_change=revenue,
            total_goals_change=None if total is None else total.change("goal", scale=scale, unit=unit),
            total_revenue_change=None if total is None else revenue_change(total, self.source.worth, scale),
            cost=fix.cost,
            net_change=net,
            basis=plan.basis,
            summary=fix_summary(fix, goals, revenue, net, basis=plan.basis, currency=self.currency),
        )
