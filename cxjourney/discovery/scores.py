"""The scores of a set of touchpoints: each metric on its own scale, and valence for the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxjourney.inference.nps import nps_estimates
from cxjourney.inference.ratios import mean_estimates, share_estimates
from cxjourney.model.measure import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cxjourney.estimate import Estimate
    from cxjourney.model.metric import Metric
    from cxjourney.statistics import JourneyStatistics
    from cxjourney.statistics.table import Integers

Row = tuple[Measure, ...]
Sums = dict[str, "Integers"]

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
    Valence averages all metrics for the picture only; no test uses it.
    """
    rows: list[list[Measure]] = [[] for _ in locations]
    if not statistics.metrics:
        return [tuple(row) for row in rows]
    sums = _sums(statistics, locations)
    squares = _squares(statistics, locations)
    valence = mean_estimates(
        sums["valence_sum"].sum(axis=1) * MICRO,
        sums["n"].sum(axis=1),
        bounds=(-2.0, 2.0),
        squares=squares.sum(axis=1),
        level=level,
        unit="valence",
    )
    for place, estimate in enumerate(valence):
        if estimate.n:
            rows[place].append(Measure(name="valence", estimate=estimate))
    for index, metric in enumerate(statistics.metrics):
        found = _metric_estimates(metric, {name: column[:, index] for name, column in sums.items()}, squares[:, index], level=level)
        for place, row in enumerate(rows):
            row.extend(Measure(name=name, estimate=estimates[place]) for name, estimates in found.items() if estimates[place].n)
    return [tuple(row) for row in rows]


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
