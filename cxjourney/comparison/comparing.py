"""Compare two maps, periods or groups of customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxjourney.comparison.assembling import Assembly, Measured
from cxjourney.comparison.checks import Alike, alike, check_maps, in_several_arms
from cxjourney.comparison.elements import element_changes, paired
from cxjourney.comparison.moved_stages import NOTE, moved_between
from cxjourney.comparison.pains import pain_changes
from cxjourney.comparison.sides import both_sides, period_of
from cxjourney.comparison.stated_differences import stated_differences
from cxjourney.comparison.totals import total_changes
from cxjourney.diagnosis import pain_points
from cxjourney.model.comparison import Comparison
from cxjourney.statistics.resolve import check_rate, check_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import timedelta

    from cxjourney.comparison.elements import Pairing
    from cxjourney.comparison.sides import Comparable, Side
    from cxjourney.model.comparison import PainChange
    from cxjourney.model.differences import TotalChange
    from cxjourney.model.metric import Metric

BY_HAND = "At least one side was written by hand: its figures are taken as they are, and nothing is tested."


def compare(
    before: Comparable,
    after: Comparable,
    *,
    fdr: float = 0.05,
    level: float = 0.95,
    goal: str | Iterable[str] | None = None,
    journey_gap: timedelta | None = None,
    renames: Mapping[str, str] | None = None,
    pains: bool = True,
) -> Comparison:
    """
    Compare two maps, two periods, two segments or the arms of a test.

    Parameters
    ----------
    before, after
        Two of: a `JourneyMap` (measured or written by hand), `JourneyStatistics`, an `EventLog`. For two periods use
        ``events.filter(until=day)`` and ``events.filter(since=day, whole_journeys=True)``, for two groups ``events.filter(segments=...)``.
    fdr
        Expected share of false differences among the flagged ones, at most.
    level
        Confidence level of the intervals.
    goal, journey_gap
        As in `measure`, for two logs. Both are measured with the settings that the log before gives: its stages, its horizon. For
        anything else measure them yourself, the second with ``settings=first.settings``, and compare the statistics.
    renames
        Old and new names of what was renamed, so that it counts as the same.
    pains
        Whether to diagnose both sides and say what became of the pain points, which takes longest.

    Returns
    -------
    Comparison
        Differences with intervals and q-values, elements that differ, totals split into rate and mix, pain points solved, remaining and
        new.

    Raises
    ------
    StatisticsError
        If the two share nothing, have different goals, or scores or money on different scales, or if a measured map has no statistics
        beside it.
    OptionError
        If a rate, the level or a name cannot be used.
    EmptyDataError
        If a log holds no events.

    See Also
    --------
    diagnose : with ``earlier=`` it looks for pain points against an earlier period.
    render_map : draws both maps with ``compare_with=``.
    rate_and_mix : the split of a total alone.

    Notes
    -----
    Differences are computed without each fold of customers at a time, on both sides together: customers who are on both sides make the
    comparison a paired one by themselves. All two-sided tests are corrected together (Benjamini and Hochberg), in two families with half
    of the rate each, so that many channels and segments do not hide a change of the whole: the journey, its stages and its touchpoints;
    and single channels and segments. Fewer than 30 effective customers on a side are shown and never flagged. Where more journeys of one
    period than of the other were cut off by the end of the observation, what counts all journeys is shown, not tested, and the notes say
    so. A difference between two periods or two self-chosen groups is no effect of anything done in between: only arms that customers came
    into by chance say that.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=4_000)
    >>> regular, gift = (shop.events.filter(segments=name) for name in ("Regular", "Gift"))
    >>> comparison = cx.compare(regular, gift, goal=shop.goal)
    >>> comparison.difference("nps", touchpoint="Doorstep delivery").flagged
    True
    >>> comparison.difference("goal_rate").flagged
    False
    """
    check_rate("fdr", fdr)
    check_rate("level", level)
    check_type("pains", pains, bool)
    measuring: dict[str, Any] = {"goal": goal, "journey_gap": journey_gap}
    given = {name: value for name, value in measuring.items() if value is not None}
    left, right = both_sides(before, after, given, level=level)
    pairing = paired(left, right, {} if renames is None else renames)
    check_maps(left, right, pairing)
    if left.statistics is None or right.statistics is None:
        return _by_hand(left, right, pairing, fdr=fdr, level=level, pains=pains)
    found = in_several_arms((before, after), alike(left.statistics, right.statistics, pairing), left.statistics)
    assembly = Assembly(left, right, pairing, found, level)
    measured = assembly.measured(fdr=fdr)
    metrics = left.statistics.metrics
    became = _pains(left, right, pairing, measured, metrics, fdr=fdr, level=level) if pains else ()
    totals = total_changes(assembly, measured.differences)
    rates = {"fdr": fdr, "level": level}
    comparison = _comparison(left, right, pairing, measured, found=found, pains=became, totals=totals, rates=rates)
    moved = moved_between(before, after, right)
    return comparison.replace(moved=(*comparison.moved, *moved), notes=(*comparison.notes, NOTE)) if moved else comparison


def _comparison(
    before: Side,
    after: Side,
    pairing: Pairing,
    measured: Measured,
    *,
    found: Alike | None,
    pains: tuple[PainChange, ...],
    totals: tuple[tuple[str, TotalChange], ...] = (),
    rates: dict[str, float],
) -> Comparison:
    elements = element_changes(before, after, pairing, found.arms if found else ())
    titles = _titles(before, after, found)
    became: dict[str, Any] = {
        status: tuple(each for each in pains if each.status == status) for status in ("solved", "remaining", "new", "unclear")
    }
    return Comparison(
        before=titles[0],
        after=titles[1],
        differences=measured.differences,
        added=elements.added,
        removed=elements.removed,
        moved=elements.moved,
        renamed=elements.renamed,
        suggestions=elements.suggestions,
        totals=totals,
        shared_customers=found.shared_customers if found else None,
        tested=measured.tested,
        untested=measured.untested,
        notes=found.notes if found else (BY_HAND,),
        before_map=before.journey_map.with_statistics(None),
        after_map=after.journey_map.with_statistics(None),
        **became,
        **rates,
    )


def _titles(before: Side, after: Side, found: Alike | None) -> tuple[str, str]:
    """Return what to call the sides: their titles, with the group or the days where these are the same."""
    names = before.name, after.name
    if names[0] != names[1]:
        return names
    if found is not None and found.arms:
        return f"{names[0]} ({found.arms[0]})", f"{names[1]} ({found.arms[1]})"
    periods = period_of(before), period_of(after)
    if None in periods or periods[0] == periods[1]:
        return f"{names[0]} (before)", f"{names[1]} (after)"
    return f"{names[0]} ({periods[0]})", f"{names[1]} ({periods[1]})"


def _by_hand(before: Side, after: Side, pairing: Pairing, *, fdr: float, level: float, pains: bool) -> Comparison:
    """Return the comparison of maps of which at least one was not measured."""
    differences, unlike = stated_differences(before, after, pairing)
    measured = Measured(differences, 0, unlike)
    became = _pains(before, after, pairing, measured, (), fdr=fdr, level=level) if pains else ()
    return _comparison(before, after, pairing, measured, found=None, pains=became, rates={"fdr": fdr, "level": level})


def _pains(
    before: Side, after: Side, pairing: Pairing, measured: Measured, metrics: Iterable[Metric], *, fdr: float, level: float
) -> tuple[PainChange, ...]:
    found = [pain_points(side.journey_map.with_statistics(side.statistics), fdr=fdr, level=level) for side in (before, after)]
    tested = before.statistics is not None and after.statistics is not None
    return pain_changes(found[0], found[1], pairing, measured.differences, metrics, tested=tested)
