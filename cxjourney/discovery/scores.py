"""The scores of a set of touchpoints: each metric on its own scale, and valence for the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from cxjourney.inference.nps import nps_estimates
from cxjourney.inference.ratios import mean_estimates, share_estimates
from cxjourney.model.measure import Measure
from cxjourney.statistics.answer_sums import AnswerSums, answer_squares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cxjourney.estimate import Estimate
    from cxjourney.model.metric import Metric
    from cxjourney.statistics import JourneyStatistics

Row = tuple[Measure, ...]
Place = Literal["total", "stage", "touchpoint"]
Figure = tuple[str, "Estimate"]

MILLI, MICRO = 1e-3, 1e-6


def location_scores(statistics: JourneyStatistics, place: Place, codes: Sequence[int], *, level: float) -> list[Row]:
    """
    Return the scores of some stages or touchpoints, or of everything, one row a place.

    Parameters
    ----------
    statistics
        What was measured.
    place
        ``"stage"``, ``"touchpoint"``, or ``"total"`` for the one place that is everywhere.
    codes
        Which of them.
    level
        Confidence level of the intervals.

    Notes
    -----
    Valence averages all metrics for the picture only; no test uses it. Where some scores were given by customers and others read out of
    their words, each source stands beside it by itself. Weights of answers count everywhere here.
    """
    if not statistics.metrics:
        return [()] * len(codes)
    sums = _sums(statistics, place)
    squares = None if place == "touchpoint" else answer_squares(statistics, place)
    sums = (sums if squares is None else sums.with_squares(squares)).at(list(codes))
    found = score_figures(statistics.metrics, sums, level=level)
    return [tuple(Measure(name=name, estimate=estimate) for name, estimate in row) for row in found]


def score_figures(metrics: Sequence[Metric], sums: AnswerSums, *, level: float) -> list[list[Figure]]:
    """
    Return the scores that somebody gave, by name, one list a place.

    Parameters
    ----------
    metrics
        Scales of the scores.
    sums
        Sums by place, metric and fold.
    level
        Confidence level of the intervals.
    """
    rows: list[list[Figure]] = [[] for _ in sums.squares]
    inferred = np.array([metric.kind == "sentiment" for metric in metrics])
    sources = {"valence": np.ones(len(metrics), dtype=bool)}
    if inferred.any() and not inferred.all():
        sources |= {"valence_direct": ~inferred, "valence_inferred": inferred}
    for name, chosen in sources.items():
        found = _valences(sums, chosen, level=level)
        for row, estimate in zip(rows, found, strict=True):
            row.extend([(name, estimate)] if estimate.n else [])
    for index, metric in enumerate(metrics):
        found_by_name = _metric_estimates(metric, sums.at((slice(None), index)).effective(), level=level)
        for place, row in enumerate(rows):
            row.extend((name, each[place]) for name, each in found_by_name.items() if each[place].n)
    return rows


def _valences(sums: AnswerSums, chosen: NDArray[np.bool_], *, level: float) -> tuple[Estimate, ...]:
    """Return the mean valence of the answers to some metrics."""
    every = sums.at((slice(None), chosen)).together().effective()
    total = every["valence_sum"] * MICRO
    return mean_estimates(total, every["n"], bounds=(-2.0, 2.0), squares=every.squares, level=level, unit="valence")


def _sums(statistics: JourneyStatistics, place: Place) -> AnswerSums:
    """Return the sums of each place; over several touchpoints Σ of squares is at least Σ of each."""
    found = AnswerSums.read(statistics.settings, lambda table, column: statistics.dense(table, column, "touchpoint", "metric"))
    if place == "touchpoint":
        return found
    if place == "total":
        return found.summed(0).at(None)
    stages = np.array(statistics.touchpoint_stage, dtype=np.int64)
    return found.changed(lambda column: np.stack([column[stages == code].sum(axis=0) for code in range(len(statistics.stages))]))


def _metric_estimates(metric: Metric, sums: AnswerSums, *, level: float) -> dict[str, Sequence[Estimate]]:
    """Return a metric as the field reports it: NPS in points, CSAT as the top-box share, effort and ratings as means."""
    n, squares = sums["n"], sums.squares
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
