"""The customer satisfaction index of a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from cxjourney.arguments import check_choice, check_mapping, is_number
from cxjourney.diagnosis.context import Context, without_statistics
from cxjourney.diagnosis.margins import Margins
from cxjourney.diagnosis.untested import MIN_CUSTOMERS
from cxjourney.errors import OptionError, StatisticsError, show_value
from cxjourney.inference.intervals import estimates
from cxjourney.inference.ratios import Ratios, from_replicates, means
from cxjourney.model.journey_map import JourneyMap
from cxjourney.model.satisfaction import SatisfactionAttribute, SatisfactionIndex
from cxjourney.statistics import JourneyStatistics
from cxjourney.statistics.answer_sums import answer_squares
from cxjourney.statistics.resolve import check_rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cxjourney.model.metric import Metric

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

Over = Literal["touchpoint", "metric"]

SATISFACTION = frozenset({"csat", "rating"})
"""Kinds of questions that ask how satisfied somebody is; recommending (NPS), effort and feelings are something else."""

MILLI = 1e-3
METHOD = "weighted mean of the attributes' mean satisfaction, delete-one-fold jackknife, Wilson interval on the scale"
SHOWN = 5


@dataclass(frozen=True, slots=True, eq=False)
class _Attributes:
    """
    What an index may be made of.

    Parameters
    ----------
    names
        Names of the attributes.
    metrics
        The question of each.
    scores
        Mean satisfaction from 0 to 100.
    counts
        Answers by attribute and fold.
    """

    names: tuple[str, ...]
    metrics: tuple[Metric, ...]
    scores: Ratios
    counts: Integers


def csi(
    journey_map: JourneyMap,
    *,
    weights: Mapping[str, float] | None = None,
    metric: str | None = None,
    over: Over = "touchpoint",
    level: float = 0.95,
) -> SatisfactionIndex:
    """
    Compute the customer satisfaction index of a map, from 0 to 100.

    Use it as one figure for the whole journey that a single busy touchpoint cannot dominate. To see where satisfaction is low, look at its
    attributes or at `diagnose`.

    Parameters
    ----------
    journey_map
        A map discovered from events with answers to a question about satisfaction.
    weights
        How much each attribute matters, by its name, in any unit: only the ratios count. The index is made of these attributes
        alone. By default all attributes matter equally.
    metric
        The question, where several were asked: answers on different scales are never pooled.
    over
        What the attributes are: touchpoints, each rated by the answers given there; or questions (metrics), each rated by all
        its answers.
    level
        Confidence level of the interval.

    Returns
    -------
    SatisfactionIndex
        An estimate with its attributes; without a value, and with the reason in its notes, where it cannot be said.

    Raises
    ------
    StatisticsError
        If the map holds no statistics.
    OptionError
        If a weight, the question or the level cannot be used, or it is not clear which question is meant.

    See Also
    --------
    rank_touchpoints : orders the touchpoints.

    Notes
    -----
    A satisfaction index is a weighted mean over attributes of what is offered, each the mean of a satisfaction question placed linearly on
    0 to 100 [1]_ [2]_. In a journey the attributes are its touchpoints; where several questions about different things are asked, they
    can be the attributes (``over="metric"``), each on its own scale. The mean over all answers is another figure: it follows whoever is
    asked most. Attributes with fewer than 30 effective customers are left out, and the notes name them. The index is not the CSAT
    share of satisfied customers, and indices of different questions or different attributes are not comparable.

    References
    ----------
    .. [1] Fornell, C., Johnson, M. D., Anderson, E. W., Cha, J. and Bryant, B. E. (1996). The American Customer Satisfaction Index.
       Journal of Marketing 60(4).
    .. [2] Hill, N. and Alexander, J. (2006). The Handbook of Customer Satisfaction and Loyalty Measurement, 3rd ed. Gower.

    Examples
    --------
    >>> import cxjourney as cx
    >>> shop = cx.datasets.sample_shop(customers=2_000)
    >>> journey_map = cx.discover_map(shop.events, goal=shop.goal)
    >>> cx.csi(journey_map)
    61.56 [60.19, 62.91] n=1503
    >>> cx.csi(journey_map, weights={"Card payment": 3, "Doorstep delivery": 1}).attributes[0].weight
    0.75
    """
    if not isinstance(journey_map, JourneyMap):
        message = f"csi takes a JourneyMap, found {type(journey_map).__name__}; make one with discover_map()."
        raise TypeError(message)
    check_choice("over", over, get_args(Over))
    check_rate("level", level)
    check_mapping("weights", weights, meaning="names to numbers")
    context = Context(journey_map, measured(journey_map, "csi"), Margins(), level)
    found = _by_metric(context, metric) if over == "metric" else _by_touchpoint(context, metric)
    if not found.names:
        return _nothing(over, "no question about satisfaction was asked: the index needs scores of the kind csat or rating.")
    return _index(found, _shares(weights, found.names), over=over, level=level)


def measured(journey_map: JourneyMap, function: str) -> JourneyStatistics:
    """
    Return the statistics beside a map.

    Parameters
    ----------
    journey_map
        A map.
    function
        Who asks, for the message.

    Raises
    ------
    StatisticsError
        If there are none.
    """
    statistics = journey_map.statistics
    if isinstance(statistics, JourneyStatistics):
        return statistics
    if journey_map.origin == "hypothesis":
        message = f"{function}() needs measured answers, and {show_value(journey_map.title)} was written by hand."
        raise StatisticsError(message, hint="fill it from events with discover_map(events, plan=journey_map).")
    raise without_statistics(journey_map)


def _by_touchpoint(context: Context, asked: str | None) -> _Attributes:
    """Return the touchpoints where one question was answered."""
    place = _question(context.statistics, asked)
    if place is None:
        return _Attributes((), (), _means(np.zeros((0, 50)), np.zeros((0, 50)), np.zeros(0), []), np.zeros((0, 50), dtype=np.int64))
    metric = context.statistics.metrics[place]
    answers = context.scores.at((slice(None), place))
    counts, sums, squares = answers["n"], answers["score_sum"], answers.squares
    answered = counts.sum(axis=-1) > 0
    names = tuple(each.name for each, known in zip(context.touchpoints, answered, strict=True) if known)
    scores = _means(sums[answered], counts[answered], squares[answered], [metric] * len(names))
    return _Attributes(names, (metric,) * len(names), scores, counts[answered])


def _by_metric(context: Context, asked: str | None) -> _Attributes:
    """Return the questions about satisfaction."""
    if asked is not None:
        raise OptionError("metric= and over='metric' contradict each other.", hint="choose the questions with weights=.")
    statistics = context.statistics
    places = [place for place, each in enumerate(statistics.metrics) if each.kind in SATISFACTION]
    answers, known = context.answers.summed(0), answer_squares(context.statistics, "total")
    answers = (answers if known is None else answers.with_squares(np.maximum(answers.squares, known[0]))).effective()
    counts, sums, squares = answers["n"], answers["score_sum"], answers.squares
    places = [place for place in places if counts[place].sum() > 0]
    metrics = [statistics.metrics[place] for place in places]
    # Σn² over all touchpoints is at least that of each; nobody counts as more than one customer.
    squares = np.maximum(squares, counts.sum(axis=-1, dtype=np.float64) ** 2 / max(statistics.customers, 1))
    return _Attributes(
        tuple(each.name for each in metrics), tuple(metrics), _means(sums[places], counts[places], squares[places], metrics), counts[places]
    )


def _question(statistics: JourneyStatistics, asked: str | None) -> int | None:
    """Return the place of the question, None when nothing about satisfaction was asked."""
    names = [each.name for each in statistics.metrics]
    if asked is not None:
        check_choice("metric", asked, names)
        kind = statistics.metrics[names.index(asked)].kind
        if kind not in SATISFACTION:
            message = f"metric={show_value(asked)} is of the kind {kind}, which does not ask for satisfaction."
            raise OptionError(message, hint="name a score of the kind csat or rating.", value=show_value(asked))
        return names.index(asked)
    places = [place for place, each in enumerate(statistics.metrics) if each.kind in SATISFACTION]
    if len(places) > 1:
        listed = ", ".join(show_value(names[place]) for place in places)
        message = f"satisfaction was asked in {len(places)} ways ({listed}), and scales are never pooled."
        raise OptionError(message, hint="name one with metric=, or make the questions the attributes with over='metric'.")
    return places[0] if places else None


def _means(sums: Integers | Floats, counts: Integers | Floats, squares: Integers | Floats, metrics: list[Metric]) -> Ratios:
    """Return mean satisfaction from 0 to 100."""
    low, high = (np.array([getattr(each, end) for each in metrics], dtype=np.float64)[:, None] for end in ("low", "high"))
    share = (sums * MILLI - low * counts) / np.where(high > low, high - low, 1.0)
    turned = np.array([each.reverse for each in metrics], dtype=bool)[:, None]
    return means(100 * np.where(turned, counts - share, share), counts, bounds=(0.0, 100.0), squares=squares)


def _shares(weights: Mapping[str, float] | None, names: tuple[str, ...]) -> Floats:
    """Return the weight of each attribute, 0 for those that are not part of the index."""
    if weights is None:
        return np.ones(len(names))
    if not weights:
        raise OptionError("weights={} names no attribute.", hint="leave it out to weigh all attributes equally.")
    for name, weight in weights.items():
        if name not in names:
            raise OptionError.for_choice("weights", name, names)
        if not is_number(weight) or weight <= 0:
            message = f"weights[{show_value(name)}]={show_value(weight)} must be a positive number."
            raise OptionError(message, hint="leave an attribute out that does not matter.", value=show_value(weight))
    return np.array([float(weights.get(name, 0.0)) for name in names])


def _index(found: _Attributes, weights: Floats, *, over: Over, level: float) -> SatisfactionIndex:
    enough = found.scores.customers >= MIN_CUSTOMERS
    used = enough & (weights > 0)
    notes = _notes(found, weights, enough)
    if not used.any():
        return _nothing(over, f"no attribute has {MIN_CUSTOMERS} effective customers who answered.", *notes)
    share = np.where(used, weights, 0.0)[used] / weights[used].sum()
    replicates = found.scores.replicates[used]
    filled = np.where(np.isnan(replicates), replicates[:, :1], replicates)
    counts = found.counts[used].sum(axis=0)
    total = from_replicates(share @ filled, counts, bounds=(0.0, 100.0))
    (whole,) = estimates(total.value, total.interval(level), total.n, level=level, unit="index", method=METHOD)
    own = estimates(
        found.scores.value, found.scores.interval(level), found.scores.n, level=level, unit="index", method="mean satisfaction, 0 to 100"
    )
    places = np.flatnonzero(used)
    attributes = tuple(
        SatisfactionAttribute(
            name=found.names[place],
            metric=found.metrics[place].name,
            low=found.metrics[place].low,
            high=found.metrics[place].high,
            weight=float(part),
            score=own[place],
        )
        for place, part in zip(places, share, strict=True)
    )
    facts = {name: getattr(whole, name) for name in ("value", "low", "high", "level", "n", "unit", "method")}
    return SatisfactionIndex(**facts, over=over, attributes=attributes, notes=notes)


def _notes(found: _Attributes, weights: Floats, enough: Flags) -> tuple[str, ...]:
    thin = [name for name, kept, weight in zip(found.names, enough, weights, strict=True) if weight > 0 and not kept]
    notes = [f"Left out, with fewer than {MIN_CUSTOMERS} effective customers: {_listed(thin)}."] if thin else []
    unnamed = [name for name, weight in zip(found.names, weights, strict=True) if not weight]
    if unnamed:
        notes.append(f"Not among the weights, and no part of the index: {_listed(unnamed)}.")
    scales = sorted({(each.low, each.high) for each in found.metrics})
    if len(scales) > 1:
        listed = ", ".join(f"{low:g}–{high:g}" for low, high in scales)
        notes.append(f"The questions have different scales ({listed}); each was placed on 0 to 100 before they were weighed.")
    return tuple(notes)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(show_value(name) for name in names[:SHOWN]) + more


def _nothing(over: Over, reason: str, *notes: str) -> SatisfactionIndex:
    return SatisfactionIndex(value=None, n=0, unit="index", method="no data", over=over, notes=(f"Cannot be said: {reason}", *notes))
