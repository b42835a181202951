"""Touchpoints in order, by figures that small samples do not top by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.arguments import check_choice
from cxjourney.diagnosis.context import Context
from cxjourney.diagnosis.margins import Margins
from cxjourney.diagnosis.satisfaction_index import measured
from cxjourney.inference import life_tables
from cxjourney.inference.intervals import estimates
from cxjourney.inference.quantiles import t_quantile
from cxjourney.inference.ratios import means, shares
from cxjourney.inference.shrinkage import LEAST_PLACES, shrink
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.satisfaction import RankedTouchpoint, TouchpointRanking
from cxjourney.statistics.resolve import check_rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cxjourney.estimate import Estimate
    from cxjourney.inference.ratios import Ratios
    from cxjourney.inference.shrinkage import Shrunken
    from cxjourney.model.metric import Metric

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

RATES = ("drop_off_rate", "rework_rate", "escalation_rate")
"""Rates of visits by which touchpoints can be ordered; more is worse."""

MILLI, MICRO = 1e-3, 1e-6
SAME = 1e-9
"""Figures that differ by less are equal."""

HOW = (
    "The order is that of shrunken figures (empirical Bayes): each touchpoint is drawn towards the mean of all, the more so the less "
    "certain it is, so that a few extreme answers do not make the top."
)


def rank_touchpoints(journey_map: JourneyMap, by: str = "valence", *, level: float = 0.95) -> TouchpointRanking:
    """
    Order the touchpoints of a map, the worst first.

    Use it for an overview, and to see which places in the order are sure. Being first does not make a touchpoint a pain point; `diagnose`
    tests that.

    Parameters
    ----------
    journey_map
        A map discovered from events.
    by
        ``"valence"``, the name of a score such as ``"nps"`` (NPS in points, CSAT as the share of satisfied customers, others as means),
        ``"drop_off_rate"``, ``"rework_rate"`` or ``"escalation_rate"``.
    level
        Confidence level of the intervals and of the ranks.

    Returns
    -------
    TouchpointRanking
        One row a touchpoint with its raw and its shrunken figure, and the ranks it may have.

    Raises
    ------
    StatisticsError
        If the map holds no statistics.
    OptionError
        If there is no such figure, or the level cannot be used.

    See Also
    --------
    csi : one figure for all touchpoints.
    diagnose : tests which touchpoints are worse than their peers.

    Notes
    -----
    With few visits extreme figures are common by chance, and an order of raw figures puts small touchpoints at both ends. Under the
    normal–normal model each figure becomes its posterior mean: the variance between touchpoints is that of DerSimonian and Laird, the
    intervals allow for it being estimated [1]_. From ``rank_low`` to ``rank_high`` go the places a touchpoint may have when only clear
    differences between shrunken figures count. Valence averages the scales of all scores and is a convention for drawing; order by
    one score to compare answers to the same question.

    References
    ----------
    .. [1] Morris, C. N. (1983). Parametric empirical Bayes inference: theory and applications. JASA 78(381).
    .. [2] Goldstein, H. and Spiegelhalter, D. J. (1996). League tables and their limitations. JRSS A 159(3).

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> ranking = cx.rank_touchpoints(cx.discover_map(shop.events, goal=shop.goal))
    >>> worst = ranking.rows[0]
    >>> worst.touchpoint, worst.rank_low, worst.rank_high
    ('Card payment', 1, 1)
    """
    if not isinstance(journey_map, JourneyMap):
        message = f"rank_touchpoints takes a JourneyMap, found {type(journey_map).__name__}; make one with discover_map()."
        raise TypeError(message)
    check_rate("level", level)
    context = Context(journey_map, measured(journey_map, "rank_touchpoints"), Margins(), level)
    found, worse, unit, notes = _figures(context, by)
    return _ranked(context, found, worse, by=by, unit=unit, notes=notes)


def _figures(context: Context, by: str) -> tuple[Ratios, int, str, tuple[str, ...]]:
    """Return the figures, whether more (1) or less (−1) is worse, their unit, and what to know about them."""
    metrics = {metric.name: place for place, metric in enumerate(context.statistics.metrics)}
    check_choice("by", by, [*(["valence"] if metrics else []), *metrics, *RATES])
    if by in metrics:
        metric = context.statistics.metrics[metrics[by]]
        worse = 1 if metric.reverse and metric.kind != "csat" else -1
        return _scores(context, metrics[by], metric), worse, _unit(metric), ()
    if by == "valence":
        every = context.answers.summed(1).effective()
        note = f"Valence averages the scales of {', '.join(sorted(metrics))}: a convention for drawing." if len(metrics) > 1 else ""
        found = means(every["valence_sum"] * MICRO, every["n"], bounds=(-2.0, 2.0), squares=every.squares)
        return found, -1, "valence", (note,) if note else ()
    return _rate(context, by), 1, "share", ()


def _scores(context: Context, place: int, metric: Metric) -> Ratios:
    """Return a metric as the map shows it: NPS in points, CSAT as the top-box share, the others as means."""
    sums = context.scores.at((slice(None), place))
    squares = sums.squares
    if metric.kind == "nps":
        return means(100 * (sums["favourable"] - sums["unfavourable"]), sums["n"], bounds=(-100.0, 100.0), squares=squares)
    if metric.kind == "csat":
        return shares(sums["favourable"], sums["n"], squares=squares)
    return means(sums["score_sum"] * MILLI, sums["n"], bounds=(metric.low, metric.high), squares=squares)


def _unit(metric: Metric) -> str:
    return {"nps": "nps", "csat": "share"}.get(metric.kind, f"{metric.low:g}–{metric.high:g}")


def _rate(context: Context, by: str) -> Ratios:
    if by == "drop_off_rate":
        life = context.life("at_risk_moves"), context.life("at_risk_censored")
        return life_tables.drop_off(context.sums("visits", "at_risk"), *life, squares=context.squares("at_risk"))
    over = {"rework_rate": ("rework", "followed"), "escalation_rate": ("escalated", "escalable")}[by]
    return shares(*(context.sums("visits", name) for name in over), squares=context.squares(over[1]))


def _ranked(context: Context, found: Ratios, worse: int, *, by: str, unit: str, notes: tuple[str, ...]) -> TouchpointRanking:
    seen = ~np.isnan(found.value) & (found.n > 0)
    drawn = shrink(np.where(seen, found.value, np.nan), np.where(seen, found.standard_error**2, np.nan))
    raw = found.estimates(level=context.level, unit=unit, method="the touchpoint's own data")
    shrunken = _estimates(found, drawn, context.level, unit)
    places = np.flatnonzero(seen)
    order = places[np.lexsort((places, -worse * drawn.value[places]))]
    ranks, low, high = _places(worse * drawn.value[order], drawn.standard_error[order], found.df[order], context.level)
    rows = tuple(
        RankedTouchpoint(
            rank=int(ranks[index]),
            rank_low=int(low[index]),
            rank_high=int(high[index]),
            touchpoint=context.touchpoints[place].name,
            touchpoint_id=context.touchpoints[place].id,
            stage=context.stage(place).name,
            raw=raw[place],
            shrunken=shrunken[place],
        )
        for index, place in enumerate(order)
    )
    return TouchpointRanking(
        by=by,
        level=context.level,
        mean=None if np.isnan(drawn.centre) else drawn.centre,
        spread=None if np.isnan(drawn.centre) else float(np.sqrt(drawn.between)),
        rows=rows,
        n=round(float(found.n[seen].sum())),
        notes=(HOW, *notes, *_left_out(context, seen), *_thin(len(rows), drawn)),
    )


def _estimates(found: Ratios, drawn: Shrunken, level: float, unit: str) -> tuple[Estimate, ...]:
    half = t_quantile(level, found.df) * drawn.standard_error
    low, high = drawn.value - half, drawn.value + half
    if found.bounds is not None:
        low, high = np.maximum(low, found.bounds[0]), np.minimum(high, found.bounds[1])
    method = "empirical Bayes: drawn towards the mean of all touchpoints; t interval after Morris"
    return estimates(drawn.value, (low, high), found.n, level=level, unit=unit, method=method)


def _places(badness: Floats, error: Floats, df: Floats, level: float) -> tuple[Integers, Integers, Integers]:
    """Return the rank of each figure, the worst first, and the lowest and the highest that it may have."""
    ranks = 1 + (badness[None, :] > badness[:, None] + SAME).sum(axis=1)
    gap = badness[None, :] - badness[:, None]
    reach = t_quantile(level, np.minimum(df[None, :], df[:, None])) * np.hypot(error[None, :], error[:, None])
    above, below = (gap > reach).sum(axis=1), (gap < -reach).sum(axis=1)
    return ranks, 1 + above, len(badness) - below


def _left_out(context: Context, seen: NDArray[np.bool_]) -> tuple[str, ...]:
    missing = int((~seen).sum())
    return (f"{missing} of {len(context.touchpoints)} touchpoints have no such figure and are left out.",) if missing else ()


def _thin(count: int, drawn: Shrunken) -> tuple[str, ...]:
    if count < 2:
        return ("There are not two touchpoints to be put in order.",)
    if count < LEAST_PLACES:
        return (f"Among fewer than {LEAST_PLACES} touchpoints the intervals are those of their own data.",)
    return () if drawn.between > 0 else ("Chance alone explains the differences between the touchpoints: the order means nothing.",)
