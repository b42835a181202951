"""The scores of a set of touchpoints: each metric on its own scale, and valence for the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.nps import nps_estimates
from cxjourney.inference.ratios import mean_estimates, share_estimates
from cxjourney.model.measure import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.estimate import Estimate
    from cxjourney.model.metric import Metric
    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers

Row = tuple[Measure, ...]
Sums = dict[str, "Integers"]
Figure = tuple[str, "Estimate"]

MILLI, MICRO = 1e-3, 1e-6


def location_scores(statistics: JourneyStatistics, locations: Sequence[Sequence[int]], *, level: float) -> list[Row]:
    """
    Return the scores of sets of touchpoints, one row a set.

    Parameters
    ----------
    statistics
        What was measured.
    locations
        Codes of the touchpoints of each set.
    level
        Confidence level of the intervals.

    Notes
    -----
    Valence averages all metrics for the picture only; no test uses it. Where some scores were given by customers and others read out of
    their words, each source stands beside it by itself.
    """
    if not statistics.metrics:
        return [()] * len(locations)
    found = score_figures(statistics.metrics, _sums(statistics, locations), _squares(statistics, locations), level=level)
    return [tuple(Measure(name=name, estimate=estimate) for name, estimate in row) for row in found]


def score_figures(metrics: Sequence[Metric], sums: Sums, squares: Integers, *, level: float) -> list[list[Figure]]:
    """
    Return the scores that somebody gave, by name, one list a place.

    Parameters
    ----------
    metrics
        Scales of the scores.
    sums
        Sums by place, metric and fold.
    squares
        Σ of squared numbers of answers over customers, by place and metric.
    level
        Confidence level of the intervals.
    """
    rows: list[list[Figure]] = [[] for _ in squares]
    inferred = np.array([metric.kind == "sentiment" for metric in metrics])
    sources = {"valence": np.ones(len(metrics), dtype=bool)}
    if inferred.any() and not inferred.all():
        sources |= {"valence_direct": ~inferred, "valence_inferred": inferred}
    for name, chosen in sources.items():
        found = _valences(sums, squares, chosen, level=level)
        for row, estimate in zip(rows, found, strict=True):
            row.extend([(name, estimate)] if estimate.n else [])
    for index, metric in enumerate(metrics):
        found_by_name = _metric_estimates(metric, {name: column[:, index] for name, column in sums.items()}, squares[:, index], level=level)
        for place, row in enumerate(rows):
            row.extend((name, each[place]) for name, each in found_by_name.items() if each[place].n)
    return rows


def _valences(sums: Sums, squares: Integers, chosen: NDArray[np.bool_], *, level: float) -> tuple[Estimate, ...]:
    """Return the mean valence of the answers to some metrics."""
    return mean_estimates(
        sums["valence_sum"][:, chosen].sum(axis=1) * MICRO,
        sums["n"][:, chosen].sum(axis=1),
        bounds=(-2.0, 2.0),
        squares=squares[:, chosen].sum(axis=1),
        level=level,
        unit="valence",
    )


def _sums(statistics: JourneyStatistics, locations: Sequence[Sequence[int]]) -> Sums:
    names = ("n", "score_sum", "valence_sum", "favourable", "unfavourable")
    by_touchpoint = {name: statistics.dense("scores", name, "touchpoint", "metric") for name in names}
    return {name: np.stack([column[list(codes)].sum(axis=0) for codes in locations]) for name, column in by_touchpoint.items()}


def _squares(statistics: JourneyStatistics, locations: Sequence[Sequence[int]]) -> Integers:
    """Return Σ of squared numbers of answers; over several touchpoints the sum is at least Σ of each, which is what is known."""
    squares = statistics.dense("score_squares", "n", "touchpoint", "metric")
    return np.stack([squares[list(codes)].sum(axis=0) for codes in locations])


def _metric_estimates(metric: Metric, sums: Sums, squares: Integers, *, level: float) -> dict[str, Sequence[Estimate]]:
    """Return a metric as the field reports it: NPS in points, CSAT as the top-box share, effort and ratings as means."""
    n = sums["n"]
    if metric.kind == "nps":
        return {metric.name: nps_estimates(sums["favourable"], sums["unfavourable"], n, squares=squares, level=level)}
    if metric.kind == "csat":
        return {metric.name: share_estimates(sums["favourable"], n, squares=squares, level=level)}
    mean = mean_estimates(
        sums["score_sum"] * MILLI, n, bounds=(metric.low, metric.high), squares=squares, level=level, unit=f"{metric.low:g}–{metric.high:g}"
    )
    if metric.kind != "ces":
        return {metric.name: mean}
    return {metric.name: mean, f"{metric.name}_easy_share": share_estimates(sums["favourable"], n, squares=squares, level=level)}
